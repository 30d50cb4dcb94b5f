"""Who was at a class, and the training face to face that it gave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.classroom import Class
from bot.core.people import Chat, Path, Person
from bot.storage.below import BELOW_BY_TOP
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Transaction
from bot.storage.times import stamp

BY_WORD, BY_QR, BY_HOLDER = "kode", "qr", "dicatat"  # how somebody was noted


async def is_member(tx: Transaction, class_id: int, person_id: int) -> bool:
    row = await tx.row(
        "SELECT person_id FROM class_member WHERE class_id = $1 AND person_id = $2",
        class_id,
        person_id,
    )
    return row is not None


def save_member(
    tx: Transaction, one: Class, person_id: int, how: tuple[str, int | None], now: datetime
) -> None:
    """Note that somebody is there: `how`, and the chat they came by, which is told the questions.

    Whoever comes again only changes the chat. They count as trained face to face on the day of
    the class, unless they do already.
    """
    tx.write(
        "INSERT INTO class_member (class_id, person_id, how, chat_id, at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (class_id, person_id)"
        " DO UPDATE SET chat_id = COALESCE(excluded.chat_id, class_member.chat_id)",
        one.id,
        person_id,
        *how,
        stamp(now),
    )
    tx.write(
        "INSERT INTO trained (person_id, on_date, by_id, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (person_id) DO NOTHING",
        person_id,
        one.on.isoformat(),
        one.by,
        stamp(now),
    )


def drop_member(tx: Transaction, one: Class, person_id: int) -> None:
    """Take back that somebody was there, and the training that this class gave, no other one.

    If they were at another class, that one gives it now.
    """
    tx.write(  # a day noted, or corrected, by somebody else has another time
        "DELETE FROM trained WHERE person_id = $2 AND on_date = $3 AND at ="
        " (SELECT at FROM class_member WHERE class_id = $1 AND person_id = $2)",
        one.id,
        person_id,
        one.on.isoformat(),
    )
    tx.write("DELETE FROM class_member WHERE class_id = $1 AND person_id = $2", one.id, person_id)
    tx.write(
        "INSERT INTO trained (person_id, on_date, by_id, at)"
        " SELECT m.person_id, k.on_date, k.by_id, m.at FROM class_member m"
        " JOIN class k ON k.id = m.class_id WHERE m.person_id = $1"
        " ORDER BY k.on_date, m.at LIMIT 1 ON CONFLICT (person_id) DO NOTHING",
        person_id,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody of the roster, and how they were noted at a class; empty: not there."""

    person: Person
    how: str = ""


_HOLDERS = (
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
    " LEFT JOIN class_member m ON m.class_id = $2 AND m.person_id = p.id"
)
_ORDER: Final = " ORDER BY s.role DESC, COALESCE(s.number, 99), p.name, p.id"


async def list_roll(fetch: Fetch, area_id: int, one: Class) -> list[Entry]:
    """Return who holds a seat right in this area, whoever opened the class left out."""
    rows = await fetch(
        f"SELECT p.id AS person_id, p.name AS name, m.how AS how,{SEAT_COLUMNS}"
        f" FROM seat s{_HOLDERS}{SEAT_AREAS} WHERE s.area_id = $1 AND p.id <> $3{_ORDER}",
        area_id,
        one.id,
        one.by,
    )
    return [
        Entry(Person(row["person_id"], row["name"], seat_of(row)), row["how"] or "")
        for row in rows
    ]


async def find_entry(tx: Transaction, person_id: int, one: Class) -> tuple[Entry, Path] | None:
    """Return one holder of a seat, with where the seat is."""
    row = await tx.row(
        f"SELECT p.id AS person_id, p.name AS name, m.how AS how,{SEAT_COLUMNS},"
        " a0.id AS id0, a1.id AS id1, a2.id AS id2, a3.id AS id3"
        f" FROM seat s{_HOLDERS}{SEAT_AREAS} LEFT JOIN area a3 ON a3.id = a2.parent_id"
        " WHERE p.id = $1",
        person_id,
        one.id,
    )
    if row is None:
        return None
    path = tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None)
    return Entry(Person(row["person_id"], row["name"], seat_of(row)), row["how"] or ""), path


@dataclass(frozen=True, slots=True)
class Present:
    """How many of those on the roster of an area are there; `id` 0 where it is the whole."""

    id: int
    level: str
    name: str
    present: int
    total: int


async def list_present(fetch: Fetch, one: Class) -> list[Present]:
    """Return the area of the class itself and each one below it, with how many are there."""
    rows = await fetch(
        f"{BELOW_BY_TOP} SELECT a.id AS id, a.level AS level, a.name AS name,"
        " COUNT(p.id) AS total, COUNT(m.person_id) AS present"
        f" FROM below b JOIN area a ON a.id = b.top JOIN seat s ON s.area_id = b.id{_HOLDERS}"
        " WHERE p.id <> $3 GROUP BY a.id, a.level, a.name ORDER BY a.level, a.name, a.id",
        one.area,
        one.id,
        one.by,
    )
    return [
        Present(row["id"], row["level"], row["name"], row["present"], row["total"]) for row in rows
    ]


async def count_present(fetch: Fetch, class_id: int) -> int:
    [row] = await fetch("SELECT COUNT(*) AS n FROM class_member WHERE class_id = $1", class_id)
    return int(row["n"])


_LISTENING = (
    "SELECT m.person_id AS person_id, c.id AS chat_id, c.channel AS channel,"
    " c.address AS address, c.language AS language, c.seq AS seq"
    " FROM class_member m JOIN chat c ON c.id = m.chat_id AND c.person_id = m.person_id"
    " WHERE m.class_id = $1 AND c.blocked_at IS NULL ORDER BY c.id"
)


async def list_listeners(tx: Transaction, class_id: int) -> list[Chat]:
    """Return the chats that a class is held at: of those who are there, and still at that phone.

    Each chat's `person` has only an id.
    """
    return [
        Chat(
            row["chat_id"],
            row["channel"],
            row["address"],
            Person(row["person_id"]),
            language=row["language"],
            seq=row["seq"],
        )
        for row in await tx.fetch(_LISTENING, class_id)
    ]
