"""Seats, who holds them, codes and phones."""

from bot.core.people import Role, Seat
from bot.storage import course, erase, forms, holdings, people
from bot.storage.engine import Database
from tests.storage.folk import (
    BEJI,
    BUDI,
    CODE,
    NOW,
    SITI,
    a_chat,
    a_person,
    bring_in,
    entry,
    later,
)


async def holder(db: Database) -> int:
    [row] = await db.read("SELECT person_id FROM holding WHERE to_at IS NULL")
    return int(row["person_id"])


async def test_a_seat_is_found_by_its_code(db: Database):
    await bring_in(db, entry(3), entry(4, "Budi"))
    async with db.transaction() as tx:
        one = await people.find_by_code(tx, CODE)
        none = await people.find_by_code(tx, "ABCDEFGQ")

    assert none is None
    assert one is not None
    assert one.person is not None
    assert (one.person.name, one.seat.number, one.last_reason) == ("Siti", 3, "")


async def test_a_seat_is_found_by_its_id(db: Database):
    await bring_in(db, entry(3))
    [row] = await db.read("SELECT id FROM seat")
    async with db.transaction() as tx:
        one = await people.find_by_seat(tx, row["id"])
        none = await people.find_by_seat(tx, 999)

    assert one is not None
    assert (one.seat.id, none) == (row["id"], None)


async def test_a_number_finds_all_seats_it_stands_at(db: Database):
    await bring_in(db, entry(3), entry(4, "Budi"), entry(5, "Ani", phone=""))
    async with db.transaction() as tx:
        both = await people.find_by_phone(tx, "+628000003316")
        none = await people.find_by_phone(tx, "+628000000000")

    assert [one.seat.number for one in both] == [3, 4]
    assert none == []


async def test_coordinators_are_those_of_ones_own_desa_and_kecamatan(db: Database):
    elsewhere = ("Kota Batu", "Bumiaji", "Beji")  # another desa of the same name
    await bring_in(
        db,
        entry(2, "Pak Dua", place=BEJI, role=Role.PPS),
        entry(1, "Bu Satu", place=BEJI, role=Role.PPS),
        entry(3, "", place=BEJI, role=Role.PPS, code="X"),
        entry(1, "Orang lain", place=elsewhere, role=Role.PPS, code="Y"),
        entry(1, "Bu PPK", place=BEJI[:2], role=Role.PPK, code="Z"),
    )
    member = Seat(1, Role.KPPS, 3, "Junrejo", "Beji", "004")
    pps = Seat(2, Role.PPS, 1, "Junrejo", "Beji")
    async with db.transaction() as tx:
        assert await people.list_coordinators(tx, member) == ["Bu Satu", "Pak Dua"]
        assert await people.list_coordinators(tx, pps) == ["Bu PPK"]
        assert await people.list_coordinators(tx, Seat(3, Role.PPK, 1, "Junrejo")) == []


async def test_the_phone_in_the_roster_is_told_to_its_owner(db: Database):
    await bring_in(db, entry(3))
    async with db.transaction() as tx:
        assert await people.phone_of(tx, await holder(db)) == "+628000003316"
        assert await people.phone_of(tx, 999) == ""


# --- wrong codes ----------------------------------------------------------------------------


async def test_wrong_codes_are_counted_here_and_everywhere_within_the_window(db: Database):
    mine, other = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        people.save_wrong_code(tx, mine.id, NOW)
        people.save_wrong_code(tx, mine.id, later(minutes=5))
        people.save_wrong_code(tx, other.id, later(minutes=5))
        now = later(minutes=16)
        assert await people.count_wrong_codes(tx, mine.id, now, 900) == (1, 2)
        await people.purge_wrong_codes(tx, now, 900)

    assert len(await db.read("SELECT at FROM wrong_code")) == 2


# --- phones and consent ---------------------------------------------------------------------


async def test_companions_are_listed_in_the_order_they_agreed(db: Database):
    chat = await a_chat(db)
    for n, (person, name) in enumerate([(BUDI, "Budi"), (SITI, "Siti")]):
        await a_person(db, person, name)
        async with db.transaction() as tx:
            people.save_consent(tx, chat.id, person, 1, later(minutes=n))
    async with db.transaction() as tx:
        people.save_consent(tx, chat.id, BUDI, 2, later(hours=1))  # a second time counts not
        here = await people.list_companions(tx, chat.id)
        phones = await people.chats_of(tx, BUDI)

    assert [person.name for person in here] == ["Budi", "Siti"]
    assert phones == [chat.id]


async def test_the_first_phone_is_the_first_that_agreed(db: Database):
    await a_person(db)
    late, early = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        people.save_consent(tx, late.id, SITI, 1, later(hours=1))
        people.save_consent(tx, early.id, SITI, 1, NOW)
        assert await people.chats_of(tx, SITI) == [early.id, late.id]


# --- joining and erasing --------------------------------------------------------------------


async def test_learning_moves_and_the_persons_own_stays(db: Database):
    await a_person(db, SITI)
    await a_person(db, BUDI)
    async with db.transaction() as tx:
        for person, at in ((SITI, NOW), (BUDI, later(hours=1))):
            course.save_seen(tx, person, "sama", at)
            forms.save(tx, person, ("f", "k"), f"dari {person}", at)
            course.save_done(tx, person, 1, "belajar", at)
        course.save_seen(tx, SITI, "baru", NOW)
        forms.save(tx, SITI, ("f", "lain"), "baru", NOW)
        course.save_done(tx, SITI, 2, "uji", NOW)
        await people.move_learning(tx, SITI, BUDI)
    async with db.transaction() as tx:
        progress = await course.load(tx, BUDI)

    assert set(progress.seen) == {"sama", "baru"}
    assert progress.seen["sama"] == later(hours=1)
    assert progress.values == {"f": {"k": f"dari {BUDI}", "lain": "baru"}}
    assert progress.done == {1: later(hours=1), 2: NOW}
    assert await db.read("SELECT id FROM person WHERE id = $1", SITI) == []


async def test_an_erased_seat_is_given_a_new_holder(db: Database):
    await bring_in(db, entry(3))
    async with db.transaction() as tx:
        await erase.person(tx, await holder(db), 0, NOW)
    await a_person(db, BUDI, "")
    [seat] = await db.read("SELECT id FROM seat")
    async with db.transaction() as tx:
        holdings.begin(tx, seat["id"], BUDI, later(hours=1))
        one = await people.find_by_code(tx, CODE)

    assert one is not None
    assert one.person is not None
    assert one.person.id == BUDI
