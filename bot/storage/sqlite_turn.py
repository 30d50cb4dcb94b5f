"""A transaction that reads beside others, and writes alone in one hop at its end."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from bot.storage.engine import Fetch, Row, Statement, Transaction

Commit = Callable[[Sequence[Statement]], Awaitable[None]]
Open = Callable[[], AbstractAsyncContextManager[Transaction]]


class SqliteTurn:
    """Reads committed state until something has to be seen or decided alone.

    A transaction held over several hops would let only one chat's tap be worked on at a time,
    each hop waiting for everything else on the event loop: 110 taps a second where this does
    several hundred. What only reads and then writes blindly does not need that.
    """

    def __init__(self, read: Fetch, commit: Commit, open_alone: Open) -> None:
        self._read = read
        self._commit = commit
        self._open_alone = open_alone
        self._writes: list[Statement] = []
        self._alone: Transaction | None = None
        self._stack = AsyncExitStack()

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        if self._alone is None and not self._writes and sql.startswith("SELECT"):
            return await self._read(sql, *args)
        return await (await self._transaction()).fetch(sql, *args)

    async def row(self, sql: str, *args: object) -> Row | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def write(self, sql: str, *args: object) -> None:
        if self._alone is None:
            self._writes.append((sql, args))
        else:
            self._alone.write(sql, *args)

    async def write_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await (await self._transaction()).write_many(sql, rows)

    async def changed(self, sql: str, *args: object) -> int:
        return await (await self._transaction()).changed(sql, *args)

    async def alone(self) -> None:
        await (await self._transaction()).alone()

    async def _transaction(self) -> Transaction:
        """Return a real transaction, begun now, with what was to be written so far."""
        if self._alone is None:
            self._alone = await self._stack.enter_async_context(self._open_alone())
            for sql, args in self._writes:
                self._alone.write(sql, *args)
            self._writes = []
        return self._alone

    async def __aenter__(self) -> "SqliteTurn":
        return self

    async def __aexit__(self, *failure: object) -> bool | None:
        if self._alone is not None:
            return await self._stack.__aexit__(*failure)  # type: ignore[arg-type]
        if failure[0] is None and self._writes:
            await self._commit(self._writes)
        return None
