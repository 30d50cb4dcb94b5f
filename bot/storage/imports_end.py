"""Ending imports, and forgetting what they hold of people."""

from datetime import datetime, timedelta

from bot.core.roster import Kind
from bot.storage.engine import Database, Transaction
from bot.storage.imports_run import NAMES_KEPT, in_turns, standing
from bot.storage.times import stamp

STAGING_TAKES = timedelta(hours=6)  # a run that is still staging then was interrupted
DROPPED_AT_ONCE = 1000  # rows of a run that are deleted in one transaction


def save_cancelled(tx: Transaction, run_id: int) -> None:
    """Cancel a preview; its rows go with the next `purge`."""
    tx.write(
        "UPDATE import_run SET state = 'cancelled'"
        " WHERE id = $1 AND state IN ('staging', 'previewed')",
        run_id,
    )


async def forget_run(db: Database, run_id: int) -> None:
    """Leave no trace of a run; what it did stays, and cannot be undone."""
    await drop_rows(db, run_id)
    async with db.transaction() as tx:
        await tx.changed("DELETE FROM import_run WHERE id = $1", run_id)


async def purge(db: Database, now: datetime) -> None:
    """Drop the rows, names and all, of runs that came to nothing or can no longer be undone."""
    async with db.transaction() as tx:
        await tx.changed(
            "UPDATE import_run SET state = 'failed' WHERE state = 'staging' AND made_at < $1",
            stamp(now - STAGING_TAKES),
        )
        await tx.changed(
            "UPDATE import_run SET state = 'cancelled' WHERE state = 'previewed' AND made_at < $1",
            stamp(now - NAMES_KEPT),
        )
    last = await standing(db.read)
    for row in await db.read(
        "SELECT id, state, applied_at FROM import_run WHERE state NOT IN ('staging', 'previewed')"
        " AND id IN (SELECT run_id FROM import_row)"
    ):
        stands = last is not None and last["id"] == row["id"]
        if not stands or row["applied_at"] < stamp(now - NAMES_KEPT):
            await drop_rows(db, row["id"], undone=row["state"] == "undone")


# Of somebody whom an undone import made: what they did since is theirs.
UNUSED = "".join(
    f" AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.person_id = person.id)"
    for table in (
        *("holding", "companion", "chat", "page_seen", "attempt", "form_value", "completion"),
        *('"grant"', "trained", "request"),
    )
)


async def drop_rows(db: Database, run_id: int, *, undone: bool = False) -> None:
    """Delete a run's rows a few thousand a time; of an `undone` one the people it made, too."""
    rows = await db.read("SELECT MAX(n) AS n FROM import_row WHERE run_id = $1", run_id)
    for start in range(0, rows[0]["n"] or 0, DROPPED_AT_ONCE):
        these = (run_id, start, start + DROPPED_AT_ONCE)
        async with in_turns(db) as tx:
            if undone:
                await tx.changed(
                    "DELETE FROM person WHERE id IN (SELECT person_id FROM import_row"
                    " WHERE run_id = $1 AND n > $2 AND n <= $3 AND person_is_new = 1)" + UNUSED,
                    *these,
                )
            await tx.changed(
                "DELETE FROM import_row WHERE run_id = $1 AND n > $2 AND n <= $3", *these
            )
    async with db.transaction() as tx:
        await tx.changed("DELETE FROM import_area WHERE run_id = $1", run_id)


async def forget_person(tx: Transaction, person_id: int) -> None:
    """Forget a person's name and phone wherever an import has them.

    Also in lines that were not used, where they mean the person's seat, and in those and all of
    a preview, where they have the person's name or number. To be called while the person still
    has them.
    """
    await tx.changed("UPDATE import_row SET name = '', phone = '' WHERE person_id = $1", person_id)
    await tx.changed(
        # What was before is of whoever stays or moves, else of whom somebody replaced.
        "UPDATE import_row SET old_name = '', old_phone = ''"
        f" WHERE (person_id = $1 AND kind <> '{Kind.REPLACED}')"
        f" OR (old_person_id = $1 AND kind <> '{Kind.MOVED}')",
        person_id,
    )
    unused = f"kind IN ('{Kind.REJECTED}', '{Kind.WAITING}')"
    await tx.changed(
        "UPDATE import_row SET name = '', phone = '', old_name = '', old_phone = ''"
        f" WHERE ({unused} AND seat_id IN (SELECT seat_id FROM holding WHERE person_id = $1))"
        f" OR (({unused} OR run_id IN"
        " (SELECT id FROM import_run WHERE state IN ('staging', 'previewed'))) AND ("
        " lower(name) IN (SELECT lower(name) FROM person WHERE id = $1 AND name <> '')"
        " OR phone IN (SELECT phone FROM person WHERE id = $1 AND phone <> '')))",
        person_id,
    )
