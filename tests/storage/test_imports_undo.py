"""Undoing the last import: exactly, and what is left out because of what happened since."""

import pytest

from bot.core.people import Role
from bot.core.roster_preview import Said
from bot.storage import holdings, imports
from bot.storage.engine import Database
from bot.storage.imports_undo import (
    CODE_SINCE,
    ERASED,
    HELD_SINCE,
    NAME_SINCE,
    NOTHING,
    SEAT_SINCE,
    undo,
)
from bot.storage.people import save_new_person
from tests.storage.folk import NOW, later
from tests.storage.importing import brought_in, line, sitting, tables
from tests.storage.test_imports import ANI, BUDI, SITI, count, forgotten, person

OLD = [
    line(2, SITI, 1, phone="+62811"),
    line(3, BUDI, 2, phone="+62812"),
    line(4, ANI, 3),
    line(5, "Cici", None),
]
KPPS_1 = "KPPS 1, TPS 004, Beji, Junrejo"


async def left_out(db: Database) -> tuple[tuple[str, str], ...]:
    return (await undo(db, NOW)).left_out


async def test_the_first_import_leaves_nothing(db: Database):
    before = await tables(db)
    await brought_in(db, [*OLD, line(9, "Dodi", 1, role=Role.PPS)])
    done = await undo(db, NOW)

    assert (done.run.state, done.run.file_name) == ("undone", "daftar.csv")
    assert (done.restored, done.left_out) == (5, ())
    assert await tables(db) == before
    assert (await count(db, "import_row"), await count(db, "import_area")) == (0, 0)


async def test_every_kind_of_change_is_taken_back(db: Database):
    await brought_in(db, OLD)
    before = await tables(db)
    await brought_in(
        db,
        [
            line(2, "Budi S", 1, phone="+62812", code="ABCD"),
            line(3, SITI, 2, phone="+62811"),
            line(4, "Ani Lestary", 3, phone="+62813"),
            line(5, "Cici", 4),
            line(6, "Eko", 5, tps="099"),
        ],
    )
    assert await tables(db) != before
    done = await undo(db, NOW)

    assert (done.restored, done.left_out) == (5, ())
    assert await tables(db) == before


async def test_who_was_replaced_or_vanished_comes_back(db: Database):
    await brought_in(db, OLD)
    before = await tables(db)
    await brought_in(db, [line(2, "Eko", 1), line(3, BUDI, 2)])
    assert await left_out(db) == ()
    assert await tables(db) == before


async def test_only_the_last_import_can_be_undone_and_once(db: Database):
    with pytest.raises(imports.CannotImport, match=NOTHING):
        await undo(db, NOW)
    await brought_in(db, OLD)
    await brought_in(db, [*OLD, line(9, "Eko", 5)])
    with pytest.raises(imports.CannotImport, match=NOTHING):
        await undo(db, NOW, run_id=1)
    await undo(db, NOW, run_id=2)

    with pytest.raises(imports.CannotImport, match=NOTHING):
        await undo(db, NOW)
    assert await count(db, "seat") == 4


async def test_an_import_whose_names_are_gone_is_not_undone(db: Database):
    await brought_in(db, OLD)
    with pytest.raises(imports.CannotImport, match="14 hari"):
        await undo(db, later(days=15))
    assert await count(db, "seat") == 4


async def test_an_undo_is_in_the_trail(db: Database):
    await brought_in(db, OLD)
    await undo(db, NOW, actor=7)

    rows = await db.read("SELECT actor, verb FROM audit ORDER BY id")
    assert [(r["actor"], r["verb"]) for r in rows][-1] == (7, "urungkan-impor")


# --- what happened since --------------------------------------------------------------------


