"""Every storage test runs on SQLite and on PostgreSQL, each in a fresh place of its own."""

import asyncio
import getpass
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiosqlite
import asyncpg
import pytest

from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests.storage.places import Places

NOW = "2024-01-26T01:00:00.000000Z"
SERVER = "127.0.0.1:5432"


async def no_backup(version: int) -> None:
    """Stand in for the backup before a migration."""


async def _first_user_let_in() -> str | None:
    for user in dict.fromkeys((getpass.getuser(), "postgres", "root")):
        try:
            connection = await asyncpg.connect(f"postgresql://{user}@{SERVER}/test", timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            continue
        await connection.close()
        return user
    return None


@pytest.fixture(scope="session")
def postgres_server() -> str:
    user = asyncio.run(_first_user_let_in())
    if user is None:
        reason = f"no PostgreSQL at {SERVER} lets us into its database `test`"
        if os.environ.get("BIMTEK_ALL") == "1":  # noqa: TID251 - set by .ci/run
            pytest.fail(reason)
        pytest.skip(reason)
    return f"postgresql://{user}@{SERVER}/test"


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    schema = f"t_{uuid.uuid4().hex[:12]}"
    yield f"{postgres_server}?schema={schema}"
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    await connection.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bimtek.db'}"


async def _migrated(url: str) -> None:
    db = await open_database(url)
    try:
        await migrate(db, NOW, no_backup)
    finally:
        await db.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with today's schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "bimtek.db"
    asyncio.run(_migrated(f"sqlite:///{file}"))
    return file


@pytest.fixture
def migrated_sqlite_url(migrated_file: Path, sqlite_url: str, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "bimtek.db")
    return sqlite_url


@pytest.fixture(scope="session")
def migrated_places(postgres_server: str) -> Iterator[Places]:
    places = Places(postgres_server, _migrated)
    yield places
    places.close()


@pytest.fixture
async def migrated_postgres_url(migrated_places: Places) -> AsyncIterator[str]:
    place = await migrated_places.take()
    yield migrated_places.url(place)
    migrated_places.give_back(place)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give a place: an empty one, or for whoever wants `db` one with today's schema."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    prepared = "migrated_" if "db" in request.fixturenames else ""
    found: str = request.getfixturevalue(prepared + name)
    return found


@pytest.fixture
async def empty(url: str) -> AsyncIterator[Database]:
    """Give an open database without any table."""
    db = await open_database(url)
    yield db
    await db.close()


@pytest.fixture
async def db(empty: Database) -> Database:
    """Give an open database with today's schema."""
    await migrate(empty, NOW, no_backup)
    return empty


@pytest.fixture
async def other(db: Database, url: str) -> AsyncIterator[Database]:
    """Give the same database as another process would open it."""
    second = await open_database(url)
    yield second
    await second.close()


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count how often work is put before SQLite's threads; each call starts anew."""
    count = 0
    execute = aiosqlite.Connection._execute

    async def counted(connection: aiosqlite.Connection, *args: object) -> object:
        nonlocal count
        count += 1
        return await execute(connection, *args)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)

    def counted_since() -> int:
        nonlocal count
        since, count = count, 0
        return since

    return counted_since
