"""Quizzes: what is drawn, what an answer does, when it is passed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.core.people import Audience, Person, reads_everything
from bot.core.ports import Chance

# A quiz, the test before reading, a short review (`bot.core.review`), or questions whose answer
# has changed (`bot.core.impact`). The last two are of no session and are asked once.
Kind = Literal["kuis", "uji", "ulang", "ubah"]
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the bank. `decisive`: a mistake here costs a vote, a re-run, or a job.

    `case`: it tells of something that happens, and does not ask for a rule by heart. `change`
    says in one line what this version changed, empty in the first one.
    """

    id: str
    version: int
    topic: str
    audience: Audience
    decisive: bool
    themes: frozenset[str]
    question: str
    options: tuple[Option, ...]
    right: str
    explanation: str
    basis: str
    facts: tuple[str, ...] = ()
    case: bool = False
    change: str = ""

    @property
    def main_fact(self) -> str:
        """Return what the question is about: items with the same one ask for the same thing."""
        return self.facts[0] if self.facts else self.id

    def option(self, option_id: str) -> Option:
        return next(option for option in self.options if option.id == option_id)


@dataclass(frozen=True, slots=True)
class Part:
    """So many items of one topic; `at_least` and `at_most` count items by theme."""

    topic: str
    count: int
    at_least: Mapping[str, int] = field(default_factory=dict)
    at_most: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a session's quiz is made up; marks are shares of the items (0 to 1)."""

    title: str
    pass_mark: float
    test_mark: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item as it was put to one person: version, order of options, and its key then."""

    item: str
    version: int
    order: tuple[str, ...]
    right: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """`round` is 1, or 2 where a missed decisive item was asked again at the end."""

    item: str
    round: int
    option: str
    right: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    id: int
    session: int
    kind: Kind
    drawn: tuple[Drawn, ...]
    answers: tuple[Answer, ...] = ()

    def answer_to(self, item: str, round_: int) -> Answer | None:
        return next((a for a in self.answers if (a.item, a.round) == (item, round_)), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """One attempt in short: how many first answers were given and right, and when it began."""

    session: int
    kind: Kind
    answered: int
    right: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as its owner reads it later."""

    item: str
    option: str
    right: bool
    at: datetime


# --- drawing --------------------------------------------------------------------------------


def draw(
    plan: Plan,
    items: Iterable[Item],
    person: Person,
    times_answered: Mapping[str, int],
    chance: Chance,
) -> tuple[Drawn, ...]:
    """Draw the items of one quiz for this person's role: unseen first, everything shuffled."""
    everything = reads_everything(person)
    bank = [item for item in items if everything or item.audience.fits(person)]
    chosen: list[Item] = []
    for part in plan.parts:
        fitting = [item for item in bank if item.topic == part.topic]
        chance.shuffle(fitting)
        fitting.sort(key=lambda item: times_answered.get(item.id, 0))
        chosen += _choose(part, fitting)
    chance.shuffle(chosen)
    return put(chosen, chance)


def put(items: Iterable[Item], chance: Chance) -> tuple[Drawn, ...]:
    """Return the items as they are put to one person: in this order, their options shuffled."""
    return tuple(_shuffled(item, chance) for item in items)


def _choose(part: Part, fitting: list[Item]) -> list[Item]:
    """Fill the least numbers by theme first, then the rest, never beyond the most."""
    chosen: list[Item] = []
    for theme, least in part.at_least.items():
        having = sum(theme in item.themes for item in chosen)
        of_theme = [item for item in fitting if theme in item.themes]
        _fill(part, chosen, of_theme, least - having)
    _fill(part, chosen, fitting, part.count)
    return chosen


def _fill(part: Part, chosen: list[Item], candidates: list[Item], more: int) -> None:
    """Add up to `more` of the candidates to `chosen`, in order, within the limits of the part."""
    for item in candidates:
        if more <= 0 or len(chosen) >= part.count:
            return
        if item not in chosen and _has_room(part, chosen, item):
            chosen.append(item)
            more -= 1


