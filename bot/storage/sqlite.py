"""The SQLite engine: one writing connection behind a lock, two that only read, WAL."""

import asyncio
import fcntl
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

import aiosqlite

from bot.storage.engine import (
    BufferedTransaction,
    CannotOpen,
    Conflict,
    Dialect,
    Row,
    Transaction,
    committing,
)
from bot.storage.sqlite_thread import SqliteReader, SqliteSession, WritingLock, on_thread
from bot.storage.sqlite_turn import Committer, SqliteTurn

READERS = 2
BUSY_SECONDS = 10  # how long a write waits for another process (a CLI command) to commit
LOCK_TRIES = 5  # a tenth of a second apart: `locked` elsewhere holds the file for an instant
CHECKPOINT_PAGES = 8000  # 32 MB of WAL: each checkpoint waits for the disk, and taps for it
STATEMENTS = 512  # prepared statements kept per connection: more than we have
NEEDED = (3, 37, 0)  # STRICT tables (3.37) and RETURNING (3.35)

CATALOGUE = """
    SELECT m.name AS name, f."table" AS parent
    FROM sqlite_master m LEFT JOIN pragma_foreign_key_list(m.name) f ON 1 = 1
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
"""


def path_of(url: str) -> Path:
    """Return the file a `sqlite:///` address names.

    `sqlite:////var/x.db` is absolute, `sqlite:///data/x.db` relative. People also write an
    absolute path after three slashes: where the relative folder does not exist and the
    absolute one does, that is what they meant. Raises ValueError.
    """
    name = url.removeprefix("sqlite:///")
    if (
        name == url
        or not name.strip("/")
        or name.endswith("/")
        or "?" in name
        or name == ":memory:"
    ):
        raise ValueError(
            "Alamat basis data SQLite harus menyebut sebuah berkas, misalnya"
            " sqlite:///data/bimtek.db atau sqlite:////var/lib/bimtek/bimtek.db."
        )
    path, rooted = Path(name), Path("/" + name)
    if not path.parent.exists() and rooted.parent.exists():
        path = rooted
    if path.is_dir():
        raise ValueError(f"Alamat basis data menunjuk ke sebuah folder, bukan berkas: {path}")
    return path


def _prepare(raw: sqlite3.Connection, pragmas: Sequence[str]) -> None:
    raw.row_factory = sqlite3.Row
    for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "temp_store = MEMORY", *pragmas):
        raw.execute(f"PRAGMA {pragma}")


def _truncate(raw: sqlite3.Connection, *, anew: bool) -> bool:
    """Write the WAL back and cut it to nothing; False where a reader still needs it.

    `secure_delete` misses copies of rows that SQLite made when it moved them between pages;
    a file written `anew` has none.

    Without waiting for readers: every write would wait with us.
    """
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        if anew:
            raw.execute("VACUUM")
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    return not busy


