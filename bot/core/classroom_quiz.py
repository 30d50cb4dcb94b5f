"""What is put to a class: questions of a quiz, what a tap on an answer does, cases on paper."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from bot.core.classroom import Question
from bot.core.people import Role
from bot.core.ports import Chance
from bot.core.quiz import Item

COUNTS: Final = (5, 8, 10)  # questions of a quiz
TOPICS: Final = ("kode_etik", "tata_kerja", "pungut_hitung")
MIXED: Final = "campuran"  # of all topics in turn


def for_all(item: Item) -> bool:
    """Tell whether an item is for every member of KPPS, whatever their number."""
    audience = item.audience
    return Role.KPPS in audience.roles or not (audience.roles or audience.numbers)


def draw(
    items: Iterable[Item], topic: str, count: int, used: Collection[str], chance: Chance
) -> list[Item]:
    """Draw the questions of a quiz: unused ones and cases first, one about each thing.

    `topic` is one of TOPICS, or MIXED: then of each in turn.
    """
    bank = [item for item in items if for_all(item)]
    chance.shuffle(bank)
    bank.sort(key=lambda item: (item.id in used, not item.case))
    topics = TOPICS if topic == MIXED else (topic,)
    piles = [_distinct(item for item in bank if item.topic == one) for one in topics]
    in_turn = [item for row in zip_longest(*piles) for item in row if item]
    return _distinct(in_turn)[:count]


def _distinct(items: Iterable[Item]) -> list[Item]:
    """Return the first item about each thing."""
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.main_fact, item)
    return list(found.values())


class Taking(StrEnum):
    """What becomes of a tap on an answer."""

    TAKEN = "diterima"
    ALREADY = "sudah"  # the first answer counts
    LATE = "ditutup"
    ABSENT = "tidak hadir"


def take(question: Question, option: str, given: str, *, attends: bool) -> Taking | None:
    """Judge a tap; `given` is what this person answered before. None for a forged one."""
    if option not in question.options or question.opened is None:
        return None
    if not attends:
        return Taking.ABSENT
    if given:
        return Taking.ALREADY
    return Taking.TAKEN if question.is_open else Taking.LATE


# --- the run sheet --------------------------------------------------------------------------

CASES: Final = 6  # of the sheet for sixty minutes: two of each topic


def sheet_cases(items: Iterable[Item], class_id: int) -> list[Item]:
    """Return the cases that a class talks over, two of each topic; others for another class.

    Decisive ones come first, as far as there are any.
    """
    bank = [item for item in items if item.case and for_all(item)]
    found: list[Item] = []
    for topic in TOPICS:
        pile = _distinct(item for item in bank if item.topic == topic and item.decisive)
        pile += _distinct(item for item in bank if item.topic == topic and not item.decisive)
        start = class_id * 2 % max(1, len(pile))
        found += (pile[start:] + pile[:start])[: CASES // len(TOPICS)]
    return found
