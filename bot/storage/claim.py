"""Claims: a chat asks for a seat that is on another phone already, or may choose among seats."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.claim import ASK_AGAIN, DAY, OFFER, Claim, OpenClaim, Recent
from bot.storage.engine import Transaction
from bot.storage.times import moment, stamp


async def save(tx: Transaction, seat_id: int, chat_id: int, now: datetime) -> Claim:
    """Record that a chat asks for a seat that has one already; one open claim for each."""
    row = await tx.row(
        "SELECT id, asked_at FROM claim WHERE seat_id = $1 AND chat_id = $2 AND state = 'asked'",
        seat_id,
        chat_id,
    )
    if row is not None:
        again = moment(row["asked_at"]) + ASK_AGAIN <= now
        if again:
            tx.write("UPDATE claim SET asked_at = $2 WHERE id = $1", row["id"], stamp(now))
        return Claim(row["id"], again)
    return Claim(await _add(tx, seat_id, chat_id, "asked", now), is_fresh=True)


async def _add(tx: Transaction, seat_id: int, chat_id: int, state: str, now: datetime) -> int:
    row = await tx.row(
        "INSERT INTO claim (seat_id, chat_id, asked_at, state) VALUES ($1, $2, $3, $4)"
        " RETURNING id",
        seat_id,
        chat_id,
        stamp(now),
        state,
    )
    return int(row["id"]) if row else 0


async def load(tx: Transaction, claim_id: int) -> tuple[int, int] | None:
    """Return (seat id, asking chat id) of a claim still open."""
    row = await tx.row(
        "SELECT seat_id, chat_id FROM claim WHERE id = $1 AND state = 'asked'", claim_id
    )
    return (row["seat_id"], row["chat_id"]) if row else None


async def list_open(tx: Transaction, seat_id: int) -> list[OpenClaim]:
    """Return who waits for this seat, the newest first; five at most."""
    rows = await tx.fetch(
        "SELECT k.id AS id, k.chat_id AS chat_id, c.channel AS channel, k.asked_at AS asked_at"
        " FROM claim k JOIN chat c ON c.id = k.chat_id"
        " WHERE k.seat_id = $1 AND k.state = 'asked' ORDER BY k.asked_at DESC, k.id DESC LIMIT 5",
        seat_id,
    )
    return [
        OpenClaim(row["id"], row["chat_id"], row["channel"], moment(row["asked_at"]))
        for row in rows
    ]


def save_answer(tx: Transaction, claim_id: int, *, yes: bool) -> None:
    tx.write("UPDATE claim SET state = $2 WHERE id = $1", claim_id, "yes" if yes else "no")


def close_open(tx: Transaction, seat_id: int) -> None:
    """Refuse whoever else still waits for this seat."""
    tx.write("UPDATE claim SET state = 'no' WHERE seat_id = $1 AND state = 'asked'", seat_id)


async def count_recent(tx: Transaction, seat_id: int, chat_id: int, now: datetime) -> Recent:
    """Return what was asked and alerted at this seat in the last 24 hours."""
    row = await tx.row(
        "SELECT COUNT(CASE WHEN chat_id = $2 AND asked_at > $3 THEN 1 END) AS claims_here,"
        " COUNT(CASE WHEN chat_id = $2 AND alerted_at > $3 THEN 1 END) AS alerts_here,"
        " COUNT(CASE WHEN alerted_at > $3 THEN 1 END) AS alerts"
        " FROM claim WHERE seat_id = $1 AND state NOT IN ('offered', 'freed')",
        seat_id,
        chat_id,
        stamp(now - DAY),
    )
    return Recent(row["claims_here"], row["alerts_here"], row["alerts"]) if row else Recent()


def save_alerted(tx: Transaction, claim_id: int, now: datetime) -> None:
    tx.write("UPDATE claim SET alerted_at = $2 WHERE id = $1", claim_id, stamp(now))


# --- freed seats -----------------------------------------------------------------------------


async def save_freed(tx: Transaction, seat_id: int, chat_id: int, now: datetime) -> None:
    """Note that whoever uses this chat freed the seat, and knows its new code."""
    if not await was_freed_by(tx, seat_id, chat_id):
        await _add(tx, seat_id, chat_id, "freed", now)


async def was_freed_by(tx: Transaction, seat_id: int, chat_id: int) -> bool:
    row = await tx.row(
        "SELECT id FROM claim WHERE seat_id = $1 AND chat_id = $2 AND state = 'freed'",
        seat_id,
        chat_id,
    )
    return row is not None


# --- one number on several seats -------------------------------------------------------------


async def save_offers(
    tx: Transaction, chat_id: int, seat_ids: Sequence[int], now: datetime
) -> list[int]:
    """Let this chat choose one of the seats its number stands at; return an id for each."""
    tx.write("DELETE FROM claim WHERE chat_id = $1 AND state = 'offered'", chat_id)
    return [await _add(tx, seat_id, chat_id, "offered", now) for seat_id in seat_ids]


async def load_offer(tx: Transaction, offer_id: int, chat_id: int, now: datetime) -> int:
    """Return the seat of an offer to this chat; 0 if there is none, or no longer."""
    row = await tx.row(
        "SELECT seat_id FROM claim WHERE id = $1 AND chat_id = $2 AND state = 'offered'"
        " AND asked_at > $3",
        offer_id,
        chat_id,
        stamp(now - OFFER),
    )
    return int(row["seat_id"]) if row else 0
