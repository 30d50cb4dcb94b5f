"""Links that work once, and browsers that are let in, on both engines."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.dashboard import LINK_LASTS, SESSION_LASTS, SESSIONS_MOST
from bot.storage import web_sessions
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.phone import MORNING as NOW

AFTER = NOW + timedelta(minutes=3)


@pytest.fixture
async def office(db: Database) -> Database:
    """Give a database with two people at one chat each; their ids are 1 and 2."""
    async with db.transaction() as tx:
        for n in (1, 2):
            tx.write(
                "INSERT INTO person (id, name, created_at) VALUES ($1, 'Siti', $2)", n, stamp(NOW)
            )
            tx.write(
                "INSERT INTO chat (id, channel, address, person_id, created_at, seen_at)"
                " VALUES ($1, 'web', $2, $1, $3, $3)",
                n,
                f"hp{n}",
                stamp(NOW),
            )
    return db


async def make(db: Database, secret: str, n: int = 1, at=NOW) -> None:
    async with db.transaction() as tx:
        web_sessions.save_login(tx, secret, (n, n), at)


async def use(db: Database, secret: str, at=AFTER) -> bool:
    async with db.transaction() as tx:
        return await web_sessions.use_login(tx, secret, at)


async def begin(db: Database, secret: str, n: int = 1, at=NOW) -> None:
    async with db.transaction() as tx:
        await web_sessions.begin(tx, secret, (n, n), "Edge di Windows", at)


async def devices(db: Database, n: int = 1) -> list[int]:
    return [one.id for one in await web_sessions.list_of(db.read, n)]


async def test_of_a_link_only_a_hash_is_kept(office: Database):
    await make(office, "rahasia")
    [row] = await office.read("SELECT * FROM web_login")
    found = await web_sessions.find_login(office.read, "rahasia")

    assert "rahasia" not in str(dict(row))
    assert found
    assert (found.person.id, found.chat, found.made, found.used) == (1, 1, NOW, None)
    assert await web_sessions.find_login(office.read, "lain") is None


async def test_a_link_is_used_once_however_many_try_at_once(office: Database):
    await make(office, "rahasia")
    used = await asyncio.gather(*(use(office, "rahasia") for _ in range(20)))
    found = await web_sessions.find_login(office.read, "rahasia")

    assert used.count(True) == 1
    assert found
    assert found.used == AFTER


async def test_a_link_works_for_five_minutes_and_no_longer(office: Database):
    for secret, n, late in (("tepat", 1, timedelta()), ("lewat", 2, timedelta(microseconds=1))):
        await make(office, secret, n)
        found = await web_sessions.find_login(office.read, secret)
        assert found
        assert found.is_late(NOW + LINK_LASTS + late) is bool(late)
        assert await use(office, secret, NOW + LINK_LASTS + late) is not bool(late)


async def test_a_new_link_replaces_those_of_the_same_person_that_were_not_used(office: Database):
    await make(office, "dipakai")
    await use(office, "dipakai")
    await make(office, "lama")
    await make(office, "orang lain", 2)
    await make(office, "baru")
    found = {
        secret: await web_sessions.find_login(office.read, secret) is not None
        for secret in ("dipakai", "lama", "orang lain", "baru")
    }

    assert found == {"dipakai": True, "lama": False, "orang lain": True, "baru": True}
    assert not await use(office, "lama")


async def test_a_session_lasts_twelve_hours_by_our_clock(office: Database):
    await begin(office, "kue")
    last = NOW + SESSION_LASTS - timedelta(microseconds=1)
    found = await web_sessions.find(office.read, "kue", last)

    assert found
    session, person = found
    assert (session.device, session.begun, session.until) == (
        "Edge di Windows",
        NOW,
        NOW + SESSION_LASTS,
    )
    assert (person.id, person.name) == (1, "Siti")
    assert await web_sessions.find(office.read, "kue", NOW + SESSION_LASTS) is None
    assert await web_sessions.find(office.read, "kuE", NOW) is None


async def test_nobody_who_was_erased_has_a_session_or_a_link(office: Database):
    await make(office, "rahasia")
    await begin(office, "kue")
    async with office.transaction() as tx:
        tx.write("UPDATE person SET erased_at = $1 WHERE id = 1", stamp(NOW))

    assert await web_sessions.find(office.read, "kue", NOW) is None
    assert await web_sessions.find_login(office.read, "rahasia") is None


async def test_one_person_has_no_more_than_a_few_browsers(office: Database):
    for n in range(SESSIONS_MOST + 2):
        await begin(office, f"kue {n}", at=NOW + timedelta(minutes=n))
    await begin(office, "lain", 2)

    assert len(await devices(office)) == SESSIONS_MOST
    assert await web_sessions.find(office.read, "kue 1", NOW) is None
    assert await web_sessions.find(office.read, "kue 2", NOW)
    assert len(await devices(office, 2)) == 1


async def test_a_session_is_ended_by_whose_it_is_and_by_nobody_else(office: Database):
    await begin(office, "kue")
    [session] = await devices(office)
    async with office.transaction() as tx:
        web_sessions.end(tx, session, 2)
    kept = await devices(office)
    async with office.transaction() as tx:
        web_sessions.end(tx, session, 1)

    assert kept == [session]
    assert await devices(office) == []


async def test_all_of_a_person_end_with_the_links_that_were_not_used(office: Database):
    await make(office, "rahasia")
    await begin(office, "kue 1")
    await begin(office, "kue 2")
    await begin(office, "lain", 2)
    async with office.transaction() as tx:
        web_sessions.end_all(tx, 1)

    assert await devices(office) == []
    assert len(await devices(office, 2)) == 1
    assert not await use(office, "rahasia")


async def test_a_session_ends_by_its_cookie(office: Database):
    await begin(office, "kue 1")
    await begin(office, "kue 2")
    async with office.transaction() as tx:
        web_sessions.end_by_cookie(tx, "kue 1")

    assert await web_sessions.find(office.read, "kue 1", NOW) is None
    assert await web_sessions.find(office.read, "kue 2", NOW)


async def test_being_here_is_noted_no_more_than_once_a_minute(office: Database):
    await begin(office, "kue")
    [session] = await web_sessions.list_of(office.read, 1)
    later = NOW + timedelta(minutes=1)
    async with office.transaction() as tx:
        web_sessions.save_seen(tx, session, later)
    [seen] = await web_sessions.list_of(office.read, 1)

    assert not web_sessions.is_to_be_seen(session, NOW + timedelta(seconds=59))
    assert web_sessions.is_to_be_seen(session, later)
    assert seen.seen == later


async def test_what_is_over_goes_by_itself(office: Database):
    await make(office, "rahasia")
    await begin(office, "kue")
    async with office.transaction() as tx:
        web_sessions.purge(tx, NOW + timedelta(days=1, seconds=1))

    assert await devices(office) == []
    assert await web_sessions.find_login(office.read, "rahasia") is None
