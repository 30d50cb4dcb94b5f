"""The PostgreSQL engine: a pool that writes, a pool that reads, one schema per deployment."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg

from bot.storage.engine import (
    BufferedTransaction,
    CannotOpen,
    Dialect,
    Row,
    Transaction,
    committing,
    quoted,
)
from bot.storage.postgres_session import PostgresReader, PostgresSession

WRITERS = 10
READERS = 4
STATEMENTS = 512  # prepared statements kept per connection: more than we have
CONNECT_SECONDS = 10
ANSWER_SECONDS = 5
SETTINGS = {
    "lock_timeout": "10s",  # as SQLite's busy_timeout
    "application_name": "bimtek-bot",
    "jit": "off",  # ten times the cost of the statement itself, for all that we ask
}
# A machine that lost its power frees the lease within a minute (the default is two hours).
KEEPALIVE = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
LEASE_WAIT = "500ms"  # a killed predecessor's session may take a moment to end

REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

CATALOGUE = """
    SELECT c.relname AS name, p.relname AS parent
    FROM pg_class c
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
    LEFT JOIN pg_class p ON p.oid = k.confrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
"""
IDENTITIES = """
    SELECT table_name AS name, column_name AS number FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES'
"""
LEASED = """
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((classid::bigint << 32) | objid::bigint) = $1
"""


def split_schema(url: str) -> tuple[str, str]:
    """Return the address asyncpg takes, and the schema named in it. Raises ValueError."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - read for its ValueError
        query = dict(parse_qsl(parts.query))
        schema = query.pop("schema", "public")
        quoted(schema)
    except ValueError as error:
        raise ValueError(
            "Alamat basis data PostgreSQL tidak dapat dibaca. Bentuknya"
            " postgresql://pengguna:sandi@server:5432/basisdata?schema=nama;"
            " nama skema hanya huruf kecil, angka, dan garis bawah."
        ) from error
    return parts._replace(query=urlencode(query)).geturl(), schema


