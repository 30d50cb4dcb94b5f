import asyncio
import gzip
import json
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage import backup as backing
from bot.storage import migrate as migrating
from bot.storage.backup import (
    DamagedBackup,
    NotEmpty,
    backup,
    read_head,
    restore,
)
from bot.storage.engine import Database, Dialect, Transaction, open_database, quoted, tables
from bot.storage.lease import LeaseHeld, holder_of, take
from bot.storage.migrate import NewerDatabase, Step, migrate, steps, version_of
from tests.storage.conftest import NOW, no_backup

Rows = dict[str, list[dict[str, Any]]]
BIG = 2**62 + 1
FIRST = steps()


async def fill(db: Database) -> None:
    """Write something into every table, awkward values among it."""
    async with db.reshape() as tx:
        area = "INSERT INTO area (id, parent_id, level, name) VALUES ($1, $2, $3, $4)"
        tx.write(area, 1, 9, "desa", "Oro-oro Ombo")  # a child before its parent
        tx.write(area, 9, None, "kota", "Batu")
        seat = "INSERT INTO seat (id, area_id, role, number, code, sample, created_at) VALUES "
        tx.write(f"{seat} (4, 1, 'KPPS', 3, 'AB12CD3E', 1, $1)", NOW)
        tx.write(f"{seat} (5, 9, 'Sosdiklih', NULL, 'AB12CD3F', 0, $1)", NOW)
        tx.write("UPDATE seat SET erased_at = $1, erased_choice = 'tetap' WHERE id = 5", NOW)
        tx.write("UPDATE area SET link = 'ABCDEFGH' WHERE id = 1")
        for number in range(1200):
            tx.write(
                "INSERT INTO person (id, name, phone, created_at) VALUES ($1, $2, $3, $4)",
                BIG + number, f'Ni "Ketut" 🎉\n\u2028 {number}', "+62812", NOW,
            )  # fmt: skip
        tx.write("INSERT INTO holding VALUES (6, 4, $1, $2, NULL, '')", BIG, NOW)
        tx.write(
            "INSERT INTO chat (id, channel, address, person_id, created_at, seen_at)"
            " VALUES (7, 'telegram', '12', $1, $2, $2), (8, 'web', 'x', NULL, $2, $2)",
            BIG, NOW,
        )  # fmt: skip
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version, renewed_at)"
            " VALUES (7, $1, $2, 2, $2)",
            BIG, NOW,
        )  # fmt: skip
        tx.write('INSERT INTO "grant" VALUES ($1, $2, 9, $3)', BIG, "PPK", NOW)
        tx.write("INSERT INTO said VALUES (7, 1, 'k', '[\"a\"]', $1, NULL)", NOW)
        tx.write("INSERT INTO claim (id, seat_id, chat_id, asked_at) VALUES (2, 4, 8, $1)", NOW)
        tx.write("INSERT INTO wrong_code VALUES (8, $1)", NOW)
        tx.write("INSERT INTO page_seen VALUES ($1, 's3-x', $2, $2)", BIG, NOW)
        tx.write("INSERT INTO attempt VALUES ($1, $1, 2, 'uji', '[]', $2, $2, 1)", BIG, NOW)
        tx.write("INSERT INTO answer VALUES ($1, 'KE-01', 1, 2, 'a', 0, $2)", BIG, NOW)
        tx.write("INSERT INTO form_value VALUES ($1, 'f', 'x', '', $2)", BIG, NOW)
        tx.write("INSERT INTO completion VALUES ($1, 0, $2, 'uji')", BIG, NOW)
        tx.write(
            "INSERT INTO agenda VALUES ('hari-h', 'T', '2024-02-14', NULL, '07.00', NULL, NULL)"
        )
        tx.write("INSERT INTO meta VALUES ('k', 'v')")
        tx.write("INSERT INTO meta VALUES ('restored', $1)", f"{NOW} {NOW}")  # as restoring does
        _fill_later_tables(tx)


