"""Applying a staged import: one transaction of set-based SQL."""

from dataclasses import replace
from datetime import datetime

from bot.core.roster import QUIET, Kind, count_changes
from bot.core.roster_preview import Preview, Said
from bot.storage import audit, holdings
from bot.storage.engine import Conflict, Database, Transaction
from bot.storage.imports import preview
from bot.storage.imports_end import drop_rows
from bot.storage.imports_run import CannotImport
from bot.storage.times import stamp

WRITES = ", ".join(f"'{kind}'" for kind in Kind if kind not in QUIET)
CHANGED = (
    "Daftar petugas berubah sejak pratinjau ini dibuat, jadi pratinjaunya tidak berlaku lagi."
    " Impor berkasnya sekali lagi."
)
DONE = "Impor itu sudah diterapkan."
OVER = "Pratinjau impor itu tidak berlaku lagi. Impor berkasnya sekali lagi."
TOO_MANY = (
    "{vanished} dari {holders} petugas akan hilang dari daftar, lebih dari sepersepuluhnya."
    " Bila berkas ini memang lengkap, setujui penghapusan itu (--allow-vanish). Bila berkas ini"
    " hanya sebagian, pertahankan yang tidak disebut (--keep-missing)."
)

KEEP = f"DELETE FROM import_row WHERE run_id = $1 AND kind = '{Kind.VANISHED}'"
# $1 is the run, $2 the time. New rows have their ids already, in the order of their indexes.
AREAS = (
    "INSERT INTO area (id, parent_id, level, name) SELECT area_id, parent_id, level, name"
    " FROM import_area WHERE run_id = $1 ORDER BY area_id"
)
PEOPLE = (
    "INSERT INTO person (id, name, phone, created_at) SELECT person_id, name, phone, $2"
    f" FROM import_row WHERE run_id = $1 AND kind IN ({WRITES}) AND person_is_new = 1"
    " ORDER BY person_id"
)
SEATS = (
    "INSERT INTO seat (id, area_id, role, number, code, sample, created_at)"
    " SELECT seat_id, area_id, role, number, code, sample, $2 FROM import_row"
    f" WHERE run_id = $1 AND kind IN ({WRITES}) AND seat_is_new = 1 ORDER BY seat_id"
)
# A person who moves leaves a seat; so does one whose seat somebody else gets.
ENDS = (
    "UPDATE holding SET to_at = $2, reason = r.reason FROM ("
    f" SELECT from_holding_id AS id, '{holdings.MOVED}' AS reason FROM import_row"
    f" WHERE run_id = $1 AND kind IN ({WRITES}) AND from_holding_id IS NOT NULL"
    " UNION ALL SELECT old_holding_id, old_reason FROM import_row"
    f" WHERE run_id = $1 AND kind IN ({WRITES}) AND old_holding_id IS NOT NULL"
    f" AND old_reason <> '{holdings.MOVED}') r"
    " WHERE holding.id = r.id AND holding.to_at IS NULL"
)
CHANGED_SEATS = (
    "UPDATE seat SET number = r.number, code = r.code, sample = r.sample FROM import_row r"
    f" WHERE r.run_id = $1 AND r.kind IN ({WRITES}) AND r.seat_id = seat.id"
    " AND r.seat_is_new = 0 AND (r.code <> r.old_code OR r.sample <> r.old_sample"
    " OR (r.number IS NOT NULL AND r.old_number IS NULL))"
)
CHANGED_PEOPLE = (
    "UPDATE person SET name = r.name, phone = r.phone FROM import_row r"
    f" WHERE r.run_id = $1 AND r.kind IN ({WRITES}) AND r.person_id = person.id"
    f" AND r.person_is_new = 0 AND r.kind <> '{Kind.VANISHED}'"
    " AND (r.name <> r.old_name OR r.phone <> r.old_phone)"
)
BEGINS = (
    "INSERT INTO holding (id, seat_id, person_id, from_at)"
    " SELECT holding_id, seat_id, person_id, $2 FROM import_row"
    f" WHERE run_id = $1 AND kind IN ({WRITES}) AND holding_id IS NOT NULL ORDER BY holding_id"
)
# PostgreSQL's counters do not see ids that were given; others' numbers are not set back.
COUNTER = (
    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST("
    " coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', 'id')::regclass), 1),"
    " (SELECT coalesce(max(id), 1) FROM {table})))"
)


async def apply(
    db: Database, run_id: int, said: Said, now: datetime, *, actor: int | None = audit.OPERATOR
) -> Preview:
    """Do what a run's rows say, all or nothing; return what was done.

    `said` allows that many vanish, or keeps whoever is missing; what was said with the file
    holds as well. A run that changes nothing leaves the one before it to be undone. Without an
    `actor` (the sample) it is not in the trail. Raises CannotImport where the roster has changed
    since the preview, too many would vanish, or the run does not wait to be applied.
    """
    seen = await preview(db.read, run_id)
    if seen is None:
        raise CannotImport(OVER)
    if said.keep_missing:
        kept = {**seen.counts}
        kept.pop(Kind.VANISHED, None)
        seen = replace(seen, counts=kept, too_many_vanish=False)
    try:
        async with db.transaction() as tx:
            await tx.alone()
            await _refuse(tx, seen, said)
            await _write(db, tx, seen, said, now)
            if actor is not None:
                await audit.save(tx, actor, "terapkan-impor", f"impor:{run_id}", now)
    except Conflict:  # something was written without a word to the roster's version
        raise CannotImport(CHANGED) from None
    if count_changes(seen.counts):
        await _drop_others(db, run_id)
    return replace(seen, run=replace(seen.run, state="applied"))


async def _drop_others(db: Database, run_id: int) -> None:
    """Only the last one can be undone: what the others hold of people is not needed any more."""
    for row in await db.read("SELECT id, state FROM import_run WHERE id <> $1", run_id):
        if row["state"] not in {"staging", "previewed"}:
            await drop_rows(db, row["id"], undone=row["state"] == "undone")


async def _refuse(tx: Transaction, seen: Preview, said: Said) -> None:
    row = await tx.row("SELECT state, base FROM import_run WHERE id = $1", seen.run.id)
    if row is None or row["state"] != "previewed":
        raise CannotImport(DONE if row and row["state"] == "applied" else OVER)
    if row["base"] != await holdings.version(tx):
        raise CannotImport(CHANGED)
    if seen.too_many_vanish and not said.allow_vanish:
        vanished = seen.counts[Kind.VANISHED]
        raise CannotImport(TOO_MANY.format(vanished=vanished, holders=seen.holders))


async def _write(db: Database, tx: Transaction, seen: Preview, said: Said, now: datetime) -> None:
    run_id, at = seen.run.id, stamp(now)
    tx.write("UPDATE import_run SET state = 'applied' WHERE id = $1", run_id)
    if said.keep_missing:
        await tx.changed(KEEP, run_id)
    if not count_changes(seen.counts):
        return
    await tx.changed(AREAS, run_id)
    await tx.changed(PEOPLE, run_id, at)
    await tx.changed(SEATS, run_id, at)
    await tx.changed(ENDS, run_id, at)
    await tx.changed(CHANGED_SEATS, run_id)
    await tx.changed(CHANGED_PEOPLE, run_id)
    await tx.changed(BEGINS, run_id, at)
    if db.dialect == "postgresql":
        for table in ("area", "seat", "holding"):
            await tx.fetch(COUNTER.format(table=table))
    tx.write("UPDATE import_run SET applied_at = $2 WHERE id = $1", run_id, at)
    holdings.touch(tx)
