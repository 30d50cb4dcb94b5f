"""What of the results goes into files: numbers by area, teams, questions, people, answers.

The numbers are those of `bot.core.results` and `bot.core.items`; here they only get their keys
(`docs/angka.md`) and an order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.core.items import ItemStats, QuizStats
from bot.core.results import (
    SMALLEST_GROUP,
    Funnel,
    Readiness,
    Rule,
    Scores,
    Tally,
    Team,
    steps,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """An area: `names` from the kota down."""

    id: int
    level: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[-1]

    def at(self, depth: int) -> str:
        """Return the name at a depth (1: kecamatan, 2: desa, 3: TPS), empty above it."""
        return self.names[depth] if depth < len(self.names) else ""


@dataclass(frozen=True, slots=True)
class AreaLine:
    """What is counted of one area and all below it."""

    spot: Spot
    funnel: Funnel
    teams: Tally


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One TPS: where its team stands, and what it still lacks, in words."""

    spot: Spot
    team: Team
    state: Readiness
    lacking: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The scores of a session's quiz in one area: of first attempts, or the `last` of several.

    `scores` is None where the group is too small to be shown.
    """

    spot: Spot
    session: int
    last: bool
    scores: Scores | None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A version of a question. Without `question` its text is gone: only its numbers are left."""

    stats: ItemStats
    session: int
    question: str = ""
    mark: str = ""
    note: str = ""
    needs_look: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody on duty: no phone, no score, no answer. `status` says whether they are reached."""

    kecamatan: str
    desa: str
    tps: str
    role: str
    number: int | None
    name: str
    registered: bool
    sessions: frozenset[int]
    passed: frozenset[int]
    ready: bool
    trained_on: date | None
    status: str


class AnswerLine(NamedTuple):
    """One answer; `person` is a pseudonym of this file only, empty where its owner is forgotten.

    `attempt` counts a person's attempts at this session and kind, 0 where that is not known any
    more; `day` is local, of a forgotten person the Monday of its week.
    """

    person: str
    session: int
    kind: str
    attempt: int
    whole: int
    item: str
    version: int
    option: str
    right: int
    round: int
    day: str


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of an area at one moment (local time); the area itself is the first line.

    `questions` and `quizzes` are of the whole kota, whatever the area; empty where whoever asks
    may not see them.
    """

    spot: Spot
    at: datetime
    rule: Rule
    areas: Sequence[AreaLine]
    teams: Sequence[TeamLine]
    scores: Sequence[ScoreLine] = ()
    questions: Sequence[ItemLine] = ()
    quizzes: Mapping[int, QuizStats] | None = None

    @property
    def whole(self) -> AreaLine:
        return self.areas[0]


def numbers(line: AreaLine) -> dict[str, int]:
    """Return the counts of an area by their keys."""
    teams = line.teams
    return {
        **steps(line.funnel),
        "tps": teams.total,
        "tps-siap": teams.ready,
        "tps-kurang": teams.partly,
        "tps-belum": teams.not_yet,
    }


# --- answers without their owners -----------------------------------------------------------

Passed = tuple[bool, bool]  # the quizzes of session 2 and 3: what is also said beside names


def nameless(people: Mapping[int, Passed]) -> list[int]:
    """Return those whose answers can be shown without telling whose they are.

    Beside names a file says who passed which quiz, and answers tell that, too. So where fewer
    than five people of those with answers passed the same ones, theirs are left out; and if
    those left out are fewer than five together, the next smallest group is, too.
    """
    groups: dict[Passed, list[int]] = {}
    for person, passed in people.items():
        groups.setdefault(passed, []).append(person)
    left_out = 0
    shown: list[int] = []
    for group in sorted(groups.values(), key=len):
        if len(group) < SMALLEST_GROUP or 0 < left_out < SMALLEST_GROUP:
            left_out += len(group)
        else:
            shown += group
    return shown


def pseudonym(number: int) -> str:
    return f"O{number:05d}"
