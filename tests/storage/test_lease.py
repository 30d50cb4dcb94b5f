import asyncio
import sys
from pathlib import Path

import pytest

from bot.storage import sqlite
from bot.storage.engine import Database
from bot.storage.lease import LeaseHeld, holder_of, take
from bot.storage.migrate import migrate
from tests.storage.conftest import NOW, no_backup

SERVE = """
import asyncio, sys
from bot.storage.engine import open_database
from bot.storage.lease import take

async def main():
    db = await open_database(sys.argv[1])
    await take(db, "server-kpu (proses 1)", "2024-01-25T00:00:00.000000Z")
    print("taken", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_second_one_is_told_who_holds_it_since_when(db, other):
    lease = await take(db, "server-a (proses 12)", NOW)

    with pytest.raises(LeaseHeld) as caught:
        await take(other, "server-b (proses 34)", NOW)

    assert (caught.value.holder, caught.value.since) == ("server-a (proses 12)", NOW)
    assert str(caught.value).startswith(
        "Basis data ini sedang dipakai oleh server-a (proses 12)"
        f" sejak {NOW[:10]} pukul {NOW[11:16]} UTC."
    )
    assert await holder_of(other) == ("server-a (proses 12)", NOW)
    assert await lease.db.keeps_lock()
    await lease.release()


async def test_a_released_lease_is_nobodys(db, other):
    lease = await take(db, "a", NOW)
    await lease.release()

    assert await holder_of(db) is None
    assert not await lease.db.keeps_lock()
    assert await db.read("SELECT * FROM lease") == []
    await (await take(other, "b", NOW)).release()


async def test_one_process_cannot_take_it_twice(db):
    lease = await take(db, "a", NOW)

    with pytest.raises(LeaseHeld):
        await take(db, "a", NOW)

    assert await lease.db.keeps_lock()
    assert await holder_of(db) == ("a", NOW)
    await lease.release()


async def test_it_is_taken_before_the_first_migration(empty):
    lease = await take(empty, "a", NOW)
    await migrate(empty, NOW, no_backup)

    assert await holder_of(empty) == ("a", NOW)
    await lease.release()


async def test_closing_the_database_gives_it_back(db, other):
    await take(other, "a", NOW)
    await other.close()

    assert await holder_of(db) is None


async def test_a_killed_process_can_be_replaced_at_once(db, url):
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, url,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        assert child.stdout is not None
        async with asyncio.timeout(30):
            assert await child.stdout.readline() == b"taken\n"
        with pytest.raises(LeaseHeld, match="server-kpu"):
            await take(db, "b", NOW)
    finally:
        child.kill()
    lease = await take(db, "b", NOW)

    assert await holder_of(db) == ("b", NOW)
    await lease.release()
    await child.communicate()


async def test_the_row_of_a_killed_process_means_nothing(db):
    await leave_row(db)

    assert await holder_of(db) is None


async def leave_row(db: Database) -> None:
    async with db.transaction() as tx:
        tx.write("INSERT INTO lease (id, holder, since) VALUES (1, 'x', $1)", NOW)


async def test_a_holder_that_has_not_said_its_name_yet_still_holds(empty):
    assert await empty.lock()

    with pytest.raises(LeaseHeld, match="proses yang tidak dikenal"):
        await take(empty, "b", NOW)

    await empty.unlock()


async def test_a_lease_that_cannot_be_written_down_is_given_back(db):
    async with db.reshape() as tx:
        tx.write("DROP TABLE lease")
        tx.write("CREATE TABLE lease (other TEXT)")

    with pytest.raises(Exception, match="column"):
        await take(db, "a", NOW)

    assert not await db.locked()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_lease_file_stays_and_is_the_owners_alone(db, tmp_path):
    await (await take(db, "a", NOW)).release()

    file = tmp_path / "bimtek.db.lease"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_look_at_the_same_moment_does_not_refuse_the_taker(db, monkeypatch):
    """`locked` holds the file for an instant; `lock` tries again."""
    real, tries = sqlite._locked_file, iter(range(10))
    monkeypatch.setattr(
        sqlite, "_locked_file", lambda path, kind: real(path, kind) if next(tries) > 1 else None
    )

    lease = await take(db, "a", NOW)

    await lease.release()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_server_that_drops_us_ends_the_lease(db, other):
    lease = await take(db, "a", NOW)
    await other.read("SELECT pg_terminate_backend($1)", db._lease.get_server_pid())

    assert not await lease.db.keeps_lock()
    again = await take(other, "b", NOW)
    await again.release()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_who_serves_hears_others_and_does_not_announce(db, other):
    lease = await take(db, "a", NOW)
    heard, told = await db.version(), await other.version()

    for one in (db, other):
        async with one.transaction() as tx:
            tx.write("DELETE FROM meta")

    assert await db.version() == heard + 1
    assert await other.version() == told
    await lease.release()
