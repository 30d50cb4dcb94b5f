import asyncio

import pytest

from bot.storage import migrate as migrating
from bot.storage.engine import Conflict, Dialect, open_database, tables
from bot.storage.migrate import NewerDatabase, Step, migrate, steps, version_of
from tests.storage.conftest import NOW, no_backup

FIRST = steps()


def step(number: int, *statements: str) -> Step:
    def written(dialect: Dialect) -> list[str]:
        return list(statements)

    return Step(number, f"langkah {number}", written)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch):
    """Give the program more migrations than it has."""

    def knows(*more: Step) -> None:
        monkeypatch.setattr(migrating, "steps", lambda: [*FIRST, *more])

    return knows


async def test_an_empty_database_gets_all_of_it_and_no_backup(empty):
    backups: list[int] = []

    async def before(version: int) -> None:
        backups.append(version)

    assert await version_of(empty) == 0
    assert await migrate(empty, NOW, before) == len(FIRST)
    assert await migrate(empty, NOW, before) == len(FIRST)
    assert await version_of(empty) == len(FIRST)
    assert backups == []
    row = dict((await empty.read("SELECT * FROM migration"))[0])
    assert row["applied_at"] == NOW
    assert row["version"] == 1


async def test_a_backup_is_written_before_an_existing_database_changes(db, program):
    last = len(FIRST)
    program(step(last + 1, "CREATE TABLE extra (x TEXT)"), step(last + 2, "DROP TABLE extra"))
    seen = []

    async def before(version: int) -> None:
        seen.append((version, await version_of(db)))

    assert await migrate(db, NOW, before, upto=last + 1) == last + 1
    assert "extra" in await tables(db, db.read)
    assert await migrate(db, NOW, before) == last + 2
    assert "extra" not in await tables(db, db.read)
    assert seen == [(last, last), (last + 1, last + 1)]


