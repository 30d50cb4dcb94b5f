"""What a moved date would change: how many people of each area a rule is for, and who has it."""

from bot.core.people import Audience, Person, Role, Seat
from bot.storage.engine import Fetch


async def count_people(fetch: Fetch, audience: Audience) -> dict[int, int]:
    """Return how many on duty each area's own seats have, of those it is for."""
    found: dict[int, int] = {}
    for row in await fetch(
        "SELECT s.area_id AS area, s.role AS role, s.number AS number, COUNT(*) AS people"
        " FROM seat s JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " GROUP BY s.area_id, s.role, s.number"
    ):
        if audience.fits(Person(0, seat=Seat(0, Role(row["role"]), row["number"]))):
            found[row["area"]] = found.get(row["area"], 0) + row["people"]
    return found


async def count_sent(fetch: Fetch, rule: str, occurrence: str) -> dict[int, int]:
    """Return how many of each area's people have got (or may have got) this reminder."""
    rows = await fetch(
        "SELECT s.area_id AS area, COUNT(*) AS people FROM mailing m"
        " JOIN outbox o ON o.mailing_id = m.id"
        " JOIN holding h ON h.person_id = o.person_id AND h.to_at IS NULL"
        " JOIN seat s ON s.id = h.seat_id"
        " WHERE m.kind = 'pengingat' AND m.rule = $1 AND m.occurrence = $2"
        " AND o.state IN ('accepted', 'unknown', 'sending') GROUP BY s.area_id",
        rule,
        occurrence,
    )
    return {row["area"]: row["people"] for row in rows}
