"""A turn that becomes an ordinary transaction, works alone, or stands inside another."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import pytest

from bot.storage.engine import Conflict, Transaction
from tests.storage.builders import INSERT, put, values, write
from tests.storage.turns import held

only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)

ALL = "SELECT key FROM meta ORDER BY key"
RETURNING = f"{INSERT} RETURNING key"

# Each needs an answer that only a transaction can give.
UPGRADES: dict[str, Callable[[Transaction], Awaitable[object]]] = {
    "reading after a write": lambda tx: tx.fetch(ALL),
    "counting": lambda tx: tx.changed("UPDATE meta SET value = $1", "x"),
    "many": lambda tx: tx.write_many(INSERT, [("m1", ""), ("m2", "")]),
    "returning": lambda tx: tx.row(RETURNING, "r", ""),
    "not a plain SELECT": lambda tx: tx.fetch("WITH one AS (SELECT 1 AS n) SELECT n FROM one"),
    "alone": lambda tx: tx.alone(),
}
upgrading = pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)


async def keys(tx: Transaction) -> set[str]:
    return {row["key"] for row in await tx.fetch(ALL)}


async def test_a_read_after_a_write_sees_it_and_all_is_committed_together(db):
    async with db.turn() as tx:
        assert await keys(tx) == set()
        tx.write(INSERT, "a", "1")
        assert await keys(tx) == {"a"}
        assert await values(db) == {}
        tx.write(INSERT, "b", "2")
        assert await tx.changed("UPDATE meta SET value = $1", "3") == 2

    assert await values(db) == {"a": "3", "b": "3"}


async def test_what_needs_an_answer_gets_it(db):
    async with db.turn() as tx:
        assert await tx.changed(INSERT, "a", "") == 1
    async with db.turn() as tx:
        row = await tx.row(RETURNING, "b", "")
        assert row is not None
        assert row["key"] == "b"
    async with db.turn() as tx:
        await tx.write_many(INSERT, [("c", ""), ("d", "")])

    assert set(await values(db)) == {"a", "b", "c", "d"}


@upgrading
async def test_what_was_written_before_and_after_goes_with_it(db, upgrade):
    async with db.turn() as tx:
        tx.write(INSERT, "before", "")
        await upgrade(tx)
        tx.write(INSERT, "after", "")
        assert await values(db) == {}

    assert {"before", "after"} <= set(await values(db))


@upgrading
async def test_an_exception_takes_back_all_of_it(db, upgrade):
    async def fails() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "before", "")
            await upgrade(tx)
            tx.write(INSERT, "after", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    assert await values(db) == {}
    await put(db, "next")


@only_sqlite
@upgrading
async def test_nobody_else_writes_from_then_on(db, upgrade, tmp_path):
    cli = sqlite3.connect(tmp_path / "bimtek.db", isolation_level=None, timeout=0)
    async with db.turn() as tx:
        tx.write(INSERT, "a", "")
        cli.execute("BEGIN IMMEDIATE")
        cli.execute("ROLLBACK")
        await upgrade(tx)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            cli.execute("BEGIN IMMEDIATE")
    cli.close()


@only_sqlite
async def test_a_turn_that_writes_many_of_nothing_stays_a_turn(db):
    async with held(db), asyncio.timeout(5), db.turn() as tx:
        await tx.write_many(INSERT, [])

    assert set(await values(db)) == {"held"}


async def test_a_conflict_that_was_caught_still_loses_the_turn(db):
    await put(db, "a", "1")

    async def carries_on() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "b", "")
            with pytest.raises(Conflict):
                await tx.changed(INSERT, "a", "2")

    with pytest.raises(RuntimeError, match="lost"):
        await carries_on()

    assert await values(db) == {"a": "1"}


@upgrading
async def test_after_its_end_there_is_no_way_to_upgrade(db, upgrade):
    async with db.turn() as blind:
        blind.write(INSERT, "a", "")
    async with db.turn() as answered:
        await answered.alone()

    for tx in (blind, answered):
        with pytest.raises(RuntimeError, match="ended"):
            await upgrade(tx)
    assert set(await values(db)) == {"a"}


# --- alone ----------------------------------------------------------------------------------


async def test_of_many_that_look_alone_for_a_free_seat_one_takes_it(db):
    async def take(number: int) -> bool:
        async with db.turn() as tx:
            await tx.fetch(ALL)
            await tx.alone()
            if await keys(tx):
                return False
            tx.write(INSERT, f"taken by {number}", "")
            return True

    took = await asyncio.gather(*(take(number) for number in range(20)))

    assert took.count(True) == 1
    assert set(await values(db)) == {f"taken by {took.index(True)}"}


async def test_whoever_works_alone_sees_what_was_committed_since_it_first_looked(db):
    async with db.turn() as tx:
        assert await keys(tx) == set()
        await put(db, "a")
        await tx.alone()
        assert await keys(tx) == {"a"}


# --- one inside another ---------------------------------------------------------------------


async def test_a_turn_inside_a_turn_commits_by_itself(db):
    async def fails() -> None:
        async with db.turn() as outer:
            outer.write(INSERT, "outer", "")
            async with db.turn() as inner:
                inner.write(INSERT, "inner", "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    assert set(await values(db)) == {"inner"}


@only_sqlite
@upgrading
async def test_inside_a_transaction_a_turn_reads_and_is_refused_rather_than_waiting(db, upgrade):
    async def blind() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "blind", "")

    async def answered() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "answered", "")
            with pytest.raises(RuntimeError, match="inside"):
                await upgrade(tx)

    async with asyncio.timeout(5), db.turn() as outer:
        await outer.alone()
        outer.write(INSERT, "outer", "")
        async with db.turn() as reading:
            assert await keys(reading) == set()
        with pytest.raises(RuntimeError, match="inside"):
            await blind()
        with pytest.raises(RuntimeError, match="lost"):
            await answered()
    await write(db, (INSERT, "next", ""))

    assert set(await values(db)) == {"outer", "next"}
