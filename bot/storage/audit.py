"""The trail of what coordinators and the operator did: ids and verbs, each row sealed.

A row's hash covers the row and the hash before it, so that a row changed or taken out breaks
the chain; the last hash is also kept in `meta`, so that a shortened trail shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.audit import GONE, NOT_AS_NOTED, Broken, Entry, Link, check, judge, judge_end, seal
from bot.core.people import Seat
from bot.storage import meta
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Database, Row, Transaction
from bot.storage.times import stamp

OPERATOR = 0  # the actor of the command line
HEAD = "audit_head"  # "<id>:<hash>" of the last row
_COLUMNS = " u.id, u.at, u.actor, u.verb, u.object, u.before, u.hash"


async def save(tx: Transaction, actor: int, verb: str, what: str, now: datetime) -> None:
    """Add one row. `verb` is the act ("bebaskan-kursi"), `what` ids only ("kursi:12").

    Raises ValueError for anything that could be a name. Two at once wait for one another; the
    one whose other reads are old by then ends in Conflict and is repeated by the router.
    """
    check(verb, what)
    await tx.alone()
    last = await head(tx)
    row = (last.id + 1, stamp(now), actor, verb, what)
    link = Link(row[0], seal(row, last.hash))
    tx.write(
        "INSERT INTO audit (id, at, actor, verb, object, before, hash)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *row,
        last.hash,
        link.hash,
    )
    meta.save(tx, HEAD, str(link))


async def head(tx: Transaction) -> Link:
    """Return the id and hash of the last row, as noted when it was added."""
    return _link(await meta.load(tx, HEAD))


def _link(text: str) -> Link:
    try:
        return Link.parse(text)
    except ValueError:  # tampered with: as if nothing had been noted
        return Link()


async def read_head(db: Database) -> Link:
    rows = await db.read("SELECT value FROM meta WHERE key = $1", HEAD)
    return _link(rows[0]["value"] if rows else "")


# --- reading --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with who its actor is today: no name, only the seat they hold."""

    entry: Entry
    seat: Seat | None
    is_erased: bool


async def list_last(db: Database, last: int | None, since: datetime | None) -> Sequence[Shown]:
    """Return the last rows, oldest first: at most `last`, none before `since`."""
    rows = await db.read(
        f"SELECT{_COLUMNS}, p.erased_at AS erased_at,{SEAT_COLUMNS}"
        " FROM audit u LEFT JOIN person p ON p.id = u.actor"
        " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE u.at >= $1 ORDER BY u.id DESC LIMIT $2",
        stamp(since) if since else "",
        last if last is not None else 2**53,
    )
    return [Shown(_entry(row), seat_of(row), bool(row["erased_at"])) for row in reversed(rows)]


def _entry(row: Row) -> Entry:
    names = ("id", "at", "actor", "verb", "object", "before", "hash")
    return Entry(**{name: row[name] for name in names})


async def verify(db: Database, noted: Link | None = None) -> list[Broken]:
    """Return every place where the trail is not as it was written; flat in memory.

    `noted` is a head that somebody wrote down outside of this database.
    """
    found: list[Broken] = []
    last, seen = Link(), Link()
    async with db.snapshot() as reader:
        rows = await reader.fetch("SELECT value FROM meta WHERE key = $1", HEAD)
        end = _link(rows[0]["value"] if rows else "")
        async for row in reader.stream(f"SELECT{_COLUMNS} FROM audit u ORDER BY u.id"):
            last, broken = judge(last, _entry(row))
            found += broken
            if noted and last.id == noted.id:
                seen = last
    found += judge_end(last, end)
    return found + (_against(noted, seen, max(last.id, end.id)) if noted else [])


def _against(noted: Link, seen: Link, top: int) -> list[Broken]:
    """Compare with a noted head: it shows a trail that was cut or written anew as a whole."""
    if noted.id > top:
        return [Broken(top + 1, noted.id, GONE)]
    if seen.id and seen.hash != noted.hash:
        return [Broken(noted.id, noted.id, NOT_AS_NOTED)]
    return []
