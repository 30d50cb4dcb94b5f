"""What the sender asks of the ledger: what is due, and what came of each message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from bot.core.outbox import Phase, Row, Skip, State, Wait
from bot.storage.engine import Fetch, Transaction
from bot.storage.engine import Row as Stored
from bot.storage.outbox import AT_ONCE, HALTED, MAILING, Mailing, mailing_of, padded
from bot.storage.times import stamp

FEW = 8  # rows that are written one by one

# Why the rows of a mailing that has ended are cancelled.
ENDED = {Phase.STOPPED: "dihentikan", Phase.REFUSED: "ditolak", Phase.CANCELLED: "dibatalkan"}

_DUE = "EXISTS (SELECT 1 FROM outbox o WHERE o.mailing_id = m.id AND o.state = 'pending'"


# --- what is due ----------------------------------------------------------------------------


async def list_due_mailings(fetch: Fetch, now: datetime) -> list[Mailing]:
    """Return the mailings with something to send now, urgent ones first."""
    rows = await fetch(
        f"{MAILING} WHERE m.state = 'ready' AND m.due_at <= $1 AND {_DUE} AND o.due_at <= $1)"
        " AND NOT EXISTS (SELECT 1 FROM meta WHERE key = $2) ORDER BY m.urgent DESC, m.id",
        stamp(now),
        HALTED,
    )
    return [mailing_of(row) for row in rows]


async def list_ended(fetch: Fetch) -> list[Mailing]:
    """Return the mailings of which rows are to be cancelled."""
    rows = await fetch(
        f"{MAILING} WHERE m.state IN ('stopped', 'refused', 'cancelled') AND {_DUE})"
    )
    return [mailing_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is due; `resent`: somebody wants it sent although it may have arrived."""

    row: Row
    resent: bool


async def list_due(fetch: Fetch, mailing: Mailing, now: datetime, limit: int) -> list[Due]:
    rows = await fetch(
        "SELECT id, person_id, due_at, tries, resent FROM outbox WHERE mailing_id = $1"
        " AND state = 'pending' AND due_at <= $2 ORDER BY due_at, id LIMIT $3",
        mailing.id,
        stamp(now),
        limit,
    )
    return [Due(_row(mailing, row), bool(row["resent"])) for row in rows]


def _row(mailing: Mailing, row: Stored) -> Row:
    return Row(
        row["id"],
        mailing.id,
        mailing.kind,
        mailing.rule,
        mailing.occurrence,
        row["person_id"],
        datetime.fromisoformat(row["due_at"]),
        mailing.due_at,
        mailing.valid_until,
        mailing.urgent,
        row["tries"],
    )


# --- claiming -------------------------------------------------------------------------------


_CLAIM = (
    "UPDATE outbox SET state = 'sending', at = $2, lead_id = NULL"
    " WHERE id = $1 AND state = 'pending'"
)


async def save_claimed(tx: Transaction, row_ids: Sequence[int], now: datetime) -> None:
    """Say that rows are about to be sent; `load_wishes` tells whether they still were to be."""
    if len(row_ids) > FEW:
        await tx.write_many(_CLAIM, [(row_id, stamp(now)) for row_id in row_ids])
        return
    for row_id in row_ids:  # in a turn, these need no hop of their own
        tx.write(_CLAIM, row_id, stamp(now))


def save_covered(tx: Transaction, row_id: int, lead: int, now: datetime) -> None:
    """Say that a row travels in the message of another one."""
    tx.write(
        "UPDATE outbox SET state = 'sending', at = $3, lead_id = $2"
        " WHERE id = $1 AND state = 'pending'",
        row_id,
        lead,
        stamp(now),
    )


def save_skipped(tx: Transaction, row_id: int, skip: Skip, now: datetime) -> None:
    tx.write(
        "UPDATE outbox SET state = $2, reason = $3, at = $4 WHERE id = $1 AND state = 'pending'",
        row_id,
        str(skip.state),
        skip.reason,
        stamp(now),
    )


def save_wait(tx: Transaction, row_id: int, wait: Wait) -> None:
    tx.write(
        "UPDATE outbox SET due_at = $2, reason = $3 WHERE id = $1 AND state = 'pending'",
        row_id,
        stamp(wait.until),
        wait.reason,
    )


