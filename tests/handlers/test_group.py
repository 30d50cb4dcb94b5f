"""The link of a TPS's WhatsApp group, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.core import codes
from bot.core.dialog import Nothing, SeatDigits, Text
from bot.core.group import SEAT_WINDOW, TRIES_PER_CHAT, TRIES_PER_SEAT
from bot.core.people import Role
from bot.storage import group
from tests.handlers.onboarding import both, role_of
from tests.phone import Phone, Town

LINK, LINK_5 = (body + codes.check_character(body) for body in ("GRUPTPS", "GRUPTPX"))
DIGITS = "3316"  # KPPS 3 of TPS 004


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """Give the town on SQLite, or on the database a test asks for."""
    town: Town = request.getfixturevalue(getattr(request, "param", "town"))
    return town


@pytest.fixture(autouse=True)
async def links(town: Town) -> None:
    """Give both TPS their links."""
    async with town.db.transaction() as tx:
        for tps, link in (("004", LINK), ("005", LINK_5)):
            tx.write("UPDATE area SET link = $2 WHERE level = 'tps' AND name = $1", tps, link)


async def seat(town: Town, number: int, tps: str = "004") -> int:
    [row] = await town.db.read(
        "SELECT s.id FROM seat s JOIN area a ON a.id = s.area_id"
        " WHERE a.name = $1 AND s.role = 'KPPS' AND s.number = $2",
        tps,
        number,
    )
    return int(row["id"])


async def asked(town: Town, number: int = 3, address: str = "hp1", tps: str = "004") -> Phone:
    """Return a guest's phone that has picked this seat."""
    phone, link = await town.guest(address), LINK if tps == "004" else LINK_5
    await phone.tap(f"kursi:{link}:{await seat(town, number, tps)}")
    return phone


@both
async def test_a_newcomer_picks_agrees_and_types_the_digits(town: Town):
    phone, before = town.phone(), await town.count("person")
    await phone.start(f"g_{LINK}")
    assert phone.labels[:3] == ["Ketua KPPS", "KPPS 2", "KPPS 3"]
    assert "Anggota" not in phone.text, "no names"
    town.restart()
    await phone.press("KPPS 3")
    assert "Apakah Anda setuju?" in phone.text
    assert await town.count("person") == before, "nothing is kept before the consent"
    await phone.press("English", "I agree")
    assert (await phone.chat()).waiting == SeatDigits(await seat(town, 3))
    town.restart()
    await phone.type(DIGITS)

    assert await role_of(phone) == Role.KPPS
    assert (await phone.chat()).waiting == Nothing()
    other = town.phone("hp2")
    await other.start(f"g_{LINK}")
    assert "KPPS 3 ✓" in other.labels


@pytest.mark.parametrize(
    "typed", [f"{LINK[:4]}-{LINK[4:]}".lower(), f"g_{LINK}", f"/start g_{LINK}"]
)
async def test_the_code_of_the_link_may_be_typed(town: Town, typed: str):
    newcomer, guest = town.phone("hp2"), await town.guest()
    for phone in (newcomer, guest):
        await phone.type(typed)
        assert "KPPS 3" in phone.labels


@pytest.mark.parametrize("act", ["start", "kursi", "tps"])
async def test_a_wrong_link_is_answered_and_counts_as_a_wrong_code(town: Town, act: str):
    phone, wrong = town.phone(), "9" * 7 + codes.check_character("9" * 7)
    for _ in range(codes.GUESSES_PER_CHAT):
        await (phone.start(f"g_{wrong}") if act == "start" else phone.tap(f"{act}:{wrong}:1"))
        assert "Tautan grup itu tidak berlaku" in phone.text
    await phone.start(f"g_{LINK}")
    assert "KPPS 3" not in phone.labels, "too many"

    await town.phone("hp2").start(f"g_{LINK}")
    assert "KPPS 3" in town.phone("hp2").labels


async def test_an_old_link_is_a_wrong_one(town: Town):
    phone = await town.guest()
    async with town.db.transaction() as tx:
        tx.write("UPDATE area SET link = NULL")
    await phone.tap(f"kursi:{LINK}:{await seat(town, 3)}")

    assert "Tautan grup itu tidak berlaku" in phone.text


@pytest.mark.parametrize("arg", ["", "x", "999", "-1", "{other}", "9" * 40])
async def test_a_link_opens_only_the_seats_of_its_tps(town: Town, arg: str):
    phone = await town.guest()
    await phone.tap(f"kursi:{LINK}:{arg}".replace("{other}", str(await seat(town, 4, "005"))))

    assert not isinstance((await phone.chat()).waiting, SeatDigits)
    assert phone.labels


