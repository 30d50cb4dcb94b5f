"""Voting day: whose steps, which day, and where somebody stands at every hour."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from bot.content import load
from bot.core.people import Audience, Person, Role, Seat
from bot.core.voting_day import (
    Kind,
    Phase,
    Step,
    Tick,
    Voting,
    checklist,
    hours,
    is_on,
    may_tick,
    phases,
    position,
    steps_for,
)

STEPS = load().steps
VOTING = date(2024, 2, 14)
WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def somebody(role: Role | str, number: int | None = 1) -> Person:
    return Person(1, seat=Seat(1, Role(role), number))


GUEST = Person(2)
SOSDIKLIH = somebody(Role.SOSDIKLIH)


def at(day: int, clock: str, zone: ZoneInfo = WIB) -> datetime:
    return datetime.combine(date(2024, 2, day), time.fromisoformat(clock), zone)


def ticked(*ids: str, when: datetime | None = None) -> dict[str, Tick]:
    return {id_: Tick(when or at(14, "07:00")) for id_ in ids}


def now(person: Person, local: datetime, ticks: dict[str, Tick] | None = None) -> str:
    step = position(steps_for(person, STEPS), ticks or {}, VOTING, local).step
    return step.id if step else "-"


# --- by the hour ----------------------------------------------------------------------------

# What is on for each at that hour when nobody ticks anything; {n} stands for the own duty.
BY_HOUR = {
    (13, "12:00"): "tps-siap",
    (13, "18:00"): "tps-siap",
    (13, "23:59"): "tps-siap",
    (14, "00:00"): "tempel",
    (14, "06:59"): "tempel",
    (14, "07:00"): "rapat",
    (14, "07:29"): "rapat",
    (14, "07:30"): "{n}",
    (14, "10:59"): "{n}",
    (14, "11:00"): "dptb",
    (14, "11:30"): "{n}",
    (14, "12:00"): "dpk",
    (14, "12:30"): "{n}",
    (14, "12:59"): "{n}",
    (14, "13:00"): "tutup",
    (14, "13:30"): "hitung",
    (14, "23:59"): "hitung",
    (15, "00:00"): "hitung",
    (15, "11:59"): "hitung",
}
DUTIES = {
    1: "tugas-1",
    2: "tugas-2-3",
    3: "tugas-2-3",
    4: "tugas-4",
    5: "tugas-5",
    6: "tugas-6",
    7: "tugas-7",
    None: "layani",
}


@pytest.mark.parametrize("number", DUTIES)
def test_every_number_has_its_step_at_every_hour(number: int | None):
    person = somebody(Role.KPPS, number)

    found = {when: now(person, at(*when)) for when in BY_HOUR}

    assert found == {when: id_.format(n=DUTIES[number]) for when, id_ in BY_HOUR.items()}


@pytest.mark.parametrize("reader", [GUEST, SOSDIKLIH], ids=["tamu", "Sosdiklih"])
def test_whoever_has_no_tps_reads_what_the_team_does(reader: Person):
    team = somebody(Role.KPPS, None)

    assert steps_for(reader, STEPS) == steps_for(team, STEPS)
    assert [now(reader, at(*when)) for when in BY_HOUR] == [
        now(team, at(*when)) for when in BY_HOUR
    ]


@pytest.mark.parametrize(
    ("role", "by_hour"),
    [
        (
            Role.PPS,
            {
                (13, "12:00"): "pps-perlengkapan",
                (14, "00:00"): "pps-siap",  # the eve's is over
                (14, "06:00"): "pps-siap",
                (14, "08:00"): "pps-siap",
                (14, "11:00"): "dptb",
                (14, "11:30"): "pps-siap",
                (14, "12:00"): "dpk",
                (14, "12:30"): "pps-siap",
                (14, "13:00"): "pps-kumpulkan",
                (15, "11:00"): "pps-kumpulkan",
            },
        ),
        (
            Role.PPK,
            {
                (13, "12:00"): "ppk-malam",
                (14, "06:00"): "ppk-siap",
                (14, "12:00"): "ppk-siap",
                (14, "13:00"): "ppk-terima",
                (15, "11:00"): "ppk-terima",
            },
        ),
    ],
)
def test_officers_have_steps_of_their_own(role: Role, by_hour: dict[tuple[int, str], str]):
    assert {when: now(somebody(role), at(*when)) for when in by_hour} == by_hour


@pytest.mark.parametrize(
    ("when", "following"),
    [
        ((13, "18:00"), "rapat"),
        ((14, "06:59"), "rapat"),
        ((14, "07:00"), "dptb"),
        ((14, "11:00"), "dpk"),
        ((14, "12:59"), "tutup"),
        ((14, "13:00"), "batas-hitung"),
        ((15, "12:00"), None),
    ],
)
def test_the_next_hour_is_named_too(when: tuple[int, str], following: str | None):
    found = position(steps_for(somebody("KPPS", 4), STEPS), {}, VOTING, at(*when)).following

    assert (found.id if found else None) == following


# --- by what is ticked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "done", "expected"),
    [
        # the team is where its ticks say
        (at(14, "07:05"), ["rapat"], "sumpah"),
        (at(14, "07:05"), ["rapat", "sumpah", "kotak-kosong", "perlengkapan"], "tata-cara"),
        (at(14, "06:00"), ["tempel"], "rapat"),
        (at(13, "18:00"), ["tps-siap"], "baca-tugas"),
        # left out or out of order: what comes after the last one
        (at(14, "07:05"), ["kotak-kosong"], "perlengkapan"),
        # when all that comes before one's duty is done
        (at(14, "07:10"), ["tata-cara"], "tugas-7"),
        # no longer than half an hour after the last tick
        (at(14, "07:29"), ["rapat"], "sumpah"),
        (at(14, "07:30"), ["rapat"], "tugas-7"),
        # counting has no hours: its ticks count at any time
        (at(14, "13:10"), ["tutup"], "catat"),
        (at(14, "13:10"), ["tutup", "catat"], "hitung"),
        (at(14, "19:00"), ["hitung-presiden"], "hitung-dpr"),
        (at(15, "02:00"), ["hitung-presiden", "hitung-dpr"], "hitung-dpd"),
        # nothing is left but the end of the time
        (at(14, "23:00"), ["serahkan"], "-"),
        (at(15, "02:00"), ["serahkan"], "-"),
    ],
)
def test_ticks_say_where_the_team_is(local: datetime, done: list[str], expected: str):
    assert now(somebody("KPPS", 7), local, ticked(*done)) == expected


def test_an_hour_that_has_come_counts_more_than_a_tick_before_it():
    assert now(somebody("KPPS", 7), at(14, "11:05"), ticked("rapat")) == "dptb"


def test_a_late_tick_is_followed_for_half_an_hour():
    late = ticked("rapat", when=at(14, "09:00"))

    assert now(somebody("KPPS", 7), at(14, "09:29"), late) == "sumpah"
    assert now(somebody("KPPS", 7), at(14, "09:30"), late) == "tugas-7"


def a_step(id_: str, day: int = 0, hour: int | None = None, kind: Kind = Kind.TEAM) -> Step:
    when = None if hour is None else time(hour)
    audience = Audience(frozenset({Role.KPPS}))
    return Step(id_, day, when, id_, Markup("x"), audience=audience, kind=kind)


def test_when_everything_is_ticked_nothing_is_on():
    steps = [a_step("a", hour=7), a_step("b")]

    assert position(steps, ticked("a", "b"), VOTING, at(14, "08:00")).step is None


def test_without_a_duty_the_step_of_the_hour_stays():
    steps = [a_step("a", -1, kind=Kind.DUTY), a_step("b", hour=7), a_step("c", hour=9)]

    found = [position(steps, {}, VOTING, at(14, clock)).step for clock in ("08:00", "10:00")]
    assert [step.id for step in found if step] == ["b", "c"]
    later = position(steps, {}, VOTING, at(15, "08:00")).step
    assert later
    assert later.id == "c"


def test_before_the_eve_it_is_the_first_step():
    assert now(somebody("KPPS", 2), at(1, "08:00")) == "tps-siap"


def test_without_steps_there_is_nothing():
    assert position([], {}, VOTING, at(14, "08:00")).step is None


# --- the steps ------------------------------------------------------------------------------


def test_a_step_without_an_hour_goes_with_the_one_before_it():
    steps = [a_step("a", -1), a_step("b"), a_step("c", hour=7), a_step("d"), a_step("e", 1)]

    assert hours(steps) == [(-1, None), (0, None), (0, time(7)), (0, time(7)), (1, None)]


def test_only_the_steps_of_the_team_are_ticked():
    found = {step.id for step in checklist(STEPS)}

    assert {"rapat", "tutup", "serahkan"} <= found
    assert not found & {*DUTIES.values(), "dptb", "dpk", "batas-hitung", "pps-siap"}


def test_how_far_a_tps_is_follows_from_its_furthest_step():
    found = phases(STEPS)

    assert found["tps-siap"] is found["tempel"] is Phase.PREPARING
    assert found["rapat"] is found["tata-cara"] is Phase.VOTING
    assert found["tutup"] is found["umumkan"] is Phase.COUNTING
    assert found["serahkan"] is Phase.DONE
    assert set(found) == {step.id for step in checklist(STEPS)}


def test_what_is_ticked_the_day_after_is_counting():
    steps = [a_step("a", hour=7), a_step("b", 1, 9), a_step("c", 1)]

    assert phases(steps) == {"a": Phase.VOTING, "b": Phase.COUNTING, "c": Phase.DONE}


# --- which day ------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", [WIB, WIT])
@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (13, "11:59", False),
        (13, "12:00", True),
        (14, "13:00", True),
        (15, "11:59", True),
        (15, "12:00", False),
    ],
)
def test_it_is_from_noon_of_the_eve_to_noon_of_the_day_after(zone, day, clock, expected):
    assert is_on(VOTING, at(day, clock, zone)) is expected
    assert not is_on(None, at(day, clock, zone))


LATER = date(2024, 2, 24)
PATH = (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("elsewhere", "own"),
    [
        ({}, VOTING),
        ({(1, 2, 3, 4): LATER}, LATER),
        ({(1, 2, 3): LATER}, LATER),
        ({(1, 2, 3): date(2024, 2, 20), (1, 2, 3, 4): LATER}, LATER),
        ({(1, 2, 3, 5): LATER}, VOTING),
    ],
)
def test_a_tps_votes_when_the_nearest_area_says(elsewhere, own: date):
    voting = Voting(PATH, VOTING, elsewhere)

    assert voting.own() == own
    assert voting.day(at(1, "08:00")) == own


def test_a_pps_goes_along_with_a_tps_that_votes_later():
    pps = Voting((1, 2, 3), VOTING, {(1, 2, 3, 4): LATER, (1, 2, 9, 9): date(2024, 2, 20)})

    assert pps.day(at(14, "08:00")) == VOTING
    assert pps.day(at(20, "08:00")) == VOTING
    assert pps.day(at(23, "12:00")) == LATER
    assert pps.day(at(25, "11:00")) == LATER
    assert pps.day(at(25, "12:00")) == VOTING


def test_on_the_day_itself_it_counts_more_than_the_night_after_another():
    pps = Voting((1, 2, 3), VOTING, {(1, 2, 3, 4): date(2024, 2, 15)})

    assert pps.day(at(14, "13:00")) == VOTING
    assert pps.day(at(15, "08:00")) == date(2024, 2, 15)


def test_a_guest_has_the_usual_day_and_nothing_below():
    guest = Voting((), VOTING, {(1, 2, 3, 4): LATER})

    assert guest.day(at(24, "08:00")) == VOTING
    assert Voting().day(at(14, "08:00")) is None


# --- who ticks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "has_ketua", "expected"),
    [
        (somebody("KPPS", 1), True, True),
        (somebody("KPPS", 1), False, True),
        (somebody("KPPS", 2), True, False),
        (somebody("KPPS", 2), False, True),
        (somebody("KPPS", None), False, True),
        (somebody("PPS"), False, False),
        (GUEST, False, False),
    ],
)
def test_the_ketua_ticks_or_where_there_is_none_any_member(person, has_ketua, expected):
    assert may_tick(person, has_ketua=has_ketua) is expected
