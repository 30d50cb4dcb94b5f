"""The simulated season on both engines."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import OffsetClock, opened
from bot.cli import season
from bot.content import load
from bot.storage import quiz
from bot.storage.engine import Database
from bot.storage.season import load_made

END = datetime(2024, 2, 12, 1, tzinfo=UTC)
ALIKE = (
    "SELECT * FROM answer ORDER BY attempt_id, item_id, round",
    "SELECT * FROM completion ORDER BY person_id, sesi",
    "SELECT seat_id, person_id, from_at, to_at, reason FROM holding ORDER BY seat_id, from_at",
    "SELECT item_id, option_id, week, SUM(n) AS n FROM ownerless_answer GROUP BY 1, 2, 3"
    " ORDER BY 1, 2, 3",
)
NOW = "2024-02-12T01:00:00.000000Z"


async def test_a_season_is_made_alike_and_life_goes_on_after_it(db: Database, tmp_path: Path):
    assert not await load_made(db)

    wanted = season.Season(load(), ZoneInfo("Asia/Jakarta"), END, desa=1)
    await season.fill(db, wanted)

    async with opened(f"sqlite:///{tmp_path}/musim.db", OffsetClock(END)) as other:
        await season.fill(other, wanted)
        for sql in ALIKE:
            assert [tuple(row.values()) for row in map(dict, await db.read(sql))] == [
                tuple(row.values()) for row in map(dict, await other.read(sql))
            ]
    assert (await load_made(db)).startswith("1 2024-02-12")
    [first] = await db.read("SELECT MIN(id) AS id FROM attempt")
    async with db.transaction() as tx:
        [row] = await tx.fetch("SELECT person_id FROM attempt WHERE id = $1", first["id"])
        assert await quiz.load(tx, first["id"], row["person_id"])
        tx.write(
            "INSERT INTO chat (channel, address, created_at, seen_at)"
            " VALUES ('web', 'baru', $1, $1)",
            NOW,
        )
