"""What item analysis takes and tells; `bot.core.items` does it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Version = tuple[str, int]  # id and version of an item

FEWEST: Final = 30  # first answers, before facility is judged
FEWEST_WHOLE: Final = 50  # answers with a rest score, before anything else is judged


@dataclass(frozen=True, slots=True)
class Like:
    """So many (`n`) first answers that are alike.

    `rest` is how many other questions of the same attempt were right; None where the attempt was
    not finished, or its person is forgotten.
    """

    item: str
    version: int
    option: str
    right: bool
    rest: int | None
    n: int = 1


@dataclass(frozen=True, slots=True)
class Response:
    """One cell of a matrix: a person's first answer to an item; `option` "" where none is told."""

    person: str
    item: str
    option: str
    right: bool
    version: int = 1


class Flag(StrEnum):
    """Why a question needs a look."""

    EASY = "terlalu mudah"
    HARD = "terlalu sulit"
    FLAT = "tidak membedakan"
    MISLEADING = "pengecoh menyesatkan"
    WRONG_KEY = "kunci mungkin salah"


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OptionStats:
    """How often an option was taken, and the mean rest score of those who took it.

    `whole` counts those of the `n` who have a rest score, `rest` is the sum of these.
    """

    option: str
    n: int
    share: float
    is_key: bool
    mean_rest: float | None
    whole: int = 0
    rest: int = 0


@dataclass(frozen=True, slots=True)
class ItemStats:
    """One version of an item. Shares and coefficients are fractions (0.53, -0.1), not percent.

    `n` counts first answers, `whole` those with a rest score; None where there is no value: too
    few, or nobody differs.
    """

    item: str
    version: int
    n: int
    right: int
    facility: float | None
    facility_interval: Interval | None
    deviation: float | None
    whole: int
    discrimination: float | None
    discrimination_interval: Interval | None
    efficiency: float | None
    guess: float | None
    options: tuple[OptionStats, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def is_few(self) -> bool:
        """Tell whether there are too few answers to judge how hard it is ("n terlalu sedikit")."""
        return self.n < FEWEST

    @property
    def is_few_whole(self) -> bool:
        """Tell whether there are too few answers to judge anything else."""
        return self.whole < FEWEST_WHOLE
