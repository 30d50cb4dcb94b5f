"""People who answered quizzes, put into the database at once, for tests."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.content import Content
from bot.storage.engine import Database
from bot.storage.times import stamp

ASKED = ("KE-01", "KE-02", "KE-03", "KE-04")


async def answer(
    db: Database,
    content: Content,
    now: datetime,
    people: Sequence[Sequence[str]],
    version: int = 1,
) -> None:
    """Let somebody new finish a quiz of `ASKED` for each of `people`: the options they took."""
    begun, [row] = stamp(now), await db.read("SELECT COUNT(*) AS n FROM attempt")
    first = 5_000_000 + row["n"]
    async with db.transaction() as tx:
        for n, taken in enumerate(people, first):
            tx.write("INSERT INTO person (id, created_at) VALUES ($1, $2)", n, begun)
            drawn = [_drawn(content, item, version) for item in ASKED]
            tx.write(
                "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at, finished_at,"
                " passed) VALUES ($1, $1, 2, 'kuis', $2, $3, $3, 0)",
                n,
                json.dumps(drawn),
                begun,
            )
            for place, (item, option) in enumerate(zip(ASKED, taken, strict=True)):
                tx.write(
                    "INSERT INTO answer (attempt_id, item_id, round, version, option_id, is_right,"
                    " at) VALUES ($1, $2, 1, $3, $4, $5, $6)",
                    n,
                    item,
                    version,
                    option,
                    int(option == content.items[item].right),
                    stamp(now + timedelta(seconds=place)),
                )


def _drawn(content: Content, item: str, version: int) -> list[object]:
    found = content.items[item]
    return [item, version, [option.id for option in found.options], found.right, 0]


def right(content: Content) -> list[str]:
    return [content.items[item].right for item in ASKED]


def wrong(content: Content, item: str) -> str:
    found = content.items[item]
    return next(option.id for option in found.options if option.id != found.right)
