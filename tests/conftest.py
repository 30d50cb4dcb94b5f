"""What every test may use: a small town on a real database."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import aiosqlite.core
import pytest
from hypothesis import settings

from bot.content import catalogue
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests import town as people
from tests.phone import Town
from tests.storage.conftest import (  # noqa: F401 - fixtures, for tests beside tests/storage
    NOW,
    no_backup,
    postgres_server,
    postgres_url,
)
from tests.storage.places import Places

# Bots that tests start are not measured: they would be slower, and are killed in many ways.
if "PYTEST_XDIST_WORKER" in os.environ:  # noqa: TID251 - the test runner's
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)  # noqa: TID251

# A busy machine is no fault of the program's: examples have no deadline.
settings.register_profile("bimtek", deadline=None)
settings.load_profile("bimtek")


@pytest.fixture(scope="session", autouse=True)
def ending() -> Iterator[None]:
    """Let pytest end although a failed test left a connection open: its thread waits for work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core, "Thread", partial(Thread, daemon=True))
        yield


async def _settled(url: str) -> None:
    db = await open_database(url, synchronous="OFF")
    try:
        await migrate(db, NOW, no_backup)
        await people.settle(db)
    finally:
        await db.close()


@pytest.fixture(scope="session")
def settled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with everybody in it, to be copied."""
    file = tmp_path_factory.mktemp("town") / "town.db"
    asyncio.run(_settled(f"sqlite:///{file}"))
    return file


@pytest.fixture
async def town_db(settled_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    file = tmp_path / "town.db"
    shutil.copy(settled_file, file)
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    yield db
    await db.close()


@pytest.fixture
def town(town_db: Database) -> Town:
    """Give the town on SQLite."""
    return Town(town_db, people.content(), catalogue.languages(), people.codes())


@pytest.fixture(scope="session")
def settled_places(postgres_server: str) -> Iterator[Places]:  # noqa: F811 - the fixture
    places = Places(postgres_server, _settled)
    yield places
    places.close()


@pytest.fixture
async def postgres_town(settled_places: Places) -> AsyncIterator[Town]:
    """Give the town on PostgreSQL."""
    place = await settled_places.take()
    db = await open_database(settled_places.url(place))
    yield Town(db, people.content(), catalogue.languages(), people.codes())
    await db.close()
    settled_places.give_back(place)