async def test_no_backup_no_migration(db, program):
    program(step(len(FIRST) + 1, "CREATE TABLE extra (x TEXT)"))

    async def before(version: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await migrate(db, NOW, before)

    assert await version_of(db) == len(FIRST)


async def test_a_failed_migration_leaves_the_version_before_it(db, program):
    last = len(FIRST)
    program(
        step(last + 1, "CREATE TABLE kept (x TEXT)"),
        step(last + 2, "CREATE TABLE lost (x TEXT)", "CREATE TABLE wrong (x TEXT,)"),
        step(last + 3, "CREATE TABLE never (x TEXT)"),
    )

    with pytest.raises(Exception, match="syntax error"):
        await migrate(db, NOW, no_backup)

    assert await version_of(db) == last + 1
    names = await tables(db, db.read)
    assert "kept" in names
    assert not {"lost", "wrong", "never"} & set(names)


async def test_a_newer_database_is_refused_and_both_versions_are_named(db, program, monkeypatch):
    last = len(FIRST)
    program(step(last + 1, "CREATE TABLE extra (x TEXT)"))
    await migrate(db, NOW, no_backup)
    program()

    with pytest.raises(NewerDatabase) as caught:
        await migrate(db, NOW, no_backup)

    assert f"versi {last + 1}" in str(caught.value)
    assert f"versi {last}" in str(caught.value)
    assert "Pasang bimtek-bot yang lebih baru" in str(caught.value)


async def test_two_programs_that_start_at_once_migrate_once(empty, url):
    second = await open_database(url)
    try:
        results = await asyncio.gather(
            migrate(empty, NOW, no_backup), migrate(second, NOW, no_backup)
        )
    finally:
        await second.close()

    assert list(results) == [len(FIRST)] * 2
    assert len(await empty.read("SELECT * FROM migration")) == len(FIRST)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_rebuilding_a_table_does_not_delete_its_children(db, program):
    async with db.transaction() as tx:
        tx.write("INSERT INTO person (id, name, created_at) VALUES (7, 'Siti', $1)", NOW)
        tx.write("INSERT INTO page_seen VALUES (7, 's1', $1, $1)", NOW)
    program(
        step(
            len(FIRST) + 1,
            "CREATE TABLE person_new (id INTEGER PRIMARY KEY, name TEXT) STRICT",
            "INSERT INTO person_new SELECT id, name FROM person",
            "DROP TABLE person",
            "ALTER TABLE person_new RENAME TO person",
        )
    )

    await migrate(db, NOW, no_backup)

    assert len(await db.read("SELECT * FROM person JOIN page_seen ON person_id = id")) == 1


def test_a_gap_in_the_numbers_is_a_mistake(monkeypatch):
    class Found:
        name = "m0002_gap"

    class Code:
        DESCRIPTION = "celah"
        statements = None

    monkeypatch.setattr(migrating, "iter_modules", lambda path: [Found])
    monkeypatch.setattr(migrating, "import_module", lambda name: Code)

    with pytest.raises(RuntimeError, match="without a gap"):
        steps()


# --- the schema -----------------------------------------------------------------------------

FOREIGN_KEYS = """
    SELECT m.name AS name, f."from" AS number,
    (SELECT count(*) FROM pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
     WHERE c.seqno = 0 AND c.name = f."from" AND i.partial = 0)
    + (SELECT count(*) FROM pragma_table_info(m.name) t
       WHERE t.name = f."from" AND t.pk = 1 AND t.type = 'INTEGER') AS indexes
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
"""
SELF_REFERENCES = """
    SELECT conrelid::regclass::text AS name, condeferrable AS deferrable FROM pg_constraint
    WHERE contype = 'f' AND conrelid = confrelid AND connamespace = current_schema()::regnamespace
"""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_every_foreign_key_has_an_index(db):
    rows = await db.read(FOREIGN_KEYS)

    assert len(rows) > 10
    assert [(row["name"], row["number"]) for row in rows if not row["indexes"]] == []


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_table_that_refers_to_itself_can_be_restored_in_any_order(db):
    rows = {row["name"]: row["deferrable"] for row in await db.read(SELF_REFERENCES)}

    assert rows == {"area": True, "question": True}


async def test_one_open_holding_for_each_seat_and_person(db):
    async def hold(seat: int, person: int, to_at: str | None) -> None:
        async with db.transaction() as tx:
            tx.write(
                "INSERT INTO holding (seat_id, person_id, from_at, to_at) VALUES ($1, $2, $3, $4)",
                seat, person, NOW, to_at,
            )  # fmt: skip

    async with db.transaction() as tx:
        tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Batu')")
        for number in (1, 2):
            tx.write(
                "INSERT INTO seat (id, area_id, role, number, code, created_at)"
                " VALUES ($1, 1, 'KPPS', $2, $3, $4)",
                number, number, f"KODE{number}", NOW,
            )  # fmt: skip
            tx.write("INSERT INTO person (id, created_at) VALUES ($1, $2)", number, NOW)

    await hold(1, 1, NOW)
    await hold(1, 1, None)
    with pytest.raises(Conflict):
        await hold(1, 2, None)
    with pytest.raises(Conflict):
        await hold(2, 1, None)
    await hold(2, 2, None)


async def test_what_a_person_learned_goes_with_the_person_and_the_chat_stays(db):
    async with db.transaction() as tx:
        tx.write("INSERT INTO person (id, created_at) VALUES (7, $1)", NOW)
        tx.write(
            "INSERT INTO chat (id, channel, address, person_id, created_at, seen_at)"
            " VALUES (3, 'telegram', '9', 7, $1, $1)",
            NOW,
        )
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " VALUES (3, 7, $1, 1)",
            NOW,
        )
        tx.write("INSERT INTO attempt VALUES (5, 7, 1, 'kuis', '[]', $1, NULL, NULL)", NOW)
        tx.write("INSERT INTO answer VALUES (5, 'KE-01', 1, 1, 'a', 1, $1)", NOW)
        tx.write("INSERT INTO completion VALUES (7, 1, $1, 'kuis')", NOW)
        tx.write("DELETE FROM person WHERE id = 7")

    assert [row["person_id"] for row in await db.read("SELECT person_id FROM chat")] == [None]
    for table in ("companion", "attempt", "answer", "completion"):
        assert await db.read(f"SELECT * FROM {table}") == []  # noqa: S608 - from this list
