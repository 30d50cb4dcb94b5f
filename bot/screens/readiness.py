"""How ready teams are, in a line: of one TPS, and of all TPS of an area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bot.core.results import Readiness, Tally
from bot.core.say import Say
from bot.core.team import KETUA
from bot.screens.figures import percent
from bot.screens.seats import count

SIGNS: Final[Mapping[Readiness, str]] = {
    Readiness.READY: "✓",
    Readiness.PARTLY: "◐",
    Readiness.NOT_YET: "○",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One team: how many of its seats have somebody ready, and who is still missing.

    `more` people are to become ready; `numbers` must be among them.
    """

    state: Readiness
    ready: int
    seats: int
    more: int = 0
    numbers: Sequence[int] = ()


def teams(say: Say, tally: Tally) -> Markup:
    """Return e.g. `TPS siap 3 · kurang 5 · belum 12`."""
    return say("TPS siap {ready} · kurang {partly} · belum {not_yet}").format(
        ready=count(say, tally.ready),
        partly=count(say, tally.partly),
        not_yet=count(say, tally.not_yet),
    )


def ready_of(say: Say, tally: Tally) -> Markup:
    """Return e.g. `3 dari 20 TPS siap (15 %)`."""
    if not tally.total:
        return say("belum ada TPS")
    return say("{ready} dari {total} TPS siap ({share})").format(
        ready=count(say, tally.ready),
        total=count(say, tally.total),
        share=percent(say, tally.ready, tally.total),
    )


def team(say: Say, standing: Standing) -> Markup:
    """Return e.g. `4 dari 7 siap, kurang ketua dan KPPS 4`."""
    ready = say("{ready} dari {seats} siap").format(ready=standing.ready, seats=standing.seats)
    if standing.state is Readiness.READY:
        return ready
    return Markup("{}, {}").format(ready, _missing(say, standing))


def verdict(say: Say, standing: Standing) -> Markup:
    """Return e.g. `◐ Tim kurang ketua dan KPPS 4`: where the team stands, below its numbers."""
    sign = SIGNS[standing.state]
    if standing.state is Readiness.READY:
        return say("{sign} Tim siap").format(sign=sign)
    return say("{sign} Tim {missing}").format(sign=sign, missing=_missing(say, standing))


def _missing(say: Say, standing: Standing) -> Markup:
    numbers = [_number(say, n) for n in standing.numbers]
    if not numbers:
        return say("kurang {n} orang").format(n=standing.more)
    *first, last = numbers
    named = Markup(", ").join(first)
    named = say("{some} dan {last}").format(some=named, last=last) if first else last
    if standing.more > len(numbers):
        return say("kurang {n} orang, termasuk {who}").format(n=standing.more, who=named)
    return say("kurang {who}").format(who=named)


def _number(say: Say, n: int) -> Markup:
    return say("ketua") if n == KETUA else Markup("KPPS {}").format(n)
