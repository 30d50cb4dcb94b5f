"""Chats and the people in front of them: what the router loads and saves each turn."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.dialog import Reply, Waiting
from bot.core.people import Chat, Person, Role, Seat
from bot.storage.engine import Row, Transaction
from bot.storage.replies import replies_from, replies_text, waiting_from, waiting_text
from bot.storage.times import moment, stamp

SEAT_COLUMNS = (
    " s.id AS seat_id, s.role AS role, s.number AS number,"
    " a0.level AS level0, a0.name AS name0, a1.level AS level1, a1.name AS name1,"
    " a2.level AS level2, a2.name AS name2"
)
SEAT_AREAS = (
    " LEFT JOIN area a0 ON a0.id = s.area_id"
    " LEFT JOIN area a1 ON a1.id = a0.parent_id"
    " LEFT JOIN area a2 ON a2.id = a1.parent_id"
)
_LOAD = (
    "SELECT c.id AS chat_id, c.channel AS channel, c.address AS address, c.waiting AS waiting,"
    " c.language AS language, c.seq AS seq, c.blocked_at AS blocked_at,"
    " p.id AS person_id, p.name AS person_name, d.seq AS said_seq, d.replies AS said_replies,"
    f" k.consent_version AS consent,{SEAT_COLUMNS}"
    " FROM chat c LEFT JOIN person p ON p.id = c.person_id"
    " LEFT JOIN companion k ON k.chat_id = c.id AND k.person_id = c.person_id"
    " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
    f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
)
_BY_ADDRESS = (
    f"{_LOAD} LEFT JOIN said d ON d.chat_id = c.id AND d.event_key = $3"
    " WHERE c.channel = $1 AND c.address = $2"
)
_BY_ID = f"{_LOAD} LEFT JOIN said d ON d.chat_id = c.id AND d.event_key = $2 WHERE c.id = $1"


@dataclass(frozen=True, slots=True)
class Said:
    """What was committed as the answer to one event: replies with the message each replaces."""

    seq: int
    replies: list[tuple[Reply, str]]


def seat_of(row: Row) -> Seat | None:
    """Return the seat in a row with `SEAT_COLUMNS`, its area names sorted by level."""
    if row["seat_id"] is None:
        return None
    names = {row[f"level{n}"]: row[f"name{n}"] for n in range(3) if row[f"level{n}"]}
    return Seat(
        row["seat_id"],
        Role(row["role"]),
        row["number"],
        kecamatan=names.get("kecamatan", ""),
        desa=names.get("desa", ""),
        tps=names.get("tps", ""),
    )


def _chat(row: Row) -> Chat:
    person = None
    if row["person_id"] is not None:
        person = Person(row["person_id"], row["person_name"], seat_of(row))
    return Chat(
        id=row["chat_id"],
        channel=row["channel"],
        address=row["address"],
        person=person,
        waiting=waiting_from(row["waiting"]),
        language=row["language"],
        seq=row["seq"],
        blocked_at=moment(row["blocked_at"]) if row["blocked_at"] else None,
        consent=row["consent"] or 0,
    )


async def load(
    tx: Transaction, channel: str, address: str, key: str, now: datetime
) -> tuple[Chat, Said | None]:
    """Return the chat, made if new, and what was already said to the event `key`."""
    row = await tx.row(_BY_ADDRESS, channel, address, key)
    if row is None:
        tx.write(
            "INSERT INTO chat (channel, address, created_at, seen_at) VALUES ($1, $2, $3, $3)"
            " ON CONFLICT (channel, address) DO NOTHING",
            channel,
            address,
            stamp(now),
        )
        row = await tx.row(_BY_ADDRESS, channel, address, key)
        if row is None:
            raise LookupError("the chat just made cannot be found")
    said = None
    if row["said_seq"] is not None:
        said = Said(row["said_seq"], replies_from(row["said_replies"]))
    return _chat(row), said


async def find(tx: Transaction, chat_id: int) -> Chat | None:
    row = await tx.row(_BY_ID, chat_id, "")
    return _chat(row) if row else None


def save_said(
    tx: Transaction,
    chat: Chat,
    key: str,
    replies: list[tuple[Reply, str]],
    now: datetime,
    *,
    seen: bool = True,
) -> Said:
    """Record the answer to an event in the same transaction as its effects.

    `seen`: the person did something here. Not so where this chat is only told of something.
    """
    said = Said(chat.seq + 1, replies)
    tx.write(
        "INSERT INTO said (chat_id, seq, event_key, replies, created_at, sent_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        chat.id,
        said.seq,
        key,
        replies_text(replies),
        stamp(now),
        None if replies else stamp(now),
    )
    if seen:
        both = "UPDATE chat SET seq = $2, seen_at = $3 WHERE id = $1"
        tx.write(both, chat.id, said.seq, stamp(now))
    else:
        tx.write("UPDATE chat SET seq = $2 WHERE id = $1", chat.id, said.seq)
    return said


def save_waiting(tx: Transaction, chat_id: int, waiting: Waiting) -> None:
    tx.write("UPDATE chat SET waiting = $2 WHERE id = $1", chat_id, waiting_text(waiting))


def save_person(tx: Transaction, chat_id: int, person_id: int | None) -> None:
    """Say who is at this phone now; what the chat waited for is over."""
    tx.write("UPDATE chat SET person_id = $2, waiting = '' WHERE id = $1", chat_id, person_id)


def save_language(tx: Transaction, chat_id: int, language: str) -> None:
    tx.write("UPDATE chat SET language = $2 WHERE id = $1", chat_id, language)


def save_blocked(tx: Transaction, chat_id: int, at: datetime | None) -> None:
    tx.write("UPDATE chat SET blocked_at = $2 WHERE id = $1", chat_id, stamp(at) if at else None)
