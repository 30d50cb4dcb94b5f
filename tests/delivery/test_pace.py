"""The pace, in seconds that pass only while somebody sleeps."""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest

from bot.delivery.pace import Pacer

JITTER = 0.001  # seconds that a sleep lasts too long, on average


class Seconds:
    """Time that jumps to whoever wakes next, a little late as on a real machine."""

    def __init__(self, seed: int = 1, jitter: float = JITTER) -> None:
        self.time = 50.0
        self.random, self._jitter = Random(seed), jitter  # noqa: S311 - repeatable
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        late = self.random.expovariate(1 / self._jitter) if self._jitter else 0.0
        woken = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.time + seconds + late, self._count, woken))
        await woken

    async def pass_until(self, done: asyncio.Future[Any]) -> None:
        """Let time pass until `done`."""
        while not done.done():
            for _ in range(8):
                await asyncio.sleep(0)
            if self._sleepers and not done.done():
                at, _, woken = heapq.heappop(self._sleepers)
                self.time = max(self.time, at)
                if not woken.done():
                    woken.set_result(None)


class Run:
    """A broadcast, with people who talk meanwhile."""

    def __init__(self, rate: int, seed: int = 1) -> None:
        self.seconds = Seconds(seed)
        self.pacer = Pacer(rate, self.seconds.now, self.seconds.sleep)
        self.bulk: list[float] = []
        self.live: list[float] = []
        self.waits: list[float] = []

    async def broadcast(self, people: int, talk: float = 0, *, evenly: bool = True) -> float:
        """Return how many seconds it took; `talk` live replies come a second."""
        left = iter(range(people))
        workers = [asyncio.ensure_future(self._work(left)) for _ in range(self.pacer.ahead)]
        done = asyncio.gather(*workers)
        talking = [asyncio.ensure_future(self._talk(talk, evenly=evenly))] if talk else []
        await self.seconds.pass_until(done)
        for task in talking:
            task.cancel()
        return self.bulk[-1] - self.bulk[0]

    async def _work(self, left: Iterator[int]) -> None:
        for chat in left:
            assert await self.pacer.bulk(chat) == 0
            self.bulk.append(self.seconds.time)

    async def _talk(self, rate: float, *, evenly: bool) -> None:
        chat = 1_000_000
        replies = set()
        while True:
            pause = 1 / rate if evenly else self.seconds.random.expovariate(rate)
            await self.seconds.sleep(pause)
            chat += 1
            replies.add(asyncio.ensure_future(self._reply(chat)))

    async def _reply(self, chat: int) -> None:
        asked = self.seconds.time
        await self.pacer.live(chat)
        self.waits.append(self.seconds.time - asked)
        self.live.append(self.seconds.time)

    @property
    def all(self) -> list[float]:
        return sorted(self.bulk + self.live)


def most(times: Sequence[float]) -> int:
    """Return how many of these lie within any one second, as a server counts."""
    window: deque[float] = deque()
    found = 0
    for at in times:
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        found = max(found, len(window))
    return found


@pytest.fixture
def seconds() -> Seconds:
    return Seconds(jitter=0)


async def test_4277_messages_leave_at_25_a_second():
    run = Run(25)

    took = await run.broadcast(4277)

    assert took <= 1.005 * 4276 / 25
    assert most(run.bulk) <= 26


async def test_29_a_second_are_never_30():
    run = Run(29)

    took = await run.broadcast(4277)

    assert took <= 1.01 * 4276 / 29
    assert most(run.bulk) == 29


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("evenly", [True, False])
async def test_bulk_yields_to_people_and_both_together_are_never_too_many(
    seed: int, *, evenly: bool
):
    run = Run(25, seed)

    took = await run.broadcast(4277, talk=4, evenly=evenly)

    lot = 1.02 if evenly else 1.03  # by chance a few more than four a second may talk
    assert took <= lot * 4276 / 25
    assert most(run.bulk) <= 26
    assert most(run.all) <= 30
    assert sorted(run.waits)[int(0.85 * len(run.waits))] == 0  # most pass at once
    assert sorted(run.waits)[int(0.95 * len(run.waits))] < 0.1


async def test_at_the_highest_rate_bulk_makes_room_for_people():
    run = Run(29)

    took = await run.broadcast(1000, talk=4)

    assert most(run.all) <= 30
    assert took == pytest.approx(1000 / 25, rel=0.05)


async def test_without_a_limit_nobody_waits(seconds: Seconds):
    pacer = Pacer(0, seconds.now, seconds.sleep)

    assert [await pacer.bulk(chat) for chat in range(10_000)] == [0] * 10_000
    assert pacer.ahead == 96


