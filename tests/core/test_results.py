"""Where teams stand, how that changed by day, and which scores may be shown."""

import statistics
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.policy import Policy
from bot.core.results import (
    SMALLEST_GROUP,
    Funnel,
    Lack,
    Readiness,
    Rule,
    Scores,
    Tally,
    Team,
    lacking,
    mean,
    median,
    rule_of,
    shares,
    shown,
    state,
    tallies,
    tally,
    worst,
)
from bot.core.results_history import Held, history

RULE = Rule()
WIB = ZoneInfo("Asia/Jakarta")
DAY = date(2024, 1, 26)
NIGHT = datetime(2024, 1, 26, 16, 59, tzinfo=UTC)  # 23.59 in WIB, on DAY


def team(ready: int, *lacks: int, desa: int = 1) -> Team:
    return Team(9, "004", desa, 2, 7, 7, 7, ready, 0, lacks)


# --- teams ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected", "needs"),
    [
        (team(7), Readiness.READY, Lack()),
        (team(5), Readiness.READY, Lack()),
        (team(5, 4), Readiness.PARTLY, Lack(0, (4,))),
        (team(4), Readiness.PARTLY, Lack(1)),
        (team(3, 1), Readiness.PARTLY, Lack(2, (1,))),
        (team(2), Readiness.NOT_YET, Lack(3)),
        (team(0, 1, 4), Readiness.NOT_YET, Lack(5, (1, 4))),
    ],
)
def test_a_team_needs_enough_people_and_the_numbers_that_count(
    found: Team, expected: Readiness, needs: Lack
):
    assert state(found, RULE) is expected
    assert lacking(found, RULE) == needs


@given(st.integers(0, 7), st.sets(st.sampled_from([1, 4])), st.integers(1, 7), st.integers(1, 7))
def test_a_team_is_ready_when_nothing_is_lacking(ready: int, lacks: set[int], a: int, b: int):
    rule = Rule(max(a, b), min(a, b))
    found = team(ready, *sorted(lacks))

    assert (state(found, rule) is Readiness.READY) is not bool(lacking(found, rule))


def test_the_office_sets_the_rule():
    assert rule_of(Policy()) == RULE
    assert rule_of(Policy(team_ready=6, team_partly=2, key_numbers=(1,))) == Rule(6, 2, (1,))


def test_teams_are_counted_by_state_and_by_area():
    teams = [team(5, desa=3), team(4, desa=1), team(0, desa=3), team(7, desa=3)]

    assert tally(teams, RULE) == Tally(2, 1, 1)
    assert tally([], RULE) == Tally()
    by_desa = tallies(teams, RULE, key=lambda one: one.desa)
    assert list(by_desa.items()) == [(3, Tally(2, 0, 1)), (1, Tally(0, 1, 0))]
    assert (by_desa[3].total, by_desa[3].unready) == (3, 1)


def test_the_worst_areas_have_the_most_teams_to_see_to():
    by_area = {
        "selesai": Tally(ready=4),
        "separuh": Tally(ready=2, partly=2),
        "semua": Tally(not_yet=2),
        "banyak": Tally(ready=9, not_yet=3),
        "juga": Tally(partly=1, not_yet=1),
    }

    assert [area for area, _ in worst(by_area)] == ["banyak", "semua", "juga", "separuh"]


def test_funnels_add_up():
    one = Funnel(9, 8, 7, (6, 5, 4, 3), 5, 4, 2, 3, 1)

    assert one + Funnel() == one
    assert one + one == Funnel(18, 16, 14, (12, 10, 8, 6), 10, 8, 4, 6, 2)


# --- teams by day ---------------------------------------------------------------------------


def seat(number: int | None, **changes: datetime | None) -> Held:
    times = {"since": NIGHT, "until": None, "ready_at": NIGHT} | changes
    return Held(9, number, **times)


def by_day(*held: Held, days: int = 3) -> list[Tally]:
    wanted = [DAY + timedelta(days=n) for n in range(days)]
    found = history(held, Rule(2, 1, (1,)), reversed(wanted), WIB)
    assert list(found) == wanted
    return list(found.values())


READY, PARTLY, NOT_YET = Tally(ready=1), Tally(partly=1), Tally(not_yet=1)


def test_a_holder_counts_from_the_day_they_held_the_seat_and_were_ready():
    late = NIGHT + timedelta(minutes=1)
    assert by_day(seat(1), seat(2)) == [READY] * 3
    assert by_day(seat(1), seat(2, ready_at=late)) == [PARTLY, READY, READY]
    assert by_day(seat(1), seat(2, since=late)) == [PARTLY, READY, READY]
    assert by_day(seat(1), seat(2, ready_at=None)) == [PARTLY] * 3


