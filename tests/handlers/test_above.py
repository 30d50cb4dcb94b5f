"""Who is above a seat: colleagues do not free it, give it away, or change its holder's number."""

import pytest

from bot.core.dialog import NewHolder, RightPhone
from bot.core.people import Role
from bot.storage import invite
from bot.storage.replies import waiting_text
from tests.handlers.onboarding import area, both, role_of
from tests.handlers.test_outreach import FORBIDDEN
from tests.phone import Phone, Town

PLACE = {"KPPS": "004", "PPS": "Beji", "PPK": "Junrejo", "Sosdiklih": ""}
SEATS_OF_OFFICE = [("PPS", "PPK"), ("PPK", "Sosdiklih"), ("Sosdiklih", "Sosdiklih")]


async def seat_of(town: Town, role: str, number: int) -> int:
    [row] = await town.rows("seat", "code = $1", town.code(PLACE[role], role, number))
    return int(row["id"])


async def code_of(town: Town, seat: int) -> str:
    [row] = await town.rows("seat", "id = $1", seat)
    return str(row["code"])


async def take(phone: Phone, code: str) -> str:
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")
    return phone.text


async def everything(town: Town, seat: int, person: int, chat: int) -> tuple[object, ...]:
    return (
        await code_of(town, seat),
        await town.count("audit"),
        [dict(row) for row in await town.rows("holding", "seat_id = $1", seat)],
        [dict(row) for row in await town.rows("person", "id = $1", person)],
        await town.count("companion", "chat_id = $1 AND person_id = $2", chat, person),
        await town.count("contact_mark"),
    )


async def attack(town: Town, officer: Phone, victim: Phone, seat: int) -> list[str]:
    """Try everything that would give the seat away; return what was answered to each."""
    chat = await victim.chat()
    assert chat.person is not None
    person = chat.person.id
    heard = []
    for action in (
        f"bebas:{seat}",
        f"bebas:{seat}:tidak",
        f"bebas:{seat}:kosong:{chat.id}",
        f"bebas:{seat}:beri:1",
        f"ganti:{seat}",
        f"ganti:{seat}:kosong",
        f"ganti:{seat}:kosong:{person}",
        f"ganti:{seat}:ya:{person}",
        f"tanda:{person}:isi",
        f"tanda:{person}:nomor_salah",
    ):
        await officer.tap(action)
        heard.append(officer.text)
    for waiting, text in ((NewHolder(seat), "Nama Lain"), (RightPhone(person), "0812 3456 7890")):
        async with town.db.transaction() as tx:
            tx.write(
                "UPDATE chat SET waiting = $2 WHERE address = $1",
                officer.address,
                waiting_text(waiting),
            )
        await officer.type(text)
        heard.append(officer.text)
    return heard


@both
@pytest.mark.parametrize("role", ["PPS", "PPK"])
async def test_a_colleague_can_do_nothing_to_a_seat(town: Town, role: str):
    officer = await town.registered(role, 1, "rekan")
    victim = await town.registered(role, 2, "korban")
    seat, chat = await seat_of(town, role, 2), await victim.chat()
    assert chat.person is not None
    before = await everything(town, seat, chat.person.id, chat.id)
    victim.heard = []

    heard = await attack(town, officer, victim, seat)

    assert all(FORBIDDEN in text for text in heard), heard
    assert await everything(town, seat, chat.person.id, chat.id) == before
    assert victim.heard == []
    assert await role_of(victim) == Role(role)


@pytest.mark.parametrize("role", ["PPS", "PPK", "Sosdiklih"])
async def test_nobody_does_it_to_themselves(town: Town, role: str):
    officer = await town.registered(role, 1, "sendiri")
    heard = await attack(town, officer, officer, await seat_of(town, role, 1))

    assert all(FORBIDDEN in text for text in heard), heard
    assert await role_of(officer) == Role(role)
    assert await town.count("audit") == 0


@pytest.mark.parametrize(("role", "above"), SEATS_OF_OFFICE)
async def test_the_office_above_does(town: Town, role: str, above: str):
    officer = await town.registered(above, 1, "atas")
    victim = await town.registered(role, 2, "hp-lama")
    seat, chat = await seat_of(town, role, 2), await victim.chat()
    await officer.tap(f"bebas:{seat}:kosong:{chat.id}")
    assert "dibebaskan" in officer.text
    assert await role_of(victim) is None

    await officer.tap(f"ganti:{seat}")
    await officer.type("Petugas Pengganti")
    await officer.press("Ya, simpan")
    assert "Pergantian tersimpan" in officer.text


