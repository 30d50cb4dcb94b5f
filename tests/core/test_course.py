"""Pages: whose they are, in which order, and where reading goes on."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core import course
from bot.core.course import Progress
from tests.core.builders import a_form, a_page, a_person, a_session, at, having_seen, ids
from tests.core.strategies import persons, progresses, sessions

SESSION = a_session(
    a_page("buka"),
    a_page("petugas", "KPPS"),
    a_page("bagi", "KPPS 2", "KPPS 3"),
    a_page("panggil", "KPPS 4"),
    a_page("awasi", "PPS", "PPK"),
    a_page("tutup"),
)
READER = a_person("KPPS", 4)


# --- which pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "number", "own"),
    [
        ("KPPS", 4, ["panggil", "buka", "petugas", "tutup"]),
        ("KPPS", 3, ["bagi", "buka", "petugas", "tutup"]),
        ("KPPS", 7, ["buka", "petugas", "tutup"]),
        ("PPS", 2, ["buka", "awasi", "tutup"]),
        ("PPK", None, ["buka", "awasi", "tutup"]),
        ("Sosdiklih", None, ["buka", "petugas", "bagi", "panggil", "awasi", "tutup"]),
        ("tamu", None, ["buka", "petugas", "bagi", "panggil", "awasi", "tutup"]),
    ],
)
def test_the_own_pages_are_those_for_the_role_with_the_own_number_first(role, number, own):
    assert ids(course.own_pages(SESSION, a_person(role, number))) == own


def test_pages_for_others_stay_open_to_read():
    assert ids(course.other_pages(SESSION, READER)) == ["bagi", "awasi"]
    assert course.other_pages(SESSION, a_person("tamu")) == []


@pytest.mark.parametrize(
    ("page", "role", "number", "own_duty"),
    [
        (a_page("p", "KPPS 4"), "KPPS", 4, True),
        (a_page("p", "KPPS 4"), "KPPS", 5, False),
        (a_page("p", "KPPS"), "KPPS", 4, False),
        (a_page("p"), "KPPS", 4, False),
        (a_page("p", "KPPS 4"), "PPS", 4, False),
    ],
)
def test_a_page_is_an_own_duty_when_it_names_the_number_held(page, role, number, own_duty):
    assert course.is_own_duty(page, a_person(role, number)) is own_duty


@given(sessions, persons)
def test_the_reading_order_is_a_permutation_of_the_pages_with_the_own_ones_first(session, person):
    order = course.reading_order(session, person)
    own = course.own_pages(session, person)

    assert sorted(ids(order)) == sorted(ids(session.pages))
    assert order[: len(own)] == own


# --- where to go on -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], "panggil"),
        (["panggil"], "buka"),
        (["panggil", "buka"], "petugas"),
        (["petugas"], "tutup"),
        (["tutup"], "panggil"),  # nothing is left after it: back to what was passed over
        (["panggil", "tutup"], "buka"),
        (["panggil", "petugas", "buka"], "tutup"),
        (["buka", "petugas", "tutup", "panggil"], "panggil"),  # all read: the last one read
        (["awasi"], "panggil"),  # another role's page does not count
        (["panggil", "awasi"], "buka"),
    ],
)
def test_reading_goes_on_after_the_last_page_read(seen, expected):
    assert course.resume_at(SESSION, READER, having_seen(*seen)).id == expected


@given(sessions, persons, progresses)
def test_going_on_again_and_again_shows_each_unread_page_once(session, person, progress):
    own = course.own_pages(session, person)
    assume(own)
    seen = dict(progress.seen)

    for left in range(len(course.pages_left(session, person, progress)), 0, -1):
        page = course.resume_at(session, person, Progress(seen=seen))
        assert page in own
        assert page.id not in seen
        seen[page.id] = at(1000 - left)

    assert course.pages_left(session, person, Progress(seen=seen)) == []


# --- pages worth reading again --------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], []),
        (["F9"], []),
        (["F2"], ["panggil", "buka"]),
        (["F3"], ["bagi"]),  # nobody's page of one's own: another role's
        (["F1", "F3"], ["buka"]),
        (["F1", "F1", "F2"], ["panggil", "buka"]),
    ],
)
def test_the_pages_behind_facts_are_found_once_each_with_the_own_duty_first(facts, expected):
    session = a_session(
        a_page("buka", facts=["F1", "F2"]),
        a_page("bagi", "KPPS 2", facts=["F3"]),
        a_page("panggil", "KPPS 4", facts=["F2"]),
    )

    assert ids(course.pages_behind(session, facts, READER)) == expected


@given(sessions, persons, st.sets(st.sampled_from(["F1", "F2", "F3"])))
def test_a_page_is_behind_exactly_the_facts_it_rests_on(session, person, facts):
    behind = course.pages_behind(session, facts, person)

    resting = {page.id for page in session.pages if facts & {*page.facts}}
    own = resting & {*ids(course.own_pages(session, person))}
    assert {*ids(behind)} == (own or resting)


def test_forms_that_are_only_offered_are_not_asked_for():
    offers = (a_form("netral"), a_form("kumpul", "KPPS 1"))
    session = replace(a_session(a_page("s3-a")), offers=offers)
    read = Progress({"s3-a": at(1)})

    assert [form.id for form in course.offers_of(session, a_person("KPPS", 3))] == ["netral"]
    assert [form.id for form in course.offers_of(session, a_person("KPPS", 1))] == [
        "netral",
        "kumpul",
    ]
    assert course.forms_of(session, a_person("KPPS", 1)) == []
    assert course.is_complete(session, a_person("KPPS", 3), read)
