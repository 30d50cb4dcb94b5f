"""Attempts and answers, as they were drawn and given."""

from dataclasses import replace

import pytest

from bot.core import quiz as rules
from bot.core.quiz import Attempt, Drawn, Kind, Taken
from bot.storage import quiz
from bot.storage.engine import Conflict, Database
from tests.storage.folk import BUDI, NOW, SITI, a_person, later

DRAWN = (
    Drawn("KE-01", 2, ("c", "a", "b"), "a", decisive=True),
    Drawn("KE-02", 1, ("b", "a"), "b", decisive=False),
)


@pytest.fixture
async def siti(db: Database) -> int:
    return await a_person(db)


async def begin(db: Database, id_: int = 7, kind: Kind = "kuis", hours: float = 0) -> Attempt:
    attempt = Attempt(id_, 2, kind, DRAWN)
    async with db.transaction() as tx:
        quiz.save_new(tx, attempt, SITI, later(hours=hours))
    return attempt


async def answer(db: Database, attempt: Attempt, option: str) -> Attempt:
    now = rules.current(attempt)
    assert now is not None
    after = rules.answer(attempt, now[0].item, now[1], option)
    async with db.transaction() as tx:
        quiz.save_answer(tx, attempt, after, later(minutes=len(after.answers)))
    return after


async def finish(db: Database, id_: int, *, passed: bool, hours: float = 1) -> None:
    async with db.transaction() as tx:
        quiz.save_finished(tx, id_, later(hours=hours), passed=passed)


async def test_an_attempt_is_loaded_as_it_was_saved(db: Database, siti: int):
    attempt = await begin(db)
    for option in ("b", "b", "a"):  # missed, right, and the decisive one again
        attempt = await answer(db, attempt, option)

    async with db.transaction() as tx:
        assert await quiz.load(tx, 7, siti) == attempt
    assert rules.is_finished(attempt)


async def test_nobody_loads_the_attempt_of_another(db: Database, siti: int):
    await begin(db)
    async with db.transaction() as tx:
        assert await quiz.load(tx, 7, BUDI) is None
        assert await quiz.load(tx, 8, siti) is None


async def test_saving_no_answer_writes_nothing(db: Database, siti: int):
    attempt = await begin(db)
    async with db.transaction() as tx:
        quiz.save_answer(tx, attempt, attempt, NOW)

    assert await db.read("SELECT * FROM answer") == []


async def test_a_second_answer_to_the_same_question_is_a_conflict(db: Database, siti: int):
    attempt = await begin(db)
    await answer(db, attempt, "a")

    with pytest.raises(Conflict):
        await answer(db, attempt, "b")


async def test_the_version_answered_is_noted(db: Database, siti: int):
    await answer(db, await begin(db), "a")

    [row] = await db.read("SELECT item_id, version, option_id, is_right FROM answer")
    assert dict(row) == {"item_id": "KE-01", "version": 2, "option_id": "a", "is_right": 1}


async def test_the_newest_open_attempt_of_a_kind_is_found(db: Database, siti: int):
    await begin(db, 7)
    await begin(db, 8, hours=1)
    await begin(db, 9, "uji", hours=2)
    async with db.transaction() as tx:
        one = await quiz.find_open(tx, siti, 2, "kuis")
        test = await quiz.find_open(tx, siti, 2, "uji")
        none = await quiz.find_open(tx, siti, 3, "kuis")
    assert one is not None
    assert test is not None
    assert (one.id, test.id, none) == (8, 9, None)

    await finish(db, 8, passed=False)
    async with db.transaction() as tx:
        one = await quiz.find_open(tx, siti, 2, "kuis")
    assert one is not None
    assert one.id == 7


async def test_what_is_finished_stays_as_it_was(db: Database, siti: int):
    await begin(db)
    await finish(db, 7, passed=True)
    await finish(db, 7, passed=False, hours=2)

    [row] = await db.read("SELECT passed, finished_at FROM attempt")
    assert (row["passed"], row["finished_at"]) == (1, "2024-01-26T02:00:00.000000Z")


async def test_the_test_that_was_passed_is_found(db: Database, siti: int):
    await begin(db, 7, "uji")
    await begin(db, 8, "uji")
    await begin(db, 9, "kuis")
    await finish(db, 7, passed=True)
    await finish(db, 8, passed=False)
    await finish(db, 9, passed=True)
    async with db.transaction() as tx:
        one = await quiz.find_last_test(tx, siti, 2)
        none = await quiz.find_last_test(tx, siti, 3)

    assert one is not None
    assert (one.id, none) == (7, None)


async def test_how_often_each_question_was_answered_counts_first_askings(db: Database, siti: int):
    attempt = await begin(db, 7)
    for option in ("b", "b", "a"):
        attempt = await answer(db, attempt, option)
    await answer(db, await begin(db, 8), "a")
    async with db.transaction() as tx:
        assert await quiz.times_answered(tx, siti) == {"KE-01": 2, "KE-02": 1}
        assert await quiz.times_answered(tx, BUDI) == {}


async def test_attempts_are_listed_in_short(db: Database, siti: int):
    attempt = await begin(db, 7)
    for option in ("b", "b", "a"):
        attempt = await answer(db, attempt, option)
    await begin(db, 8, "uji", hours=1)
    async with db.transaction() as tx:
        taken = await quiz.list_taken(tx, siti)

    assert taken == [Taken(2, "kuis", 2, 1, NOW), Taken(2, "uji", 0, 0, later(hours=1))]


async def test_the_order_of_answers_does_not_matter_to_the_score(db: Database, siti: int):
    attempt = await begin(db)
    after = await answer(db, await answer(db, attempt, "a"), "b")

    assert rules.score(replace(after, answers=after.answers[::-1])) == rules.score(after)
