"""Staging a file's changes, looking at them, applying them, and who is forgotten meanwhile."""

from datetime import timedelta

import pytest

from bot.core.people import Role
from bot.core.roster import Kind, Line, Problem
from bot.core.roster_preview import ErasedSeat, Said
from bot.storage import audit, holdings, imports, roster
from bot.storage.engine import Database
from bot.storage.imports_apply import CHANGED, DONE, OVER, apply
from bot.storage.imports_end import drop_rows, forget_run
from bot.storage.imports_run import CannotImport, Found, load_found, load_lines, save_failed
from bot.storage.people import save_new_person
from tests.storage.folk import NOW, later
from tests.storage.importing import (
    brought_in,
    line,
    looked_at,
    sitting,
    staged,
    tables,
)

SITI, BUDI, ANI = "Siti Aminah", "Budi Santoso", "Ani Lestari"


async def people(db: Database, run_id: int) -> list[tuple[str, str, str, str]]:
    rows = await db.read(
        "SELECT name, phone, old_name, old_phone FROM import_row WHERE run_id = $1 ORDER BY n",
        run_id,
    )
    return [(r["name"], r["phone"], r["old_name"], r["old_phone"]) for r in rows]


async def states(db: Database) -> list[str]:
    return [r["state"] for r in await db.read("SELECT state FROM import_run ORDER BY id")]


