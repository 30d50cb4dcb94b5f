"""Who learned an earlier version of a page or question, and not the one of now."""

from dataclasses import replace
from typing import Any

from bot.content import Content
from bot.core.impact import Change
from bot.storage import course, impact, item_marks
from bot.storage.engine import Database
from tests import town
from tests.storage.builders import write
from tests.storage.folk import BUDI, NOW, SITI, a_person, bring_in, entry, later
from tests.storage.test_review import attempt

ITEM = Change("soal", "KE-01", 2, "Baru", NOW)
PAGE = Change("hal", "s2-x", 2, "Baru", NOW)


def changed(*items: str, pages: tuple[str, ...] = ()) -> Content:
    """Return the content with these in version 2."""
    content = town.content()
    new: dict[str, Any] = {"version": 2, "change": "Baru"}
    return replace(
        content,
        items={**content.items} | {id_: replace(content.items[id_], **new) for id_ in items},
        pages={**content.pages} | {id_: replace(content.pages[id_], **new) for id_ in pages},
    )


async def owing(db: Database, *changes: Change) -> list[int]:
    """Return who knows only what was before, and see that both ways to ask agree."""
    where = impact.owing(changes)
    rows = await db.read(f"SELECT p.id FROM person p WHERE {where} ORDER BY 1")  # noqa: S608
    everyone = [row["id"] for row in await db.read("SELECT id FROM person")]
    owed = await impact.list_owed(db.read, everyone, changes)
    found = [row["id"] for row in rows]
    assert sorted(owed) == found
    one_by_one = {person for one in changes for person in await impact.list_affected(db.read, one)}
    assert sorted(one_by_one) == found
    return found


async def test_a_version_is_remembered_from_its_first_start_on(db: Database):
    content = town.content()
    async with db.transaction() as tx:
        everything = len(content.pages) + len(content.items)
        assert await impact.remember(tx, content, NOW) == everything
        assert await impact.remember(tx, content, later(hours=1)) == 0
        assert await impact.remember(tx, changed("KE-01"), later(hours=2)) == 1
    taught = await impact.list_taught(db.read)

    assert taught["soal", "KE-01", 1] == NOW
    assert taught["soal", "KE-01", 2] == later(hours=2)
    assert taught["hal", "s1-harapan", 1] == NOW


async def test_changes_are_those_that_are_taught_and_drawn(db: Database):
    content = changed("KE-01", "KE-02", pages=("s1-harapan",))
    assert await impact.list_changes(db.read, town.content()) == []
    assert await impact.list_changes(db.read, content) == [], "not before the bot has started"
    async with db.transaction() as tx:
        await impact.remember(tx, content, NOW)
        await a_mark(tx, "KE-02", 2)

    found = await impact.list_changes(db.read, content)

    assert [one.key for one in found] == [("hal", "s1-harapan"), ("soal", "KE-01")]
    assert {one.since for one in found} == {NOW}


async def a_mark(tx, item: str, version: int) -> None:
    tx.write(
        "INSERT INTO item_mark (item_id, version, mark, note, by_id, at)"
        " VALUES ($1, $2, 'pensiunkan', '', 1, 't')",
        item,
        version,
    )
    assert await item_marks.list_retired(tx.fetch)


async def test_who_passed_on_an_earlier_version_owes_the_new_one(db: Database):
    await a_person(db)
    await a_person(db, BUDI)
    await attempt(db, SITI, "KE-01+ KE-02+", id_=1, kind="kuis")
    await attempt(db, BUDI, "KE-02+", id_=2, kind="kuis")

    assert await owing(db, ITEM) == [SITI]
    assert await owing(db, replace(ITEM, id="KE-02")) == [SITI, BUDI]
    assert await impact.list_owed(db.read, [SITI, BUDI], [ITEM, replace(ITEM, id="KE-02")]) == {
        SITI: {("soal", "KE-01"), ("soal", "KE-02")},
        BUDI: {("soal", "KE-02")},
    }


async def test_a_quiz_that_was_not_passed_will_be_taken_again_anyway(db: Database):
    await a_person(db)
    await attempt(db, SITI, "KE-01+ KE-02-", id_=1, kind="kuis")

    assert await owing(db, ITEM) == []

    await attempt(db, SITI, "KE-01-", id_=2, kind="ulang", hours=1)
    assert await owing(db, ITEM) == []
    await attempt(db, SITI, "KE-01+ KE-02-", id_=3, kind="ulang", hours=2)
    assert await owing(db, ITEM) == [SITI], "in a review, the question itself was passed"


async def test_answering_the_new_version_right_or_wrong_ends_it(db: Database):
    for person, mark in ((SITI, "+"), (BUDI, "-")):
        await a_person(db, person)
        await attempt(db, person, "KE-01+", id_=person, kind="kuis")
        assert person in await owing(db, ITEM)
        await attempt(
            db, person, f"KE-01{mark}", id_=person + 1000, kind="ubah", hours=1, version=2
        )

    assert await owing(db, ITEM) == []
    again = replace(ITEM, version=3)
    assert await owing(db, again) == [SITI, BUDI], "both passed on an earlier version"


async def test_who_read_a_page_before_it_changed_owes_it_until_it_is_opened(db: Database):
    await a_person(db)
    await a_person(db, BUDI)
    async with db.transaction() as tx:
        course.save_seen(tx, SITI, "s2-x", later(hours=-1))
        course.save_seen(tx, BUDI, "s2-x", later(hours=1))
        course.save_seen(tx, BUDI, "s2-y", later(hours=-1))

    assert await owing(db, PAGE) == [SITI]
    assert await owing(db, PAGE, ITEM) == [SITI]
    assert await owing(db, replace(PAGE, since=None)) == [SITI, BUDI], "not taught yet"

    async with db.transaction() as tx:
        course.save_seen(tx, SITI, "s2-x", later(hours=2))
    assert await owing(db, PAGE) == []
    assert await owing(db) == []


async def test_what_is_about_to_change_touches_all_who_know_it(db: Database):
    item, page = town.content().items["KE-01"], town.content().pages["s1-harapan"]
    await a_person(db)
    await attempt(db, SITI, "KE-01+", id_=1, kind="uji")
    async with db.transaction() as tx:
        course.save_seen(tx, SITI, page.id, NOW)

    for change in (impact.about_to_change("soal", item), impact.about_to_change("hal", page)):
        assert await impact.list_affected(db.read, change) == [SITI]


async def test_people_are_named_with_their_seats(db: Database):
    await bring_in(db, entry())
    await a_person(db, BUDI, "Budi")
    await a_person(db, SITI)
    await write(db, ("UPDATE person SET erased_at = 't' WHERE id = $1", SITI))
    [row] = await db.read("SELECT h.person_id AS id, s.area_id AS area FROM holding h JOIN seat s"
                          " ON s.id = h.seat_id")  # fmt: skip

    found = await impact.list_people(db.read, [row["id"], BUDI, SITI])

    assert set(found) == {row["id"], BUDI}
    assert found[row["id"]].area == row["area"]
    seat = found[row["id"]].person.seat
    assert seat
    assert seat.tps == "004"
    assert (found[BUDI].area, found[BUDI].person.name, found[BUDI].person.seat) == (
        0,
        "Budi",
        None,
    )
