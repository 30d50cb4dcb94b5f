"""The minute tick: one at a time, never dropped."""

import asyncio

from bot.delivery.ticks import TICK_SECONDS, Ticker


async def nothing() -> None:
    pass


async def test_a_ticker_runs_until_it_is_stopped():
    ticker = Ticker(nothing)
    states = [ticker.running]
    ticker.start()
    states.append(ticker.running)
    ticker.stop()
    await asyncio.sleep(0)
    ticker.stop()
    states.append(ticker.running)

    assert states == [False, True, False]


async def test_a_missed_tick_is_made_up_once_and_none_overlap():
    ticker = Ticker(nothing)
    ticker.start()
    [job] = ticker._scheduler.get_jobs()

    assert job.trigger.interval.total_seconds() == TICK_SECONDS
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    ticker.stop()


async def test_the_tick_is_what_it_was_given():
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    ticker = Ticker(tick)
    ticker.start()
    [job] = ticker._scheduler.get_jobs()
    await job.func()
    ticker.stop()

    assert ticked.is_set()
