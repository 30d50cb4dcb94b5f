"""The roster: areas, seats and holders brought in, corrected, and counted from the database."""

import pytest

from bot.cli.roster import save
from bot.core.people import Role
from bot.core.roster import Kind
from bot.sheets.sample import RosterRow, sample
from bot.storage import imports, people, roster
from bot.storage.engine import Database
from tests.phone import StandingClock
from tests.storage.folk import BEJI, CODE, a_chat, bring_in, entry

CLOCK = StandingClock()


def row(nomor: str = "3", nama: str = "Siti", kode: str = "", **changes: str) -> RosterRow:
    values = {
        "kecamatan": "Junrejo",
        "desa": "Beji",
        "tps": "004",
        "peran": "KPPS",
        "telepon": "0800 0003316",
    }
    return RosterRow(nomor=nomor, nama=nama, kode=kode, **(values | changes))


async def holders(db: Database) -> list[tuple[str | None, str | None, str]]:
    rows = await db.read(
        "SELECT p.name, p.phone, s.code FROM seat s LEFT JOIN holding h ON h.seat_id = s.id"
        " AND h.to_at IS NULL LEFT JOIN person p ON p.id = h.person_id ORDER BY s.number, s.id"
    )
    return [(r["name"], r["phone"], r["code"]) for r in rows]


async def test_the_whole_sample_is_brought_in_and_the_second_time_nothing_changes(db: Database):
    rows = list(sample())
    first = await save(db, rows, CLOCK)
    second = await save(db, rows, CLOCK)

    assert first.counts == {Kind.NEW: 4367}
    assert second.counts == {Kind.UNCHANGED: 4367}
    levels = await db.read("SELECT level, COUNT(*) AS n FROM area GROUP BY level")
    assert {r["level"]: r["n"] for r in levels} == {
        "kota": 1, "kecamatan": 3, "desa": 24, "tps": 611,
    }  # fmt: skip
    roles = await db.read("SELECT role, COUNT(*) AS n FROM seat GROUP BY role")
    assert {r["role"]: r["n"] for r in roles} == {
        "KPPS": 4277, "PPS": 72, "PPK": 15, "Sosdiklih": 3,
    }  # fmt: skip
    assert await roster.count_sample_codes(db) == 4367


async def test_bringing_the_sample_in_leaves_no_run_and_no_trail(db: Database):
    await save(db, [row()], CLOCK)

    assert await imports.last_applied(db.read) is None
    assert await db.read("SELECT 1 FROM import_run UNION ALL SELECT 1 FROM audit") == []


async def test_a_sample_that_is_rejected_is_told(db: Database):
    with pytest.raises(ValueError, match="Baris 3: kursi ini juga ada pada baris 2"):
        await save(db, [row(), row(nama="Budi")], CLOCK)


async def test_a_corrected_name_or_number_updates_the_same_person(db: Database):
    await bring_in(db, entry(3, "Siti"), entry(4, "Budi", phone="+62812"))
    before = await db.read("SELECT person_id FROM holding ORDER BY id")

    await bring_in(db, entry(3, "Siti Aminah"), entry(4, "Budi", phone="+62811"))

    assert [name for name, _, _ in await holders(db)] == ["Siti Aminah", "Budi"]
    assert await db.read("SELECT person_id FROM holding ORDER BY id") == before


async def test_a_seat_nobody_holds_gets_its_holder_later(db: Database):
    await bring_in(db, entry(3, "", phone=""))
    assert await holders(db) == [(None, None, CODE)]

    await bring_in(db, entry(3, "Siti"))

    assert await holders(db) == [("Siti", "+628000003316", CODE)]


async def test_nothing_that_is_missing_from_the_file_is_removed(db: Database):
    await bring_in(db, entry(3), entry(4, "Budi"))
    await bring_in(db, entry(4, "Budi"))

    assert len(await holders(db)) == 2


async def test_desa_of_the_same_name_in_two_kecamatan_are_two(db: Database):
    place = ("Kota Batu", "Bumiaji", "Beji", "004")
    await bring_in(db, entry(3), entry(3, "Budi", place=place, code="LAIN"))

    assert len(await db.read("SELECT id FROM area WHERE level = 'desa'")) == 2
    assert len(await holders(db)) == 2


async def test_an_empty_database_is_known_for_one(db: Database):
    assert await roster.is_empty(db)
    await bring_in(db, entry(3))
    assert not await roster.is_empty(db)


async def test_codes_are_known_by_seat(db: Database):
    await bring_in(
        db,
        entry(3),
        entry(None, "Ani", code="TANPA1"),
        entry(1, "Bu PPS", place=BEJI, role=Role.PPS, code="PPS1"),
    )

    assert await roster.codes_in_use(db) == {
        ((*BEJI, "004"), "KPPS", 3): CODE,
        ((*BEJI, "004"), "KPPS", "Ani"): "TANPA1",
        (BEJI, "PPS", 1): "PPS1",
    }


async def test_the_roster_is_read_out_in_the_order_of_places(db: Database):
    await bring_in(
        db,
        entry(4, "", phone="", code="X4"),
        entry(3, code="X3"),
        entry(1, "Bu PPS", place=BEJI, role=Role.PPS, code="X1"),
        entry(2, "Pak Sosdiklih", place=("Kota Batu",), role=Role.SOSDIKLIH, code="X2"),
    )
    out = await roster.export(db)

    assert [(e.role, e.number, e.code) for e in out] == [
        ("Sosdiklih", 2, "X2"), ("PPS", 1, "X1"), ("KPPS", 3, "X3"), ("KPPS", 4, "X4"),
    ]  # fmt: skip
    assert out[2] == entry(3, code="X3")


# --- as the sample is brought in ------------------------------------------------------------


async def test_rows_without_a_code_get_one_and_keep_it(db: Database):
    rows = [row("3"), row("4", "Budi Santoso", telepon="")]
    await save(db, rows, CLOCK)
    codes = [code for _, _, code in await holders(db)]
    assert len(set(codes)) == 2

    await save(db, [row("3"), row("4", "Budi Santosa", telepon="")], CLOCK)

    assert [code for _, _, code in await holders(db)] == codes


async def test_a_row_without_a_number_may_be_recognised_by_its_code(db: Database):
    await save(db, [row("", "Siti", CODE)], CLOCK)
    seen = await save(db, [row("", "Siti Aminah", "fbvr-h9yf")], CLOCK)

    assert seen.counts == {Kind.RENAMED: 1}


async def test_a_code_of_the_sample_is_replaced_when_the_real_roster_comes(db: Database):
    await save(db, [row("3", kode=CODE)], CLOCK)
    assert await roster.count_sample_codes(db) == 1

    await save(db, [row("3")], CLOCK)

    assert await roster.count_sample_codes(db) == 0
    [(_, _, code)] = await holders(db)
    assert code != CODE


async def test_numbers_are_stored_as_they_are_compared(db: Database):
    await save(db, [row("3", telepon="0812-3456-7890"), row("4", telepon="81234567890")], CLOCK)

    assert [phone for _, phone, _ in await holders(db)] == ["+6281234567890"] * 2


async def test_whoever_uses_a_phone_keeps_it_when_the_roster_is_corrected(db: Database):
    await bring_in(db, entry(3))
    [held] = await db.read("SELECT person_id FROM holding")
    chat = await a_chat(db, person=held["person_id"])
    await bring_in(db, entry(3, "Siti Aminah"))
    async with db.transaction() as tx:
        here = await people.list_companions(tx, chat.id)

    assert [person.name for person in here] == ["Siti Aminah"]
