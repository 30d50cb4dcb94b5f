"""What Sosdiklih decides about questions, and whether the bank can spare one."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Final

from bot.core.people import Person, Role, Seat, reads_everything
from bot.core.quiz import Item, Part, Plan

Version = tuple[str, int]  # id and version of an item
Kind = tuple[Role, int | None]  # whom a quiz is drawn for: role and number


class Mark(StrEnum):
    """What is to become of one version of a question."""

    KEEP = "pertahankan"
    IMPROVE = "perbaiki"
    RETIRE = "pensiunkan"


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a quiz asks for and cannot always be given, and to whom.

    `left` of `needed` items of the topic, or of its `theme` where that is named.
    """

    session: int
    topic: str
    theme: str
    left: int
    needed: int
    whom: tuple[Kind, ...]


KINDS: Final[tuple[Kind, ...]] = (
    (Role.TAMU, None),  # and Sosdiklih: they draw from the whole bank
    (Role.KPPS, None),
    *((Role.KPPS, number) for number in range(1, 8)),
    (Role.PPS, None),
    (Role.PPK, None),
)


def drawable(items: Iterable[Item], retired: Collection[Version]) -> list[Item]:
    """Return the items that are still drawn."""
    return [item for item in items if (item.id, item.version) not in retired]


def why_not_retire(
    plans: Mapping[int, Plan],
    items: Iterable[Item],
    retired: Collection[Version],
    item: Version,
) -> Shortage | None:
    """Return what quizzes (`plans` by session) would lack without this item; None if nothing.

    What they lack already is no reason, unless it gets worse.
    """
    now = drawable(items, retired)
    return next(_shortages(plans, drawable(now, {item}), now), None)


def shortages(plans: Mapping[int, Plan], items: Iterable[Item]) -> list[Shortage]:
    """Return everything that quizzes drawn from these items cannot always be given."""
    return list(_shortages(plans, list(items), None))


def _shortages(
    plans: Mapping[int, Plan], items: Sequence[Item], before: Sequence[Item] | None
) -> Iterator[Shortage]:
    """Yield what is lacking, of `before` only what there was more of then."""
    for session, part, theme, needed in _needs(plans):
        by_left: dict[int, list[Kind]] = {}
        for kind in KINDS:
            left = _surely(part, theme, _bank(items, kind, part.topic))
            had = (
                needed if before is None else _surely(part, theme, _bank(before, kind, part.topic))
            )
            if left < min(needed, had):
                by_left.setdefault(left, []).append(kind)
        for left, whom in sorted(by_left.items()):
            yield Shortage(session, part.topic, theme, left, needed, tuple(whom))


def _needs(plans: Mapping[int, Plan]) -> Iterator[tuple[int, Part, str, int]]:
    """Yield session, part, theme ("" for the part as a whole) and how many items it asks for."""
    for session, plan in plans.items():
        for part in plan.parts:
            yield session, part, "", part.count
            for theme, least in part.at_least.items():
                yield session, part, theme, least


def _bank(items: Iterable[Item], kind: Kind, topic: str) -> list[Item]:
    """Return what `bot.core.quiz.draw` chooses from for such a person."""
    role, number = kind
    person = Person(0, seat=None if role is Role.TAMU else Seat(0, role, number))
    everything = reads_everything(person)
    return [
        item
        for item in items
        if item.topic == topic and (everything or item.audience.fits(person))
    ]


def _surely(part: Part, theme: str, bank: Sequence[Item]) -> int:
    """Return how many items (of the theme) a draw can choose, whatever the order.

    Items of one limited theme can be taken until it is full, whichever come first. Those of
    several may each take up room in all of them, and what was chosen for an earlier theme may
    have taken it up, too: neither is counted on. So this is never too many, and exact where
    nothing of the kind is in the bank.
    """
    wanted = [item for item in bank if not theme or theme in item.themes]
    room = {
        limited: most - _taken(part, theme, limited, bank)
        for limited, most in part.at_most.items()
    }
    alone = Counter[str]()
    free = 0
    for item in wanted:
        limits = [limited for limited in item.themes if limited in room]
        free += not limits
        alone.update(limits if len(limits) == 1 else ())
    return free + sum(min(n, max(0, room[limited])) for limited, n in alone.items())


def _taken(part: Part, theme: str, limited: str, bank: Sequence[Item]) -> int:
    """Return how much room in a limited theme may be gone: see `_surely`."""
    having = [item for item in bank if limited in item.themes]
    several = sum(len(item.themes & part.at_most.keys()) > 1 for item in having)
    if not theme:
        return several
    before = takewhile(lambda named: named[0] != theme, part.at_least.items())
    return several + sum(
        min(least, sum(one in item.themes and theme not in item.themes for item in having))
        for one, least in before
    )
