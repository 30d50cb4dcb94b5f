"""A ketua sees who of the team is ready and gives numbers; only the PPS appoints a ketua."""

from datetime import date

import pytest

from bot.storage import outreach
from tests.essentials import learn_essentials
from tests.handlers.test_outreach import FORBIDDEN, STALE, area, holder, verbs
from tests.handlers.test_replacing import seat
from tests.phone import MORNING, Phone, Town


@pytest.fixture
async def ketua(town: Town) -> Phone:
    return await town.registered("KPPS", 1, "hp-ketua")


@pytest.fixture
async def pps(town: Town) -> Phone:
    return await town.registered("PPS", 1, "hp-pps")


async def numbers(town: Town, tps: str = "004") -> dict[int, int | None]:
    """Return the number of each seat of a TPS, by the number it had at first."""
    codes = {town.code(tps, "KPPS", n): n for n in range(1, 8)}
    rows = await town.rows("seat")
    return {codes[row["code"]]: row["number"] for row in rows if row["code"] in codes}


async def test_the_ketua_sees_who_is_ready_and_no_scores(town: Town, ketua: Phone):
    async with town.db.transaction() as tx:
        learn_essentials(tx, await holder(town, 3), MORNING)
        outreach.save_trained(tx, await holder(town, 4), date(2024, 1, 25), 1, MORNING)
    await ketua.press("Tim saya")
    assert "Tim TPS 004, Desa Beji\nSiap: 2 dari 7" in ketua.text
    assert ketua.text.count("✓") == 3, "two members, and the legend"
    assert len([a for a in ketua.screen.actions if a.startswith("nomor:")]) == 7
    assert "Rekap" not in ketua.labels


async def test_the_team_is_in_more_and_by_command_too(ketua: Phone):
    await ketua.press("Lainnya", "Tim saya")
    assert "Tim TPS 004" in ketua.text
    await ketua.type("/tim")
    assert "Tim TPS 004" in ketua.text


async def test_two_members_swap_numbers_once(town: Town, ketua: Phone):
    three = await seat(town, 3)
    await ketua.tap(f"nomor:{three}")
    assert "menjaga tinta" in ketua.text
    assert "1, Ketua" not in ketua.labels
    await ketua.press("Nomor 7")
    await ketua.tap(f"nomor:{three}:7")
    assert await numbers(town) == {1: 1, 2: 2, 3: 7, 4: 4, 5: 5, 6: 6, 7: 3}
    assert await verbs(town) == ["atur-nomor"]
    assert "Tim TPS 004" in ketua.text


async def test_a_ketua_neither_makes_nor_unmakes_a_ketua(town: Town, ketua: Phone):
    before = await numbers(town)
    one, three = await seat(town, 1), await seat(town, 3)
    await ketua.tap(f"nomor:{one}")
    assert "Nomor 1 adalah ketua." in ketua.text
    for act in (f"nomor:{three}:1", f"nomor:{one}:3"):
        await ketua.tap(act)
        assert FORBIDDEN in ketua.text
    await ketua.tap(f"nomor:{one}:1")
    assert "Tim TPS 004" in ketua.text, "it is so already"
    assert await numbers(town) == before
    assert await verbs(town) == []


async def test_the_pps_appoints_a_ketua(town: Town, pps: Phone):
    tps = await area(town, "tps", "004")
    await pps.tap(f"tim:{tps}")
    assert len([a for a in pps.screen.actions if a.startswith("jangkau1:")]) == 7
    three = await seat(town, 3)
    await pps.tap(f"jangkau1:{await holder(town)}")
    await pps.press("Nomor tugas", "1, Ketua")
    assert (await numbers(town))[3] == 1
    assert (await numbers(town))[1] == 3
    new = await town.registered("KPPS", 3, "hp3")
    await new.tap("tim")
    assert "Tim TPS 004" in new.text
    await new.tap(f"nomor:{three}:2")
    assert FORBIDDEN in new.text


async def test_a_team_without_numbers_gets_its_ketua_from_the_pps(town: Town, pps: Phone):
    tps = await area(town, "tps", "004")
    async with town.db.transaction() as tx:
        tx.write("UPDATE seat SET number = NULL WHERE area_id = $1", tps)
    await pps.tap(f"tim:{tps}")
    assert "belum bernomor" in pps.text
    await pps.tap(f"nomor:{await seat(town, 5)}:1")
    ketua = await town.registered("KPPS", 5, "hp5")
    for n in (1, 2):
        await ketua.tap(f"nomor:{await seat(town, n)}:{n + 1}")
    assert await numbers(town) == {1: 2, 2: 3, 3: None, 4: None, 5: 1, 6: None, 7: None}
    await ketua.tap(f"nomor:{await seat(town, 3)}:2")
    assert (await numbers(town))[1] is None
    await ketua.tap("tim")
    assert "1, Ketua" in ketua.text


async def test_a_vacant_seat_has_a_number_and_a_coordinator_fills_it(town: Town, pps: Phone):
    await pps.tap(f"tim:{await area(town, 'tps', '005')}")
    assert "(kosong) (7)" in pps.text
    await pps.press("7. (kosong)")
    assert "Ketik namanya" in pps.text
    await pps.press("Batal")
    assert "Tim TPS 005" in pps.text


async def test_a_ketua_may_not_look_at_another_team(town: Town, ketua: Phone):
    other = await area(town, "tps", "005")
    for act in (f"tim:{other}", f"nomor:{await seat(town, 3, '005')}"):
        await ketua.tap(act)
        assert FORBIDDEN in ketua.text
    await ketua.tap(f"nomor:{await seat(town, 3, '005')}:4")
    assert FORBIDDEN in ketua.text
    assert await verbs(town) == []


async def test_a_member_has_no_team_to_lead_and_a_pps_chooses(town: Town, pps: Phone):
    member = await town.registered("KPPS", 2, "hp2")
    for act in ("tim", f"tim:{await area(town, 'tps', '004')}", f"nomor:{await seat(town)}:4"):
        await member.tap(act)
        assert FORBIDDEN in member.text
    await pps.type("/tim")
    assert "Rekap · Desa Beji" in pps.text


@pytest.mark.parametrize(
    "act",
    [
        "tim:99999999",
        "tim:x",
        "nomor",
        "nomor:99999999:3",
        "nomor:x:3",
        "nomor:{}:8",
        "nomor:{}:x",
    ],
)
async def test_a_forged_button_is_stale(town: Town, pps: Phone, act: str):
    await pps.tap(act.format(await seat(town)))
    assert STALE in pps.text
    await pps.tap(f"tim:{await area(town, 'desa')}")
    assert STALE in pps.text, "a desa is no team"
    person = (await pps.chat()).person
    assert person
    assert person.seat
    await pps.tap(f"nomor:{person.seat.id}:2")
    assert STALE in pps.text, "only KPPS have duties by number"
