"""Those responsible decide about requests to be put on the roster."""

import asyncio

import pytest

from bot.core.dialog import JoinName, Nothing, RejectReason, Tap
from bot.core.people import Role
from bot.storage import holdings
from bot.storage import join as storage
from tests.handlers.onboarding import (
    NAME,
    area,
    both,
    request_id,
    role_of,
    sent,
    vacant_seat,
)
from tests.learner import read, take_quiz
from tests.phone import Town


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """Give the town on SQLite, or on the database a test asks for."""
    town: Town = request.getfixturevalue(getattr(request, "param", "town"))
    return town


@both
async def test_a_vacant_seat_is_given_and_the_asker_goes_on(town: Town):
    officer, phone = await town.registered("PPS", 1, "pps"), await town.guest()
    await take_quiz(phone, "kuis:2")
    kpps = await town.registered("KPPS", 4, "other")
    await read(kpps, 2)
    for row in await town.rows("page_seen"):
        await phone.tap(f"hal:{row['page_id']}")
    await phone.tap("minta")
    await phone.type(NAME)
    await phone.press("Junrejo", "Beji")
    await phone.type("005")
    await phone.press("Kirim permohonan")
    version = await town.rows("meta", "key = $1", holdings.VERSION)
    await officer.press("Periksa permohonan")
    assert officer.labels[:2] == ["KPPS 7", "Kursi baru tanpa nomor"]
    town.restart()
    phone.heard = []
    await officer.press("KPPS 7")

    assert await role_of(phone) == Role.KPPS
    assert "terdaftar sebagai KPPS 7, TPS 005" in phone.text
    assert "Sesi 2 selesai" in phone.text, "what is enough for the role"
    assert (await phone.chat()).person.name == NAME  # type: ignore[union-attr]
    [entry] = await town.rows("audit")
    assert entry["verb"] == "setujui-permohonan"
    assert NAME not in entry["object"]
    assert await town.rows("meta", "key = $1", holdings.VERSION) != version
    [seat] = await town.rows("seat", "id = $1", await vacant_seat(town))
    assert seat["code"] == town.code("005", "KPPS", 7), "nobody held it before"


@both
async def test_a_new_seat_is_made_without_a_number(town: Town):
    officer, phone = await town.registered("PPS", 1, "pps"), await sent(town, tps="004")
    seats = await town.count("seat")
    await officer.press("Periksa permohonan")
    assert "Di sana tidak ada kursi kosong" in officer.text
    await officer.press("Kursi baru tanpa nomor")

    person = (await phone.chat()).person
    assert person is not None
    assert (person.role, person.number, person.seat.tps) == (Role.KPPS, None, "004")  # type: ignore[union-attr]
    assert await town.count("seat") == seats + 1
    await officer.tap(f"putus:{await request_id(town)}:baru")
    assert "sudah disetujui oleh PPS 1" in officer.text
    assert await town.count("seat") == seats + 1
    await phone.tap("minta")
    assert "Anda sudah terdaftar" in phone.text


@both
async def test_a_seat_that_was_left_or_erased_gets_a_new_code(town: Town):
    officer, first = await town.registered("PPS", 1, "pps"), await town.registered("KPPS", 3)
    code = town.code("004", "KPPS", 3)
    [seat] = await town.rows("seat", "code = $1", code)
    person = (await first.chat()).person
    assert person is not None
    async with town.db.transaction() as tx:
        holdings.end(tx, person.id, holdings.ERASED, town.clock.now())
        tx.write("UPDATE seat SET erased_at = 'x' WHERE id = $1", seat["id"])
    phone = await sent(town, "hp2", "4")
    await officer.tap(f"putus:{await request_id(town)}:kursi:{seat['id']}")

    [after] = await town.rows("seat", "id = $1", seat["id"])
    assert after["code"] != code
    assert after["erased_at"] is None
    assert (await phone.chat()).person.number == 3  # type: ignore[union-attr]


