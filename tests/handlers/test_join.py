"""Whoever is not on the roster asks to be."""

from datetime import timedelta

import pytest

from bot.core import join
from bot.core.dialog import JoinName, JoinTps, Nothing
from bot.core.people import Role
from bot.storage import join as storage
from tests.handlers.onboarding import NAME, area, both, drafted, request_id, role_of, sent
from tests.phone import Town


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """Give the town on SQLite, or on the database a test asks for."""
    town: Town = request.getfixturevalue(getattr(request, "param", "town"))
    return town


@both
async def test_a_request_goes_to_the_pps_step_by_step(town: Town):
    officers = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    above = await town.registered("PPK", 1, "ppk")
    above.heard = []
    phone = await town.guest()
    await phone.tap("daftar")
    await phone.press("Tidak ada di daftar")
    assert (await phone.chat()).waiting == JoinName()
    town.restart()
    await phone.type(NAME)
    await phone.press("Junrejo")
    town.restart()
    await phone.press("Beji")
    assert (await phone.chat()).waiting == JoinTps(NAME, await area(town, "desa", "Beji"))
    town.restart()
    await phone.type("99")
    assert "tidak ada di Desa Beji. Di daftar ada 2 TPS, dari 004 sampai 005" in phone.text
    await phone.type("TPS 5")
    assert f"Nama: {NAME}" in phone.text
    town.restart()
    await phone.press("Kirim permohonan")

    assert "sudah terkirim" in phone.text
    [row] = await town.rows("request")
    assert (row["name"], row["role"], row["tps"], row["state"]) == (NAME, "KPPS", "005", "asked")
    for officer in officers:
        assert NAME in officer.text
        assert officer.screen.actions[0] == f"putus:{row['id']}"
    assert above.heard == []
    assert (await phone.chat()).waiting == Nothing()


async def test_the_next_office_is_asked_where_no_pps_is_there(town: Town):
    ppk = await town.registered("PPK", 1, "ppk")
    sosdiklih = await town.registered("Sosdiklih", 1, "sos")
    ppk.heard, sosdiklih.heard = [], []
    await sent(town)

    assert "Periksa permohonan" in ppk.labels
    assert sosdiklih.heard == []


async def test_where_nobody_is_there_it_waits_and_is_found_later(town: Town):
    phone = await sent(town)
    assert "sudah tersimpan" in phone.text
    officer = await town.registered("PPS", 1, "pps")
    await officer.type("/permohonan")

    assert NAME in officer.text
    assert officer.screen.actions[0] == f"putus:{await request_id(town)}"


@both
async def test_a_pps_is_asked_for_above_the_desa(town: Town):
    """A PPS does not let in whoever says to be a PPS beside them."""
    pps, ppk = await town.registered("PPS", 1, "pps"), await town.registered("PPK", 1, "ppk")
    pps.heard = []
    phone = await town.guest()
    await phone.tap("minta")
    await phone.type(NAME)
    await phone.press("Junrejo", "Beji", "Saya anggota PPS", "Kirim permohonan")

    assert pps.heard == []
    assert "Periksa permohonan" in ppk.labels
    await pps.tap("permohonan")
    assert "Tidak ada permohonan" in pps.text
    await pps.tap(f"putus:{await request_id(town)}:baru")
    assert "hanya untuk petugas" in pps.text
    await ppk.tap(f"putus:{await request_id(town)}:baru")
    assert await role_of(phone) == Role.PPS


@both
async def test_one_open_request_which_its_owner_sees_and_withdraws(town: Town):
    phone = await sent(town)
    for action in ("minta", "minta:baru", "minta:kirim:1", "minta:tarik:999"):
        await phone.tap(action)
        assert "Masih menunggu keputusan" in phone.text
    assert await town.count("request") == 1
    for _ in range(2):
        await phone.press("Tarik permohonan")
    assert "ditarik" in phone.text
    assert (await town.rows("request"))[0]["state"] == "withdrawn"
    await phone.press("Ajukan lagi")
    assert (await phone.chat()).waiting == JoinName()


