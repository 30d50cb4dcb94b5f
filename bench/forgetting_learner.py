"""Simulated learners: what they know of each fact, how it fades, and what a question does to it.

The curve
---------
A fact once learned is recalled t days after it was last learned or asked with the probability

    p(t) = 2 ** (-t / h),        h: its half-life in days.

One memory so fades exponentially, the form that half-life regression estimates (Settles & Meeder
2016). Half-lives differ between people and facts (log-normal here), and the mean of many such
curves falls steeply at first and slowly later, as forgetting has been measured since Ebbinghaus
(1885; replicated by Murre & Dros 2015) and is mostly described for groups: close to a power of
time (Wickelgren 1974).

A question whose answer is shown at once changes h and sets t to 0:

    recalled:      h becomes h * (1 + GROWTH * (1 - p))
    not recalled:  h stays; it is learned anew from the explanation.

So a question asked while everything is still fresh (p near 1) strengthens nothing, and one asked
when half is forgotten strengthens most of what is still recalled: the direction of the spacing
effect (Cepeda et al. 2006, 2008). Nothing here models that gaps can be too long.

What is assumed
---------------
The papers give the shapes, not the numbers for this course and these people. The numbers below
are our own assumptions, chosen round; `bench.forgetting` says what other ones would change.

Sources
-------
Ebbinghaus, H. (1885). Über das Gedächtnis.
Wickelgren, W. A. (1974). Single-trace fragility theory of memory dynamics. Memory & Cognition.
Cepeda, Pashler, Vul, Wixted & Rohrer (2006). Distributed practice in verbal recall tasks: a
    review and quantitative synthesis. Psychological Bulletin.
Cepeda, Vul, Rohrer, Wixted & Pashler (2008). Spacing effects in learning: a temporal ridgeline
    of optimal retention. Psychological Science.
Murre & Dros (2015). Replication and analysis of Ebbinghaus' forgetting curve. PLOS ONE.
Settles & Meeder (2016). A trainable spaced repetition model for language learning. ACL.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from math import exp
from random import Random

from bot.content import Content
from bot.core.people import Person, Role, Seat
from bot.core.quiz import Item, draw
from bot.core.review import Past

FIRST = date(2024, 1, 24)  # the day of the first quiz: three weeks before voting day
VOTING = date(2024, 2, 14)
HOUR = time(16)  # when quizzes and reviews are done; time is counted in days from the first quiz

LEARNED = 0.85  # of the facts stick at all when the pages are read
PEOPLE_SPREAD = 0.4  # standard deviation of ln h between people
FACTS_SPREAD = 0.8  # and between one person's facts


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the results may depend on: the median half-life in days, and how much it grows."""

    half_life: float = 7.0
    growth: float = 2.0


def day_of(on: date, at: time) -> float:
    """Return a moment as days since the first quiz."""
    return (datetime.combine(on, at) - datetime.combine(FIRST, HOUR)) / timedelta(days=1)


@dataclass(slots=True)
class Memory:
    """One fact of one person; a half-life of 0 was never learned."""

    half_life: float
    since: float = 0.0

    def recall(self, day: float) -> float:
        """Return the probability that it is recalled on that day (and hour)."""
        return 2.0 ** ((self.since - day) / self.half_life) if self.half_life else 0.0


@dataclass(slots=True)
class Learner:
    """One member of a KPPS: a seat, a memory, and all answers so far."""

    person: Person
    bank: Sequence[Item]  # what the member's number may be asked
    memories: dict[str, Memory]  # by main fact
    fresh: dict[str, float]  # the half-life with which each fact is learned from an explanation
    chance: Random
    growth: float
    past: list[Past] = field(default_factory=list)

    def ask(self, item: Item, day: float) -> bool:
        """Ask one question and show its answer; tell whether it was right, by luck too."""
        memory = self.memories[item.main_fact]
        p = memory.recall(day)
        recalled = self.chance.random() < p
        if recalled:
            memory.half_life *= 1 + self.growth * (1 - p)
        elif not memory.half_life:
            memory.half_life = self.fresh[item.main_fact]
        memory.since = day
        right = recalled or self.chance.random() < 1 / len(item.options)
        at = datetime.combine(FIRST, HOUR) + timedelta(days=day)
        self.past.append(Past(item.id, right, at))
        return right

    def known(self, day: float, facts: Collection[str] = ()) -> float:
        """Return the expected share (0 to 1) recalled on that day; of `facts`, or of all."""
        asked = [fact for fact in self.memories if fact in facts] if facts else self.memories
        return sum(self.memories[fact].recall(day) for fact in asked) / len(asked)


def a_learner(content: Content, n: int, seed: int, assumed: Assumed) -> Learner:
    """Return the n-th learner after reading the pages and doing both quizzes on the first day.

    The same seed and n give the same learner, whatever is reviewed later.
    """
    chance = Random(f"{seed} {n}")
    person = Person(n + 1, "", Seat(n + 1, Role.KPPS, n % 7 + 1))
    bank = [item for item in content.items.values() if item.audience.fits(person)]
    own = chance.gauss(0, PEOPLE_SPREAD)
    fresh = {
        fact: assumed.half_life * exp(own + chance.gauss(0, FACTS_SPREAD))
        for fact in dict.fromkeys(item.main_fact for item in bank)
    }
    memories = {
        fact: Memory(half_life if chance.random() < LEARNED else 0.0)
        for fact, half_life in fresh.items()
    }
    learner = Learner(person, bank, memories, fresh, chance, assumed.growth)
    for session in content.sessions:
        if session.quiz:
            for drawn in draw(session.quiz, bank, person, {}, chance):
                learner.ask(content.items[drawn.item], 0.0)
    return learner


# Yields each moment before it asks something then.
Reviewing = Callable[[Learner], Iterator[float]]


def watched(
    learner: Learner, reviewing: Reviewing, moments: Iterable[float], facts: Collection[str]
) -> list[tuple[float, float]]:
    """Let a learner review; return the shares known of all and of `facts` at each moment."""
    known = []
    coming = sorted(moments, reverse=True)
    for day in chain(reviewing(learner), [float("inf")]):
        while coming and coming[-1] <= day:
            at = coming.pop()
            known.append((learner.known(at), learner.known(at, facts)))
    return known