def _fill_later_tables(tx: Transaction) -> None:
    tx.write(
        "INSERT INTO audit (id, at, actor, verb, object, before, hash)"
        " VALUES (1, $1, 0, 'impor', 'impor:3', '', 'h')",
        NOW,
    )
    tx.write("INSERT INTO wrong_digits (seat_id, chat_id, at) VALUES (4, 8, $1)", NOW)
    tx.write(
        "INSERT INTO request (chat_id, person_id, area_id, role, name, asked_at)"
        " VALUES (8, $1, 1, 'KPPS', 'Budi', $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write(
        "INSERT INTO trained (person_id, on_date, by_id, at) VALUES ($1, '', 3, $2)", BIG, NOW
    )
    tx.write("INSERT INTO contact_mark VALUES ($1, 'dihubungi', 3, $2)", BIG, NOW)
    tx.write(
        "INSERT INTO ownerless_answer VALUES"
        " ('2024-01-22', 'Batu', 2, 'kuis', 1, 'KE-01', 1, 1, 'a', 1, $1)",
        BIG,
    )
    _fill_the_ledger(tx)
    # What no backup takes along.
    tx.write("INSERT INTO job (kind, args, made_at) VALUES ('kit', '{}', $1)", NOW)
    tx.write(
        "INSERT INTO document (chat_id, token, name, mime, content, made_at)"
        " VALUES (8, 't', 'n', 'm', 'c', $1)",
        NOW,
    )
    tx.write(
        "INSERT INTO import_run (id, file_name, state, made_at)"
        " VALUES (3, 'x.csv', 'applied', $1)",
        NOW,
    )
    tx.write(
        "INSERT INTO import_row (run_id, n, line, kind, name) VALUES (3, 1, 2, 'baru', 'Ani')"
    )
    tx.write("INSERT INTO import_area (run_id, area_id, level, name) VALUES (3, 5, 'kota', 'B')")


