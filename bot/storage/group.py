"""The group link of a TPS, and wrong digits typed behind it."""

from datetime import datetime

from bot.core.group import CHAT_WINDOW, SEAT_WINDOW, Place, Tries
from bot.core.people import Person
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Transaction
from bot.storage.times import stamp

LIMIT = 50  # seats of one TPS


async def find(tx: Transaction, link: str) -> int:
    """Return the area whose link this is, 0 if none."""
    row = await tx.row("SELECT id FROM area WHERE link = $1", link)
    return int(row["id"]) if row else 0


async def list_places(tx: Transaction, area_id: int) -> list[Place]:
    """Return the seats of a TPS, who holds each, and whether that person is on some phone."""
    rows = await tx.fetch(
        f"SELECT{SEAT_COLUMNS}, p.id AS person_id, p.name AS person_name,"
        " (SELECT COUNT(*) FROM companion k WHERE k.person_id = p.id) AS phones"
        " FROM seat s LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        f" LEFT JOIN person p ON p.id = h.person_id{SEAT_AREAS}"
        f" WHERE s.area_id = $1 ORDER BY s.number, s.id LIMIT {LIMIT}",
        area_id,
    )
    places = []
    for row in rows:
        seat, person = seat_of(row), None
        if row["person_id"] is not None:
            person = Person(row["person_id"], row["person_name"], seat)
        if seat is not None:
            places.append(Place(seat, person, row["phones"] > 0))
    return places


async def has_seat(tx: Transaction, area_id: int, seat_id: int) -> bool:
    row = await tx.row("SELECT id FROM seat WHERE id = $1 AND area_id = $2", seat_id, area_id)
    return row is not None


# --- wrong digits ---------------------------------------------------------------------------


async def count_wrong_digits(tx: Transaction, seat_id: int, chat_id: int, now: datetime) -> Tries:
    row = await tx.row(
        "SELECT (SELECT COUNT(*) FROM wrong_digits WHERE chat_id = $1 AND at > $2) AS here,"
        " (SELECT COUNT(*) FROM wrong_digits WHERE seat_id = $3 AND at > $4) AS seat",
        chat_id,
        stamp(now - CHAT_WINDOW),
        seat_id,
        stamp(now - SEAT_WINDOW),
    )
    return Tries(row["here"], row["seat"]) if row else Tries(0, 0)


def save_wrong_digits(tx: Transaction, seat_id: int, chat_id: int, now: datetime) -> None:
    tx.write(
        "INSERT INTO wrong_digits (seat_id, chat_id, at) VALUES ($1, $2, $3)",
        seat_id,
        chat_id,
        stamp(now),
    )


async def purge_wrong_digits(tx: Transaction, now: datetime) -> None:
    """Forget what no longer counts."""
    await tx.changed("DELETE FROM wrong_digits WHERE at <= $1", stamp(now - SEAT_WINDOW))
