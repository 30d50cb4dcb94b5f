"""Answers given in forms."""

from datetime import datetime

from bot.storage.engine import Transaction
from bot.storage.times import moment, stamp


async def load(tx: Transaction, person_id: int, form_id: str) -> dict[str, str]:
    """Return the answers to one form by field id."""
    rows = await tx.fetch(
        "SELECT field_id, value FROM form_value WHERE person_id = $1 AND form_id = $2",
        person_id,
        form_id,
    )
    return {row["field_id"]: row["value"] for row in rows}


async def answered_at(tx: Transaction, person_id: int, place: tuple[str, str]) -> datetime | None:
    """Return when the answer to `place`, a (form id, field id), was given; None: never."""
    row = await tx.row(
        "SELECT at FROM form_value WHERE person_id = $1 AND form_id = $2 AND field_id = $3",
        person_id,
        *place,
    )
    return moment(row["at"]) if row else None


def save(
    tx: Transaction, person_id: int, place: tuple[str, str], value: str, at: datetime
) -> None:
    """Save the answer to `place`, a (form id, field id); an earlier answer is replaced."""
    tx.write(
        "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, form_id, field_id)"
        " DO UPDATE SET value = excluded.value, at = excluded.at",
        person_id,
        *place,
        value,
        stamp(at),
    )


def remove(tx: Transaction, person_id: int, place: tuple[str, str]) -> None:
    """Forget the answer to `place`, a (form id, field id): it will be asked again."""
    tx.write(
        "DELETE FROM form_value WHERE person_id = $1 AND form_id = $2 AND field_id = $3",
        person_id,
        *place,
    )
