"""The seats of a TPS on both databases: readiness, and numbers that change hands."""

from datetime import date

import pytest

from bot.core.team import Place
from bot.storage import course, holdings, outreach, team
from bot.storage.engine import Database
from tests.essentials import learn_essentials
from tests.storage.folk import BEJI, NOW, bring_in, entry


@pytest.fixture
async def tps(db: Database) -> int:
    await bring_in(
        db,
        entry(None, "Nia", code="CODEX"),
        entry(3, "Siti"),
        entry(1, "Ani"),
        entry(7, "", phone=""),
        entry(1, "Tetangga", place=(*BEJI, "005"), code="OTHER"),
    )
    rows = await db.read("SELECT id FROM area WHERE level = 'tps' AND name = '004'")
    return int(rows[0]["id"])


async def places(db: Database, area: int) -> list[Place]:
    async with db.transaction() as tx:
        return await team.list_places(tx, area)


def shown(found: list[Place]) -> list[tuple[int | None, str]]:
    return [(p.seat.number, p.person.name if p.person else "-") for p in found]


async def test_a_team_is_listed_by_number_and_those_without_one_last(db: Database, tps: int):
    assert shown(await places(db, tps)) == [(1, "Ani"), (3, "Siti"), (7, "-"), (None, "Nia")]


async def test_ready_is_who_learned_the_essentials_or_was_trained(db: Database, tps: int):
    ani, siti, *_ = await places(db, tps)
    assert ani.person
    assert siti.person
    async with db.transaction() as tx:
        learn_essentials(tx, ani.person.id, NOW)
        course.save_done(tx, siti.person.id, 2, "belajar", NOW)
    assert [p.is_ready for p in await places(db, tps)] == [True, False, False, False]
    async with db.transaction() as tx:
        outreach.save_trained(tx, siti.person.id, date(2024, 1, 25), ani.person.id, NOW)
    assert [p.is_ready for p in await places(db, tps)] == [True, True, False, False]


async def test_two_members_swap_their_numbers(db: Database, tps: int):
    before = await places(db, tps)
    async with db.transaction() as tx:
        version = await holdings.version(tx)
        team.save_number(tx, before[0], 3, before[1])
        assert await holdings.version(tx) == version + 1
    assert shown(await places(db, tps)) == [(1, "Siti"), (3, "Ani"), (7, "-"), (None, "Nia")]


async def test_a_free_number_is_simply_taken(db: Database, tps: int):
    before = await places(db, tps)
    async with db.transaction() as tx:
        team.save_number(tx, before[3], 5, None)
    assert shown(await places(db, tps)) == [(1, "Ani"), (3, "Siti"), (5, "Nia"), (7, "-")]


async def test_who_had_no_number_leaves_none_to_the_other(db: Database, tps: int):
    before = await places(db, tps)
    async with db.transaction() as tx:
        team.save_number(tx, before[3], 3, before[1])
    found = await places(db, tps)
    assert shown(found) == [(1, "Ani"), (3, "Nia"), (7, "-"), (None, "Siti")]
