"""What a phone without a network may know of its own person: the seat, and the team's ticks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.people import Path, Person
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch
from bot.storage.times import moment

_WHO = (
    "SELECT p.id AS person_id, a3.id AS id3, a2.id AS id2, a1.id AS id1, a0.id AS id0,"
    f"{SEAT_COLUMNS} FROM chat c JOIN person p ON p.id = c.person_id"
    " JOIN companion k ON k.chat_id = c.id AND k.person_id = p.id"
    " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
    f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
    " LEFT JOIN area a3 ON a3.id = a2.parent_id"
    " WHERE c.channel = $1 AND c.address = $2 AND c.forgotten_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Who:
    """The person at a phone, without a name, and the area they serve in."""

    person: Person
    path: Path


async def find_who(fetch: Fetch, channel: str, address: str) -> Who | None:
    """Return who is at this phone and has agreed to be known there."""
    rows = await fetch(_WHO, channel, address)
    if not rows:
        return None
    row = rows[0]
    path = tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None)
    return Who(Person(row["person_id"], seat=seat_of(row)), path)


async def list_ticks(fetch: Fetch, area_id: int, on: date) -> Mapping[str, datetime]:
    """Return when each step of that day's voting was ticked for a TPS."""
    rows = await fetch(
        "SELECT step_id, at FROM step_done WHERE area_id = $1 AND on_date = $2",
        area_id,
        on.isoformat(),
    )
    return {row["step_id"]: moment(row["at"]) for row in rows}
