"""Reviews as they are kept: one person's, and those of all that are due."""

from datetime import date, datetime, timedelta

from bot.core import quiz as quiz_rules
from bot.core.quiz import Attempt, Drawn, Kind
from bot.core.review import Past, Review
from bot.storage import people, quiz, review
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.storage.builders import write
from tests.storage.folk import BEJI, BUDI, NOW, SITI, a_person, bring_in, entry, later

ON = date(2024, 2, 5)


def put(*items: str, version: int = 1) -> tuple[Drawn, ...]:
    return tuple(Drawn(item, version, ("a", "b"), "a", decisive=False) for item in items)


async def attempt(
    db: Database,
    person: int,
    marks: str,
    *,
    id_: int,
    kind: Kind = "ulang",
    hours: float = 0,
    version: int = 1,
) -> None:
    """Let a person answer items (`x+ y-`) and finish; with `…` at the end it stays open."""
    words = marks.removesuffix("…").split()
    now = Attempt(id_, 0, kind, put(*(one[:-1] for one in words), version=version))
    async with db.transaction() as tx:
        quiz.save_new(tx, now, person, later(hours=hours))
        for n, one in enumerate(words, 1):
            after = quiz_rules.answer(now, one[:-1], 1, "a" if one[-1] == "+" else "b")
            quiz.save_answer(tx, now, after, later(hours=hours, minutes=n))
            now = after
        if not marks.endswith("…"):
            passed = all(one[-1] == "+" for one in words)
            quiz.save_finished(tx, id_, later(hours=hours, minutes=20), passed=passed)


async def on_duty(db: Database, role: str = "KPPS") -> int:
    """Return somebody in a seat of Desa Beji."""
    await bring_in(db, entry())
    [row] = await db.read("SELECT person_id AS id FROM holding WHERE to_at IS NULL")
    if role != "KPPS":
        await write(db, ("UPDATE seat SET role = $1", role))
    return int(row["id"])


async def standing(db: Database, person: int) -> review.Standing:
    async with db.transaction() as tx:
        return await review.load(tx, person)


async def agenda(db: Database, on: str = "2024-02-14", elsewhere: str = "", at: str = "") -> None:
    await write(
        db,
        (
            "INSERT INTO agenda (id, title, on_date) VALUES ('pemungutan-suara', 'P', $1)"
            " ON CONFLICT (id) DO NOTHING",
            on,
        ),
    )
    if elsewhere:
        await write(
            db,
            (
                "INSERT INTO agenda_at (agenda_id, area_id, on_date)"
                " SELECT 'pemungutan-suara', id, $1 FROM area WHERE name = $2",
                elsewhere,
                at,
            ),
        )


# --- one person -------------------------------------------------------------------------------


async def test_nothing_is_known_of_somebody_who_did_nothing(db: Database):
    await a_person(db)

    assert await standing(db, SITI) == review.Standing(last=[])


async def test_reviews_are_loaded_as_they_were_saved(db: Database):
    await a_person(db)
    for one in (Review(ON, 4), Review(ON + timedelta(4), 8, 3, NOW)):
        async with db.transaction() as tx:
            review.save(tx, SITI, one)
        assert (await standing(db, SITI)).review == one
        assert await review.list_reviews(db.read, {SITI, BUDI}) == {SITI: one}


async def test_what_reviews_rest_on_is_read_at_once(db: Database):
    person = await on_duty(db)
    await agenda(db)
    await attempt(db, person, "x+ y-", id_=1, kind="kuis", hours=2)
    await attempt(db, person, "x+", id_=2, kind="uji", hours=1)
    await attempt(db, person, "x+ y+", id_=3, hours=30)
    await attempt(db, person, "x+ y-", id_=4, hours=60)
    await attempt(db, person, "x+…", id_=5, hours=90)
    await attempt(db, person, "x+", id_=6, kind="ubah", hours=91)
    async with db.transaction() as tx:
        review.save_doubt(tx, person, "x", NOW)

    found = await standing(db, person)

    assert found == review.Standing(
        None, later(hours=1, minutes=20), [(4, False), (3, True)], date(2024, 2, 14), 1
    )
    assert found.rounds == 2


async def test_voting_day_is_that_of_the_nearest_area(db: Database):
    person = await on_duty(db)
    for on, at in (("2024-02-20", BEJI[0]), ("2024-02-21", BEJI[2]), ("2024-02-22", "004")):
        await agenda(db, elsewhere=on, at=at)
        assert (await standing(db, person)).voting == date.fromisoformat(on)


