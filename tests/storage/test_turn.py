"""A turn: reads what is committed, and writes at its end."""

import asyncio
import sqlite3

import pytest

from bot.storage.engine import Conflict, Transaction
from bot.storage.sqlite_thread import read_here
from bot.storage.sqlite_turn import SqliteTurn
from tests.storage.builders import AREA, INSERT, put, values

only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)

ALL = "SELECT key FROM meta ORDER BY key"


async def keys(tx: Transaction) -> set[str]:
    return {row["key"] for row in await tx.fetch(ALL)}


# --- reading --------------------------------------------------------------------------------


async def test_a_turn_reads_what_is_committed_and_nothing_else(db):
    await put(db, "a")
    async with db.transaction() as open_one:
        await open_one.changed(INSERT, "b", "")
        async with asyncio.timeout(5), db.turn() as tx:
            assert await keys(tx) == {"a"}

    async with db.turn() as tx:
        assert await keys(tx) == {"a", "b"}


async def test_a_turn_sees_each_commit_as_soon_as_it_is_made(db):
    async with db.turn() as tx:
        assert await keys(tx) == set()
        await put(db, "a")
        assert await keys(tx) == {"a"}
        async with db.turn() as quicker:
            quicker.write(INSERT, "b", "")
        assert await keys(tx) == {"a", "b"}


async def test_a_turn_sees_what_another_process_committed(db, other):
    async with db.turn() as tx:
        assert await keys(tx) == set()
        await put(other, "theirs")
        assert await keys(tx) == {"theirs"}


async def test_the_first_row_or_none_is_given(db):
    await put(db, "a", "1")
    async with db.turn() as tx:
        row = await tx.row("SELECT value FROM meta WHERE key = $1", "a")
        assert row is not None
        assert dict(row) == {"value": "1"}
        assert await tx.row("SELECT value FROM meta WHERE key = $1", "b") is None


@only_sqlite
async def test_reading_takes_no_hop_and_waits_for_no_other_process(db, hops, tmp_path):
    cli = sqlite3.connect(tmp_path / "bimtek.db", isolation_level=None)
    cli.execute("BEGIN IMMEDIATE")
    cli.execute("INSERT INTO meta (key, value) VALUES ('theirs', '')")
    hops()

    async with db.turn() as tx:
        assert await keys(tx) == set()

    assert hops() == 0
    cli.close()


@only_sqlite
async def test_a_column_added_meanwhile_is_read(db):
    async with db.turn() as tx:
        await put(db, "a")
        await tx.fetch("SELECT * FROM meta")
        async with db.reshape() as reshape:
            reshape.write("ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT 'n'")
        [row] = await tx.fetch("SELECT * FROM meta")

    assert dict(row) == {"key": "a", "value": "", "note": "n"}


@only_sqlite
async def test_what_reads_on_the_event_loop_cannot_write(db):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        read_here(db._near, "DELETE FROM meta", ())


@only_sqlite
async def test_where_a_read_would_have_to_wait_it_waits_off_the_event_loop(db, tmp_path):
    await put(db, "a")
    busy = tmp_path / "busy.db"
    holder = sqlite3.connect(busy, isolation_level=None)
    holder.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    holder.execute("BEGIN EXCLUSIVE")
    near = sqlite3.connect(busy, isolation_level=None, timeout=0)

    async with SqliteTurn(near, db._committer.commit, db.transaction) as tx:
        assert {row["key"] for row in await tx.fetch(ALL)} == {"a"}

    near.close()
    holder.close()
    assert db._near.execute("PRAGMA busy_timeout").fetchone()[0] == 0


# --- writing --------------------------------------------------------------------------------


async def test_writes_are_seen_at_the_end_of_the_turn_all_at_once(db):
    async with db.turn() as tx:
        tx.write(INSERT, "a", "1")
        tx.write("UPDATE meta SET value = $1 WHERE key = $2", "2", "a")
        tx.write(INSERT, "b", "")
        assert await values(db) == {}

    assert await values(db) == {"a": "2", "b": ""}


async def test_an_exception_in_the_block_writes_nothing(db):
    async def fails() -> None:
        async with db.turn() as tx:
            await tx.fetch(ALL)
            tx.write(INSERT, "a", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    await put(db, "b")
    assert set(await values(db)) == {"b"}


async def test_a_conflict_at_the_end_is_raised_and_nothing_stays(db):
    await put(db, "a", "1")

    async def collides() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "b", "secret")
            tx.write(INSERT, "a", "secret")

    with pytest.raises(Conflict) as caught:
        await collides()

    assert "secret" not in str(caught.value)
    assert await values(db) == {"a": "1"}


async def test_a_refused_commit_leaves_no_transaction_behind(db):
    defer = "PRAGMA defer_foreign_keys = ON"
    if db.dialect == "postgresql":
        defer = "SET CONSTRAINTS ALL DEFERRED"

    async def orphan() -> None:
        async with db.turn() as tx:
            tx.write(defer)
            tx.write(AREA, 1, 99, "001")

    with pytest.raises(Conflict):
        await orphan()
    async with db.turn() as tx:
        tx.write(INSERT, "a", "")

    assert await db.read("SELECT * FROM area") == []
    assert set(await values(db)) == {"a"}


async def test_a_read_that_failed_and_was_caught_still_loses_the_turn(db):
    async def carries_on() -> None:
        async with db.turn() as tx:
            with pytest.raises(Exception, match="no_such"):
                await tx.fetch("SELECT * FROM no_such")
            with pytest.raises(RuntimeError, match="lost"):
                tx.write(INSERT, "a", "")

    with pytest.raises(RuntimeError, match="lost"):
        await carries_on()

    assert await values(db) == {}


async def test_a_turn_cannot_be_used_after_its_end(db):
    async with db.turn() as tx:
        tx.write(INSERT, "a", "")

    with pytest.raises(RuntimeError, match="ended"):
        tx.write(INSERT, "b", "")
    with pytest.raises(RuntimeError, match="ended"):
        await tx.fetch(ALL)
    assert set(await values(db)) == {"a"}
