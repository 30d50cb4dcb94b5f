"""The memo of numbers: counted once for all who ask, and not kept for long."""

import asyncio

import pytest
from aiohttp import web

from bot.web.dasbor import numbers
from bot.web.dasbor.numbers import MOST, NUMBERS, Numbers


class Count:
    """Counts how often it is asked; waits while `gate` is closed."""

    def __init__(self) -> None:
        self.n = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = False

    async def __call__(self) -> int:
        self.n += 1
        n = self.n
        await self.gate.wait()
        if self.fails:
            raise ValueError("no number")
        return n


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memo(clock: Clock) -> Numbers:
    return Numbers(clock)


async def test_a_number_is_kept_for_two_seconds(memo: Numbers, clock: Clock):
    make = Count()
    first = await memo.recent("a", make)
    clock.at += 1.9
    second = await memo.recent("a", make)
    clock.at += 0.1
    third = await memo.recent("a", make)

    assert (first, second, third) == (1, 1, 2)


async def test_whoever_asks_at_once_waits_for_the_same_count(memo: Numbers):
    make = Count()
    make.gate.clear()
    asking = [asyncio.ensure_future(memo.recent("a", make)) for _ in range(20)]
    await asyncio.sleep(0)
    make.gate.set()

    assert await asyncio.gather(*asking) == [1] * 20
    assert make.n == 1


async def test_one_who_leaves_does_not_take_the_number_along(memo: Numbers):
    make = Count()
    make.gate.clear()
    leaving = asyncio.ensure_future(memo.recent("a", make))
    staying = asyncio.ensure_future(memo.recent("a", make))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    make.gate.set()

    assert await staying == 1
    assert leaving.cancelled()


async def test_a_failure_is_told_to_all_who_wait_and_not_kept(memo: Numbers):
    make = Count()
    make.fails = True
    with pytest.raises(ValueError, match="no number"):
        await memo.recent("a", make)
    make.fails = False

    assert await memo.recent("a", make) == 2


async def test_an_older_number_is_shown_while_it_is_counted_anew(memo: Numbers, clock: Clock):
    make = Count()
    await memo.recent("a", make, 2, 30)
    clock.at += 10
    make.gate.clear()
    meanwhile = await memo.recent("a", make, 2, 30)
    again = await memo.recent("a", make, 2, 30)
    make.gate.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert (meanwhile, again) == (1, 1)
    assert make.n == 2
    assert await memo.recent("a", make, 2, 30) == 2


async def test_a_number_that_is_too_old_is_waited_for(memo: Numbers, clock: Clock):
    make = Count()
    await memo.recent("a", make, 2, 30)
    clock.at += 32

    assert await memo.recent("a", make, 2, 30) == 2


async def test_after_a_change_everything_is_counted_anew(memo: Numbers):
    make = Count()
    await memo.recent("a", make)
    memo.forget()

    assert await memo.recent("a", make) == 2


async def test_only_so_many_numbers_are_kept(memo: Numbers):
    make = Count()
    for key in range(MOST + 1):
        await memo.recent(key, make)
    await memo.recent(MOST, make)
    counted = make.n
    await memo.recent(0, make)

    assert counted == MOST + 1
    assert make.n == MOST + 2


async def test_the_application_ends_what_is_still_being_counted():
    app = web.Application()
    numbers.install(app)
    app.freeze()
    make = Count()
    make.gate.clear()
    waiting = asyncio.ensure_future(app[NUMBERS].recent("a", make))
    await asyncio.sleep(0)
    await app.cleanup()

    with pytest.raises(asyncio.CancelledError):
        await waiting
