"""Reminder rules: when each is due, for whom, and whether it still makes sense."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.core.people import Audience, Role

AHEAD = timedelta(minutes=10)  # rows are made so long before: what is due together goes together
JOINED_AGO = timedelta(minutes=30)  # what a newcomer missed comes so long after they agreed


class Level(StrEnum):
    """How much somebody wants to be reminded (`/pengingat`)."""

    ALL = "semua"
    IMPORTANT = "penting"
    NONE = "berhenti"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of `content/pengingat.toml`, relative to an event of the agenda.

    It is due `day` days after the event's first day (negative: before), at `at` on the clock of
    the place. `event` may also be a plan that people wrote (`rencana:rtl-pps`); see PLANS, or
    their own learning; see LEARNING.
    After `until_day`, `until` it makes no sense any more. `roles` and `numbers` are those of an
    `Audience`. `flexible`: the hour a person chose in session 1 counts instead of `at`. `urgent`
    ignores quiet hours; `important` also reaches those who turned reminders down. `text` has
    placeholders in braces; where one of them is empty, the first of `fallbacks` is taken that has
    none empty. `button` opens `action`.
    """

    id: str
    event: str
    day: int
    at: time
    until_day: int
    until: time
    roles: frozenset[Role]
    numbers: frozenset[int]
    condition: str
    text: str
    button: str
    action: str
    fallbacks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()  # further lines, each left out where a placeholder is empty
    flexible: bool = False
    urgent: bool = False
    important: bool = False
    facts: tuple[str, ...] = ()
    card: str = ""  # the person's own card goes along: `png` or `pdf`; never part of a digest

    @property
    def audience(self) -> Audience:
        return Audience(self.roles, self.numbers)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One rule on the date of its event: `key` is unique with the rule ("2024-02-14").

    That of a plan begins with whose plan it is: "4711:2024-02-04"; that of changed content with
    the local time at which it was first taught: "081500:2024-02-04".
    """

    rule: Rule
    key: str
    on: date


def occurrences(rule: Rule, dates: Iterable[date]) -> list[Occurrence]:
    """Return one for each date of the rule's event, soonest first."""
    return [Occurrence(rule, on.isoformat(), on) for on in sorted(set(dates))]


def day_in(key: str) -> date:
    """Return the date of the event in the key of an occurrence."""
    return date.fromisoformat(key.rpartition(":")[2])


def owner_in(key: str) -> int:
    """Return whose plan it is, 0 where it is none."""
    return int(key.rpartition(":")[0] or 0)


# --- when -----------------------------------------------------------------------------------

# The quiet ten minutes that a person chose (form `komitmen`, field `waktu`).
HOURS: Mapping[str, time] = {
    "pagi": time(7),
    "siang": time(12),
    "sore": time(16),
    "malam": time(19),
}
HOUR_FORM, HOUR_FIELD = "komitmen", "waktu"


@dataclass(frozen=True, slots=True)
class Span:
    """From when on something is due, and until when it makes sense; aware."""

    due: datetime
    until: datetime


def planned(rule: Rule, on: date, zone: tzinfo, hour: time | None = None) -> Span:
    """Return when a rule is due whose event is `on` that day, for somebody with that hour."""
    at = hour if hour is not None and rule.flexible else rule.at
    return Span(
        datetime.combine(on + timedelta(days=rule.day), at, zone),
        datetime.combine(on + timedelta(days=rule.until_day), rule.until, zone),
    )


def earliest(rule: Rule, on: date, zone: tzinfo) -> datetime:
    """Return when a rule is due for the first of those it is for."""
    return min(planned(rule, on, zone, hour).due for hour in (None, *HOURS.values()))


def due_for(span: Span, joined: datetime | None) -> datetime:
    """Return when somebody who agreed at `joined` gets it.

    A newcomer gets what still matters half an hour later, all in one; at once where half an hour
    later it would not matter any more.
    """
    if joined is None:
        return span.due
    settled = joined + JOINED_AGO
    return max(span.due, settled if settled < span.until else joined)


