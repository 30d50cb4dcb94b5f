"""Many rows, and everybody else meanwhile."""

import asyncio
import time

from bot.storage.slices import SECONDS, each


async def test_each_row_is_made_in_its_order():
    assert await each(range(5), str) == ["0", "1", "2", "3", "4"]
    assert await each([], str) == []


async def test_others_go_on_in_between():
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def make(row: int) -> int:
        time.sleep(SECONDS / 2)
        return row

    task = asyncio.create_task(others())
    made = await each(range(10), make)
    task.cancel()

    assert made == list(range(10))
    assert turns >= 4
