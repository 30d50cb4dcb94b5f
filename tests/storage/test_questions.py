"""Questions and Tanya jawab as they are kept, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.faq import Entry, Part
from bot.core.faq import State as Shown
from bot.core.people import Authority, Path, Standing
from bot.core.questions import Desk, Kind, State
from bot.storage import chats, erase, faq, questions, questions_desk
from bot.storage.engine import Database
from bot.storage.questions import New
from bot.storage.times import stamp
from tests.storage.folk import BEJI, NOW, bring_in, entry, reply

HOUR = timedelta(hours=1)


class Place:
    """A desa with two people at TPS 004, one at 005, their chats, and the path of each area."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.people: dict[str, int] = {}
        self.chats: dict[str, int] = {}
        self.areas: dict[str, int] = {}

    def path(self, *names: str) -> Path:
        return tuple(self.areas[name] for name in ("Kota Batu", "Junrejo", *names))

    async def ask(self, id_: int, name: str, tps: str = "004", **more: object) -> int:
        """Send a question of this person to the PPS, `id_` hours after the beginning."""
        new = New(id_, self.people[name], self.chats[name], self.areas[tps], self.areas["Beji"],
            str(more.pop("text", "Apa?")), **more)  # type: ignore[arg-type]  # fmt: skip
        now = NOW + id_ * HOUR
        async with self.db.transaction() as tx:
            if new.category:
                questions.save_problem(tx, new, now)
            else:
                questions.save_draft(tx, new, now)
                questions.save_sent(tx, new.id, new.desk_id, now)
        return id_


@pytest.fixture
async def place(db: Database) -> Place:
    await bring_in(
        db,
        entry(1, "Ani"),
        entry(2, "Budi"),
        entry(1, "Citra", place=(*BEJI, "005"), code="OTHER"),
    )
    found = Place(db)
    found.people = {r["name"]: r["id"] for r in await db.read("SELECT id, name FROM person")}
    found.areas = {r["name"]: r["id"] for r in await db.read("SELECT id, name FROM area")}
    async with db.transaction() as tx:
        for name, person in found.people.items():
            row = await tx.row(
                "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
                " VALUES ('web', $1, $2, $3, $3) RETURNING id", name, person, stamp(NOW),
            )  # fmt: skip
            assert row
            found.chats[name] = row["id"]
    return found


def pps(place: Place) -> Authority:
    return Authority(Standing.PPS, place.path("Beji"))


def ppk(place: Place) -> Authority:
    return Authority(Standing.PPK, place.path())


def office(place: Place) -> Authority:
    return Authority(Standing.SOSDIKLIH, place.path()[:1])


async def listed(place: Place, *held: Authority, kind: Kind = Kind.QUESTION) -> list[int]:
    found = await questions_desk.list_open(place.db.read, kind, held, 0, 0, 99)
    assert await questions_desk.count_open(place.db.read, kind, held, 0) == len(found)
    return [one.id for one in found]


async def test_a_question_is_read_back_whole(place: Place):
    await place.ask(1, "Ani", about="h:s3-x", text="Apa\n<b>itu</b>?")
    one = await questions.load(place.db.read, 1)

    assert one is not None
    assert one.path == place.path("Beji", "004")
    assert one.names == ("Kota Batu", "Junrejo", "Beji", "004")
    assert one.desk == Desk(place.path("Beji"), "Beji")
    assert (one.text, one.about, one.state) == ("Apa\n<b>itu</b>?", "h:s3-x", State.OPEN)
    assert one.asked_at == one.moved_at == NOW + HOUR
    assert one.seat is not None
    assert (one.seat.tps, one.seat.number) == ("004", 1)
    assert await questions.load(place.db.read, 2) is None


async def test_each_office_lists_what_it_was_sent(place: Place):
    for n, (name, tps) in enumerate((("Citra", "005"), ("Ani", "004"), ("Budi", "004")), 1):
        await place.ask(n, name, tps)
    async with place.db.transaction() as tx:
        questions_desk.save_moved(tx, 2, place.areas["Junrejo"], NOW)
    elsewhere = Authority(Standing.PPS, (*place.path(), 999))

    assert await listed(place, pps(place)) == [1, 2, 3]
    assert await listed(place, ppk(place)) == [2]
    assert await listed(place, office(place)) == [1, 2, 3]
    assert await listed(place, elsewhere) == []
    assert await listed(place) == []
    assert await listed(place, elsewhere, ppk(place)) == [2]
    assert await listed(place, pps(place), kind=Kind.PROBLEM) == []
    own = await questions_desk.list_open(
        place.db.read, Kind.QUESTION, [pps(place)], place.people["Ani"], 1, 1
    )
    assert [one.id for one in own] == [3]