# --- whether --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person at the moment of sending, as far as rules ask for it.

    `done`, `passed` and `begun` are numbers of sessions; `filled` and `values` are by the ids of
    forms. `counts` are by names in `COUNTS`, about the area of a PPS or PPK. `left` maps sessions
    to (pages left, minutes left). `pps` is the name of the PPS in charge.
    """

    done: Collection[int] = ()
    passed: Collection[int] = ()
    begun: Collection[int] = ()
    filled: Collection[str] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    pps: str = ""
    changed: str = ""  # what differs from what the person learned, in one line


# What is counted for a coordinator: `{n}` of a rule is what its condition counts, else how many
# TPS a PPS, or desa a PPK, has.
BELOW = "semua"
COUNTS = ("kursi-kosong", "desa-belum-lengkap", "tps-perlu-bantuan", "desa-perlu-bantuan", BELOW)
EVERYBODY = "semua"
_UNDONE = {"sesi-1-belum": 1, "sesi-2-belum": 2, "sesi-3-belum": 3}
_UNBEGUN = {"sesi-1-belum-mulai": 1, "sesi-2-belum-mulai": 2, "sesi-3-belum-mulai": 3}
_UNPASSED = {"kuis-2-belum-lulus": 2, "kuis-3-belum-lulus": 3}
_UNFILLED = {"evaluasi-belum": "evaluasi", "berangkat-belum": "berangkat"}
_ALL_PASSED = "lulus-semua"
PLANNED = "rencana"  # whoever a plan is about: one's own, where the rule's event is none
_OWN_PLAN = "rtl-kpps"

CONDITIONS: frozenset[str] = frozenset(
    (EVERYBODY, _ALL_PASSED, PLANNED, *COUNTS, *_UNDONE, *_UNBEGUN, *_UNPASSED, *_UNFILLED)
)


def missed(condition: str, facts: Facts) -> str:
    """Return why a condition does not hold (a key of bot.core.outbox.REASONS), empty if it does.

    `selesai`: the person has done the step since. `tidak-berlaku`: it is not about them, or there
    is nothing to be done in their area (no seat is vacant, no TPS needs help).
    """
    if condition in COUNTS and condition != BELOW:
        return "" if facts.counts.get(condition, 0) > 0 else "tidak-berlaku"
    if condition == PLANNED:
        return "" if facts.values.get(_OWN_PLAN) else "tidak-berlaku"
    if condition == _ALL_PASSED:
        passed = {*facts.passed, *facts.done}
        return "" if passed.issuperset(_UNPASSED.values()) else "tidak-berlaku"
    return "selesai" if _is_done(condition, facts) else ""


def _is_done(condition: str, facts: Facts) -> bool:
    done = {*facts.done}
    if condition in _UNDONE:
        return _UNDONE[condition] in done
    if condition in _UNBEGUN:
        return _UNBEGUN[condition] in done | {*facts.begun}
    if condition in _UNPASSED:
        return _UNPASSED[condition] in done | {*facts.passed}
    return _UNFILLED.get(condition) in {*facts.filled}


def session_of(condition: str) -> int:
    """Return the session that a condition is about, 0 for none."""
    return {**_UNDONE, **_UNBEGUN, **_UNPASSED}.get(condition, 0)


def wanted(rule: Rule, level: Level) -> bool:
    """Tell whether somebody wants to be reminded of this."""
    if level is Level.NONE:
        return False
    return level is Level.ALL or rule.important or rule.urgent


# --- plans that people wrote ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Which form holds a plan, and the fields with its day, its TPS and its place."""

    form: str
    day: str
    tps: str = ""
    place: str = ""


PLANS: Mapping[str, PlanForm] = {
    "rencana:rtl-pps": PlanForm("rtl-pps", "hari", "tps", "tempat"),
    "rencana:ketua": PlanForm("kumpul", "hari"),
    "rencana:ppk": PlanForm("dampingi", "hari", place="desa"),
}


# What is due by a person's own learning, and has no day in the agenda: a short review
# (`bot.core.review`), and what changed since they learned it (`bot.core.impact`).
REVIEW, CHANGED = "ulangan", "soal-berubah"
LEARNING = frozenset({REVIEW, CHANGED})


def taught_key(since: datetime) -> str:
    """Return the key of the occurrence about what was first taught at that local time."""
    return f"{since:%H%M%S}:{since.date().isoformat()}"


def taught_at(key: str, zone: tzinfo) -> datetime:
    """Return the time in such a key."""
    return datetime.strptime(key, "%H%M%S:%Y-%m-%d").replace(tzinfo=zone)


def is_for_tps(rule: Rule) -> bool:
    """Tell whether a rule about a plan is for the TPS it names, not for whoever wrote it."""
    form = PLANS.get(rule.event)
    return form is not None and form.tps != "" and Role.KPPS in rule.roles
