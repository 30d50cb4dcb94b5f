"""Broadcasts on both databases: drafts, frozen recipients, decisions and complaints."""

from datetime import date

import pytest

from bot.core.broadcast import Audience, Group, Status
from bot.core.outbox import Phase
from bot.core.people import Role
from bot.core.quiz import Attempt
from bot.storage import audiences, broadcasts, chats, course, outbox, outreach, quiz
from bot.storage.authority import list_places
from bot.storage.engine import Database
from tests.essentials import learn_essentials
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry, later

KPPS = frozenset({Role.KPPS})


@pytest.fixture
async def ids(db: Database) -> dict[str, int]:
    """Bring in two TPS, a PPS, a PPK and Sosdiklih; return person ids by name."""
    await bring_in(
        db,
        entry(3, "Siti"),
        entry(4, "Budi", phone=""),
        entry(1, "Ani", place=(*BEJI, "005"), code="CODE51", phone=""),
        entry(1, "Pak PPS", place=BEJI, role=Role.PPS, code="PPS1"),
        entry(1, "Bu PPK", place=BEJI[:2], role=Role.PPK, code="PPK1"),
        entry(1, "Bu KPU", place=BEJI[:1], role=Role.SOSDIKLIH, code="SOS1"),
    )
    rows = await db.read("SELECT id, name FROM person")
    return {row["name"]: row["id"] for row in rows}


async def area(db: Database, level: str, name: str = "") -> int:
    return next(p.id for p in await list_places(db.read, level) if name in p.name)


async def desa(db: Database, **changes: object) -> Group:
    return Group(await area(db, "desa"), **changes)  # type: ignore[arg-type]


async def drafted(db: Database, group: Group, by: int = 7) -> int:
    async with db.transaction() as tx:
        made = await broadcasts.create(tx, by, group.area, NOW)
        broadcasts.save_text(tx, made, "Salam", 5)
        broadcasts.save_group(tx, made, group)
    return made


async def confirmed(db: Database, made: int, phase: Phase = Phase.READY) -> int:
    async with db.transaction() as tx:
        return await broadcasts.confirm(tx, made, phase, later(minutes=1))


async def frozen(db: Database, made: int) -> set[int]:
    rows = await db.read("SELECT person_id FROM outbox WHERE mailing_id = $1", made)
    return {row["person_id"] for row in rows}


async def meant(db: Database, ids: dict[str, int], group: Group) -> set[str]:
    """Return who is frozen for a group; as many as were counted, and only they still fit."""
    made = await drafted(db, group)
    many = await confirmed(db, made)
    found = await frozen(db, made)
    async with db.transaction() as tx:
        fits = await audiences.who_still_fits(tx.fetch, group.status, ids.values())
    counted = await broadcasts.count_group(db.read, group)
    assert many == len(found) == counted.total
    assert found <= fits
    return {name for name, person in ids.items() if person in found}


async def test_a_draft_is_kept_and_changed_until_it_is_confirmed(
    db: Database, ids: dict[str, int]
):
    group = await desa(db, roles=KPPS, status=Status.UNREADY)
    made = await drafted(db, group)
    chat = await a_chat(db, "hp1", ids["Siti"])
    async with db.transaction() as tx:
        broadcasts.save_due(tx, made, later(hours=2))
        broadcasts.save_warned(tx, made, ("nomor urut", "paslon"), emergency=True)
        broadcasts.save_place(tx, made, chat.id, "12.0")

    found = await broadcasts.load(db.read, made)
    assert found
    assert (found.by, found.phase, found.text, found.attachment) == (7, Phase.DRAFT, "Salam", 5)
    assert found.group == group
    assert (found.due_at, found.confirmed_at) == (later(hours=2), None)
    assert (found.flagged, found.emergency) == (("nomor urut", "paslon"), True)
    assert (found.chat, found.message) == (chat.id, "12.0")
    assert await broadcasts.load(db.read, made + 1) is None

    await confirmed(db, made)
    async with db.transaction() as tx:
        broadcasts.save_text(tx, made, "Lain")
        broadcasts.save_due(tx, made, NOW)
        broadcasts.save_group(tx, made, Group(group.area))
        broadcasts.save_warned(tx, made, (), emergency=False)
        assert not await broadcasts.drop_draft(tx, made)
    after = await broadcasts.load(db.read, made)
    assert after
    assert (after.text, after.group, after.flagged) == (found.text, group, found.flagged)
    assert (after.due_at, after.confirmed_at) == (later(hours=2), later(minutes=1))


