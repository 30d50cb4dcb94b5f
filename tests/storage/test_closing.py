"""SQLite closed: what waits ends, and nothing stays open."""

import asyncio
import gc
import os
import sqlite3
import warnings
from pathlib import Path

import pytest

from bot.storage import sqlite
from bot.storage.engine import CannotOpen, open_database
from bot.storage.migrate import migrate
from bot.storage.sqlite import SqliteDatabase
from tests.storage.builders import INSERT, values
from tests.storage.conftest import NOW, no_backup
from tests.storage.turns import held, tap, waiting


@pytest.fixture
async def own(sqlite_url: str) -> SqliteDatabase:
    """Give a database that the test itself closes."""
    db = await open_database(sqlite_url)
    assert isinstance(db, SqliteDatabase)
    await migrate(db, NOW, no_backup)
    return db


def open_files(folder: Path) -> list[str]:
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(descriptor.readlink()))
        except OSError:
            continue
    return [name for name in found if name.startswith(f"{folder}{os.sep}")]


async def test_a_database_closed_meanwhile_makes_turns_fail_rather_than_wait(own):
    async with held(own):
        closing = asyncio.create_task(own.close())
        await asyncio.sleep(0)
        tasks = await waiting(own, "a", "b")
    async with asyncio.timeout(5):
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await closing

    assert [type(error) for error in ended] == [ValueError, ValueError]


async def test_a_commit_that_queued_before_the_close_is_kept(own, sqlite_url):
    async with held(own):
        tasks = await waiting(own, "a", "b")
        closing = asyncio.create_task(own.close())
    await asyncio.gather(closing, *tasks)

    again = await open_database(sqlite_url)
    assert set(await values(again)) == {"held", "a", "b"}
    await again.close()


async def test_a_closed_database_gives_no_turn_and_ends_those_begun(own):
    async def reads() -> None:
        async with own.turn() as tx:
            await own.close()
            await tx.fetch("SELECT 1 AS one")

    turn = own.turn()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        await reads()
    with pytest.raises(RuntimeError, match="not open"):
        await reads()
    async with asyncio.timeout(5):
        with pytest.raises(ValueError, match="connection"):
            async with turn as tx:
                tx.write(INSERT, "a", "")


async def test_no_file_is_left_open_at_the_close(own, tmp_path):
    await tap(own, "a")
    async with own.turn() as tx:
        await tx.fetch("SELECT * FROM meta")
    assert open_files(tmp_path)

    await own.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        del own
        gc.collect()

    assert open_files(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["bimtek.db"]  # its WAL went into it


@pytest.mark.parametrize("good", range(4))
async def test_no_file_is_left_open_where_opening_fails_midway(good, tmp_path, monkeypatch):
    prepare, prepared = sqlite._prepare, 0

    def fails(raw: sqlite3.Connection, pragmas: list[str]) -> None:
        nonlocal prepared
        if prepared == good:
            raise sqlite3.OperationalError("disk I/O error")
        prepared += 1
        prepare(raw, pragmas)

    monkeypatch.setattr(sqlite, "_prepare", fails)
    with pytest.raises(CannotOpen):
        await open_database(f"sqlite:///{tmp_path}/bimtek.db")

    assert prepared == good
    assert open_files(tmp_path) == []
