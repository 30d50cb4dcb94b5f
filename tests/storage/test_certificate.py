"""Certificates on record, on both databases: one valid one each, revoked once, forgotten whole."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core import certificate as rules
from bot.core.certificate import Verdict
from bot.core.signing import Signer
from bot.handlers.certificate_check import check, check_alone, load_keys
from bot.storage import certificate as storage
from bot.storage import erase, people
from bot.storage.certificate import Revocation
from bot.storage.engine import Conflict, Database
from tests.core.test_certificate import ONE, OTHER, SIGNER, TEXT, a_number, issued, sealed, text_of
from tests.storage.conftest import NOW

AT = datetime(2024, 2, 10, 1, tzinfo=UTC)
AGAIN = Revocation(7, "keliru", again=True)


@pytest.fixture
async def kept(db: Database) -> Database:
    """Give a database in which person 1 holds one."""
    async with db.transaction() as tx:
        for person in (1, 2):
            tx.write("INSERT INTO person (id, name, created_at) VALUES ($1, 'S', $2)", person, NOW)
        storage.save(tx, issued(ONE))
        storage.save_key(tx, SIGNER.id, SIGNER.public)
        storage.save_key(tx, SIGNER.id, SIGNER.public)
    return db


async def verdict(db: Database, text: str, signer: Signer = SIGNER) -> Verdict:
    return (await check(text, signer, db.read)).verdict


async def test_what_is_kept_is_found_again(kept: Database):
    async with kept.transaction() as tx:
        assert await storage.list_own(tx, 1) == [issued(ONE)]
        assert await storage.list_own(tx, 2) == []
    assert await storage.find(kept.read, ONE.number) == issued(ONE)
    assert await storage.find(kept.read, "x") is None
    assert await storage.list_all(kept.read) == [issued(ONE)]
    assert await storage.load_keys(kept.read) == {SIGNER.id: SIGNER.public}


async def test_a_person_has_one_valid_one_a_round(kept: Database):
    second = issued(replace(ONE, number="8KPMXQ4R9WDE"))
    with pytest.raises(Conflict):
        async with kept.transaction() as tx:
            storage.save(tx, second)
    async with kept.transaction() as tx:
        storage.save(tx, replace(second, number="9", round=date(2029, 2, 14)))
        assert await storage.revoke(tx, ONE.number, AGAIN, AT)
        assert not await storage.revoke(tx, ONE.number, AGAIN, AT)
    async with kept.transaction() as tx:
        storage.save(tx, second)
        found = [one.number for one in await storage.list_own(tx, 1) if one.revoked_at is None]
        assert sorted(found) == [second.number, "9"]


async def test_each_bad_one_is_told_by_the_record(kept: Database):
    altered = replace(sealed(ONE), payload=ONE.payload().replace("Siti", "Sita").encode())
    number = replace(sealed(ONE), payload=ONE.payload().replace("7KPM", "8KPM").encode())
    claiming = sealed(replace(ONE, number="8KPMXQ4R9WDE"), OTHER)
    honest = sealed(replace(ONE, key=OTHER.id), OTHER)
    again = sealed(replace(ONE, issued=date(2024, 2, 11)))
    twin = sealed(replace(ONE, number="8KPMXQ4R9WDE"))
    stranger = replace(ONE, number="8KPMXQ4R9WDE", holder=rules.holder("Bu%_\\di", "x", "y"))

    assert await verdict(kept, TEXT) is Verdict.VALID
    assert await verdict(kept, text_of(altered)) is Verdict.ALTERED
    assert await verdict(kept, text_of(number)) is Verdict.ALTERED
    assert await verdict(kept, text_of(claiming)) is Verdict.FORGED
    assert await verdict(kept, text_of(honest)) is Verdict.OTHER_KEY
    assert await verdict(kept, text_of(again)) is Verdict.DOUBLE_NUMBER
    assert await verdict(kept, text_of(twin)) is Verdict.DOUBLE_PERSON
    assert await verdict(kept, text_of(sealed(stranger))) is Verdict.UNRECORDED
    assert await verdict(kept, TEXT[:-3]) is Verdict.CUT
    assert await verdict(kept, "halo") is Verdict.NOT_ONE


async def test_what_is_not_genuine_shows_nothing_of_what_it_says(kept: Database):
    altered = replace(sealed(ONE), payload=ONE.payload().replace("Siti", "Sita").encode())
    bad = await check(text_of(altered), SIGNER, kept.read)
    good = await check(TEXT, SIGNER, kept.read)

    assert (bad.certificate, bad.known) == (None, None)
    assert good.certificate == ONE


async def test_a_bare_number_is_only_looked_up(db: Database):
    number = a_number(4)
    one = issued(replace(ONE, number=number))
    async with db.transaction() as tx:
        tx.write("INSERT INTO person (id, created_at) VALUES (1, $1)", NOW)
        storage.save(tx, one)
    found = await check(rules.shown_number(number), SIGNER, db.read)
    assert (found.verdict, found.certificate) == (Verdict.VALID, None)
    async with db.transaction() as tx:
        await storage.revoke(tx, number, AGAIN, AT)
    assert await verdict(db, number) is Verdict.REVOKED
    unknown = a_number(5)
    assert await verdict(db, unknown) is Verdict.UNRECORDED


async def test_an_old_key_counts_for_what_is_on_record_and_for_nothing_else(kept: Database):
    keys = await load_keys(kept.read, OTHER)
    other = replace(ONE, number="8KPMXQ4R9WDE", holder=rules.holder("Budi", "x", "y"))

    assert set(keys.public) == {SIGNER.id, OTHER.id}
    assert await verdict(kept, TEXT, OTHER) is Verdict.OLD_KEY
    assert await verdict(kept, text_of(sealed(other)), OTHER) is Verdict.OLD_UNRECORDED


async def test_without_the_record_the_public_key_is_enough():
    assert check_alone(TEXT, SIGNER.public).verdict is Verdict.SIGNED
    assert check_alone(TEXT, OTHER.public).verdict is Verdict.OTHER_KEY
    assert check_alone(TEXT[:-9], SIGNER.public).verdict is Verdict.CUT


async def test_revoked_is_said_and_forgotten_leaves_only_the_signature(kept: Database):
    async with kept.transaction() as tx:
        await storage.revoke(tx, ONE.number, AGAIN, AT)
    found = await check(TEXT, SIGNER, kept.read)
    assert found.verdict is Verdict.REVOKED
    assert found.known
    assert (found.known.revoked_by, found.known.reason, found.known.again) == (7, "keliru", True)

    async with kept.transaction() as tx:
        await erase.person(tx, 1, 0, AT)
    assert await kept.read("SELECT number FROM certificate") == []
    assert await verdict(kept, TEXT) is Verdict.UNRECORDED


async def test_a_holder_is_told_only_where_they_are_at_the_phone(kept: Database):
    async with kept.transaction() as tx:
        for address, person, blocked in (("a", 1, None), ("b", 1, NOW), ("c", 2, None)):
            tx.write(
                "INSERT INTO chat (channel, address, person_id, blocked_at, created_at, seen_at)"
                " VALUES ('web', $1, $2, $3, $4, $4)",
                address, person, blocked, NOW,
            )  # fmt: skip
    async with kept.transaction() as tx:
        assert [chat.address for chat in await storage.list_chats(tx, 1)] == ["a"]


async def test_nobody_without_a_seat_has_a_place(kept: Database):
    async with kept.transaction() as tx:
        assert await storage.find_place(tx, 1) is None


async def test_whoever_comes_back_with_another_seat_keeps_theirs(kept: Database):
    """Also one that was revoked for good: another seat is no way round it."""
    async with kept.transaction() as tx:
        await storage.revoke(tx, ONE.number, replace(AGAIN, again=False), AT)
    async with kept.transaction() as tx:
        await people.move_learning(tx, 1, 2)
    async with kept.transaction() as tx:
        [one] = await storage.list_own(tx, 2)
    assert (one.number, one.again) == (ONE.number, False)
