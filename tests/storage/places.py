"""Schemas of PostgreSQL that are prepared once and put back before each test.

Making all tables takes longer than most tests do; putting their rows back does not.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg

from bot.storage.engine import open_database, tables

AT_ONCE = 3  # taking turns: whatever a test left behind on the server has ended by its next turn

SHAPE = """
    SELECT string_agg(c.oid || ':' || c.relnatts || ':' || c.relchecks, ',' ORDER BY c.oid)
    || (SELECT count(*) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace)
    || (SELECT count(*) FROM pg_trigger t JOIN pg_class k ON k.oid = t.tgrelid
        WHERE k.relnamespace = current_schema()::regnamespace)
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"


@dataclass
class Place:
    """A schema as it was when it was ready, and how to bring it back to that."""

    schema: str
    shape: str = ""
    restore: str = ""


@dataclass
class Places:
    """The schemas that `prepare` makes ready for tests; `close` drops them."""

    server: str
    prepare: Callable[[str], Awaitable[None]]
    _free: deque[Place] = field(default_factory=deque)

    async def take(self) -> Place:
        while len(self._free) >= AT_ONCE:
            place = self._free.popleft()
            if await self._restored(place):
                return place
            await self._drop(place)
        return await self._make()

    def give_back(self, place: Place) -> None:
        self._free.append(place)

    def url(self, place: Place) -> str:
        return f"{self.server}?schema={place.schema}"

    def close(self) -> None:
        async def drop_all() -> None:
            for place in self._free:
                await self._drop(place)

        asyncio.run(drop_all())

    async def _make(self) -> Place:
        place = Place(f"t_{uuid.uuid4().hex[:12]}")
        await self.prepare(self.url(place))
        db = await open_database(self.url(place))
        names = await tables(db, db.read)
        await db.close()
        connection = await self._connect(place)
        place.shape = await connection.fetchval(SHAPE)
        place.restore = await _restoring(connection, names)
        await connection.close()
        return place

    async def _restored(self, place: Place) -> bool:
        """Bring back what was; False where a test has changed more than rows."""
        connection = await self._connect(place)
        try:
            if await connection.fetchval(SHAPE) != place.shape:
                return False
            await connection.execute(place.restore)
        finally:
            await connection.close()
        return True

    async def _drop(self, place: Place) -> None:
        connection = await asyncpg.connect(self.server)
        await connection.execute(f"DROP SCHEMA IF EXISTS {place.schema} CASCADE")
        await connection.close()

    async def _connect(self, place: Place) -> asyncpg.Connection:
        return await asyncpg.connect(
            self.server, server_settings={"search_path": place.schema, "synchronous_commit": "off"}
        )


async def _restoring(connection: asyncpg.Connection, names: list[str]) -> str:
    """Return the statements that bring back the rows and counters there are now."""
    lines = ["BEGIN", "SET CONSTRAINTS ALL DEFERRED", 'ALTER TABLE "audit" DISABLE TRIGGER USER']
    lines += [f'DELETE FROM "{name}"' for name in reversed(names)]  # noqa: S608 - ours
    lines += ['ALTER TABLE "audit" ENABLE TRIGGER USER']
    for name in names:
        rows = await connection.fetchval(f'SELECT json_agg(t)::text FROM "{name}" t')  # noqa: S608
        if rows:
            text = rows.replace("'", "''")
            found = f"json_populate_recordset(NULL::\"{name}\", '{text}')"
            lines.append(f'INSERT INTO "{name}" SELECT * FROM {found}')  # noqa: S608 - ours
    for (name,) in await connection.fetch(SEQUENCES):
        counter = f'SELECT last_value, is_called FROM "{name}"'  # noqa: S608 - ours
        last, called = await connection.fetchrow(counter)
        lines.append(f"SELECT setval('\"{name}\"', {last}, {str(called).lower()})")
    return ";\n".join([*lines, "COMMIT"])