async def test_a_draft_can_be_thrown_away(db: Database, ids: dict[str, int]):
    made = await drafted(db, await desa(db))
    async with db.transaction() as tx:
        assert await broadcasts.drop_draft(tx, made)
    assert await broadcasts.list_mine(db.read, 7) == []


async def test_an_area_has_everyone_in_it_and_below_and_a_role_fewer(
    db: Database, ids: dict[str, int]
):
    below = {"Siti", "Budi", "Ani", "Pak PPS"}
    assert await meant(db, ids, await desa(db)) == below
    assert await meant(db, ids, await desa(db, roles=KPPS)) == below - {"Pak PPS"}
    assert await meant(db, ids, Group(await area(db, "tps", "005"))) == {"Ani"}
    assert await meant(db, ids, Group(await area(db, "kota"))) == set(ids)
    assert await meant(db, ids, Group(await area(db, "kecamatan"))) == {*below, "Bu PPK"}
    assert await meant(db, ids, await desa(db, roles=frozenset({Role.TAMU}))) == set()


async def test_a_status_has_those_of_whom_it_is_true(db: Database, ids: dict[str, int]):
    everyone = {"Siti", "Budi", "Ani", "Pak PPS"}
    await a_chat(db, "hp1", ids["Siti"])
    async with db.transaction() as tx:
        learn_essentials(tx, ids["Siti"], NOW)
        course.save_done(tx, ids["Siti"], 1, "belajar", NOW)
        course.save_done(tx, ids["Budi"], 0, "belajar", NOW)  # no longer what makes ready
        quiz.save_new(tx, Attempt(1, 2, "kuis", ()), ids["Budi"], NOW)
        quiz.save_finished(tx, 1, NOW, passed=False)
        outreach.save_trained(tx, ids["Ani"], date(2024, 1, 25), 7, NOW)

    async def of(status: Status) -> set[str]:
        return await meant(db, ids, await desa(db, status=status))

    assert await of(Status.ALL) == everyone
    assert await of(Status.UNREGISTERED) == everyone - {"Siti"}
    assert await of(Status.SESSION_1) == everyone - {"Siti"}
    assert await of(Status.SESSION_2) == everyone - {"Siti"}
    assert await of(Status.SESSION_3) == everyone - {"Siti"}
    assert await of(Status.SESSION_4) == everyone
    assert await of(Status.ETHICS) == everyone - {"Siti"}
    assert await of(Status.UNREADY) == everyone - {"Siti", "Ani"}
    assert await of(Status.READY) == {"Siti", "Ani"}


async def test_whoever_left_or_was_erased_is_not_meant(db: Database, ids: dict[str, int]):
    async with db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at WHERE person_id = $1", ids["Siti"])
        tx.write("UPDATE person SET erased_at = 'x' WHERE id = $1", ids["Budi"])
    assert await meant(db, ids, await desa(db, roles=KPPS)) == {"Ani"}


async def test_the_count_says_who_cannot_be_written_to(db: Database, ids: dict[str, int]):
    await a_chat(db, "hp1", ids["Siti"])
    barred = await a_chat(db, "hp2", ids["Budi"])
    async with db.transaction() as tx:
        chats.save_blocked(tx, barred.id, NOW)
    assert await broadcasts.count_group(db.read, await desa(db)) == Audience(4, 1, 2, 1)
    assert await broadcasts.count_group(db.read, Group(0)) == Audience()


async def test_samples_are_reachable_and_of_many_roles_and_places(
    db: Database, ids: dict[str, int]
):
    for name in ("Siti", "Budi", "Ani", "Pak PPS"):
        await a_chat(db, name, ids[name])
    found = await broadcasts.sample_recipients(db.read, await desa(db))
    assert len(found) == 3
    assert {one.role for one in found} == {Role.KPPS, Role.PPS}
    assert {one.seat.tps for one in found if one.seat} == {"", "004", "005"}
    few = await broadcasts.sample_recipients(db.read, await desa(db, roles=KPPS), 1)
    assert len(few) == 1
    assert await broadcasts.sample_recipients(db.read, Group(await area(db, "kota")), 9) != []
    unregistered = await desa(db, status=Status.UNREGISTERED)
    assert await broadcasts.sample_recipients(db.read, unregistered) == []


