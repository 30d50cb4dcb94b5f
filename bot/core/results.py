"""Who is ready and how far everyone has come: the numbers of chat, web and sheets.

`docs/angka.md` says of each number what is counted and of whom.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Final, TypeVar

from bot.core.policy import Policy

K = TypeVar("K", bound=Hashable)

SMALLEST_GROUP: Final = 5  # people; no score of fewer is shown
SESSIONS: Final = (1, 2, 3, 4)
ETHICS, VOTING = 2, 3  # the sessions whose quizzes are kode etik and pungut-hitung
ESSENTIAL: Final = (ETHICS, VOTING)  # to be passed and finished by whoever works at a TPS


class Readiness(StrEnum):
    """Where the team of one TPS stands."""

    READY = "siap"
    PARTLY = "kurang"
    NOT_YET = "belum"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a team is ready (`pengaturan.toml`): marks are people, `numbers` KPPS numbers.

    `numbers` are those without whom no team is ready, where seats have numbers: the ketua, the
    member who checks voters, and whoever uses Sirekap where the office has said so.
    """

    ready: int = 5
    partly: int = 3
    numbers: tuple[int, ...] = (1, 4)


@dataclass(frozen=True, slots=True)
class Team:
    """One TPS. `ready` people learned the essentials or were `trained` face to face.

    `trained` counts those of the ready who did not learn the essentials here. `lacking` are the
    numbers of `Rule.numbers` that a seat here has and whose holder is not ready, or whose seat
    nobody holds.
    """

    area: int
    name: str
    desa: int
    kecamatan: int
    seats: int
    held: int
    registered: int
    ready: int
    trained: int
    lacking: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many teams are ready, partly, not yet."""

    ready: int = 0
    partly: int = 0
    not_yet: int = 0

    @property
    def total(self) -> int:
        return self.ready + self.partly + self.not_yet

    @property
    def unready(self) -> int:
        return self.partly + self.not_yet

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.ready + other.ready,
            self.partly + other.partly,
            self.not_yet + other.not_yet,
        )


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people on duty have come how far; each number counts of all `on_duty`."""

    on_duty: int = 0
    registered: int = 0
    started: int = 0
    sessions: tuple[int, int, int, int] = (0, 0, 0, 0)
    ethics: int = 0  # passed the quiz of session 2
    voting: int = 0  # passed the quiz of session 3
    finished: int = 0  # all four sessions
    ready: int = 0  # the essentials, or trained
    trained: int = 0  # face to face, whether or not they learned here

    def __add__(self, other: "Funnel") -> "Funnel":
        one, two, three, four = (a + b for a, b in zip(self.sessions, other.sessions, strict=True))
        return Funnel(
            self.on_duty + other.on_duty,
            self.registered + other.registered,
            self.started + other.started,
            (one, two, three, four),
            self.ethics + other.ethics,
            self.voting + other.voting,
            self.finished + other.finished,
            self.ready + other.ready,
            self.trained + other.trained,
        )


def steps(funnel: Funnel) -> dict[str, int]:
    """Return the numbers of a funnel by the keys of docs/angka.md, in their order."""
    return {
        "bertugas": funnel.on_duty,
        "terdaftar": funnel.registered,
        "mulai": funnel.started,
        **{f"sesi{n}": done for n, done in zip(SESSIONS, funnel.sessions, strict=True)},
        "etik": funnel.ethics,
        "pungut": funnel.voting,
        "selesai": funnel.finished,
        "siap": funnel.ready,
        "tatap-muka": funnel.trained,
    }


@dataclass(frozen=True, slots=True)
class Scores:
    """How many people reached which score (right answers of `out_of`), one attempt each."""

    out_of: int
    by: Mapping[int, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return sum(self.by.values())


class Cut(StrEnum):
    """By what scores are compared."""

    AREA = "wilayah"
    ROLE = "peran"
    EXPERIENCE = "pengalaman"
    WEEK = "minggu"


# --- teams ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lack:
    """What a team needs to be ready: so many more people, and these numbers among them."""

    people: int = 0
    numbers: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.numbers)


