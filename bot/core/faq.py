"""Tanya jawab: answered questions that Sosdiklih made into entries for everybody."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from bot.core import neutral

QUESTION_LIMIT = 300  # UTF-16 units
ANSWER_LIMIT = 600  # both fit on one screen
PAGE = 6
NAMED = 5  # doubtful words that are shown

_PHONE = re.compile(r"(?<!\w)\+?\d(?:[ .()-]{0,2}\d){7,15}(?!\w)")
_DATE = re.compile(r"\d{1,2}([ ./-])\d{1,2}\1\d{4}")
_CALLED = re.compile(
    r"\b(?:[Pp]ak|[Bb]u|[Bb]apak|[Ii]bu|[Mm]as|[Mm]bak|[Ss]audar[ai]|[Ss]dri?\.?)\s+([A-Z]\w+)"
)
_WORD = re.compile(r"\w+")
_LEAST = 4  # letters of a name of one word that is looked for
_NO_NAME = frozenset({"Ketua", "Anggota", "Kepala", "Lurah", "Camat", "Desa", "Divisi"})


class Part(StrEnum):
    QUESTION = "tanya"
    ANSWER = "jawab"


class State(StrEnum):
    DRAFT = "draf"
    SHOWN = "terbit"
    WITHDRAWN = "ditarik"


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer; no name is in it."""

    id: int
    question: str
    answer: str
    state: State
    changed_at: datetime

    @property
    def version(self) -> int:
        """Return what tells one wording from the next."""
        return int(self.changed_at.timestamp() * 1000)

    @property
    def words(self) -> str:
        return f"{self.question}\n{self.answer}"


@dataclass(frozen=True, slots=True)
class Doubts:
    """What everybody must not read: phones, unneutral words, and what looks like a name."""

    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_long: bool = False

    @property
    def forbids(self) -> bool:
        """Whether it cannot be published like this; a name may be a mistake of ours."""
        return bool(self.phones or self.words or self.is_long)


def limit_of(part: Part) -> int:
    return QUESTION_LIMIT if part is Part.QUESTION else ANSWER_LIMIT


def phones_in(text: str) -> tuple[str, ...]:
    """Return what could be a phone number or a NIK: 8 to 16 digits that are no date."""
    found = [digits for digits in _PHONE.findall(text) if not _DATE.fullmatch(digits)]
    return tuple(dict.fromkeys(found))[:NAMED]


def names_in(text: str, roster: Iterable[str]) -> tuple[str, ...]:
    """Return what looks like a name: of the roster, or after "Pak", "Bu" and the like."""
    words = [word.casefold() for word in _WORD.findall(text)]
    pairs = set(pairwise(words))
    found = [match[1] for match in _CALLED.finditer(text) if match[1] not in _NO_NAME]
    known = set(words)
    found += [name for name in roster if _is_in(_plain(name), known, pairs)]
    return tuple(dict.fromkeys(found))[:NAMED]


def _plain(name: str) -> list[str]:
    """Return the words of a name, degrees left out."""
    return [word.casefold() for word in _WORD.findall(name.split(",", maxsplit=1)[0])]


def _is_in(name: Sequence[str], words: set[str], pairs: set[tuple[str, str]]) -> bool:
    if len(name) == 1:
        return len(name[0]) >= _LEAST and name[0] in words
    return any(pair in pairs for pair in pairwise(name))


def doubts(
    entry: Entry, lengths: tuple[int, int], roster: Iterable[str], rules: Sequence[neutral.Rule]
) -> Doubts:
    """Look through an entry; `lengths` are those of question and answer, as they are read."""
    is_long = lengths[0] > QUESTION_LIMIT or lengths[1] > ANSWER_LIMIT
    return Doubts(
        phones_in(entry.words),
        neutral.flags(entry.words, rules),
        names_in(entry.words, roster),
        is_long,
    )
