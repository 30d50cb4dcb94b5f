"""The roster's long work for the chat: reading a file, applying and undoing an import."""

import asyncio
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.cli.roster_stage import XLSX, Origin, result_sheet, staged
from bot.core.ports import Clock
from bot.core.roster_preview import Said
from bot.sheets.reading import BadFile, Sheet, read
from bot.storage import imports, jobs
from bot.storage.engine import Database
from bot.storage.imports_apply import OVER, apply
from bot.storage.imports_run import CannotImport, load_found, load_lines
from bot.storage.imports_undo import undo
from bot.storage.jobs import Job, JobFailed

EVERY = 1.0  # seconds between two words of progress


async def stage_job(db: Database, job: Job, file: Path | None, clock: Clock) -> None:
    """Read the file that was sent and stage it; the note is `{"run": id}`."""
    if file is None:
        raise JobFailed("Berkasnya tidak diterima. Kirim sekali lagi.")
    told = _Progress(db, job)
    sheet = await _read(file, told)
    name = str(job.args.get("name") or sheet.file_name)
    origin = Origin(name, sheet.columns, sheet.notes, job.chat_id, partial=sheet.partial)
    told.half = True
    run_id = await staged(db, sheet.lines, origin, _said(job), clock, told.tell)
    await _save(db, job, {"run": run_id})


async def _read(file: Path, told: "_Progress") -> Sheet:
    """Read a file on a thread, saying meanwhile how far it has come."""
    reading = asyncio.create_task(asyncio.to_thread(read, file, told.note))
    while not reading.done():
        await asyncio.wait({reading}, timeout=EVERY)
        await told.save()
    try:
        return reading.result()
    except BadFile as error:
        raise JobFailed(str(error)) from None


async def restage_job(db: Database, job: Job, clock: Clock) -> None:
    """Plan the lines of a run again, with what the office has said since; as `stage_job`."""
    before = await imports.load_run(db.read, _run_of(job))
    if before is None or before.state != "previewed":
        raise JobFailed(OVER)
    lines = await load_lines(db, before.id)
    found = await load_found(db.read, before.id)
    origin = Origin(before.file_name, found.columns, found.notes, before.chat_id)
    told = _Progress(db, job)
    run_id = await staged(db, lines, origin, _said(job), clock, told.tell)
    async with db.transaction() as tx:
        imports.save_cancelled(tx, before.id)
    await _save(db, job, {"run": run_id})


async def apply_job(db: Database, job: Job, clock: Clock) -> None:
    """Apply a run and write its result sheet; the note is `{"run": id, "document": id}`."""
    by = int(job.args["by"])
    try:
        seen = await apply(db, _run_of(job), _said(job), clock.now(), actor=by)
    except CannotImport as error:
        raise JobFailed(str(error)) from None
    result: dict[str, Any] = {"run": seen.run.id}
    if job.chat_id is not None:
        sheet = await result_sheet(db, seen)
        name = f"hasil-impor-{seen.run.id}.xlsx"
        async with db.transaction() as tx:
            document = await jobs.save_document(tx, job.chat_id, name, XLSX, sheet, clock.now())
        result["document"] = document.id
    await _save(db, job, result)


async def undo_job(db: Database, job: Job, clock: Clock) -> None:
    """Undo a run; the note is `{"run": id, "restored": n, "left_out": [[seat, why], …]}`."""
    by = int(job.args["by"])
    try:
        done = await undo(db, clock.now(), run_id=_run_of(job), actor=by)
    except CannotImport as error:
        raise JobFailed(str(error)) from None
    left_out = [list(one) for one in done.left_out]
    await _save(db, job, {"run": done.run.id, "restored": done.restored, "left_out": left_out})


def _run_of(job: Job) -> int:
    return int(job.args.get("run", 0))


def _said(job: Job) -> Said:
    given = job.args.get("options") or {}
    return Said(**{field.name: bool(given.get(field.name)) for field in fields(Said)})


async def _save(db: Database, job: Job, result: dict[str, Any]) -> None:
    async with db.transaction() as tx:
        jobs.save_result(tx, job.id, result)


class _Progress:
    """How far the work has come: reading is its first half, staging its second.

    Saved at most once a second, so that the bot is not kept from its taps.
    """

    def __init__(self, db: Database, job: Job) -> None:
        self._db, self._job = db, job
        self._now: Callable[[], float] = asyncio.get_running_loop().time
        self._next = self._now() + EVERY
        self._done, self._total = 0, 0
        self.half = False

    def note(self, done: int, total: int) -> None:
        self._done, self._total = done, 2 * total

    async def tell(self, done: int, total: int) -> None:
        self._done, self._total = (total + done, 2 * total) if self.half else (done, total)
        if self._now() >= self._next:
            await self.save()

    async def save(self) -> None:
        self._next = self._now() + EVERY
        async with self._db.transaction() as tx:
            jobs.save_progress(tx, self._job.id, self._done, self._total)
