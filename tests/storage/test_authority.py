"""What people may act as, on both engines: by the seat they hold, and by grants."""

from typing import Any

import pytest

from bot.core.people import Authority, Person, Role, Standing
from bot.storage import authority, holdings
from bot.storage.engine import Database
from bot.storage.roster import Entry
from bot.storage.times import stamp
from tests.storage.folk import BEJI, BUDI, NOW, a_person, bring_in, later

KOTA, JUNREJO, DESA = BEJI


@pytest.fixture
async def town(db: Database) -> Database:
    """Give a TPS with two members, its PPS, PPK and Sosdiklih."""
    places = [
        ((*BEJI, "004"), Role.KPPS, 1),
        ((*BEJI, "004"), Role.KPPS, 2),
        (BEJI, Role.PPS, 1),
        (BEJI[:2], Role.PPK, 1),
        (BEJI[:1], Role.SOSDIKLIH, 1),
        ((KOTA, "Batu", "Temas"), Role.PPS, 1),
    ]
    entries = [
        Entry(place, role, number, f"{role} {n}", "", f"CODE{n}", False)  # noqa: FBT003
        for n, (place, role, number) in enumerate(places)
    ]
    await bring_in(db, *entries)
    return db


async def area(db: Database, name: str) -> int:
    return int((await db.read("SELECT id FROM area WHERE name = $1", name))[0]["id"])


async def holder(db: Database, role: str, number: int = 1, desa: str = "Beji") -> int:
    rows = await db.read(
        "SELECT h.person_id AS id, a.name AS area, b.name AS above FROM holding h"
        " JOIN seat s ON s.id = h.seat_id JOIN area a ON a.id = s.area_id"
        " LEFT JOIN area b ON b.id = a.parent_id WHERE s.role = $1 AND s.number = $2",
        role,
        number,
    )
    return int(next(r["id"] for r in rows if role != "PPS" or r["area"] == desa))


async def path(db: Database, *names: str) -> tuple[int, ...]:
    return tuple([await area(db, name) for name in names])


async def load(db: Database, person: int) -> set[Authority]:
    async with db.transaction() as tx:
        return set(await authority.load(tx, Person(person)))


async def grant(db: Database, person: int, role: str, name: str) -> int:
    async with db.transaction() as tx:
        return await authority.save_grant(tx, person, role, await area(db, name), NOW)


@pytest.mark.parametrize(
    ("role", "number", "standing", "where"),
    [
        ("KPPS", 1, Standing.KETUA, (KOTA, JUNREJO, DESA, "004")),
        ("PPS", 1, Standing.PPS, (KOTA, JUNREJO, DESA)),
        ("PPK", 1, Standing.PPK, (KOTA, JUNREJO)),
        ("Sosdiklih", 1, Standing.SOSDIKLIH, (KOTA,)),
    ],
)
async def test_a_seat_gives_its_standing_over_its_area(town, role, number, standing, where):
    found = await load(town, await holder(town, role, number))

    assert found == {Authority(standing, await path(town, *where))}


async def test_a_member_and_a_stranger_have_none(town):
    assert await load(town, await holder(town, "KPPS", 2)) == set()
    assert await load(town, 424242) == set()


async def test_a_grant_adds_to_the_seat(town):
    ketua = await holder(town, "KPPS", 1)
    await grant(town, ketua, "PPS", "Temas")
    await grant(town, ketua, "PPK", "Junrejo")

    found = await load(town, ketua)

    assert found == {
        Authority(Standing.KETUA, await path(town, KOTA, JUNREJO, DESA, "004")),
        Authority(Standing.PPS, await path(town, KOTA, "Batu", "Temas")),
        Authority(Standing.PPK, await path(town, KOTA, JUNREJO)),
    }


async def test_a_grant_sleeps_while_its_person_holds_no_seat(town):
    member = await holder(town, "KPPS", 2)
    await grant(town, member, "Sosdiklih", KOTA)
    assert len(await load(town, member)) == 1

    async with town.transaction() as tx:
        holdings.end(tx, member, holdings.REPLACED, later(hours=1))
    assert await load(town, member) == set()

    async with town.transaction() as tx:
        tx.write("UPDATE holding SET to_at = NULL, reason = '' WHERE person_id = $1", member)
    assert len(await load(town, member)) == 1


