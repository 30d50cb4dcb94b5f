"""What a moved date would change: how many people of each area a rule is for, and who has it."""

from collections.abc import Collection

from bot.core.people import Path, Role
from bot.storage.engine import Fetch


async def list_paths(fetch: Fetch) -> dict[int, Path]:
    """Return the path (ids from the kota down) of every area, by its id."""
    parents = {
        row["id"]: row["parent_id"] for row in await fetch("SELECT id, parent_id FROM area")
    }

    def path(area: int) -> Path:
        above = parents[area]
        return (*path(above), area) if above else (area,)

    return {area: path(area) for area in parents}


async def count_people(
    fetch: Fetch, roles: Collection[Role], numbers: Collection[int]
) -> dict[int, int]:
    """Return how many on duty each area's own seats have, of these roles and numbers."""
    found: dict[int, int] = {}
    for row in await fetch(
        "SELECT s.area_id AS area, s.role AS role, s.number AS number, COUNT(*) AS people"
        " FROM seat s JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " GROUP BY s.area_id, s.role, s.number"
    ):
        by_role = not (roles or numbers) or row["role"] in roles
        by_number = row["role"] == Role.KPPS and row["number"] in numbers
        if by_role or by_number:
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
