"""What goes into files one by one, against loops over the raw rows, on both databases."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.results_export import AnswerLine
from bot.storage import results, results_export
from bot.storage.engine import Database, Row
from tests.storage.results_town import TownOfChance

WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture(params=range(3))
async def town(request: pytest.FixtureRequest, db: Database) -> Database:
    await TownOfChance(request.param).settle(db)
    return db


async def areas(db: Database) -> list[int]:
    return [row["id"] for row in await db.read("SELECT id FROM area ORDER BY id")]


async def exported(db: Database, people: list[int]) -> list[AnswerLine]:
    stream = results_export.stream_answers(db.read, people, WIB)
    return [line async for lines in stream for line in lines]


def numbered(attempts: list[Row]) -> dict[int, int]:
    """Return which attempt of its person, session and kind each is."""
    found: dict[int, int] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for one in sorted(attempts, key=lambda a: (a["started_at"], a["id"])):
        key = (one["person_id"], one["sesi"], one["kind"])
        seen[key] += 1
        found[one["id"]] = seen[key]
    return found


async def test_every_answer_comes_out_once_under_the_pseudonym_of_its_owner(town: Database):
    people = list(await results_export.list_answered(town.read))
    attempts = {row["id"]: row for row in await town.read("SELECT * FROM attempt")}
    order, names = (
        numbered(list(attempts.values())),
        {p: f"O{n:05d}" for n, p in enumerate(people, 1)},
    )
    expected = Counter(
        (
            names[attempt["person_id"]],
            attempt["sesi"],
            attempt["kind"],
            order[attempt["id"]],
            *(row[name] for name in ("item_id", "version", "option_id", "is_right", "round")),
            datetime.fromisoformat(row["at"]).astimezone(WIB).date().isoformat(),
        )
        for row in await town.read("SELECT * FROM answer")
        for attempt in [attempts[row["attempt_id"]]]
    )
    found = await exported(town, people)

    assert Counter((*line[:4], *line[5:]) for line in found) == expected
    assert [line.person for line in found] == sorted(line.person for line in found)


async def test_first_whole_attempts_are_those_that_are_counted(town: Database):
    """Another program gets the numbers of the questions out of the answers."""
    lines = await exported(town, list(await results_export.list_answered(town.read)))
    async with town.snapshot() as reader:
        stream = results_export.stream_ownerless(reader)
        lines += [line async for part in stream for line in part]
    first = [x for x in lines if (x.kind, x.attempt, x.round) == ("kuis", 1, 1)]
    alike = await results.list_alike(town.read)
    n, whole, right = Counter[object](), Counter[object](), Counter[object]()
    for one in alike:
        n[one.item, one.version, one.option] += one.n
        right[one.item, one.version] += one.n * one.right
        whole[one.item, one.version] += one.n * (one.rest is not None)

    assert Counter((x.item, x.version, x.option) for x in first) == +n
    assert Counter((x.item, x.version) for x in first if x.right) == +right
    assert Counter((x.item, x.version) for x in first if x.whole) == +whole


async def test_of_an_area_only_those_on_duty_there_have_answered(town: Database):
    holdings = await town.read(
        "SELECT h.person_id, s.area_id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE h.to_at IS NULL"
    )
    parents = {row["id"]: row["parent_id"] for row in await town.read("SELECT * FROM area")}
    everyone = await results_export.list_answered(town.read)

    def within(area: int | None, top: int) -> bool:
        return area is not None and (area == top or within(parents[area], top))

    for top in await areas(town):
        there = {row["person_id"] for row in holdings if within(row["area_id"], top)}
        found = await results_export.list_answered(town.read, top)
        assert found == {p: passed for p, passed in everyone.items() if p in there}


async def test_sessions_and_passed_quizzes_add_up_to_the_funnel(town: Database):
    for area in await areas(town):
        funnels = (await results.count_funnels(town.read, area)).values()
        sessions = await results_export.list_sessions(town.read, area)
        passed = await results_export.list_passed(town.read, area)
        for n in (1, 2, 3, 4):
            done = sum(n in found for found in sessions.values())
            assert done == sum(funnel.sessions[n - 1] for funnel in funnels)
        assert sum(2 in one for one in passed.values()) == sum(f.ethics for f in funnels)
        assert sum(3 in one for one in passed.values()) == sum(f.voting for f in funnels)


async def test_answers_of_the_forgotten_are_handed_on_in_parts(
    town: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(results_export, "ROWS", 2)
    rows = await town.read("SELECT COALESCE(SUM(n), 0) AS n FROM ownerless_answer")
    async with town.snapshot() as reader:
        parts = [part async for part in results_export.stream_ownerless(reader)]

    assert sum(map(len, parts)) == rows[0]["n"]
    assert all(not line.person for part in parts for line in part)


async def test_the_forgotten_are_many_when_five_have_answered_one_question(db: Database):
    assert not await results_export.are_many_forgotten(db.read)
    add = (
        "INSERT INTO ownerless_answer (week, kota, sesi, kind, is_first, item_id, version, round,"
        " option_id, is_right, n) VALUES ($1, 'Batu', 2, 'kuis', $2, $3, 1, $4, 'a', 1, $5)"
    )
    async with db.transaction() as tx:
        for item in ("KE-01", "KE-02", "KE-03"):
            tx.write(add, "2024-01-22", 1, item, 1, 4)  # four people, or fewer
        tx.write(add, "2024-01-22", 0, "KE-01", 1, 9)
        tx.write(add, "2024-01-22", 1, "KE-01", 2, 9)
    assert not await results_export.are_many_forgotten(db.read)
    async with db.transaction() as tx:
        tx.write(add, "2024-01-29", 1, "KE-01", 1, 1)
    assert await results_export.are_many_forgotten(db.read)