@pytest.mark.parametrize(("role", "above"), SEATS_OF_OFFICE)
async def test_the_card_shows_what_one_may_do_and_nothing_else(town: Town, role: str, above: str):
    victim = await town.registered(role, 2, "korban")
    person = (await victim.chat()).person
    assert person is not None
    theirs = {"Diganti", "Bebaskan kursi", "Nomor salah"}
    boss = await town.registered(above, 1, "atas")
    await boss.tap(f"jangkau1:{person.id}")
    assert theirs <= set(boss.labels)

    if role != above:
        colleague = await town.registered(role, 1, "rekan")
        await colleague.tap(f"jangkau1:{person.id}")
        assert not theirs & set(colleague.labels)
        assert "Tatap muka" in colleague.labels
    await victim.tap(f"jangkau1:{person.id}")
    assert not theirs & set(victim.labels), "their own"


async def test_the_holder_is_not_told_of_a_claim_as_if_above_themselves(town: Town):
    first = await town.registered("Sosdiklih", 1, "satu")
    colleague = await town.registered("Sosdiklih", 2, "dua")
    first.heard, colleague.heard = [], []
    await take(town.phone("baru"), town.code("", "Sosdiklih", 1))

    assert [action[:5] for message in first.heard for action in message.actions] == ["klaim"] * 2
    assert "Bebaskan kursi" in colleague.labels


# --- the new code of a seat that was freed -------------------------------------------------------


@both
async def test_whoever_freed_a_seat_does_not_take_it_with_the_new_code(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    second = town.phone("pps-2")
    await take(second, town.code("Beji", "PPS", 1))
    await pps.tap("klaim:ya:1")
    old = await town.registered("KPPS", 3, "hp-lama")
    seat = await seat_of(town, "KPPS", 3)
    await pps.tap(f"bebas:{seat}:kosong:{(await old.chat()).id}")
    code = await code_of(town, seat)
    town.restart()

    for phone in (pps, second):
        assert "dibebaskan oleh pengguna ponsel ini" in await take(phone, code)
        assert await role_of(phone) == Role.PPS
    assert await town.count("claim", "state = 'asked'") == 0

    new = town.phone("hp-baru")
    assert "Terima kasih, Anda terdaftar sebagai KPPS 3" in await take(new, code)
    await take(pps, code)
    assert "sudah terdaftar di ponsel" in pps.text, "now its phone is asked, as for everybody"
    assert "Ya, itu saya" in new.labels


async def test_nor_with_the_number_or_the_group_link(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    old = await town.registered("KPPS", 3, "hp-lama")
    seat, person = await seat_of(town, "KPPS", 3), (await old.chat()).person
    assert person is not None
    await pps.tap(f"bebas:{seat}:kosong:{(await old.chat()).id}")
    await pps.tap(f"tanda:{person.id}:isi")
    await pps.type("0812 3456 7890")
    await pps.tap("telepon")
    await pps.share_contact("+6281234567890")
    await pps.tap(f"kenal:{await code_of(town, seat)}")
    await pps.tap(f"setuju:{await code_of(town, seat)}:2")
    assert "dibebaskan oleh pengguna ponsel ini" in pps.text

    tps = await area(town, "tps", "004")
    async with town.db.transaction() as tx:
        links, _ = await invite.links(tx, tps)
    await pps.tap(f"kursi:{links[tps]}:{seat}")
    await pps.tap(f"setuju:g_{links[tps]}_{seat}:2")
    await pps.type("7890")
    assert "dibebaskan oleh pengguna ponsel ini" in pps.text
    assert await role_of(pps) == Role.PPS


async def test_a_phone_that_a_member_shares_with_the_pps_may_have_the_seat_back(town: Town):
    pps = await town.registered("PPS", 1, "bersama")
    await take(pps, town.code("004", "KPPS", 3))
    assert await role_of(pps) == Role.KPPS
    chat, seat = await pps.chat(), await seat_of(town, "KPPS", 3)
    [officer] = await town.rows("companion", "chat_id = $1 ORDER BY consented_at LIMIT 1", chat.id)
    await pps.tap(f"orang:{officer['person_id']}")
    assert await role_of(pps) == Role.PPS
    await pps.tap(f"bebas:{seat}:kosong:{chat.id}")

    assert "Terima kasih, Anda terdaftar sebagai KPPS 3" in await take(
        pps, await code_of(town, seat)
    )


async def test_a_coordinator_gives_a_seat_to_none_of_their_own_phones(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    second = town.phone("pps-2")
    await take(second, town.code("Beji", "PPS", 1))
    await pps.tap("klaim:ya:1")
    old = await town.registered("KPPS", 3, "hp-lama")
    await take(second, town.code("004", "KPPS", 3))
    seat = await seat_of(town, "KPPS", 3)

    for action in (f"bebas:{seat}:ya", f"bebas:{seat}:beri:2"):
        await pps.tap(action)
        assert "Kosongkan saja" in pps.labels

    assert await role_of(old) == Role.KPPS
    assert await role_of(second) == Role.PPS


@both
async def test_both_means_both_databases(town: Town, request: pytest.FixtureRequest):
    """Tests of getting on board rely on it."""
    on_postgres = request.node.callspec.params["town"] == "postgres_town"

    assert (town.db.dialect == "postgresql") is on_postgres