async def count(db: Database, table: str) -> int:
    return int((await db.read(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"])  # noqa: S608


async def person(db: Database, name: str) -> int:
    [row] = await db.read("SELECT id FROM person WHERE name = $1", name)
    return int(row["id"])


# --- the preview ----------------------------------------------------------------------------


async def test_a_preview_is_counted_in_the_database(db: Database):
    lines = [
        line(2, SITI, 1, phone="+62811"),
        line(3, BUDI, 2, phone="+62811"),
        line(4, "", 3, phone="+62813"),
        line(5, ANI, 4, role=None),
    ]
    seen = await looked_at(db, await staged(db, lines))

    assert seen.counts == {Kind.NEW: 3, Kind.REJECTED: 1}
    assert (seen.new_desas, seen.roles, seen.holders) == (("Beji",), (Role.KPPS,), 0)
    assert (seen.same_phone, seen.too_many_vanish, seen.is_old) == (1, False, False)
    assert seen.notes == (
        "Baris 4: telepon tanpa nama diabaikan.",
        "Baris 2 dan 3: nomor telepon sama.",
    )
    assert await count(db, "seat") == 0, "a preview changes nothing"


async def test_a_preview_counts_suggestions_and_unknown_desa(db: Database):
    await brought_in(db, [line(2)])
    lines = [line(2, desa="Bejji"), line(3, desa="Entah"), line(4, kecamatan="Junrjo")]
    seen = await looked_at(db, await staged(db, lines, Said(keep_missing=True)))

    assert (seen.suggestions, seen.unknown_desas) == (2, 1)


async def test_what_the_file_was_and_what_was_said_are_kept(db: Database):
    said = Said(keep_missing=True)
    run_id = await staged(db, [line(2)], said)
    run = await imports.load_run(db.read, run_id)

    assert run is not None
    assert (run.file_name, run.state, run.said) == ("daftar.csv", "previewed", said)
    assert await load_found(db.read, run_id) == Found(roles=("KPPS",))
    assert await imports.load_run(db.read, 999) is None
    assert await imports.preview(db.read, 999) is None


async def test_rows_are_listed_by_kind_and_page(db: Database):
    await brought_in(db, [line(2, SITI, 1, phone="+62811"), line(3, BUDI, 2)])
    lines = [
        line(2, "Sity Aminah", 1, phone="+62811"),
        line(3, ANI, 2),
        line(4, "Cici", 3, problems=(Problem("No. HP", "kacau."),)),
    ]
    run_id = await staged(db, lines)

    async def listed(kind: Kind, offset: int = 0) -> list[tuple[int, str, str, str]]:
        rows = await imports.list_rows(db.read, run_id, kind, offset, 10)
        return [(r.line, r.name, r.before, r.reason) for r in rows]

    assert await listed(Kind.RENAMED) == [(2, "Sity Aminah", SITI, "")]
    assert await listed(Kind.REPLACED) == [(3, ANI, BUDI, "")]
    assert await listed(Kind.REJECTED) == [(4, "Cici", "", "kacau.")]
    assert await listed(Kind.REJECTED, offset=1) == []
    [row] = await imports.list_rows(db.read, run_id, Kind.REJECTED, 0, 10)
    assert (row.place, row.role, row.number) == (("Junrejo", "Beji", "004"), "KPPS", 3)


async def test_a_row_says_where_somebody_comes_from_or_which_number_it_was(db: Database):
    await brought_in(db, [line(2, SITI, 1, phone="+62811"), line(3, BUDI, 2, phone="+62812")])
    lines = [line(2, SITI, 3, phone="+62811"), line(3, BUDI, 2, phone="+62813")]
    run_id = await staged(db, lines)
    told = {row.name: row.before async for row, _ in imports.result(db, run_id)}

    assert told == {SITI: "KPPS 1, TPS 004, Beji, Junrejo", BUDI: "+62812"}


async def test_the_lines_of_a_run_can_be_planned_again(db: Database):
    await brought_in(db, [line(2, SITI, 1, phone="+62811")])
    lines = [
        line(2, SITI, None),
        line(3, BUDI, 2, phone="+62812", code="ABCD"),
        line(4, ANI, 3, desa="Bejji"),
        Line(5, name="Cici", problems=(Problem("Peran", "tidak dikenal."),)),
    ]
    first = await staged(db, lines, Said(keep_missing=True))
    again = await load_lines(db, first)

    assert again == lines
    said = Said(keep_missing=True, accept_suggestions=True)
    seen = await looked_at(db, await staged(db, again, said))
    assert seen.counts == {Kind.UNCHANGED: 1, Kind.NEW: 2, Kind.REJECTED: 1}


# --- applying -------------------------------------------------------------------------------


async def test_everything_at_once(db: Database):
    await brought_in(
        db,
        [
            line(2, SITI, 1, phone="+62811"),
            line(3, BUDI, 2, phone="+62812"),
            line(4, ANI, 3),
            line(5, "Cici", None),
            line(6, "Dodi", 5),
        ],
    )
    before = await person(db, SITI)
    seen = await brought_in(
        db,
        [
            line(2, BUDI, 1, phone="+62812"),
            line(3, SITI, 2, phone="+62811"),
            line(4, "Ani Lestary", 3, phone="+62813"),
            line(5, "Cici", 4),
            line(6, "Eko", 7),
        ],
    )

    assert seen.run.state == "applied"
    assert seen.counts == {
        Kind.MOVED: 2, Kind.RENAMED: 1, Kind.NUMBERED: 1, Kind.NEW: 1, Kind.VANISHED: 1,
    }  # fmt: skip
    assert await sitting(db) == {
        "004/KPPS/1": BUDI, "004/KPPS/2": SITI, "004/KPPS/3": "Ani Lestary", "004/KPPS/4": "Cici",
        "004/KPPS/5": "", "004/KPPS/7": "Eko",
    }  # fmt: skip
    assert await person(db, SITI) == before, "who moves stays the same person"
    ended = await db.read("SELECT reason FROM holding WHERE to_at IS NOT NULL ORDER BY reason")
    assert [row["reason"] for row in ended] == ["keluar", "pindah", "pindah"]


async def test_the_same_file_twice_changes_nothing(db: Database):
    lines = [line(2, SITI, 1), line(3, BUDI, None, phone="+62811"), line(4, "", 5)]
    await brought_in(db, lines)
    before = await tables(db)
    standing = await imports.last_applied(db.read)
    seen = await brought_in(db, lines)

    assert seen.counts == {Kind.UNCHANGED: 3}
    assert await tables(db) == before
    assert await imports.last_applied(db.read) == standing, "the one before can still be undone"


async def test_results_stay_with_who_earned_them(db: Database):
    await brought_in(db, [line(2, SITI)])
    siti = await person(db, SITI)
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO completion (person_id, sesi, at, how) VALUES ($1, 1, 'x', 'kuis')", siti
        )
    await brought_in(db, [line(2, BUDI)])

    [done] = await db.read("SELECT person_id FROM completion")
    assert done["person_id"] == siti
    assert await sitting(db) == {"004/KPPS/3": BUDI}


async def test_an_import_is_applied_once(db: Database):
    run_id = await staged(db, [line(2)])
    await apply(db, run_id, Said(), NOW)

    with pytest.raises(CannotImport, match=DONE):
        await apply(db, run_id, Said(), NOW)
    with pytest.raises(CannotImport, match=OVER):
        await apply(db, 999, Said(), NOW)
    assert await count(db, "seat") == 1


async def test_a_preview_made_before_a_change_is_not_applied(db: Database):
    run_id = await staged(db, [line(2)])
    async with db.transaction() as tx:
        holdings.touch(tx)

    assert (await looked_at(db, run_id)).is_old
    with pytest.raises(CannotImport) as refusal:
        await apply(db, run_id, Said(), NOW)
    assert str(refusal.value) == CHANGED
    assert await count(db, "seat") == 0


async def test_a_change_that_nobody_noted_is_met_as_a_conflict(db: Database):
    run_id = await staged(db, [line(2, code="ABCD")])
    async with db.transaction() as tx:
        tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Kota Lain')")

    with pytest.raises(CannotImport, match="berubah sejak pratinjau"):
        await apply(db, run_id, Said(), NOW)
    assert await states(db) == ["previewed"]


async def test_a_cancelled_preview_is_not_applied_and_leaves_nothing(db: Database):
    run_id = await staged(db, [line(2)])
    async with db.transaction() as tx:
        imports.save_cancelled(tx, run_id)

    with pytest.raises(CannotImport, match=OVER):
        await apply(db, run_id, Said(), NOW)
    await imports.purge(db, NOW)
    assert (await count(db, "import_row"), await count(db, "import_area")) == (0, 0)


async def test_many_vanish_only_if_somebody_says_so(db: Database):
    await brought_in(db, [line(n, f"Orang {n}", n) for n in range(1, 8)])
    lines = [line(n, f"Orang {n}", n) for n in range(1, 7)]
    run_id = await staged(db, lines, Said())

    assert (await looked_at(db, run_id)).too_many_vanish
    with pytest.raises(CannotImport, match="1 dari 7 petugas akan hilang"):
        await apply(db, run_id, Said(), NOW)
    seen = await apply(db, run_id, Said(allow_vanish=True), NOW)
    assert seen.counts[Kind.VANISHED] == 1
    assert (await sitting(db))["004/KPPS/7"] == ""


async def test_those_missing_can_be_kept_after_the_preview(db: Database):
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])
    run_id = await staged(db, [line(2, SITI, 1), line(3, ANI, 3)], Said())
    seen = await apply(db, run_id, Said(keep_missing=True), NOW)

    assert seen.counts == {Kind.UNCHANGED: 1, Kind.NEW: 1}
    assert (await sitting(db))["004/KPPS/2"] == BUDI