async def test_confirming_twice_freezes_once(db: Database, ids: dict[str, int]):
    made = await drafted(db, await desa(db))
    assert await confirmed(db, made) == 4
    async with db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at WHERE person_id = $1", ids["Siti"])
    assert await confirmed(db, made, Phase.WAITING) == 4
    found = await broadcasts.load(db.read, made)
    assert found
    assert (found.phase, found.due_at) == (Phase.READY, later(minutes=1))
    assert (await outbox.count(db.read, made)).audience == 4


async def test_a_scheduled_one_may_be_written_anew_until_it_begins(
    db: Database, ids: dict[str, int]
):
    made = await drafted(db, await desa(db))
    async with db.transaction() as tx:
        broadcasts.save_due(tx, made, later(hours=2))
    await confirmed(db, made)
    async with db.transaction() as tx:
        assert await broadcasts.reopen(tx, made, later(hours=1))
        broadcasts.save_group(tx, made, await desa(db, roles=KPPS))
    assert await frozen(db, made) == set()
    assert await confirmed(db, made) == 3
    async with db.transaction() as tx:
        assert not await broadcasts.reopen(tx, made, later(hours=2)), "its time has come"
        tx.write("UPDATE outbox SET state = 'skipped' WHERE person_id = $1", ids["Siti"])
        assert not await broadcasts.reopen(tx, made, later(hours=1)), "a row was decided"
    assert len(await frozen(db, made)) == 3


async def test_the_first_decision_wins(db: Database, ids: dict[str, int]):
    one, two = await drafted(db, await desa(db)), await drafted(db, await desa(db))
    for made in (one, two):
        await confirmed(db, made, Phase.WAITING)
    async with db.transaction() as tx:
        assert await broadcasts.save_approved(tx, one, 8, later(hours=1))
        assert not await broadcasts.save_refused(tx, one, 9, later(hours=1))
        assert await broadcasts.save_refused(tx, two, 9, later(hours=1))
        assert not await broadcasts.save_approved(tx, two, 8, later(hours=1))
    approved, refused = [await broadcasts.load(db.read, made) for made in (one, two)]
    assert approved
    assert (approved.phase, approved.approved_by) == (Phase.READY, 8)
    assert approved.due_at == later(hours=1)
    assert refused
    assert (refused.phase, refused.approved_by) == (Phase.REFUSED, 9)


async def test_lists_show_drafts_to_their_author_only(db: Database, ids: dict[str, int]):
    kept = await drafted(db, await desa(db))
    sent = await drafted(db, Group(await area(db, "tps", "004")), by=8)
    await confirmed(db, sent)
    kota, beji = await area(db, "kota"), await area(db, "desa")

    async def within(*paths: tuple[int, ...]) -> list[int]:
        return [one.id for one in await broadcasts.list_in(db.read, paths)]

    assert [one.id for one in await broadcasts.list_mine(db.read, 7)] == [kept]
    assert [one.id for one in await broadcasts.list_mine(db.read, 8)] == [sent]
    assert await within((kota,), (kota, beji)) == [sent]
    assert await within((await area(db, "tps", "005"),), ()) == []
    assert await broadcasts.list_recent_texts(db.read, NOW) == [(8, "Salam", later(minutes=1))]
    assert await broadcasts.list_recent_texts(db.read, later(minutes=2)) == []


async def test_a_recipient_complains_once(db: Database, ids: dict[str, int]):
    made = await drafted(db, Group(await area(db, "tps", "004")))
    await confirmed(db, made)
    async with db.transaction() as tx:
        assert await broadcasts.save_complaint(tx, made, ids["Siti"], NOW)
        assert not await broadcasts.save_complaint(tx, made, ids["Siti"], NOW)
        assert not await broadcasts.save_complaint(tx, made, ids["Ani"], NOW), "got none"
    assert await broadcasts.count_complaints(db.read, made) == 1
