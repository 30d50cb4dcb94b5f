"""What a broadcast's author has been shown of it, and who else is told: approvers, Sosdiklih."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.dialog import Reply
from bot.core.outbox import Phase
from bot.core.overseers import Level
from bot.core.people import Chat, Person
from bot.storage import chats, ledger, overseers
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Transaction
from bot.storage.replies import replies_from
from bot.storage.times import stamp

NAMED = 6  # officers named to somebody who has to call one
_OPEN = (
    "EXISTS (SELECT 1 FROM outbox o WHERE o.mailing_id = m.id"
    " AND o.state IN ('pending', 'sending'))"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A broadcast whose author has not had its report yet, and is at the phone they wrote on.

    `shown` is what `save_shown` kept, in which `message` of the chat. `open`: something is left
    to be sent.
    """

    id: int
    chat: int
    message: str
    shown: str
    phase: Phase
    confirmed_at: datetime
    open: bool


async def list_watched(fetch: Fetch, now: datetime) -> list[Watched]:
    """Return those that have begun, or that somebody has decided about."""
    rows = await fetch(
        "SELECT m.id, b.chat_id, b.message, b.shown, m.state, b.confirmed_at,"
        f" CASE WHEN {_OPEN} THEN 1 ELSE 0 END AS open FROM broadcast b"
        " JOIN mailing m ON m.id = b.mailing_id"
        " JOIN chat c ON c.id = b.chat_id AND c.person_id = b.by_id AND c.blocked_at IS NULL"
        " WHERE b.reported_at IS NULL AND b.confirmed_at IS NOT NULL AND m.state <> 'draft'"
        " AND (m.state <> 'ready' OR m.due_at <= $1 OR b.approved_by IS NOT NULL) ORDER BY m.id",
        stamp(now),
    )
    return [
        Watched(
            row["id"],
            row["chat_id"],
            row["message"],
            row["shown"],
            Phase(row["state"]),
            datetime.fromisoformat(row["confirmed_at"]),
            bool(row["open"]),
        )
        for row in rows
    ]


def save_shown(tx: Transaction, mailing_id: int, shown: str) -> None:
    tx.write("UPDATE broadcast SET shown = $2 WHERE mailing_id = $1", mailing_id, shown)


async def save_reported(tx: Transaction, mailing_id: int, now: datetime) -> bool:
    """Say that the report is out; False if it was before."""
    return bool(
        await tx.changed(
            "UPDATE broadcast SET reported_at = $2 WHERE mailing_id = $1 AND reported_at IS NULL",
            mailing_id,
            stamp(now),
        )
    )


def save_unreported(tx: Transaction, mailing_id: int) -> None:
    """Have it reported once more: something is sent again."""
    tx.write(
        "UPDATE broadcast SET reported_at = NULL, shown = '' WHERE mailing_id = $1", mailing_id
    )


def save_stopped(tx: Transaction, mailing_id: int, now: datetime) -> None:
    tx.write("UPDATE broadcast SET stopped_at = $2 WHERE mailing_id = $1", mailing_id, stamp(now))


async def newest(tx: Transaction, chat_id: int, message: str, since: datetime) -> Reply | None:
    """Return what stands in a message now, as far as it was said since then.

    A web page gives a message another name with every change; Telegram keeps its own.
    """
    rows = await tx.fetch(
        "SELECT seq, replies FROM said WHERE chat_id = $1 AND created_at >= $2 ORDER BY seq",
        chat_id,
        stamp(since),
    )
    names, found = {message}, None
    for row in rows:
        for n, (reply, target) in enumerate(replies_from(row["replies"])):
            name = f"{row['seq']}.{n}"
            if target in names or name in names:
                names.add(name)
                found = reply
    return found


# --- who is told ----------------------------------------------------------------------------


async def list_chats(tx: Transaction, person_id: int) -> list[Chat]:
    """Return the phones at which this person is now and can be reached, used last first."""
    rows = await tx.fetch(
        "SELECT id FROM chat WHERE person_id = $1 AND blocked_at IS NULL"
        " ORDER BY seen_at DESC, id",
        person_id,
    )
    found = [await chats.find(tx, row["id"]) for row in rows]
    return [chat for chat in found if chat]


async def list_overseeing(tx: Transaction, levels: Sequence[Level], but: int = 0) -> list[Chat]:
    """Return the phones of all of `levels`, each once, without those of the person `but`."""
    found: dict[int, Chat] = {}
    for level in levels:
        for chat in await overseers.find(tx, [level]):
            if chat.person and chat.person.id != but:
                found[chat.id] = chat
    return list(found.values())


async def list_officers(tx: Transaction, levels: Sequence[Level], but: int = 0) -> list[Person]:
    """Return some who hold a seat of these levels, whether they can be reached or not."""
    found: list[Person] = []
    for role, area_id in levels:
        rows = await tx.fetch(
            f"SELECT p.id AS person_id, p.name AS person_name, {SEAT_COLUMNS} FROM holding h"
            f" JOIN person p ON p.id = h.person_id JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
            " WHERE h.to_at IS NULL AND s.role = $1 AND s.area_id = $2 AND p.id <> $3"
            f" ORDER BY s.number, s.id LIMIT {NAMED}",
            role,
            area_id,
            but,
        )
        found += [Person(row["person_id"], row["person_name"], seat_of(row)) for row in rows]
    return found[:NAMED]


async def load_person(tx: Transaction, person_id: int) -> Person | None:
    """Return somebody with the seat they hold now; None once they are forgotten."""
    return await ledger.find_sender(tx.fetch, person_id)


async def has_got(tx: Transaction, mailing_id: int, person_id: int) -> bool:
    """Tell whether this person got the broadcast, or may have."""
    return bool(
        await tx.row(
            "SELECT 1 AS one FROM outbox WHERE mailing_id = $1 AND person_id = $2"
            " AND state IN ('accepted', 'sending', 'unknown')",
            mailing_id,
            person_id,
        )
    )


async def list_running(fetch: Fetch, limit: int) -> tuple[list[int], int]:
    """Return broadcasts with something left to send, and how many more there are."""
    rows = await fetch(
        "SELECT m.id FROM mailing m WHERE m.kind = 'siaran' AND m.state IN ('ready', 'paused')"
        f" AND {_OPEN} ORDER BY m.id DESC"
    )
    return [row["id"] for row in rows[:limit]], max(0, len(rows) - limit)
