"""Which questions are bad: classical item analysis of first answers.

Formulas as in Moodle's quiz statistics; see `docs/angka.md` for sources and definitions. Sums are
whole numbers until the last step, so nothing is lost to cancellation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import atanh, sqrt, tanh
from typing import Final

from bot.core.items_flags import flags_of
from bot.core.items_kinds import (
    FEWEST,
    FEWEST_WHOLE,
    Flag,
    Interval,
    ItemStats,
    Like,
    OptionStats,
    Response,
    Version,
)
from bot.core.items_quiz import QuizStats, analyse_patterns, analyse_quiz, attempts
from bot.core.results import SMALLEST_GROUP

__all__ = [
    "FEWEST",
    "FEWEST_WHOLE",
    "Flag",
    "Interval",
    "ItemStats",
    "Like",
    "OptionStats",
    "QuizStats",
    "Response",
    "Version",
    "alike",
    "analyse",
    "analyse_patterns",
    "analyse_quiz",
    "attempts",
    "shown",
    "wilson",
]

Z: Final = 1.959963984540054  # of a two-sided 95 % interval


@dataclass(slots=True)
class _Option:
    """Sums over those who took one option; the last two over those who have a rest score."""

    n: int = 0
    right: int = 0
    whole: int = 0
    rest: int = 0


@dataclass(slots=True)
class _Sums:
    """Sums over the answers to one version of an item; x is 1 for right and 0 for wrong."""

    options: dict[str, _Option] = field(default_factory=dict)
    rests: Counter[int] = field(default_factory=Counter)  # people by rest score
    whole_right: int = 0
    right_rest: int = 0  # sum of x · rest

    def add(self, one: Like) -> None:
        option = self.options.setdefault(one.option, _Option())
        option.n += one.n
        option.right += one.n * one.right
        if one.rest is None:
            return
        option.whole += one.n
        option.rest += one.n * one.rest
        self.rests[one.rest] += one.n
        if one.right:
            self.whole_right += one.n
            self.right_rest += one.n * one.rest


def analyse(
    alike: Iterable[Like],
    options: Mapping[Version, Sequence[str]],
    keys: Mapping[Version, str] | None = None,
) -> list[ItemStats]:
    """Return the statistics of each item and version; `options` names those that it offers.

    First those of `options`, in its order and answered or not, then others that were answered.
    The key is what was right, and of an item that nobody answered rightly, what `keys` says.
    """
    sums: dict[Version, _Sums] = {version: _Sums() for version in options}
    for one in alike:
        sums.setdefault((one.item, one.version), _Sums()).add(one)
    known = keys or {}
    return [
        _item(version, found, options.get(version, ()), known.get(version))
        for version, found in sums.items()
    ]


def _item(version: Version, sums: _Sums, offered: Sequence[str], key: str | None) -> ItemStats:
    n = sum(option.n for option in sums.options.values())
    right = sum(option.right for option in sums.options.values())
    discrimination, interval = _discrimination(sums)
    options = _options(sums, offered, key, n)
    found = ItemStats(
        *version,
        n=n,
        right=right,
        facility=right / n if n else None,
        facility_interval=wilson(right, n),
        deviation=sqrt(right * (n - right) / (n * (n - 1))) if n > 1 else None,
        whole=sums.rests.total(),
        discrimination=discrimination,
        discrimination_interval=interval,
        efficiency=_efficiency(sums),
        guess=1 / len(options) if options else None,
        options=options,
    )
    return replace(found, flags=flags_of(found))


def _options(
    sums: _Sums, offered: Sequence[str], key: str | None, n: int
) -> tuple[OptionStats, ...]:
    """Return every option offered or taken; "" is not one: nothing is told of those answers."""
    names = dict.fromkeys([*offered, *sums.options, *([key] if key else [])])
    return tuple(
        OptionStats(
            name,
            n=taken.n,
            share=taken.n / n if n else 0.0,
            is_key=name == key or taken.right > 0,
            mean_rest=taken.rest / taken.whole if taken.whole else None,
            whole=taken.whole,
            rest=taken.rest,
        )
        for name, taken in ((name, sums.options.get(name, _Option())) for name in names if name)
    )


def wilson(right: int, n: int) -> Interval | None:
    """Return the score interval of a share.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
    (1927).
    """
    if not n:
        return None
    share, z2 = right / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(
        middle - half if right else 0.0,  # exactly so, but for rounding
        middle + half if right < n else 1.0,
    )


def _discrimination(sums: _Sums) -> tuple[float | None, Interval | None]:
    """Return the correlation of an item with the other questions, and its interval.

    The product-moment correlation of right or wrong with the rest score, that is the
    point-biserial corrected for the item's own part in the score: S. Henrysson, "Correction of
    item-total correlations in item analysis", Psychometrika 28 (1963); "discrimination index" in
    Moodle, "Quiz statistics calculations". The interval is by R. A. Fisher's z.
    """
    n, rest, squares = _moments(sums)
    both = n * sums.right_rest - sums.whole_right * rest
    spread = (n * sums.whole_right - sums.whole_right**2) * (n * squares - rest**2)
    if not spread:
        return None, None
    if both**2 == spread:
        return (1.0 if both > 0 else -1.0), None
    r = both / sqrt(spread)
    if n < 4:
        return r, None
    half = Z / sqrt(n - 3)
    return r, Interval(tanh(atanh(r) - half), tanh(atanh(r) + half))


def _efficiency(sums: _Sums) -> float | None:
    """Return the covariance with the rest score as a share of the most there could be.

    The most is where the best rest scores belong to those who were right ("discriminative
    efficiency" in Moodle, "Quiz statistics calculations").
    """
    n, rest, _ = _moments(sums)
    best, left = 0, sums.whole_right
    for score in sorted(sums.rests, reverse=True):
        people = min(left, sums.rests[score])
        best += people * score
        left -= people
    most = n * best - sums.whole_right * rest
    return (n * sums.right_rest - sums.whole_right * rest) / most if most else None


def _moments(sums: _Sums) -> tuple[int, int, int]:
    """Return how many have a rest score, their sum, and the sum of their squares."""
    rests = sums.rests
    return (
        rests.total(),
        sum(n * rest for rest, n in rests.items()),
        sum(n * rest * rest for rest, n in rests.items()),
    )


# --- matrices -------------------------------------------------------------------------------


def alike(matrix: Iterable[Response]) -> list[Like]:
    """Return a matrix as `analyse` takes it: the rest score is of the person's other items."""
    cells = list(matrix)
    scores = Counter[str]()
    for cell in cells:
        scores[cell.person] += cell.right
    counts = Counter(
        (cell.item, cell.version, cell.option, cell.right, scores[cell.person] - cell.right)
        for cell in cells
    )
    return [Like(*what, n=n) for what, n in counts.items()]


# --- what is shown --------------------------------------------------------------------------


def shown(item: ItemStats) -> ItemStats:
    """Return what may be shown of answers in the field: nothing but `n` of fewer than 5 people.

    A mean rest score, too, is of 5 people or more.
    """
    if item.n < SMALLEST_GROUP:
        empty = _item((item.item, item.version), _Sums(), (), None)
        return replace(empty, n=item.n, guess=item.guess)
    options = tuple(
        option
        if option.whole >= SMALLEST_GROUP
        else replace(option, mean_rest=None, whole=0, rest=0)
        for option in item.options
    )
    if item.whole >= SMALLEST_GROUP:
        return replace(item, options=options)
    return replace(
        item,
        whole=0,
        discrimination=None,
        discrimination_interval=None,
        efficiency=None,
        options=options,
    )
