"""Undoing the last import: everything as it was before, but for what happened since."""

from datetime import datetime, timedelta

from bot.core.roster import seat_words
from bot.core.roster_preview import Undone
from bot.storage import audit, holdings
from bot.storage.engine import Database, Transaction
from bot.storage.imports import load_run
from bot.storage.imports_apply import WRITES
from bot.storage.imports_end import drop_rows
from bot.storage.imports_run import NAMES_KEPT, CannotImport, standing
from bot.storage.times import moment

NOTHING = "Tidak ada yang dapat diurungkan."
TOO_LATE = (
    f"Impor terakhir sudah lebih dari {NAMES_KEPT // timedelta(days=1)} hari yang lalu; data"
    " sebelumnya sudah dihapus, jadi tidak dapat diurungkan."
)
ERASED = "orangnya meminta datanya dihapus sesudah impor"
SEAT_SINCE = "kursi ini berganti pemegang sesudah impor"
CODE_SINCE = "kode atau nomornya diganti sesudah impor"
NAME_SINCE = "nama atau teleponnya diubah sesudah impor"
HELD_SINCE = "pemegang lama atau kursinya sudah terisi sesudah impor"

MINE = f"run_id = $1 AND kind IN ({WRITES})"  # the rows of the run ($1) that changed something
CAME = f"SELECT holding_id FROM import_row WHERE {MINE} AND left_out = ''"
ENDED = (
    f"SELECT old_holding_id FROM import_row WHERE {MINE} AND old_holding_id IS NOT NULL"
    f" UNION SELECT from_holding_id FROM import_row WHERE {MINE} AND from_holding_id IS NOT NULL"
)

# Who came with the import and sits there still goes; whose seat has changed since stays.
MARK_CAME = (
    "UPDATE import_row SET left_out = CASE WHEN EXISTS (SELECT 1 FROM person p"
    " WHERE p.id = import_row.person_id AND p.erased_at IS NOT NULL)"
    f" THEN '{ERASED}' ELSE '{SEAT_SINCE}' END WHERE {MINE} AND holding_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.id = import_row.holding_id"
    " AND h.to_at IS NULL AND h.person_id = import_row.person_id)"
)
DROP_CAME = f"DELETE FROM holding WHERE to_at IS NULL AND id IN ({CAME})"

NUMBERS = (
    f"UPDATE seat SET number = NULL FROM import_row r WHERE r.{MINE} AND r.left_out = ''"
    " AND r.seat_id = seat.id AND r.seat_is_new = 0 AND r.old_number IS NULL"
    " AND seat.number = r.number"
)
CODES = (
    "UPDATE seat SET code = r.old_code, sample = r.old_sample FROM import_row r"
    f" WHERE r.{MINE} AND r.left_out = '' AND r.seat_id = seat.id AND r.seat_is_new = 0"
    " AND (r.code <> r.old_code OR r.sample <> r.old_sample) AND seat.code = r.code"
    " AND NOT EXISTS (SELECT 1 FROM seat x WHERE x.code = r.old_code AND x.id <> seat.id)"
)
MARK_SEATS = (
    f"UPDATE import_row SET left_out = '{CODE_SINCE}' WHERE {MINE} AND left_out = ''"
    " AND seat_is_new = 0 AND EXISTS (SELECT 1 FROM seat s WHERE s.id = import_row.seat_id"
    " AND ((import_row.code <> import_row.old_code AND s.code <> import_row.old_code)"
    " OR (import_row.old_number IS NULL AND import_row.number IS NOT NULL"
    " AND s.number IS NOT NULL)))"
)

# A holding goes on as if it had never ended, unless the seat or the person has another now.
REOPEN = (
    f"UPDATE holding SET to_at = NULL, reason = '' WHERE id IN ({ENDED})"
    " AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = holding.person_id"
    " AND p.erased_at IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM holding x WHERE x.seat_id = holding.seat_id"
    " AND x.to_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM holding x WHERE x.person_id = holding.person_id"
    " AND x.to_at IS NULL)"
)
MARK_ENDED = (
    "UPDATE import_row SET left_out = CASE WHEN EXISTS (SELECT 1 FROM person p JOIN holding h"
    " ON h.person_id = p.id WHERE h.id IN (import_row.old_holding_id, import_row.from_holding_id)"
    f" AND p.erased_at IS NOT NULL) THEN '{ERASED}' ELSE '{HELD_SINCE}' END"
    f" WHERE {MINE} AND left_out = '' AND EXISTS (SELECT 1 FROM holding h WHERE h.id IN"
    " (import_row.old_holding_id, import_row.from_holding_id) AND h.to_at IS NOT NULL)"
)
# The seat of somebody forgotten since waits for the office, as it would without the import.
ERASED_SEATS = (
    "UPDATE seat SET erased_at = p.erased_at, erased_choice = '' FROM holding h"
    " JOIN person p ON p.id = h.person_id"
    f" WHERE h.id IN ({ENDED}) AND h.seat_id = seat.id AND p.erased_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM holding x WHERE x.seat_id = seat.id AND x.to_at IS NULL)"
)
HELD_SEATS = (
    "UPDATE seat SET erased_at = NULL, erased_choice = '' WHERE erased_at IS NOT NULL"
    " AND id IN (SELECT h.seat_id FROM holding h"
    f" WHERE h.id IN ({ENDED}) AND h.to_at IS NULL)"
)