async def test_who_came_and_learned_stays_without_a_seat(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    siti = await person(db, SITI)
    async with db.transaction() as tx:
        tx.write("INSERT INTO completion (person_id, sesi, at, how) VALUES ($1, 1, '', '')", siti)
    assert await left_out(db) == ()

    assert [r["id"] for r in await db.read("SELECT id FROM person")] == [siti]
    assert (await count(db, "holding"), await count(db, "seat")) == (0, 0)
    assert await count(db, "completion") == 1


async def test_who_came_and_was_forgotten_is_left_out_and_the_seat_waits(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    seat_id = await forgotten(db, SITI)

    assert await left_out(db) == ((KPPS_1, ERASED),)
    assert [seat.seat_id for seat in await imports.list_erased(db.read)] == [seat_id]
    assert await sitting(db) == {"004/KPPS/1": ""}


async def test_who_was_replaced_and_then_forgotten_is_left_out(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    siti = await person(db, SITI)
    await brought_in(db, [line(2, ANI, 1), line(3, BUDI, 2)])
    async with db.transaction() as tx:
        tx.write("UPDATE person SET name = '', phone = '', erased_at = 'x' WHERE id = $1", siti)

    assert await left_out(db) == ((KPPS_1, ERASED),)
    assert await sitting(db) == {"004/KPPS/1": "", "004/KPPS/2": BUDI}
    assert len(await imports.list_erased(db.read)) == 1, "the next import asks the office"


async def test_who_was_renamed_and_then_forgotten_gets_no_name_back(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    await brought_in(db, [line(2, "Sity Aminah", 1), line(3, BUDI, 2)])
    siti = await person(db, "Sity Aminah")
    async with db.transaction() as tx:
        await imports.forget_person(tx, siti)
    await forgotten(db, "Sity Aminah")

    assert await left_out(db) == ((KPPS_1, ERASED),)
    [row] = await db.read("SELECT name, phone FROM person WHERE id = $1", siti)
    assert (row["name"], row["phone"]) == ("", "")


async def test_whoever_moved_keeps_the_name_when_another_was_forgotten(db: Database):
    await brought_in(db, [line(2, SITI, 1, phone="+62811"), line(3, BUDI, 2, phone="+62812")])
    await brought_in(db, [line(2, "Budi S", 1, phone="+62812")], Said(allow_vanish=True))
    siti = await person(db, SITI)
    async with db.transaction() as tx:
        await imports.forget_person(tx, siti)
        tx.write("UPDATE person SET name = '', phone = '', erased_at = 'x' WHERE id = $1", siti)
    await undo(db, NOW)

    assert await sitting(db) == {"004/KPPS/1": "", "004/KPPS/2": BUDI}


async def test_a_seat_that_was_given_to_somebody_else_since_is_left_out(db: Database):
    await brought_in(db, [line(2, SITI, 1)])
    await brought_in(db, [line(2, BUDI, 1)])
    async with db.transaction() as tx:
        holdings.end(tx, await person(db, BUDI), holdings.REPLACED, NOW)
        save_new_person(tx, 5, "Eko", "", NOW)
        holdings.begin(tx, 1, 5, NOW)
        holdings.save_code(tx, 1, "LAIN")

    assert await left_out(db) == ((KPPS_1, SEAT_SINCE),)
    assert await sitting(db) == {"004/KPPS/1": "Eko"}
    assert [r["code"] for r in await db.read("SELECT code FROM seat")] == ["LAIN"]


async def test_a_new_seat_with_a_history_is_left_out(db: Database):
    await brought_in(db, [line(2, "", 1)])
    async with db.transaction() as tx:
        save_new_person(tx, 5, "Eko", "", NOW)
        holdings.begin(tx, 1, 5, NOW)

    assert await left_out(db) == ((KPPS_1, SEAT_SINCE),)
    assert await sitting(db) == {"004/KPPS/1": "Eko"}
    assert await count(db, "area") == 4


async def test_who_has_another_seat_since_is_left_out(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, "", 2)])
    await brought_in(db, [line(2, BUDI, 1), line(3, "", 2)])
    async with db.transaction() as tx:
        holdings.begin(tx, 2, await person(db, SITI), NOW)

    assert await left_out(db) == ((KPPS_1, HELD_SINCE),)
    assert await sitting(db) == {"004/KPPS/1": "", "004/KPPS/2": SITI}


async def test_a_code_or_a_name_changed_since_is_left_as_it_is(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    await brought_in(db, [line(2, SITI, 1, code="ABCD"), line(3, "Budi Santosa", 2)])
    async with db.transaction() as tx:
        holdings.save_code(tx, 1, "LAIN")
        tx.write("UPDATE person SET name = 'Budi S' WHERE name = 'Budi Santosa'")

    assert await left_out(db) == (
        (KPPS_1, CODE_SINCE),
        ("KPPS 2, TPS 004, Beji, Junrejo", NAME_SINCE),
    )
    assert await sitting(db) == {"004/KPPS/1": SITI, "004/KPPS/2": "Budi S"}


async def test_an_area_where_something_else_is_now_stays(db: Database):
    await brought_in(db, [line(2, SITI, 1)])
    async with db.transaction() as tx:
        tx.write("INSERT INTO seat (area_id, role, code, created_at) VALUES (3, 'PPS', 'X', '')")
    assert await left_out(db) == ()

    rows = await db.read("SELECT level FROM area ORDER BY id")
    assert [row["level"] for row in rows] == ["kota", "kecamatan", "desa"]
