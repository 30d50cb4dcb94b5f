"""Who is at a phone, and what was ticked: as far as the phone may keep it."""

from datetime import UTC, date, datetime

import pytest

from bot.storage import offline as storage
from bot.storage.engine import Database
from tests.storage.conftest import NOW

ON = date(2024, 2, 14)


@pytest.fixture
async def kept(db: Database) -> Database:
    """Give a database in which person 1 is KPPS 4 of TPS 004 (area 4), at the phone `hp1`."""
    async with db.transaction() as tx:
        areas = (("kota", "Kota Batu"), ("kecamatan", "Junrejo"), ("desa", "Beji"), ("tps", "004"))
        for n, (level, name) in enumerate(areas, 1):
            tx.write(
                "INSERT INTO area (id, parent_id, level, name) VALUES ($1, $2, $3, $4)",
                n,
                n - 1 or None,
                level,
                name,
            )
        for n in (1, 2):
            tx.write("INSERT INTO person (id, name, created_at) VALUES ($1, 'S', $2)", n, NOW)
        tx.write(
            "INSERT INTO seat (id, area_id, role, number, code, created_at)"
            " VALUES (1, 4, 'KPPS', 4, 'KODE', $1)",
            NOW,
        )
        tx.write("INSERT INTO holding (seat_id, person_id, from_at) VALUES (1, 1, $1)", NOW)
        tx.write(
            "INSERT INTO chat (id, channel, address, person_id, created_at, seen_at)"
            " VALUES (1, 'web', 'hp1', 1, $1, $1)",
            NOW,
        )
    return db


async def agree(db: Database, person: int = 1) -> None:
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consent_version, consented_at)"
            " VALUES (1, $1, 2, $2)",
            person,
            NOW,
        )
        tx.write("UPDATE chat SET person_id = $1 WHERE id = 1", person)


async def test_who_is_at_the_phone_is_found_without_a_name(kept: Database):
    await agree(kept)
    who = await storage.find_who(kept.read, "web", "hp1")

    assert who is not None
    assert (who.person.id, who.person.name, who.path) == (1, "", (1, 2, 3, 4))
    assert who.person.seat is not None
    assert (who.person.seat.number, who.person.seat.tps) == (4, "004")


async def test_nobody_is_known_before_they_agree_nor_at_other_phones(kept: Database):
    assert await storage.find_who(kept.read, "web", "hp1") is None
    await agree(kept)
    assert await storage.find_who(kept.read, "web", "hp2") is None
    assert await storage.find_who(kept.read, "telegram", "hp1") is None


async def test_a_phone_that_was_forgotten_knows_nobody(kept: Database):
    await agree(kept)
    async with kept.transaction() as tx:
        tx.write("UPDATE chat SET forgotten_at = $1 WHERE id = 1", NOW)

    assert await storage.find_who(kept.read, "web", "hp1") is None


async def test_a_guest_has_no_seat_and_serves_nowhere(kept: Database):
    await agree(kept, 2)
    who = await storage.find_who(kept.read, "web", "hp1")

    assert who is not None
    assert (who.person.seat, who.path) == (None, ())


async def test_what_was_ticked_is_of_that_tps_and_that_day(kept: Database):
    async with kept.transaction() as tx:
        for area, on, step in (
            (4, "2024-02-14", "buka"),
            (4, "2024-02-24", "lain"),
            (3, "2024-02-14", "lain"),
        ):
            tx.write(
                "INSERT INTO step_done (area_id, on_date, step_id, by_id, at)"
                " VALUES ($1, $2, $3, 1, $4)",
                area,
                on,
                step,
                "2024-02-14T00:02:00.000000Z",
            )

    ticks = await storage.list_ticks(kept.read, 4, ON)
    assert ticks == {"buka": datetime(2024, 2, 14, 0, 2, tzinfo=UTC)}
