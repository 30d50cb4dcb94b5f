"""Small writes and reads that storage tests share."""

from bot.storage.engine import Database

INSERT = "INSERT INTO meta (key, value) VALUES ($1, $2)"


AREA = "INSERT INTO area (id, parent_id, level, name) VALUES ($1, $2, 'desa', $3)"


async def values(db: Database) -> dict[str, str]:
    return {row["key"]: row["value"] for row in await db.read("SELECT key, value FROM meta")}


async def write(db: Database, *statements: tuple[str, *tuple[object, ...]]) -> None:
    async with db.transaction() as tx:
        for sql, *args in statements:
            tx.write(sql, *args)


async def put(db: Database, key: str, value: str = "") -> None:
    await write(db, (INSERT, key, value))
