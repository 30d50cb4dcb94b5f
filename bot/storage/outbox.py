"""The ledger: mailings, and what became of each message to each person (design D8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.outbox import Counts, Kind, Phase, State
from bot.core.people import Path, Person
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import stamp

HALTED = "delivery_halted"  # in meta: since when nothing unasked-for leaves
SAID = "kirim:"  # how the web chat's turn of a delivery is named, before the row's id
CHUNK = 5000  # rows cancelled in one statement
AT_ONCE = 16  # people asked about in one statement; it is the same text for fewer


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a row is for and where they are reached.

    `path` has the ids of the seat's areas from the kota down. `shared`: they are only reached at
    a phone where somebody else is now.
    """

    chat_id: int
    channel: str
    address: str
    language: str
    seq: int
    person: Person
    path: Path
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Mailing:
    """One broadcast, or one occurrence of a reminder rule."""

    id: int
    kind: Kind
    rule: str
    occurrence: str
    phase: Phase
    due_at: datetime
    valid_until: datetime | None
    urgent: bool
    made_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A row as a report names it: since when (`at`) it is in its state, and why."""

    id: int
    person: Person
    state: State
    reason: str
    at: datetime


# --- mailings -------------------------------------------------------------------------------

MAILING = (
    "SELECT m.id, m.kind, m.rule, m.occurrence, m.state, m.due_at, m.valid_until, m.urgent,"
    " m.made_at, m.opened_at FROM mailing m"
)


def mailing_of(row: Row) -> Mailing:
    """Return the mailing in a row of `MAILING`."""
    return Mailing(
        row["id"],
        Kind(row["kind"]),
        row["rule"],
        row["occurrence"],
        Phase(row["state"]),
        datetime.fromisoformat(row["due_at"]),
        _moment(row["valid_until"]),
        bool(row["urgent"]),
        datetime.fromisoformat(row["made_at"]),
        _moment(row["opened_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def load(fetch: Fetch, mailing_id: int) -> Mailing | None:
    rows = await fetch(f"{MAILING} WHERE m.id = $1", mailing_id)
    return mailing_of(rows[0]) if rows else None


async def list_last(
    fetch: Fetch, limit: int, kind: Kind | None = None, offset: int = 0
) -> list[Mailing]:
    """Return mailings, the newest first, drafts left out."""
    rows = await fetch(
        f"{MAILING} WHERE m.state <> 'draft' AND ($1 = '' OR m.kind = $1)"
        " ORDER BY m.due_at DESC, m.id DESC LIMIT $2 OFFSET $3",
        str(kind or ""),
        limit,
        offset,
    )
    return [mailing_of(row) for row in rows]


def save_phase(tx: Transaction, mailing_id: int, phase: Phase) -> None:
    """Say what was decided; the sender obeys before the next message."""
    tx.write("UPDATE mailing SET state = $2 WHERE id = $1", mailing_id, str(phase))


async def cancel_pending(
    tx: Transaction, mailing_id: int, reason: str, now: datetime, limit: int = CHUNK
) -> int:
    """Cancel up to `limit` rows that wait; return how many. Call it until there are none."""
    return await tx.changed(
        "UPDATE outbox SET state = 'cancelled', reason = $2, at = $3 WHERE id IN (SELECT id"
        " FROM outbox WHERE mailing_id = $1 AND state = 'pending' ORDER BY due_at, id LIMIT $4)"
        " AND state = 'pending'",
        mailing_id,
        reason,
        stamp(now),
        limit,
    )


async def resend_unknown(tx: Transaction, mailing_id: int, now: datetime) -> int:
    """Have what may have arrived sent again, by somebody's will; return how many messages.

    What traveled in another row's message travels on its own this time.
    """
    return await tx.changed(
        "UPDATE outbox SET state = 'pending', reason = 'dikirim-ulang', resent = 1, due_at = $2,"
        " at = $2, tries = 0, lead_id = NULL WHERE mailing_id = $1 AND state = 'unknown'",
        mailing_id,
        stamp(now),
    )


# --- what became of it ----------------------------------------------------------------------


async def count(fetch: Fetch, mailing_id: int) -> Counts:
    """Count a mailing's rows; for 100,000 of them, `db.read` keeps the event loop free."""
    rows = await fetch(
        "SELECT state, reason, COUNT(*) AS n FROM outbox WHERE mailing_id = $1"
        " GROUP BY state, reason",
        mailing_id,
    )
    seen = await fetch(
        "SELECT COUNT(*) AS n FROM outbox WHERE mailing_id = $1 AND read_at IS NOT NULL",
        mailing_id,
    )
    return Counts({(State(row["state"]), row["reason"]): row["n"] for row in rows}, seen[0]["n"])


