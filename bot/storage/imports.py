"""Imports of the roster, as they are shown: runs, previews counted in the database, and lines.

A run goes staging › previewed › applied › undone, or ends as cancelled or failed.
"""

import json
from collections.abc import AsyncIterator, Iterable

from bot.core.people import Role
from bot.core.roster import Kind, seat_words, vanish_too_many, where
from bot.core.roster_preview import ErasedSeat, Preview, Run, Said, StagedRow
from bot.storage import holdings
from bot.storage.engine import Database, Fetch, Row, Transaction
from bot.storage.imports_end import forget_person, purge, save_cancelled
from bot.storage.imports_run import NAMES_KEPT, CannotImport, Found, found_in, standing
from bot.storage.roster import PLACE, PLACE_JOINS, place_of

__all__ = [
    "NAMES_KEPT",
    "CannotImport",
    "count_seats",
    "forget_person",
    "last_applied",
    "list_erased",
    "list_rows",
    "load_run",
    "preview",
    "purge",
    "result",
    "save_cancelled",
    "save_erased_choice",
]

NOTES_SHOWN = 20  # warnings and pairs in a preview; the result sheet has all
SUGGESTED = "field IN ('Desa', 'Kecamatan') AND reason LIKE '% tidak dikenal. Mungkin maksudnya %'"
UNKNOWN = "field IN ('Desa', 'Kecamatan') AND reason LIKE '% tidak dikenal.'"
LIVE = f"kind NOT IN ('{Kind.REJECTED}', '{Kind.VANISHED}')"


def _run(row: Row) -> Run:
    said = json.loads(row["options"] or "{}")
    return Run(row["id"], row["file_name"], row["state"], Said(**said), row["chat_id"])


async def load_run(fetch: Fetch, run_id: int) -> Run | None:
    rows = await fetch("SELECT * FROM import_run WHERE id = $1", run_id)
    return _run(rows[0]) if rows else None


async def last_applied(fetch: Fetch) -> Run | None:
    """Return the run that can be undone: the last one that was applied, if it still stands."""
    row = await standing(fetch)
    return _run(row) if row else None


async def preview(fetch: Fetch, run_id: int) -> Preview | None:
    """Return what a run does or did; None if there is no such run."""
    rows = await fetch("SELECT * FROM import_run WHERE id = $1", run_id)
    if not rows:
        return None
    run, found = _run(rows[0]), found_in(rows[0]["columns"])
    counts = {
        Kind(row["kind"]): row["n"]
        for row in await fetch(
            "SELECT kind, COUNT(*) AS n FROM import_row WHERE run_id = $1 GROUP BY kind", run_id
        )
    }
    holders = await _holders(fetch, found.roles)
    pairs = await _same_phone(fetch, run_id)
    vanishing = vanish_too_many(counts.get(Kind.VANISHED, 0), holders)
    return Preview(
        run,
        counts,
        found.columns,
        await _notes(fetch, run_id, found, pairs),
        tuple(Role(role) for role in found.roles),
        holders,
        tuple(await _new_desas(fetch, run_id)),
        len(pairs),
        await _count(fetch, run_id, SUGGESTED),
        await _count(fetch, run_id, UNKNOWN),
        vanishing and not run.said.allow_vanish,
        run.state == "previewed" and rows[0]["base"] != await _version(fetch),
    )


async def _version(fetch: Fetch) -> int:
    rows = await fetch("SELECT value FROM meta WHERE key = $1", holdings.VERSION)
    return int(rows[0]["value"]) if rows else 0


async def _count(fetch: Fetch, run_id: int, which: str) -> int:
    [row] = await fetch(
        f"SELECT COUNT(*) AS n FROM import_row WHERE run_id = $1 AND kind = '{Kind.REJECTED}'"
        f" AND {which}",
        run_id,
    )
    return int(row["n"])


async def _new_desas(fetch: Fetch, run_id: int) -> list[str]:
    rows = await fetch(
        "SELECT name FROM import_area WHERE run_id = $1 AND level = 'desa' ORDER BY name", run_id
    )
    return [row["name"] for row in rows]


async def _same_phone(fetch: Fetch, run_id: int) -> list[Row]:
    return await fetch(
        "SELECT a.line AS first, a.sheet AS first_sheet, b.line AS last, b.sheet AS last_sheet"
        " FROM (SELECT MIN(n) AS first, MAX(n) AS last FROM import_row"
        f" WHERE run_id = $1 AND phone <> '' AND {LIVE} GROUP BY phone HAVING COUNT(*) > 1) pair"
        " JOIN import_row a ON a.run_id = $1 AND a.n = pair.first"
        " JOIN import_row b ON b.run_id = $1 AND b.n = pair.last ORDER BY a.n",
        run_id,
    )


