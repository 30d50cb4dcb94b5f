"""Who is sent the weekly summary, and what was learned in a span, on both databases."""

from datetime import date, timedelta

import pytest

from bot.core.weekly import Activity
from bot.storage import weekly
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.storage.folk import BEJI, NOW, bring_in, entry

MONDAY = date(2024, 1, 29)
HOUR = timedelta(hours=1)


@pytest.fixture
async def people(db: Database) -> dict[str, int]:
    await bring_in(
        db,
        entry(1, "Ani"),
        entry(2, "Budi"),
        entry(1, "Citra", place=(*BEJI, "005"), code="OTHER"),
    )
    return {row["name"]: row["id"] for row in await db.read("SELECT id, name FROM person")}


async def area(db: Database, level: str, name: str) -> int:
    sql = "SELECT id FROM area WHERE level = $1 AND name = $2"
    return int((await db.read(sql, level, name))[0]["id"])


async def a_chat(db: Database, person: int, *, blocked: bool = False) -> int:
    async with db.transaction() as tx:
        row = await tx.row(
            "INSERT INTO chat (channel, address, person_id, waiting, created_at, seen_at,"
            " blocked_at)"
            " VALUES ('web', $1, $2, '', $3, $3, $4) RETURNING id",
            f"hp{person}", person, stamp(NOW), stamp(NOW) if blocked else None,
        )  # fmt: skip
    assert row
    return int(row["id"])


async def took(
    db: Database, person: int, n: int, session: int, *, passed: bool, after: int
) -> None:
    """Let somebody end a quiz so many hours after the beginning."""
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at, finished_at,"
            " passed)"
            " VALUES ($1, $2, $3, $4, '[]', $5, $5, $6)",
            person * 100 + n, person, session, "uji" if n > 5 else "kuis",
            stamp(NOW + after * HOUR), int(passed),
        )  # fmt: skip


async def test_only_the_first_time_counts_and_every_quiz(db: Database, people: dict[str, int]):
    ani, budi, citra = people["Ani"], people["Budi"], people["Citra"]
    chat = await a_chat(db, ani)
    async with db.transaction() as tx:
        for hours, person in ((1, ani), (30, citra)):
            tx.write(
                "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
                " VALUES ($1, $2, $3, 2)", chat, person, stamp(NOW + hours * HOUR),
            )  # fmt: skip
    await took(db, ani, 1, 2, passed=False, after=1)
    await took(db, ani, 2, 2, passed=True, after=2)
    await took(db, ani, 3, 2, passed=True, after=30)
    await took(db, budi, 6, 3, passed=True, after=3)
    await took(db, citra, 1, 3, passed=True, after=31)

    kota = await area(db, "kota", "Kota Batu")
    first = await weekly.count_activity(db.read, kota, NOW, NOW + 24 * HOUR)
    second = await weekly.count_activity(db.read, kota, NOW + 24 * HOUR, NOW + 48 * HOUR)
    tps = await area(db, "tps", "005")
    there = await weekly.count_activity(db.read, tps, NOW, NOW + 48 * HOUR)

    assert first == Activity(registered=1, ethics=1, voting=1, quizzes=2)
    assert second == Activity(registered=1, ethics=0, voting=1, quizzes=2)
    assert there == Activity(registered=1, ethics=0, voting=1, quizzes=1)


async def test_it_is_wanted_until_it_is_not(db: Database, people: dict[str, int]):
    ani = people["Ani"]
    chat, other = await a_chat(db, ani), await a_chat(db, people["Budi"])
    assert not await weekly.is_wanted(db.read, ani)
    async with db.transaction() as tx:
        weekly.save(tx, ani, other, NOW)
        weekly.save(tx, ani, chat, NOW)
    assert await weekly.is_wanted(db.read, ani)
    assert await weekly.list_due(db.read, MONDAY) == [(ani, chat)]
    async with db.transaction() as tx:
        weekly.save_sent(tx, ani, MONDAY)
    assert await weekly.list_due(db.read, MONDAY) == []
    assert await weekly.list_due(db.read, MONDAY + timedelta(days=7)) == [(ani, chat)]
    async with db.transaction() as tx:
        weekly.drop(tx, ani)
    assert not await weekly.is_wanted(db.read, ani)


async def test_nobody_else_is_told_and_nobody_who_blocked(db: Database, people: dict[str, int]):
    ani, budi = people["Ani"], people["Budi"]
    blocked, other = await a_chat(db, ani, blocked=True), await a_chat(db, people["Citra"])
    async with db.transaction() as tx:
        weekly.save(tx, ani, blocked, NOW)
        weekly.save(tx, budi, other, NOW)

    assert await weekly.list_due(db.read, MONDAY) == []
