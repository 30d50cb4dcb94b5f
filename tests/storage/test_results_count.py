"""Whether anybody has answered since, on both databases."""

from bot.storage.engine import Database
from bot.storage.results_count import count_answers
from bot.storage.times import stamp
from tests.storage.folk import NOW


async def test_answers_with_and_without_an_owner_are_counted(db: Database):
    assert await count_answers(db.read) == (0, 0)
    async with db.transaction() as tx:
        tx.write("INSERT INTO person (id, created_at) VALUES (1, $1)", stamp(NOW))
        tx.write(
            "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at)"
            " VALUES (1, 1, 2, 'kuis', '[]', $1)",
            stamp(NOW),
        )
        for item in ("KE-01", "KE-02"):
            tx.write(
                "INSERT INTO answer (attempt_id, item_id, round, version, option_id, is_right, at)"
                " VALUES (1, $1, 1, 1, 'a', 1, $2)",
                item,
                stamp(NOW),
            )

    assert await count_answers(db.read) == (2, 0)
