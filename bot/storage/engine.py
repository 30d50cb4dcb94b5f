"""Two engines behind one face: Database, Transaction, Reader, and the way to open them."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from graphlib import TopologicalSorter
from typing import Any, Literal, Protocol, TypeVar

import structlog

Dialect = Literal["sqlite", "postgresql"]
Statement = tuple[str, tuple[object, ...]]
T = TypeVar("T")

CHUNK = 500  # rows fetched or written at a time where there may be many
SLOW_SECONDS = 1.0  # a statement that takes longer is logged

log = structlog.get_logger(__name__)


class Conflict(Exception):
    """A constraint (a unique or foreign key, mostly) refused a write; the transaction is lost."""


class CannotOpen(Exception):
    """The database does not answer, or is none; the message is for the operator."""


class Row(Protocol):
    """What sqlite3.Row and asyncpg.Record have in common: `row["name"]`, and `dict(row)`."""

    def __getitem__(self, name: str, /) -> Any: ...

    def keys(self) -> Iterable[str]: ...


class Fetch(Protocol):
    async def __call__(self, sql: str, *args: object) -> list[Row]: ...


class Reader(Protocol):
    """Reads from one consistent state of the database."""

    async def fetch(self, sql: str, *args: object) -> list[Row]: ...

    def stream(self, sql: str, *args: object) -> AsyncIterator[Row]: ...


class Transaction(Protocol):
    """Reads and writes that are committed together; parameters are `$1`, `$2`, `$3`.

    A statement that fails loses the whole transaction, also if its exception is caught.
    """

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        """Return all rows; also for `INSERT … RETURNING`."""
        ...

    async def row(self, sql: str, *args: object) -> Row | None:
        """Return the first row, or None."""
        ...

    def write(self, sql: str, *args: object) -> None:
        """Keep the statement; it runs before the next read, or with COMMIT."""
        ...

    async def write_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run the statement for each of `rows`, now."""
        ...

    async def changed(self, sql: str, *args: object) -> int:
        """Run the statement now; return how many rows it changed."""
        ...

    async def alone(self) -> None:
        """Work alone from here on, among all that ask for it: what is read next stays true."""
        ...


class Database(Protocol):
    """One open database. Writers are `transaction` and `reshape`; all the rest only reads."""

    dialect: Dialect
    catalogue: str  # SQL that lists our tables: name, and parent for each foreign key

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Commit at the end of the block, roll back on any exception (Conflict among them)."""
        ...

    def turn(self) -> AbstractAsyncContextManager[Transaction]:
        """Like `transaction`, but reads may see the state before another's commit.

        Many turns read at once; only their commits queue. A turn that met another's commit may
        end in Conflict, and is then repeated as a `transaction`.
        """
        ...

    def reshape(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction for DDL and bulk loads: foreign keys are checked at its end."""
        ...

    async def read(self, sql: str, *args: object) -> list[Row]:
        """Return committed rows, without waiting for the writer."""
        ...

    def stream(self, sql: str, *args: object) -> AsyncIterator[Row]:
        """Yield committed rows in flat memory."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Reader]:
        """Hold one consistent state for several reads."""
        ...

    async def version(self) -> int:
        """Return a number that differs after another process has committed."""
        ...

    async def truncate_log(self, *, anew: bool = False) -> bool:
        """Empty the log of changes, which still holds what was erased; False: somebody reads.

        With `anew` the whole database is written anew first: where many rows went at once,
        pieces of them may be left in its pages.
        """
        ...

    async def renumber(self, tx: Transaction) -> None:
        """Let identity columns go on after the highest id that was loaded."""
        ...

    async def lock(self) -> bool:
        """Take the lock that the operating system or server frees when we die; False: held."""
        ...

    async def unlock(self) -> None: ...

    async def keeps_lock(self) -> bool:
        """Return whether the lock we took is still ours (a server may have dropped us)."""
        ...

    async def locked(self) -> bool:
        """Return whether anybody, ourselves included, holds the lock."""
        ...

    async def close(self) -> None: ...


async def open_database(url: str, *, synchronous: str = "NORMAL") -> Database:
    """Open `sqlite:///data/x.db` (`sqlite:////abs/x.db`) or `postgresql://…?schema=name`.

    `synchronous` is SQLite's setting. Raises ValueError (a wrong address) or CannotOpen, both
    with a message in Bahasa Indonesia that holds no password.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest:
        from bot.storage import sqlite  # noqa: PLC0415 - each driver only where it is used

        return await sqlite.open_sqlite(sqlite.path_of(url), synchronous)
    if scheme in ("postgresql", "postgres") and rest:
        from bot.storage import postgres  # noqa: PLC0415 - asyncpg is heavy

        return await postgres.open_postgres(url)
    raise ValueError(
        "Alamat basis data harus berbentuk sqlite:///data/bimtek.db,"
        " sqlite:////alamat/lengkap/bimtek.db, atau"
        " postgresql://pengguna@server/basisdata?schema=nama."
    )