@both
async def test_two_decide_at_once_and_the_second_is_told(town: Town):
    one, two = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    phone = await sent(town)
    await one.press("Periksa permohonan")
    await two.press("Periksa permohonan")
    await one.press("KPPS 7")
    phone.heard = []
    for action in ("baru", "tolak", "tolak:sk", "kursi:1", ""):
        await two.tap(f"putus:{await request_id(town)}:{action}")
        assert "sudah disetujui oleh PPS 1" in two.text

    assert phone.heard == []
    assert await town.count("audit") == 1


@both
async def test_of_two_at_the_very_same_time_one_decides(town: Town):
    officers = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2, 3)]
    phone = await sent(town)
    id_ = await request_id(town)
    for officer in officers:
        officer.heard = []
    acts = (f"putus:{id_}:baru", f"putus:{id_}:tolak:sk", f"putus:{id_}:baru")
    taps = [one.incoming(Tap(act)) for one, act in zip(officers, acts, strict=True)]
    await asyncio.gather(*(town.router.take(tap) for tap in taps))

    told = [one.text for one in officers]
    assert sum("tidak ada yang berubah" in text for text in told) == 2
    assert await town.count("audit") == 1
    approved = (await town.rows("request"))[0]["state"] == "approved"
    assert (await role_of(phone) == Role.KPPS) == approved


@both
async def test_a_request_is_refused_with_a_reason_and_may_be_sent_again(town: Town):
    officer, phone = await town.registered("PPS", 1, "pps"), await sent(town)
    await officer.press("Periksa permohonan", "Tolak")
    town.restart()
    await officer.press("3. Wilayah keliru")

    assert "Alasannya: Desa atau TPS yang Anda tulis keliru" in phone.text
    [entry] = await town.rows("audit")
    assert entry["verb"] == "tolak-permohonan"
    await phone.press("Ajukan lagi")
    assert (await phone.chat()).waiting == JoinName()
    await officer.tap(f"putus:{entry['object'].partition(' ')[0].partition(':')[2]}:tolak:sk")
    assert "sudah ditolak oleh PPS 1" in officer.text


@both
async def test_a_reason_may_be_ones_own_words(town: Town):
    officer, phone = await town.registered("PPS", 1, "pps"), await sent(town)
    await officer.press("Periksa permohonan", "Tolak", "Tulis sendiri")
    assert (await officer.chat()).waiting == RejectReason(await request_id(town))
    town.restart()
    await officer.type("  ")
    assert (await officer.chat()).waiting == RejectReason(await request_id(town))
    await officer.type("Mohon datang ke <b>sekretariat</b>")

    assert "Alasannya: Mohon datang ke <b>sekretariat</b>" in phone.text
    assert (await officer.chat()).waiting == Nothing()


async def test_a_reason_that_comes_too_late_changes_nothing(town: Town):
    one, two = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    await sent(town)
    id_ = await request_id(town)
    await two.tap(f"putus:{id_}:tolak:lain")
    await one.tap(f"putus:{id_}:kursi:{await vacant_seat(town)}")
    await two.type("Tidak ada")

    assert "sudah disetujui oleh PPS 1" in two.text