class SqliteDatabase:
    dialect: Dialect = "sqlite"
    catalogue = CATALOGUE

    def __init__(self, path: Path, synchronous: str) -> None:
        self._path = path
        self._synchronous = synchronous
        self._writing = WritingLock()
        self._readers: list[aiosqlite.Connection] = []
        self._next_reader: Iterator[aiosqlite.Connection] = iter(())
        self._near: sqlite3.Connection | None = None
        self._lock_file: int | None = None

    async def open(self) -> None:
        self._writer = await self._connect(
            "journal_mode = WAL",
            f"synchronous = {self._synchronous}",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        )
        try:
            for _ in range(READERS):
                reader = await self._connect("query_only = ON")
                self._readers.append(reader)
            self._next_reader = cycle(self._readers)
            self._near = sqlite3.connect(
                self._path, isolation_level=None, cached_statements=STATEMENTS
            )
            # The event loop must not stand still: what would wait there goes another way.
            _prepare(self._near, ["query_only = ON", "busy_timeout = 0"])
            self._committer = Committer(self._writer, self._writing)
        except BaseException:
            await self.close()
            raise

    async def _connect(self, *pragmas: str) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(
            self._path, isolation_level=None, cached_statements=STATEMENTS
        )
        try:
            await on_thread(connection, partial(_prepare, pragmas=pragmas))
        except BaseException:
            await connection.close()
            raise
        return connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with (
            self._writing,
            committing(BufferedTransaction(SqliteSession(self._writer), "BEGIN IMMEDIATE")) as tx,
        ):
            yield tx

    def turn(self) -> AbstractAsyncContextManager[Transaction]:
        if self._near is None:
            raise RuntimeError("the database is not open")
        return SqliteTurn(self._near, self._committer.commit, self.transaction)

    @asynccontextmanager
    async def reshape(self) -> AsyncIterator[Transaction]:
        session = SqliteSession(self._writer)
        async with self._writing:
            try:
                # With foreign keys on, dropping a table to rebuild it would delete its children.
                await session.changed([], "PRAGMA foreign_keys = OFF", ())
                async with committing(BufferedTransaction(session, "BEGIN IMMEDIATE")) as tx:
                    yield tx
                    if await tx.fetch("PRAGMA foreign_key_check"):
                        raise Conflict("FOREIGN KEY constraint failed")
            finally:
                await session.changed([], "PRAGMA foreign_keys = ON", ())

    async def read(self, sql: str, *args: object) -> list[Row]:
        # One fetch is one hop, so several tasks may use a connection: nothing stays open on it.
        return await SqliteReader(next(self._next_reader)).fetch(sql, *args)

    async def stream(self, sql: str, *args: object) -> AsyncIterator[Row]:
        async with self.snapshot() as reader:
            async for row in reader.stream(sql, *args):
                yield row

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[SqliteReader]:
        # A connection of its own: what else reads there would see the old state, too.
        connection = await self._connect("query_only = ON")
        try:
            reader = SqliteReader(connection)
            await reader.fetch("BEGIN")
            await reader.fetch("SELECT 1 FROM sqlite_master")  # only a read fixes the state
            yield reader
        finally:
            await connection.close()

    async def version(self) -> int:
        # On the writing connection, whose own commits do not change the number.
        rows = await SqliteReader(self._writer).fetch("PRAGMA data_version")
        return int(rows[0]["data_version"])

    async def truncate_log(self, *, anew: bool = False) -> bool:
        async with self._writing:
            return await on_thread(self._writer, partial(_truncate, anew=anew))

    async def renumber(self, tx: Transaction) -> None:
        """Do nothing: INTEGER PRIMARY KEY goes on after the highest id by itself."""

    async def lock(self) -> bool:
        if self._lock_file is not None:
            return False
        for attempt in range(LOCK_TRIES):
            await asyncio.sleep(0.1 if attempt else 0)
            self._lock_file = _locked_file(self._path, fcntl.LOCK_EX)
            if self._lock_file is not None:
                return True
        return False

    async def unlock(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)  # the file stays: removing it would be a race
            self._lock_file = None

    async def keeps_lock(self) -> bool:
        return self._lock_file is not None

    async def locked(self) -> bool:
        probe = _locked_file(self._path, fcntl.LOCK_SH)
        if probe is not None:
            os.close(probe)
        return probe is None

    async def close(self) -> None:
        await self.unlock()
        async with self._writing:
            near, self._near = self._near, None
            if near is not None:
                near.close()
            for connection in (*self._readers, self._writer):
                await connection.close()


def _locked_file(path: Path, kind: int) -> int | None:
    """Return a locked descriptor of `<database>.lease`, or None if it is held.

    flock, not lockf: it also holds within one process, and closing another descriptor of the
    file does not free it. The kernel frees it when the process ends, however it ends.
    """
    lease = path.with_name(path.name + ".lease")
    descriptor = os.open(lease, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


async def open_sqlite(path: Path, synchronous: str) -> SqliteDatabase:
    """Open or create the file. Raises CannotOpen or ValueError."""
    if synchronous.upper() not in ("OFF", "NORMAL", "FULL", "EXTRA"):
        raise ValueError(f"Nilai synchronous harus NORMAL atau FULL, bukan {synchronous!r}.")
    if sqlite3.sqlite_version_info < NEEDED:
        raise CannotOpen(
            f"SQLite {sqlite3.sqlite_version} terlalu lama; diperlukan 3.37 atau lebih baru."
        )
    # Its debug lines would show parameters, which may be personal.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    db = SqliteDatabase(path, synchronous.upper())
    try:
        _create_private(path)
        await db.open()
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(f"Basis data {path} tidak dapat dibuka: {error}") from error
    return db


def _create_private(path: Path) -> None:
    """Create the file for its owner alone; the WAL beside it gets the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