async def test_answers_count_in_the_version_of_today_and_only_the_first_of_an_attempt(
    db: Database,
):
    await a_person(db)
    await attempt(db, SITI, "x- y+", id_=1, kind="kuis")
    await write(
        db,
        (
            "INSERT INTO answer VALUES (1, 'x', 2, 1, 'a', 1, $1)",
            stamp(later(minutes=5)),
        ),
    )
    await attempt(db, SITI, "z+", id_=2, hours=1, version=2)
    await attempt(db, SITI, "x+ y-", id_=3, hours=2)
    async with db.transaction() as tx:
        review.save_doubt(tx, SITI, "y", NOW)
        review.save_doubt(tx, SITI, "y", later(hours=9))
        learned = await review.load_learned(tx, SITI, {"x": 1, "y": 1, "z": 1})

    assert learned.past == [
        Past("x", right=False, at=later(minutes=1)),
        Past("y", right=True, at=later(minutes=2)),
        Past("x", right=True, at=later(hours=2, minutes=1)),
        Past("y", right=False, at=later(hours=2, minutes=2)),
    ]
    assert learned.doubted == {"y"}
    assert learned.last_right == {"x"}


async def test_a_doubt_is_kept_once_and_taken_back(db: Database):
    await a_person(db)
    async with db.transaction() as tx:
        review.save_doubt(tx, SITI, "y", NOW)
        review.save_doubt(tx, SITI, "x", later(hours=1))
        review.save_doubt(tx, SITI, "y", later(hours=2))
        assert await review.list_doubts(tx, SITI) == [("y", NOW), ("x", later(hours=1))]
        review.drop_doubts(tx, SITI, ["y", "z"])
        assert await review.list_doubts(tx, SITI) == [("x", later(hours=1))]


async def test_doubts_of_a_tamu_come_along(db: Database):
    await a_person(db)
    await a_person(db, BUDI)
    async with db.transaction() as tx:
        for person, item in ((SITI, "x"), (SITI, "y"), (BUDI, "y")):
            review.save_doubt(tx, person, item, NOW)
        await people.move_learning(tx, SITI, BUDI)
    async with db.transaction() as tx:
        assert [item for item, _ in await review.list_doubts(tx, BUDI)] == ["x", "y"]


# --- all people -------------------------------------------------------------------------------


async def test_reviews_begin_for_those_on_duty_who_finished_a_quiz(db: Database):
    person = await on_duty(db)
    await a_person(db)
    for one, id_ in ((person, 1), (SITI, 2)):
        await attempt(db, one, "x+", id_=id_, kind="kuis", hours=3)
        await attempt(db, one, "x+", id_=id_ + 10, kind="uji", hours=5)
        await attempt(db, one, "x+", id_=id_ + 20, kind="ulang", hours=1)

    [found] = await review.list_beginners(db.read)

    assert (found.person, found.first_at) == (person, later(hours=3, minutes=20))
    async with db.transaction() as tx:
        await review.save_begun(tx, [(person, Review(ON, 4))])
        await review.save_begun(tx, [(person, Review(ON, 5))])
    assert await review.list_beginners(db.read) == []
    assert await review.list_reviews(db.read, {person}) == {person: Review(ON, 4)}


async def test_a_quiz_that_is_not_finished_begins_nothing_nor_does_one_of_sosdiklih(db: Database):
    person = await on_duty(db)
    await attempt(db, person, "x+…", id_=1, kind="kuis")
    assert await review.list_beginners(db.read) == []

    await attempt(db, person, "x+", id_=2, kind="kuis")
    await write(db, ("UPDATE seat SET role = 'Sosdiklih'",))
    assert await review.list_beginners(db.read) == []


async def test_what_is_late_is_passed_over_by_day_and_gap(db: Database):
    for n, one in enumerate(
        [Review(ON, 4), Review(ON, 3), Review(ON, 4, 0, NOW), Review(ON, 4)], 1
    ):
        await a_person(db, n)
        async with db.transaction() as tx:
            review.save(tx, n, one)

    assert await review.list_late(db.read, ON) == []
    late = await review.list_late(db.read, ON + timedelta(1))
    assert late == [Review(ON, 3), Review(ON, 4)]

    async with db.transaction() as tx:
        review.save_passed_over(tx, late[1], date(2024, 2, 9))
    found = await review.list_reviews(db.read, {1, 2, 3, 4})
    assert [found[n].next_on.day for n in (1, 2, 3, 4)] == [9, 5, 5, 9]
    assert await review.list_dates(db.read, ON, date(2024, 2, 8)) == [ON]
    assert await review.list_dates(db.read, ON, date(2024, 2, 9)) == [ON, date(2024, 2, 9)]
    due = review.due_on(date(2024, 2, 9))
    rows = await db.read(f"SELECT p.id FROM person p WHERE {due} ORDER BY 1")  # noqa: S608
    assert [row["id"] for row in rows] == [1, 4]


def test_a_time_is_what_it_says():
    assert stamp(datetime.fromisoformat("2024-01-26T08:00+07:00")) == stamp(NOW)
