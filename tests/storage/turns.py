"""Turns and transactions that wait for one another, for the tests of how they queue."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.storage.engine import Database
from bot.storage.sqlite import SqliteDatabase
from tests.storage.builders import INSERT


async def tap(db: Database, *keys: str) -> None:
    async with db.turn() as tx:
        await tx.fetch("SELECT key FROM meta WHERE key = $1", keys[0])
        for key in keys:
            tx.write(INSERT, key, "")


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0)


@asynccontextmanager
async def held(db: Database) -> AsyncIterator[None]:
    """Keep a transaction of another task open."""
    inside, leave = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with db.transaction() as tx:
            await tx.changed(INSERT, "held", "")
            inside.set()
            await leave.wait()

    task = asyncio.create_task(hold())
    await inside.wait()
    try:
        yield
    finally:
        leave.set()
        await task


async def waiting(db: SqliteDatabase, *keys: str) -> list[asyncio.Task[None]]:
    """Start a turn for each of `keys`; return when all wait for their commit."""
    before = len(db._committer._waiting)
    tasks = [asyncio.create_task(tap(db, key)) for key in keys]
    await until(lambda: len(db._committer._waiting) == before + len(keys))
    return tasks
