import asyncio

import pytest
from structlog.testing import capture_logs

from bot.storage import engine
from bot.storage.engine import tables
from tests.storage.builders import INSERT, put, values


async def test_reading_neither_waits_for_a_writer_nor_sees_its_work(db):
    await put(db, "a")
    async with db.transaction() as tx:
        await tx.changed(INSERT, "b", "")
        async with asyncio.timeout(5):
            assert set(await values(db)) == {"a"}

    assert set(await values(db)) == {"a", "b"}


async def test_reading_cannot_write(db):
    with pytest.raises(Exception, match=r"read-?only"):
        await db.read("DELETE FROM meta")
    with pytest.raises(Exception, match=r"read-?only"):
        async with db.snapshot() as reader:
            await reader.fetch("DELETE FROM meta")


async def test_a_stream_yields_all_of_one_moment_while_others_write(db):
    async with db.transaction() as tx:
        await tx.write_many(INSERT, [(f"k{number:04}", "") for number in range(1300)])

    keys: list[str] = []
    async for row in db.stream("SELECT key FROM meta WHERE key >= $1 ORDER BY key", "k0100"):
        if not keys:
            await put(db, "k9999")
        keys.append(row["key"])

    assert len(keys) == 1200
    assert keys[-1] == "k1299"


async def test_a_stream_that_nobody_finishes_can_be_closed(db):
    async with db.transaction() as tx:
        await tx.write_many(INSERT, [(f"k{number}", "") for number in range(1200)])

    stream = db.stream("SELECT key FROM meta")
    assert await anext(stream)
    await stream.aclose()

    await put(db, "after")


async def test_a_snapshot_stays_as_it_was(db):
    await put(db, "a")
    async with db.snapshot() as reader:
        await put(db, "b")
        assert [row["key"] for row in await reader.fetch("SELECT key FROM meta")] == ["a"]
        assert [row["key"] async for row in reader.stream("SELECT key FROM meta")] == ["a"]
        assert set(await values(db)) == {"a", "b"}


async def test_the_version_tells_when_another_process_committed(db, other):
    before = await db.version()
    await put(db, "ours")
    await db.read("SELECT * FROM meta")
    assert await db.version() == before

    await put(other, "theirs")
    after = await db.version()
    assert after != before
    assert await db.version() == after


async def test_tables_are_listed_parents_first(db):
    names = await tables(db, db.read)

    assert names.index("area") < names.index("seat") < names.index("holding")
    assert names.index("person") < names.index("attempt") < names.index("answer")
    assert len(names) == len(set(names)) == 52


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_lost_listener_is_replaced_and_counts_as_a_change(db, other):
    before = await db.version()
    async with other.transaction() as tx:
        await tx.fetch("SELECT pg_terminate_backend($1)", db._listener.get_server_pid())

    after = await db.version()
    assert after != before
    await put(other, "theirs")
    assert await db.version() != after


async def test_a_slow_statement_is_logged_without_its_parameters(db, monkeypatch):
    monkeypatch.setattr(engine, "SLOW_SECONDS", -1)
    with capture_logs() as logs:
        await put(db, "phone", "+62812")
        async with db.transaction() as tx:
            await tx.fetch("SELECT * FROM meta WHERE value = $1", "+62812")
            await tx.write_many(INSERT, [("x", "+62812")])

    said = [entry["sql"] for entry in logs if entry["event"] == "slow_statement"]
    assert said.count(INSERT) == 2
    assert all(entry["log_level"] == "warning" for entry in logs)
    assert "+62812" not in str(logs)


async def test_a_quick_statement_is_not_logged(db):
    with capture_logs() as logs:
        await put(db, "a")

    assert logs == []


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_postgresql_keeps_what_people_typed_out_of_its_refusals(db):
    with pytest.raises(Exception, match="division by zero") as caught:
        await db.read("SELECT 1 / (length($1::text) - 6)", "+62812")

    assert "+62812" not in str(caught.value)
    assert getattr(caught.value, "detail", None) is None
