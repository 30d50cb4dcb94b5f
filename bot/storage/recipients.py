"""Whom a delivery reaches and where, and setting aside those whom nobody can reach."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.core.outbox import Kind, Skip, State, Wait
from bot.core.people import Person
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.outbox import AT_ONCE, Mailing, Recipient, padded
from bot.storage.times import stamp

OPEN_CHUNK = 10_000  # rows looked through in one statement
NO_CHANNEL_PAUSE = timedelta(minutes=10)  # where somebody is only on a messenger that is off

_PEOPLE = (
    f"SELECT p.id AS person_id, p.name AS name, p.erased_at AS erased_at, {SEAT_COLUMNS},"
    " a3.id AS id3, a2.id AS id2, a1.id AS id1, a0.id AS id0, c.id AS chat_id,"
    " c.channel AS channel, c.address AS address, c.language AS language, c.seq AS seq,"
    " c.person_id AS at_phone, c.blocked_at AS blocked_at, c.seen_at AS seen_at FROM person p"
    " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
    f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
    " LEFT JOIN area a3 ON a3.id = a2.parent_id"
    " LEFT JOIN companion k ON k.person_id = p.id"
    " LEFT JOIN chat c ON c.id = k.chat_id AND c.forgotten_at IS NULL"
    f" WHERE p.id IN ({', '.join(f'${place}' for place in range(1, AT_ONCE + 1))})"
)

Found = Recipient | Skip | Wait


async def load(
    fetch: Fetch, person_ids: Sequence[int], channels: Collection[str], now: datetime
) -> dict[int, Found]:
    """Return where each is reached over one of `channels`, or why they are not.

    Of several chats, their own comes before one where somebody else is now, then the one that
    was used last.
    """
    chats: dict[int, list[Row]] = {}
    for ids in padded(person_ids):
        for row in await fetch(_PEOPLE, *ids):
            chats.setdefault(row["person_id"], []).append(row)
    nobody = Skip("dihapus")
    return {
        person: _found(chats[person], channels, now) if person in chats else nobody
        for person in person_ids
    }


def _found(rows: Sequence[Row], channels: Collection[str], now: datetime) -> Found:
    one = rows[0]
    if one["erased_at"] is not None:
        return Skip("dihapus")
    if one["seat_id"] is None:
        return Skip("tidak-bertugas")
    known = [row for row in rows if row["chat_id"] is not None]
    if not known:
        return Skip("belum-daftar")
    willing = [row for row in known if row["blocked_at"] is None]
    if not willing:
        return Skip("diblokir", State.BLOCKED)
    reached = [row for row in willing if row["channel"] in channels]
    if not reached:
        return Wait(now + NO_CHANNEL_PAUSE, "server")
    return _recipient(max(reached, key=lambda row: (not _is_shared(row), row["seen_at"])))


def _is_shared(row: Row) -> bool:
    return bool(row["at_phone"] != row["person_id"])


def _recipient(row: Row) -> Recipient:
    return Recipient(
        row["chat_id"],
        row["channel"],
        row["address"],
        row["language"],
        row["seq"],
        Person(row["person_id"], row["name"], seat_of(row)),
        tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None),
        _is_shared(row),
    )


async def is_reached_elsewhere(
    tx: Transaction, person_id: int, chat_id: int, channels: Collection[str]
) -> bool:
    """Tell whether a person has another chat than this one that has not been blocked."""
    rows = await tx.fetch(
        "SELECT c.channel AS channel FROM companion k JOIN chat c ON c.id = k.chat_id"
        " WHERE k.person_id = $1 AND c.id <> $2 AND c.blocked_at IS NULL"
        " AND c.forgotten_at IS NULL",
        person_id,
        chat_id,
    )
    return any(row["channel"] in channels for row in rows)


# --- setting aside whom nobody can reach ----------------------------------------------------

_NO_CHAT = "NOT EXISTS (SELECT 1 FROM companion k WHERE k.person_id = outbox.person_id)"
_ALL_BLOCKED = (
    "NOT EXISTS (SELECT 1 FROM companion k JOIN chat c ON c.id = k.chat_id"
    " WHERE k.person_id = outbox.person_id AND c.blocked_at IS NULL)"
)
# In this order: whoever has no chat has blocked none either.
_ASIDE = (
    (_NO_CHAT, State.SKIPPED, "belum-daftar"),
    (_ALL_BLOCKED, State.BLOCKED, "diblokir"),
)


async def open_chunk(tx: Transaction, mailing: Mailing, after: int, now: datetime) -> int:
    """Skip those of a broadcast whom nobody can reach now, a chunk of its rows at a time.

    Returns the `after` of the next chunk, 0 once all is done and the mailing is open.
    """
    row = await tx.row(
        "SELECT MAX(id) AS last FROM (SELECT id FROM outbox WHERE mailing_id = $1 AND id > $2"
        " ORDER BY id LIMIT $3) AS chunk",
        mailing.id,
        after,
        OPEN_CHUNK,
    )
    last = row["last"] if row else None
    if last is None or mailing.kind is not Kind.BROADCAST:
        tx.write("UPDATE mailing SET opened_at = $2 WHERE id = $1", mailing.id, stamp(now))
        return 0
    for condition, state, reason in _ASIDE:
        tx.write(
            f"UPDATE outbox SET state = $4, reason = $5, at = $6 WHERE mailing_id = $1"
            f" AND id > $2 AND id <= $3 AND state = 'pending' AND {condition}",
            mailing.id,
            after,
            last,
            str(state),
            reason,
            stamp(now),
        )
    return int(last)
