"""The simulated season: as the bot would have written it, and the same for the same seed."""

import asyncio
import contextlib
import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.recount import compare_json
from bench.recount_facts import Comparison, Facts
from bot.app import OffsetClock, opened
from bot.cli import season, tryout
from bot.cli.season_items import Nature, natures
from bot.content import Content, load
from bot.core import course, quiz
from bot.core.items_kinds import Flag
from bot.core.people import Person, Role, Seat
from bot.storage import course as progress_storage
from bot.storage import quiz as quizzes
from bot.storage.engine import Database, quoted, tables
from tests.cli.conftest import Bimtek
from tests.phone import WIB

END = datetime(2024, 2, 12, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@asynccontextmanager
async def made(folder: Path, wanted: season.Season) -> AsyncIterator[Database]:
    async with opened(f"sqlite:///{folder}/musim.db", OffsetClock(END)) as db:
        await season.fill(db, wanted)
        yield db


def a_season(content: Content, **changes: Any) -> season.Season:
    return replace(season.Season(content, ZONE, END, desa=1), **changes)


async def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    names = await tables(db, db.read)
    return {
        name: sorted(
            (tuple(dict(row).values()) for row in await db.read("SELECT * FROM " + quoted(name))),  # noqa: S608
            key=repr,
        )
        for name in names
        if name not in {"migration", "lease"}  # when, in real time
    }


async def test_the_same_seed_makes_the_same_season_and_another_one_does_not(
    tmp_path: Path, content: Content
):
    found = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        async with made(tmp_path / name, a_season(content, seed=seed)) as db:
            found.append(await everything(db))

    assert found[0] == found[1]
    assert found[0]["answer"] != found[2]["answer"]
    assert all(len(found[0][name]) for name in ("trained", "contact_mark", "item_mark", "outbox"))


async def test_a_season_holds_what_the_bot_would_have_written(tmp_path: Path, content: Content):
    told: list[tuple[int, int]] = []
    wanted = a_season(content)
    async with opened(f"sqlite:///{tmp_path}/musim.db", OffsetClock(END)) as db:
        await season.fill(db, wanted, lambda done, total: told.append((done, total)))
        people = await db.read(
            "SELECT h.person_id, s.id, s.role, s.number, h.to_at FROM holding h"
            " JOIN seat s ON s.id = h.seat_id"
        )
        async with db.transaction() as tx:
            for row in people:
                seat = Seat(row["id"], Role(row["role"]), row["number"], tps="1", desa="x")
                person = Person(row["person_id"], "", seat)
                progress = await progress_storage.load(tx, person.id)
                assert not course.newly_done(content.sessions, person, progress)
                await check_attempts(tx, person.id, content)
        gone = await db.read("SELECT id FROM person WHERE erased_at IS NOT NULL")
        ownerless = await db.read("SELECT SUM(n) AS n FROM ownerless_answer")
        late = await db.read("SELECT 1 FROM answer WHERE at >= $1", "2024-02-12T01:00:00.000000Z")

    assert told[-1][0] == told[-1][1] == len(people)
    assert any(row["to_at"] for row in people)
    assert gone
    assert ownerless[0]["n"]
    assert not late


async def check_attempts(tx: Any, person: int, content: Content) -> None:
    """Check each attempt against the rules: drawn in full, finished where it should be."""
    for row in await tx.fetch("SELECT id, passed FROM attempt WHERE person_id = $1", person):
        attempt = await quizzes.load(tx, row["id"], person)
        assert attempt
        session = content.session(attempt.session)
        assert session
        assert session.quiz
        assert len(attempt.drawn) == sum(part.count for part in session.quiz.parts)
        assert all(a.right == (a.option == content.items[a.item].right) for a in attempt.answers)
        finished = quiz.is_finished(attempt)
        assert (row["passed"] is not None) == finished
        assert bool(row["passed"]) == quiz.is_passed(attempt, session.quiz)


async def test_a_retired_question_is_no_longer_drawn(tmp_path: Path, content: Content):
    async with made(tmp_path, a_season(content)) as db:
        marks = await db.read("SELECT item_id, at FROM item_mark WHERE mark = 'pensiunkan'")
        drawn = await db.read("SELECT items, started_at FROM attempt")

    assert len(marks) == 2
    for mark in marks:
        asked = [row for row in drawn if f'"{mark["item_id"]}"' in row["items"]]
        assert not [row for row in asked if row["started_at"] >= mark["at"]]


async def test_a_spared_seat_is_left_to_whoever_tries(tmp_path: Path, content: Content):
    rows = season.rows_of(1)
    first = next(row for row in rows if row.peran == "KPPS")
    key = (("Kota Batu", first.kecamatan, first.desa, first.tps), "KPPS", 1)
    async with made(tmp_path, a_season(content, spared={key})) as db:
        found = await db.read(
            "SELECT c.id FROM seat s JOIN holding h ON h.seat_id = s.id"
            " JOIN chat c ON c.person_id = h.person_id WHERE s.code = $1 AND h.to_at IS NULL"
            " AND h.person_id IN (SELECT person_id FROM holding GROUP BY person_id)",
            first.kode,
        )

    assert not found


def test_all_desa_are_taken_where_no_number_is_given():
    assert Counter(row.peran for row in season.rows_of())["KPPS"] == 4277
    few = season.rows_of(2)
    assert {row.desa for row in few if row.desa} == {"Oro-oro Ombo", "Pesanggrahan"}
    assert {row.kecamatan for row in few} == {"", "Batu"}


@pytest.mark.parametrize("oddity", [None, *Flag])
def test_a_bad_question_behaves_like_one(oddity: Flag | None):
    nature = Nature("a", 1.0, 0.0, 0.15, {"b": 1.0, "c": 1.0, "d": 1.0}, "b", oddity)
    chance = random.Random(1)  # noqa: S311 - the same each time
    weak, able = (
        Counter(nature.choose(ability, chance, familiar=False) for _ in range(4000))
        for ability in (-1.5, 1.5)
    )

    expected: dict[Flag | None, bool] = {
        Flag.EASY: weak["a"] > 3800,
        Flag.FLAT: abs(weak["a"] - able["a"]) < 200,
        Flag.WRONG_KEY: weak["a"] > able["a"] and able["b"] > able["a"],
        Flag.MISLEADING: able["b"] > 2 * able["c"],
    }
    assert expected.get(oddity, weak["a"] < able["a"])


def test_each_oddity_is_in_the_bank_once_at_least(content: Content):
    found = natures(content.items.values(), a_season(content).chance("items"))

    assert {nature.oddity for nature in found.values()} == {None, *Flag}


# --- what is counted of it --------------------------------------------------------------------


@pytest.fixture(scope="module")
def season_file(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("musim")

    async def make() -> None:
        async with made(folder, a_season(content)):
            pass

    asyncio.run(make())
    return folder / "musim.db"


def exported(bimtek: Bimtek, database: Path) -> dict[str, Any]:
    url = f"sqlite:///{database}"
    result = bimtek(
        "results", "export", "--format", "json", "--out", "hasil.json", database_url=url
    )
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(Path("hasil.json").read_text())
    return found


def test_every_number_is_what_another_program_counts(season_file: Path, bimtek: Bimtek):
    to = Comparison()

    compare_json(Facts(str(season_file)), exported(bimtek, season_file), to)

    assert to.differences == []
    assert to.compared > 2000


WRONG = (  # what is changed behind the back of the export
    "UPDATE attempt SET passed = 0 WHERE id ="
    " (SELECT MIN(id) FROM attempt WHERE passed = 1 AND kind = 'kuis')",
    "DELETE FROM trained WHERE person_id = (SELECT MIN(person_id) FROM trained)",
    "UPDATE answer SET is_right = 1 - is_right WHERE round = 1"
    " AND attempt_id = (SELECT id FROM attempt WHERE kind = 'kuis' ORDER BY started_at LIMIT 1)",
)


def test_a_wrong_number_would_be_found(season_file: Path, bimtek: Bimtek, tmp_path: Path):
    changed = tmp_path / "lain.db"
    shutil.copy(season_file, changed)
    with contextlib.closing(sqlite3.connect(changed)) as raw, raw:
        for one in WRONG:
            raw.execute(one)
    to = Comparison()

    compare_json(Facts(str(changed)), exported(bimtek, season_file), to)

    assert {line.split()[0] for line in to.differences} >= {"kota", "desa", "question", "TPS"}


# --- bimtek try --season ----------------------------------------------------------------------


async def test_a_season_is_made_once_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(season, "rows_of", lambda _desa: SMALL)
    async with opened(f"sqlite:///{tmp_path}/musim.db", OffsetClock(END)) as db:
        await tryout.make_season(db, ZONE, END, 1)
        before = await everything(db)
        await tryout.make_season(db, ZONE, END, 2)

        assert await everything(db) == before
    assert "sudah ada (dibuat dengan --seed 1)" in capsys.readouterr().out


SMALL = season.rows_of(1)


async def test_a_season_is_not_mixed_with_anything_else(tmp_path: Path):
    async with opened(f"sqlite:///{tmp_path}/coba.db", OffsetClock(END)) as db:
        async with db.transaction() as tx:
            tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Kota Batu')")
            tx.write(
                "INSERT INTO seat (area_id, role, code, created_at) VALUES (1, 'KPPS', 'X', '')"
            )

        with pytest.raises(ValueError, match="basis data kosong"):
            await tryout.make_season(db, ZONE, END, 1)


def test_the_command_starts_by_default_where_the_season_ends(
    monkeypatch: pytest.MonkeyPatch, bimtek: Any
):
    asked: list[tuple[Any, ...]] = []

    def remember(settings: Any, starts_at: datetime, seed: int | None) -> Any:
        asked.append((settings.database_url, starts_at, seed))

    monkeypatch.setattr(tryout, "_try", remember)
    monkeypatch.setattr("bot.cli.running.run", lambda _work: None)

    assert bimtek("try", "--season", "--seed", "7").exit_code == 0
    assert bimtek("try").exit_code == 0
    assert asked == [
        ("sqlite:///data/musim.db", datetime(2024, 2, 12, 8, tzinfo=WIB), 7),
        ("sqlite:///data/coba.db", datetime(2024, 1, 26, 8, tzinfo=WIB), None),
    ]
