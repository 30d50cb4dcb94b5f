"""Claims, offers of a shared number, wrong digits, and whom to tell."""

import pytest

from bot.core.claim import OFFER, Claim, Recent
from bot.core.group import Tries
from bot.core.join import Wanted
from bot.core.people import Role
from bot.storage import authority, chats, claim, group, holdings, overseers, people
from bot.storage.engine import Conflict, Database
from bot.storage.join import save
from tests.storage.folk import BEJI, BUDI, NOW, SITI, a_chat, a_person, bring_in, entry, later


async def seat_id(db: Database) -> int:
    [row] = await db.read("SELECT id FROM seat WHERE role = 'KPPS'")
    return int(row["id"])


async def test_a_claim_is_asked_once_and_answered_once(db: Database):
    await bring_in(db, entry(3))
    seat, chat = await seat_id(db), await a_chat(db)
    async with db.transaction() as tx:
        first = await claim.save(tx, seat, chat.id, NOW)
        assert first.is_fresh
        again = await claim.save(tx, seat, chat.id, later(minutes=59))
        assert again == Claim(first.id, is_fresh=False)
        assert await claim.save(tx, seat, chat.id, later(hours=1)) == first
        assert await claim.load(tx, first.id) == (seat, chat.id)
        [waiting] = await claim.list_open(tx, seat)
        assert (waiting.id, waiting.channel, waiting.asked_at) == (first.id, "web", later(hours=1))
        claim.save_answer(tx, first.id, yes=False)
        assert await claim.load(tx, first.id) is None
        assert await claim.save(tx, seat, chat.id, later(hours=2)) != first
        claim.close_open(tx, seat)
        assert await claim.list_open(tx, seat) == []


async def test_what_was_asked_and_alerted_is_counted_for_a_day(db: Database):
    await bring_in(db, entry(3))
    seat, one, two = await seat_id(db), await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        mine = await claim.save(tx, seat, one.id, NOW)
        await claim.save(tx, seat, two.id, NOW)
        await claim.save_offers(tx, one.id, [seat], NOW)
        claim.save_alerted(tx, mine.id, NOW)
        assert await claim.count_recent(tx, seat, one.id, NOW) == Recent(1, 1, 1)
        assert await claim.count_recent(tx, seat, two.id, later(hours=23)) == Recent(1, 0, 1)
        assert await claim.count_recent(tx, seat, one.id, later(hours=25)) == Recent()


async def test_an_offer_is_for_one_chat_a_while_and_until_the_next(db: Database):
    await bring_in(db, entry(3))
    seat, one, two = await seat_id(db), await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        [offer] = await claim.save_offers(tx, one.id, [seat], NOW)
        assert await claim.load_offer(tx, offer, one.id, NOW) == seat
        assert await claim.load_offer(tx, offer, two.id, NOW) == 0
        assert await claim.load_offer(tx, offer, one.id, NOW + OFFER) == 0
        assert await claim.load(tx, offer) is None, "nobody answers for it"
        await claim.save_offers(tx, one.id, [], NOW)
        assert await claim.load_offer(tx, offer, one.id, NOW) == 0


async def test_wrong_digits_are_counted_by_chat_and_by_seat_and_forgotten(db: Database):
    await bring_in(db, entry(3))
    seat, one, two = await seat_id(db), await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        group.save_wrong_digits(tx, seat, one.id, NOW)
        group.save_wrong_digits(tx, seat, two.id, later(minutes=10))
        assert await group.count_wrong_digits(tx, seat, one.id, later(minutes=14)) == Tries(1, 2)
        assert await group.count_wrong_digits(tx, seat, one.id, later(minutes=15)) == Tries(0, 2)
        assert await group.count_wrong_digits(tx, 99, two.id, later(minutes=15)) == Tries(1, 0)
        await group.purge_wrong_digits(tx, later(hours=24))
        assert await group.count_wrong_digits(tx, seat, two.id, later(minutes=15)) == Tries(1, 1)


async def test_those_responsible_are_told_where_they_are_at_the_phone(db: Database):
    await bring_in(
        db,
        entry(3),
        entry(1, "Bu Satu", place=BEJI, role=Role.PPS, code="A"),
        entry(1, "Bu PPK", place=BEJI[:2], role=Role.PPK, code="B"),
    )
    rows = await db.read(
        "SELECT s.role, s.area_id, h.person_id FROM seat s JOIN holding h ON h.seat_id = s.id"
    )
    pps, ppk = (next(r for r in rows if r["role"] == role) for role in ("PPS", "PPK"))
    levels = ((Role.PPS, pps["area_id"]), (Role.PPK, ppk["area_id"]))
    above = await a_chat(db, "ppk", ppk["person_id"])

    async def told() -> list[str]:
        async with db.transaction() as tx:
            return [chat.address for chat in await overseers.find(tx, levels)]

    assert await told() == ["ppk"], "no PPS is there"
    near = await a_chat(db, "pps", pps["person_id"])
    await a_person(db, SITI)
    async with db.transaction() as tx:
        await authority.save_grant(tx, SITI, Role.PPS, pps["area_id"], NOW)
    await a_chat(db, "granted", SITI)
    assert await told() == ["pps", "granted"]
    await a_person(db, BUDI, "")
    async with db.transaction() as tx:
        chats.save_person(tx, near.id, BUDI)  # somebody else at the phone of the PPS
    assert await told() == ["granted"]
    async with db.transaction() as tx:
        authority_gone = await authority.revoke(tx, SITI, Role.PPS, pps["area_id"])
    assert authority_gone == 1
    assert await told() == ["ppk"]
    async with db.transaction() as tx:
        chats.save_blocked(tx, above.id, NOW)
    assert await told() == []


async def test_one_open_request_of_a_person_is_all_there_can_be(db: Database):
    await bring_in(db, entry(3))
    chat = await a_chat(db, "hp1", SITI)
    [desa] = await db.read("SELECT id FROM area WHERE level = 'desa'")
    wanted = Wanted(desa["id"], Role.KPPS, "Siti", "004")
    async with db.transaction() as tx:
        await save(tx, (SITI, chat.id), wanted, NOW)
    with pytest.raises(Conflict):
        async with db.transaction() as tx:
            await save(tx, (SITI, chat.id), wanted, NOW)


async def test_whoever_held_a_seat_is_known_as_its_former_holder(db: Database):
    await bring_in(db, entry(3))
    [held] = await db.read("SELECT seat_id, person_id FROM holding")
    seat, person = held["seat_id"], held["person_id"]
    for reason, former in ((holdings.REPLACED, True), (holdings.MOVED, False)):
        async with db.transaction() as tx:
            holdings.end(tx, person, reason, NOW)
            assert await people.is_former(tx, person, seat) == former
            tx.write("UPDATE holding SET to_at = NULL, reason = ''")
            assert not await people.is_former(tx, person, seat)
    await a_person(db, SITI)
    async with db.transaction() as tx:
        assert (await people.ever_held(tx, person), await people.ever_held(tx, SITI)) == (
            True,
            False,
        )
        assert (await people.known(tx, 999)).name == ""