PERSON = (
    "UPDATE person SET {column} = r.old_{column} FROM import_row r"
    f" WHERE r.{MINE} AND r.person_id = person.id AND r.person_is_new = 0"
    " AND r.{column} <> r.old_{column} AND person.{column} = r.{column}"
    " AND person.erased_at IS NULL AND NOT (r.old_{column} = '' AND EXISTS (SELECT 1 FROM person o"
    " WHERE o.id = r.old_person_id AND o.erased_at IS NOT NULL))"
)
MARK_PEOPLE = (
    "UPDATE import_row SET left_out = CASE WHEN EXISTS (SELECT 1 FROM person p"
    " WHERE p.id = import_row.person_id AND p.erased_at IS NOT NULL)"
    f" THEN '{ERASED}' ELSE '{NAME_SINCE}' END WHERE {MINE} AND left_out = ''"
    " AND person_is_new = 0 AND EXISTS (SELECT 1 FROM person p WHERE p.id = import_row.person_id"
    " AND (p.erased_at IS NOT NULL OR p.name <> import_row.old_name"
    " OR p.phone <> import_row.old_phone))"
)

DROP_SEATS = (
    f"DELETE FROM seat WHERE id IN (SELECT seat_id FROM import_row WHERE {MINE}"
    " AND seat_is_new = 1) AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.seat_id = seat.id)"
)
MARK_KEPT = (
    f"UPDATE import_row SET left_out = '{SEAT_SINCE}' WHERE {MINE} AND left_out = ''"
    " AND seat_is_new = 1 AND EXISTS (SELECT 1 FROM seat s WHERE s.id = import_row.seat_id)"
)
DROP_AREAS = (
    "DELETE FROM area WHERE id IN (SELECT area_id FROM import_area WHERE run_id = $1"
    " AND level = $2)"
    " AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.area_id = area.id)"
    " AND NOT EXISTS (SELECT 1 FROM area x WHERE x.parent_id = area.id)"
    ' AND NOT EXISTS (SELECT 1 FROM "grant" g WHERE g.area_id = area.id)'
    " AND NOT EXISTS (SELECT 1 FROM request q WHERE q.area_id = area.id)"
)
STEPS = (
    *(MARK_CAME, DROP_CAME, NUMBERS, CODES, MARK_SEATS),
    *(REOPEN, MARK_ENDED, ERASED_SEATS, HELD_SEATS),
    *(PERSON.format(column="name"), PERSON.format(column="phone"), MARK_PEOPLE),
    *(DROP_SEATS, MARK_KEPT),
)


async def undo(
    db: Database, now: datetime, *, run_id: int | None = None, actor: int = audit.OPERATOR
) -> Undone:
    """Undo the last import that was applied, or `run_id` if it is that one.

    Raises CannotImport if there is none. Who came with it and has learned since stays, without
    a seat.
    """
    async with db.transaction() as tx:
        await tx.alone()
        row = await standing(tx.fetch)
        if row is None or run_id not in {None, row["id"]}:
            raise CannotImport(NOTHING)
        if moment(row["applied_at"]) < now - NAMES_KEPT:
            raise CannotImport(TOO_LATE)
        undone: int = row["id"]
        for step in STEPS:
            await tx.changed(step, undone)
        for level in ("tps", "desa", "kecamatan", "kota"):
            await tx.changed(DROP_AREAS, undone, level)
        restored, left_out = await _outcome(tx, undone)
        tx.write("UPDATE import_run SET state = 'undone' WHERE id = $1", undone)
        holdings.touch(tx)
        await audit.save(tx, actor, "urungkan-impor", f"impor:{undone}", now)
    await drop_rows(db, undone, undone=True)
    run = await load_run(db.read, undone)
    if run is None:
        raise CannotImport(NOTHING)
    return Undone(run, restored, left_out)


async def _outcome(tx: Transaction, run_id: int) -> tuple[int, tuple[tuple[str, str], ...]]:
    [counted] = await tx.fetch(
        f"SELECT COUNT(*) AS n FROM import_row WHERE {MINE} AND left_out = ''", run_id
    )
    rows = await tx.fetch(
        f"SELECT * FROM import_row WHERE {MINE} AND left_out <> '' ORDER BY n", run_id
    )
    return counted["n"], tuple(
        (
            seat_words(
                row["role"],
                row["number"],
                (row["kota"], row["kecamatan"], row["desa"], row["tps"]),
            ),
            row["left_out"],
        )
        for row in rows
    )
