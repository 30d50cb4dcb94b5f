"""How far a person has come: what is left, what is complete, what was done before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import course
from bot.core.course import EVERYTHING, Progress
from tests.core.builders import (
    a_form,
    a_page,
    a_person,
    a_plan,
    a_session,
    at,
    filled,
    having_seen,
    ids,
)
from tests.core.strategies import persons, progresses, sessions

SESSION = a_session(
    a_page("buka"),
    a_page("petugas", "KPPS"),
    a_page("bagi", "KPPS 2", "KPPS 3"),
    a_page("panggil", "KPPS 4"),
    a_page("awasi", "PPS", "PPK"),
    a_page("tutup"),
    forms=[a_form("semua"), a_form("kpps", "KPPS"), a_form("pps", "PPS", "PPK")],
    quiz=a_plan(),
)
READER = a_person("KPPS", 4)
OWN = ["panggil", "buka", "petugas", "tutup"]


# --- what is left ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "expected"),
    [("KPPS", ["semua", "kpps"]), ("PPK", ["semua", "pps"]), ("tamu", ["semua"])],
)
def test_forms_are_asked_of_their_audience_only(role, expected):
    assert ids(course.forms_of(SESSION, a_person(role))) == expected


def test_what_is_left_are_the_own_pages_not_shown_the_forms_not_given_and_the_quiz():
    progress = having_seen("buka", "awasi", values=filled("semua"))

    assert ids(course.pages_left(SESSION, READER, progress)) == ["panggil", "petugas", "tutup"]
    assert ids(course.forms_left(SESSION, READER, progress)) == ["kpps"]
    assert course.quiz_left(SESSION, progress)


@pytest.mark.parametrize(
    ("quiz", "passed", "left"),
    [(a_plan(), (), True), (a_plan(), (2,), True), (a_plan(), (2, 3), False), (None, (), False)],
)
def test_a_quiz_is_left_until_the_quiz_of_that_session_was_passed(quiz, passed, left):
    assert course.quiz_left(a_session(quiz=quiz), Progress(passed=passed)) is left


@pytest.mark.parametrize(
    ("progress", "complete", "share"),
    [
        (Progress(), False, (0, 7)),
        (having_seen(*OWN), False, (4, 7)),
        (having_seen(*OWN, values=filled("semua", "kpps")), False, (6, 7)),
        (having_seen(*OWN, passed={3}), False, (5, 7)),
        (having_seen(*OWN[1:], values=filled("semua", "kpps"), passed={3}), False, (6, 7)),
        (having_seen(*OWN, values=filled("semua", "kpps"), passed={3}), True, (7, 7)),
        (having_seen(*OWN, values={"semua": {}, "kpps": {"lain": "a"}}), False, (4, 7)),
        (having_seen("bagi", "awasi", values=filled("pps"), passed={2}), False, (0, 7)),
        (Progress(done={3: at(0)}, how={3: "uji"}), True, (7, 7)),  # tested out
        (Progress(done={2: at(0)}), False, (0, 7)),
    ],
)
def test_a_session_is_complete_when_all_its_steps_are_done_or_it_was_recorded_as_done(
    progress, complete, share
):
    assert course.is_complete(SESSION, READER, progress) is complete
    assert course.share_done(SESSION, READER, progress) == share


@given(sessions, persons, progresses)
def test_the_share_is_whole_exactly_when_the_session_is_complete(session, person, progress):
    done, total = course.share_done(session, person, progress)

    assert 0 <= done <= total
    assert (done == total) == course.is_complete(session, person, progress)


@given(sessions, sessions, persons)
def test_what_is_complete_stays_complete_whatever_the_session_becomes(before, after, person):
    worked_through = Progress(
        seen={page.id: at(0) for page in course.own_pages(before, person)},
        values=filled(*ids(course.forms_of(before, person))),
        passed={3},
    )
    recorded = Progress(done={3: at(0)})

    assert course.newly_done([before], person, worked_through) == [3, EVERYTHING]
    assert course.is_complete(after, person, recorded)
    assert course.newly_done([after], person, recorded) == [EVERYTHING]


@given(sessions, persons, progresses, st.integers(0, 9))
def test_doing_more_never_makes_a_session_less_complete(session, person, progress, page):
    more = Progress(
        seen={f"p{page}": at(100), **progress.seen},
        values=filled("f0") | dict(progress.values),
        passed={3, *progress.passed},
        done=progress.done,
    )

    assert course.share_done(session, person, more) >= course.share_done(session, person, progress)


# --- what became complete -------------------------------------------------------------------

FIRST, SECOND = a_session(a_page("satu"), number=1), a_session(a_page("dua"), number=2)


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress(), []),
        (having_seen("satu"), [1]),
        (having_seen("satu", done={1: at(0)}), []),
        (having_seen("satu", "dua"), [1, 2, EVERYTHING]),
        (having_seen("satu", "dua", done={1: at(0)}), [2, EVERYTHING]),
        (having_seen("dua", done={1: at(0)}, how={1: "uji"}), [2, EVERYTHING]),
        (Progress(done={1: at(0), 2: at(1)}), [EVERYTHING]),
        (Progress(done={1: at(0), 2: at(1), EVERYTHING: at(1)}), []),
    ],
)
def test_a_session_is_reported_done_once_and_everything_after_the_last(progress, expected):
    assert course.newly_done([FIRST, SECOND], READER, progress) == expected


def test_a_session_added_later_does_not_undo_everything_but_counts_itself():
    added = a_session(a_page("tiga"), number=5)
    done = {1: at(0), 2: at(1), EVERYTHING: at(1)}

    assert course.newly_done([FIRST, SECOND, added], READER, Progress(done=done)) == []
    assert course.newly_done([FIRST, SECOND, added], READER, having_seen("tiga", done=done)) == [5]


# --- what was done before -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "beginner", "experienced"),
    [
        ({}, False, False),
        ({"pengalaman": {}}, False, False),
        ({"pengalaman": {"pengalaman": "pertama"}}, True, False),
        ({"pengalaman": {"pengalaman": "sekali"}}, False, True),
        ({"pengalaman": {"pengalaman": "lebih"}}, False, True),
        ({"harapan": {"pengalaman": "lebih"}}, False, False),
    ],
)
def test_who_never_said_is_neither_a_beginner_nor_experienced(values, beginner, experienced):
    progress = Progress(values=values)

    assert course.is_beginner(progress) is beginner
    assert course.is_experienced(progress) is experienced
