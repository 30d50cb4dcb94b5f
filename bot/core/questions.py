"""Questions to the office, problems on the day: who has and sees them, when they go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.broadcast import tidy
from bot.core.dialog import visible_length
from bot.core.people import Authority, Path, Person, Role, Seat, Standing
from bot.core.policy import Policy

TEXT_LIMIT = 1000  # UTF-16 units of a question, of what was not clear, and of an answer
TYPED_LIMIT = 10_000  # characters that are looked at
PER_DAY = 10  # questions of one person in 24 hours, and follow-ups are not counted
PROBLEMS_PER_DAY = 20
DAY = timedelta(hours=24)
UP_AFTER = timedelta(hours=24)  # a question without an answer goes to the office above
PROBLEM_UP_AFTER = timedelta(minutes=15)  # so does a problem, and stays with those who have it
SAME_WITHIN = timedelta(minutes=2)  # one TPS, one category: the same problem
FRESH = timedelta(minutes=30)  # a button that sends a problem at once stands for so long
GATHER = timedelta(minutes=60)  # after one notice, a desk hears of further questions together
GATHER_ON_THE_DAY = timedelta(minutes=5)
COUNTED_UNTIL = time(12)  # the day after voting (F3.29); until then nothing waits for a morning
PAGE = 6  # on one screen of a list
JOINED = 6  # further reports of a problem that its card shows


class Kind(StrEnum):
    QUESTION = "tanya"
    PROBLEM = "masalah"


class State(StrEnum):
    DRAFT = "draf"
    OPEN = "terbuka"
    ANSWERED = "terjawab"
    CLOSED = "ditutup"


# What a problem is about, in the order shown; screens/problems.py words them.
CATEGORIES = ("kurang", "rusak", "pemilih", "alat", "sirekap", "aman", "sakit", "lain")
GRAVE = frozenset({"aman", "sakit"})  # those in which somebody may come to harm

_OFFICE = {3: Role.PPS, 2: Role.PPK, 1: Role.SOSDIKLIH}  # by the length of a desk's path
_STANDING = {3: Standing.PPS, 2: Standing.PPK, 1: Standing.SOSDIKLIH}


@dataclass(frozen=True, slots=True)
class Desk:
    """An office that has questions: the PPS of a desa, a PPK, or Sosdiklih of the kota."""

    path: Path
    name: str = ""

    @property
    def id(self) -> int:
        return self.path[-1]

    @property
    def role(self) -> Role:
        return _OFFICE[len(self.path)]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked or reported, where it is, and what came of it.

    `path` is the asker's own area, () for a tamu; `seat` what they hold now. `answer` without
    `ANSWERED` is an earlier one that was not clear: `more` says why. `told_at` is when the asker
    got the answer; None: not yet, or nothing to tell.
    """

    id: int
    kind: Kind
    person_id: int
    chat_id: int
    path: Path
    desk: Desk
    text: str
    state: State
    asked_at: datetime
    moved_at: datetime
    seat: Seat | None = None
    names: tuple[str, ...] = ()  # of the areas of `path`
    category: str = ""
    about: str = ""
    more: str = ""
    answer: str = ""
    answered_by: int = 0
    by: Desk | None = None  # the office that answered or closed it
    answered_at: datetime | None = None
    told_at: datetime | None = None
    same_as: int = 0

    @property
    def asker(self) -> Person:
        """Return who asked as officers know them: by the seat, never by name."""
        return Person(self.person_id, "", self.seat)

    @property
    def nearest(self) -> Path:
        """Return the office it belongs to first."""
        return self.path[:-1] or self.desk.path

    @property
    def offices(self) -> tuple[Path, ...]:
        """Return all to whom it has been sent, the nearest first."""
        return above(self.nearest, len(self.desk.path))

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN


def nearest_of(role: Role, path: Path) -> Path:
    """Return the office that the holder of a seat in `path` asks first; a tamu asks Sosdiklih.

    () for Sosdiklih, above whom nobody is. A tamu's `path` is that of the kota.
    """
    if role is Role.SOSDIKLIH:
        return ()
    return path if role is Role.TAMU else path[:-1]


def above(nearest: Path, least: int = 1) -> tuple[Path, ...]:
    """Return an office and those above it, up to a path of `least` ids."""
    return tuple(nearest[:n] for n in range(len(nearest), least - 1, -1))


def sits_at(authorities: Iterable[Authority], desk: Path) -> bool:
    """Tell whether somebody is of the office whose desk this is, not just above it."""
    return any(a.path == desk and a.standing is _STANDING.get(len(desk)) for a in authorities)


def office_of(authorities: Iterable[Authority], question: Question) -> Path:
    """Return as which office somebody answers: the nearest one asked, else as Sosdiklih; or ()."""
    held = tuple(authorities)
    for office in (*question.offices, question.desk.path[:1]):
        if sits_at(held, office):
            return office
    return ()


def sees_asker(authorities: Iterable[Authority], question: Question) -> bool:
    """Tell whether the question was sent to somebody: Sosdiklih reads the others without whom."""
    held = tuple(authorities)
    return any(sits_at(held, office) for office in question.offices)


# --- texts ----------------------------------------------------------------------------------


def kept(text: str) -> str:
    """Return a typed text as it is kept: tidy, and empty where it holds no letter or digit."""
    clean = tidy(text[:TYPED_LIMIT])
    return clean if any(c.isalnum() for c in clean) else ""


def length_of(text: str) -> int:
    """Return the UTF-16 units of a typed text."""
    return visible_length(text.replace("&", "&amp;").replace("<", "&lt;"))


def cut(text: str) -> str:
    """Return as much of a text as is kept of one that cannot wait to be shortened."""
    while length_of(text) > TEXT_LIMIT:
        text = text[: -max(1, (length_of(text) - TEXT_LIMIT) // 2)]
    return text.rstrip()


# --- when -----------------------------------------------------------------------------------


def is_the_day(local: datetime, voting: date | None) -> bool:
    """Tell whether votes are cast or counted now, by the day: from midnight to the next noon."""
    if voting is None:
        return False
    end = datetime.combine(voting + timedelta(days=1), COUNTED_UNTIL, local.tzinfo)
    return voting <= local.date() and local < end


def is_quiet(local: datetime, policy: Policy, voting: date | None) -> bool:
    """Tell whether questions wait for the morning; on the day of the voting none does."""
    if is_the_day(local, voting):
        return False
    return not policy.quiet_until <= local.hour < policy.quiet_from


def gather_for(local: datetime, voting: date | None) -> timedelta:
    """Return for how long after a notice a desk is left alone."""
    return GATHER_ON_THE_DAY if is_the_day(local, voting) else GATHER
