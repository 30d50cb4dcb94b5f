"""Classes in the database: found again, who was there, what training they gave, answers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.classroom import Class, Own, Tally
from bot.core.people import Role
from bot.core.quiz import Drawn
from bot.storage import (
    classroom,
    classroom_quiz,
    classroom_roll,
    erase,
    holdings,
    outreach,
    people,
)
from bot.storage.classroom_roll import BY_HOLDER, BY_QR, BY_WORD
from bot.storage.engine import Conflict, Database
from bot.storage.times import stamp
from tests.storage.folk import BUDI, NOW, SITI, a_chat, later

WIB = ZoneInfo("Asia/Jakarta")
ON = date(2024, 1, 26)
OPENER = 77
DRAWN = [Drawn(f"KE-{n:02}", 1, ("b", "a"), "a", False) for n in (1, 2)]  # noqa: FBT003


@pytest.fixture
async def town(db: Database) -> Database:
    """Give a desa with its PPS, who opens classes, and a TPS with two members."""
    async with db.transaction() as tx:
        for id_, parent, level, name in (
            (1, None, "kota", "Batu"), (2, 1, "kecamatan", "Junrejo"), (3, 2, "desa", "Beji"),
            (4, 3, "tps", "004"), (5, 3, "tps", "005"),
        ):  # fmt: skip
            tx.write("INSERT INTO area (id, parent_id, level, name) VALUES ($1, $2, $3, $4)",
                     id_, parent, level, name)  # fmt: skip
        for id_, area, role, person in (
            (1, 3, Role.PPS, OPENER), (2, 4, Role.KPPS, SITI), (3, 4, Role.KPPS, BUDI),
        ):  # fmt: skip
            tx.write(
                "INSERT INTO seat (id, area_id, role, number, code, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                id_, area, str(role), id_, f"KODE{id_}", stamp(NOW),
            )  # fmt: skip
            people.save_new_person(tx, person, f"Orang {id_}", "", NOW)
            holdings.begin(tx, id_, person, NOW)
    return db


async def a_class(db: Database, word: str = "4821", area: int = 3, on: date = ON) -> Class:
    async with db.transaction() as tx:
        made = await classroom.begin(tx, (area, on), (OPENER, None), word, NOW)  # type: ignore[arg-type]
    one = await classroom.find(db.read, made, WIB)
    assert one is not None
    return one


async def there(
    db: Database, one: Class, person: int, how: str = BY_HOLDER, **after: float
) -> None:
    async with db.transaction() as tx:
        classroom_roll.save_member(tx, one, person, (how, None), later(**after))


async def trained(db: Database) -> dict[int, str]:
    return {row["person_id"]: row["on_date"] for row in await db.read("SELECT * FROM trained")}


# --- classes --------------------------------------------------------------------------------


async def test_a_class_is_found_by_id_and_token_with_its_place(town: Database):
    one = await a_class(town, area=4)

    assert (one.path, one.names, one.level) == (
        (1, 2, 3, 4),
        ("Batu", "Junrejo", "Beji", "004"),
        "tps",
    )
    assert (one.on, one.word, one.by, len(one.token)) == (ON, "4821", OPENER, 22)
    assert one.made_on == NOW.astimezone(WIB).date()
    assert await classroom.find_by_token(town.read, one.token, WIB) == one
    assert await classroom.find_by_token(town.read, "x", WIB) is None
    assert await classroom.find(town.read, 999, WIB) is None


async def test_the_day_it_was_opened_is_the_local_one(town: Database):
    late = datetime(2024, 1, 25, 18, tzinfo=UTC)  # one in the morning of the 26th
    async with town.transaction() as tx:
        made = await classroom.begin(tx, (3, ON), (OPENER, None), "1111", late)  # type: ignore[arg-type]
    one = await classroom.find(town.read, made, WIB)

    assert one is not None
    assert one.made_on == ON


async def test_two_open_classes_never_share_a_word(town: Database):
    one = await a_class(town)
    with pytest.raises(Conflict):
        await a_class(town, area=4)
    async with town.transaction() as tx:
        classroom.close(tx, one.id, NOW)
    other = await a_class(town, area=4)

    assert [found.id for found in await classroom.list_open(town.read, WIB)] == [other.id]


async def test_closing_closes_the_open_question_and_no_other(town: Database):
    one = await a_class(town)
    async with town.transaction() as tx:
        classroom_quiz.save_round(tx, one.id, (1, 1), DRAWN)
        classroom_quiz.open_question(tx, one.id, 1, NOW)
        classroom.close(tx, one.id, later(minutes=1))
        classroom.close(tx, one.id, later(minutes=2))
    found = await classroom.find(town.read, one.id, WIB)

    assert found is not None
    assert found.closed == later(minutes=1)
    assert [q.closed for q in found.questions] == [later(minutes=1), None]
    assert [(q.n, q.round, q.item, q.options, q.right) for q in found.questions] == [
        (1, 1, "KE-01", ("b", "a"), "a"),
        (2, 1, "KE-02", ("b", "a"), "a"),
    ]


async def test_the_list_counts_whoever_came_and_what_was_right(town: Database):
    old = await a_class(town, "1111", area=4, on=ON - timedelta(days=3))
    new = await a_class(town)
    await there(town, new, SITI)
    async with town.transaction() as tx:
        classroom_quiz.save_round(tx, new.id, (1, 1), DRAWN)
    found = await classroom.find(town.read, new.id, WIB)
    assert found is not None
    async with town.transaction() as tx:
        classroom_quiz.save_answer(tx, new.id, found.questions[0], (SITI, "a"), NOW)
        classroom_quiz.save_answer(tx, new.id, found.questions[1], (SITI, "b"), NOW)

    listed = await classroom.list_held(town.read, [3, 4], WIB)
    assert [(h.one.id, h.present, h.answered, h.right) for h in listed] == [
        (new.id, 1, 2, 1),
        (old.id, 0, 0, 0),
    ]
    assert [h.one.id for h in await classroom.list_held(town.read, [4], WIB)] == [old.id]
    attended = await classroom.find_attended(town.read, SITI, WIB)
    assert attended is not None
    assert attended.id == new.id
    assert await classroom.find_attended(town.read, BUDI, WIB) is None


# --- who was there --------------------------------------------------------------------------


async def test_coming_again_changes_only_the_phone(town: Database):
    one = await a_class(town)
    first, second = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2", SITI)
    for how, chat in ((BY_QR, first.id), (BY_HOLDER, None), (BY_WORD, second.id)):
        async with town.transaction() as tx:
            classroom_roll.save_member(tx, one, SITI, (how, chat), NOW)

    [row] = await town.read("SELECT * FROM class_member")
    assert (row["how"], row["chat_id"]) == (BY_QR, second.id)
    async with town.transaction() as tx:
        assert await classroom_roll.is_member(tx, one.id, SITI)
        assert not await classroom_roll.is_member(tx, one.id, BUDI)
        [listener] = await classroom_roll.list_listeners(tx, one.id)
    assert listener.id == second.id
    assert listener.person is not None
    assert listener.person.id == SITI


async def test_the_roll_lists_holders_without_whoever_opened_the_class(town: Database):
    one = await a_class(town)
    await there(town, one, BUDI)

    roll = await classroom_roll.list_roll(town.read, 4, one)
    assert [(entry.person.id, entry.how) for entry in roll] == [(SITI, ""), (BUDI, BY_HOLDER)]
    assert await classroom_roll.list_roll(town.read, 3, one) == []
    [place] = await classroom_roll.list_present(town.read, one)
    assert (place.id, place.level, place.present, place.total) == (4, "tps", 1, 2)
    assert await classroom_roll.count_present(town.read, one.id) == 1
    async with town.transaction() as tx:
        found = await classroom_roll.find_entry(tx, BUDI, one)
        assert await classroom_roll.find_entry(tx, 12345, one) is None
    assert found is not None
    assert (found[0].how, found[1]) == (BY_HOLDER, (1, 2, 3, 4))


async def test_a_class_trains_once_and_takes_back_only_its_own(town: Database):
    first, second = await a_class(town), await a_class(town, "2222", 4, ON + timedelta(days=1))
    async with town.transaction() as tx:
        outreach.save_trained(tx, BUDI, date(2024, 1, 20), 5, NOW)
    for person in (SITI, BUDI):
        await there(town, first, person, minutes=1)
        await there(town, second, person, minutes=2)
    assert await trained(town) == {SITI: "2024-01-26", BUDI: "2024-01-20"}

    for person in (SITI, BUDI):
        async with town.transaction() as tx:
            classroom_roll.drop_member(tx, first, person)
    assert await trained(town) == {SITI: "2024-01-27", BUDI: "2024-01-20"}
    for person in (SITI, BUDI):
        async with town.transaction() as tx:
            classroom_roll.drop_member(tx, second, person)
    assert await trained(town) == {BUDI: "2024-01-20"}


async def test_a_day_corrected_by_a_coordinator_is_not_the_class_s_any_more(town: Database):
    one = await a_class(town)
    await there(town, one, SITI)
    async with town.transaction() as tx:
        outreach.save_trained(tx, SITI, ON, 5, later(hours=1))
        classroom_roll.drop_member(tx, one, SITI)

    assert await trained(town) == {SITI: "2024-01-26"}


# --- answers --------------------------------------------------------------------------------


async def test_a_person_answers_once_and_everyone_is_counted(town: Database):
    one = await a_class(town)
    for person in (SITI, BUDI):
        await there(town, one, person)
    async with town.transaction() as tx:
        classroom_quiz.save_round(tx, one.id, (1, 1), DRAWN)
        classroom_quiz.open_question(tx, one.id, 1, NOW)
    async with town.transaction() as tx:
        asked = await classroom_quiz.load(tx, one.id, 1, SITI)
        assert await classroom_quiz.load(tx, one.id, 9, SITI) is None
        assert asked is not None
        assert (asked.attends, asked.given, asked.question.is_open) == (True, "", True)
        classroom_quiz.save_answer(tx, one.id, asked.question, (SITI, "a"), NOW)
        classroom_quiz.save_answer(tx, one.id, asked.question, (BUDI, "b"), NOW)
    with pytest.raises(Conflict):
        async with town.transaction() as tx:
            classroom_quiz.save_answer(tx, one.id, asked.question, (SITI, "b"), NOW)

    assert await classroom_quiz.load_tallies(town.read, one.id) == {1: Tally({"a": 1, "b": 1})}
    assert await classroom_quiz.load_own(town.read, one.id, SITI) == Own({1: ("a", True)})
    assert await classroom_quiz.load_everyones(town.read, one.id) == {
        SITI: Own({1: ("a", True)}),
        BUDI: Own({1: ("b", False)}),
    }
    async with town.transaction() as tx:
        classroom_quiz.close_question(tx, one.id, 1, NOW)
        again = await classroom_quiz.load(tx, one.id, 1, SITI)
    assert again is not None
    assert (again.given, again.question.is_open) == ("a", False)


async def test_a_person_s_classes_are_told_and_forgotten_with_them(town: Database):
    one = await a_class(town)
    chat = await a_chat(town, "hp1", SITI)
    await there(town, one, SITI)
    async with town.transaction() as tx:
        classroom_quiz.save_round(tx, one.id, (1, 1), DRAWN)
    found = await classroom.find(town.read, one.id, WIB)
    assert found is not None
    async with town.transaction() as tx:
        classroom_quiz.save_answer(tx, one.id, found.questions[0], (SITI, "a"), NOW)
    await there(town, await a_class(town, "3333", 4, ON + timedelta(days=1)), SITI)

    with_quiz, without = await classroom_quiz.list_visits(town.read, SITI)
    assert (with_quiz.on, with_quiz.how) == (ON, BY_HOLDER)
    assert with_quiz.answers == [("KE-01", "a", True, NOW)]
    assert without.answers == []
    assert await classroom_quiz.count_held(town.read, OPENER) == 2

    async with town.transaction() as tx:
        await erase.person(tx, SITI, chat.id, later(days=1))
    for table in ("class_member", "class_answer", "trained"):
        assert await town.read(f"SELECT * FROM {table}") == [], table  # noqa: S608 - from here
