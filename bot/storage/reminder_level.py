"""How much somebody wants to be reminded."""

from datetime import datetime

from bot.core.reminders import Level
from bot.storage.engine import Transaction
from bot.storage.times import stamp


async def load(tx: Transaction, person_id: int) -> Level:
    """Return what a person chose; whoever never chose gets everything."""
    row = await tx.row("SELECT level FROM reminder_level WHERE person_id = $1", person_id)
    return Level(row["level"]) if row else Level.ALL


def save(tx: Transaction, person_id: int, level: Level, now: datetime) -> None:
    tx.write(
        "INSERT INTO reminder_level (person_id, level, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person_id) DO UPDATE SET level = excluded.level, at = excluded.at",
        person_id,
        level,
        stamp(now),
    )
