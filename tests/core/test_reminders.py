"""Reminder rules: when they are due, for whom, and whether they still make sense."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Person, Role, Seat
from bot.core.reminders import (
    CONDITIONS,
    HOURS,
    JOINED_AGO,
    Facts,
    Level,
    Rule,
    Span,
    day_in,
    due_for,
    earliest,
    is_for_tps,
    missed,
    occurrences,
    owner_in,
    planned,
    session_of,
    taught_at,
    taught_key,
    wanted,
)

WITA = ZoneInfo("Asia/Makassar")
VOTING = date(2024, 2, 14)
RULE = Rule(
    id="h-7",
    event="pemungutan-suara",
    day=-7,
    at=time(16),
    until_day=-4,
    until=time(20),
    roles=frozenset({Role.KPPS}),
    numbers=frozenset(),
    condition="semua",
    text="Seminggu lagi.",
    button="Buka",
    action="menu",
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


# --- when -----------------------------------------------------------------------------------


def test_a_rule_is_due_on_the_clock_of_the_place():
    span = planned(RULE, VOTING, WITA)
    assert span == Span(local("2024-02-07T16:00"), local("2024-02-10T20:00"))


def test_a_chosen_hour_counts_only_where_the_rule_bends():
    assert planned(RULE, VOTING, WITA, time(7)).due == local("2024-02-07T16:00")
    bending = replace(RULE, flexible=True)
    assert planned(bending, VOTING, WITA, time(7)).due == local("2024-02-07T07:00")
    assert planned(bending, VOTING, WITA).due == local("2024-02-07T16:00")


def test_the_earliest_is_that_of_the_first_of_its_people():
    assert earliest(RULE, VOTING, WITA) == local("2024-02-07T16:00")
    assert earliest(replace(RULE, flexible=True), VOTING, WITA) == local("2024-02-07T07:00")


def test_an_occurrence_is_named_for_the_date_and_those_of_a_plan_for_its_owner():
    both = occurrences(RULE, [VOTING, date(2024, 2, 10), VOTING])
    assert [one.key for one in both] == ["2024-02-10", "2024-02-14"]
    assert day_in("2024-02-14") == day_in("4711:2024-02-14") == VOTING
    assert owner_in("2024-02-14") == 0
    assert owner_in("4711:2024-02-14") == 4711


def test_a_newcomer_gets_what_still_matters_half_an_hour_later():
    span = Span(local("2024-02-07T16:00"), local("2024-02-10T20:00"))
    assert due_for(span, None) == span.due
    assert due_for(span, local("2024-02-01T08:00")) == span.due
    assert due_for(span, local("2024-02-09T08:00")) == local("2024-02-09T08:30")
    assert due_for(span, local("2024-02-07T15:45")) == local("2024-02-07T16:15")


def test_a_newcomer_gets_at_once_what_would_not_matter_in_half_an_hour():
    span = Span(local("2024-02-14T04:30"), local("2024-02-14T05:59"))
    assert due_for(span, local("2024-02-14T05:40")) == local("2024-02-14T05:40")


@given(
    day=st.integers(-20, 20),
    last=st.integers(0, 5),
    hour=st.sampled_from([None, *HOURS.values()]),
    joined=st.integers(-60 * 24 * 30, 60 * 24 * 30),
)
def test_nobody_is_reminded_before_it_is_due_nor_later_than_half_an_hour_after_joining(
    day: int, last: int, hour: time | None, joined: int
):
    rule = replace(RULE, day=day, until_day=day + last, flexible=True)
    span = planned(rule, VOTING, WITA, hour)
    at = local("2024-02-14T12:00") + timedelta(minutes=joined)
    due = due_for(span, at)
    assert due >= span.due >= earliest(rule, VOTING, WITA)
    assert due == span.due or at <= due <= at + JOINED_AGO


# --- for whom -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        (Level.ALL, ["plain", "important", "urgent"]),
        (Level.IMPORTANT, ["important", "urgent"]),
        (Level.NONE, []),
    ],
)
def test_whoever_turned_reminders_down_gets_only_what_is_important(level: Level, kept: list[str]):
    rules = [
        replace(RULE, id="plain"),
        replace(RULE, id="important", important=True),
        replace(RULE, id="urgent", urgent=True),
    ]
    assert [rule.id for rule in rules if wanted(rule, level)] == kept


def test_numbers_narrow_the_audience():
    ketua = replace(RULE, roles=frozenset(), numbers=frozenset({1}))
    people = [Person(n, seat=Seat(n, Role.KPPS, n)) for n in (1, 2)]
    assert [ketua.audience.fits(one) for one in people] == [True, False]


def test_a_plan_of_a_pps_is_for_the_tps_it_names_where_the_rule_is_for_kpps():
    assert is_for_tps(replace(RULE, event="rencana:rtl-pps"))
    assert not is_for_tps(replace(RULE, event="rencana:rtl-pps", roles=frozenset({Role.PPS})))
    assert not is_for_tps(replace(RULE, event="rencana:ketua"))
    assert not is_for_tps(RULE)


# --- whether --------------------------------------------------------------------------------

DONE = Facts(
    done={1: 0, 2: 0, 3: 0},
    passed={2, 3},
    begun={2},
    filled={"evaluasi", "berangkat"},
    values={"rtl-kpps": {"hal-1": "=Berkumpul"}},
    counts=dict.fromkeys(CONDITIONS, 2),
)
ABOUT_THEM = {"semua", "rencana", "lulus-semua"}
COUNTED = {"kursi-kosong", "desa-belum-lengkap", "tps-perlu-bantuan", "desa-perlu-bantuan"}


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_each_condition_for_somebody_who_has_done_nothing_and_for_one_who_has_done_all(
    condition: str,
):
    before, after = missed(condition, Facts()), missed(condition, DONE)
    if condition == "semua":
        assert (before, after) == ("", "")
    elif condition in COUNTED | ABOUT_THEM:
        assert (before, after) == ("tidak-berlaku", "")
    else:
        assert (before, after) == ("", "selesai")


@pytest.mark.parametrize(
    ("condition", "facts", "reason"),
    [
        ("sesi-2-belum-mulai", Facts(begun={2}), "selesai"),
        ("sesi-2-belum", Facts(begun={2}), ""),
        ("kuis-3-belum-lulus", Facts(passed={3}), "selesai"),
        ("kuis-3-belum-lulus", Facts(done={3}), "selesai"),
        ("lulus-semua", Facts(passed={2}), "tidak-berlaku"),
        ("lulus-semua", Facts(passed={2}, done={3}), ""),
        ("kursi-kosong", Facts(counts={"kursi-kosong": 0}), "tidak-berlaku"),
    ],
)
def test_whoever_has_taken_a_step_is_not_asked_to(condition: str, facts: Facts, reason: str):
    assert missed(condition, facts) == reason


def test_a_condition_tells_which_session_it_is_about():
    assert session_of("sesi-2-belum-mulai") == 2
    assert session_of("kuis-3-belum-lulus") == 3
    assert session_of("semua") == 0


def test_the_key_of_changed_content_has_the_time_at_which_it_was_taught():
    zone = ZoneInfo("Asia/Jakarta")
    at = datetime(2024, 2, 1, 8, 15, 7, tzinfo=zone)

    key = taught_key(at)

    assert key == "081507:2024-02-01"
    assert taught_at(key, zone) == at
    assert day_in(key) == at.date()
