"""How simulated people answer: each question has its nature, a few of them a bad one."""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.items_kinds import Flag
from bot.core.quiz import Item

_SCALE = 1.7  # makes the logistic curve follow the normal one


@dataclass(frozen=True, slots=True)
class Nature:
    """A question: how sharply it tells people apart, how hard it is, how often it is guessed.

    `pull` says how strongly its wrong options draw people; `lure` draws the able ones. `oddity` is
    what its analysis should find.
    """

    right: str
    sharpness: float
    difficulty: float
    guess: float
    pull: Mapping[str, float]
    lure: str
    oddity: Flag | None = None

    def chance_of(self, ability: float) -> float:
        """Return how likely somebody who has never seen it answers rightly."""
        match self.oddity:
            case Flag.EASY:
                return 0.985
            case Flag.FLAT:
                return 0.55
            case Flag.WRONG_KEY:
                return min(0.8, max(0.04, 0.28 - 0.12 * ability))
        rise = 1 / (1 + math.exp(-_SCALE * self.sharpness * (ability - self.difficulty)))
        return self.guess + (1 - self.guess) * rise

    def choose(self, ability: float, chance: random.Random, *, familiar: bool) -> str:
        """Return the option that somebody takes; `familiar`: its explanation was read before."""
        likely = self.chance_of(ability)
        if familiar:
            likely += 0.55 * (1 - likely)
        if chance.random() < likely:
            return self.right
        pull = dict(self.pull)
        if self.oddity in {Flag.MISLEADING, Flag.WRONG_KEY}:
            pull[self.lure] = math.exp(1.2 * ability)
        return chance.choices(list(pull), list(pull.values()))[0]


_ODD = (
    *(Flag.EASY, Flag.MISLEADING, Flag.WRONG_KEY, Flag.FLAT, Flag.HARD),
    *(Flag.EASY, Flag.MISLEADING),
)


def natures(items: Iterable[Item], chance: random.Random) -> dict[str, Nature]:
    """Draw the nature of each question; the bad ones are among those that everybody may get."""
    every = list(items)
    open_to_all = [i.id for i in every if not i.audience.roles and not i.decisive]
    odd = dict(
        zip(chance.sample(open_to_all, k=min(len(_ODD), len(open_to_all))), _ODD, strict=False)
    )
    return {item.id: _nature(item, odd.get(item.id), chance) for item in every}


def _nature(item: Item, oddity: Flag | None, chance: random.Random) -> Nature:
    wrong = [option.id for option in item.options if option.id != item.right]
    sharpness = chance.lognormvariate(-0.1, 0.3)
    difficulty = chance.gauss(-1.0, 0.8)
    if oddity is Flag.HARD:
        sharpness, difficulty = 0.7, 3.4
    elif oddity is Flag.MISLEADING:
        sharpness, difficulty = 0.35, 0.4
    pull = {option: chance.expovariate(1) + 0.05 for option in wrong}
    return Nature(item.right, sharpness, difficulty, 0.15, pull, chance.choice(wrong), oddity)
