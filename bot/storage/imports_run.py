"""An import on its way in: begun, and its rows staged."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.core.people import Role
from bot.core.roster import (
    GIVEN_CODE,
    GIVEN_NUMBER,
    GIVEN_PHONE,
    NOT_UNDERSTOOD,
    Line,
    Plan,
    Problem,
    Staged,
)
from bot.core.roster_preview import Said
from bot.storage.engine import CHUNK, Database, Fetch, Row, Transaction
from bot.storage.times import stamp

NAMES_KEPT = timedelta(days=14)  # in staged rows, which undo needs and preview shows
Tell = Callable[[int, int], Awaitable[None]]  # rows done, rows in all

COLUMNS = (
    *("line", "kind", "kota", "kecamatan", "desa", "tps", "role", "number", "code", "sample"),
    *("name", "phone", "area_id", "seat_id", "seat_is_new", "person_id", "person_is_new"),
    *("holding_id", "old_person_id", "old_holding_id", "old_reason", "from_seat_id"),
    *("from_holding_id", "old_name", "old_phone", "old_number", "old_code", "old_sample"),
    *("field", "reason", "given", "sheet"),
)
INSERT = (
    f"INSERT INTO import_row (run_id, n, {', '.join(COLUMNS)}) VALUES"
    f" ({', '.join(f'${n}' for n in range(1, len(COLUMNS) + 3))})"
)


class CannotImport(Exception):
    """An import cannot be applied or undone; the message, in Indonesian, says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file was found to be: its columns as (title, ours), remarks, and roles in it."""

    columns: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@asynccontextmanager
async def in_turns(db: Database) -> AsyncIterator[Transaction]:
    """Open one transaction of many, and then leave others as much time as it took.

    SQLite gives a free lock to whoever asks first; who waits only asks now and then.
    """
    started = time.monotonic()
    async with db.transaction() as tx:
        yield tx
    await asyncio.sleep(time.monotonic() - started)


async def begin(
    tx: Transaction, file_name: str, base: int, chat_id: int | None, now: datetime
) -> int:
    """Start a run against version `base` of the roster; return its id."""
    row = await tx.row(
        "INSERT INTO import_run (file_name, state, base, chat_id, made_at)"
        " VALUES ($1, 'staging', $2, $3, $4) RETURNING id",
        file_name,
        base,
        chat_id,
        stamp(now),
    )
    return int(row["id"]) if row else 0


async def stage(
    db: Database,
    run_id: int,
    plan: Plan,
    about: tuple[Said, Found],
    tell: Tell | None = None,
) -> None:
    """Write a plan's rows, a few hundred a transaction, so that taps go on meanwhile.

    `about` is kept with the run: what the office said, and what the file was found to be.
    """
    rows = list(enumerate(plan.rows, 1))
    for start in range(0, len(rows), CHUNK):
        async with in_turns(db) as tx:
            chunk = rows[start : start + CHUNK]
            await tx.write_many(INSERT, [(run_id, n, *_values(row)) for n, row in chunk])
        if tell:
            await tell(start + len(chunk), len(rows))
    for start in range(0, len(plan.areas), CHUNK):
        async with in_turns(db) as tx:
            await tx.write_many(
                "INSERT INTO import_area (run_id, area_id, parent_id, level, name)"
                " VALUES ($1, $2, $3, $4, $5)",
                [
                    (run_id, area.id, area.parent_id, area.level, area.name)
                    for area in plan.areas[start : start + CHUNK]
                ],
            )
    said, found = about
    kept = [json.dumps(asdict(part), ensure_ascii=False) for part in (said, found)]
    async with db.transaction() as tx:
        tx.write(
            "UPDATE import_run SET state = 'previewed', options = $2, columns = $3 WHERE id = $1",
            run_id,
            *kept,
        )


def _values(row: Staged) -> tuple[object, ...]:
    place = (*row.place, "", "", "", "")[:4]
    return (
        *(row.line, str(row.kind), *place, str(row.role), row.number, row.code, int(row.sample)),
        *(row.name, row.phone, row.area_id, row.seat_id, int(row.seat_is_new), row.person_id),
        *(int(row.person_is_new), row.holding_id, row.old_person_id, row.old_holding_id),
        *(row.old_reason, row.from_seat_id, row.from_holding_id, row.old_name, row.old_phone),
        *(row.old_number, row.old_code, int(row.old_sample), row.column, row.reason, row.given),
        row.sheet,
    )


def save_failed(tx: Transaction, run_id: int) -> None:
    tx.write("UPDATE import_run SET state = 'failed' WHERE id = $1", run_id)


async def load_lines(db: Database, run_id: int) -> list[Line]:
    """Return the lines of the file that a run staged, as the file says them."""
    return [
        _line(row)
        async for row in db.stream(
            "SELECT * FROM import_row WHERE run_id = $1 AND line > 0 ORDER BY n", run_id
        )
    ]


def _line(row: Row) -> Line:
    given = row["given"]
    understood = not given & NOT_UNDERSTOOD
    return Line(
        row["line"],
        row["kecamatan"],
        row["desa"],
        row["tps"],
        Role(row["role"]) if row["role"] else None,
        row["number"] if given & GIVEN_NUMBER else None,
        row["name"],
        row["phone"] if given & GIVEN_PHONE else "",
        row["code"] if given & GIVEN_CODE else "",
        () if understood else (Problem(row["field"], row["reason"]),),
        row["sheet"],
    )


async def load_found(fetch: Fetch, run_id: int) -> Found:
    rows = await fetch("SELECT columns FROM import_run WHERE id = $1", run_id)
    return found_in(rows[0]["columns"])


def found_in(text: str) -> Found:
    """Return what `stage` kept of a file, in a run's `columns`."""
    kept = json.loads(text or "{}")
    return Found(
        tuple((title, ours) for title, ours in kept.get("columns", ())),
        tuple(kept.get("notes", ())),
        tuple(kept.get("roles", ())),
    )


async def standing(fetch: Fetch) -> Row | None:
    """Return the run that can be undone: the last one that was applied, if it still stands."""
    rows = await fetch(
        "SELECT * FROM import_run WHERE state IN ('applied', 'undone') AND applied_at IS NOT NULL"
        " ORDER BY applied_at DESC, id DESC LIMIT 1"
    )
    return rows[0] if rows and rows[0]["state"] == "applied" else None