def test_a_holder_counts_until_the_day_they_leave():
    late = NIGHT + timedelta(days=1)
    successor = seat(2, since=late, ready_at=NIGHT - timedelta(days=9))
    leaving = seat(2, until=late)
    assert by_day(seat(1), leaving) == [READY, PARTLY, PARTLY]
    assert by_day(seat(1), leaving, successor) == [READY] * 3
    assert by_day(seat(1), seat(2, until=NIGHT)) == [PARTLY] * 3


def test_a_number_that_counts_must_be_ready_where_a_seat_has_it():
    vacant = seat(1, since=None, ready_at=None)
    assert by_day(seat(2), seat(3)) == [READY] * 3
    assert by_day(seat(2), seat(3), vacant) == [PARTLY] * 3
    assert by_day(vacant) == [NOT_YET] * 3


def test_days_before_and_after_are_no_days():
    assert by_day(seat(1), seat(2), days=0) == []
    assert history([], RULE, [DAY], WIB) == {DAY: Tally()}
    assert by_day(seat(None, ready_at=NIGHT + timedelta(days=9))) == [NOT_YET] * 3


def as_of(held: list[Held], rule: Rule, end: datetime) -> Tally:
    """Count at one moment, person by person."""
    found = Tally()
    for area in {one.area for one in held}:
        here = [one for one in held if one.area == area]
        ready = [
            one.number
            for one in here
            if one.since and one.ready_at and max(one.since, one.ready_at) < end
            and (one.until is None or one.until >= end)
        ]  # fmt: skip
        lacks = {n for one in here if (n := one.number) in rule.numbers} - set(ready)
        found += tally([team(len(ready), *(n for n in lacks if n))], rule)
    return found


MOMENTS = st.integers(0, 5 * 48).map(lambda half: NIGHT + timedelta(minutes=1 + 30 * half))


@st.composite
def town(draw: st.DrawFn) -> list[Held]:
    """Draw seats that people take over from one another."""
    held = []
    for area in range(draw(st.integers(0, 3))):
        for number in [*range(1, draw(st.integers(1, 7)) + 1), None]:
            times = sorted(draw(st.lists(MOMENTS, max_size=3)))
            if not times:
                held.append(Held(area, number, None, None, None))
            ends = [*times[1:], draw(st.none() | st.just(times[-1]))] if times else []
            for since, until in zip(times, ends, strict=True):
                held.append(Held(area, number, since, until, draw(st.none() | MOMENTS)))
    return held


@given(town(), st.integers(1, 4), st.integers(1, 4))
def test_history_equals_a_count_at_each_midnight(held: list[Held], a: int, b: int):
    rule = Rule(max(a, b), min(a, b), (1, 4))
    days = [DAY + timedelta(days=n) for n in range(-1, 7)]

    found = history(held, rule, days, WIB)

    for day in days:
        midnight = datetime.combine(day + timedelta(days=1), time(), WIB)
        assert found[day] == as_of(held, rule, midnight), day


# --- scores ---------------------------------------------------------------------------------

SCORES = st.lists(st.integers(0, 10), max_size=40)


def scores(*each: int) -> Scores:
    return Scores(10, Counter(each))


@given(SCORES)
def test_mean_median_and_shares_are_those_of_the_people(each: list[int]):
    found = scores(*each)

    assert found.n == len(each)
    if not each:
        assert (mean(found), median(found), shares(found)) == (None, None, {})
        return
    assert mean(found) == pytest.approx(statistics.mean(each))
    assert median(found) == statistics.median(each)
    assert list(shares(found)) == list(range(11))
    assert sum(shares(found).values()) == pytest.approx(1)
    assert shares(found)[each[0]] == each.count(each[0]) / len(each)


def sized(**groups: int) -> dict[str, Scores]:
    return {name: scores(*[7] * n) for name, n in groups.items()}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"a": 5, "b": 9}, {"a", "b"}),
        ({"a": 4}, set()),
        ({}, set()),
        ({"a": 0, "b": 9}, {"b"}),
        ({"a": 4, "b": 9, "c": 5}, {"b"}),
        ({"a": 4, "b": 1, "c": 5}, {"c"}),
        ({"a": 1, "b": 0, "c": 6}, set()),
        ({"a": 2, "b": 2, "c": 5, "d": 5}, {"d"}),
    ],
)
def test_small_groups_are_hidden_and_another_where_they_would_show(
    groups: Mapping[str, int], expected: set[str]
):
    assert set(shown(sized(**groups))) == expected


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=6))
def test_nobody_can_subtract_their_way_to_a_small_group(sizes: dict[str, int]):
    groups = {name: scores(*[7] * n) for name, n in sizes.items()}
    left = shown(groups)
    hidden = sum(n for name, n in sizes.items() if name not in left)

    assert all(found.n >= SMALLEST_GROUP for found in left.values())
    assert not 0 < hidden < SMALLEST_GROUP or not left
    assert list(left) == [name for name in groups if name in left]