async def tables(db: Database, fetch: Fetch) -> list[str]:
    """Return the names of our tables, every parent before its children."""
    order: TopologicalSorter[str] = TopologicalSorter()
    edges = {(row["name"], row["parent"]) for row in await fetch(db.catalogue)}
    for name, parent in sorted(edges, key=str):
        order.add(name, *({parent} - {None, name}))
    return list(order.static_order())


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier. Raises ValueError if it is not one of our kind."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(f"not a name of ours: {name!r}")
    return f'"{name}"'


def note_slow(sql: str, started: float) -> None:
    """Log a slow statement: its text, never its parameters, which may be personal."""
    seconds = time.monotonic() - started
    if seconds > SLOW_SECONDS:
        log.warning("slow_statement", sql=sql, seconds=round(seconds, 2))


# --- what both engines do alike -------------------------------------------------------------


class Session(Protocol):
    """One engine's way to run statements; each call first runs those that were `waiting`."""

    async def fetch(self, waiting: list[Statement], sql: str, args: Any) -> list[Row]: ...

    async def changed(self, waiting: list[Statement], sql: str, args: Any) -> int: ...

    async def write_many(self, waiting: list[Statement], sql: str, rows: Any) -> None: ...

    async def commit(self, waiting: list[Statement]) -> None: ...

    async def rollback(self) -> None: ...


def refuse_if_over(ended: bool, failure: BaseException | None) -> None:  # noqa: FBT001 - a state
    """Raise RuntimeError where a transaction can take no further statement."""
    if ended:
        raise RuntimeError("the transaction has ended")
    if failure is not None:
        raise RuntimeError("the transaction is lost") from failure


class BufferedTransaction:
    """A Transaction whose BEGIN travels with the first statement, and writes with COMMIT.

    Every statement that is awaited costs a hop to SQLite's thread or PostgreSQL's server, and
    the hops are what a tap costs (design.md D6).
    """

    def __init__(self, session: Session, begin: str, alone_by: str = "SELECT 1") -> None:
        self._session = session
        self._alone_by = alone_by  # the statement after which nobody else writes
        self._waiting: list[Statement] = [(begin, ())]
        self._begun = False
        self._ended = False
        self._failure: BaseException | None = None

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        return await self._now(self._session.fetch, sql, args)

    async def row(self, sql: str, *args: object) -> Row | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def write(self, sql: str, *args: object) -> None:
        self._check()
        self._waiting.append((sql, args))

    async def write_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            await self._now(self._session.write_many, sql, rows)

    async def changed(self, sql: str, *args: object) -> int:
        return await self._now(self._session.changed, sql, args)

    async def alone(self) -> None:
        await self._now(self._session.fetch, self._alone_by, ())

    async def _now(
        self, run: Callable[[list[Statement], str, Any], Awaitable[T]], sql: str, args: Any
    ) -> T:
        self._check()
        try:
            return await run(self._take(), sql, args)
        except BaseException as error:
            self._failure = error
            raise

    def _take(self) -> list[Statement]:
        waiting, self._waiting = self._waiting, []
        self._begun = True
        return waiting

    def _check(self) -> None:
        refuse_if_over(self._ended, self._failure)

    async def commit(self) -> None:
        self._check()  # a failure that was caught inside the block: PostgreSQL would not commit
        if self._begun or len(self._waiting) > 1:
            await self._session.commit(self._take())

    async def rollback(self) -> None:
        if self._begun:
            await self._session.rollback()

    def end(self) -> None:
        self._ended = True


@asynccontextmanager
async def committing(tx: BufferedTransaction) -> AsyncIterator[BufferedTransaction]:
    """Commit at the end of the block; roll back on any exception, cancellation included."""
    try:
        yield tx
        await tx.commit()
    except BaseException:
        await tx.rollback()
        raise
    finally:
        tx.end()
