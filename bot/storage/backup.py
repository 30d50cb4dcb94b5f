"""Backup and restore: one file of the same form for both engines.

Gzip'd lines of JSON: a head, then for each table its columns and its rows, then an end that
counts them, so that a file cut short is known for one.
"""

import asyncio
import gzip
import json
import os
import re
import tempfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from bot.storage import lease, meta
from bot.storage.engine import CHUNK, Database, Reader, Transaction, quoted, tables
from bot.storage.migrate import NewerDatabase, apply, latest, steps, version_in

FORMAT = "bimtek-bot"
FORM = 1  # of the file, not of the schema
OURS = ("migration", "lease")  # a restore makes the one, and holds the other
# Work under way and the files it made hold names of people who are not even in the roster, and
# mean nothing elsewhere: a restored job would run again, a restored import undo what is not there.
# Nobody is let in anew by a backup either.
LEFT_OUT = (
    *("job", "document", "import_run", "import_row", "import_area"),
    *("web_login", "web_session"),
)
BEFORE_MIGRATION = "sebelum-migrasi-*.cadangan"
_MADE_AT = re.compile(r"-(\d{4}-\d{2}-\d{2}T\d{6})\.cadangan")
FOREIGN = "isinya bukan cadangan bimtek-bot"
RESTORED = "restored"  # in meta: "<when the backup was made> <when it was restored>"
SIGNS_OF_USE = ("area", "person", "chat")


class NotEmpty(Exception):
    """The database already holds data that a restore would replace."""

    def __init__(self) -> None:
        super().__init__(
            "Basis data ini sudah berisi data. Pemulihan akan menggantinya seluruhnya;"
            " ulangi dengan --yes bila memang itu yang Anda kehendaki."
        )