async def test_a_new_draft_takes_the_place_of_the_last(place: Place):
    for n in (1, 2):
        new = New(n, place.people["Ani"], place.chats["Ani"], 0, place.areas["Kota Batu"], "Apa?")
        async with place.db.transaction() as tx:
            questions.save_draft(tx, new, NOW)
    assert await questions.load(place.db.read, 1) is None
    draft = await questions.load(place.db.read, 2)
    assert draft is not None
    assert (draft.state, draft.path, draft.nearest) == (State.DRAFT, (), place.path()[:1])
    assert await questions.list_mine(place.db.read, place.people["Ani"]) == []
    assert len(await questions.list_all(place.db.read, place.people["Ani"])) == 1
    assert (
        await questions.count_recent(place.db.read, Kind.QUESTION, place.people["Ani"], NOW) == 0
    )
    async with place.db.transaction() as tx:
        questions.drop_draft(tx, 2)
        questions.save_sent(tx, 2, 1, NOW)
    assert await questions.load(place.db.read, 2) is None


async def test_only_what_is_open_is_answered_and_what_was_joined_with_it(place: Place):
    await place.ask(1, "Ani", category="rusak")
    await place.ask(2, "Budi", category="rusak", same_as=1)
    async with place.db.transaction() as tx:
        questions_desk.save_answer(tx, 1, (5, place.areas["Kota Batu"]), "Ya.", NOW)
        questions_desk.save_answer(tx, 1, (6, place.areas["Beji"]), "Tidak.", NOW)
    first, second = [await questions.load(place.db.read, n) for n in (1, 2)]
    assert first is not None
    assert second is not None
    assert (first.answer, first.answered_by, first.by) == (
        "Ya.", 5, Desk(place.path()[:1], "Kota Batu"))  # fmt: skip
    assert first.desk == Desk(place.path("Beji"), "Beji")
    assert second.answer == "Ya."
    assert [q.id for q in await questions_desk.list_answered_alike(place.db.read, 1)] == [2]
    assert [q.id for q in await questions_desk.list_joined(place.db.read, 1)] == [2]
    assert await questions.count_answers(place.db.read, 5) == 2
    async with place.db.transaction() as tx:
        questions.save_reopened(tx, 2, place.areas["Beji"], "Belum.", NOW + HOUR)
        questions.save_closed(tx, 1, place.areas["Beji"], NOW)  # not open: nothing happens
    second = await questions.load(place.db.read, 2)
    assert second is not None
    assert (second.state, second.more, second.same_as) == (State.OPEN, "Belum.", 0)
    assert (await questions.load(place.db.read, 1)) == first


async def test_the_same_problem_is_found_for_two_minutes(place: Place):
    await place.ask(1, "Ani", category="rusak")
    there, at = place.areas["004"], NOW + HOUR
    for area, category, minutes, found in (
        (there, "rusak", 1, True),
        (there, "rusak", 3, False),
        (there, "kurang", 1, False),
        (place.areas["005"], "rusak", 1, False),
    ):
        same = await questions.find_same(
            place.db.read, area, category, at + timedelta(minutes=minutes)
        )
        assert bool(same) is found


async def test_an_asker_is_found_where_they_are_themselves(place: Place):
    ani, chat = place.people["Ani"], place.chats["Ani"]
    async with place.db.transaction() as tx:
        found = await questions.find_asker(tx, ani, chat)
        assert found is not None
        assert found.id == chat
        chats.save_person(tx, place.chats["Budi"], ani)
        chats.save_blocked(tx, chat, NOW)
        found = await questions.find_asker(tx, ani, chat)
        assert found is not None
        assert found.id == place.chats["Budi"]
        chats.save_person(tx, place.chats["Budi"], place.people["Budi"])
        assert await questions.find_asker(tx, ani, chat) is None


async def test_what_is_late_unnoticed_and_untold(place: Place):
    await place.ask(1, "Ani")
    await place.ask(2, "Budi")
    await place.ask(3, "Citra", "005", category="aman")
    read = place.db.read
    assert await questions_desk.list_late(read, Kind.QUESTION, NOW + 24 * HOUR) == []
    assert await questions_desk.list_late(read, Kind.QUESTION, NOW + 25 * HOUR) == [1]
    assert await questions_desk.list_late(read, Kind.PROBLEM, NOW + 4 * HOUR) == [3]
    [waiting] = await questions_desk.list_unnoticed(read)
    assert (waiting.desk, waiting.ids) == (Desk(place.path("Beji")), [1, 2])
    desk = place.areas["Beji"]
    assert not await questions_desk.was_noticed(read, desk, NOW)
    async with place.db.transaction() as tx:
        questions_desk.save_noticed(tx, 1, NOW + HOUR)
        questions_desk.save_moved(tx, 2, place.areas["Kota Batu"], NOW)
    assert await questions_desk.was_noticed(read, desk, NOW)
    assert not await questions_desk.was_noticed(read, desk, NOW + HOUR)
    assert await questions_desk.list_late(read, Kind.QUESTION, NOW + 99 * HOUR) == [1]

    async with place.db.transaction() as tx:
        questions_desk.save_answer(tx, 1, (5, desk), "Ya.", NOW)
    assert await questions_desk.list_untold(read) == [1]
    async with place.db.transaction() as tx:
        questions_desk.save_told(tx, 1, place.chats["Ani"], NOW)
        assert await questions_desk.take_back_told(tx, NOW) == []
        chats.save_blocked(tx, place.chats["Ani"], NOW + timedelta(seconds=5))
    assert await questions_desk.list_untold(read) == []
    async with place.db.transaction() as tx:
        assert await questions_desk.take_back_told(tx, NOW + HOUR) == []
        assert await questions_desk.take_back_told(tx, NOW + timedelta(minutes=1)) == [1]
        chats.save_blocked(tx, place.chats["Ani"], None)
    assert await questions_desk.list_untold(read) == [1]


