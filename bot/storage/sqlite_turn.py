"""What a tap costs on SQLite: reads where it stands, and one shared hop to commit."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import partial

import aiosqlite

from bot.storage.engine import Row, Statement, Transaction, refuse_if_over
from bot.storage.sqlite_thread import WritingLock, on_thread, read_here, run_each

Commit = Callable[[Sequence[Statement]], Awaitable[None]]
Open = Callable[[], AbstractAsyncContextManager[Transaction]]
Waiting = tuple[Sequence[Statement], "asyncio.Future[None]"]


class Committer:
    """Carries turns' writes to the database thread: whatever waits goes together, in one hop.

    Each turn stays a transaction of its own, and fails alone.
    """

    def __init__(self, connection: aiosqlite.Connection, writing: WritingLock) -> None:
        self._connection = connection
        self._writing = writing
        self._waiting: list[Waiting] = []
        self._carrier: asyncio.Task[None] | None = None

    async def commit(self, writes: Sequence[Statement]) -> None:
        """Return when `writes` are committed; raises Conflict, or what the database says."""
        self._writing.refuse_inside()  # we would wait for the carrier, and the carrier for us
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((writes, done))
        if self._carrier is None:
            self._carrier = asyncio.create_task(self._carry())
        await done

    async def _carry(self) -> None:
        """Carry until nothing waits; between two hops, whoever else waits to write may."""
        batch: list[Waiting] = []
        try:
            while self._waiting:
                async with self._writing:
                    batch, self._waiting = _still_wanted(self._waiting), []
                    _tell(batch, await self._outcomes([writes for writes, _ in batch]))
        finally:
            # Cancelled, which only the end of the event loop does, we leave nobody waiting.
            for _, done in (*batch, *self._waiting):
                done.cancel()
            self._carrier = None

    async def _outcomes(self, batch: list[Sequence[Statement]]) -> list[Exception | None]:
        try:
            return await on_thread(self._connection, partial(run_each, batch=batch))
        except Exception as error:  # noqa: BLE001 - nobody may wait for ever for a thread that is gone
            return [error] * len(batch)


def _still_wanted(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Leave out whose turn was cancelled before its writes set out."""
    return [one for one in waiting if not one[1].done()]


def _tell(batch: Sequence[Waiting], outcomes: Sequence[Exception | None]) -> None:
    for (_, done), error in zip(batch, outcomes, strict=True):
        if done.done():
            continue  # whoever waited was cancelled on the way; it is committed all the same
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


class SqliteTurn:
    """Reads committed state until something has to be seen or decided alone.

    A transaction held over several hops would let only one chat's tap be worked on at a time,
    each hop waiting for everything else on the event loop. What only reads and then writes
    blindly does not need that. Its reads are a few rows by key, 15 to 40 µs each from the page
    cache, and in WAL mode they wait for no writer: on the event loop they cost a tenth of a
    hop to another thread, which has to fight for Python's lock twice.
    """

    def __init__(self, near: sqlite3.Connection, commit: Commit, begin: Open) -> None:
        self._near = near
        self._commit = commit
        self._begin = begin
        self._writes: list[Statement] = []
        self._became: Transaction | None = None  # from then on it does all, its checks too
        self._stack = AsyncExitStack()
        self._ended = False
        self._failure: BaseException | None = None

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        if self._became is None and not self._writes and sql.startswith("SELECT"):
            rows = self._read(sql, args)
            if rows is not None:
                return rows
        return await (await self._transaction()).fetch(sql, *args)

    async def row(self, sql: str, *args: object) -> Row | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def write(self, sql: str, *args: object) -> None:
        if self._became is None:
            self._check()
            self._writes.append((sql, args))
        else:
            self._became.write(sql, *args)

    async def write_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            await (await self._transaction()).write_many(sql, rows)

    async def changed(self, sql: str, *args: object) -> int:
        return await (await self._transaction()).changed(sql, *args)

    async def alone(self) -> None:
        await (await self._transaction()).alone()

    def _read(self, sql: str, args: Sequence[object]) -> list[Row] | None:
        self._check()
        try:
            return read_here(self._near, sql, args)
        except Exception as error:
            self._failure = error
            raise

    async def _transaction(self) -> Transaction:
        """Return a real transaction, begun now, with what was to be written so far."""
        if self._became is None:
            self._check()
            try:
                self._became = await self._stack.enter_async_context(self._begin())
            except BaseException as error:
                self._failure = error
                raise
            for sql, args in self._writes:
                self._became.write(sql, *args)
        return self._became

    def _check(self) -> None:
        refuse_if_over(self._ended, self._failure)

    async def __aenter__(self) -> "SqliteTurn":
        return self

    async def __aexit__(self, *failure: object) -> bool | None:
        if self._became is not None:
            return await self._stack.__aexit__(*failure)  # type: ignore[arg-type]
        try:
            if failure[0] is None:
                self._check()  # a failure that was caught inside the block
                if self._writes:
                    await self._commit(self._writes)
        finally:
            self._ended = True
        return None
