"""Ulangan singkat: three questions every few days until voting day, the weakest first.

Whoever wants to build this a second time finds every rule in the docstrings below; all dates
are those of the place. ADR 25 says why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.course import Page, Session
from bot.core.people import Person, reads_everything
from bot.core.quiz import Item, Plan

SESSION = 0  # under which attempts that belong to no session are kept
PLAN = Plan("Ulangan singkat", 1.0, 1.0, ())
ITEMS = 3  # questions of one round
GAPS = (3, 4, 5)  # days from one round to the next
STREAK = 3  # rounds in a row without a mistake after which they come half as often
LAST_HOUR = time(18)  # on the eve: from then on nobody is asked to review any more
GRACE = 2  # days after which a round that nobody did is passed over
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Review:
    """Where a person's reviews stand: the table `review`.

    `next_on` is when the next round is due, `gap` the days between two rounds as they are now,
    `rounds` how many were finished. `stopped_at`: the person asked for no more.
    """

    next_on: date
    gap: int
    rounds: int = 0
    stopped_at: datetime | None = None


# --- when -----------------------------------------------------------------------------------


def gap_for(left: int) -> int | None:
    """Return the gap with which rounds divide `left` days (from today to voting day) best.

    With a gap of g there are n = (left - 1) // g rounds, on day g, 2g, …, ng from today, the
    last one on the eve at the latest, and left - ng days from that one to voting day. The best
    gap of 3, 4 and 5 is the one for which those last days differ least from g; of several, the
    shortest. None where not even one round fits (left < 4).
    """
    fitting = [gap for gap in GAPS if left - 1 >= gap]
    return min(fitting, key=lambda gap: (gap - _last_days(left, gap), gap), default=None)


def _last_days(left: int, gap: int) -> int:
    return left - (left - 1) // gap * gap


def begin(first: date, voting: date, today: date) -> Review | None:
    """Return the reviews of somebody who finished a quiz (or test) first on the day `first`.

    The gap counts from that day and stays, wherever voting day moves later. None where there is
    no room for a round before `voting`.
    """
    gap = gap_for((voting - first).days)
    if gap is None:
        return None
    return passed_over(Review(first + gap * DAY, gap), today)


def passed_over(review: Review, today: date) -> Review:
    """Return the reviews without the rounds that nobody did, as it is looked at every morning.

    A round that is not done stays open on its day and the day after it. Then it is passed over,
    and the next one is due a gap after it: there is never more than one.
    """
    late = (today - review.next_on).days
    if late < GRACE:
        return review
    missed = (late - GRACE) // review.gap + 1
    return replace(review, next_on=review.next_on + missed * review.gap * DAY)


def after_round(review: Review, today: date, *, flawless: bool) -> Review:
    """Return the reviews after a round finished today, be it early, due or late.

    The next one is due a gap later. `flawless`: this and the two finished before it (`STREAK` in
    a row) had no mistake; then the gap is twice what it was at the beginning. The first round
    with a mistake brings back the gap of the beginning.
    """
    gap = plain_gap(review) * (2 if flawless else 1)
    return replace(review, next_on=today + gap * DAY, gap=gap, rounds=review.rounds + 1)


def plain_gap(review: Review) -> int:
    """Return the gap of the beginning: 3 to 5; twice that is at least 6."""
    return review.gap if review.gap <= GAPS[-1] else review.gap // 2


def is_flawless(earlier: Sequence[bool], *, now: bool) -> bool:
    """Tell whether the last rounds had no mistake: `earlier` ones newest first, and this one."""
    return now and len(earlier) >= STREAK - 1 and all(earlier[: STREAK - 1])


def stopped(review: Review, now: datetime) -> Review:
    return replace(review, stopped_at=now)


def resumed(review: Review, today: date) -> Review:
    """Return the reviews of somebody who wants them again: not today, they have just decided."""
    on = review.next_on if review.next_on > today else today + review.gap * DAY
    return replace(review, next_on=on, stopped_at=None)


def is_open(local: datetime, voting: date | None) -> bool:
    """Tell whether anybody may still be asked to review: before the eve of voting day, 18.00."""
    if voting is None:
        return False
    return local.replace(tzinfo=None) < datetime.combine(voting - DAY, LAST_HOUR)


def is_coming(review: Review, voting: date | None) -> bool:
    """Tell whether the next round is before voting day, and wanted."""
    return review.stopped_at is None and voting is not None and review.next_on < voting


# --- what -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Past:
    """The first answer to an item in one attempt of any kind, to the version it has now."""

    item: str
    right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """A person's answers, and what they are unsure of.

    `doubted` are the items marked "masih ragu", `last_right` those answered right in the last
    round that was finished.
    """

    past: Sequence[Past] = ()
    doubted: Collection[str] = ()
    last_right: Collection[str] = ()


def choose(bank: Iterable[Item], person: Person, learned: Learned) -> list[Item]:
    """Return up to three items to review, in the order in which they are asked.

    `bank` is all that is drawn from, in the order of the files, and only what is for the
    person's role and number counts.

    1. An item is *missed* if the last of its answers is wrong, and no item with the same main
       fact (its first one) was answered right after that. What is asked once more at the end of
       a quiz does not count: the explanation was read a minute ago.
    2. All are put in order: missed and doubted, then missed, then doubted, then the rest. Within
       each of these decisive ones come first, then cases before definitions, then what was never
       answered or longest ago, then as in the bank.
    3. From the front, items are taken until there are three, never two with the same main fact.
       For a missed or doubted one another item with the same main fact is taken instead, if
       there is one (and that is decisive if it is): never answered or longest ago first, then as
       in the bank.
    4. If none of the three is decisive, the last one gives way to the first decisive item in the
       order that was not right in the last round and whose main fact the first two do not have, if
       there is one.
    """
    everything = reads_everything(person)
    fitting = [item for item in bank if everything or item.audience.fits(person)]
    past = sorted(learned.past, key=lambda one: one.at)
    ranked = _Ranked(fitting, past, learned.doubted)
    chosen: list[Item] = []
    for item in ranked.order:
        if len(chosen) == ITEMS:
            break
        if item.main_fact not in {one.main_fact for one in chosen}:
            chosen.append(ranked.dressed(item))
    if any(item.decisive for item in chosen):
        return chosen
    kept = chosen[: ITEMS - 1]
    taken = {one.main_fact for one in kept}
    for item in ranked.order:
        if item.decisive and item.id not in learned.last_right and item.main_fact not in taken:
            return [*kept, item]
    return chosen


class _Ranked:
    """The items of one person, and what is known of each."""

    def __init__(
        self, items: Sequence[Item], past: Sequence[Past], doubted: Collection[str]
    ) -> None:
        self._place = {item.id: n for n, item in enumerate(items)}
        self._asked = {one.item: one for one in past}  # the last answer to each
        self._doubted = doubted
        self._alike: dict[str, list[Item]] = {}
        for item in items:
            self._alike.setdefault(item.main_fact, []).append(item)
        facts = {item.id: item.main_fact for item in items}
        self._right_at = {
            facts[one.item]: one.at for one in past if one.right and one.item in facts
        }
        self.order = sorted(items, key=self._rank)

    def _is_missed(self, item: Item) -> bool:
        last, right_at = self._asked.get(item.id), self._right_at.get(item.main_fact)
        if last is None or last.right:
            return False
        return right_at is None or right_at <= last.at

    def _weakness(self, item: Item) -> int:
        """Return 0 for missed and doubted, 1 missed, 2 doubted, 3 for the rest."""
        missed, doubted = self._is_missed(item), item.id in self._doubted
        return {(True, True): 0, (True, False): 1, (False, True): 2}.get((missed, doubted), 3)

    def _age(self, item: Item) -> tuple[float, int]:
        """Return what sorts the never answered first, then those answered longest ago."""
        last = self._asked.get(item.id)
        return last.at.timestamp() if last else float("-inf"), self._place[item.id]

    def _rank(self, item: Item) -> tuple[int, bool, bool, tuple[float, int]]:
        return self._weakness(item), not item.decisive, not item.case, self._age(item)

    def dressed(self, item: Item) -> Item:
        """Return the same knowledge in another dress, where it is needed and there is one."""
        if self._weakness(item) > 2:
            return item
        others = [
            other
            for other in self._alike[item.main_fact]
            if other is not item and (other.decisive or not item.decisive)
        ]
        return min(others, key=self._age, default=item)


def everything(pages: Iterable[Page]) -> Session:
    """Return all pages as one session, whose quiz is a round of reviews."""
    return Session(SESSION, PLAN.title, "", 0, tuple(pages), quiz=PLAN)


def alike(items: Mapping[str, Item], item_id: str) -> list[str]:
    """Return the ids of all items with the main fact of this one, itself among them."""
    item = items.get(item_id)
    if item is None:
        return [item_id]
    return [other.id for other in items.values() if other.main_fact == item.main_fact]
