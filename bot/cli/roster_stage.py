"""From a file, or from what a run kept of one, to a run that waits to be applied."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.core import codes
from bot.core.people import Role
from bot.core.phones import normalised
from bot.core.ports import Clock
from bot.core.roster import Kind, Line, Options
from bot.core.roster_plan import plan, role_names
from bot.core.roster_preview import Preview, Said, StagedRow
from bot.sheets.result import ResultRow, write_result
from bot.sheets.sample import CITY, RosterRow, sample
from bot.storage import imports, roster
from bot.storage.engine import Database
from bot.storage.imports_apply import apply
from bot.storage.imports_end import forget_run
from bot.storage.imports_run import Found, Tell, begin, save_failed, stage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where lines come from: a file's name, what it was found to be, and who sent it where.

    `kota` names the kabupaten/kota while the database has none. Of a `partial` file nobody is
    missing.
    """

    file_name: str
    columns: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    chat_id: int | None = None
    kota: str = CITY
    partial: bool = False


@lru_cache(maxsize=1)
def public_codes() -> frozenset[str]:
    """Return the codes that everyone can know, since the sample is the same everywhere."""
    return frozenset(row.kode for row in sample())


async def staged(
    db: Database,
    lines: Sequence[Line],
    origin: Origin,
    said: Said,
    clock: Clock,
    tell: Tell | None = None,
) -> int:
    """Compare lines with the roster and stage what they would change; return the run's id."""
    said = replace(said, keep_missing=said.keep_missing or origin.partial)
    known, base = await roster.load_known(db)
    public = public_codes() if any(line.code for line in lines) else frozenset[str]()
    told = (said.keep_missing, said.accept_suggestions, said.new_areas)
    options = Options(origin.kota, *told, public)
    made = plan(lines, known, options, random.SystemRandom())
    found = Found(origin.columns, origin.notes, tuple(role_names(lines)))
    async with db.transaction() as tx:
        run_id = await begin(tx, origin.file_name, base, origin.chat_id, clock.now())
    try:
        await stage(db, run_id, made, (said, found), tell)
    except BaseException:
        async with db.transaction() as tx:
            save_failed(tx, run_id)
        raise
    return run_id


async def save(db: Database, rows: Sequence[RosterRow], clock: Clock) -> Preview:
    """Bring in rows of the sample, for trying and testing: nobody vanishes, nothing to undo.

    Raises ValueError if one of them is rejected.
    """
    said = Said(keep_missing=True)
    lines = [line_of(n, row) for n, row in enumerate(rows, 2)]
    run_id = await staged(db, lines, Origin("contoh"), said, clock)
    seen = await apply(db, run_id, said, clock.now(), actor=None)
    rejected = await imports.list_rows(db.read, run_id, Kind.REJECTED, 0, 20)
    await forget_run(db, run_id)
    if rejected:
        raise ValueError("\n".join(f"Baris {row.line}: {row.reason}" for row in rejected))
    return seen


def line_of(n: int, row: RosterRow) -> Line:
    return Line(
        n,
        row.kecamatan,
        row.desa,
        row.tps,
        Role(row.peran),
        int(row.nomor) if row.nomor else None,
        row.nama,
        normalised(row.telepon),
        codes.tidy(row.kode),
    )


async def result_sheet(db: Database, seen: Preview) -> bytes:
    """Return the XLSX that says of every line what was done with it."""
    rows = [_told(row, phone) async for row, phone in imports.result(db, seen.run.id)]
    summary = [(str(kind), seen.counts[kind]) for kind in Kind if kind in seen.counts]
    return write_result(rows, summary, f"Impor {Path(seen.run.file_name).name}")


def _told(row: StagedRow, phone: str) -> ResultRow:
    kecamatan, desa, tps = (*row.place, "", "", "")[:3]
    number = "" if row.number is None else str(row.number)
    who = ResultRow(row.line, str(row.kind), kecamatan, desa, tps, row.role, number, row.name)
    why = replace(who, kolom=row.column, alasan=row.reason, lembar=row.sheet)
    return replace(why, telepon=phone, sebelumnya=row.before)
