"""What authors were shown, and who else is told, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.broadcast import Group
from bot.core.dialog import Reply
from bot.core.outbox import Phase
from bot.core.people import Role
from bot.core.say import Say
from bot.storage import authority, broadcast_shown, broadcasts, chats, outbox
from bot.storage.engine import Database
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry, found, later

DUE = timedelta(minutes=5)


@pytest.fixture
async def ids(db: Database) -> dict[str, int]:
    """Return the ids of areas by level, and of people by name."""
    await bring_in(
        db,
        entry(),
        entry(1, "Ani", place=BEJI, role=Role.PPS, code="P1"),
        entry(2, "Budi", place=BEJI, role=Role.PPS, code="P2"),
        entry(1, "Cici", place=BEJI[:2], role=Role.PPK, code="K1"),
        entry(1, "Didi", place=BEJI[:1], role=Role.SOSDIKLIH, code="S1"),
    )
    people = {row["name"]: row["id"] for row in await db.read("SELECT id, name FROM person")}
    areas = {row["level"]: row["id"] for row in await db.read("SELECT id, level FROM area")}
    return people | areas


async def made(db: Database, ids: dict[str, int], chat: int, phase: Phase = Phase.READY) -> int:
    async with db.transaction() as tx:
        one = await broadcasts.create(tx, ids["Ani"], ids["desa"], NOW)
        broadcasts.save_text(tx, one, "Rapat.")
        broadcasts.save_group(tx, one, Group(ids["desa"]))
        await broadcasts.confirm(tx, one, phase, NOW)
        broadcasts.save_place(tx, one, chat, "1.0")
    return one


async def watched(db: Database, **by: float) -> list[int]:
    return [one.id for one in await broadcast_shown.list_watched(db.read, later(**by))]


async def test_those_under_way_are_watched_until_they_are_reported(
    db: Database, ids: dict[str, int]
):
    chat = await a_chat(db, "ani", ids["Ani"])
    one = await made(db, ids, chat.id)
    planned, waiting = await made(db, ids, chat.id), await made(db, ids, chat.id, Phase.WAITING)
    draft = await made(db, ids, chat.id, Phase.DRAFT)
    async with db.transaction() as tx:
        tx.write("UPDATE mailing SET due_at = '2024-01-27T01' WHERE id = $1", planned)
        broadcast_shown.save_shown(tx, one, "begini")

    assert await watched(db) == [one, waiting]
    assert await watched(db, days=9) == [one, planned, waiting]
    assert draft not in await watched(db, days=9)
    [first, *_] = await broadcast_shown.list_watched(db.read, NOW)
    assert (first.chat, first.message, first.shown) == (chat.id, "1.0", "begini")
    assert first.open
    assert first.confirmed_at == NOW

    async with db.transaction() as tx:
        assert await broadcast_shown.save_reported(tx, one, NOW)
        assert not await broadcast_shown.save_reported(tx, one, NOW)
    assert await watched(db) == [waiting]
    async with db.transaction() as tx:
        broadcast_shown.save_unreported(tx, one)
        await outbox.cancel_pending(tx, one, "dihentikan", NOW)
    [first, *_] = await broadcast_shown.list_watched(db.read, NOW)
    assert (first.id, first.shown, first.open) == (one, "", False)


async def test_an_author_who_is_elsewhere_is_not_shown_anything(db: Database, ids: dict[str, int]):
    chat = await a_chat(db, "ani", ids["Ani"])
    await made(db, ids, chat.id)
    await a_chat(db, "ani", ids["Budi"])

    assert await watched(db) == []


async def test_the_newest_version_of_a_message_is_found_under_any_of_its_names(
    db: Database, ids: dict[str, int]
):
    chat = await a_chat(db, "ani", ids["Ani"])

    async def say(text: str, target: str = "", at: float = 0) -> str:
        now = await found(db, chat.id)
        async with db.transaction() as tx:
            reply = Reply(Say()(text))
            said = chats.save_said(tx, now, f"k{now.seq}", [(reply, target)], later(seconds=at))
        return f"{said.seq}.0"

    async def newest(message: str, at: float = 0) -> str | None:
        async with db.transaction() as tx:
            reply = await broadcast_shown.newest(tx, chat.id, message, later(seconds=at))
        return str(reply.text) if reply else None

    first = await say("Satu")
    await say("Lain")
    second = await say("Dua", first)
    assert await newest(first) == "Dua"
    await say("Tiga", second, at=5)
    assert await newest(first) == "Tiga"
    assert await newest("77") is None, "Telegram's own name for it"
    await say("Empat", "77", at=6)
    await say("Lima", "77", at=7)
    assert await newest("77") == "Lima"
    assert await newest("77", at=9) is None, "what was said is kept for a while only"


async def test_everyone_responsible_is_found_once_and_never_the_author(
    db: Database, ids: dict[str, int]
):
    for name in ("Ani", "Budi", "Cici", "Didi"):
        await a_chat(db, name, ids[name])
    levels = [
        (Role.PPS, ids["desa"]),
        (Role.PPK, ids["kecamatan"]),
        (Role.SOSDIKLIH, ids["kota"]),
    ]
    async with db.transaction() as tx:
        told = await broadcast_shown.list_overseeing(tx, levels, but=ids["Ani"])
        officers = await broadcast_shown.list_officers(tx, levels, but=ids["Cici"])
        all_of_ani = await broadcast_shown.list_chats(tx, ids["Ani"])
        nobody = await broadcast_shown.list_chats(tx, 5)

    assert {chat.address for chat in told} == {"Budi", "Cici", "Didi"}
    assert [person.name for person in officers] == ["Ani", "Budi", "Didi"]
    assert [chat.address for chat in all_of_ani] == ["Ani"]
    assert nobody == []


async def test_only_who_got_it_or_may_have_can_report_it(db: Database, ids: dict[str, int]):
    chat = await a_chat(db, "ani", ids["Ani"])
    one = await made(db, ids, chat.id)

    async def got() -> bool:
        async with db.transaction() as tx:
            return await broadcast_shown.has_got(tx, one, ids["Siti"])

    found_in = []
    for state in ("pending", "sending", "accepted", "unknown", "failed", "skipped"):
        async with db.transaction() as tx:
            tx.write("UPDATE outbox SET state = $1", state)
        found_in += [state] if await got() else []
    assert found_in == ["sending", "accepted", "unknown"]


async def test_what_runs_is_listed_with_how_many_more(db: Database, ids: dict[str, int]):
    chat = await a_chat(db, "ani", ids["Ani"])
    made_ones = [await made(db, ids, chat.id) for _ in range(3)]
    over = await made(db, ids, chat.id)
    async with db.transaction() as tx:
        await outbox.cancel_pending(tx, over, "dihentikan", NOW)
        broadcast_shown.save_stopped(tx, over, NOW)

    assert await broadcast_shown.list_running(db.read, 2) == (made_ones[:0:-1], 1)
    assert await broadcast_shown.list_running(db.read, 9) == (made_ones[::-1], 0)
    async with db.transaction() as tx:
        person = await broadcast_shown.load_person(tx, ids["Ani"])
        assert person is not None
        assert person.seat == replace(person.seat, role=Role.PPS)  # type: ignore[type-var]
        assert await authority.path_of_person(tx, person.id)
        assert await broadcast_shown.load_person(tx, 5) is None
