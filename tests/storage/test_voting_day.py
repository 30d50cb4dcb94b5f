"""Voting day on both databases: whose day it is, ticks of a TPS, and how far many are."""

import asyncio
from datetime import date

import pytest

from bot.core.agenda import VOTING, Happening
from bot.core.people import Person, Role
from bot.core.voting_day import Voting
from bot.storage import agenda, erase, voting_day
from bot.storage.engine import Database
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry, later

DAY, LATER = date(2024, 2, 14), date(2024, 2, 24)
STEPS = ["rapat", "tutup", "serahkan"]
TEMAS = ("Kota Batu", "Batu", "Temas")


@pytest.fixture
async def areas(db: Database) -> dict[str, int]:
    """Bring in two desa of two kecamatan, and say when votes are cast."""
    await bring_in(
        db,
        entry(1, "Ani"),
        entry(3, "Siti"),
        entry(1, "Tono", place=(*BEJI, "005"), code="OTHER"),
        entry(1, "Budi", place=(*TEMAS, "001"), code="TEMAS"),
        entry(1, "Rina", place=BEJI, role=Role.PPS, code="PPS"),
    )
    async with db.transaction() as tx:
        await agenda.seed(tx, [Happening(VOTING, "Hari pemungutan suara", DAY)])
    rows = await db.read("SELECT id, name FROM area")
    return {row["name"]: row["id"] for row in rows}


async def person(db: Database, name: str) -> Person:
    (row,) = await db.read("SELECT id FROM person WHERE name = $1", name)
    return Person(row["id"], name)


async def load(db: Database, name: str) -> Voting:
    who = await person(db, name)
    async with db.transaction() as tx:
        return await voting_day.load(tx, who)


async def move(db: Database, area: int, on: date) -> None:
    async with db.transaction() as tx:
        agenda.save_at(tx, Happening(VOTING, "Hari pemungutan suara", on), area)


async def tick(db: Database, area: int, step: str, by: int = 1, on: date = DAY, **ago: float):
    async with db.transaction() as tx:
        voting_day.save_tick(tx, area, on, step, by, later(**ago))


async def ticks(db: Database, area: int, on: date = DAY):
    async with db.transaction() as tx:
        return await voting_day.list_ticks(tx, area, on)


# --- whose day ------------------------------------------------------------------------------


async def test_everybody_has_the_usual_day(db: Database, areas: dict[str, int]):
    path = tuple(areas[name] for name in ("Kota Batu", "Junrejo", "Beji", "004"))

    assert await load(db, "Siti") == Voting(path, DAY)
    assert (await load(db, "Rina")).path == path[:3]


async def test_a_tps_may_vote_on_another_day_and_its_desa_knows(
    db: Database, areas: dict[str, int]
):
    await move(db, areas["004"], LATER)

    siti, rina, tono = [await load(db, name) for name in ("Siti", "Rina", "Tono")]

    assert (siti.own(), rina.own(), tono.own()) == (LATER, DAY, DAY)
    assert siti.elsewhere == rina.elsewhere == {siti.path: LATER}


async def test_a_guest_and_an_agenda_without_voting_day(db: Database, areas: dict[str, int]):
    async with db.transaction() as tx:
        assert await voting_day.load(tx, Person(99)) == Voting((), DAY)
        assert await voting_day.load_at(tx, (areas["Kota Batu"],)) == Voting(
            (areas["Kota Batu"],), DAY
        )
        tx.write("DELETE FROM agenda")
    async with db.transaction() as tx:
        assert await voting_day.load(tx, Person(99)) == Voting()
        assert await voting_day.load_at(tx, (1,)) == Voting((1,))


async def test_a_ketua_counts_once_they_use_the_bot(db: Database, areas: dict[str, int]):
    assert not (await load(db, "Siti")).has_ketua

    await a_chat(db, person=(await person(db, "Ani")).id)

    assert (await load(db, "Siti")).has_ketua
    assert (await load(db, "Ani")).has_ketua
    assert not (await load(db, "Tono")).has_ketua


# --- ticks ----------------------------------------------------------------------------------