async def count_each(fetch: Fetch, mailing_ids: Sequence[int]) -> dict[int, Counts]:
    """Count the rows of several mailings together, without how many of them were read."""
    found: dict[int, dict[tuple[State, str], int]] = {id_: {} for id_ in mailing_ids}
    marks = ", ".join(f"${place}" for place in range(1, 1 + AT_ONCE))
    for ids in padded(mailing_ids):
        for row in await fetch(
            "SELECT mailing_id, state, reason, COUNT(*) AS n FROM outbox"
            f" WHERE mailing_id IN ({marks}) GROUP BY mailing_id, state, reason",
            *ids,
        ):
            found[row["mailing_id"]][State(row["state"]), row["reason"]] = row["n"]
    return {id_: Counts(by) for id_, by in found.items()}


async def list_rows(
    fetch: Fetch,
    mailing_id: int,
    states: Collection[State],
    offset: int = 0,
    limit: int | None = None,
) -> list[Told]:
    """Return whose rows are in these states, in the order in which they were chosen."""
    wanted = [*map(str, states), *[""] * len(State)][: len(State)]
    marks = ", ".join(f"${place}" for place in range(4, 4 + len(State)))
    rows = await fetch(
        f"SELECT o.id, o.state, o.reason, o.at, o.person_id, p.name, {SEAT_COLUMNS} FROM outbox o"
        " LEFT JOIN person p ON p.id = o.person_id"
        " LEFT JOIN holding h ON h.person_id = o.person_id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        f" WHERE o.mailing_id = $1 AND o.state IN ({marks}) ORDER BY o.id LIMIT $2 OFFSET $3",
        mailing_id,
        2**40 if limit is None else limit,
        offset,
        *wanted,
    )
    return [
        Told(
            row["id"],
            Person(row["person_id"], row["name"] or "", seat_of(row)),
            State(row["state"]),
            row["reason"],
            datetime.fromisoformat(row["at"]),
        )
        for row in rows
    ]


async def sent_today(
    tx: Transaction, person_ids: Sequence[int], since: datetime
) -> dict[int, int]:
    """Return how many messages each got, or may have got, since then; a digest is one."""
    marks = ", ".join(f"${place}" for place in range(2, 2 + AT_ONCE))
    found: dict[int, int] = {}
    for ids in padded(person_ids):
        rows = await tx.fetch(
            f"SELECT person_id, COUNT(*) AS n FROM outbox WHERE person_id IN ({marks})"
            " AND at >= $1 AND lead_id IS NULL AND state IN ('accepted', 'sending', 'unknown')"
            " GROUP BY person_id",
            stamp(since),
            *ids,
        )
        found |= {row["person_id"]: row["n"] for row in rows}
    return found


def padded(ids: Sequence[int]) -> list[list[int]]:
    """Return ids by `AT_ONCE`, the last ones filled up with 0, which is nobody's."""
    chunks = [list(ids[n : n + AT_ONCE]) for n in range(0, len(ids), AT_ONCE)]
    return [[*chunk, *[0] * (AT_ONCE - len(chunk))] for chunk in chunks]


async def save_read(tx: Transaction, chat_id: int, seq: int, now: datetime) -> None:
    """Note that a page of the web chat has shown all turns up to `seq`."""
    rows = await tx.fetch(
        "SELECT event_key FROM said WHERE chat_id = $1 AND seq <= $2 AND event_key LIKE $3",
        chat_id,
        seq,
        f"{SAID}%",
    )
    for row in rows:
        name = row["event_key"].removeprefix(SAID).partition(":")[0]
        for column in ("id", "lead_id") if name.isdecimal() else ():
            tx.write(
                f"UPDATE outbox SET read_at = $2 WHERE {column} = $1 AND read_at IS NULL"
                " AND state = 'accepted'",
                int(name),
                stamp(now),
            )


# --- all of it ------------------------------------------------------------------------------


async def is_halted(fetch: Fetch) -> bool:
    """Tell whether nothing unasked-for leaves."""
    return bool(await fetch("SELECT value FROM meta WHERE key = $1", HALTED))


def halt(tx: Transaction, now: datetime) -> None:
    tx.write(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        HALTED,
        stamp(now),
    )


def unhalt(tx: Transaction) -> None:
    tx.write("DELETE FROM meta WHERE key = $1", HALTED)


async def sweep(tx: Transaction, now: datetime) -> int:
    """Say of what was being sent when the bot died that nobody knows; return how many."""
    return await tx.changed(
        "UPDATE outbox SET state = 'unknown', reason = 'bot-mati', at = $1"
        " WHERE state = 'sending'",
        stamp(now),
    )
