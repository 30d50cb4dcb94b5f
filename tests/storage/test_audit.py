"""The trail on both engines: append-only, sealed, and what tampering with it shows."""

import asyncio
import gzip
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.audit import Link
from bot.storage import audit, meta
from bot.storage.backup import backup, restore
from bot.storage.engine import Conflict, Database, open_database
from bot.storage.migrate import migrate
from bot.storage.times import stamp
from tests.storage.conftest import no_backup
from tests.storage.folk import NOW, SITI, a_person, bring_in, entry

only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
WRITE = "UPDATE audit SET actor = 5 WHERE id = 2"


async def act(
    db: Database, verb: str = "beri-peran", what: str = "orang:1", actor: int = 0
) -> None:
    async with db.transaction() as tx:
        await audit.save(tx, actor, verb, what, NOW)


async def trail(db: Database, count: int = 20) -> None:
    async with db.transaction() as tx:
        for n in range(count):
            await audit.save(tx, 0, "beri-peran", f"orang:{n}", NOW + timedelta(minutes=n))


async def broken(db: Database, noted: Link | None = None) -> list[str]:
    return [str(one) for one in await audit.verify(db, noted)]


async def test_each_row_follows_the_one_before(db):
    await trail(db, 3)
    await act(db, "cabut-peran", "orang:9")

    rows = await db.read("SELECT * FROM audit ORDER BY id")
    assert [row["id"] for row in rows] == [1, 2, 3, 4]
    assert [row["before"] for row in rows] == ["", *(row["hash"] for row in rows[:-1])]
    assert await audit.read_head(db) == Link(4, rows[-1]["hash"])
    assert await broken(db) == []


async def test_an_empty_trail_is_whole(db):
    assert await broken(db) == []
    assert await audit.read_head(db) == Link()


async def test_nothing_but_ids_is_saved(db):
    with pytest.raises(ValueError, match="ids only"):
        await act(db, "beri-peran", "Siti Aminah")

    assert await db.read("SELECT id FROM audit") == []


async def test_an_act_whose_turn_fails_leaves_no_trace(db):
    async def fail() -> None:
        async with db.transaction() as tx:
            await audit.save(tx, 0, "beri-peran", "orang:1", NOW)
            raise ZeroDivisionError

    await act(db)
    with pytest.raises(ZeroDivisionError):
        await fail()

    assert len(await db.read("SELECT id FROM audit")) == 1
    assert await broken(db) == []


@pytest.mark.parametrize("sql", [WRITE, "DELETE FROM audit WHERE id = 1", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_the_trail(db, sql):
    await trail(db, 3)

    with pytest.raises(Exception, match="append-only"):
        async with db.transaction() as tx:
            await tx.changed(sql)

    assert await broken(db) == []


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_postgresql_refuses_to_empty_the_trail(db):
    await trail(db, 3)

    with pytest.raises(Exception, match="append-only"):
        async with db.transaction() as tx:
            await tx.changed("TRUNCATE audit")


async def test_two_acts_at_once_in_two_turns_are_both_kept(db, other):
    """As the router does it: whoever loses is repeated alone."""

    async def one(database: Database, n: int) -> None:
        try:
            async with database.turn() as tx:
                await tx.row("SELECT count(*) AS n FROM meta")
                await asyncio.sleep(0)
                await audit.save(tx, n, "beri-peran", f"orang:{n}", NOW)
        except Conflict:
            async with database.transaction() as tx:
                await tx.alone()
                await audit.save(tx, n, "beri-peran", f"orang:{n}", NOW)

    await asyncio.gather(*(one(database, n) for n in range(20) for database in (db, other)))

    rows = await db.read("SELECT id, actor FROM audit ORDER BY id")
    assert [row["id"] for row in rows] == list(range(1, 41))
    assert sorted(row["actor"] for row in rows) == sorted([*range(20), *range(20)])
    assert await broken(db) == []


async def test_acts_of_two_processes_wait_for_one_another(db, other):
    """A command does not repeat itself: it must not meet a conflict at all."""
    await asyncio.gather(*(act(database) for _ in range(10) for database in (db, other)))

    assert len(await db.read("SELECT id FROM audit")) == 20
    assert await broken(db) == []


# --- tampering ------------------------------------------------------------------------------


@pytest.fixture
def tampered(url: str, tmp_path: Path) -> Callable[..., Awaitable[list[str]]]:
    """Give a function that runs SQL on the closed file of a trail of 20, past the guards."""

    async def run(*statements: str) -> list[str]:
        db = await open_database(url)
        await migrate(db, stamp(NOW), no_backup)
        await trail(db)
        await db.close()
        with closing(sqlite3.connect(tmp_path / "bimtek.db")) as raw, raw:
            raw.execute("DROP TRIGGER audit_no_update")
            raw.execute("DROP TRIGGER audit_no_delete")
            for statement in statements:
                raw.execute(statement)
        db = await open_database(url)
        try:
            return await broken(db)
        finally:
            await db.close()

    return run


@only_sqlite
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit SET actor = 9 WHERE id = 17", ["baris 17: isi diubah"]),
        ("UPDATE audit SET object = '' WHERE id = 1", ["baris 1: isi diubah"]),
        ("UPDATE audit SET at = '2020' WHERE id = 20", ["baris 20: isi diubah"]),
        (
            "UPDATE audit SET verb = 'x' WHERE id IN (3, 9)",
            ["baris 3: isi diubah", "baris 9: isi diubah"],
        ),
        ("DELETE FROM audit WHERE id = 18", ["baris 18 hilang"]),
        ("DELETE FROM audit WHERE id = 1", ["baris 1 hilang"]),
        ("DELETE FROM audit WHERE id BETWEEN 5 AND 7", ["baris 5–7 hilang"]),
        ("DELETE FROM audit WHERE id > 18", ["baris 19–20 hilang"]),
        ("DELETE FROM audit", ["baris 1–20 hilang"]),
        ("UPDATE audit SET id = 21 WHERE id = 20", ["baris 20 hilang", "baris 21: isi diubah",
            "baris 21: tidak dikenal oleh catatan akhir jejak"]),
        ("DELETE FROM meta WHERE key = 'audit_head'",
            ["baris 1–20: tidak dikenal oleh catatan akhir jejak"]),
        ("UPDATE meta SET value = 'x' WHERE key = 'audit_head'",
            ["baris 1–20: tidak dikenal oleh catatan akhir jejak"]),
    ],
)  # fmt: skip
async def test_tampering_with_the_file_names_the_rows(url, tampered, statement, named):
    assert await tampered(statement) == named


