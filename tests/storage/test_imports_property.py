"""Whatever a file holds: each line is accounted for, twice is as good as once, undo is exact."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.core.people import Role
from bot.core.roster import Kind, Line, Problem
from bot.core.roster_preview import Said
from bot.storage.engine import Database, open_database
from bot.storage.imports_apply import apply
from bot.storage.imports_undo import undo
from bot.storage.migrate import migrate
from tests.storage.conftest import NOW as AT
from tests.storage.conftest import no_backup
from tests.storage.folk import NOW
from tests.storage.importing import QUIET, brought_in, looked_at, staged, tables

NAMES = [
    "Siti Aminah",
    "Siti Aminahh",
    "SITI AMINAH, S.Pd",
    "Budi",
    "Budi Santoso",
    "Ani 1",
    "Ani 2",
    "",
]
PHONES = ["", "+62811", "+62812", "+62813"]
CODES = ["", "", "", "AAAA", "BBBB", "CCCC"]
PLACES = [
    ("Junrejo", "Beji"), ("Junrejo", "beji "), ("Kec. Junrejo", "Desa Beji"), ("", "Beji"),
    ("Bumiaji", "Beji"), ("Junrejo", "Bejji"), ("Bumiaji", "Tulungrejo"),
    ("Bumiaji", "Tulung Rejo"),
    ("", "Tulungrejo"), ("", "Entah"), ("Junrjo", "Beji"), ("Junrejo", ""),
]  # fmt: skip


def a_line(n: int, place: tuple[str, str], **rest: object) -> Line:
    return Line(n, *place, **rest)  # type: ignore[arg-type]


one: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    place=st.sampled_from(PLACES),
    tps=st.sampled_from(["001", "001", "002", ""]),
    role=st.sampled_from(
        [Role.KPPS, Role.KPPS, Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH, None]
    ),
    number=st.sampled_from([None, None, 1, 2, 3]),
    name=st.sampled_from(NAMES),
    phone=st.sampled_from(PHONES),
    code=st.sampled_from(CODES),
    problems=st.sampled_from([()] * 9 + [(Problem("Nama", "berisi rumus."),)]),
)
files = st.lists(one, min_size=2, max_size=14).map(
    lambda rows: [a_line(n, **row) for n, row in enumerate(rows, 2)]
)
always = st.sampled_from([True])
wishes = st.builds(
    Said, keep_missing=st.booleans(), allow_vanish=always,
    accept_suggestions=st.booleans(), new_areas=st.booleans(),
)  # fmt: skip


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Database]:
    db = await open_database(f"sqlite:///{tmp_path / 'bimtek.db'}", synchronous="OFF")
    await migrate(db, AT, no_backup)
    yield db
    await db.close()


async def emptied(db: Database) -> None:
    async with db.transaction() as tx:
        for table in ("holding", "seat", "person", "area", "import_run"):
            tx.write(f"DELETE FROM {table}")  # noqa: S608


async def some_erased(db: Database, which: Sequence[str]) -> None:
    """Let the holders of the first seats be forgotten, each as `which` says."""
    rows = await db.read(
        "SELECT id, seat_id, person_id FROM holding WHERE to_at IS NULL ORDER BY id"
    )
    async with db.transaction() as tx:
        for row, choice in zip(rows, which, strict=False):
            if choice == "-":
                continue
            tx.write("UPDATE holding SET to_at = 'x', reason = 'dihapus' WHERE id = $1", row["id"])
            tx.write(
                "UPDATE person SET name = '', phone = '', erased_at = 'x' WHERE id = $1",
                row["person_id"],
            )
            tx.write(
                "UPDATE seat SET erased_at = 'x', erased_choice = $2 WHERE id = $1",
                row["seat_id"],
                choice,
            )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=files,
    between=st.one_of(st.just([]), files),
    second=files,
    said=wishes,
    erased=st.lists(st.sampled_from(["-", "-", "", "tetap"]), max_size=3),
)
async def test_any_file_is_accounted_for_applied_once_and_undone_exactly(
    town: Database,
    first: list[Line],
    between: list[Line],
    second: list[Line],
    said: Said,
    erased: list[str],
):
    await emptied(town)
    await brought_in(town, first)
    await brought_in(town, between)  # who leaves here may come back
    await some_erased(town, erased)
    before = await tables(town)
    run_id = await staged(town, second, said)

    seen = await looked_at(town, run_id)
    rows = await town.read(
        "SELECT line FROM import_row WHERE run_id = $1 AND line > 0 ORDER BY n", run_id
    )
    told = [row["line"] for row in rows]
    assert told == [line.line for line in second]
    assert sum(n for kind, n in seen.counts.items() if kind != Kind.VANISHED) == len(second)

    seen = await apply(town, run_id, said, NOW)
    after = await tables(town)
    contested = await town.read(
        "SELECT n FROM import_row WHERE reason LIKE '%disebut pada baris%'"
    )
    assume(not contested)  # with two of one name, the second time may find another seat for them
    again = await staged(town, second, said)
    assert set((await looked_at(town, again)).counts) <= QUIET

    if set(seen.counts) - QUIET:
        done = await undo(town, NOW)
        assert done.left_out == ()
        assert await tables(town) == before
    else:
        assert after == before
