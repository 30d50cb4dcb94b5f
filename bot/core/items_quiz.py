"""How dependable the score of a whole quiz is: alpha and the standard error."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from bot.core.items_kinds import Response


@dataclass(frozen=True, slots=True)
class QuizStats:
    """A whole quiz: people, questions each, mean and deviation of scores (in questions).

    `skipped` attempts were of another length and do not count.
    """

    n: int
    length: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    error: float | None
    skipped: int = 0


@dataclass(slots=True)
class _Sums:
    """Sums over attempts of one length."""

    n: int = 0
    right: list[int] = field(default_factory=list)  # people by place
    scores: Counter[int] = field(default_factory=Counter)  # people by score


def analyse_quiz(attempts: Iterable[Sequence[bool]]) -> QuizStats:
    """Return alpha and the like of whole attempts, each of right and wrong by place.

    Of attempts of several lengths those of the most frequent one count; of two such, the longer.
    """
    return analyse_patterns(Counter(map(tuple, attempts)).items())


def analyse_patterns(patterns: Iterable[tuple[Sequence[bool], int]]) -> QuizStats:
    """Return the same of attempts that are alike counted together."""
    by_length: dict[int, _Sums] = {}
    for places, people in patterns:
        sums = by_length.setdefault(len(places), _Sums(right=[0] * len(places)))
        sums.n += people
        sums.scores[sum(places)] += people
        for place, right in enumerate(places):
            sums.right[place] += people * right
    if not by_length:
        return QuizStats(0, 0, None, None, None, None)
    length, sums = max(by_length.items(), key=lambda pair: (pair[1].n, pair[0]))
    return _stats(length, sums, sum(other.n for other in by_length.values()) - sums.n)


def _stats(length: int, sums: _Sums, skipped: int) -> QuizStats:
    """Return coefficient alpha and the standard error of measurement.

    L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16
    (1951); in Moodle, "Quiz statistics calculations", the coefficient of internal consistency and
    the standard error. Variances are of a sample; their common divisor n · (n - 1) falls out.
    """
    n = sums.n
    total = sum(score * people for score, people in sums.scores.items())
    squares = sum(score * score * people for score, people in sums.scores.items())
    spread = n * squares - total * total
    deviation = sqrt(spread / (n * (n - 1))) if n > 1 else None
    alpha = error = None
    if length > 1 and spread and deviation is not None:
        places = sum(n * right - right * right for right in sums.right)
        alpha = length * (spread - places) / ((length - 1) * spread)
        error = deviation * sqrt((length * places - spread) / ((length - 1) * spread))
    return QuizStats(n, length, total / n, deviation, alpha, error, skipped)


def attempts(matrix: Iterable[Response]) -> list[list[bool]]:
    """Return a matrix as `analyse_quiz` takes it, one row a person.

    Where all who answered the usual number of items answered the same ones, a place is an item.
    Where they were given different ones, it is where the answer stood in the matrix.
    """
    given: dict[str, dict[str, bool]] = {}
    for cell in matrix:
        given.setdefault(cell.person, {})[cell.item] = cell.right
    lengths = Counter(map(len, given.values()))
    usual = max(lengths, key=lambda length: (lengths[length], length), default=0)
    forms = {frozenset(answers) for answers in given.values() if len(answers) == usual}
    if len(forms) > 1:
        return [list(answers.values()) for answers in given.values()]
    return [[answers[item] for item in sorted(answers)] for answers in given.values()]