async def _holders(fetch: Fetch, roles: Iterable[str]) -> int:
    """Return how many hold seats in the roles of the file."""
    rows = await fetch(
        "SELECT s.role, COUNT(*) AS n FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE h.to_at IS NULL GROUP BY s.role"
    )
    return sum(row["n"] for row in rows if row["role"] in roles)


async def _notes(fetch: Fetch, run_id: int, found: Found, pairs: Iterable[Row]) -> tuple[str, ...]:
    """Return the remarks on the file, then what is odd about its lines, the first few of each."""
    warned = await fetch(
        f"SELECT line, sheet, reason FROM import_row WHERE run_id = $1 AND reason <> '' AND {LIVE}"
        f" AND kind <> '{Kind.WAITING}' ORDER BY n LIMIT {NOTES_SHOWN}",
        run_id,
    )
    same = [
        f"Baris {where(pair['first'], pair['first_sheet'])} dan"
        f" {where(pair['last'], pair['last_sheet'])}: nomor telepon sama."
        for pair in pairs
    ]
    lines = [f"Baris {where(row['line'], row['sheet'])}: {row['reason']}" for row in warned]
    return (*found.notes, *lines, *same[:NOTES_SHOWN])


async def count_seats(fetch: Fetch, run_id: int) -> tuple[int, int, int]:
    """Return how many seats a run makes, how many there are, and how many are held."""
    [row] = await fetch(
        "SELECT (SELECT COUNT(*) FROM import_row WHERE run_id = $1 AND seat_is_new = 1) AS made,"
        " (SELECT COUNT(*) FROM seat) AS seats,"
        " (SELECT COUNT(*) FROM holding WHERE to_at IS NULL) AS held",
        run_id,
    )
    return row["made"], row["seats"], row["held"]


# --- lines ----------------------------------------------------------------------------------

# A row with the seat that somebody who moves comes from.
ROWS = (
    f"SELECT r.*, s.role AS from_role, s.number AS from_number, {PLACE} FROM import_row r"
    f" LEFT JOIN seat s ON s.id = r.from_seat_id LEFT {PLACE_JOINS} WHERE r.run_id = $1"
)


async def list_rows(
    fetch: Fetch, run_id: int, kind: Kind, offset: int, limit: int
) -> list[StagedRow]:
    """Return some of a run's rows of one kind, in the order of the file."""
    rows = await fetch(
        f"{ROWS} AND r.kind = $2 ORDER BY r.n LIMIT $3 OFFSET $4",
        run_id,
        str(kind),
        limit,
        offset,
    )
    return [_staged(row) for row in rows]


async def result(db: Database, run_id: int) -> AsyncIterator[tuple[StagedRow, str]]:
    """Yield every row of a run, each with the phone, for the result sheet."""
    async for row in db.stream(f"{ROWS} ORDER BY r.n", run_id):
        yield _staged(row), row["phone"]


def _staged(row: Row) -> StagedRow:
    kind = Kind(row["kind"])
    return StagedRow(
        row["line"],
        kind,
        tuple(part for part in (row["kecamatan"], row["desa"], row["tps"]) if part),
        row["role"],
        row["number"],
        row["name"],
        _before(row, kind),
        row["field"],
        row["reason"],
        row["sheet"],
    )


def _before(row: Row, kind: Kind) -> str:
    """Return what stood there, for people: a name, a number, or the seat left."""
    if kind == Kind.MOVED and row["from_role"]:
        return seat_words(row["from_role"], row["from_number"], place_of(row))
    if kind == Kind.PHONE:
        return str(row["old_phone"])
    changed = kind in {Kind.RENAMED, Kind.REPLACED} or row["name"] != row["old_name"]
    return str(row["old_name"]) if changed else ""


# --- seats whose holder asked to be forgotten -----------------------------------------------


async def list_erased(fetch: Fetch) -> list[ErasedSeat]:
    """Return the seats that nobody holds because their holders asked so."""
    rows = await fetch(
        f"SELECT s.id, s.role, s.number, s.erased_choice, {PLACE} FROM seat s {PLACE_JOINS}"
        " WHERE s.erased_at IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM holding h WHERE h.seat_id = s.id AND h.to_at IS NULL) ORDER BY s.id"
    )
    return [
        ErasedSeat(row["id"], place_of(row)[1:], row["role"], row["number"], row["erased_choice"])
        for row in rows
    ]


async def save_erased_choice(tx: Transaction, seat_id: int, choice: str) -> bool:
    """Keep such a seat empty ("tetap"), or let it be given to another person ("lain").

    Returns whether the seat was one of those.
    """
    change = "erased_choice = 'tetap'"
    if choice == "lain":
        change = "erased_at = NULL, erased_choice = ''"
    found = await tx.changed(
        f"UPDATE seat SET {change} WHERE id = $1 AND erased_at IS NOT NULL", seat_id
    )
    if found:
        holdings.touch(tx)
    return bool(found)