async def test_officers_are_found_by_seat_and_by_a_grant_that_is_awake(place: Place):
    await bring_in(
        place.db,
        entry(1, "Dewi", place=BEJI, role="PPS", code="PPS1"),
    )
    dewi = (await place.db.read("SELECT id FROM person WHERE name = 'Dewi'"))[0]["id"]
    desk = Desk(place.path("Beji"), "Beji")
    grant = 'INSERT INTO "grant" VALUES ($1, $2, $3, $4)'
    async with place.db.transaction() as tx:
        assert await questions.find_phones(tx, desk) == []
        desk_first, phones = await questions.reach(tx, [desk.path, place.path()], 0)
        assert (desk_first, phones) == (desk, [])
        for n, person in enumerate((dewi, dewi)):
            tx.write(
                "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
                " VALUES ('web', $1, $2, $3, $3)", f"dewi{n}", person, stamp(NOW),
            )  # fmt: skip
        assert len(await questions.find_phones(tx, desk)) == 2
        assert await questions.find_phones(tx, desk, dewi) == []
        tx.write(grant, place.people["Ani"], "PPS", desk.id, stamp(NOW))
        assert len(await questions.find_phones(tx, desk)) == 3
        tx.write("UPDATE holding SET to_at = $1, reason = 'diganti'", stamp(NOW))
        assert await questions.find_phones(tx, desk) == []


async def test_entries_are_drafts_then_shown_then_withdrawn(place: Place):
    await place.ask(1, "Ani")
    read, kota = place.db.read, place.areas["Kota Batu"]
    async with place.db.transaction() as tx:
        questions_desk.save_answer(tx, 1, (5, kota), "Ya.", NOW)
    assert await questions_desk.count_answered(read, kota) == 1
    assert [q.id for q in await questions_desk.list_answered(read, kota, 0, 9)] == [1]
    one = Entry(8, "Apa?", "Ya.", Shown.DRAFT, NOW)
    async with place.db.transaction() as tx:
        faq.create(tx, one, 1, 5)
    assert await questions_desk.count_answered(read, kota) == 0
    assert await faq.find_made_of(read, 1) == one
    assert (await faq.list_shown(read), await faq.list_hidden(read)) == ([], [one])
    later = NOW + HOUR
    async with place.db.transaction() as tx:
        faq.save_words(tx, 8, Part.QUESTION, "Apa itu?", later)
        faq.save_words(tx, 8, Part.ANSWER, "Itu.", later)
        faq.publish(tx, 8, later)
    one = replace(one, question="Apa itu?", answer="Itu.", state=Shown.SHOWN, changed_at=later)
    assert (await faq.list_shown(read), await faq.list_hidden(read)) == ([one], [])
    async with place.db.transaction() as tx:
        faq.withdraw(tx, 8, later)
        faq.drop(tx, 8)  # no draft: it stays
    assert await faq.load(read, 8) == replace(one, state=Shown.WITHDRAWN)
    assert sorted(await faq.list_names(read)) == ["Ani", "Budi", "Citra"]


async def test_an_erased_asker_takes_questions_and_drafts_along_but_no_entry(place: Place):
    for n in (1, 2):
        await place.ask(n, "Ani", text="Apakah 100% <benar>?")
        async with place.db.transaction() as tx:
            questions_desk.save_answer(tx, n, (5, place.areas["Beji"]), "Ya.", NOW)
            faq.create(tx, Entry(n, f"Apa {n}?", "Ya.", Shown.DRAFT, NOW), n, 5)
    await place.ask(3, "Budi", text="Punya Budi?")
    async with place.db.transaction() as tx:
        faq.publish(tx, 2, NOW)
        officer = await chats.find(tx, place.chats["Citra"])
        assert officer
        for seq, text in enumerate(("<blockquote>Apakah 100% &lt;benar&gt;?</blockquote>", "x")):
            words = reply("Halo")
            object.__setattr__(words, "text", type(words.text)(text))
            current = replace(officer, seq=seq)
            chats.save_said(tx, current, f"k{seq}", [(words, "")], NOW, seen=False)
        await erase.person(tx, place.people["Ani"], place.chats["Ani"], NOW + HOUR)
    assert [row["id"] for row in await place.db.read("SELECT id FROM question")] == [3]
    [kept] = await place.db.read("SELECT id, source_id FROM faq")
    assert (kept["id"], kept["source_id"]) == (2, None)
    replies = await place.db.read("SELECT replies FROM said WHERE chat_id = $1 ORDER BY seq",
        place.chats["Citra"])  # fmt: skip
    assert [row["replies"] == "[]" for row in replies] == [True, False]
