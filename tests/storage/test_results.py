"""Every number of results, against loops over the raw rows of random towns, on both databases."""

from collections import Counter
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.core.results import Cut, Rule, tally
from bot.core.results_history import history
from bot.storage import results
from bot.storage.engine import Database
from tests.storage.recount import Recount, counted
from tests.storage.results_town import BEGIN, NOW, TownOfChance

WIB = ZoneInfo("Asia/Jakarta")
RULE = Rule(4, 2, (1, 4))
SEEDS = range(4)


@pytest.fixture(params=SEEDS)
async def town(request: pytest.FixtureRequest, db: Database) -> Recount:
    await TownOfChance(request.param).settle(db)
    return await Recount.of(db)


async def test_teams_of_every_area(db: Database, town: Recount):
    for area in town.areas:
        found = await results.list_teams(db.read, area, RULE)
        assert found == town.teams(area, RULE.numbers)


async def test_how_far_people_of_every_area_have_come(db: Database, town: Recount):
    for area in town.areas:
        for role in ("", "KPPS", "PPS"):
            found = await results.count_funnels(db.read, area, role)
            assert found == town.funnels(area, role)


async def test_scores_of_every_area(db: Database, town: Recount):
    for area, session, last, cut in product(town.areas, (2, 3), (False, True), (None, *Cut)):
        found = await results.list_scores(db.read, area, session, last=last, cut=cut, zone=WIB)
        assert found == town.scores(area, session, WIB, last=last, cut=cut)


async def test_scores_of_one_role_by_area(db: Database, town: Recount):
    for area, role, last in product(town.areas, ("KPPS", "PPS", "PPK"), (False, True)):
        found = await results.list_scores_of(db.read, role, area, 2, last=last)
        assert found == town.scores(area, 2, WIB, last=last, cut=Cut.AREA, role=role)


async def test_first_answers_that_are_alike(db: Database, town: Recount):
    for session in (0, 2, 3):
        assert counted(await results.list_alike(db.read, session)) == town.alike(session)


async def test_whole_first_quizzes(db: Database, town: Recount):
    for session in (2, 3):
        found = await results.list_patterns(db.read, session)
        assert Counter(found) == Counter(town.patterns(session))


async def test_who_held_which_seat_when(db: Database, town: Recount):
    for area in town.areas:
        found = await results.list_held(db.read, area)
        assert Counter(found) == Counter(town.held(area))


async def test_the_history_ends_with_today(db: Database, town: Recount):
    """What the days tell up to now is what the teams are now."""
    days = [(BEGIN + timedelta(days=n)).date() for n in range(20)]
    for area in town.areas:
        by_day = history(await results.list_held(db.read, area), RULE, days, WIB)
        teams = await results.list_teams(db.read, area, RULE)
        assert by_day[NOW.astimezone(WIB).date()] == tally(teams, RULE)


async def test_an_area_that_is_none_has_nothing(db: Database):
    assert await results.list_teams(db.read, 99, RULE) == []
    assert await results.count_funnels(db.read, 99) == {}
    assert await results.list_held(db.read, 99) == []
    assert await results.list_alike(db.read) == []
    assert await results.list_patterns(db.read, 2) == []
    assert await results.list_scores(db.read, 99, 2, cut=Cut.ROLE) == {}
