"""When nothing unasked-for is sent."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.policy import Policy
from bot.core.quiet import hold, morning

WIT = ZoneInfo("Asia/Jayapura")
VOTING = date(2024, 2, 14)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-02-{text}").replace(tzinfo=WIT)


@pytest.mark.parametrize(
    ("now", "until", "reason"),
    [
        ("10 20:00", "11 07:00", "jam-tenang"),
        ("10 23:59", "11 07:00", "jam-tenang"),
        ("11 00:00", "11 07:00", "jam-tenang"),
        ("11 06:59", "11 07:00", "jam-tenang"),
        ("13 21:00", "14 07:00", "jam-tenang"),
        ("14 04:30", "14 07:00", "jam-tenang"),
        ("14 06:00", "15 12:00", "hari-h"),
        ("14 12:30", "15 12:00", "hari-h"),
        ("15 11:59", "15 12:00", "hari-h"),
    ],
)
def test_it_is_held_until(now: str, until: str, reason: str):
    held = hold(at(now), Policy(), VOTING, urgent=False, emergency=False)
    assert held == (at(until), reason)


@pytest.mark.parametrize("now", ["10 07:00", "10 19:59", "13 19:59", "15 12:00"])
def test_by_day_nothing_is_held(now: str):
    assert hold(at(now), Policy(), VOTING, urgent=False, emergency=False) is None


def test_what_is_urgent_goes_out_at_night_but_not_while_votes_are_cast():
    assert hold(at("14 04:30"), Policy(), VOTING, urgent=True, emergency=False) is None
    assert hold(at("14 05:59"), Policy(), VOTING, urgent=True, emergency=False) is None
    held = hold(at("14 06:00"), Policy(), VOTING, urgent=True, emergency=False)
    assert held == (at("15 12:00"), "hari-h")


@pytest.mark.parametrize("now", ["14 03:00", "14 09:00", "10 22:00"])
def test_an_emergency_is_never_held(now: str):
    assert hold(at(now), Policy(), VOTING, urgent=False, emergency=True) is None


def test_where_there_is_no_voting_day_only_the_night_is_quiet():
    assert hold(at("14 09:00"), Policy(), None, urgent=False, emergency=False) is None


def test_the_office_says_when_the_night_is():
    policy = Policy(quiet_from=18, quiet_until=8)
    held = hold(at("10 18:00"), policy, None, urgent=False, emergency=False)
    assert held == (at("11 08:00"), "jam-tenang")


def test_morning_is_the_next_one_to_come():
    assert morning(at("10 06:59"), Policy()) == at("10 07:00")
    assert morning(at("10 07:00"), Policy()) == at("11 07:00")
