"""Everyone on the roster is in exactly one state, and somebody sees to those not reached."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.outreach import (
    Facts,
    MarkKind,
    Member,
    Reason,
    Status,
    Tally,
    day_typed,
    is_ready,
    may_have_been,
    not_reached,
    owner,
    reason,
    silent_before,
    status,
    still_valid,
    tally,
)
from bot.core.people import Person, Role, Seat, Standing
from tests.core.builders import DAWN

ACTIVE = Facts(has_chat=True, can_be_written=True)
FACTS = st.builds(
    Facts,
    **{f.name: st.booleans() for f in fields(Facts) if f.name != "stuck"},
    stuck=st.integers(0, 4),
)


@pytest.mark.parametrize(
    ("facts", "expected", "why"),
    [
        (Facts(), Status.UNREACHABLE, Reason.NEVER),
        (Facts(has_chat=True), Status.UNREACHABLE, Reason.BLOCKED),
        (replace(ACTIVE, is_silent=True), Status.UNREACHABLE, Reason.SILENT),
        (replace(ACTIVE, stuck=2), Status.UNREACHABLE, Reason.STUCK),
        (ACTIVE, Status.ACTIVE, None),
        (replace(ACTIVE, is_silent=True, has_finished=True), Status.ACTIVE, None),
        (Facts(is_trained=True), Status.TRAINED, Reason.NEVER),
        (replace(ACTIVE, is_trained=True), Status.ACTIVE, None),
        (Facts(holds=False, is_trained=True), Status.REPLACED, Reason.NEVER),
        (Facts(holds=False, is_erased=True), Status.ERASED, Reason.NEVER),
    ],
)
def test_the_status_follows_from_the_facts(facts: Facts, expected: Status, why: Reason | None):
    assert status(facts) is expected
    assert reason(facts) is why


@given(FACTS)
def test_whatever_is_true_of_somebody_they_are_in_exactly_one_state(facts: Facts):
    counted = tally(facts, 1)

    states = (
        counted.active, counted.unreachable, counted.trained, counted.replaced, counted.erased
    )  # fmt: skip
    assert sorted(states) == [0, 0, 0, 0, 1]
    assert states[list(Status).index(status(facts))] == 1
    assert counted.total == 1
    assert counted.ready <= counted.on_duty
    assert counted.without_phone <= counted.unreachable


@given(FACTS, st.sampled_from([Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH]))
def test_whoever_is_not_reached_has_a_reason_and_an_owner_above(facts: Facts, role: Role):
    if status(facts) is Status.UNREACHABLE:
        assert reason(facts) is not None
    order = [Standing.PPS, Standing.PPK, Standing.SOSDIKLIH]
    rank = {Role.KPPS: 0, Role.PPS: 1}.get(role, 2)
    assert owner(role) is order[rank]


@given(FACTS)
def test_turning_up_closes_the_case(facts: Facts):
    here = replace(
        facts, is_erased=False, holds=True, has_chat=True, can_be_written=True, is_silent=False,
        stuck=0,
    )  # fmt: skip
    assert status(here) is Status.ACTIVE


def test_ready_is_who_learned_the_essentials_here_or_face_to_face():
    assert is_ready(replace(ACTIVE, has_essentials=True))
    assert is_ready(Facts(is_trained=True))
    assert not is_ready(ACTIVE)
    assert not is_ready(replace(ACTIVE, has_finished=True))
    assert not is_ready(Facts(is_trained=True, holds=False))


@given(st.lists(st.tuples(FACTS, st.integers(1, 500))))
def test_the_states_of_all_add_up_to_all(groups: list[tuple[Facts, int]]):
    total = sum((tally(facts, people) for facts, people in groups), Tally())

    assert total.total == sum(people for _, people in groups)


def test_five_days_of_silence_count_from_now():
    assert silent_before(DAWN) == DAWN - timedelta(days=5)
    assert silent_before(DAWN, 3) == DAWN - timedelta(days=3)


# --- the list -------------------------------------------------------------------------------


def member(number: int, facts: Facts, **changes: object) -> Member:
    seat = Seat(number, Role.KPPS, number, "Junrejo", "Beji", "004")
    return Member(Person(number, f"Anggota {number}", seat), facts, **changes)  # type: ignore[arg-type]


def test_the_most_urgent_come_first_and_those_marked_last():
    silent = replace(ACTIVE, is_silent=True)
    everyone = [
        member(1, ACTIVE),
        member(2, replace(ACTIVE, stuck=3)),
        member(3, silent, since=DAWN - timedelta(days=6)),
        member(4, silent, since=DAWN - timedelta(days=9)),
        member(5, Facts(has_chat=True)),
        member(6, Facts(), marks=((MarkKind.CONTACTED, DAWN),)),
        member(7, Facts()),
        member(8, Facts(is_trained=True)),
    ]

    assert [m.person.id for m in not_reached(everyone)] == [7, 5, 4, 3, 2, 6]


def test_the_many_at_the_tps_come_before_those_above_them():
    pps = Member(Person(1, "PPS", Seat(1, Role.PPS, 1, "Junrejo", "Beji")), Facts())
    late = Member(Person(3, "", Seat(3, Role.KPPS, None, "Junrejo", "Beji", "004")), Facts())

    assert [m.person.id for m in not_reached([pps, late, member(2, Facts())])] == [2, 3, 1]


def test_somebody_without_a_seat_does_not_break_the_order():
    assert len(not_reached([Member(Person(1), Facts()), member(2, Facts())])) == 2


def test_a_mark_has_served_when_the_person_was_seen_after_it():
    marks = [(MarkKind.CONTACTED, DAWN), (MarkKind.WRONG_NUMBER, DAWN + timedelta(days=2))]

    assert still_valid(marks, None) == tuple(marks)
    assert still_valid(marks, DAWN + timedelta(days=1)) == (marks[1],)


# --- days -----------------------------------------------------------------------------------

TODAY = date(2024, 1, 26)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25-01-2024", date(2024, 1, 25)),
        ("25/1/24", date(2024, 1, 25)),
        ("25.01", date(2024, 1, 25)),
        ("2024-01-25", date(2024, 1, 25)),
        (" 25  Januari ", date(2024, 1, 25)),
        ("25 jan 2024", date(2024, 1, 25)),
        ("9 Agustus 2023", date(2023, 8, 9)),
        ("10 nopember", date(2023, 11, 10)),
        ("27 Januari", date(2023, 1, 27)),
        ("29 februari", date(2024, 2, 29)),
        ("Hari ini", TODAY),
        ("kemarin", date(2024, 1, 25)),
        ("31 februari", None),
        ("25 Brumaire", None),
        ("besok", None),
        ("", None),
        ("99-99-9999", None),
        ("0-0-0000", None),
    ],
)
def test_a_day_is_understood_as_people_type_it(text: str, day: date | None):
    assert day_typed(text, TODAY) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_days(text: str):
    day_typed(text, TODAY)


@given(st.dates(date(2023, 6, 1), TODAY))
def test_a_day_that_we_write_is_read_again(on: date):
    assert day_typed(on.isoformat(), TODAY) == on
    assert day_typed(on.strftime("%d-%m-%Y"), TODAY) == on


def test_a_training_was_not_in_the_future_and_not_long_ago():
    assert may_have_been(TODAY, TODAY)
    assert not may_have_been(TODAY + timedelta(days=1), TODAY)
    assert may_have_been(TODAY - timedelta(days=366), TODAY)
    assert not may_have_been(TODAY - timedelta(days=367), TODAY)