@only_sqlite
async def test_a_deleted_row_whose_successors_were_renumbered_shows(url, tampered):
    found = await tampered(
        "DELETE FROM audit WHERE id = 18",
        "UPDATE audit SET id = 18 WHERE id = 19",
        "UPDATE audit SET id = 19 WHERE id = 20",
    )

    assert found == ["baris 18: isi diubah", "baris 19: isi diubah", "baris 20 hilang"]


async def test_a_trail_written_anew_as_a_whole_shows_against_a_head_noted_outside(db, tmp_path):
    await trail(db, 5)
    noted = await audit.read_head(db)
    await act(db)
    assert await broken(db, noted) == []

    async with db.reshape() as tx:  # an intruder with the database's own rights
        tx.write("CREATE TABLE kept AS SELECT * FROM audit WHERE id < 3")
        tx.write("DROP TABLE audit")
        tx.write("ALTER TABLE kept RENAME TO audit")
        await meta_head(tx)
    await act(db, "cabut-peran")
    await act(db)

    assert await broken(db) == []
    assert await broken(db, noted) == ["baris 5 hilang"]
    await act(db)
    assert await broken(db, noted) == ["baris 5: segelnya bukan yang pernah Anda catat"]


async def meta_head(tx: Any) -> None:
    row = await tx.row("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")
    meta.save(tx, audit.HEAD, f"{row['id']}:{row['hash']}")


# --- backup and restore ---------------------------------------------------------------------


async def test_a_trail_survives_backup_and_restore_with_its_guards(db, tmp_path):
    await trail(db)
    file = tmp_path / "cadangan.gz"
    await backup(db, file, stamp(NOW))
    assert b"audit_head" in gzip.decompress(file.read_bytes())
    await act(db)

    await restore(db, file, stamp(NOW), yes=True)

    assert await broken(db) == []
    assert len(await db.read("SELECT id FROM audit")) == 20
    for sql in (WRITE, "DELETE FROM audit WHERE id = 2"):
        with pytest.raises(Exception, match="append-only"):
            async with db.transaction() as tx:
                await tx.changed(sql)
    await act(db)
    assert await broken(db) == []
    assert (await audit.read_head(db)).id == 21


async def test_a_trail_moves_from_sqlite_to_postgresql_and_back(
    sqlite_url, postgres_url, tmp_path
):
    one, other = await open_database(sqlite_url), await open_database(postgres_url)
    await migrate(one, stamp(NOW), no_backup)
    await trail(one)
    for source, target in ((one, other), (other, one)):
        await backup(source, tmp_path / "cadangan.gz", stamp(NOW))
        await restore(target, tmp_path / "cadangan.gz", stamp(NOW), yes=True)
        await act(target)
        assert await broken(target) == []
    assert (await audit.read_head(one)).id == 22
    await one.close()
    await other.close()


# --- showing --------------------------------------------------------------------------------


async def test_the_last_rows_are_listed_oldest_first_with_the_seat_of_who_acted(db):
    await bring_in(db, entry())
    [holder] = await db.read("SELECT id FROM person")
    await a_person(db)
    async with db.transaction() as tx:
        tx.write("UPDATE person SET erased_at = $2 WHERE id = $1", SITI, stamp(NOW))
    for actor in (0, holder["id"], SITI, 12345):
        await act(db, actor=actor)

    shown = await audit.list_last(db, 3, None)

    assert [one.entry.id for one in shown] == [2, 3, 4]
    assert [one.is_erased for one in shown] == [False, True, False]
    assert [one.seat.tps if one.seat else "" for one in shown] == ["004", "", ""]


async def test_only_rows_since_a_time_are_listed(db):
    await trail(db)

    shown = await audit.list_last(db, None, NOW + timedelta(minutes=17))

    assert [one.entry.id for one in shown] == [18, 19, 20]
