"""What Sosdiklih decided about questions; a mark is of one version of an item."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.item_marks import Mark
from bot.core.items import Version
from bot.core.people import Seat
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark as it stands, who set it and when."""

    mark: Mark
    note: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the trail about an item; `what` is its object, `seat` the actor's of today."""

    at: datetime
    verb: str
    what: str
    actor: int
    seat: Seat | None


def _marked(row: Row) -> Marked:
    return Marked(Mark(row["mark"]), row["note"], row["by_id"], moment(row["at"]))


async def load(fetch: Fetch, item: str, version: int) -> Marked | None:
    rows = await fetch(
        "SELECT mark, note, by_id, at FROM item_mark WHERE item_id = $1 AND version = $2",
        item,
        version,
    )
    return _marked(rows[0]) if rows else None


async def list_marks(fetch: Fetch) -> dict[Version, Marked]:
    rows = await fetch("SELECT item_id, version, mark, note, by_id, at FROM item_mark")
    return {(row["item_id"], row["version"]): _marked(row) for row in rows}


async def list_decided(fetch: Fetch) -> dict[Version, Mark]:
    """Return the marks alone."""
    return {key: one.mark for key, one in (await list_marks(fetch)).items()}


async def list_retired(fetch: Fetch) -> frozenset[Version]:
    """Return what is no longer drawn. There are few marks: no more than items."""
    rows = await fetch("SELECT item_id, version FROM item_mark WHERE mark = $1", str(Mark.RETIRE))
    return frozenset((row["item_id"], row["version"]) for row in rows)


def save(tx: Transaction, key: Version, marked: Marked) -> None:
    tx.write(
        "INSERT INTO item_mark (item_id, version, mark, note, by_id, at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (item_id, version) DO UPDATE SET"
        " mark = excluded.mark, note = excluded.note, by_id = excluded.by_id, at = excluded.at",
        *key,
        str(marked.mark),
        marked.note,
        marked.by,
        stamp(marked.at),
    )


async def withdraw(tx: Transaction, key: Version) -> bool:
    """Take a mark back; False if there was none."""
    return bool(
        await tx.changed("DELETE FROM item_mark WHERE item_id = $1 AND version = $2", *key)
    )


async def list_steps(fetch: Fetch, key: Version) -> list[Step]:
    """Return what was decided about one version of an item and when, the newest first."""
    rows = await fetch(
        f"SELECT u.at AS at, u.verb AS verb, u.object AS object, u.actor AS actor,{SEAT_COLUMNS}"
        " FROM audit u LEFT JOIN holding h ON h.person_id = u.actor AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE u.verb IN ('tandai-soal', 'hapus-tanda-soal') AND (u.object = $1"
        " OR SUBSTR(u.object, 1, $2) = $3) ORDER BY u.id DESC",
        named(key),
        len(named(key)) + 1,
        f"{named(key)} ",
    )
    return [
        Step(moment(row["at"]), row["verb"], row["object"], row["actor"], seat_of(row))
        for row in rows
    ]


def named(key: Version) -> str:
    """Name one version of an item for the trail of acts."""
    return f"soal:{key[0]} versi:{key[1]}"