async def test_a_hiccup_is_made_up_for_and_a_rest_is_not(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    await pacer.bulk(1)
    seconds.time += 0.4  # the database was busy
    assert [pacer._until_turn() <= 0 or await pacer.bulk(n) for n in (2, 3)] == [True, True]

    for chat in range(4, 10):
        await seconds.pass_until(asyncio.ensure_future(pacer.bulk(chat)))
    seconds.time += 60
    assert await pacer.bulk(20) == 0
    assert pacer._until_turn() == pytest.approx(0.04)


async def test_what_was_held_up_leaves_in_no_burst():
    run = Run(25)
    await run.broadcast(50)
    run.pacer.hold(1.5)
    before = len(run.bulk)

    await run.broadcast(50)

    pauses = [b - a for a, b in itertools.pairwise(run.bulk[before:])]
    assert min(pauses) >= 0.6 / 25


async def test_a_chat_gets_one_message_a_second(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    await pacer.bulk(1)
    begun = seconds.time

    await seconds.pass_until(asyncio.ensure_future(pacer.bulk(1)))

    assert seconds.time - begun >= 1
    assert pacer.free_in(2) == 0


async def test_bulk_keeps_a_second_from_a_live_reply_and_lets_others_pass(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    await pacer.live(1)
    waiting = asyncio.ensure_future(pacer.bulk(1))
    await asyncio.sleep(0)

    assert await pacer.bulk(2) == 0
    begun = seconds.time
    await pacer.live(1)  # a live reply waits for nobody
    assert seconds.time == begun
    await seconds.pass_until(waiting)

    assert seconds.time - begun >= 1


async def test_beside_bulk_the_second_message_of_a_turn_waits_out_its_chats_second(
    seconds: Seconds,
):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    begun = seconds.time
    await pacer.live(1)
    await pacer.live(1, follows=True)
    assert seconds.time == begun, "nothing unasked-for is under way"
    await pacer.bulk(2)
    await pacer.live(1)
    assert seconds.time == begun, "a tap right after another is answered at once"

    await seconds.pass_until(asyncio.ensure_future(pacer.live(1, follows=True)))

    assert seconds.time - begun >= 1


async def test_a_reply_waits_out_the_second_of_the_broadcast_that_its_chat_has_just_got(
    seconds: Seconds,
):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    await pacer.bulk(1)
    begun = seconds.time
    seconds.time += 0.5
    await pacer.bulk(2)  # the broadcast goes on

    await seconds.pass_until(asyncio.ensure_future(pacer.live(1)))

    assert 1 <= seconds.time - begun < 1.1


async def test_a_live_reply_that_comes_while_bulk_waits_its_turn_moves_it_on(seconds: Seconds):
    pacer = Pacer(1, seconds.now, seconds.sleep)
    await pacer.bulk(1)
    waiting = asyncio.ensure_future(pacer.bulk(2))
    await asyncio.sleep(0)
    seconds.time += 0.9
    await pacer.live(2)

    await seconds.pass_until(waiting)

    assert seconds.time >= 51.9


async def test_a_refusal_stops_its_chat_exactly_so_long(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    pacer.refused(1, 3)

    assert await pacer.bulk(1) == 3  # come back then
    assert await pacer.bulk(2) == 0
    seconds.time += 2
    waiting = asyncio.ensure_future(pacer.bulk(1))
    await seconds.pass_until(waiting)

    assert seconds.time == pytest.approx(53)


async def test_a_live_reply_also_waits_where_its_chat_was_refused(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    pacer.refused(1, 3)
    waiting = asyncio.ensure_future(pacer.live(1))

    await seconds.pass_until(waiting)

    assert seconds.time == 53


async def test_three_chats_refused_within_a_second_stop_everything(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    for chat in (1, 2, 2):
        pacer.refused(chat, 5)
    assert pacer.held_for() == 0

    pacer.refused(3, 5)

    assert pacer.held_for() == 5
    assert await pacer.bulk(9) == 5
    waiting = asyncio.ensure_future(pacer.live(9))
    await seconds.pass_until(waiting)
    assert seconds.time == 55
    assert await pacer.bulk(10) == 0


async def test_chats_that_are_answered_twice_at_once_stop_nobody_else(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    for chat in (1, 2, 3):
        await pacer.live(chat)
        await pacer.live(chat)  # a quiz has ended: the last answer, and the result
        pacer.refused(chat, 1)

    assert pacer.held_for() == 0
    assert pacer.free_in(3) >= 1


async def test_three_refusals_over_a_longer_time_stop_only_their_chats(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    for chat in (1, 2, 3):
        pacer.refused(chat, 5)
        seconds.time += 0.6

    assert pacer.held_for() == 0


async def test_all_that_waits_in_line_comes_back_after_a_long_stop(seconds: Seconds):
    pacer = Pacer(1, seconds.now, seconds.sleep)
    await pacer.bulk(1)
    waiting = [asyncio.ensure_future(pacer.bulk(chat)) for chat in (2, 3)]
    await asyncio.sleep(0)
    for chat in (7, 8, 9):
        pacer.refused(chat, 30)

    gathered = asyncio.gather(*waiting)
    await seconds.pass_until(gathered)

    assert all(28 < left < 30 for left in gathered.result())


async def test_a_hold_lets_live_replies_pass(seconds: Seconds):
    pacer = Pacer(25, seconds.now, seconds.sleep)
    pacer.hold(1)

    await pacer.live(1)
    assert seconds.time == 50
    assert pacer.held_for() == 1
    await seconds.pass_until(asyncio.ensure_future(pacer.bulk(2)))
    assert seconds.time == 51


async def test_chats_are_forgotten(seconds: Seconds):
    pacer = Pacer(0, seconds.now, seconds.sleep)
    for chat in range(1000):
        await pacer.bulk(chat)
        seconds.time += 0.01
        if chat % 100 == 0:
            pacer.refused(chat, 1)

    assert len(pacer._chats) <= 102
    assert len(pacer._refused) <= 2


@pytest.mark.parametrize(("rate", "ahead", "way"), [(1, 1, 64), (25, 4, 75), (1000, 166, 192)])
def test_little_is_prepared_ahead(rate: int, ahead: int, way: int):
    pacer = Pacer(rate)

    assert (pacer.ahead, pacer.on_the_way) == (ahead, way)
