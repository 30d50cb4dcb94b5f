"""Who has a question, who sees it, and when it goes on."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Authority, Role, Seat, Standing
from bot.core.policy import Policy
from bot.core.questions import (
    GATHER,
    GATHER_ON_THE_DAY,
    TEXT_LIMIT,
    Desk,
    Kind,
    Question,
    State,
    above,
    cut,
    gather_for,
    is_quiet,
    is_the_day,
    kept,
    length_of,
    nearest_of,
    office_of,
    sees_asker,
    sits_at,
)
from tests.phone import WIB

NOW = datetime(2024, 1, 26, 8, tzinfo=WIB)
VOTING = date(2024, 2, 14)
PPS = Authority(Standing.PPS, (1, 2, 3))
PPK = Authority(Standing.PPK, (1, 2))
SOSDIKLIH = Authority(Standing.SOSDIKLIH, (1,))
QUESTION = Question(
    id=1,
    kind=Kind.QUESTION,
    person_id=7,
    chat_id=7,
    path=(1, 2, 3, 4),
    desk=Desk((1, 2, 3), "Beji"),
    text="Apa?",
    state=State.OPEN,
    asked_at=NOW,
    moved_at=NOW,
    seat=Seat(3, Role.KPPS, 3),
)


def at(*desk: int) -> Question:
    return replace(QUESTION, desk=Desk(desk))


@pytest.mark.parametrize(
    ("role", "path", "expected"),
    [
        (Role.KPPS, (1, 2, 3, 4), (1, 2, 3)),
        (Role.PPS, (1, 2, 3), (1, 2)),
        (Role.PPK, (1, 2), (1,)),
        (Role.TAMU, (1,), (1,)),
        (Role.TAMU, (), ()),
        (Role.SOSDIKLIH, (1,), ()),
    ],
)
def test_everybody_asks_the_office_above_their_seat(role, path, expected):
    assert nearest_of(role, path) == expected


def test_the_offices_above_go_up_to_the_kota():
    assert above((1, 2, 3)) == ((1, 2, 3), (1, 2), (1,))
    assert above((1, 2, 3), 2) == ((1, 2, 3), (1, 2))
    assert above(()) == ()


def test_a_desk_is_an_office():
    assert [Desk(path).role for path in above((1, 2, 3))] == [Role.PPS, Role.PPK, Role.SOSDIKLIH]
    assert Desk((1, 2)).id == 2


def test_an_asker_has_a_seat_and_no_name():
    assert QUESTION.asker.name == ""
    assert QUESTION.asker.seat == QUESTION.seat
    assert QUESTION.is_open
    assert not replace(QUESTION, state=State.CLOSED).is_open


def test_who_was_asked_before_still_has_it():
    assert at(1, 2, 3).offices == ((1, 2, 3),)
    assert at(1, 2).offices == ((1, 2, 3), (1, 2))
    assert at(1).offices == ((1, 2, 3), (1, 2), (1,))
    assert replace(at(1), path=()).offices == ((1,),)


@pytest.mark.parametrize(
    ("held", "desk", "office", "sees"),
    [
        (PPS, (1, 2, 3), (1, 2, 3), True),
        (PPS, (1,), (1, 2, 3), True),
        (PPK, (1, 2, 3), (), False),
        (PPK, (1, 2), (1, 2), True),
        (SOSDIKLIH, (1, 2, 3), (1,), False),
        (SOSDIKLIH, (1,), (1,), True),
        (Authority(Standing.PPS, (1, 2, 9)), (1,), (), False),
        (Authority(Standing.PPK, (1, 9)), (1,), (), False),
        (Authority(Standing.KETUA, (1, 2, 3, 4)), (1,), (), False),
        (Authority(Standing.PPS, (1, 2)), (1, 2), (), False),
    ],
)
def test_only_those_who_were_asked_see_who_asked(held, desk, office, sees):
    """Sosdiklih may answer whatever there is, and is told who asked only if it was asked."""
    assert office_of([held], at(*desk)) == office
    assert sees_asker([held], at(*desk)) is sees


def test_nobody_sits_at_a_desk_that_is_none():
    assert not sits_at([PPS], ())


# --- texts ----------------------------------------------------------------------------------


def test_a_text_is_kept_tidy_and_needs_words():
    assert kept("  Apa\u200b   itu?\n\n\n\nYa. ") == "Apa itu?\n\nYa."
    assert kept("?!… 😀") == ""


@given(st.text(max_size=3000))
def test_what_is_cut_fits_and_begins_alike(text: str):
    short = cut(text)

    assert length_of(short) <= TEXT_LIMIT
    assert text.startswith(short)
    if length_of(text) <= TEXT_LIMIT:
        assert short == text.rstrip()


@pytest.mark.parametrize("text", ["a" * 1001, "😀" * 700, "a " * 4000])
def test_a_very_long_text_is_cut_close_to_the_limit(text: str):
    assert TEXT_LIMIT - 2 <= length_of(cut(text)) <= TEXT_LIMIT


def test_length_counts_what_is_read():
    assert length_of("<&😀") == 4


# --- when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "is_day", "quiet"),
    [
        (datetime(2024, 2, 13, 23, 59, tzinfo=WIB), False, True),
        (datetime(2024, 2, 14, 0, 0, tzinfo=WIB), True, False),
        (datetime(2024, 2, 14, 22, 0, tzinfo=WIB), True, False),
        (datetime(2024, 2, 15, 11, 59, tzinfo=WIB), True, False),
        (datetime(2024, 2, 15, 12, 0, tzinfo=WIB), False, False),
        (datetime(2024, 2, 15, 20, 0, tzinfo=WIB), False, True),
        (datetime(2024, 2, 16, 6, 59, tzinfo=WIB), False, True),
        (datetime(2024, 2, 16, 7, 0, tzinfo=WIB), False, False),
    ],
)
def test_nothing_is_quiet_while_votes_are_cast_and_counted(local, is_day, quiet):
    assert is_the_day(local, VOTING) is is_day
    assert is_quiet(local, Policy(), VOTING) is quiet
    assert gather_for(local, VOTING) == (GATHER_ON_THE_DAY if is_day else GATHER)


def test_without_a_voting_day_nights_are_quiet():
    assert not is_the_day(NOW, None)
    assert is_quiet(NOW.replace(hour=3), Policy(), None)
    assert gather_for(NOW, None) == timedelta(hours=1)
