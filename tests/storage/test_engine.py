import asyncio
import sqlite3

import pytest

from bot.storage.engine import Conflict
from bot.storage.sqlite_thread import with_marks
from tests.storage.builders import AREA, INSERT, put, values, write

# --- hops -----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_begin_travels_with_the_first_statement_and_writes_with_commit(db, hops):
    hops()

    async with db.transaction() as tx:
        await tx.row("SELECT * FROM chat WHERE id = $1", 1)
        assert hops() == 1
        await tx.fetch("SELECT * FROM meta")
        assert hops() == 1
        for number in range(5):
            tx.write(INSERT, f"k{number}", "")
        assert hops() == 0

    assert hops() == 1
    assert len(await values(db)) == 5


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_writes_alone_take_one_hop_and_nothing_takes_none(db, hops):
    hops()
    async with db.transaction() as tx:
        tx.write(INSERT, "a", "")
        tx.write(INSERT, "b", "")
    assert hops() == 1

    async with db.transaction():
        pass
    assert hops() == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_read_after_writes_takes_them_along_in_its_hop(db, hops):
    hops()
    async with db.transaction() as tx:
        tx.write(INSERT, "a", "1")
        assert await tx.changed("UPDATE meta SET value = $1", "2") == 1
        assert hops() == 1


# --- transactions ---------------------------------------------------------------------------


async def test_a_read_in_a_transaction_sees_the_writes_before_it(db):
    async with db.transaction() as tx:
        tx.write(INSERT, "a", "1")
        row = await tx.row("SELECT value FROM meta WHERE key = $1", "a")
        assert row is not None
        assert (row["value"], dict(row)) == ("1", {"value": "1"})
        assert await tx.row("SELECT value FROM meta WHERE key = $1", "b") is None


async def test_a_parameter_may_be_used_twice_and_out_of_order(db):
    async with db.transaction() as tx:
        await tx.write_many(
            "INSERT INTO meta (value, key) VALUES ($2, $1)", [("a", "b"), ("b", "c")]
        )

        rows = await tx.fetch(
            "SELECT key FROM meta WHERE key = $2 OR value = $2 OR key = $1 ORDER BY key", "x", "b"
        )

    assert [row["key"] for row in rows] == ["a", "b"]


def test_marks_are_question_marks_without_numbers():
    assert with_marks("a = $1 AND b = $2") == ("a = ? AND b = ?", None)
    assert with_marks("a = $2 OR b = $10 OR c = $2") == ("a = ? OR b = ? OR c = ?", (1, 9, 1))


async def test_changed_counts_rows_and_write_many_writes_all(db):
    async with db.transaction() as tx:
        await tx.write_many(INSERT, [(f"k{number}", "") for number in range(1200)])
        await tx.write_many(INSERT, [])
        assert await tx.changed("UPDATE meta SET value = $1 WHERE key < $2", "x", "k2") == 312
        again = "INSERT INTO meta (key, value) VALUES ($1, '') ON CONFLICT DO NOTHING"
        assert await tx.changed(again, "k1") == 0
        assert await tx.changed(again, "new") == 1

    assert len(await values(db)) == 1201


async def test_rows_of_insert_returning_come_back(db):
    async with db.transaction() as tx:
        sql = "INSERT INTO area (level, name) VALUES ($1, $2) RETURNING id"
        first, second = await tx.row(sql, "kota", "A"), await tx.row(sql, "kota", "B")

    assert first is not None
    assert second is not None
    assert second["id"] == first["id"] + 1


