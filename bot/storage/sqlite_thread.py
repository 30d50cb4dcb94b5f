"""What SQLite does on the thread of a connection, and the way there in one hop."""

import asyncio
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar, cast

import aiosqlite

from bot.storage.engine import CHUNK, Conflict, Row, Statement, note_slow

T = TypeVar("T")

PRIMARY = 0xFF  # of an extended result code, the byte that names the kind


@lru_cache(maxsize=1024)
def with_marks(sql: str) -> tuple[str, tuple[int, ...] | None]:
    """Rewrite `$1` to `?`; return also the order of the arguments, None if as given.

    Not `?1`: Python 3.12.0 to 3.12.3 warns about it (python/cpython#117995).
    """
    order = tuple(int(number) - 1 for number in re.findall(r"\$(\d+)", sql))
    in_order = order == tuple(range(len(order)))
    return re.sub(r"\$\d+", "?", sql), None if in_order else order


def _execute(raw: sqlite3.Connection, sql: str, args: Sequence[object]) -> sqlite3.Cursor:
    text, order = with_marks(sql)
    given = args if order is None else [args[place] for place in order]
    return raw.execute(text, cast("Any", given))


def _execute_many(raw: sqlite3.Connection, sql: str, rows: Any) -> sqlite3.Cursor:
    text, order = with_marks(sql)
    given = rows if order is None else [[row[place] for place in order] for row in rows]
    return raw.executemany(text, given)


def _run(raw: sqlite3.Connection, waiting: Sequence[Statement]) -> None:
    for sql, args in waiting:
        started = time.monotonic()
        _execute(raw, sql, args)
        note_slow(sql, started)


def _hop(
    execute: Callable[[sqlite3.Connection, str, Any], sqlite3.Cursor],
    take: Callable[[sqlite3.Cursor], T],
    statement: tuple[str, Any],
    waiting: Sequence[Statement],
    raw: sqlite3.Connection,
) -> T:
    """Run what waits, then the statement, and take what is wanted of it."""
    _run(raw, waiting)
    started = time.monotonic()
    taken = take(execute(raw, *statement))
    note_slow(statement[0], started)
    return taken


def _all(cursor: sqlite3.Cursor) -> list[Row]:
    return cursor.fetchall()


def _count(cursor: sqlite3.Cursor) -> int:
    return cursor.rowcount


def _rollback(raw: sqlite3.Connection) -> None:
    if raw.in_transaction:
        raw.execute("ROLLBACK")


async def on_thread(
    connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]
) -> T:
    """Run `work` on the connection's thread, in one hop.

    The queue is first in, first out, and `work` is in it before this first waits: what a
    cancelled task has begun is finished, and its rollback comes before anybody else's work.
    """
    raw = connection._conn  # noqa: SLF001 - no public call runs several statements in one hop
    try:
        result: T = await connection._execute(work, raw)  # type: ignore[no-untyped-call] # noqa: SLF001 - as above
    except sqlite3.IntegrityError as error:
        raise Conflict(str(error)) from error
    return result


def read_here(raw: sqlite3.Connection, sql: str, args: Sequence[object]) -> list[Row] | None:
    """Run one small SELECT on the calling thread; None where it would have to wait."""
    started = time.monotonic()
    try:
        rows: list[Row] = _execute(raw, sql, args).fetchall()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & PRIMARY == sqlite3.SQLITE_BUSY:
            return None
        raise
    note_slow(sql, started)
    return rows


def run_each(
    raw: sqlite3.Connection, batch: Sequence[Sequence[Statement]]
) -> list[Exception | None]:
    """Run each of `batch` as a transaction of its own; return what went wrong with each."""
    return [_run_whole(raw, writes) for writes in batch]


def _run_whole(raw: sqlite3.Connection, writes: Sequence[Statement]) -> Exception | None:
    try:
        _run(raw, [("BEGIN IMMEDIATE", ()), *writes, ("COMMIT", ())])
    except Exception as error:  # noqa: BLE001 - handed to the turn it belongs to
        _rollback(raw)
        return Conflict(str(error)) if isinstance(error, sqlite3.IntegrityError) else error
    return None


class WritingLock:
    """Lets one task write at a time, first come, first served, and none wait for itself."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    def refuse_inside(self) -> None:
        """Raise RuntimeError where the calling task has the lock already."""
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("a transaction inside a transaction would wait for itself")

    async def __aenter__(self) -> None:
        self.refuse_inside()
        await self._lock.acquire()
        self._holder = asyncio.current_task()

    async def __aexit__(self, *_failure: object) -> None:
        self._holder = None
        self._lock.release()


class SqliteSession:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, waiting: Sequence[Statement], sql: str, args: Any) -> list[Row]:
        return await on_thread(
            self._connection, partial(_hop, _execute, _all, (sql, args), waiting)
        )

    async def changed(self, waiting: Sequence[Statement], sql: str, args: Any) -> int:
        return await on_thread(
            self._connection, partial(_hop, _execute, _count, (sql, args), waiting)
        )

    async def write_many(self, waiting: Sequence[Statement], sql: str, rows: Any) -> None:
        await on_thread(
            self._connection, partial(_hop, _execute_many, _count, (sql, rows), waiting)
        )

    async def commit(self, waiting: Sequence[Statement]) -> None:
        await on_thread(self._connection, partial(_run, waiting=[*waiting, ("COMMIT", ())]))

    async def rollback(self) -> None:
        await on_thread(self._connection, _rollback)


class SqliteReader:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        return await SqliteSession(self._connection).fetch((), sql, args)

    async def stream(self, sql: str, *args: object) -> AsyncIterator[Row]:
        cursor = await on_thread(self._connection, partial(_execute, sql=sql, args=args))
        while rows := await on_thread(self._connection, lambda _: cursor.fetchmany(CHUNK)):
            for row in rows:
                yield row
