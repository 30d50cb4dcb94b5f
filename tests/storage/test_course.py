"""Progress, forms, the agenda, and small facts about the deployment."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.core.agenda import Happening
from bot.core.course import Progress
from bot.storage import agenda, course, forms, meta
from bot.storage.engine import Conflict, Database
from tests.storage.folk import BUDI, NOW, SITI, a_person, later


async def test_nobody_has_progress_at_first(db: Database):
    async with db.transaction() as tx:
        assert await course.load(tx, SITI) == Progress({}, {}, set(), {}, {})


async def test_progress_is_loaded_whole(db: Database):
    for person in (SITI, BUDI):
        await a_person(db, person)
    async with db.transaction() as tx:
        course.save_seen(tx, SITI, "a", NOW)
        course.save_seen(tx, SITI, "a", later(hours=1))
        forms.save(tx, SITI, ("harapan", "harapan"), "tugas", NOW)
        course.save_done(tx, SITI, 2, "uji", NOW)
        course.save_seen(tx, BUDI, "b", NOW)
        for id_, kind, passed in ((1, "kuis", 1), (2, "uji", 1), (3, "kuis", 0)):
            tx.write(
                "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at, passed)"
                " VALUES ($1, $2, $3, $4, '[]', '', $5)",
                id_,
                SITI,
                id_,
                kind,
                passed,
            )
        progress = await course.load(tx, SITI)

    assert progress == Progress(
        seen={"a": later(hours=1)},
        values={"harapan": {"harapan": "tugas"}},
        passed={1},
        done={2: NOW},
        how={2: "uji"},
    )


async def test_when_a_page_was_first_seen_is_kept(db: Database):
    await a_person(db)
    async with db.transaction() as tx:
        course.save_seen(tx, SITI, "a", NOW)
        course.save_seen(tx, SITI, "a", later(hours=1))

    [row] = await db.read("SELECT first_at, last_at FROM page_seen")
    assert row["first_at"] < row["last_at"]


async def test_a_session_is_not_completed_twice(db: Database):
    await a_person(db)
    async with db.transaction() as tx:
        course.save_done(tx, SITI, 1, "belajar", NOW)

    with pytest.raises(Conflict):
        async with db.transaction() as tx:
            course.save_done(tx, SITI, 1, "uji", later(hours=1))


async def test_an_answer_in_a_form_is_replaced_by_the_next(db: Database):
    await a_person(db)
    async with db.transaction() as tx:
        forms.save(tx, SITI, ("f", "a"), "satu", NOW)
        forms.save(tx, SITI, ("f", "b"), "", NOW)
        forms.save(tx, SITI, ("g", "a"), "lain", NOW)
        forms.save(tx, SITI, ("f", "a"), "dua", later(hours=1))
        assert await forms.load(tx, SITI, "f") == {"a": "dua", "b": ""}
        assert await forms.load(tx, BUDI, "f") == {}
        forms.remove(tx, SITI, ("f", "a"))
        assert await forms.load(tx, SITI, "f") == {"b": ""}
        assert await forms.load(tx, SITI, "g") == {"a": "lain"}


async def test_the_agenda_is_seeded_once_and_then_is_the_truth(db: Database):
    whole = Happening("a", "Pelantikan", date(2024, 1, 25), None, time(9, 0), time(11), "Balai")
    plain = Happening("b", "Masa tenang", date(2024, 2, 11), date(2024, 2, 13))
    async with db.transaction() as tx:
        await agenda.seed(tx, [plain, whole])
    async with db.transaction() as tx:
        await agenda.seed(tx, [replace(plain, id="c")])
        assert await agenda.load(tx) == [whole, plain]


async def test_small_facts_are_kept_by_name(db: Database):
    async with db.transaction() as tx:
        assert await meta.load(tx, "jam") == ""
        meta.save(tx, "jam", "satu")
        meta.save(tx, "jam", "dua")
        assert await meta.load(tx, "jam") == "dua"