@both
async def test_kirim_tapped_twice_sends_once(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone, heard = await drafted(town), len(officer.messages)
    for _ in range(2):
        await phone.tap(f"minta:kirim:{await area(town, 'tps', '005')}")

    assert await town.count("request") == 1
    assert len(officer.messages) == heard + 1


async def test_three_requests_a_day_are_enough(town: Town):
    phone = await town.guest()
    for n in range(join.REQUESTS_PER_DAY + 1):
        await phone.tap("minta:baru")
        await phone.type(NAME)
        await phone.press("Junrejo", "Beji")
        await phone.type("5")
        await phone.press("Kirim permohonan")
        if n < join.REQUESTS_PER_DAY:
            await phone.press("Lihat permohonan", "Tarik permohonan")
    assert "dalam 24 jam" in phone.text
    assert await town.count("request") == join.REQUESTS_PER_DAY

    town.clock.go_on(timedelta(hours=25))
    await phone.tap("minta:baru")
    await phone.type(NAME)
    await phone.press("Junrejo", "Beji")
    await phone.type("5")
    await phone.press("Kirim permohonan")
    assert await town.count("request") == join.REQUESTS_PER_DAY + 1


@both
async def test_a_flood_of_requests_is_kept_but_not_told_one_by_one(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    desa = await area(town, "desa", "Beji")
    guest = await town.guest("other")
    chat_id = (await guest.chat()).id
    async with town.db.transaction() as tx:
        for n in range(join.NOTICES_PER_DAY):
            tx.write("INSERT INTO person (id, name, created_at) VALUES ($1, '', '')", n + 1)
            wanted = join.Wanted(desa, Role.KPPS, "X", "005")
            await storage.save(tx, (n + 1, chat_id), wanted, town.clock.now())
    heard = len(officer.messages)
    await sent(town)
    assert len(officer.messages) == heard

    await officer.tap("permohonan:99")
    assert f"({join.NOTICES_PER_DAY + 1} menunggu)" in officer.text
    assert NAME in officer.text
    await officer.press("Sebelumnya")
    assert officer.labels.count("Berikutnya") == 1


async def test_whoever_has_a_seat_is_on_the_roster(town: Town):
    phone = await town.registered("KPPS", 3)
    await phone.tap("minta")

    assert "Anda sudah terdaftar sebagai KPPS 3" in phone.text
    await phone.tap("minta:baru")
    assert (await phone.chat()).waiting == Nothing()


async def test_a_code_typed_for_a_name_is_a_code(town: Town):
    phone = await town.guest()
    await phone.tap("minta")
    await phone.type("fbvr-h9yf")

    assert "ya:FBVRH9YF" in phone.screen.actions


@pytest.mark.parametrize("text", ["123", "!!", "😀"])
async def test_what_is_no_name_is_asked_again(town: Town, text: str):
    phone = await town.guest()
    await phone.tap("minta")
    await phone.type(text)

    assert (await phone.chat()).waiting == JoinName()


async def test_a_text_before_the_desa_is_chosen_asks_for_it(town: Town):
    phone = await town.guest()
    await phone.tap("minta")
    await phone.type(NAME)
    await phone.type("Beji")

    assert "Di kecamatan mana" in phone.text
    await phone.press("Junrejo", "Beji", "Kembali", "Kembali")
    assert "Di kecamatan mana" in phone.text


async def test_a_name_that_was_lost_is_asked_again(town: Town):
    phone = await drafted(town)
    await phone.tap("menu")
    await phone.tap(f"minta:kirim:{await area(town, 'tps', '005')}")

    assert (await phone.chat()).waiting == JoinName()
    assert await town.count("request") == 0


@pytest.mark.parametrize(
    "action",
    [
        "minta:kec:{kota}",
        "minta:kec:x",
        "minta:desa:{tps}",
        "minta:desa:999999",
        "minta:pps:{kec}",
        "minta:kirim:{kota}",
        "minta:kirim:{kec}",
        "minta:kirim:",
        "minta:apa:{desa}",
        "minta:wilayah:x",
        "minta:kec:{kec}:" + "9" * 18,
    ],
)
async def test_a_forged_step_asks_for_nothing(town: Town, action: str):
    places = {
        "{kota}": ("kota", "Kota Batu"),
        "{kec}": ("kecamatan", "Junrejo"),
        "{desa}": ("desa", "Beji"),
        "{tps}": ("tps", "005"),
    }
    for mark, place in places.items():
        if mark in action:
            action = action.replace(mark, str(await area(town, *place)))
    phone = await drafted(town)
    await phone.tap(action)

    assert phone.labels
    assert await town.count("request") == 0