@both
async def test_a_taken_seat_asks_its_first_phone(town: Town):
    first = await town.registered("KPPS", 4, "hp1")
    second = await asked(town, 4, "hp2")
    [person] = await town.rows("person", "id = $1", (await first.chat()).person.id)  # type: ignore[union-attr]
    await second.type(person["phone"])

    assert "Ya, itu saya" in first.labels
    assert await role_of(second) == Role.TAMU


async def test_ones_own_seat_leads_to_the_menu(town: Town):
    phone = await town.registered("KPPS", 4)
    await phone.tap(f"kursi:{LINK}:{await seat(town, 4)}")

    assert phone.text.startswith("Menu")


async def test_a_second_person_on_the_phone_gives_a_consent_of_their_own(town: Town):
    phone = await town.registered("KPPS", 4)
    await phone.tap(f"kursi:{LINK}:{await seat(town, 3)}")
    assert "Apakah Anda setuju?" in phone.text
    assert await town.count("companion") == 1
    await phone.press("Setuju")
    await phone.type(DIGITS)

    assert await town.count("companion") == 2
    assert (await phone.chat()).person.number == 3  # type: ignore[union-attr]


async def test_without_a_number_on_the_roster_the_pps_has_the_code(town: Town):
    phone = await asked(town, 3, tps="005")

    assert "Mintalah kode pendaftaran Anda kepada PPS" in phone.text
    assert (await phone.chat()).waiting == Nothing()


async def test_a_seat_without_a_holder_is_not_asked_about(town: Town):
    phone = await asked(town, 7, tps="005")

    assert "belum ada nama" in phone.text


async def test_words_are_no_guess_and_a_code_is_none_either(town: Town):
    phone = await asked(town)
    for text in ("saya lupa", "33", "ABCD-2345"):
        await phone.type(text)
        assert "4 angka terakhir" in phone.text

    assert await town.count("wrong_digits") == 0
    await phone.type("0800-000-3316")
    assert await role_of(phone) == Role.KPPS


@both
async def test_three_wrong_ones_close_the_way_for_a_chat_for_a_while(town: Town):
    phone = await asked(town)
    for _ in range(TRIES_PER_CHAT):
        await phone.type("0000")
    assert "Tunggulah 15 menit" in phone.text
    await phone.tap(f"kursi:{LINK}:{await seat(town, 4)}")
    assert "Tunggulah 15 menit" in phone.text, "for other seats, too"
    await phone.type(DIGITS)
    assert await role_of(phone) == Role.TAMU

    town.clock.go_on(timedelta(minutes=16))
    await phone.tap(f"kursi:{LINK}:{await seat(town, 3)}")
    await phone.type(DIGITS)
    assert await role_of(phone) == Role.KPPS


