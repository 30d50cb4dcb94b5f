"""The seats of a TPS: who holds them, who is ready, and their numbers."""

from bot.core.people import Person, Role
from bot.core.team import Place
from bot.storage import holdings
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Row, Transaction
from bot.storage.readiness import is_true, ready


async def list_places(tx: Transaction, area_id: int) -> list[Place]:
    """Return the KPPS seats of a TPS by number, those without one last."""
    rows = await tx.fetch(
        f"SELECT {SEAT_COLUMNS}, p.id AS person_id, p.name AS person_name,"
        f" {is_true(ready('p.id'))} AS ready,"
        " (SELECT COUNT(*) FROM companion k WHERE k.person_id = p.id) AS companions"
        " FROM seat s LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        f" LEFT JOIN person p ON p.id = h.person_id{SEAT_AREAS}"
        " WHERE s.area_id = $1 AND s.role = $2"
        " ORDER BY CASE WHEN s.number IS NULL THEN 1 ELSE 0 END, s.number, s.id",
        area_id,
        str(Role.KPPS),
    )
    return [place for row in rows if (place := _place(row))]


def _place(row: Row) -> Place | None:
    seat = seat_of(row)
    if seat is None:
        return None
    person = None
    if row["person_id"] is not None:
        person = Person(row["person_id"], row["person_name"], seat)
    return Place(seat, person, bool(row["ready"]), bool(row["companions"]))


def save_number(tx: Transaction, place: Place, number: int, other: Place | None) -> None:
    """Give a number to a seat; `other`, which has it now, gets this one's. No two share one."""
    sql = "UPDATE seat SET number = $2 WHERE id = $1"
    tx.write(sql, place.seat.id, None)
    if other:
        tx.write(sql, other.seat.id, place.seat.number)
    tx.write(sql, place.seat.id, number)
    holdings.touch(tx)
