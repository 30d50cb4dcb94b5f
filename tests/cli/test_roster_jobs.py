"""The roster's long work for the chat, as the child process does it."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bot.cli import roster_jobs
from bot.cli.roster_jobs import apply_job, restage_job, stage_job, undo_job
from bot.core.roster import Kind
from bot.storage import imports, jobs
from bot.storage.engine import Database, open_database
from bot.storage.jobs import Job, JobFailed
from bot.storage.migrate import migrate
from tests.cli.test_roster import BUDI, SITI, table
from tests.phone import StandingClock
from tests.storage.conftest import NOW as AT
from tests.storage.conftest import no_backup
from tests.storage.folk import NOW, a_chat

CLOCK = StandingClock()


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path / 'bimtek.db'}", synchronous="OFF")
    await migrate(opened, AT, no_backup)
    yield opened
    await opened.close()


async def asked(db: Database, kind: str, args: Mapping[str, Any]) -> Job:
    """Return work as the bot asks for it, from a chat."""
    chat = await a_chat(db)
    async with db.transaction() as tx:
        job = await jobs.load(tx, await jobs.ask(tx, kind, args, (chat.id, None), NOW))
    assert job is not None
    return job


async def note(db: Database, job: Job) -> dict[str, Any]:
    async with db.transaction() as tx:
        done = await jobs.load(tx, job.id)
    assert done is not None
    found: dict[str, Any] = json.loads(done.note)
    return found


async def staged(db: Database, *lines: str, **options: bool) -> int:
    job = await asked(db, "roster-stage", {"name": "Daftar KPPS.csv", "options": options, "by": 7})
    await stage_job(db, job, table("kiriman", *lines), CLOCK)
    return int((await note(db, job))["run"])


async def applied(db: Database, run: int) -> dict[str, Any]:
    job = await asked(db, "roster-apply", {"run": run, "by": 7})
    await apply_job(db, job, CLOCK)
    return await note(db, job)


async def test_a_file_is_staged_for_the_chat_that_sent_it(db: Database):
    seen = await imports.preview(db.read, await staged(db, SITI, BUDI, keep_missing=True))

    assert seen is not None
    assert seen.counts == {Kind.NEW: 2}
    assert (seen.run.file_name, seen.run.chat_id) == ("Daftar KPPS.csv", 1)
    assert seen.run.said.keep_missing
    assert ("No. HP", "telepon") in seen.columns


async def test_applying_makes_a_sheet_and_is_in_the_trail(db: Database):
    from python_calamine import CalamineWorkbook

    result = await applied(db, await staged(db, SITI, BUDI))
    document = await jobs.read_document(db, result["document"])

    assert document is not None
    assert document.name == "hasil-impor-1.xlsx"
    book = CalamineWorkbook.from_object(BytesIO(document.content))
    assert len(book.get_sheet_by_name("Baris").to_python()) == 3
    assert [(r["actor"], r["verb"]) for r in await db.read("SELECT * FROM audit")] == [
        (7, "terapkan-impor")
    ]


async def test_without_a_chat_there_is_no_sheet(db: Database):
    job = await asked(db, "roster-apply", {"run": await staged(db, SITI), "by": 7})
    await apply_job(db, replace(job, chat_id=None), CLOCK)

    assert await note(db, job) == {"run": 1}


async def test_what_the_office_says_plans_the_lines_again(db: Database):
    await applied(db, await staged(db, SITI))
    run = await staged(db, SITI, BUDI.replace("Beji", "Be ji"))
    job = await asked(
        db, "roster-restage", {"run": run, "options": {"accept_suggestions": True}, "by": 7}
    )
    await restage_job(db, job, CLOCK)
    again = await imports.preview(db.read, (await note(db, job))["run"])

    assert again is not None
    assert again.counts == {Kind.UNCHANGED: 1, Kind.NEW: 1}
    assert ("No. HP", "telepon") in again.columns
    before = await imports.load_run(db.read, run)
    assert before is not None
    assert before.state == "cancelled"
    with pytest.raises(JobFailed, match="tidak berlaku lagi"):
        await restage_job(db, job, CLOCK)


async def test_many_vanish_when_the_office_said_so(db: Database):
    await applied(db, await staged(db, SITI, BUDI))
    refused = await staged(db, SITI)
    with pytest.raises(JobFailed, match="akan hilang"):
        await applied(db, refused)

    result = await applied(db, await staged(db, SITI, allow_vanish=True))
    assert result["run"] == 3


async def test_an_undo_tells_what_came_back(db: Database):
    run = (await applied(db, await staged(db, SITI, BUDI)))["run"]
    job = await asked(db, "roster-undo", {"run": run, "by": 7})
    await undo_job(db, job, CLOCK)

    assert await note(db, job) == {"run": run, "restored": 2, "left_out": []}
    with pytest.raises(JobFailed, match="Tidak ada yang dapat diurungkan"):
        await undo_job(db, job, CLOCK)


async def test_a_file_that_cannot_be_read_says_why(db: Database, tmp_path: Path):
    job = await asked(db, "roster-stage", {"name": "x.pdf", "by": 7})
    (tmp_path / "x").write_bytes(b"%PDF-1.4")
    with pytest.raises(JobFailed):
        await stage_job(db, job, tmp_path / "x", CLOCK)
    with pytest.raises(JobFailed, match="tidak diterima"):
        await stage_job(db, job, None, CLOCK)


async def test_how_far_it_has_come_is_saved_but_not_all_the_time(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(
        jobs, "save_progress", lambda _tx, _job, done, total: told.append((done, total))
    )
    lines = [SITI.replace("004", f"{n:03d}") for n in range(1, 601)]
    await staged(db, *lines)
    assert len(told) <= 3, "at most once a second"

    told.clear()
    monkeypatch.setattr(roster_jobs, "EVERY", 0.0)
    await staged(db, *lines, keep_missing=True)
    assert (1100, 1200) in told
    assert told[-1] == (1200, 1200)