class DamagedBackup(Exception):
    """The file is no backup of ours, or not a whole one; nothing was touched."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Berkas cadangan {path} tidak dapat dipakai: {reason}.")


# --- writing --------------------------------------------------------------------------------


async def backup(db: Database, path: Path, made_at: str) -> dict[str, Any]:
    """Write `db`, as it is at one moment, to `path` (mode 0600) while the bot runs.

    All of it but what stands in `LEFT_OUT`.

    Returns what the head says, with `tables`: how many rows of each. `made_at` is a stored
    time. Raises OSError; then no file appears and an older one at `path` stays.
    """
    with _appearing(path) as write:
        async with db.snapshot() as reader:
            version = await version_in(db, reader.fetch)
            head = {"format": FORMAT, "form": FORM, "version": version, "made_at": made_at}
            write([head])
            counts = {}
            for table in await tables(db, reader.fetch):
                if table not in (*OURS, *LEFT_OUT):
                    counts[table] = await _write_table(reader, table, write)
            write([{"end": counts}])
    return {**head, "tables": counts}


async def _write_table(
    reader: Reader, table: str, write: Callable[[Sequence[object]], None]
) -> int:
    count = 0
    async for rows in _chunks(reader, table):
        lines: list[object] = [list(row.values()) for row in rows]
        if not count:
            lines.insert(0, {"table": table, "columns": list(rows[0])})
        count += len(rows)
        await asyncio.to_thread(write, lines)  # compressing would hold up the bot's taps
    return count


async def _chunks(reader: Reader, table: str) -> AsyncIterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    async for row in reader.stream(f"SELECT * FROM {quoted(table)}"):
        rows.append(dict(row))
        if len(rows) == CHUNK:
            yield rows
            rows = []
    if rows:
        yield rows


@contextmanager
def _appearing(path: Path) -> Iterator[Callable[[Sequence[object]], None]]:
    """Write lines to a file beside `path` that takes its place when all of it is on disk."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:

                def write(lines: Sequence[object]) -> None:
                    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                    packed.write(text.encode())

                yield write
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        _sync_folder(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- forgetting old ones --------------------------------------------------------------------


def list_before_migrations(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups in `folder` that were made before a migration, oldest first."""
    found = []
    for path in [*folder.glob(BEFORE_MIGRATION), *folder.glob(f".{BEFORE_MIGRATION}.*")]:
        if made := _MADE_AT.search(path.name):  # not the file's own time: it may be a copy
            at = datetime.strptime(made[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)
            found.append((at, path))
    return sorted(found)


def purge_backups(folder: Path, now: datetime, days: int = 14) -> int:
    """Delete those that are older than the text about privacy promises; return how many.

    What a crash left half written goes with them.
    """
    old = [path for at, path in list_before_migrations(folder) if now - at > timedelta(days=days)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


# --- reading --------------------------------------------------------------------------------


def read_head(path: Path) -> dict[str, Any]:
    """Check every line of a backup and return what `backup` returned for it.

    Raises DamagedBackup, NewerDatabase or FileNotFoundError.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return _checked(path, file)
    except FileNotFoundError:
        raise
    except (OSError, EOFError, zlib.error) as error:  # BadGzipFile is an OSError
        raise DamagedBackup(path, "berkas rusak, terpotong, atau bukan cadangan") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedBackup(path, FOREIGN) from error


def _checked(path: Path, file: IO[str]) -> dict[str, Any]:
    head = json.loads(file.readline())
    if head["format"] != FORMAT:
        raise DamagedBackup(path, FOREIGN)
    if head["form"] != FORM:
        raise DamagedBackup(path, "bentuknya tidak dikenal; pasang bimtek-bot yang lebih baru")
    if head["version"] > latest():
        raise NewerDatabase("Cadangan ini", head["version"], latest())
    counts: dict[str, int] = {}
    table, width, end = "", 0, None
    for line in file:
        found = json.loads(line)
        if isinstance(found, list) and len(found) == width:
            counts[table] += 1
        elif "table" in found:
            table, width = found["table"], len(found["columns"])
            counts[table] = 0
            _insert(table, found["columns"])  # raises ValueError for names that are not ours
        else:
            end = found["end"]
            break
    if end is None or file.readline() or counts != {k: v for k, v in end.items() if v}:
        raise DamagedBackup(path, "jumlah barisnya tidak cocok, mungkin terpotong")
    return {**head, "tables": end}


def _rows(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield an INSERT and up to CHUNK rows for it, through the whole of a checked file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        insert = ""
        rows: list[list[Any]] = []
        for line in file:
            found = json.loads(line)
            if rows and (isinstance(found, dict) or len(rows) == CHUNK):
                yield insert, rows
                rows = []
            if isinstance(found, list):
                rows.append(found)
            elif "table" in found:
                insert = _insert(found["table"], found["columns"])


def _insert(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(quoted(column) for column in columns)
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"


async def restore(db: Database, path: Path, now: str, *, yes: bool) -> dict[str, Any]:
    """Replace all of `db` by what the backup at `path` holds, then migrate on to today's schema.

    One transaction: either all of it happens or nothing. `yes` allows replacing data. `now` is
    a stored time. Returns what `backup` returned. Raises DamagedBackup, NewerDatabase,
    NotEmpty, bot.storage.lease.LeaseHeld or FileNotFoundError.
    """
    head = await asyncio.to_thread(read_head, path)
    held = await lease.take(db, "pemulihan cadangan", now)  # nobody may serve meanwhile
    try:
        async with db.reshape() as tx:
            present = await tables(db, tx.fetch)
            if not yes and await _in_use(tx, present):
                raise NotEmpty
            for table in reversed(present):
                if table != "lease":
                    tx.write(f"DROP TABLE {quoted(table)}")
            for step in steps()[: head["version"]]:
                apply(tx, db.dialect, step, now)
            for insert, rows in _rows(path):
                await tx.write_many(insert, rows)
            await db.renumber(tx)
            for step in steps()[head["version"] :]:
                apply(tx, db.dialect, step, now)
            _distrust(tx, head["made_at"], now)
    finally:
        await held.release()
    return head


def _distrust(tx: Transaction, made_at: str, now: str) -> None:
    """Call unknown what was due to be sent by now: it may have been, after the backup was made.

    `restored` in meta has the same said of reminders that were not even planned by then.
    """
    tx.write(
        "UPDATE outbox SET state = 'unknown', reason = 'dipulihkan', at = $1"
        " WHERE state = 'sending' OR state = 'pending' AND due_at <= $1 AND EXISTS"
        " (SELECT 1 FROM mailing m WHERE m.id = outbox.mailing_id AND m.due_at <= $1"
        " AND m.state IN ('waiting', 'ready', 'paused'))",
        now,
    )
    meta.save(tx, RESTORED, f"{made_at} {now}")


async def _in_use(tx: Transaction, present: Sequence[str]) -> bool:
    for table in SIGNS_OF_USE:
        if table in present and await tx.row(f"SELECT 1 FROM {quoted(table)} LIMIT 1"):
            return True
    return False