class PostgresDatabase:
    dialect: Dialect = "postgresql"
    catalogue = CATALOGUE

    def __init__(self, url: str, schema: str) -> None:
        self._url = url
        self._schema = schema
        self._name = secrets.token_hex(8)  # ours, among those who announce commits
        self._channel = f"bimtek_{schema}"[:63]
        self._others = 0
        self._listener: Any = None
        self._lease: Any = None
        self._asking = asyncio.Lock()  # a connection answers one question at a time

    def _key(self, use: str) -> int:
        """Return an advisory lock's number, different for each schema of a server."""
        digest = hashlib.sha256(f"bimtek-bot {use} {self._schema}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)

    async def open(self) -> None:
        self._writers = await self._pool(WRITERS)
        try:
            if self._schema != "public":
                async with self._writers.acquire() as connection:
                    # IF NOT EXISTS still asks for the right to create one.
                    if await connection.fetchval("SELECT current_schema()") is None:
                        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
            self._readers = await self._pool(READERS, default_transaction_read_only="on")
        except BaseException:
            self._writers.terminate()
            raise

    async def _pool(self, size: int, **settings: str) -> Any:
        return await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=size,
            timeout=CONNECT_SECONDS,
            statement_cache_size=STATEMENTS,
            max_cached_statement_lifetime=0,
            reset=_nothing,  # we change no session state, and it is a round trip each time
            server_settings={**SETTINGS, "search_path": self._schema, **settings},
        )

    async def _connect(self, **settings: str) -> Any:
        settings = {**SETTINGS, "search_path": self._schema, **settings}
        return await asyncpg.connect(self._url, timeout=CONNECT_SECONDS, server_settings=settings)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._writers.acquire() as connection:
            session = PostgresSession(connection, self._commit_text())
            alone_by = f"SELECT pg_advisory_xact_lock({self._key('alone')})"
            async with committing(BufferedTransaction(session, "BEGIN", alone_by)) as tx:
                yield tx

    def turn(self) -> AbstractAsyncContextManager[Transaction]:
        return self.transaction()  # READ COMMITTED is what a turn promises

    @asynccontextmanager
    async def reshape(self) -> AsyncIterator[Transaction]:
        async with self.transaction() as tx:
            tx.write("SELECT pg_advisory_xact_lock($1)", self._key("reshape"))  # one at a time
            tx.write("SET CONSTRAINTS ALL DEFERRED")
            yield tx

    def _commit_text(self) -> str:
        """Commit and tell whoever listens.

        The one that holds the lease does not: only it listens, and NOTIFY makes the server
        commit one transaction after the other.
        """
        if self._lease is not None:
            return "COMMIT"
        return f"NOTIFY {self._channel}, '{self._name}'; COMMIT"

    async def read(self, sql: str, *args: object) -> list[Row]:
        async with self._readers.acquire() as connection:
            return await PostgresReader(connection).fetch(sql, *args)

    async def stream(self, sql: str, *args: object) -> AsyncIterator[Row]:
        async with self.snapshot() as reader:
            async for row in reader.stream(sql, *args):
                yield row

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[PostgresReader]:
        async with (
            self._readers.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute("SELECT 1")  # only a statement fixes the state
            yield PostgresReader(connection)

    async def version(self) -> int:
        async with self._asking:  # notifications arrive before the answer
            if not await _answers(self._listener):
                self._listener = await self._connect()
                await self._listener.add_listener(self._channel, self._heard)
                self._others += 1  # what was said while nobody listened is unknown
        return self._others

    def _heard(self, _connection: object, _pid: int, _channel: str, name: str) -> None:
        if name != self._name:
            self._others += 1

    async def truncate_log(self, *, anew: bool = False) -> bool:  # noqa: ARG002 - SQLite's
        """Do nothing: the server recycles its own log, and vacuums rows that are gone."""
        return True

    async def renumber(self, tx: Transaction) -> None:
        for row in await tx.fetch(IDENTITIES):
            table, number = quoted(row["name"]), quoted(row["number"])
            await tx.fetch(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{row['number']}'),"
                f" coalesce(max({number}), 1), max({number}) IS NOT NULL) FROM {table}"
            )

    async def lock(self) -> bool:
        if self._lease is not None:
            return False
        connection = await self._connect(**KEEPALIVE, lock_timeout=LEASE_WAIT)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", self._key("lease"))
        except asyncpg.LockNotAvailableError:
            await connection.close()
            return False
        except BaseException:
            connection.terminate()
            raise
        self._lease = connection
        return True

    async def unlock(self) -> None:
        if self._lease is not None:
            lease, self._lease = self._lease, None
            await lease.close()

    async def keeps_lock(self) -> bool:
        async with self._asking:
            return await _answers(self._lease)

    async def locked(self) -> bool:
        return bool(await self.read(LEASED, self._key("lease")))

    async def close(self) -> None:
        await self.unlock()
        if self._listener is not None:
            await self._listener.close()
        await self._readers.close()
        await self._writers.close()


async def _nothing(_connection: object) -> None:
    """Leave a connection as it is; asyncpg itself rolls back what is still open."""


async def _answers(connection: Any) -> bool:
    if connection is None or connection.is_closed():
        return False
    try:
        await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, *REFUSALS):
        connection.terminate()
        return False
    return True


async def open_postgres(url: str) -> PostgresDatabase:
    """Connect, and create the schema if it is missing. Raises CannotOpen or ValueError."""
    address, schema = split_schema(url)
    db = PostgresDatabase(address, schema)
    try:
        await db.open()
    except (OSError, ValueError, *REFUSALS) as error:
        host = urlsplit(address).hostname or "server setempat"
        raise CannotOpen(
            f"Basis data PostgreSQL di {host} tidak dapat dibuka: {error or type(error).__name__}"
        ) from error
    return db
