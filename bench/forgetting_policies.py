"""What the learners of `bench.forgetting` do between their first quiz and voting day."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from bench.forgetting_learner import FIRST, HOUR, VOTING, Learner, Reviewing, day_of
from bot.core.review import Learned, after_round, begin, choose, is_flawless, is_open, passed_over

DOES = 0.8  # a round is done on a day on which it is open; each learner the same
MINUTE = 1 / (24 * 60)
EVE = day_of(VOTING - timedelta(days=1), time(19))
BESIDE = 6  # questions on the eve, beside ours
POLICIES = ("none", "random", "massed", "ours", "both")
Days = list[tuple[float, int]]  # when how many questions


def ours(learner: Learner, asked: Days | None = None) -> Iterator[float]:
    """Review as the bot has it; `asked` collects when how many questions were done."""
    review = begin(FIRST, VOTING, FIRST)
    assert review, "there is room before voting day"
    earlier: list[bool] = []
    last_right: set[str] = set()
    for n in range(1, (VOTING - FIRST).days):
        today = FIRST + timedelta(days=n)
        review = passed_over(review, today)
        is_due = today >= review.next_on and is_open(datetime.combine(today, HOUR), VOTING)
        if not is_due or learner.chance.random() >= DOES:
            continue
        yield float(n)
        items = choose(learner.bank, learner.person, Learned(learner.past, (), last_right))
        right = [learner.ask(item, n + m * MINUTE) for m, item in enumerate(items)]
        last_right = {item.id for item, good in zip(items, right, strict=True) if good}
        flawless = is_flawless(earlier, now=all(right))
        earlier.insert(0, all(right))
        review = after_round(review, today, flawless=flawless)
        if asked is not None:
            asked.append((float(n), len(items)))


def none(_learner: Learner) -> Iterator[float]:
    return iter(())


def blindly(learner: Learner, days: Days) -> Iterator[float]:
    """Review questions drawn blindly: so many on each of these days."""
    for day, count in days:
        yield day
        drawn = learner.chance.sample(list(learner.bank), min(count, len(learner.bank)))
        for m, item in enumerate(drawn):
            learner.ask(item, day + m * MINUTE)


def massed(learner: Learner, count: int) -> Iterator[float]:
    """Review `count` questions on the eve, chosen three at a time as the bot does."""
    yield EVE
    done, last_right = 0, set[str]()
    while done < count:
        found = choose(learner.bank, learner.person, Learned(learner.past, (), last_right))
        last_right = set()
        for item in found[: count - done]:
            if learner.ask(item, EVE + done * MINUTE):
                last_right.add(item.id)
            done += 1


def both(learner: Learner) -> Iterator[float]:
    """Review as the bot has it, and a few questions more on the eve."""
    yield from ours(learner)
    yield from massed(learner, BESIDE)


def followed(policy: str, days: Sequence[Days], times: float = 1) -> list[Reviewing]:
    """Return what each learner does; `times` as many questions as with the bot (not ours)."""
    if policy == "none":
        return [none] * len(days)
    if policy == "ours":
        return [ours] * len(days)
    if policy == "both":
        return [both] * len(days)
    if policy == "random":
        return [
            partial(blindly, days=[(day, round(count * times)) for day, count in own])
            for own in days
        ]
    return [partial(massed, count=round(sum(n for _, n in own) * times)) for own in days]
