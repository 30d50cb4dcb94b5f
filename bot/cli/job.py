"""`bimtek job`: one piece of long work, begun by the running bot in a process of its own."""

import contextlib
import os
import resource
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Annotated, Any, Final

import structlog
import typer

from bot.app import OffsetClock
from bot.cli import running
from bot.config import Settings
from bot.core.ports import Clock
from bot.storage import jobs
from bot.storage.engine import Database, open_database
from bot.storage.jobs import Job, JobFailed

MEMORY: Final = 1536 * 2**20  # bytes; a file made to burst a parser bursts this process instead

TROUBLE = "Ada gangguan pada bot. Kejadian ini sudah dicatat. Silakan coba lagi nanti."

KINDS: Mapping[str, tuple[str, str]] = {  # module and function; imported when it is their turn
    "roster-stage": ("bot.cli.roster_jobs", "stage_job"),
    "roster-restage": ("bot.cli.roster_jobs", "restage_job"),
    "roster-apply": ("bot.cli.roster_jobs", "apply_job"),
    "roster-undo": ("bot.cli.roster_jobs", "undo_job"),
    "kit": ("bot.cli.kit_job", "kit_job"),
    "siaran-laporan": ("bot.cli.broadcast_job", "report_job"),
    "hasil": ("bot.cli.results_job", "results_job"),
    "gambar": ("bot.cli.picture_job", "picture_job"),
    "tandaselesai": ("bot.cli.certificate_job", "certificate_job"),
    "lampiran": ("bot.cli.attachment_job", "attachment_job"),
    "kelas-lembar": ("bot.cli.classroom_job", "classroom_job"),
}

log = structlog.get_logger(__name__)

Number = Annotated[int, typer.Argument(metavar="NOMOR", help="Nomor pekerjaan.")]
Now = Annotated[str, typer.Option("--now", metavar="WAKTU", help="Jam bot saat ini.")]
File = Annotated[
    Path | None, typer.Option("--file", metavar="BERKAS", help="Berkas yang dikerjakan.")
]


def do_job(number: Number, now: Now, file: File = None) -> None:
    """Kerjakan satu pekerjaan panjang. Dijalankan oleh bot sendiri, bukan oleh operator."""
    bind_to_parent()
    _limit()
    running.run(_job(running.settings(), number, OffsetClock(datetime.fromisoformat(now)), file))


def bind_to_parent() -> None:
    """End with the bot: two of the same work must never run at a time."""
    stdin = sys.stdin.fileno()

    def wait() -> None:
        os.read(stdin, 1)  # nothing is ever written: this returns when the other end is gone
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _limit() -> None:
    running.stand_back()
    with contextlib.suppress(ValueError, OSError):  # not everywhere, and not above a lower one
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


async def _job(settings: Settings, number: int, clock: Clock, file: Path | None) -> None:
    db = await open_database(settings.database_url)  # up to date: the bot that began us saw to it
    try:
        async with db.transaction() as tx:
            found = await jobs.load(tx, number)
        if found is None or found.state != "running":
            raise ValueError(f"Pekerjaan {number} tidak sedang berjalan.")
        failure = await failure_of(db, found, file, clock)
        async with db.transaction() as tx:
            await jobs.save_ended(tx, number, clock.now(), failure)
    finally:
        await db.close()


async def failure_of(db: Database, job: Job, file: Path | None, clock: Clock) -> str:
    """Do the work; return why it failed, for whoever asked, or nothing."""
    try:
        await _work(job.kind)(db, job, file, clock)
    except JobFailed as refusal:
        return str(refusal) or TROUBLE
    except Exception:  # the boundary for faults of ours; the log leaves out what they say
        log.exception("job failed", job=job.id, kind=job.kind)
        return TROUBLE
    return ""


def _work(kind: str) -> Callable[[Database, Job, Path | None, Clock], Awaitable[None]]:
    """Return what does work of this kind, handed what it asks for of all there is."""
    if kind not in KINDS:
        raise JobFailed("Pekerjaan ini tidak dikenal.")
    module, name = KINDS[kind]
    function: Callable[..., Awaitable[Any]] = getattr(import_module(module), name)
    wanted = signature(function).parameters

    async def work(db: Database, job: Job, file: Path | None, clock: Clock) -> None:
        given = {"db": db, "job": job, "file": file, "clock": clock}
        await function(**{key: value for key, value in given.items() if key in wanted})

    return work
