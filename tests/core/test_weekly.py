"""When the weekly summary may go out."""

from datetime import UTC, date, datetime

import pytest

from bot.core.policy import Policy
from bot.core.weekly import begin, due_week
from tests.phone import WIB

VOTING = date(2024, 2, 14)  # a Wednesday


@pytest.mark.parametrize(
    ("at", "voting", "due"),
    [
        ("2024-02-05 06:59", VOTING, False),
        ("2024-02-05 07:00", VOTING, True),
        ("2024-02-05 11:59", VOTING, True),
        ("2024-02-05 12:00", VOTING, False),
        ("2024-02-06 08:00", VOTING, False),
        ("2024-02-05 08:00", None, True),
        ("2024-02-05 08:00", date(2024, 2, 6), False),
        ("2024-02-05 08:00", date(2024, 2, 5), False),
        ("2024-02-05 08:00", date(2024, 2, 4), False),
        ("2024-02-05 08:00", date(2024, 2, 3), True),
    ],
)
def test_it_goes_out_on_monday_mornings_and_not_around_voting_day(
    at: str, voting: date | None, *, due: bool
):
    local = datetime.fromisoformat(at).replace(tzinfo=WIB)

    assert due_week(local, Policy(), voting) == (local.date() if due else None)


def test_quiet_hours_that_last_longer_hold_it():
    local = datetime(2024, 2, 5, 8, 30, tzinfo=WIB)

    assert due_week(local, Policy(quiet_until=9), None) is None
    assert due_week(local.replace(hour=9), Policy(quiet_until=9), None)


def test_a_day_begins_where_people_are():
    assert begin(date(2024, 2, 5), WIB) == datetime(2024, 2, 4, 17, tzinfo=UTC)
