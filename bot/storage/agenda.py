"""The agenda; `agenda.toml` only seeds an empty database (design D15)."""

from collections.abc import Iterable
from datetime import date, time

from bot.core.agenda import Happening
from bot.storage.engine import Row, Transaction


async def load(tx: Transaction) -> list[Happening]:
    return [_happening(row) for row in await tx.fetch("SELECT * FROM agenda ORDER BY on_date, id")]


async def seed(tx: Transaction, agenda: Iterable[Happening]) -> None:
    """Fill an empty agenda; one that holds anything stays as it is."""
    if await tx.row("SELECT id FROM agenda LIMIT 1"):
        return
    for happening in agenda:
        tx.write(
            "INSERT INTO agenda (id, title, on_date, until_date, from_time, to_time, place)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            happening.id,
            happening.title,
            happening.on.isoformat(),
            happening.until.isoformat() if happening.until else None,
            happening.from_time.isoformat("minutes") if happening.from_time else None,
            happening.to_time.isoformat("minutes") if happening.to_time else None,
            happening.place or None,
        )


def _happening(row: Row) -> Happening:
    return Happening(
        row["id"],
        row["title"],
        date.fromisoformat(row["on_date"]),
        date.fromisoformat(row["until_date"]) if row["until_date"] else None,
        time.fromisoformat(row["from_time"]) if row["from_time"] else None,
        time.fromisoformat(row["to_time"]) if row["to_time"] else None,
        row["place"] or "",
    )