def _has_room(part: Part, chosen: list[Item], item: Item) -> bool:
    counts = Counter(theme for other in chosen for theme in other.themes)
    return all(counts[theme] < part.at_most.get(theme, part.count) for theme in item.themes)


def _shuffled(item: Item, chance: Chance) -> Drawn:
    order = [option.id for option in item.options]
    chance.shuffle(order)
    return Drawn(item.id, item.version, tuple(order), item.right, item.decisive)


# --- answering ------------------------------------------------------------------------------


def sequence(attempt: Attempt) -> list[tuple[Drawn, int]]:
    """Return what is asked, in order, as (item, round).

    A decisive item missed in a quiz is asked again at the end; every other kind asks once.
    """
    given = _outcomes(attempt)
    first = [(drawn, 1) for drawn in attempt.drawn]
    if attempt.kind != "kuis" or any((drawn.item, 1) not in given for drawn in attempt.drawn):
        return first
    return first + [(d, 2) for d in attempt.drawn if d.decisive and not given[d.item, 1]]


def current(attempt: Attempt) -> tuple[Drawn, int] | None:
    """Return the item to answer now and its round, or None when all is answered."""
    given = _outcomes(attempt)
    return next(((d, n) for d, n in sequence(attempt) if (d.item, n) not in given), None)


def answer(attempt: Attempt, item: str, round_: int, option: str) -> Attempt:
    """Return the attempt with this answer.

    A doubled, late or forged tap (not the current item and round, or no such option) returns
    the same attempt: being tapped twice is harmless by rule.
    """
    now = current(attempt)
    if now is None or (now[0].item, now[1]) != (item, round_) or option not in now[0].order:
        return attempt
    given = Answer(item, round_, option, right=option == now[0].right)
    return replace(attempt, answers=(*attempt.answers, given))


def is_finished(attempt: Attempt) -> bool:
    return current(attempt) is None


def position(attempt: Attempt, item: str, round_: int) -> tuple[int, int]:
    """Return (which question this is, how many there are), counted from 1."""
    asked = sequence(attempt)
    keys = [(drawn.item, n) for drawn, n in asked]
    return keys.index((item, round_)) + 1, len(asked)


def score(attempt: Attempt) -> int:
    """Return how many items were right at the first asking."""
    return sum(answer.right for answer in attempt.answers if answer.round == 1)


def missed(attempt: Attempt) -> list[str]:
    """Return the ids of the items that were wrong at the first asking."""
    return [a.item for a in attempt.answers if a.round == 1 and not a.right]


def decisive_missed(attempt: Attempt) -> list[str]:
    """Return the decisive items that were wrong when last asked."""
    given = _outcomes(attempt)
    return [
        drawn.item
        for drawn in attempt.drawn
        if drawn.decisive and not (given.get((drawn.item, 1)) or given.get((drawn.item, 2)))
    ]


def is_passed(attempt: Attempt, plan: Plan) -> bool:
    """Tell whether the mark was reached at the first asking and every decisive item is right."""
    mark = plan.test_mark if attempt.kind == "uji" else plan.pass_mark
    needed = mark * len(attempt.drawn) - 1e-9
    return (
        is_finished(attempt)
        and bool(attempt.drawn)
        and score(attempt) >= needed
        and not decisive_missed(attempt)
    )


def is_current(attempt: Attempt, versions: Mapping[str, int]) -> bool:
    """Tell whether every drawn item still stands in the bank in the version drawn."""
    return all(versions.get(drawn.item) == drawn.version for drawn in attempt.drawn)


def facts_missed(attempt: Attempt, items: Mapping[str, Item]) -> Collection[str]:
    """Return the facts behind the items missed: they lead to the pages worth reading again."""
    return {fact for id_ in missed(attempt) if id_ in items for fact in items[id_].facts}


def _outcomes(attempt: Attempt) -> dict[tuple[str, int], bool]:
    """Return whether each answer was right, by (item, round)."""
    return {(answer.item, answer.round): answer.right for answer in attempt.answers}
