"""Who is reached: everyone on the roster is in exactly one state, with someone to see to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core.days import month_named, real
from bot.core.people import Path, Person, Role, Seat, Standing

SILENT_DAYS = 5  # without opening the bot
OLDEST_DAYS = 366  # how long ago a training face to face may have been
PAGE_SIZE = 6  # people on one screen


class Status(StrEnum):
    """Where somebody on the roster stands; always exactly one of these."""

    ACTIVE = "aktif"
    UNREACHABLE = "belum terjangkau"
    TRAINED = "tatap muka"
    REPLACED = "diganti"
    ERASED = "dihapus"


class Reason(StrEnum):
    """Why the bot does not reach somebody, most urgent first."""

    NEVER = "belum mendaftar"
    BLOCKED = "memblokir bot"
    SILENT = "tidak membuka"
    STUCK = "dua kali belum lulus"


class MarkKind(StrEnum):
    """What a coordinator noted about somebody who is not reached."""

    CONTACTED = "dihubungi"
    WRONG_NUMBER = "nomor_salah"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the status of one person follows from.

    `holds` tells whether they hold a seat now, `can_be_written` whether a chat of theirs has not
    blocked the bot; `stuck` is the session whose quiz they failed twice and never passed, or 0;
    `has_essentials` whether they finished the sessions of `core.results.ESSENTIAL` and passed
    their quizzes, `has_finished` whether all sessions.
    """

    is_erased: bool = False
    holds: bool = True
    has_chat: bool = False
    can_be_written: bool = False
    is_silent: bool = False
    stuck: int = 0
    has_essentials: bool = False
    has_finished: bool = False
    is_trained: bool = False
    has_phone: bool = False


def silent_before(now: datetime, days: int = SILENT_DAYS) -> datetime:
    """Return the moment since which one must have opened the bot not to be silent."""
    return now - timedelta(days=days)


def reason(facts: Facts) -> Reason | None:
    """Return why the bot does not reach somebody, None if it does.

    Whoever finished everything has no reason to open it, and is not silent.
    """
    if not facts.has_chat:
        return Reason.NEVER
    if not facts.can_be_written:
        return Reason.BLOCKED
    if facts.is_silent and not facts.has_finished:
        return Reason.SILENT
    return Reason.STUCK if facts.stuck else None


def status(facts: Facts) -> Status:
    if facts.is_erased:
        return Status.ERASED
    if not facts.holds:
        return Status.REPLACED
    if reason(facts) is None:
        return Status.ACTIVE
    return Status.TRAINED if facts.is_trained else Status.UNREACHABLE


def is_ready(facts: Facts) -> bool:
    """Tell whether somebody on duty learned what a TPS cannot miss, here or face to face.

    `bot.storage.readiness` says the same in SQL.
    """
    on_duty = facts.holds and not facts.is_erased
    return on_duty and (facts.has_essentials or facts.is_trained)


def owner(role: Role) -> Standing:
    """Return who sees to people of this role that are not reached."""
    return {Role.KPPS: Standing.PPS, Role.PPS: Standing.PPK}.get(role, Standing.SOSDIKLIH)


# --- the list -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One person on the roster, as a coordinator's list has them.

    `since` is when the state began: on the roster, blocked, last seen, or failed last. `marks`
    are those made after the person was last seen: what was noted before has served.
    """

    person: Person
    facts: Facts
    phone: str = ""  # E.164, or empty
    seen_at: datetime | None = None
    since: datetime | None = None
    marks: tuple[tuple[MarkKind, datetime], ...] = ()
    trained_on: date | None = None
    code: str = ""  # of the seat
    path: Path = ()


def still_valid(
    marks: Sequence[tuple[MarkKind, datetime]], seen_at: datetime | None
) -> tuple[tuple[MarkKind, datetime], ...]:
    """Return the marks made after the person was last seen: turning up answers the older ones."""
    return tuple((kind, at) for kind, at in marks if seen_at is None or at > seen_at)


def not_reached(members: Sequence[Member]) -> list[Member]:
    """Return those whom nothing reaches, the most urgent first, those marked already last."""
    found = [m for m in members if status(m.facts) is Status.UNREACHABLE]
    return sorted(found, key=_urgency)


_RANK = {why: n for n, why in enumerate(Reason)}
_ROLES = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH, Role.TAMU)  # the many at the TPS first


def _urgency(member: Member) -> tuple[object, ...]:
    why, seat = reason(member.facts), member.person.seat
    rank = _RANK[why] if why else len(_RANK)
    since = member.since if why is Reason.SILENT else None
    place = _place(seat) if seat else (len(_ROLES), "", "", "", 0)
    last_mark = max((at.timestamp() for _, at in member.marks), default=0.0)
    return last_mark, rank, since.timestamp() if since else 0.0, place, member.person.id


def _place(seat: Seat) -> tuple[int, str, str, str, int]:
    role = _ROLES.index(seat.role)
    return role, seat.kecamatan, seat.desa, seat.tps, seat.number or 99


# --- counts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of an area are in each state. `total` is all who were ever on the roster."""

    active: int = 0
    unreachable: int = 0
    trained: int = 0
    replaced: int = 0
    erased: int = 0
    ready: int = 0  # of those on duty
    without_phone: int = 0  # of those not reached
    vacant: int = 0  # seats

    @property
    def on_duty(self) -> int:
        return self.active + self.unreachable + self.trained

    @property
    def total(self) -> int:
        return self.on_duty + self.replaced + self.erased

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.active + other.active,
            self.unreachable + other.unreachable,
            self.trained + other.trained,
            self.replaced + other.replaced,
            self.erased + other.erased,
            self.ready + other.ready,
            self.without_phone + other.without_phone,
            self.vacant + other.vacant,
        )


def tally(facts: Facts, people: int) -> Tally:
    """Return the counts of so many people of whom all the same is true."""
    now = status(facts)
    lost = now is Status.UNREACHABLE
    return Tally(
        active=people if now is Status.ACTIVE else 0,
        unreachable=people if lost else 0,
        trained=people if now is Status.TRAINED else 0,
        replaced=people if now is Status.REPLACED else 0,
        erased=people if now is Status.ERASED else 0,
        ready=people if is_ready(facts) else 0,
        without_phone=people if lost and not facts.has_phone else 0,
    )


# --- days as people type them ---------------------------------------------------------------

_DAY = re.compile(r"(\d{1,2})[\s./-]*(\d{1,2}|[a-z]{3,9})(?:[\s./-]+(\d{4}|\d{2}))?")


def day_typed(text: str, today: date) -> date | None:
    """Return the day in "25-01-2024", "25 Januari" or "kemarin"; None if it is no day at all.

    Without a year it is the last such day up to today.
    """
    words = " ".join(text.lower().split())
    near = {"hari ini": 0, "today": 0, "kemarin": 1, "yesterday": 1}.get(words)
    if near is not None:
        return today - timedelta(days=near)
    iso = _iso(words)
    if iso:
        return iso
    parts = _DAY.fullmatch(words)
    if parts is None:
        return None
    number, name, year = parts.groups()
    month = int(name) if name.isdecimal() else month_named(name)
    if year:
        return real(int(year) + (2000 if len(year) == 2 else 0), month, int(number))
    this_year = real(today.year, month, int(number))
    if this_year is None or this_year > today:
        return real(today.year - 1, month, int(number)) or this_year
    return this_year


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def may_have_been(on: date, today: date) -> bool:
    """Tell whether a training may have been on that day: not to come, and not long ago."""
    return today - timedelta(days=OLDEST_DAYS) <= on <= today