async def test_applying_is_in_the_trail_with_who_did_it(db: Database):
    run_id = await staged(db, [line(2)])
    await apply(db, run_id, Said(), NOW, actor=7)

    [row] = await db.read("SELECT actor, verb, object FROM audit")
    assert tuple(dict(row).values()) == (7, "terapkan-impor", f"impor:{run_id}")
    again = await staged(db, [line(2)])
    await apply(db, again, Said(), NOW)
    assert [r["actor"] for r in await db.read("SELECT actor FROM audit ORDER BY id")] == [
        7,
        audit.OPERATOR,
    ]


async def test_rows_added_later_get_ids_of_their_own(db: Database):
    """PostgreSQL counts by itself: its counters must go on after the ids of an import."""
    await brought_in(db, [line(2)])
    async with db.transaction() as tx:
        tx.write("INSERT INTO area (level, name) VALUES ('kota', 'Lain')")
        tx.write("INSERT INTO seat (area_id, role, code, created_at) VALUES (1, 'PPS', 'X', 'x')")
        save_new_person(tx, 5, "Eko", "", NOW)
        holdings.begin(tx, 2, 5, later(hours=1))

    [last] = await db.read("SELECT MAX(a.id) AS area, MAX(h.id) AS held FROM area a, holding h")
    assert (last["area"], last["held"]) == (5, 2)


# --- forgetting -----------------------------------------------------------------------------


async def test_what_is_known_of_older_imports_goes_when_the_next_is_applied(db: Database):
    await brought_in(db, [line(2, SITI, 1)])
    await brought_in(db, [line(2, SITI, 1), line(3, BUDI, 2)])

    rows = await db.read("SELECT DISTINCT run_id FROM import_row")
    assert [row["run_id"] for row in rows] == [2]


async def test_names_are_kept_for_a_fortnight(db: Database):
    await brought_in(db, [line(2)])
    await imports.purge(db, later(days=13))
    assert await count(db, "import_row") == 1

    await imports.purge(db, later(days=15))
    assert await count(db, "import_row") == 0
    assert await states(db) == ["applied"]


