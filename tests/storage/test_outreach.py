"""Who is reached, as both databases tell it: facts, counts by area, marks, and training."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from bot.core.outreach import Facts, MarkKind, Member, Reason, Status, Tally, reason, silent_before
from bot.core.outreach import status as status_of
from bot.core.people import Role
from bot.core.quiz import Answer, Attempt, Drawn
from bot.storage import chats, course, holdings, outreach, people, quiz
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.essentials import learn_essentials
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry, later

BEFORE = silent_before(NOW)
OLD = NOW - timedelta(days=6)


@pytest.fixture
async def ids(db: Database) -> dict[str, int]:
    """Bring in two TPS, a PPS, a PPK, and return person ids by name."""
    await bring_in(
        db,
        entry(3, "Siti"),
        entry(4, "Budi", phone=""),
        entry(1, "Ani", place=(*BEJI, "005"), code="CODE51", phone=""),
        entry(1, "Pak PPS", place=BEJI, role=Role.PPS, code="PPS1"),
        entry(1, "Bu PPK", place=BEJI[:2], role=Role.PPK, code="PPK1"),
        entry(1, "Bu KPU", place=BEJI[:1], role=Role.SOSDIKLIH, code="SOS1"),
        now=OLD,
    )
    rows = await db.read("SELECT id, name FROM person")
    return {row["name"]: row["id"] for row in rows}


async def area(db: Database, level: str, name: str = "") -> int:
    rows = await db.read("SELECT id, name FROM area WHERE level = $1", level)
    return next(int(row["id"]) for row in rows if name in row["name"])


async def members(db: Database, level: str = "kota", name: str = "") -> dict[str, Member]:
    async with db.transaction() as tx:
        found = await outreach.list_on_duty(tx, await area(db, level, name), BEFORE)
    return {member.person.name: member for member in found}


async def facts(db: Database, name: str) -> Facts:
    return (await members(db))[name].facts


async def counted(db: Database, level: str = "kota", name: str = "") -> Mapping[int, Tally]:
    async with db.transaction() as tx:
        return await outreach.count(tx, await area(db, level, name), BEFORE)


async def total(db: Database, level: str = "kota", name: str = "") -> Tally:
    return sum((await counted(db, level, name)).values(), Tally())


async def seen(db: Database, address: str, at: datetime) -> None:
    async with db.transaction() as tx:
        tx.write(
            "UPDATE chat SET seen_at = $2 WHERE address = $1",
            address,
            stamp(at),
        )


async def failed(
    db: Database,
    person: int,
    attempt_id: int,
    *,
    session: int = 2,
    answered: int = 2,
    good: bool = False,
) -> None:
    drawn = tuple(Drawn(f"KE-0{n}", 1, ("a", "b"), "a", decisive=False) for n in (1, 2))
    begun = Attempt(attempt_id, session, "kuis", drawn)
    given = tuple(Answer(d.item, 1, "b", right=False) for d in drawn[:answered])
    async with db.transaction() as tx:
        quiz.save_new(tx, begun, person, NOW)
        quiz.save_answer(tx, begun, Attempt(attempt_id, session, "kuis", drawn, given), NOW)
        quiz.save_finished(tx, attempt_id, NOW, passed=good)


async def test_nobody_has_registered_yet(db: Database, ids: dict[str, int]):
    everyone = await members(db)

    assert set(everyone) == set(ids)
    assert {reason(member.facts) for member in everyone.values()} == {Reason.NEVER}
    siti = everyone["Siti"]
    assert siti.phone
    assert siti.since == OLD
    assert len(siti.path) == 4
    assert siti.person.seat
    assert (siti.person.seat.tps, siti.person.seat.desa) == ("004", "Beji")


async def test_a_list_is_of_an_area_and_all_below_it(db: Database, ids: dict[str, int]):
    assert set(await members(db, "tps", "004")) == {"Siti", "Budi"}
    assert set(await members(db, "desa")) == {"Siti", "Budi", "Ani", "Pak PPS"}
    async with db.transaction() as tx:
        assert await outreach.list_on_duty(tx, 10**17, BEFORE) == []


async def test_who_registered_is_active_until_all_their_chats_block(
    db: Database, ids: dict[str, int]
):
    first = await a_chat(db, "hp1", ids["Siti"])
    second = await a_chat(db, "hp2", ids["Siti"])
    assert status_of(await facts(db, "Siti")) is Status.ACTIVE
    for chat in (first, second):
        async with db.transaction() as tx:
            chats.save_blocked(tx, chat.id, later(hours=1))
        assert (await facts(db, "Siti")).can_be_written is (chat is first)
    assert reason(await facts(db, "Siti")) is Reason.BLOCKED
    assert (await members(db))["Siti"].since == later(hours=1)
    async with db.transaction() as tx:
        chats.save_blocked(tx, second.id, None)
    assert status_of(await facts(db, "Siti")) is Status.ACTIVE, "unblocking closes the case"


async def test_five_days_without_opening_is_silence_unless_all_is_done(
    db: Database, ids: dict[str, int]
):
    await a_chat(db, "hp1", ids["Siti"])
    await seen(db, "hp1", NOW - timedelta(days=5) + timedelta(seconds=1))
    assert status_of(await facts(db, "Siti")) is Status.ACTIVE
    await seen(db, "hp1", NOW - timedelta(days=5))
    assert reason(await facts(db, "Siti")) is Reason.SILENT
    async with db.transaction() as tx:
        asking = await outreach.load(tx, ids["Siti"], BEFORE, ids["Siti"])
        assert asking
        assert status_of(asking.facts) is Status.ACTIVE, "whoever asks is here"
    async with db.transaction() as tx:
        course.save_done(tx, ids["Siti"], 0, "belajar", NOW)
    assert status_of(await facts(db, "Siti")) is Status.ACTIVE


async def test_on_a_shared_phone_only_what_one_did_oneself_counts(
    db: Database, ids: dict[str, int]
):
    await a_chat(db, "hp1", ids["Siti"])
    await a_chat(db, "hp1", ids["Budi"])  # hp1 is Budi's now
    async with db.transaction() as tx:
        tx.write("UPDATE companion SET consented_at = $1", "2024-01-01T00:00:00.000000Z")
    assert reason(await facts(db, "Siti")) is Reason.SILENT
    assert status_of(await facts(db, "Budi")) is Status.ACTIVE
    async with db.transaction() as tx:
        course.save_seen(tx, ids["Siti"], "s1-salam", NOW)
    assert status_of(await facts(db, "Siti")) is Status.ACTIVE


async def test_a_quiz_failed_twice_and_never_passed_needs_help(db: Database, ids: dict[str, int]):
    await a_chat(db, "hp1", ids["Siti"])
    await failed(db, ids["Siti"], 1)
    await failed(db, ids["Siti"], 2, session=3)
    assert (await facts(db, "Siti")).stuck == 0, "once each is not twice the same"
    await failed(db, ids["Siti"], 3, answered=1)
    assert (await facts(db, "Siti")).stuck == 0, "closed because its questions changed"
    await failed(db, ids["Siti"], 4)
    assert reason(await facts(db, "Siti")) is Reason.STUCK
    assert (await facts(db, "Siti")).stuck == 2
    await failed(db, ids["Siti"], 5, good=True)
    assert (await facts(db, "Siti")).stuck == 0


async def test_training_face_to_face_is_recorded_corrected_and_taken_back(
    db: Database, ids: dict[str, int]
):
    for on in (date(2024, 1, 24), date(2024, 1, 25)):
        async with db.transaction() as tx:
            outreach.save_trained(tx, ids["Siti"], on, ids["Pak PPS"], NOW)
        assert (await members(db))["Siti"].trained_on == on
    assert status_of(await facts(db, "Siti")) is Status.TRAINED
    async with db.transaction() as tx:
        outreach.drop_trained(tx, ids["Siti"])
    assert status_of(await facts(db, "Siti")) is Status.UNREACHABLE


async def test_marks_are_kept_once_a_kind_until_the_person_is_seen(
    db: Database, ids: dict[str, int]
):
    by = ids["Pak PPS"]
    async with db.transaction() as tx:
        outreach.save_mark(tx, ids["Siti"], MarkKind.CONTACTED, by, NOW)
        outreach.save_mark(tx, ids["Siti"], MarkKind.CONTACTED, by, later(hours=2))
        outreach.save_mark(tx, ids["Siti"], MarkKind.WRONG_NUMBER, by, later(hours=3))
    marks = (await members(db))["Siti"].marks
    assert dict(marks) == {
        MarkKind.CONTACTED: later(hours=2),
        MarkKind.WRONG_NUMBER: later(hours=3),
    }
    async with db.transaction() as tx:
        outreach.drop_mark(tx, ids["Siti"], MarkKind.WRONG_NUMBER)
    assert dict((await members(db))["Siti"].marks) == {MarkKind.CONTACTED: later(hours=2)}
    await a_chat(db, "hp1", ids["Siti"])
    await seen(db, "hp1", later(hours=4))
    assert (await members(db))["Siti"].marks == ()


async def test_the_counts_stand_beside_each_area_and_everyone_counts_once(
    db: Database, ids: dict[str, int]
):
    await a_chat(db, "hp1", ids["Siti"])
    async with db.transaction() as tx:
        outreach.save_trained(tx, ids["Budi"], date(2024, 1, 25), ids["Pak PPS"], NOW)
        learn_essentials(tx, ids["Siti"], NOW)

    by_tps = await counted(db, "desa")
    desa = await area(db, "desa")

    assert by_tps[await area(db, "tps", "004")] == Tally(active=1, trained=1, ready=2)
    assert by_tps[await area(db, "tps", "005")] == Tally(unreachable=1, without_phone=1)
    assert by_tps[desa] == Tally(unreachable=1), "the PPS's own seat"
    assert (await total(db)).total == len(ids)


async def test_who_left_a_seat_counts_as_replaced_or_erased_where_they_were_last(
    db: Database, ids: dict[str, int]
):
    async with db.transaction() as tx:
        holdings.end(tx, ids["Siti"], holdings.REPLACED, NOW)
        people.save_new_person(tx, 7, "Baru", "", NOW)
        seat = await tx.row("SELECT seat_id FROM holding WHERE person_id = $1", ids["Siti"])
        assert seat
        holdings.begin(tx, seat["seat_id"], 7, NOW)
        holdings.end(tx, ids["Budi"], holdings.ERASED, NOW)
        tx.write("UPDATE person SET erased_at = $2 WHERE id = $1", ids["Budi"], "x")

    assert set(await members(db, "tps", "004")) == {"Baru"}
    found = await total(db, "tps", "004")
    assert found == Tally(unreachable=1, replaced=1, erased=1, without_phone=1, vacant=1)
    assert (await total(db)).total == len(ids) + 1
    async with db.transaction() as tx:
        assert await outreach.load(tx, ids["Siti"], BEFORE) is None
        assert await outreach.load(tx, ids["Budi"], BEFORE) is None


async def test_who_moved_counts_where_they_are_now(db: Database, ids: dict[str, int]):
    async with db.transaction() as tx:
        ani = await tx.row("SELECT seat_id FROM holding WHERE person_id = $1", ids["Ani"])
        assert ani
        holdings.end(tx, ids["Ani"], holdings.REPLACED, NOW)
        holdings.end(tx, ids["Siti"], holdings.MOVED, NOW)
        holdings.begin(tx, ani["seat_id"], ids["Siti"], NOW)

    assert (await total(db, "tps", "004")).on_duty == 1, "Budi"
    assert (await total(db, "tps", "005")) == Tally(unreachable=1, replaced=1)
    assert (await total(db)).total == len(ids)


async def test_one_member_is_loaded_with_the_seats_code(db: Database, ids: dict[str, int]):
    async with db.transaction() as tx:
        siti = await outreach.load(tx, ids["Siti"], BEFORE)
        assert await outreach.load(tx, 10**17, BEFORE) is None
    assert siti == (await members(db))["Siti"]
    assert siti.code == "FBVRH9YF"


async def test_areas_below_are_listed_by_name(db: Database, ids: dict[str, int]):
    async with db.transaction() as tx:
        below = await outreach.list_areas(tx, await area(db, "desa"))
        outreach.save_phone(tx, ids["Budi"], "+62811")
    assert [(one.level, one.name) for one in below] == [("tps", "004"), ("tps", "005")]
    assert (await members(db))["Budi"].facts.has_phone
