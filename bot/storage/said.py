"""What was said to each chat: replay, what was committed but not sent, and purging."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.dialog import Reply
from bot.storage.engine import Database, Row, Transaction
from bot.storage.outbox import SAID
from bot.storage.replies import replies_from, replies_text
from bot.storage.times import stamp

KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn as the channel needs it: to whom, its number, the event, the replies.

    `paced`: one of many chats that hear of what somebody else did; it waits its turn.
    """

    chat_id: int
    channel: str
    address: str
    seq: int
    event_key: str
    replies: list[tuple[Reply, str]]
    paced: bool = False


_COLUMNS = (
    "SELECT c.id, c.channel, c.address, d.seq, d.event_key, d.replies"
    " FROM said d JOIN chat c ON c.id = d.chat_id"
)


async def list_unsent(db: Database, before: datetime) -> list[Spoken]:
    """Return the turns committed before that time and not sent, oldest first within a chat.

    A turn after which another was sent is left out: it would put an old screen over a new one.
    """
    rows = await db.read(
        f"{_COLUMNS} WHERE d.sent_at IS NULL AND c.blocked_at IS NULL AND d.created_at <= $1"
        " AND NOT EXISTS (SELECT 1 FROM said later WHERE later.chat_id = d.chat_id"
        " AND later.seq > d.seq AND later.sent_at IS NOT NULL) ORDER BY d.chat_id, d.seq",
        stamp(before),
    )
    return [_spoken(row) for row in rows]


async def find_unsent(db: Database, chat_id: int, seq: int) -> Spoken | None:
    """Return one turn, if it was not sent yet."""
    rows = await db.read(
        f"{_COLUMNS} WHERE d.chat_id = $1 AND d.seq = $2 AND d.sent_at IS NULL", chat_id, seq
    )
    return _spoken(rows[0]) if rows else None


async def list_since(db: Database, channel: str, address: str, seq: int) -> list[Spoken]:
    """Return the turns of one chat after `seq`: what a page that reconnects has missed."""
    rows = await db.read(
        f"{_COLUMNS} WHERE c.channel = $1 AND c.address = $2 AND d.seq > $3 ORDER BY d.seq",
        channel,
        address,
        seq,
    )
    return [_spoken(row) for row in rows]


def _spoken(row: Row) -> Spoken:
    return Spoken(
        row["id"],
        row["channel"],
        row["address"],
        row["seq"],
        row["event_key"],
        replies_from(row["replies"]),
        paced=row["event_key"].count(":") >= KEY_PARTS,
    )


KEY_PARTS = 3  # colons in the key of what others are told: channel, address, event, number
FEW = 5  # chats that may be told of something in the same moment


async def save_told(
    tx: Transaction, told: Sequence[tuple[int, Reply]], key: str, now: datetime
) -> list[Spoken]:
    """Save what chats, by id, are told because of an event elsewhere; one that is gone hears not.

    The chats are counted up before anything is read of them, so that nothing they do meanwhile
    takes the same number.
    """
    if not told:
        return []
    many = Counter(chat_id for chat_id, _ in told)
    last: dict[int, Row] = {}
    for times in sorted(set(many.values())):
        ids = sorted(chat_id for chat_id, n in many.items() if n == times)
        marks = ", ".join(f"${n}" for n in range(2, len(ids) + 2))
        rows = await tx.fetch(
            f"UPDATE chat SET seq = seq + $1 WHERE id IN ({marks})"
            " RETURNING id, channel, address, seq",
            times,
            *ids,
        )
        last |= {row["id"]: row for row in rows}
    found = []
    for chat_id, reply in told:
        if row := last.get(chat_id):
            seq = row["seq"] - many[chat_id] + 1
            many[chat_id] -= 1
            one = (chat_id, row["channel"], row["address"], seq, f"{key}:{seq - 1}")
            found.append(Spoken(*one, [(reply, "")], paced=len(told) > FEW))
    await tx.write_many(
        "INSERT INTO said (chat_id, seq, event_key, replies, created_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        [(s.chat_id, s.seq, s.event_key, replies_text(s.replies), stamp(now)) for s in found],
    )
    return found


def save_sent(tx: Transaction, turns: Iterable[tuple[int, int]], at: datetime) -> None:
    """Mark turns, as (chat id, seq), as sent."""
    for chat_id, seq in turns:
        tx.write(
            "UPDATE said SET sent_at = $3 WHERE chat_id = $1 AND seq = $2", chat_id, seq, stamp(at)
        )


async def purge(tx: Transaction, now: datetime) -> int:
    """Forget what was said over 48 h ago, and chats nobody agreed in; return how many turns."""
    before = stamp(now - KEPT)
    gone = await tx.changed("DELETE FROM said WHERE created_at < $1", before)
    await tx.changed(
        "DELETE FROM chat WHERE person_id IS NULL AND seen_at < $1 AND NOT EXISTS"
        " (SELECT 1 FROM companion k WHERE k.chat_id = chat.id)",
        before,
    )
    return gone


async def asks_for_file(db: Database, channel: str, address: str) -> bool:
    """Tell whether anything said to this chat, and still kept, asks for a file."""
    turns = await list_since(db, channel, address, 0)
    return any(reply.ask_file for turn in turns for reply, _ in turn.replies)


async def find_unread(db: Database, channel: str, address: str, seq: int) -> int:
    """Return the chat's id if it was told something unasked-for up to `seq` that is not read.

    Asked at each word of a page of what it has shown, so it waits for no writer; else 0.
    """
    rows = await db.read(
        "SELECT c.id FROM chat c JOIN said d ON d.chat_id = c.id AND d.seq <= $3"
        f" JOIN outbox o ON o.id = CASE WHEN d.event_key LIKE '{SAID}%'"
        f" THEN CAST(SUBSTR(d.event_key, {len(SAID) + 1}) AS BIGINT) END"
        " WHERE c.channel = $1 AND c.address = $2 AND o.state = 'accepted'"
        " AND o.read_at IS NULL LIMIT 1",
        channel,
        address,
        seq,
    )
    return rows[0]["id"] if rows else 0