async def test_interrupted_and_forgotten_runs_are_cleared_away(db: Database):
    run_id = await staged(db, [line(2)])
    async with db.transaction() as tx:
        tx.write("UPDATE import_run SET state = 'staging' WHERE id = $1", run_id)
    await staged(db, [line(2)])
    await imports.purge(db, later(hours=1))
    assert await count(db, "import_row") == 2

    await imports.purge(db, later(hours=7))
    assert await states(db) == ["failed", "previewed"]
    await imports.purge(db, later(days=15))
    assert await states(db) == ["failed", "cancelled"]
    assert await count(db, "import_row") == 0


async def test_a_failed_run_and_one_without_rows(db: Database):
    run_id = await staged(db, [])
    async with db.transaction() as tx:
        save_failed(tx, run_id)
    await drop_rows(db, run_id)
    assert await states(db) == ["failed"]
    await forget_run(db, run_id)
    assert await states(db) == []


async def test_a_person_is_forgotten_in_staged_rows(db: Database):
    await brought_in(
        db, [line(2, SITI, 1, phone="+62811"), line(3, BUDI, 2, phone="+62812"), line(4, ANI, 3)]
    )
    lines = [
        line(2, BUDI, 1, phone="+62812"),
        line(3, SITI, 2, phone="+62811"),
        line(4, "Cici", 3),
        line(5, SITI, 9, role=Role.PPS, problems=(Problem("Nomor", "1 sampai 3."),)),
        line(6, "?", 9, phone="+62811", role=Role.PPS, problems=(Problem("Nomor", "?"),)),
    ]
    run_id = await staged(db, lines)
    async with db.transaction() as tx:
        await imports.forget_person(tx, await person(db, SITI))

    assert await people(db, run_id) == [
        (BUDI, "+62812", BUDI, "+62812"),
        ("", "", "", ""),
        ("Cici", "", ANI, ""),
        ("", "", "", ""),
        ("", "", "", ""),
    ]


# --- seats of the forgotten -----------------------------------------------------------------


async def forgotten(db: Database, name: str) -> int:
    who = await person(db, name)
    [row] = await db.read("SELECT seat_id FROM holding WHERE person_id = $1", who)
    async with db.transaction() as tx:
        holdings.end(tx, who, holdings.ERASED, NOW)
        tx.write("UPDATE person SET name = '', phone = '', erased_at = 'x' WHERE id = $1", who)
        tx.write("UPDATE seat SET erased_at = 'x' WHERE id = $1", row["seat_id"])
    return int(row["seat_id"])


async def test_whoever_was_forgotten_does_not_come_back_with_the_file(db: Database):
    lines = [line(2, SITI, 1), line(3, BUDI, 2)]
    await brought_in(db, lines)
    seat_id = await forgotten(db, SITI)

    assert await imports.list_erased(db.read) == [
        ErasedSeat(seat_id, ("Junrejo", "Beji", "004"), "KPPS", 1, "")
    ]
    assert (await brought_in(db, lines)).counts == {Kind.WAITING: 1, Kind.UNCHANGED: 1}

    async with db.transaction() as tx:
        assert await imports.save_erased_choice(tx, seat_id, "tetap")
    assert [seat.choice for seat in await imports.list_erased(db.read)] == ["tetap"]
    assert (await brought_in(db, lines)).counts == {Kind.UNCHANGED: 2}
    assert (await sitting(db))["004/KPPS/1"] == ""

    async with db.transaction() as tx:
        assert await imports.save_erased_choice(tx, seat_id, "lain")
        assert not await imports.save_erased_choice(tx, seat_id, "lain")
    assert await imports.list_erased(db.read) == []
    assert (await brought_in(db, [line(2, ANI, 1), line(3, BUDI, 2)])).counts == {
        Kind.NEW: 1,
        Kind.UNCHANGED: 1,
    }
    assert (await sitting(db))["004/KPPS/1"] == ANI


async def test_the_roster_as_an_import_sees_it(db: Database):
    await brought_in(db, [line(2, SITI, 1, phone="+62811"), line(3, BUDI, 2), line(4, "", 3)])
    await brought_in(db, [line(2, SITI, 1), line(4, "", 3)])
    known, base = await roster.load_known(db)

    assert base == 2
    assert [(s.number, s.name, s.phone, s.used) for s in known.seats] == [
        (1, SITI, "+62811", False),
        (2, "", "", True),
        (3, "", "", False),
    ]
    assert (known.last_area, known.last_seat, known.last_holding) == (4, 3, 2)
    assert timedelta(days=14) == imports.NAMES_KEPT
