"""When people are told and forgotten, and who is asked again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.agenda import Days, Happening
from bot.core.people import Chat, Person
from bot.core.policy import Policy
from bot.core.privacy import Retention, monday_of, needs_consent, retention

WIB = ZoneInfo("Asia/Jakarta")
VOTING = Happening("pemungutan-suara", "Hari pemungutan suara", date(2024, 2, 14))
TERM = Retention(date(2024, 2, 14), date(2024, 4, 7), date(2024, 4, 14))


def test_sixty_days_after_voting_day_and_a_week_ahead():
    assert retention(Days(VOTING), Policy()) == TERM
    assert retention(Days(None), Policy()) is None


def test_where_one_area_votes_later_everyone_is_kept_until_it_has():
    later = replace(VOTING, on=date(2024, 2, 24))

    assert retention(Days(VOTING, {7: later}), Policy()) == Retention(
        date(2024, 2, 24), date(2024, 4, 17), date(2024, 4, 24)
    )


def test_a_vote_on_several_days_counts_from_the_last():
    longer = replace(VOTING, until=date(2024, 2, 16))

    term = retention(Days(longer), Policy(retention_days=30, warn_days=3))

    assert term == Retention(date(2024, 2, 16), date(2024, 3, 14), date(2024, 3, 17))


@pytest.mark.parametrize(
    ("local", "telling", "due"),
    [
        (datetime(2024, 4, 6, 12, tzinfo=WIB), False, False),
        (datetime(2024, 4, 7, 6, 59, tzinfo=WIB), False, False),
        (datetime(2024, 4, 7, 7, tzinfo=WIB), True, False),
        (datetime(2024, 4, 13, 19, 59, tzinfo=WIB), True, False),
        (datetime(2024, 4, 13, 20, tzinfo=WIB), False, False),
        (datetime(2024, 4, 14, tzinfo=WIB), False, True),
        (datetime(2025, 1, 1, 12, tzinfo=WIB), False, True),
    ],
)
def test_people_are_told_by_day_and_forgotten_from_midnight(
    local: datetime, *, telling: bool, due: bool
):
    assert (TERM.telling(local), TERM.due(local)) == (telling, due)


def test_forgetting_begins_at_midnight_where_the_office_is():
    assert TERM.begins(WIB) == datetime(2024, 4, 13, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "consent", "asked"),
    [(None, 0, False), (Person(1), 0, True), (Person(1), 1, True), (Person(1), 2, False)],
)
def test_who_agreed_to_an_older_text_is_asked_again(
    person: Person | None, consent: int, *, asked: bool
):
    assert needs_consent(Chat(1, "web", "a", person, consent=consent), 2) == asked


@pytest.mark.parametrize("days", range(7))
def test_every_day_of_a_week_has_the_same_monday(days: int):
    assert monday_of(date(2024, 1, 22) + timedelta(days=days)) == date(2024, 1, 22)