def rule_of(policy: Policy) -> Rule:
    """Return the office's rule."""
    return Rule(policy.team_ready, policy.team_partly, policy.key_numbers)


def state(team: Team, rule: Rule) -> Readiness:
    """Return where a team stands: ready is who has the people and every number that counts."""
    return state_of(team.ready, rule, lacks_number=bool(team.lacking))


def state_of(ready: int, rule: Rule, *, lacks_number: bool) -> Readiness:
    """Return the same of a team of which only so much is known."""
    if ready >= rule.ready and not lacks_number:
        return Readiness.READY
    return Readiness.PARTLY if ready >= rule.partly else Readiness.NOT_YET


def lacking(team: Team, rule: Rule) -> Lack:
    """Return what a team still needs; nothing where it is ready."""
    return Lack(max(0, rule.ready - team.ready), team.lacking)


_ONE = {
    Readiness.READY: Tally(ready=1),
    Readiness.PARTLY: Tally(partly=1),
    Readiness.NOT_YET: Tally(not_yet=1),
}


def tally(teams: Iterable[Team], rule: Rule) -> Tally:
    """Return how many of these teams are ready, partly, not yet."""
    return sum((_ONE[state(team, rule)] for team in teams), Tally())


def tallies(teams: Iterable[Team], rule: Rule, key: Callable[[Team], K]) -> dict[K, Tally]:
    """Return the tallies by `key` (the desa, say), in the order in which the keys first come."""
    found: defaultdict[K, Tally] = defaultdict(Tally)
    for team in teams:
        found[key(team)] += _ONE[state(team, rule)]
    return dict(found)


def worst(by_area: Mapping[K, Tally]) -> list[tuple[K, Tally]]:
    """Return the areas with teams that are not ready: most such teams first, then their share.

    Those alike stay in the order given.
    """
    left = [(area, found) for area, found in by_area.items() if found.unready]
    return sorted(left, key=lambda one: (-one[1].unready, one[1].total))


# --- scores ---------------------------------------------------------------------------------


def mean(scores: Scores) -> float | None:
    """Return the mean of the scores, in questions; None of nobody."""
    return sum(score * n for score, n in scores.by.items()) / scores.n if scores.n else None


def median(scores: Scores) -> float | None:
    """Return the score in the middle, or the mean of the two that are; None of nobody."""
    n = scores.n
    if not n:
        return None
    return (_at(scores, (n - 1) // 2) + _at(scores, n // 2)) / 2


def _at(scores: Scores, place: int) -> int:
    """Return the score of the person at this place, from 0, the lowest first."""
    reached = accumulate(scores.by[score] for score in sorted(scores.by))
    return next(
        score for score, upto in zip(sorted(scores.by), reached, strict=True) if place < upto
    )


def shares(scores: Scores) -> dict[int, float]:
    """Return which share of people reached each score from 0 to all; nothing of nobody."""
    if not scores.n:
        return {}
    return {score: scores.by.get(score, 0) / scores.n for score in range(scores.out_of + 1)}


def shown(groups: Mapping[K, Scores]) -> dict[K, Scores]:
    """Return the groups whose scores may be shown: no small one, and none that gives one away.

    Whoever knows the scores of all together could subtract: so where those hidden are few, the
    next smallest group is hidden, too.
    """
    by_size = sorted(groups, key=lambda one: groups[one].n)
    hidden = {one for one in by_size if groups[one].n < SMALLEST_GROUP}
    together = sum(groups[one].n for one in hidden)
    if 0 < together < SMALLEST_GROUP:
        hidden |= set(by_size[len(hidden) : len(hidden) + 1])
    return {one: scores for one, scores in groups.items() if one not in hidden}