async def test_an_exception_rolls_everything_back(db):
    async def fails() -> None:
        async with db.transaction() as tx:
            await tx.fetch("SELECT 1 AS one")
            tx.write(INSERT, "a", "")
            await tx.write_many(INSERT, [("b", "")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    assert await values(db) == {}
    await put(db, "c")


async def test_a_conflict_at_the_end_is_raised_and_nothing_stays(db):
    await put(db, "a", "1")

    with pytest.raises(Conflict) as caught:
        await write(db, (INSERT, "b", "secret"), (INSERT, "a", "secret"))

    assert "secret" not in str(caught.value)
    assert await values(db) == {"a": "1"}


async def test_a_refused_commit_leaves_no_transaction_behind(db):
    defer = "PRAGMA defer_foreign_keys = ON"
    if db.dialect == "postgresql":
        defer = "SET CONSTRAINTS ALL DEFERRED"
    with pytest.raises(Conflict):
        await write(db, (defer,), (AREA, 1, 99, "001"))

    assert await db.read("SELECT * FROM area") == []
    await put(db, "a")


async def test_a_failure_that_was_caught_still_loses_the_transaction(db):
    await put(db, "a", "1")

    async def carries_on() -> None:
        async with db.transaction() as tx:
            tx.write(INSERT, "b", "")
            with pytest.raises(Conflict):
                await tx.changed(INSERT, "a", "2")
            with pytest.raises(RuntimeError, match="lost"):
                await tx.fetch("SELECT 1 AS one")

    with pytest.raises(RuntimeError, match="lost"):
        await carries_on()

    assert await values(db) == {"a": "1"}


async def test_a_statement_that_timed_out_loses_the_transaction_too(db):
    async def carries_on() -> None:
        async with db.transaction() as tx:
            tx.write(INSERT, "a", "")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await tx.fetch("SELECT 1 AS one")

    with pytest.raises(RuntimeError, match="lost"):
        await carries_on()

    assert await values(db) == {}


async def test_a_transaction_cannot_be_used_after_its_end(db):
    async with db.transaction() as tx:
        pass

    with pytest.raises(RuntimeError, match="ended"):
        tx.write(INSERT, "a", "")
    with pytest.raises(RuntimeError, match="ended"):
        await tx.fetch("SELECT 1 AS one")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_transaction_inside_a_transaction_is_refused_rather_than_waiting(db):
    async with db.transaction():
        with pytest.raises(RuntimeError, match="inside"):
            await put(db, "a")

    await put(db, "b")


async def test_transactions_of_two_tasks_do_not_mix(db):
    a_wrote, b_may_go = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with db.transaction() as tx:
            await tx.changed(INSERT, "a", "")
            a_wrote.set()
            await b_may_go.wait()
            raise ZeroDivisionError

    async def succeeds() -> None:
        await a_wrote.wait()
        b_may_go.set()
        async with db.transaction() as tx:
            await tx.fetch("SELECT * FROM meta")
            tx.write(INSERT, "b", "")

    results = await asyncio.gather(fails(), succeeds(), return_exceptions=True)

    assert [type(result) for result in results] == [ZeroDivisionError, type(None)]
    assert set(await values(db)) == {"b"}


async def test_many_tasks_count_without_losing_one(db):
    await put(db, "n", "0")

    async def count() -> None:
        async with db.transaction() as tx:
            sql = "UPDATE meta SET value = value WHERE key = $1 RETURNING value"  # locks the row
            row = await tx.row(sql, "n")
            assert row is not None
            tx.write("UPDATE meta SET value = $1 WHERE key = $2", str(int(row["value"]) + 1), "n")

    await asyncio.gather(*(count() for _ in range(50)))

    assert await values(db) == {"n": "50"}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_write_waits_for_another_process_to_commit(db, tmp_path):
    cli = sqlite3.connect(tmp_path / "bimtek.db", isolation_level=None, check_same_thread=False)
    cli.execute("BEGIN IMMEDIATE")
    cli.execute("INSERT INTO meta (key, value) VALUES ('theirs', '')")
    waiting = asyncio.create_task(put(db, "ours"))
    await asyncio.sleep(0)
    assert await values(db) == {}

    cli.execute("COMMIT")
    cli.close()
    await waiting

    assert set(await values(db)) == {"ours", "theirs"}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_transaction_that_has_only_read_already_keeps_other_writers_out(db, tmp_path):
    """Otherwise its first write would fail at once, without waiting (SQLITE_BUSY_SNAPSHOT)."""
    cli = sqlite3.connect(tmp_path / "bimtek.db", isolation_level=None, timeout=0)
    async with db.transaction() as tx:
        await tx.fetch("SELECT * FROM meta")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            cli.execute("BEGIN IMMEDIATE")
        tx.write(INSERT, "a", "")
    cli.close()

    assert set(await values(db)) == {"a"}


async def test_foreign_keys_are_checked_at_the_end_of_a_reshape(db):
    async with db.reshape() as tx:
        tx.write(AREA, 1, 2, "B")
        tx.write(AREA, 2, None, "A")

    async def reshape_badly() -> None:
        async with db.reshape() as tx:
            tx.write(AREA, 3, 9, "C")

    with pytest.raises(Conflict):
        await reshape_badly()
    with pytest.raises(Conflict):  # and they are on again
        await write(db, (AREA, 4, 9, "D"))

    assert len(await db.read("SELECT * FROM area")) == 2


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_foreign_keys_are_on_again_wherever_a_reshape_was_cancelled(db):
    async def reshape() -> None:
        async with db.reshape() as tx:
            await tx.fetch("SELECT * FROM meta")

    for steps in range(1, 15):
        task = asyncio.create_task(reshape())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with pytest.raises(Conflict):
            await write(db, (AREA, steps, 99, "A"))


# --- cancellation ---------------------------------------------------------------------------


async def test_a_cancelled_task_leaves_no_transaction_and_no_lock(db):
    started = asyncio.Event()

    async def endless() -> None:
        async with db.transaction() as tx:
            await tx.changed(INSERT, "a", "")
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(endless())
    await started.wait()
    task.cancel()
    task.cancel()  # an impatient caller
    with pytest.raises(asyncio.CancelledError):
        await task

    await put(db, "b")
    assert set(await values(db)) == {"b"}


async def test_cancelled_at_any_step_all_or_nothing_is_kept(db):
    """Cancel after so many turns of the loop: while waiting for BEGIN, a write, COMMIT."""

    async def pair(steps: int) -> None:
        async with db.transaction() as tx:
            await tx.changed(INSERT, f"a{steps}", "")
            await tx.fetch("SELECT * FROM meta")
            tx.write(INSERT, f"b{steps}", "")

    for steps in range(1, 25):
        task = asyncio.create_task(pair(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await put(db, f"c{steps}")

    kept = set(await values(db))
    for steps in range(1, 25):
        assert f"c{steps}" in kept
        assert (f"a{steps}" in kept) == (f"b{steps}" in kept)


async def test_cancelled_while_it_waits_for_its_turn_a_task_harms_nobody(db):
    inside, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.transaction() as tx:
            await tx.changed(INSERT, "a", "")
            inside.set()
            await leave.wait()

    one = asyncio.create_task(first())
    await inside.wait()
    two = asyncio.create_task(put(db, "b"))
    await asyncio.sleep(0)
    two.cancel()
    await asyncio.gather(two, return_exceptions=True)
    leave.set()
    await one

    await put(db, "c")
    assert {"a", "c"} == set(await values(db)) - {"b"}