async def test_a_former_holder_and_a_person_without_a_seat_have_nothing(town):
    pps = await holder(town, "PPS")
    async with town.transaction() as tx:
        holdings.end(tx, pps, holdings.REMOVED, later(hours=1))
    await a_person(town, BUDI)
    await grant(town, BUDI, "PPS", "Temas")

    assert await load(town, pps) == set()
    assert await load(town, BUDI) == set()


async def test_a_grant_is_new_once_and_taken_back_once(town):
    member = await holder(town, "KPPS", 2)
    beji = await area(town, "Beji")

    assert [await grant(town, member, "PPS", "Beji") for _ in range(2)] == [1, 0]
    counts = []
    for _ in range(2):
        async with town.transaction() as tx:
            counts.append(await authority.revoke(tx, member, "PPS", beji))
    assert counts == [1, 0]
    assert await load(town, member) == set()


async def test_grants_are_listed_with_who_holds_them_and_where(town):
    member = await holder(town, "KPPS", 2)
    await a_person(town, BUDI)
    await grant(town, member, "PPK", "Batu")
    await grant(town, BUDI, "PPS", "Temas")
    async with town.transaction() as tx:
        tx.write("UPDATE person SET erased_at = $2 WHERE id = $1", BUDI, stamp(NOW))

    found = {one.person_id: one for one in await authority.list_grants(town.read)}

    assert found[member].role == Role.PPK
    assert found[member].place.names == (KOTA, "Batu")
    assert found[member].since == NOW
    seat = found[member].seat
    assert seat is not None
    assert (seat.number, seat.tps, found[member].is_erased) == (2, "004", False)
    assert (found[BUDI].seat, found[BUDI].is_erased) == (None, True)


async def test_seats_are_counted_by_role_with_those_that_are_held(town):
    async with town.transaction() as tx:
        holdings.end(tx, await holder(town, "PPK"), holdings.REMOVED, later(hours=1))

    counted = await authority.count_seats(town.read)

    assert counted == [("KPPS", 2, 2), ("PPS", 2, 2), ("PPK", 1, 0), ("Sosdiklih", 1, 1)]


async def test_paths_lead_from_the_kota_down_and_are_empty_for_what_is_not_there(town):
    member = await holder(town, "KPPS", 2)
    [seat] = await town.read("SELECT seat_id AS id FROM holding WHERE person_id = $1", member)
    expected = await path(town, KOTA, JUNREJO, DESA, "004")
    async with town.transaction() as tx:
        assert await authority.path_of(tx, expected[-1]) == expected
        assert await authority.path_of(tx, expected[0]) == expected[:1]
        assert await authority.path_of_seat(tx, seat["id"]) == expected
        assert await authority.path_of_person(tx, member) == expected
        for nothing in (0, -1, 10**15):
            assert await authority.path_of(tx, nothing) == ()
            assert await authority.path_of_seat(tx, nothing) == ()
            assert await authority.path_of_person(tx, nothing) == ()
            assert await authority.place(tx, nothing) is None
            assert await authority.find_officer(tx, nothing) is None


async def test_a_place_carries_the_names_above_it(town):
    async with town.transaction() as tx:
        place: Any = await authority.place(tx, await area(town, "004"))

    assert place.names == (KOTA, JUNREJO, DESA, "004")
    assert (place.level, place.name, place.id) == ("tps", "004", await area(town, "004"))


async def test_all_places_of_a_level_are_listed(town):
    found = await authority.list_places(town.read, "desa")

    assert [place.names[1:] for place in found] == [(JUNREJO, DESA), ("Batu", "Temas")]
    assert await authority.list_places(town.read, "negara") == []


async def test_a_roster_that_gives_the_seat_to_another_moves_the_standing(town):
    before = await holder(town, "PPS")
    async with town.transaction() as tx:
        holdings.end(tx, before, holdings.REPLACED, later(hours=1))
        [seat] = await tx.fetch("SELECT seat_id AS id FROM holding WHERE person_id = $1", before)
        tx.write("INSERT INTO person (id, created_at) VALUES ($1, $2)", BUDI, stamp(NOW))
        holdings.begin(tx, seat["id"], BUDI, later(hours=2))

    assert await load(town, before) == set()
    assert {one.standing for one in await load(town, BUDI)} == {Standing.PPS}
