"""Hari H on phones: the menu by the hour, for every number and office, wherever they are."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.core.agenda import VOTING, Happening
from bot.handlers.deps import House
from bot.handlers.router import Router
from bot.storage import agenda
from tests.phone import Phone, Town
from tests.voting import area, clock, in_tps_005

# --- the menu by the hour -------------------------------------------------------------------

# What the menu of one who takes no notice of ticks begins with; None: the ordinary menu.
ANYBODY: dict[tuple[int, str], str | None] = {
    (12, "20:00"): None,
    (13, "11:59"): None,
    (13, "12:00"): "TPS selesai dibuat:",
    (13, "23:59"): "TPS selesai dibuat:",
    (14, "05:00"): "Tempel daftar di TPS:",
    (14, "07:00"): "07.00 Rapat pemungutan suara:",
    (14, "09:00"): "{duty}:",
    (14, "11:00"): "11.00 Pemilih DPTb mulai hadir:",
    (14, "12:00"): "12.00 Pemilih DPK mulai hadir:",
    (14, "12:45"): "{duty}:",
    (14, "13:00"): "13.00 Pemungutan ditutup:",
    (14, "16:00"): "Sejak 13.00 Rapat penghitungan suara:",
    (15, "03:00"): "Sejak 13.00 Rapat penghitungan suara:",
    (15, "12:00"): None,
    (16, "08:00"): None,
}
DUTIES = {
    1: "Sejak 07.00 Bagikan surat suara",
    2: "Sejak 07.00 Isi identitas TPS",
    3: "Sejak 07.00 Isi identitas TPS",
    4: "Sejak 07.00 Periksa jari dan KTP-el",
    5: "Sejak 07.00 Sepakati dengan Ketua",
    6: "Sejak 07.00 Arahkan ke kotak sesuai",
    7: "Sejak 07.00 Tinta pada satu jari",
}
LAYANI = "Sejak 07.00 Layani pemilih"
OFFICERS: dict[str, dict[tuple[int, str], str | None]] = {
    "PPS": {
        (13, "12:00"): "Pastikan perlengkapan:",
        (14, "06:00"): "07.00 Siap dihubungi TPS:",
        (14, "11:00"): "11.00 Pemilih DPTb mulai hadir:",
        (14, "20:00"): "13.00 Kumpulkan hasil TPS:",
        (15, "12:00"): None,
    },
    "PPK": {
        (13, "12:00"): "Tanyakan kesiapan PPS:",
        (14, "06:00"): "07.00 Pemungutan di semua TPS:",
        (14, "20:00"): "13.00 Terima hasil dan kotak:",
        (15, "12:00"): None,
    },
}


async def begins(phone: Phone, when: tuple[int, str]) -> str | None:
    clock(phone.town, *when)
    await phone.type("/menu")
    first = phone.text.partition("\n")[0]
    return None if first.startswith("Menu ·") else first


@pytest.mark.parametrize("number", DUTIES)
async def test_the_menu_of_each_number_by_the_hour(town: Town, number: int):
    phone = await town.registered("KPPS", number)

    found = {when: await begins(phone, when) for when in ANYBODY}

    wanted = {when: line and line.format(duty=DUTIES[number]) for when, line in ANYBODY.items()}
    assert found == wanted


async def test_the_menu_of_one_without_a_number(town: Town):
    phone = await town.registered("KPPS", 6)
    async with town.db.transaction() as tx:
        tx.write("UPDATE seat SET number = NULL WHERE number = 6 AND role = 'KPPS'")

    found = {when: await begins(phone, when) for when in ANYBODY}

    assert found == {when: line and line.format(duty=LAYANI) for when, line in ANYBODY.items()}
    clock(town, 14, "09:00")
    await phone.type("/menu")
    assert "Nomor Anda belum tercatat; Ketua KPPS atau PPS yang mengaturnya." in phone.text


@pytest.mark.parametrize("role", OFFICERS)
async def test_the_menu_of_officers_by_the_hour(town: Town, role: str):
    phone = await town.registered(role, 1)

    found = {when: await begins(phone, when) for when in OFFICERS[role]}

    assert found == OFFICERS[role]
    clock(town, 14, "08:00")
    await phone.type("/menu")
    assert phone.labels == [
        *("Langkah hari ini", "Kartu saku", "Pemilih ini?", "Ada masalah"),
        *("Masalah masuk", "TPS hari H", "Menu lengkap"),
    ]


@pytest.mark.parametrize("who", ["tamu", "Sosdiklih"])
async def test_whoever_has_no_tps_reads_the_steps_of_a_team(town: Town, who: str):
    phone = await (town.guest() if who == "tamu" else town.registered("Sosdiklih", 1))

    found = {when: await begins(phone, when) for when in ANYBODY}

    assert found == {when: line and line.format(duty=LAYANI) for when, line in ANYBODY.items()}
    clock(town, 14, "07:00")
    await phone.type("/menu")
    assert "Ini langkah tim KPPS di TPS." in phone.text
    assert "Tandai selesai" not in phone.labels


async def test_the_warning_stands_before_the_step_and_the_next_hour_after_it(town: Town):
    await town.registered("KPPS", 1, "ketua")
    phone = await town.registered("KPPS", 3)
    clock(town, 14, "07:00")
    await phone.type("/menu")

    places = [
        phone.text.index(part)
        for part in (
            "07.00 Rapat pemungutan suara:",
            "Perhatian: Pemungutan suara berlangsung pukul 07.00–13.00",
            "Ketua membuka dan memimpin rapat",
            "Jam berikutnya: 11.00 Pemilih DPTb mulai hadir",
            "Langkah TPS Anda belum ditandai.",
            "KPPS 3, TPS 004, Desa Beji",
            "Rabu, 14 Februari 2024 pukul 07.00 WIB",
        )
    ]
    assert places == sorted(places)
    assert phone.labels == [
        *("Langkah hari ini", "Kartu saku", "Pemilih ini?", "Ada masalah", "Menu lengkap")
    ]


async def test_on_the_eve_the_next_step_is_that_of_tomorrow(town: Town):
    phone = await town.registered("KPPS", 3)
    clock(town, 13, "18:00")
    await phone.type("/menu")

    assert "Besok: 07.00 Rapat pemungutan suara" in phone.text


async def test_the_whole_menu_is_there_and_leads_back(town: Town):
    phone = await town.registered("KPPS", 3)
    clock(town, 14, "08:00")
    await phone.type("/menu")
    await phone.press("Menu lengkap")
    assert phone.text.startswith("Menu ·")
    assert "Materi" in phone.labels
    await phone.press("Hari H")
    assert phone.text.startswith("Langkah hari pemungutan suara")
    await phone.press("Menu")
    assert phone.text.startswith("Sejak 07.00")


async def test_on_other_days_an_old_button_of_the_whole_menu_opens_the_usual_one(town: Town):
    phone = await town.registered("KPPS", 3)
    await phone.tap("menu:lengkap")

    assert phone.labels[0] == "Lanjut: Sesi 1"


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
async def test_the_hours_are_those_of_the_place(town: Town, zone: str):
    phone = await town.registered("KPPS", 3)
    there = ZoneInfo(zone)
    house = House(town.content, town.languages, there, town.chance)
    town.router = Router(town.db, house, town.clock, town.deliver)
    found = []
    for day, hour in ((13, "11:59"), (13, "12:00"), (14, "06:59"), (14, "07:00")):
        clock(town, day, hour, there)
        await phone.type("/menu")
        found.append(phone.text.partition("\n")[0])

    assert found[0].startswith("Menu ·")
    assert found[1:] == [
        "TPS selesai dibuat:",
        "Tempel daftar di TPS:",
        "07.00 Rapat pemungutan suara:",
    ]


async def test_where_a_tps_votes_again_its_day_is_the_later_one(town: Town):
    """PSU at TPS 004 on 24 February: its members, and its PPS; nobody at TPS 005."""
    again, next_door = await town.registered("KPPS", 3, "a"), await in_tps_005(town, 3, "b")
    pps = await town.registered("PPS", 1, "c")
    async with town.db.transaction() as tx:
        psu = Happening(VOTING, "Hari pemungutan suara", date(2024, 2, 24))
        agenda.save_at(tx, psu, await area(town, "004"))

    assert await begins(again, (14, "08:00")) is None
    assert await begins(again, (24, "08:00")) == f"{DUTIES[3]}:"
    assert await begins(next_door, (14, "08:00")) == f"{DUTIES[3]}:"
    assert await begins(next_door, (24, "08:00")) is None
    assert await begins(pps, (14, "08:00")) == "07.00 Siap dihubungi TPS:"
    assert await begins(pps, (24, "08:00")) == "07.00 Siap dihubungi TPS:"
    await pps.press("TPS hari H")
    assert "Sabtu, 24 Februari 2024" in pps.text
    assert "TPS 004" in pps.text
    assert "TPS 005" not in pps.text