@both
async def test_ten_wrong_ones_close_a_seat_for_a_day_and_the_pps_hears_once(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    honest = await asked(town, 3, "honest")
    heard = len(officer.messages)
    for n in range(8):
        phone = await asked(town, 3, f"hp{n}")
        for _ in range(2):
            await phone.type("0000")
    assert await town.count("wrong_digits") == TRIES_PER_SEAT
    assert len(officer.messages) == heard + 1
    assert "Tautan grup ditutup selama 24 jam" in officer.text
    await honest.type(DIGITS)
    assert "ditutup selama 24 jam" in honest.text, "the right ones, too: nothing is told apart"
    [row] = await town.rows("seat", "id = $1", await seat(town, 3))
    await town.phone("hp0").type("0000")
    assert await town.count("wrong_digits") == TRIES_PER_SEAT

    other = await asked(town, 4, "other")
    assert "4 angka terakhir" in other.text, "the other seats are open"

    async with town.db.transaction() as tx:
        tx.write("UPDATE seat SET code = 'ABCDEFGQ' WHERE id = $1", row["id"])
    good = codes.tidy("ABCDEFG" + codes.check_character("ABCDEFG"))
    async with town.db.transaction() as tx:
        tx.write("UPDATE seat SET code = $2 WHERE id = $1", row["id"], good)
    await honest.start(good)
    await honest.tap(f"ya:{good}")
    assert await role_of(honest) == Role.KPPS, "the code works"


@both
async def test_the_way_opens_again_the_next_day(town: Town):
    phones = [await asked(town, 3, f"hp{n}") for n in range(5)]
    for phone in phones:
        for _ in range(2):
            await phone.type("0000")
    town.clock.go_on(SEAT_WINDOW + timedelta(minutes=1))
    async with town.db.transaction() as tx:
        await group.purge_wrong_digits(tx, town.clock.now())
    assert await town.count("wrong_digits") == 0
    await phones[0].tap(f"kursi:{LINK}:{await seat(town, 3)}")
    await phones[0].type(DIGITS)

    assert await role_of(phones[0]) == Role.KPPS


async def test_the_digits_are_for_the_seat_that_was_picked_last(town: Town):
    phone = await asked(town, 3)
    await phone.tap(f"kursi:{LINK}:{await seat(town, 4)}")
    await phone.type(DIGITS)

    assert await role_of(phone) == Role.TAMU


async def test_whoever_does_something_else_is_not_typing_digits(town: Town):
    phone = await asked(town, 3)
    await phone.tap("menu")
    await phone.type(DIGITS)

    assert await role_of(phone) == Role.TAMU
    assert await town.count("wrong_digits") == 0


async def test_a_seat_that_lost_its_holder_meanwhile_cannot_be_taken(town: Town):
    phone = await asked(town, 3)
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = 'x' WHERE seat_id = $1", await seat(town, 3))
    await phone.type(DIGITS)

    assert await role_of(phone) == Role.TAMU


@both
async def test_many_seats_turn_their_pages(town: Town):
    [tps] = await town.rows("area", "level = 'tps' AND name = '004'")
    async with town.db.transaction() as tx:
        for n in range(3):
            tx.write(
                "INSERT INTO seat (area_id, role, code, created_at) VALUES ($1, 'KPPS', $2, '')",
                tps["id"],
                f"K{n}",
            )
        tx.write("INSERT INTO person (id, name, created_at) VALUES (1, 'Siti Aminah', '')")
    [new, *_] = await town.rows("seat", "code = 'K0'")
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO holding (seat_id, person_id, from_at) VALUES ($1, 1, '')", new["id"])
    phone = town.phone()
    await phone.start(f"g_{LINK}")
    await phone.press("Berikutnya")

    assert phone.labels[0] == "Siti A."
    assert "Aminah" not in phone.text


@both
async def test_digits_that_come_all_at_once_are_counted_exactly(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phones = [await asked(town, 3, f"hp{n}") for n in range(15)]
    heard = len(officer.messages)
    taps = [phone.incoming(Text("0000")) for phone in phones]
    await asyncio.gather(*(town.router.take(tap) for tap in taps))

    assert await town.count("wrong_digits") == TRIES_PER_SEAT
    assert len(officer.messages) == heard + 1


async def test_five_hundred_chats_guess_and_nobody_is_in(town: Town):
    """10,000 keys are not tried: a seat gives ten tries a day, whoever asks."""
    officer = await town.registered("PPS", 1, "pps")
    seat_id, heard = await seat(town, 3), len(officer.messages)
    tried = 0
    async with town.db.transaction() as tx:
        for n in range(500):
            tx.write("INSERT INTO person (id, name, created_at) VALUES ($1, '', '')", 10_000 + n)
            tx.write(
                "INSERT INTO chat (channel, address, person_id, waiting, created_at, seen_at)"
                " VALUES ('web', $1, $2, $3, '', '')",
                f"bot{n}",
                10_000 + n,
                f'["SeatDigits", {{"seat": {seat_id}}}]',
            )
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT id, person_id, '', 99 FROM chat WHERE address LIKE 'bot%'"
        )
    for n in range(500):
        phone = town.phone(f"bot{n}")
        await phone.type(f"{(n * 7) % 3000:04}")
        tried += "belum cocok" in phone.text
    assert tried == TRIES_PER_SEAT - 1
    assert await town.count("wrong_digits") == TRIES_PER_SEAT
    assert await town.count("chat", "address LIKE 'bot%' AND person_id < 10000") == 0
    assert len(officer.messages) == heard + 1


async def test_whoever_types_before_agreeing_keeps_the_link_and_the_seat(town: Town):
    phone = town.phone()
    await phone.start(f"g_{LINK}")
    await phone.type("Selamat pagi")
    await phone.press("Setuju", "KPPS 3")
    assert (await phone.chat()).waiting == SeatDigits(await seat(town, 3))

    other = town.phone("hp2")
    await other.start(f"g_{LINK}")
    await other.press("KPPS 4")
    await other.type("Apa ini?")
    await other.press("Setuju")
    assert (await other.chat()).waiting == SeatDigits(await seat(town, 4))
