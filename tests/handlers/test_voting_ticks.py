"""Hari H on phones: ticks that the team shares, and what officers see of them."""

import asyncio

import pytest

from tests.phone import Town
from tests.voting import FORBIDDEN, STALE, area, clock, in_tps_005, tick

# --- the checklist --------------------------------------------------------------------------


async def test_the_ketua_ticks_and_the_whole_team_sees_who_and_when(town: Town):
    ketua, member = await town.registered("KPPS", 1, "a"), await town.registered("KPPS", 5, "b")
    clock(town, 14, "07:02")
    await ketua.type("/menu")
    await ketua.press("Tandai selesai")
    assert "✓ Ditandai 07.02" in ketua.text
    assert "Ketua" in ketua.text

    await member.type("/harih")
    assert "✓ 07.00 Rapat pemungutan suara (07.02, " in member.text
    assert ", Ketua)" in member.text
    assert "Ditandai 1 dari 17 langkah, terakhir Rapat pemungutan suara (07.02)" in member.text
    await member.press("✓ Rapat pemungutan suara")
    assert "✓ Ditandai 07.02" in member.text
    assert "Batalkan tanda" not in member.labels
    await member.press("Menu")
    assert member.text.startswith("Sumpah/janji:")


async def test_a_tick_is_taken_back(town: Town):
    ketua = await town.registered("KPPS", 1)
    clock(town, 14, "07:02")
    await ketua.tap("harih1:rapat")
    await ketua.press("Tandai selesai")
    await ketua.press("Batalkan tanda")

    assert "○ Belum ditandai." in ketua.text
    assert await town.count("step_done") == 0


async def test_a_doubled_tap_ticks_once_and_keeps_the_first_hour(town: Town):
    ketua = await town.registered("KPPS", 1)
    clock(town, 14, "07:02")
    await tick(ketua, "rapat")
    clock(town, 14, "07:09")
    text = await tick(ketua, "rapat")

    assert "✓ Ditandai 07.02" in text
    assert await town.count("step_done") == 1
    assert "○ Belum" in await tick(ketua, "rapat", "0")
    assert "○ Belum" in await tick(ketua, "rapat", "0")


async def test_two_members_without_a_ketua_may_tick_at_the_same_time(town: Town):
    phones = [await town.registered("KPPS", n, f"hp{n}") for n in (3, 4)]
    clock(town, 14, "07:02")
    await asyncio.gather(*(tick(phone, "rapat") for phone in phones))

    assert all("✓ Ditandai 07.02" in phone.text for phone in phones)
    assert await town.count("step_done") == 1


async def test_once_the_ketua_uses_the_bot_members_only_look(town: Town):
    member = await town.registered("KPPS", 3, "a")
    clock(town, 14, "07:02")
    await member.tap("harih1:rapat")
    assert "Tandai selesai" in member.labels
    await town.registered("KPPS", 1, "b")
    await member.press("Tandai selesai")

    assert member.text == FORBIDDEN
    await member.tap("harih1:rapat")
    assert "Tandai selesai" not in member.labels
    assert await town.count("step_done") == 0


async def test_members_of_another_tps_neither_see_nor_tick(town: Town):
    ketua, other = await town.registered("KPPS", 1, "a"), await in_tps_005(town, 1, "b")
    clock(town, 14, "07:02")
    await tick(ketua, "rapat")

    assert await tick(other, "rapat", "0") == FORBIDDEN
    assert await tick(other, "sumpah") == FORBIDDEN
    await other.tap("harih1:rapat")
    assert "○ Belum ditandai." in other.text
    assert await town.count("step_done") == 1


@pytest.mark.parametrize("who", ["tamu", "PPS", "PPK", "Sosdiklih"])
async def test_nobody_outside_the_team_ticks(town: Town, who: str):
    phone = await (town.guest() if who == "tamu" else town.registered(who, 1))
    clock(town, 14, "07:02")

    assert await tick(phone, "rapat") == FORBIDDEN
    assert await town.count("step_done") == 0


