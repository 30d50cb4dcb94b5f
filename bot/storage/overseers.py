"""The phones of those responsible for a seat."""

from collections.abc import Sequence

from bot.core.overseers import Level
from bot.core.people import Chat
from bot.storage import chats
from bot.storage.engine import Transaction

LIMIT = 20  # phones told of one thing


async def find(tx: Transaction, levels: Sequence[Level]) -> list[Chat]:
    """Return the chats of the first of `levels` that can be reached: by seat or by grant.

    Only where the officer is the one at the phone now: nobody else there may read it.
    """
    for role, area_id in levels:
        rows = await tx.fetch(
            "SELECT c.id AS id FROM chat c WHERE c.blocked_at IS NULL AND c.person_id IN"
            " (SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
            " WHERE h.to_at IS NULL AND s.role = $1 AND s.area_id = $2"
            ' UNION SELECT g.person_id FROM "grant" g WHERE g.role = $1 AND g.area_id = $2)'
            f" ORDER BY c.id LIMIT {LIMIT}",
            role,
            area_id,
        )
        found = [chat for row in rows if (chat := await chats.find(tx, row["id"]))]
        if found:
            return found
    return []
