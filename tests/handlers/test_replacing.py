"""A seat gets another holder: asked, confirmed, done once, and the old code opens nothing."""

import pytest

from bot.core.dialog import NewHolder, Nothing
from tests.handlers.test_outreach import FORBIDDEN, STALE, area, holder, verbs
from tests.phone import Phone, Town

NAME = "Anggota Baru <b>"


async def seat(town: Town, number: int = 3, tps: str = "004") -> int:
    rows = await town.rows("seat", "code = $1", town.code(tps, "KPPS", number))
    return int(rows[0]["id"])


@pytest.fixture
async def pps(town: Town) -> Phone:
    return await town.registered("PPS", 1, "hp-pps")


@pytest.fixture
async def kpps3(town: Town) -> int:
    return await seat(town)


async def test_the_seat_goes_to_the_person_named(town: Town, pps: Phone, kpps3: int):
    old = await holder(town)
    hers = await town.registered("KPPS", 3, "hp-lama")
    hers.heard = []
    await pps.tap(f"jangkau1:{old}")
    await pps.press("Diganti")
    assert "Siapa yang sekarang bertugas sebagai KPPS 3, TPS 004" in pps.text
    town.restart()
    await pps.type(NAME)
    assert f"{NAME} akan tercatat sebagai KPPS 3" in pps.text
    town.restart()
    await pps.press("Ya, simpan")

    assert "Pergantian tersimpan. Kode pendaftaran baru: " in pps.text
    assert "belum mendaftar" in pps.text
    assert "sekarang dipegang orang lain" in hers.text, "whoever held it is told"
    assert (await hers.chat()).person is not None, "and keeps what they learned"
    assert await verbs(town) == ["ganti-anggota"]
    ended = await town.rows("holding", "person_id = $1", old)
    assert [row["reason"] for row in ended] == ["diganti"]
    assert (await town.rows("person", "name = $1", NAME)) != []
    await hers.press("Menu")
    assert "Tamu" in hers.text


async def test_the_old_code_opens_the_seat_no_more_and_the_new_one_does(
    town: Town, pps: Phone, kpps3: int
):
    await pps.tap(f"ganti:{kpps3}")
    await pps.type(NAME)
    await pps.press("Ya, simpan")
    code = (await town.rows("seat", "id = $1", kpps3))[0]["code"]
    old = town.code("004", "KPPS", 3)
    assert code != old
    stranger = town.phone("hp-lama")
    await stranger.start(old)
    assert "Benarkah ini Anda?" not in stranger.text
    new = town.phone("hp-baru")
    await new.start(code)
    await new.tap(f"kenal:{code}")
    await new.tap(f"setuju:{code}:2")
    person = (await new.chat()).person
    assert person
    assert person.name == NAME


async def test_a_second_tap_and_a_late_one_change_nothing(town: Town, pps: Phone, kpps3: int):
    await pps.tap(f"ganti:{kpps3}")
    await pps.type(NAME)
    yes = pps.find("Ya, simpan")[1].action
    await pps.tap(yes)
    await pps.tap(yes)
    assert NAME in pps.text
    assert await verbs(town) == ["ganti-anggota"]
    assert await town.count("holding", "seat_id = $1", kpps3) == 2


async def test_a_confirmation_whose_name_is_gone_asks_again(town: Town, pps: Phone, kpps3: int):
    await pps.tap(f"ganti:{kpps3}")
    await pps.type(NAME)
    yes = pps.find("Ya, simpan")[1].action
    await pps.tap("menu")
    await pps.tap(yes)
    assert "Ketik namanya" in pps.text
    assert (await pps.chat()).waiting == NewHolder(kpps3)
    assert await verbs(town) == []


async def test_the_name_can_be_corrected_before_it_counts(town: Town, pps: Phone, kpps3: int):
    await pps.tap(f"ganti:{kpps3}")
    await pps.type("123")
    assert "Ketik namanya" in pps.text, "that is no name"
    await pps.type("Keliru")
    await pps.type("Tepat " + "x" * 300)
    await pps.press("Ya, simpan")
    (row,) = await town.rows("person", "name LIKE 'Tepat%'")
    assert len(row["name"]) == 100
    assert await town.count("person", "name = 'Keliru'") == 0


async def test_a_seat_is_left_vacant_and_filled_later(town: Town, pps: Phone, kpps3: int):
    old = await holder(town)
    await pps.tap(f"ganti:{kpps3}")
    await pps.press("Belum ada pengganti")
    assert "akan dikosongkan" in pps.text
    assert await verbs(town) == []
    yes = pps.find("Ya, kosongkan")[1].action
    await pps.tap(yes)
    await pps.tap(yes)
    assert "sekarang kosong" in pps.text
    assert await verbs(town) == ["kosongkan-kursi"]
    assert await town.count("holding", "person_id = $1 AND to_at IS NULL", old) == 0
    await pps.press("Isi pengganti")
    await pps.type(NAME)
    await pps.press("Ya, simpan")
    assert "Kode pendaftaran baru" in pps.text
    assert await verbs(town) == ["kosongkan-kursi", "ganti-anggota"]


async def test_of_two_coordinators_the_second_finds_it_done(town: Town, pps: Phone, kpps3: int):
    other = await town.registered("PPS", 2, "hp-pps2")
    old = await holder(town)
    for phone, name in ((pps, "Pertama"), (other, "Kedua")):
        await phone.tap(f"ganti:{kpps3}")
        await phone.type(name)
    await pps.press("Ya, simpan")
    await other.press("Ya, simpan")
    assert "Pertama" in other.text
    await other.tap(f"ganti:{kpps3}:kosong:{old}")
    assert STALE in other.text
    assert await verbs(town) == ["ganti-anggota"]


@pytest.mark.parametrize(
    "act", ["ganti:{}", "ganti:{}:kosong", "ganti:{}:ya:0", "ganti:{}:kosong:1"]
)
async def test_members_and_a_ketua_may_not(town: Town, kpps3: int, act: str):
    for number in (1, 2):
        phone = await town.registered("KPPS", number, f"hp{number}")
        await phone.tap(act.format(kpps3))
        assert FORBIDDEN in phone.text
    assert await town.count("holding", "to_at IS NOT NULL") == 0


async def test_nobody_gives_away_their_own_seat(town: Town, pps: Phone):
    person = (await pps.chat()).person
    assert person
    assert person.seat
    await pps.tap(f"ganti:{person.seat.id}:kosong:{person.id}")
    assert FORBIDDEN in pps.text


@pytest.mark.parametrize(
    "act", ["ganti", "ganti:", "ganti:99999999", "ganti:x", "ganti:{}:x", "ganti:{}:ya:77"]
)
async def test_a_forged_button_is_stale(town: Town, pps: Phone, kpps3: int, act: str):
    await pps.tap(act.format(kpps3))
    if act != "ganti:{}:ya:77":
        assert STALE in pps.text
    assert await town.count("holding", "to_at IS NOT NULL") == 0
    assert await area(town, "desa")
    assert (await pps.chat()).waiting == Nothing()


async def test_the_role_is_asked_for_again_when_the_name_comes(town: Town, pps: Phone, kpps3: int):
    await pps.tap(f"ganti:{kpps3}")
    async with town.db.transaction() as tx:
        tx.write("UPDATE seat SET role = 'tamu' WHERE role = 'PPS'")
    await pps.type(NAME)
    assert FORBIDDEN in pps.text
