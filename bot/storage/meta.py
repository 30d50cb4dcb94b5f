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