@pytest.mark.parametrize(
    ("step", "how", "on"),
    [
        ("rapat", "1", "20240213"),  # of another day
        ("rapat", "1", "2024021"),
        ("rapat", "2", "20240214"),
        ("rapat", "", "20240214"),
        ("tugas-1", "1", "20240214"),  # a duty is not ticked
        ("pps-siap", "1", "20240214"),
        ("tidak-ada", "1", "20240214"),
    ],
)
async def test_forged_buttons_change_nothing(town: Town, step: str, how: str, on: str):
    ketua = await town.registered("KPPS", 1)
    clock(town, 14, "07:02")

    assert await tick(ketua, step, how, on) == STALE
    assert await town.count("step_done") == 0


@pytest.mark.parametrize(("day", "hour"), [(12, "08:00"), (13, "11:55"), (15, "12:00")])
async def test_outside_the_day_it_is_a_look_ahead(town: Town, day: int, hour: str):
    ketua = await town.registered("KPPS", 1)
    clock(town, day, hour)
    await ketua.type("/harih")
    hint = "Ditandai mulai pukul 12.00" if day < 14 else "Pemungutan suara sudah lewat"
    assert hint in ketua.text
    await ketua.tap("harih1:rapat")
    assert "Tandai selesai" not in ketua.labels

    assert await tick(ketua, "rapat") == STALE
    assert await town.count("step_done") == 0


async def test_without_a_voting_day_nothing_is_ticked_and_all_is_read(town: Town):
    ketua = await town.registered("KPPS", 1)
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM agenda")
    await ketua.type("/harih")
    assert "belum ada di agenda" in ketua.text
    assert await tick(ketua, "rapat", on="20240126") in {STALE, FORBIDDEN}


async def test_every_step_is_read_one_after_the_other(town: Town):
    phone = await town.registered("KPPS", 4)
    clock(town, 14, "07:00")
    await phone.tap("harih:0")
    await phone.press("○ TPS selesai dibuat")
    read = [phone.text.partition("\n")[0]]
    while "Berikutnya" in phone.labels:
        await phone.press("Berikutnya")
        read.append(phone.text.partition("\n")[0])
    assert len(read) == len(set(read)) == 24
    assert "07.00 Rapat pemungutan suara" in read
    assert "Periksa jari dan KTP-el" in read
    await phone.press("Sebelumnya")
    await phone.press("Semua langkah")
    assert phone.text.startswith("Langkah hari pemungutan suara (4/4)")


@pytest.mark.parametrize("forged", ["harih:99", "harih:x", "harih::", "harih1:", "harih1:xx"])
async def test_forged_pages_and_steps_lead_somewhere(town: Town, forged: str):
    phone = await town.registered("KPPS", 4)
    await phone.tap(forged)

    assert "menu" in phone.screen.actions


# --- many TPS -------------------------------------------------------------------------------


async def test_the_pps_sees_how_far_each_tps_is(town: Town):
    ketua, pps = await town.registered("KPPS", 1, "a"), await town.registered("PPS", 1, "b")
    clock(town, 14, "07:02")
    await tick(ketua, "rapat")
    clock(town, 14, "13:05")
    await tick(ketua, "tutup")
    await pps.type("/menu")
    await pps.press("TPS hari H")

    assert "2 TPS: belum menandai 1, penghitungan 1" in pps.text
    lines = pps.text.splitlines()
    assert lines.index("○ TPS 005: belum menandai") < lines.index(
        "◐ TPS 004: 13.05 Pemungutan ditutup"
    )


async def test_those_above_see_counts_and_go_down(town: Town):
    ketua = await town.registered("KPPS", 1, "a")
    sosdiklih = await town.registered("Sosdiklih", 1, "b")
    clock(town, 14, "20:05")
    await tick(ketua, "serahkan")
    await sosdiklih.tap("harihtps")
    assert "2 TPS: belum menandai 1, selesai 1" in sosdiklih.text
    await sosdiklih.press("Kecamatan Junrejo")
    await sosdiklih.press("Desa Beji")
    assert "✓ TPS 004: 20.05 Segel dan serahkan" in sosdiklih.text
    await sosdiklih.press("Wilayah di atas")
    assert "Kecamatan Junrejo" in sosdiklih.text


async def test_a_pps_sees_no_other_desa(town: Town):
    pps = await town.registered("PPS", 1)
    await pps.tap(f"harihtps:{await area(town, 'Junrejo')}")

    assert pps.text == FORBIDDEN
