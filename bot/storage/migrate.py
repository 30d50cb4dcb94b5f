"""Brings a database to the schema of this program, one numbered migration at a time."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from bot.storage import migrations
from bot.storage.engine import Database, Dialect, Fetch, Transaction, tables

TABLE = """
    CREATE TABLE IF NOT EXISTS migration (
        version INTEGER NOT NULL PRIMARY KEY,
        description TEXT NOT NULL,
        applied_at TEXT NOT NULL
    )
"""


class NewerDatabase(Exception):
    """The database, or the backup, was written by a newer program."""

    def __init__(self, what: str, found: int, known: int) -> None:
        super().__init__(
            f"{what} memakai skema versi {found}, sedangkan program ini mengenal sampai"
            f" versi {known}. Pasang bimtek-bot yang lebih baru, lalu ulangi."
        )
        self.found = found
        self.known = known


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: its number, what it does, and its DDL for an engine."""

    number: int
    description: str
    statements: Callable[[Dialect], list[str]]


def steps() -> list[Step]:
    """Return all migrations in order; their numbers start at 1 and leave no gap."""
    found = []
    for module in iter_modules(migrations.__path__):
        if number := re.match(r"m(\d{4})_", module.name):
            code = import_module(f"{migrations.__name__}.{module.name}")
            found.append(Step(int(number[1]), code.DESCRIPTION, code.statements))
    found.sort(key=lambda step: step.number)
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise RuntimeError("migrations must be numbered 1, 2, 3 … without a gap")
    return found


def latest() -> int:
    """Return the version of the schema that this program works with."""
    return len(steps())


async def version_of(db: Database) -> int:
    """Return the version of the schema, 0 for an empty database."""
    return await version_in(db, db.read)


async def version_in(db: Database, fetch: Fetch) -> int:
    """Return the version as `fetch` sees it: a transaction's, a snapshot's, or `db.read`."""
    if "migration" not in await tables(db, fetch):
        return 0
    rows = await fetch("SELECT max(version) AS version FROM migration")
    return int(rows[0]["version"] or 0)


async def migrate(
    db: Database,
    now: str,
    before: Callable[[int], Awaitable[None]],
    upto: int | None = None,
) -> int:
    """Apply what is missing (up to version `upto`) and return the version reached.

    `before` is awaited once with the present version if there is something to keep and
    something to do: it writes a backup. Each step is one transaction, so that a failure leaves
    the version before it. Raises NewerDatabase.
    """
    found = await version_of(db)
    known = latest()
    if found > known:
        raise NewerDatabase("Basis data ini", found, known)
    missing = [step for step in steps() if found < step.number <= (upto or known)]
    if found and missing:
        await before(found)
    for step in missing:
        async with db.reshape() as tx:
            if await version_in(db, tx.fetch) < step.number:  # another process may have been here
                apply(tx, db.dialect, step, now)
    return await version_of(db)


def apply(tx: Transaction, dialect: Dialect, step: Step, now: str) -> None:
    """Write one migration with its number into `tx`."""
    tx.write(TABLE)
    for statement in step.statements(dialect):
        tx.write(statement)
    tx.write(
        "INSERT INTO migration (version, description, applied_at) VALUES ($1, $2, $3)",
        step.number,
        step.description,
        now,
    )
