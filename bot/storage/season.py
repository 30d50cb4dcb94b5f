"""A simulated season in bulk, for trying and measuring: rows as the bot writes them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from bot.core.outbox import State
from bot.core.quiz import Attempt
from bot.storage.engine import Database, Fetch, Transaction
from bot.storage.times import moment, stamp

MADE = "musim"  # in meta: the seed and end of the season that a database holds, once it is whole


async def load_made(db: Database) -> str:
    """Return which season this database holds ("seed end"), empty if none, or not all of it."""
    rows = await db.read("SELECT value FROM meta WHERE key = $1", MADE)
    return rows[0]["value"] if rows else ""


@dataclass(slots=True)
class Rows:
    """What some people did. Each list is of one table, each row in the order of its columns."""

    chat: list[tuple[object, ...]] = field(default_factory=list)
    companion: list[tuple[object, ...]] = field(default_factory=list)
    page_seen: list[tuple[object, ...]] = field(default_factory=list)
    form_value: list[tuple[object, ...]] = field(default_factory=list)
    attempt: list[tuple[object, ...]] = field(default_factory=list)
    answer: list[tuple[object, ...]] = field(default_factory=list)
    completion: list[tuple[object, ...]] = field(default_factory=list)


_COLUMNS: Mapping[str, str] = {
    "chat": "id, channel, address, person_id, blocked_at, created_at, seen_at",
    "companion": "chat_id, person_id, consented_at, consent_version",
    "page_seen": "person_id, page_id, first_at, last_at",
    "form_value": "person_id, form_id, field_id, value, at",
    "attempt": "id, person_id, sesi, kind, items, started_at, finished_at, passed",
    "answer": "attempt_id, item_id, round, version, option_id, is_right, at",
    "completion": "person_id, sesi, at, how",
}


async def save_rows(tx: Transaction, rows: Rows) -> None:
    for table in fields(rows):
        columns = _COLUMNS[table.name]
        marks = ", ".join(f"${n}" for n in range(1, columns.count(",") + 2))
        await tx.write_many(
            f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", getattr(rows, table.name)
        )


def add_attempt(
    rows: Rows, person_id: int, attempt: Attempt, times: Sequence[datetime], *, passed: bool | None
) -> None:
    """Add an attempt: `times` are when it began and of each answer.

    `passed` is None where it was not finished.
    """
    items = [[d.item, d.version, d.order, d.right, int(d.decisive)] for d in attempt.drawn]
    versions = {drawn.item: drawn.version for drawn in attempt.drawn}
    started, *given = (stamp(at) for at in times)
    end = (None, None) if passed is None else (given[-1], int(passed))
    about = (person_id, attempt.session, attempt.kind, json.dumps(items), started)
    rows.attempt.append((attempt.id, *about, *end))
    for answer, at in zip(attempt.answers, given, strict=True):
        what = (answer.item, answer.round, versions[answer.item], answer.option)
        rows.answer.append((attempt.id, *what, int(answer.right), at))


# --- the roster -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seated:
    """Who holds which seat, with the names of its areas from the kota down."""

    person: int
    seat: int
    role: str
    number: int | None
    place: tuple[str, ...]
    areas: tuple[int, ...]  # as `place`


async def list_seated(fetch: Fetch) -> list[Seated]:
    """Return everybody who holds a seat, in the order of seats."""
    rows = await fetch(
        "SELECT h.person_id, s.id, s.role, s.number, a0.name AS n0, a1.name AS n1, a2.name AS n2,"
        " a3.name AS n3, a0.id AS i0, a1.id AS i1, a2.id AS i2, a3.id AS i3"
        " FROM holding h JOIN seat s ON s.id = h.seat_id JOIN area a0 ON a0.id = s.area_id"
        " LEFT JOIN area a1 ON a1.id = a0.parent_id LEFT JOIN area a2 ON a2.id = a1.parent_id"
        " LEFT JOIN area a3 ON a3.id = a2.parent_id WHERE h.to_at IS NULL ORDER BY s.id"
    )
    up = (3, 2, 1, 0)
    return [
        Seated(
            row["person_id"],
            row["id"],
            row["role"],
            row["number"],
            tuple(row[f"n{n}"] for n in up if row[f"n{n}"]),
            tuple(row[f"i{n}"] for n in up if row[f"i{n}"]),
        )
        for row in rows
    ]


# --- what coordinators and Sosdiklih did ------------------------------------------------------


async def save_trained(tx: Transaction, rows: Sequence[tuple[int, str, int, datetime]]) -> None:
    """Save (person, day, by, when recorded)."""
    await tx.write_many(
        "INSERT INTO trained (person_id, on_date, by_id, at) VALUES ($1, $2, $3, $4)",
        [(person, day, by, stamp(at)) for person, day, by, at in rows],
    )


async def save_contacted(tx: Transaction, rows: Sequence[tuple[int, int, datetime]]) -> None:
    """Save (person, by, when contacted)."""
    await tx.write_many(
        "INSERT INTO contact_mark (person_id, mark, by_id, at) VALUES ($1, 'dihubungi', $2, $3)",
        [(person, by, stamp(at)) for person, by, at in rows],
    )


async def save_marks(
    tx: Transaction, rows: Iterable[tuple[str, int, str, str]], by: int, at: datetime
) -> None:
    """Save (item, version, mark, note)."""
    await tx.write_many(
        "INSERT INTO item_mark (item_id, version, mark, note, by_id, at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        [(*row, by, stamp(at)) for row in rows],
    )


# --- the ledger -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reached:
    """A row of the ledger, and since when its person has a chat, and that blocks the bot."""

    id: int
    since: datetime | None
    blocked_at: datetime | None


async def list_reached(fetch: Fetch, mailing_id: int) -> list[Reached]:
    rows = await fetch(
        "SELECT o.id, MIN(c.created_at) AS since, MAX(c.blocked_at) AS blocked_at FROM outbox o"
        " LEFT JOIN chat c ON c.person_id = o.person_id WHERE o.mailing_id = $1"
        " GROUP BY o.id ORDER BY o.id",
        mailing_id,
    )
    return [Reached(row["id"], _moment(row["since"]), _moment(row["blocked_at"])) for row in rows]


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row of the ledger."""

    id: int
    state: State
    reason: str
    at: datetime
    read_at: datetime | None = None


async def save_outcomes(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    await tx.write_many(
        "UPDATE outbox SET state = $2, reason = $3, at = $4, read_at = $5 WHERE id = $1",
        [
            (one.id, one.state, one.reason, stamp(one.at), one.read_at and stamp(one.read_at))
            for one in outcomes
        ],
    )


def save_opened(tx: Transaction, mailing_id: int, phase: str, at: datetime) -> None:
    """Say that a mailing has begun, and what was decided about it since."""
    tx.write(
        "UPDATE mailing SET state = $2, opened_at = $3 WHERE id = $1", mailing_id, phase, stamp(at)
    )


async def renumber(db: Database) -> None:
    """Let what comes next have ids after those that were given."""
    async with db.transaction() as tx:
        await db.renumber(tx)
