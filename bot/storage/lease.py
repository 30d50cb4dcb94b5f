"""One `serve` per database: who holds it, since when, and how it ends with the process."""

from dataclasses import dataclass

from bot.storage.engine import Database, tables
from bot.storage.migrations import m0001_begin

UNKNOWN = ("proses yang tidak dikenal", "")


class LeaseHeld(Exception):
    """Another process serves this database. `since` is a time as stored, or empty."""

    def __init__(self, holder: str, since: str) -> None:
        told = f" sejak {since[:10]} pukul {since[11:16]} UTC" if since else ""
        super().__init__(
            f"Basis data ini sedang dipakai oleh {holder}{told}."
            " Hentikan proses itu terlebih dahulu, lalu ulangi."
        )
        self.holder = holder
        self.since = since


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to serve `db`, until released or the process ends."""

    db: Database
    holder: str
    since: str

    async def release(self) -> None:
        """Give it back. What is left of the row after a kill means nothing without the lock."""
        try:
            async with self.db.transaction() as tx:
                tx.write("DELETE FROM lease")
        finally:
            await self.db.unlock()


async def take(db: Database, holder: str, since: str) -> Lease:
    """Take the lease for `holder` (host and process, for people) from `since`, a stored time.

    Works before the first migration, for it is taken before migrating. Raises LeaseHeld.
    """
    if not await db.lock():
        raise LeaseHeld(*await _told(db))
    try:
        async with db.transaction() as tx:
            tx.write(m0001_begin.lease_table(db.dialect))
            tx.write(
                "INSERT INTO lease (id, holder, since) VALUES (1, $1, $2)"
                " ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, since = excluded.since",
                holder,
                since,
            )
    except BaseException:
        await db.unlock()
        raise
    return Lease(db, holder, since)


async def holder_of(db: Database) -> tuple[str, str] | None:
    """Return who holds the lease and since when, None if nobody does."""
    return await _told(db) if await db.locked() else None


async def _told(db: Database) -> tuple[str, str]:
    if "lease" not in await tables(db, db.read):
        return UNKNOWN
    rows = await db.read("SELECT holder, since FROM lease")
    return (rows[0]["holder"], rows[0]["since"]) if rows else UNKNOWN
