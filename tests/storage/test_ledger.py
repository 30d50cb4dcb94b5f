"""A mailing with all that a report says of it, on both databases."""

from bot.core.broadcast import Group
from bot.core.outbox import Kind, Phase, State
from bot.core.people import Role
from bot.storage import broadcasts, ledger, outbox
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.storage.folk import BEJI, NOW, bring_in, entry


async def test_a_broadcast_has_its_place_and_a_reminder_its_rule(db: Database):
    await bring_in(db, entry(3, "Siti"), entry(1, "Pak PPS", place=BEJI, role=Role.PPS, code="P1"))
    [desa] = await db.read("SELECT id FROM area WHERE level = 'desa'")
    async with db.transaction() as tx:
        made = await broadcasts.create(tx, 0, desa["id"], NOW)
        broadcasts.save_group(tx, made, Group(desa["id"]))
        await broadcasts.confirm(tx, made, Phase.READY, NOW)
        draft = await broadcasts.create(tx, 0, desa["id"], NOW)
        reminder = await tx.row(
            "INSERT INTO mailing (kind, rule, occurrence, due_at, made_at)"
            " VALUES ('pengingat', 'kpps-h1', '2024-02-14', $1, $1) RETURNING id",
            stamp(NOW),
        )
        assert reminder

    book = await ledger.load_book(db.read, made)
    assert book
    assert book.counts.of(State.PENDING) == 2
    assert book.place
    assert book.place.names == BEJI
    assert book.broadcast
    other = await ledger.load_book(db.read, reminder["id"])
    assert other
    assert (other.mailing.rule, other.broadcast, other.place) == ("kpps-h1", None, None)
    assert await ledger.load_book(db.read, 10**9) is None

    mailings = await outbox.list_last(db.read, 9)
    assert await ledger.books_of(db.read, mailings) == await ledger.list_books(db.read, 9)
    assert await ledger.books_of(db.read, []) == []

    listed = [one.mailing.id for one in await ledger.list_books(db.read, 9)]
    assert listed == [reminder["id"], made]
    assert draft not in listed
    only = await ledger.list_books(db.read, 9, Kind.BROADCAST)
    assert [one.mailing.id for one in only] == [made]


async def test_the_sender_is_named_by_the_seat_they_hold_now(db: Database):
    assert await ledger.kota_name(db.read) == ""
    await bring_in(db, entry(3, "Siti"))
    assert await ledger.kota_name(db.read) == "Kota Batu"
    [row] = await db.read("SELECT id FROM person")
    siti = await ledger.find_sender(db.read, row["id"])
    assert siti
    assert (siti.name, siti.role) == ("Siti", Role.KPPS)
    async with db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at")
    left = await ledger.find_sender(db.read, row["id"])
    assert left
    assert left.seat is None
    async with db.transaction() as tx:
        tx.write("UPDATE person SET erased_at = 'x'")
    assert await ledger.find_sender(db.read, row["id"]) is None
