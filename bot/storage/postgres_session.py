"""One connection to PostgreSQL: statements, and what the server refuses."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from bot.storage.engine import CHUNK, Conflict, Row, Statement, note_slow


@contextmanager
def _conflicts() -> Iterator[None]:
    """Translate refusals; the server's DETAIL is dropped, for it quotes what people typed."""
    try:
        yield
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.TransactionRollbackError) as error:
        raise Conflict(error.args[0]) from None
    except asyncpg.PostgresError as error:
        error.detail = None
        raise


class PostgresSession:
    def __init__(self, connection: Any, at_end: str) -> None:
        self._connection = connection
        self._at_end = at_end

    async def fetch(self, waiting: list[Statement], sql: str, args: Any) -> list[Row]:
        await self._run(waiting)
        started = time.monotonic()
        with _conflicts():
            rows: list[Row] = await self._connection.fetch(sql, *args)
        note_slow(sql, started)
        return rows

    async def changed(self, waiting: list[Statement], sql: str, args: Any) -> int:
        status = await self._run([*waiting, (sql, args)])
        return int(status.rpartition(" ")[2])  # "UPDATE 3", "INSERT 0 1"

    async def write_many(self, waiting: list[Statement], sql: str, rows: Any) -> None:
        await self._run(waiting)
        started = time.monotonic()
        with _conflicts():
            await self._connection.executemany(sql, rows)
        note_slow(sql, started)

    async def commit(self, waiting: list[Statement]) -> None:
        await self._run([*waiting, (self._at_end, ())])

    async def rollback(self) -> None:
        if not self._connection.is_closed():
            await self._connection.execute("ROLLBACK")

    async def _run(self, waiting: list[Statement]) -> str:
        status = ""
        for sql, args in waiting:
            started = time.monotonic()
            with _conflicts():
                status = await self._connection.execute(sql, *args)
            note_slow(sql, started)
        return status


class PostgresReader:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        return await PostgresSession(self._connection, "").fetch([], sql, args)

    async def stream(self, sql: str, *args: object) -> AsyncIterator[Row]:
        with _conflicts():
            async for row in self._connection.cursor(sql, *args, prefetch=CHUNK):
                yield row