async def test_a_seat_taken_meanwhile_is_not_given_twice(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    await sent(town, "hp1")
    await sent(town, "hp2")
    first, second = await request_id(town, 0), await request_id(town, 1)
    seat = await vacant_seat(town)
    await officer.tap(f"putus:{first}:kursi:{seat}")
    await officer.tap(f"putus:{second}:kursi:{seat}")

    assert "Di sana tidak ada kursi kosong" in officer.text
    assert await town.count("holding", "seat_id = $1", seat) == 1


async def test_whoever_found_a_seat_meanwhile_needs_none(town: Town):
    officer, phone = await town.registered("PPS", 1, "pps"), await sent(town)
    person = (await phone.chat()).person
    assert person is not None
    async with town.db.transaction() as tx:
        holdings.begin(tx, await vacant_seat(town), person.id, town.clock.now())
    await officer.press("Periksa permohonan")
    await officer.press("Kursi baru tanpa nomor")

    assert "sudah memegang kursi lain" in officer.text
    assert (await town.rows("request"))[0]["state"] == "withdrawn"
    await officer.tap(f"putus:{await request_id(town)}:baru")
    assert "sudah tidak berlaku" in officer.text


async def test_whoever_takes_a_seat_with_a_code_takes_the_request_back(town: Town):
    phone = await sent(town)
    await phone.tap(f"ya:{town.code('004', 'KPPS', 3)}")

    assert await role_of(phone) == Role.KPPS
    assert await town.count("request") == 0


@pytest.mark.parametrize("who", ["KPPS", "Sosdiklih", "PPK", "tamu"])
async def test_only_those_responsible_read_and_decide(town: Town, who: str):
    await sent(town)
    id_ = await request_id(town)
    other = await (town.guest("hp9") if who == "tamu" else town.registered(who, 1, "hp9"))
    allowed = who in {"Sosdiklih", "PPK"}
    for action in ("permohonan", f"putus:{id_}", f"putus:{id_}:tolak"):
        await other.tap(action)
        assert (NAME in other.text) == allowed
        assert ("hanya untuk petugas" in other.text) != allowed
    await other.tap(f"putus:{id_}:tolak:sk")
    assert (await town.rows("request"))[0]["state"] == ("rejected" if allowed else "asked")


async def test_the_pps_of_another_desa_does_not_read_it(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    person = (await officer.chat()).person
    await sent(town)
    id_ = await request_id(town)
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO area (parent_id, level, name) SELECT parent_id, 'desa', 'Pendem'"
            " FROM area WHERE level = 'desa' AND name = 'Beji'"
        )
    pendem = await area(town, "desa", "Pendem")
    async with town.db.transaction() as tx:
        tx.write(
            "UPDATE seat SET area_id = $1 WHERE id ="
            " (SELECT seat_id FROM holding WHERE person_id = $2)",
            pendem,
            person.id,  # type: ignore[union-attr]
        )
    await officer.tap("permohonan")
    assert "Tidak ada permohonan" in officer.text
    await officer.tap(f"putus:{id_}:baru")
    assert "hanya untuk petugas" in officer.text
    assert await town.count("audit") == 0


@pytest.mark.parametrize(
    "action",
    ["putus:", "putus:x", "putus:999", "putus:{id}:kursi:", "putus:{id}:kursi:1", "putus:{id}:x"],
)
async def test_a_forged_button_decides_nothing(town: Town, action: str):
    officer = await town.registered("PPS", 1, "pps")
    await sent(town)
    await officer.tap(action.replace("{id}", str(await request_id(town))))

    assert officer.labels
    assert (await town.rows("request"))[0]["state"] == "asked"


async def test_a_tps_that_is_no_more_cannot_be_approved(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    await sent(town)
    async with town.db.transaction() as tx:
        tx.write("UPDATE request SET tps = '404'")
    for action in ("", ":baru", ":kursi:1"):
        await officer.tap(f"putus:{await request_id(town)}{action}")
        assert officer.labels

    assert (await town.rows("request"))[0]["state"] == "asked"


@both
async def test_open_requests_are_counted_by_area(town: Town):
    await sent(town)
    [kota] = await town.rows("area", "level = 'kota'")
    kec, desa = await area(town, "kecamatan", "Junrejo"), await area(town, "desa", "Beji")
    path = (kota["id"], kec, desa)
    async with town.db.transaction() as tx:
        counts = [await storage.count_open(tx, [path[:n]]) for n in (1, 2, 3)]
        none = [await storage.count_open(tx, areas) for areas in ([], [()], [(kota["id"], 999)])]
    assert counts == [1, 1, 1]
    assert none == [0, 0, 0]
