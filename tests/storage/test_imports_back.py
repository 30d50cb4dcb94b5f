"""Who vanished from the roster and comes back has what they learned, and their chat."""

from bot.core.roster import Kind
from bot.storage import holdings, roster
from bot.storage.engine import Database
from bot.storage.imports_undo import undo
from tests.storage.folk import NOW
from tests.storage.importing import brought_in, line, sitting, tables

SITI, BUDI = "Siti Aminah", "Budi Santoso"
BOTH = [line(2, SITI, 3, phone="+62811"), line(3, BUDI, 4)]


async def people(db: Database) -> list[tuple[int, str]]:
    rows = await db.read("SELECT id, name FROM person ORDER BY name")
    return [(row["id"], row["name"]) for row in rows]


async def test_who_vanished_comes_back_as_the_same_person(db: Database):
    await brought_in(db, BOTH)
    before = await people(db)
    await brought_in(db, BOTH[1:])
    gone = await tables(db)
    seen = await brought_in(db, BOTH)

    assert seen.counts == {Kind.NEW: 1, Kind.UNCHANGED: 1}
    assert await people(db) == before
    assert await sitting(db) == {"004/KPPS/3": SITI, "004/KPPS/4": BUDI}
    assert (await brought_in(db, BOTH)).counts == {Kind.UNCHANGED: 2}

    done = await undo(db, NOW)
    assert done.left_out == ()
    assert await tables(db) == gone


async def test_who_vanished_comes_back_elsewhere_and_with_a_name_spelt_better(db: Database):
    await brought_in(db, BOTH)
    before = dict(await people(db))
    await brought_in(db, BOTH[1:])
    gone = await tables(db)
    await brought_in(db, [*BOTH[1:], line(4, "Hj. Siti Aminah", 1, tps="007", phone="+62811")])

    after = dict(await people(db))
    assert after.keys() == before.keys()
    assert "Hj. Siti Aminah" in after.values()
    assert (await undo(db, NOW)).left_out == ()
    assert await tables(db) == gone


async def test_who_was_replaced_and_comes_back_replaces_in_turn(db: Database):
    await brought_in(db, BOTH)
    await brought_in(db, [line(2, "Orang Lain", 3, phone="+62819"), BOTH[1]])
    replaced = await tables(db)
    seen = await brought_in(db, BOTH)

    assert seen.counts == {Kind.MOVED: 1, Kind.UNCHANGED: 1}
    assert len(await people(db)) == 3
    assert (await undo(db, NOW)).left_out == ()
    assert await tables(db) == replaced


async def test_who_asked_to_be_forgotten_does_not_come_back(db: Database):
    await brought_in(db, BOTH)
    async with db.transaction() as tx:
        for person_id, _ in await people(db):
            holdings.end(tx, person_id, holdings.REMOVED, NOW)
        tx.write("UPDATE person SET erased_at = 'x' WHERE name = $1", SITI)
    known, _ = await roster.load_known(db)

    assert [(one.name, one.holding_id) for one in known.gone] == [(BUDI, None)]
