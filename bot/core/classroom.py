"""A bimtek held by a PPS: its word, who may attend, and a quiz that goes in step."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.core.outreach import day_typed
from bot.core.people import Path
from bot.core.ports import Chance
from bot.core.quiz import LETTERS
from bot.core.results import SMALLEST_GROUP

BACK: Final = timedelta(days=60)  # how long ago a class may have been that is noted now
AHEAD: Final = timedelta(days=30)  # how long before its day one may be prepared
LEVELS: Final = frozenset({"desa", "tps"})  # areas that a class is held for

_WORD = re.compile(r"[0-9]{4}")
_PAYLOAD = re.compile(r"k_([0-9]{4})_([0-9]{12})")


# --- the word and the link ------------------------------------------------------------------


def is_word(text: str) -> bool:
    """Tell whether a text is four digits and nothing else."""
    return bool(_WORD.fullmatch(text))


def new_word(taken: Collection[str], chance: Chance) -> str:
    """Return four digits that no open class has. Raises ValueError where none is left."""
    free = [word for n in range(1000, 10_000) if (word := str(n)) not in taken]
    if not free:
        raise ValueError("every word of four digits is taken")
    return chance.choice(free)


@dataclass(frozen=True, slots=True)
class Link:
    """What the QR of a class carries: its word and its id, so that an old one opens no other."""

    word: str
    class_id: int


def payload(link: Link) -> str:
    """Return what a link's start carries; never of the length of a registration code."""
    return f"k_{link.word}_{link.class_id:012d}"


def link_in(text: str) -> Link | None:
    match = _PAYLOAD.fullmatch(text.strip())
    return Link(match[1], int(match[2])) if match else None


# --- a class --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to a class. `n` counts from 1 over all quizzes of the class, `round` those.

    `options` are ids in the order shown. Not `opened`: it is still to come.
    """

    n: int
    round: int
    item: str
    version: int
    options: tuple[str, ...]
    right: str
    opened: datetime | None = None
    closed: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.opened is not None and self.closed is None

    def letter(self, option: str) -> str:
        return LETTERS[self.options.index(option)]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of an area: ids and names of the area and those above it, from the kota down.

    `made_on` is the local day on which it was opened, `on` the day it is held.
    """

    id: int
    path: Path
    names: tuple[str, ...]
    level: str
    on: date
    made_on: date
    by: int
    word: str
    token: str
    closed: datetime | None = None
    questions: tuple[Question, ...] = ()

    @property
    def area(self) -> int:
        return self.path[-1]

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def link(self) -> Link:
        return Link(self.word, self.id)


class Phase(StrEnum):
    """How far a class is."""

    GATHERING = "kumpul"  # no quiz yet
    ASKING = "tanya"  # a question is open
    SHOWING = "bahas"  # it is closed, and another one comes
    AFTER = "sesudah"  # the quiz is over
    CLOSED = "tutup"


def current(questions: Iterable[Question]) -> Question | None:
    """Return the question that was opened last, closed or not."""
    opened = [question for question in questions if question.opened]
    return max(opened, key=lambda question: question.n) if opened else None


def following(questions: Sequence[Question]) -> Question | None:
    """Return the question that comes next; None while one is open."""
    now = current(questions)
    if now and now.is_open:
        return None
    waiting = [question for question in questions if not question.opened]
    return min(waiting, key=lambda question: question.n) if waiting else None


def phase(one: Class) -> Phase:
    if one.closed:
        return Phase.CLOSED
    now = current(one.questions)
    if now is None:
        return Phase.GATHERING
    if now.is_open:
        return Phase.ASKING
    return Phase.SHOWING if following(one.questions) else Phase.AFTER


def of_round(questions: Iterable[Question], round_: int) -> list[Question]:
    return [question for question in questions if question.round == round_]


def position(questions: Sequence[Question], question: Question) -> tuple[int, int]:
    """Return (which question of its quiz this is, of how many), counted from 1."""
    asked = of_round(questions, question.round)
    return asked.index(question) + 1, len(asked)


def rounds(questions: Iterable[Question]) -> int:
    """Return how many quizzes there were."""
    return max((question.round for question in questions), default=0)


# --- when and who ---------------------------------------------------------------------------


def class_day(text: str, today: date) -> date | None:
    """Return the day on which a class is held, as typed; None for no day, or one too far off."""
    if text.strip().lower() in {"besok", "tomorrow"}:
        return today + timedelta(days=1)
    for limit in (today, today + AHEAD):
        on = day_typed(text, limit)
        if on is not None and may_be_held(on, today):
            return on
    return None


def may_be_held(on: date, today: date) -> bool:
    """Tell whether a class may be opened today for that day."""
    return today - BACK <= on <= today + AHEAD


def is_over(on: date, made_on: date, today: date) -> bool:
    """Tell whether a class that nobody closed is over: the day after, its word is free again."""
    return max(on, made_on) + timedelta(days=1) < today


class Refusal(StrEnum):
    """Why somebody is not noted as present."""

    CLOSED = "tutup"
    EARLY = "belum"  # its day has not come
    PAST = "lewat"  # its day has passed; the PPS can still tick
    GUEST = "tamu"  # no seat
    ELSEWHERE = "wilayah lain"
    HOLDER = "penyelenggara"


def covers(area: Path, seat: Path) -> bool:
    """Tell whether a seat (where it is, from the kota down) lies in the area of a class."""
    return bool(seat) and seat[: len(area)] == area


def refusal(one: Class, person_id: int, seat: Path, today: date) -> Refusal | None:
    """Return why a person cannot come in by the word or the QR today; None if they can.

    Nobody trains themself: whoever opened the class is not counted.
    """
    checks = (
        (not seat, Refusal.GUEST),
        (not covers(one.path, seat), Refusal.ELSEWHERE),
        (one.closed is not None, Refusal.CLOSED),
        (person_id == one.by, Refusal.HOLDER),
        (today < one.on, Refusal.EARLY),
        (today not in {one.on, one.made_on}, Refusal.PAST),
    )
    return next((why for holds, why in checks if holds), None)


# --- results --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question, by option id."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def is_shown(self) -> bool:
        """Tell whether enough have answered that nobody can be told by it."""
        return self.answered >= SMALLEST_GROUP

    def of(self, option: str) -> int:
        return self.counts.get(option, 0)


@dataclass(frozen=True, slots=True)
class Own:
    """What one member answered: option id and whether right, by question."""

    answers: Mapping[int, tuple[str, bool]] = field(default_factory=dict)

    def score(self, questions: Iterable[Question]) -> tuple[int, int]:
        """Return (right, of how many that were put to the class)."""
        asked = [question.n for question in questions if question.opened]
        return sum(self.answers.get(n, ("", False))[1] for n in asked), len(asked)


@dataclass(frozen=True, slots=True)
class Visit:
    """A class that somebody was at: its day, how and when they were noted, and their answers.

    Each answer is (item, option, whether right, when).
    """

    on: date
    how: str
    at: datetime
    answers: Sequence[tuple[str, str, bool, datetime]] = ()