def _fill_the_ledger(tx: Transaction) -> None:
    tx.write("INSERT INTO mailing (id, kind, due_at, made_at) VALUES (6, 'siaran', $1, $1)", NOW)
    tx.write(
        "INSERT INTO broadcast (mailing_id, by_id, chat_id, text, area_id)"
        " VALUES (6, $1, 8, 'Halo', 1)",
        BIG,
    )
    tx.write(
        "INSERT INTO outbox (mailing_id, person_id, state, due_at, at)"
        " VALUES (6, $1, 'accepted', $2, $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write(
        "INSERT INTO attachment (by_id, token, kind, name, mime, content, made_at)"
        " VALUES ($1, 't', 'document', 'n', 'm', 'c', $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write("INSERT INTO complaint VALUES (6, $1, $2)", BIG, NOW)
    tx.write("INSERT INTO reminder_level VALUES ($1, 'penting', $2)", BIG, NOW)
    tx.write(
        "INSERT INTO agenda_at (agenda_id, area_id, on_date) VALUES ('hari-h', 1, '2024-02-24')"
    )
    tx.write("INSERT INTO item_mark VALUES ('KE-01', 1, 'perbaiki', 'n', $1, $2)", BIG, NOW)
    tx.write("INSERT INTO step_done VALUES (1, '2024-02-14', 'rapat', $1, $2)", BIG, NOW)
    tx.write("INSERT INTO review VALUES ($1, '2024-02-05', 4, 1, $2)", BIG, NOW)
    tx.write("INSERT INTO doubt VALUES ($1, 'KE-01', $2)", BIG, NOW)
    tx.write(
        "INSERT INTO class (id, area_id, on_date, by_id, chat_id, word, token, made_at)"
        " VALUES (6, 1, '2024-01-26', $1, 8, '4821', 'abc', $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write("INSERT INTO class_member VALUES (6, $1, 8, 'kode', $2)", BIG, NOW)
    tx.write(
        "INSERT INTO class_question VALUES (6, 1, 1, 'KE-01', 1, '[\"a\"]', 'a', $1, NULL)", NOW
    )
    tx.write("INSERT INTO class_answer VALUES (6, 1, $1, 'a', 1, $2)", BIG, NOW)
    tx.write("INSERT INTO content_since VALUES ('soal', 'KE-01', 1, $1)", NOW)
    tx.write(
        "INSERT INTO certificate (number, person_id, round, payload, signature, issued_at)"
        " VALUES ('n', $1, '2024-02-14', 'p', 's', $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write(
        "INSERT INTO question (id, kind, person_id, chat_id, area_id, desk_id, same_as, text,"
        " state, asked_at, moved_at, answer, answered_by, answered_for, answered_at)"
        " VALUES (3, 'tanya', $1, 8, 1, 9, NULL, 'T?', 'terjawab', $2, $2, 'J', $1, 1, $2),"
        " (4, 'masalah', $1, 8, 1, 9, 3, '', 'terbuka', $2, $2, '', NULL, NULL, NULL)",
        BIG, NOW,
    )  # fmt: skip
    tx.write(
        "INSERT INTO faq (id, source_id, question, answer, by_id, made_at, changed_at)"
        " VALUES (5, 3, 'T?', 'J', $1, $2, $2)",
        BIG, NOW,
    )  # fmt: skip
    tx.write("INSERT INTO weekly_summary (person_id, chat_id, at) VALUES ($1, 8, $2)", BIG, NOW)
    tx.write(
        "INSERT INTO web_login (hash, person_id, chat_id, made_at) VALUES ('a', $1, 8, $2)",
        BIG,
        NOW,
    )
    tx.write(
        "INSERT INTO web_session (hash, person_id, chat_id, begun_at, seen_at, until_at)"
        " VALUES ('b', $1, 8, $2, $2, $2)",
        BIG,
        NOW,
    )


async def everything(db: Database) -> Rows:
    found: Rows = {}
    for table in await tables(db, db.read):
        if table not in (*backing.OURS, *backing.LEFT_OUT):
            rows = db.stream(f"SELECT * FROM {quoted(table)}")  # noqa: S608 - quoted
            found[table] = sorted([dict(row) async for row in rows], key=str)
    return found


@pytest.fixture
async def full(db: Database) -> Database:
    await fill(db)
    return db


@pytest.fixture
async def file(full: Database, tmp_path: Path) -> Path:
    path = tmp_path / "cadangan.gz"
    await backup(full, path, NOW)
    return path


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty database beside the one that was backed up."""
    db = await open_database(f"sqlite:///{tmp_path / 'target.db'}")
    yield db
    await db.close()


# --- there and back -------------------------------------------------------------------------


async def test_from_sqlite_to_postgresql_and_back_every_row_is_equal(
    sqlite_url, postgres_url, tmp_path
):
    one, two = await open_database(sqlite_url), await open_database(postgres_url)
    three = await open_database(f"sqlite:///{tmp_path / 'three.db'}")
    try:
        await migrate(one, NOW, no_backup)
        await fill(one)
        before = await everything(one)

        there = await backup(one, tmp_path / "there.gz", NOW)
        assert await restore(two, tmp_path / "there.gz", NOW, yes=False) == there
        back = await backup(two, tmp_path / "back.gz", NOW)
        assert await restore(three, tmp_path / "back.gz", NOW, yes=False) == back

        assert [name for name, rows in before.items() if not rows] == []  # every table took part
        assert await everything(two) == before
        assert await everything(three) == before
        assert there == back
    finally:
        for db in (one, two, three):
            await db.close()


async def test_work_under_way_and_what_it_made_stay_out_of_backups(full, file, target):
    await restore(target, file, NOW, yes=True)

    for table in backing.LEFT_OUT:
        assert await full.read(f"SELECT * FROM {table}") != []  # noqa: S608 - from this list
        assert await target.read(f"SELECT * FROM {table}") == []  # noqa: S608 - likewise
    assert "Ani" not in gzip.decompress(file.read_bytes()).decode()


async def test_a_backup_says_what_it_holds(full, tmp_path):
    said = await backup(full, tmp_path / "x.gz", NOW)

    assert said["version"] == await version_of(full)
    assert said["made_at"] == NOW
    assert said["tables"]["person"] == 1200
    assert said["tables"]["area"] == 2
    assert not {"lease", "migration"} & set(said["tables"])
    assert read_head(tmp_path / "x.gz") == said


async def test_after_a_restore_new_rows_get_new_numbers(full, file):
    await restore(full, file, NOW, yes=True)

    async with full.transaction() as tx:
        row = await tx.row(
            "INSERT INTO chat (channel, address, created_at, seen_at)"
            " VALUES ('web', 'new', $1, $1) RETURNING id",
            NOW,
        )

    assert row is not None
    assert row["id"] == 9


async def test_a_restore_replaces_what_was_there_and_frees_the_lease(full, file):
    before = await everything(full)
    async with full.transaction() as tx:
        tx.write("DELETE FROM person")
        tx.write("UPDATE meta SET value = 'changed'")

    await restore(full, file, NOW, yes=True)

    assert await everything(full) == before
    assert await holder_of(full) is None


async def test_an_empty_database_can_be_backed_up_and_restored(db, target, tmp_path):
    await backup(db, tmp_path / "x.gz", NOW)
    said = await restore(target, tmp_path / "x.gz", NOW, yes=False)

    assert set(said["tables"].values()) == {0}
    assert await version_of(target) == len(FIRST)


async def test_while_the_bot_writes_a_backup_is_of_one_moment(db, target, tmp_path):
    stop = False

    async def write_pairs() -> int:
        number = 0
        while not stop:
            number += 1
            async with db.transaction() as tx:
                tx.write("INSERT INTO meta VALUES ($1, '')", f"k{number}")
                tx.write(
                    "INSERT INTO agenda (id, title, on_date) VALUES ($1, '', '')", f"k{number}"
                )
        return number

    async with db.transaction() as tx:
        rows = [(number, NOW) for number in range(3000)]
        await tx.write_many("INSERT INTO person (id, created_at) VALUES ($1, $2)", rows)
    writer = asyncio.create_task(write_pairs())
    await asyncio.sleep(0)
    said = await backup(db, tmp_path / "x.gz", NOW)
    stop = True
    written = await writer

    assert said["tables"]["meta"] == said["tables"]["agenda"] < written
    await restore(target, tmp_path / "x.gz", NOW, yes=False)
    pairs = await target.read("SELECT count(*) AS n FROM meta JOIN agenda ON id = key")
    assert pairs[0]["n"] == said["tables"]["meta"]


async def test_a_file_is_its_owners_alone_and_replaces_an_older_one(full, tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(b"older")
    path.chmod(0o644)

    await backup(full, path, NOW)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name for name in os.listdir(tmp_path) if "x.gz" in name] == ["x.gz"]  # noqa: PTH208


async def test_a_backup_that_fails_leaves_the_older_file(full, tmp_path, monkeypatch):
    path = tmp_path / "x.gz"
    path.write_bytes(b"older")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        await backup(full, path, NOW)

    assert path.read_bytes() == b"older"
    assert [name for name in os.listdir(tmp_path) if "x.gz" in name] == ["x.gz"]  # noqa: PTH208


# --- what is refused ------------------------------------------------------------------------


async def test_data_is_not_replaced_without_a_yes(full, file):
    before = await everything(full)

    with pytest.raises(NotEmpty, match="sudah berisi data"):
        await restore(full, file, NOW, yes=False)

    assert await everything(full) == before
    assert await holder_of(full) is None


async def test_while_somebody_serves_nothing_is_restored(full, other, file):
    lease = await take(other, "server-a", NOW)

    with pytest.raises(LeaseHeld, match="server-a"):
        await restore(full, file, NOW, yes=True)

    await lease.release()


async def test_a_file_cut_anywhere_is_refused(file, target):
    whole = file.read_bytes()
    for place in [0, 1, 10, *range(20, len(whole), len(whole) // 25), len(whole) - 1]:
        file.write_bytes(whole[:place])
        with pytest.raises(DamagedBackup, match=r"cadangan\.gz tidak dapat dipakai"):
            await restore(target, file, NOW, yes=True)

    assert await tables(target, target.read) == []


def packed(path: Path, *lines: object) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    return path


HEAD = {"format": "bimtek-bot", "form": 1, "version": 1, "made_at": NOW}
META = {"table": "meta", "columns": ["key", "value"]}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["text"],
        [{"format": "something else"}],
        [{"format": "bimtek-bot"}],
        [HEAD],
        [HEAD | {"version": "1"}, {"end": {}}],
        [HEAD | {"form": 2}, {"end": {}}],
        [HEAD, META, ["a", "b"]],
        [HEAD, META, ["a", "b"], {"end": {"meta": 2}}],
        [HEAD, META, ["a", "b"], {"end": {}}],
        [HEAD, META, ["a"], {"end": {"meta": 1}}],
        [HEAD, ["a", "b"], {"end": {}}],
        [HEAD, {"table": "meta; DROP TABLE person", "columns": ["key"]}, {"end": {}}],
        [HEAD, {"table": "meta", "columns": ['key") --']}, {"end": {}}],
        [HEAD, {"end": {}}, ["more"]],
        [HEAD, "text", {"end": {}}],
        [HEAD, {"end": 3}],
    ],
)
async def test_a_file_that_is_not_ours_or_not_whole_is_refused(lines, target, tmp_path):
    with pytest.raises(DamagedBackup):
        await restore(target, packed(tmp_path / "x.gz", *lines), NOW, yes=True)

    assert await tables(target, target.read) == []


async def test_a_file_that_is_not_packed_is_refused_and_none_is_reported(target, tmp_path):
    (tmp_path / "x.gz").write_text("Daftar hadir", "utf-8")
    with pytest.raises(DamagedBackup):
        await restore(target, tmp_path / "x.gz", NOW, yes=True)
    with pytest.raises(FileNotFoundError):
        await restore(target, tmp_path / "y.gz", NOW, yes=True)


async def test_a_newer_backup_is_refused(target, tmp_path):
    path = packed(tmp_path / "x.gz", HEAD | {"version": 99}, {"end": {}})

    with pytest.raises(NewerDatabase, match="Cadangan ini memakai skema versi 99"):
        await restore(target, path, NOW, yes=True)


async def test_an_older_backup_is_migrated_on(full, file, monkeypatch):
    def more(dialect: Dialect) -> list[str]:
        return [
            "ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT ''",
            "UPDATE meta SET note = 'old ' || value",
        ]

    newer = [*FIRST, Step(len(FIRST) + 1, "catatan", more)]
    monkeypatch.setattr(migrating, "steps", lambda: newer)
    monkeypatch.setattr(backing, "steps", lambda: newer)

    await restore(full, file, NOW, yes=True)

    assert await version_of(full) == len(FIRST) + 1
    assert [row["note"] for row in await full.read("SELECT note FROM meta WHERE key = 'k'")] == [
        "old v"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [META, ["k", "v"], ["k", "v"], {"end": {"meta": 2}}],  # the same key twice
        [{"table": "no_such", "columns": ["x"]}, [1], {"end": {"no_such": 1}}],
        [
            {"table": "page_seen", "columns": ["person_id", "page_id", "first_at", "last_at"]},
            [1, "s1", NOW, NOW],  # of nobody
            {"end": {"page_seen": 1}},
        ],
    ],
)
async def test_a_restore_that_fails_midway_changes_nothing(lines, full, tmp_path):
    before = await everything(full)

    with pytest.raises(Exception, match=r"(?i)unique|no_such|foreign"):
        await restore(full, packed(tmp_path / "x.gz", HEAD, *lines), NOW, yes=True)

    assert await everything(full) == before
    assert await version_of(full) == len(FIRST)
    assert await holder_of(full) is None


# --- what was to be sent --------------------------------------------------------------------

DUE, LATER = "2024-01-26T02:00:00.000000Z", "2024-01-26T09:00:00.000000Z"
RESTORED = "2024-01-26T05:00:00.000000Z"


async def test_what_may_have_been_sent_since_the_backup_is_unknown(full, tmp_path, target):
    rows = [  # mailing, its state, its time; person, state, time of the row
        (11, "ready", DUE, 1, "pending", DUE),
        (11, "ready", DUE, 2, "pending", LATER),
        (11, "ready", DUE, 3, "sending", DUE),
        (11, "ready", DUE, 4, "accepted", DUE),
        (12, "ready", LATER, 1, "pending", DUE),
        (13, "paused", DUE, 1, "pending", DUE),
        (14, "waiting", DUE, 1, "pending", DUE),
        (15, "stopped", DUE, 1, "pending", DUE),
    ]
    async with full.transaction() as tx:
        for made, state, at in dict.fromkeys(row[:3] for row in rows):
            tx.write(
                "INSERT INTO mailing (id, kind, state, due_at, made_at)"
                " VALUES ($1, 'siaran', $2, $3, $3)",
                made, state, at,
            )  # fmt: skip
        for made, _, _, person, state, at in rows:
            tx.write(
                "INSERT INTO outbox (mailing_id, person_id, state, due_at, at)"
                " VALUES ($1, $2, $3, $4, $4)",
                made, person, state, at,
            )  # fmt: skip
    await backup(full, tmp_path / "x.gz", NOW)

    await restore(target, tmp_path / "x.gz", RESTORED, yes=False)

    found = await target.read(
        "SELECT mailing_id, person_id, state, reason FROM outbox WHERE mailing_id > 10"
        " ORDER BY mailing_id, person_id"
    )
    assert [tuple(row) for row in found] == [
        (11, 1, "unknown", "dipulihkan"),
        (11, 2, "pending", ""),
        (11, 3, "unknown", "dipulihkan"),
        (11, 4, "accepted", ""),
        (12, 1, "pending", ""),
        (13, 1, "unknown", "dipulihkan"),
        (14, 1, "unknown", "dipulihkan"),
        (15, 1, "pending", ""),
    ]
    said = await target.read("SELECT value FROM meta WHERE key = 'restored'")
    assert [row["value"] for row in said] == [f"{NOW} {RESTORED}"]
