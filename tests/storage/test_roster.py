"""The roster: areas, seats and holders brought in, corrected, and counted from the database."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cli.roster import save
from bot.core.people import Role
from bot.sheets.roster import BadRoster, RosterRow, sample
from bot.storage import people, roster
from bot.storage.engine import Conflict, Database
from bot.storage.roster import Outcome
from tests.phone import StandingClock
from tests.storage.folk import BEJI, CODE, NOW, a_chat, bring_in, entry

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

    assert first == Outcome(4367, 0, 0, 4367, 4367)
    assert second == Outcome(0, 0, 4367, 4367, 4367)
    levels = await db.read("SELECT level, COUNT(*) AS n FROM area GROUP BY level")
    assert {r["level"]: r["n"] for r in levels} == {
        "kota": 1, "kecamatan": 3, "desa": 24, "tps": 611,
    }  # fmt: skip
    roles = await db.read("SELECT role, COUNT(*) AS n FROM seat GROUP BY role")
    assert {r["role"]: r["n"] for r in roles} == {
        "KPPS": 4277, "PPS": 72, "PPK": 15, "Sosdiklih": 3,
    }  # fmt: skip
    assert await roster.count_sample_codes(db) == 4367


async def test_a_corrected_name_or_number_updates_the_same_person(db: Database):
    await bring_in(db, entry(3, "Siti"), entry(4, "Budi"))
    before = await db.read("SELECT person_id FROM holding ORDER BY id")

    outcome = await bring_in(db, entry(3, "Siti Aminah"), entry(4, "Budi", phone="+62811"))

    assert outcome == Outcome(0, 2, 0, 2, 2)
    assert [name for name, _, _ in await holders(db)] == ["Siti Aminah", "Budi"]
    assert await db.read("SELECT person_id FROM holding ORDER BY id") == before


async def test_new_and_corrected_rows_are_counted_apart(db: Database):
    """Three kinds at once, one of them a seat that nobody holds yet."""
    await bring_in(db, entry(1, "Ani"), entry(2, "Budi"))

    outcome = await bring_in(
        db, entry(1, "Ani"), entry(2, "Budi Santoso"), entry(3, "", phone=""), entry(4, "Cici")
    )

    assert outcome == Outcome(2, 1, 1, 4, 3)


async def test_a_seat_nobody_holds_gets_its_holder_later(db: Database):
    await bring_in(db, entry(3, "", phone=""))
    assert await holders(db) == [(None, None, CODE)]

    outcome = await bring_in(db, entry(3, "Siti"))

    assert outcome == Outcome(0, 1, 0, 1, 1)
    assert await holders(db) == [("Siti", "+628000003316", CODE)]


async def test_a_new_code_replaces_the_old_one_with_or_without_a_holder(db: Database):
    await bring_in(db, entry(3, sample=True), entry(4, "", phone="", sample=True))
    outcome = await bring_in(db, entry(3, code="BARU3"), entry(4, "", phone="", code="BARU4"))

    assert outcome.updated == 2
    assert [code for _, _, code in await holders(db)] == ["BARU3", "BARU4"]
    assert await roster.count_sample_codes(db) == 0


async def test_nothing_that_is_missing_from_the_file_is_removed(db: Database):
    await bring_in(db, entry(3), entry(4, "Budi"))
    outcome = await bring_in(db, entry(4, "Budi"))

    assert (outcome.unchanged, outcome.seats, outcome.people) == (1, 2, 2)


async def test_desa_of_the_same_name_in_two_kecamatan_are_two(db: Database):
    await bring_in(
        db, entry(3), entry(3, place=("Kota Batu", "Bumiaji", "Beji", "004"), code="LAIN")
    )

    assert len(await db.read("SELECT id FROM area WHERE level = 'desa'")) == 2
    assert len(await holders(db)) == 2


async def test_a_code_of_another_seat_is_refused_whole(db: Database):
    await bring_in(db, entry(3))
    with pytest.raises(Conflict):
        await bring_in(db, entry(4, "Budi"), entry(5, "Ani", code=CODE))

    assert len(await holders(db)) == 1


async def test_somebody_who_erased_themselves_comes_back_with_the_roster(db: Database):
    await bring_in(db, entry(3))
    [held] = await db.read("SELECT person_id FROM holding")
    async with db.transaction() as tx:
        people.erase(tx, held["person_id"], NOW)

    outcome = await bring_in(db, entry(3))

    assert outcome == Outcome(0, 1, 0, 1, 1)


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


# --- as the command brings it in ------------------------------------------------------------


async def test_rows_without_a_code_get_one_and_keep_it(db: Database):
    await save(db, [row("3"), row("4", "Budi")], CLOCK)
    [first, second] = [code for _, _, code in await holders(db)]
    assert first != second
    assert len(first) == 8

    outcome = await save(db, [row("3"), row("4", "Budi Santoso")], CLOCK)

    assert outcome == Outcome(0, 1, 1, 2, 2)
    assert [code for _, _, code in await holders(db)] == [first, second]


async def test_rows_without_a_number_are_recognised_by_name(db: Database):
    rows = [row("", "Siti"), row("", "Budi"), row("1", "Ketua")]
    await save(db, rows, CLOCK)

    assert await save(db, rows, CLOCK) == Outcome(0, 0, 3, 3, 3)


async def test_a_row_without_a_number_may_be_recognised_by_its_code(db: Database):
    await save(db, [row("", "Siti", CODE)], CLOCK)

    assert await save(db, [row("", "Siti Aminah", "fbvr-h9yf")], CLOCK) == Outcome(0, 1, 0, 1, 1)


async def test_a_code_of_another_seat_is_named(db: Database):
    await save(db, [row("3", kode=CODE)], CLOCK)

    with pytest.raises(BadRoster) as refusal:
        await save(db, [row("4", "Budi", "FBVR-H9YF"), row("5", "Ani")], CLOCK)

    assert refusal.value.problems == [
        "Kode FBVR-H9YF sudah dipakai kursi lain: KPPS, 3, 004, Beji, Junrejo, Kota Batu."
    ]
    assert len(await holders(db)) == 1


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


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
rosters = st.lists(
    st.builds(
        row,
        st.sampled_from(["", *"1234567"]),
        names.map(str.strip).filter(bool),
        tps=st.sampled_from(["001", "002"]),
        desa=st.sampled_from(["Beji", "Temas"]),
    ),
    max_size=12,
    unique_by=lambda r: (r.desa, r.tps, r.nomor or r.nama),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rosters)
async def test_bringing_a_roster_in_twice_is_as_good_as_once(
    db: Database, rows: Sequence[RosterRow]
):
    await save(db, rows, CLOCK)
    known = await holders(db)
    again = await save(db, rows, CLOCK)

    assert (again.created, again.updated, again.unchanged) == (0, 0, len(rows))
    assert await holders(db) == known