def save_stored(
    tx: Transaction, row_id: int, reason: str, covers: Sequence[int], now: datetime
) -> None:
    """Say that a message, with those that travel in it, is kept for a page of the web chat."""
    tx.write(
        "UPDATE outbox SET state = 'accepted', reason = $2, at = $3, lead_id = NULL"
        " WHERE id = $1 AND state = 'pending'",
        row_id,
        reason,
        stamp(now),
    )
    for covered in covers:
        tx.write(
            "UPDATE outbox SET state = 'accepted', reason = 'ringkasan', at = $3, lead_id = $2"
            " WHERE id = $1 AND state = 'pending'",
            covered,
            row_id,
            stamp(now),
        )


class Wish(Enum):
    """What is to become of a claimed row, right before it is sent."""

    SEND = auto()
    GIVE_BACK = auto()  # paused, or all is halted
    CANCEL = auto()  # the mailing has ended
    GONE = auto()  # it is not ours: it was cancelled before our claim was written


_WISHES = (
    "SELECT o.id AS id, o.state AS state, m.state AS phase, (SELECT value FROM meta"
    f" WHERE key = '{HALTED}') AS halted FROM outbox o JOIN mailing m ON m.id = o.mailing_id"
    f" WHERE o.id IN ({', '.join(f'${place}' for place in range(1, AT_ONCE + 1))})"
)


async def load_wishes(fetch: Fetch, row_ids: Sequence[int]) -> dict[int, tuple[Wish, str]]:
    """Return what is wanted of rows now, and the reason where one is to be cancelled."""
    found: dict[int, tuple[Wish, str]] = {}
    for ids in padded(row_ids):
        found |= {row["id"]: _wish(row) for row in await fetch(_WISHES, *ids)}
    return found


def _wish(row: Stored) -> tuple[Wish, str]:
    phase = Phase(row["phase"])
    if row["state"] != State.SENDING:
        return Wish.GONE, ""
    if phase in ENDED:
        return Wish.CANCEL, ENDED[phase]
    if phase is not Phase.READY or row["halted"]:
        return Wish.GIVE_BACK, ""
    return Wish.SEND, ""


# --- outcomes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a claimed row and of those that travel with it.

    `due_at` for one that waits again. `failed`: the server failed at it once more.
    """

    row_id: int
    state: State
    reason: str
    at: datetime
    due_at: datetime | None = None
    failed: bool = False
    covers: bool = False


async def save_outcomes(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Write what came of rows that were being sent."""
    await tx.write_many(
        "UPDATE outbox SET state = $2, reason = CASE WHEN resent = 1 AND $2 IN ('accepted',"
        " 'pending') AND $3 = '' THEN 'dikirim-ulang' ELSE $3 END, at = $4,"
        " due_at = COALESCE($5, due_at), tries = tries + $6"
        " WHERE id = $1 AND state = 'sending'",
        [(*_values(outcome), int(outcome.failed)) for outcome in outcomes],
    )
    for outcome in outcomes:
        if outcome.covers:
            _save_with_lead(tx, outcome)


def _save_with_lead(tx: Transaction, outcome: Outcome) -> None:
    row_id, state, reason, at, due_at = _values(outcome)
    if outcome.state in (State.PENDING, State.CANCELLED):  # decided anew, without the leader
        tx.write(
            "UPDATE outbox SET state = 'pending', reason = $2, at = $3, lead_id = NULL,"
            " due_at = COALESCE($4, due_at) WHERE lead_id = $1 AND state = 'sending'",
            row_id,
            reason if outcome.state is State.PENDING else "",
            at,
            due_at,
        )
        return
    tx.write(
        "UPDATE outbox SET state = $2, reason = $3, at = $4"
        " WHERE lead_id = $1 AND state = 'sending'",
        row_id,
        state,
        "ringkasan" if outcome.state is State.ACCEPTED else reason,
        at,
    )


def _values(outcome: Outcome) -> tuple[Any, ...]:
    due_at = stamp(outcome.due_at) if outcome.due_at else None
    return outcome.row_id, str(outcome.state), outcome.reason, stamp(outcome.at), due_at
