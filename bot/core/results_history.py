"""How ready the teams were day by day, told from who held which seat when."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import accumulate

from bot.core.results import Readiness, Rule, Tally, state_of


@dataclass(frozen=True, slots=True)
class Held:
    """A KPPS seat of a TPS held for a while, and since when its holder is ready (None: not).

    `since` is None where nobody ever held it: the team is there all the same.
    """

    area: int
    number: int | None
    since: datetime | None
    until: datetime | None
    ready_at: datetime | None


@dataclass(slots=True)
class _Course:
    """How one team changed: by how many on which day, counted from the first."""

    ready: list[int]
    with_key: list[int]  # of those, the ones whose number counts
    keys: set[int | None] = field(default_factory=set)  # that count, and that a seat has


def history(
    held: Iterable[Held], rule: Rule, days: Iterable[date], zone: tzinfo
) -> dict[date, Tally]:
    """Return the tally at the end of each of these local days, the first day first.

    A holder counts from when they held the seat and were ready, until they no longer hold it.
    Seats and their numbers are those of today.
    """
    ordered = sorted(set(days))
    counts = [dict.fromkeys(Readiness, 0) for _ in ordered]
    for course in _courses(held, rule, ordered, zone):
        needed = len(course.keys)
        each = zip(counts, accumulate(course.ready), accumulate(course.with_key), strict=False)
        for count, ready, with_key in each:
            count[state_of(ready, rule, lacks_number=with_key < needed)] += 1
    return {day: Tally(*count.values()) for day, count in zip(ordered, counts, strict=True)}


def _courses(
    held: Iterable[Held], rule: Rule, days: list[date], zone: tzinfo
) -> Iterable[_Course]:
    teams: dict[int, _Course] = {}
    for one in held:
        course = teams.get(one.area)
        if course is None:
            course = teams[one.area] = _Course([0] * (len(days) + 1), [0] * (len(days) + 1))
        if one.number in rule.numbers:
            course.keys.add(one.number)
        if one.since is None or one.ready_at is None:
            continue
        first = bisect_left(days, _day(max(one.since, one.ready_at), zone))
        end = len(days) if one.until is None else bisect_left(days, _day(one.until, zone))
        if first < end:
            _change(course, first, end, is_key=one.number in rule.numbers)
    return teams.values()


def _change(course: _Course, first: int, end: int, *, is_key: bool) -> None:
    for changes in (course.ready, course.with_key) if is_key else (course.ready,):
        changes[first] += 1
        changes[end] -= 1


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
