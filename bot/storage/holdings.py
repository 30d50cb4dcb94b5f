"""Who holds a seat, from when to when, and why a holding ended."""

from datetime import datetime

from bot.storage import meta
from bot.storage.engine import Transaction
from bot.storage.times import stamp

ERASED = "dihapus"  # at the person's own request
EXPIRED = "retensi"  # everyone is forgotten some time after voting day
REPLACED = "diganti"  # somebody else holds the seat now, or will
REMOVED = "keluar"  # no longer in the roster
MOVED = "pindah"  # holds another seat now

VERSION = "roster_version"  # in meta: counts every change to seats, holders, names and phones


def touch(tx: Transaction) -> None:
    """Note that the roster changed, so that a preview made before is known to be old."""
    meta.count_up(tx, VERSION)


async def version(tx: Transaction) -> int:
    row = await tx.row("SELECT value FROM meta WHERE key = $1", VERSION)
    return int(row["value"]) if row else 0


def end(tx: Transaction, person_id: int, reason: str, now: datetime) -> None:
    """End what this person holds; what was learned stays with the person."""
    tx.write(
        "UPDATE holding SET to_at = $2, reason = $3 WHERE person_id = $1 AND to_at IS NULL",
        person_id,
        stamp(now),
        reason,
    )
    touch(tx)


def begin(tx: Transaction, seat_id: int, person_id: int, now: datetime) -> None:
    """Let a person hold a seat that nobody holds; the seat waits for no decision any more."""
    tx.write(
        "INSERT INTO holding (seat_id, person_id, from_at) VALUES ($1, $2, $3)",
        seat_id,
        person_id,
        stamp(now),
    )
    tx.write("UPDATE seat SET erased_at = NULL, erased_choice = '' WHERE id = $1", seat_id)
    touch(tx)


def save_code(tx: Transaction, seat_id: int, code: str) -> None:
    """Give a seat a new code: whoever knew the old one cannot take it."""
    tx.write("UPDATE seat SET code = $2, sample = 0 WHERE id = $1", seat_id, code)
    touch(tx)


def unbind(tx: Transaction, person_id: int) -> None:
    """Take the person off every phone; the seat can be taken again with its code."""
    tx.write(
        "UPDATE chat SET person_id = NULL, waiting = '' WHERE person_id = $1",
        person_id,
    )
    tx.write("DELETE FROM companion WHERE person_id = $1", person_id)
