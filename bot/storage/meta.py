"""Small facts about the deployment itself, by name."""

from bot.storage.engine import Transaction


async def load(tx: Transaction, key: str) -> str:
    """Return the value, empty if there is none."""
    row = await tx.row("SELECT value FROM meta WHERE key = $1", key)
    return row["value"] if row else ""


def save(tx: Transaction, key: str, value: str) -> None:
    tx.write(
        "INSERT INTO meta (key, value) VALUES ($1, $2)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value,
    )


def count_up(tx: Transaction, key: str, where: str = "WHERE TRUE") -> None:
    """Add one to a number, from 0; `where` (of ours, without parameters) may keep it from that."""
    tx.write(
        f"INSERT INTO meta (key, value) SELECT $1, '1' {where} ON CONFLICT (key) DO UPDATE"
        " SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)",
        key,
    )