async def test_a_step_is_ticked_once_and_keeps_who_was_first(db: Database, areas: dict[str, int]):
    ani, siti = await person(db, "Ani"), await person(db, "Siti")
    await tick(db, areas["004"], "rapat", ani.id)
    await tick(db, areas["004"], "rapat", siti.id, minutes=5)

    found = await ticks(db, areas["004"])

    assert list(found) == ["rapat"]
    assert (found["rapat"].at, found["rapat"].name) == (NOW, "Ani")
    assert found["rapat"].seat
    assert found["rapat"].seat.number == 1


async def test_two_who_tick_at_the_same_time_make_one(db: Database, areas: dict[str, int]):
    await asyncio.gather(*(tick(db, areas["004"], "rapat", by) for by in range(1, 9)))

    assert len(await db.read("SELECT by_id FROM step_done")) == 1


async def test_a_tick_is_taken_back_and_other_tps_and_days_stay(
    db: Database, areas: dict[str, int]
):
    for area, on in ((areas["004"], DAY), (areas["004"], LATER), (areas["005"], DAY)):
        await tick(db, area, "rapat", on=on)
    async with db.transaction() as tx:
        for _ in range(2):
            voting_day.drop_tick(tx, areas["004"], DAY, "rapat")

    assert await ticks(db, areas["004"]) == {}
    assert list(await ticks(db, areas["004"], LATER)) == ["rapat"]
    assert list(await ticks(db, areas["005"])) == ["rapat"]


async def test_whoever_is_forgotten_has_no_name_and_the_tick_stays(
    db: Database, areas: dict[str, int]
):
    ani = await person(db, "Ani")
    await tick(db, areas["004"], "rapat", ani.id)
    async with db.transaction() as tx:
        await erase.person(tx, ani.id, 0, later(hours=1))

    (found,) = (await ticks(db, areas["004"])).values()

    assert (found.name, found.seat) == ("", None)


# --- many TPS -------------------------------------------------------------------------------


async def counted(db: Database, area: int, on: date = DAY) -> set[tuple[str, str, int]]:
    found = await voting_day.count_furthest(db.read, area, on, STEPS)
    return {(part.name, part.step, part.n) for part in found}


async def test_a_desa_lists_its_tps_with_all_that_is_ticked(db: Database, areas: dict[str, int]):
    await tick(db, areas["004"], "rapat")
    await tick(db, areas["004"], "tutup", hours=6)

    found = await voting_day.list_tps(db.read, areas["Beji"], DAY)

    assert [(tps.name, sorted(tps.ticks)) for tps in found] == [
        ("004", ["rapat", "tutup"]),
        ("005", []),
    ]
    assert found[0].ticks["tutup"].at == later(hours=6)


async def test_above_a_desa_tps_are_counted_by_their_furthest_step(
    db: Database, areas: dict[str, int]
):
    await tick(db, areas["004"], "tutup")
    await tick(db, areas["004"], "rapat", hours=1)  # ticked later, and not as far
    await tick(db, areas["001"], "serahkan")
    await tick(db, areas["001"], "langkah-lama", hours=9)  # of content that is no more

    assert await counted(db, areas["Junrejo"]) == {("Beji", "tutup", 1), ("Beji", "", 1)}
    assert await counted(db, areas["Kota Batu"]) == {
        ("Junrejo", "tutup", 1),
        ("Junrejo", "", 1),
        ("Batu", "serahkan", 1),
    }


@pytest.mark.parametrize("moved", ["004", "Beji", "Junrejo"])
async def test_only_tps_that_vote_that_day_are_counted(
    db: Database, areas: dict[str, int], moved: str
):
    await move(db, areas[moved], LATER)
    await tick(db, areas["004"], "rapat", on=LATER)
    left = {"004": {("Junrejo", "", 1)}}.get(moved, set())

    assert await counted(db, areas["Kota Batu"]) == {("Batu", "", 1)} | left
    assert ("Junrejo", "rapat", 1) in await counted(db, areas["Kota Batu"], LATER)
    later_ones = await voting_day.list_tps(db.read, areas["Beji"], LATER)
    assert ("004", ["rapat"]) in [(tps.name, list(tps.ticks)) for tps in later_ones]
