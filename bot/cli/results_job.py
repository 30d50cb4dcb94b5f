"""A file of results as a job: asked for at the dashboard, or in a chat."""

import time
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from bot.app import data_folder
from bot.cli import running
from bot.cli.results_build import Frame
from bot.cli.results_files import MIMES, Format, Tell, Wanted, make, name_of
from bot.content import load
from bot.content.policy import load_policy
from bot.core.ports import Clock
from bot.core.results import rule_of
from bot.storage import authority, jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed

TOLD_EVERY: Final = 1.0  # seconds
LARGEST: Final = 24 * 2**20  # bytes: a document is a third larger where it is kept, for two days
TOO_LARGE = "Berkasnya lebih besar dari 24 MB. Silakan pilih wilayah yang lebih kecil."


async def results_job(db: Database, job: Job, clock: Clock) -> None:
    """Make the file of `job.args` as a document for the chat in them.

    Raises JobFailed where it cannot be made.
    """
    settings = running.settings()
    place = await authority.find_place(db.read, int(job.args["area"]))
    if place is None:
        raise JobFailed("Wilayah itu sudah tidak ada di daftar petugas.")
    wanted = Wanted(
        place,
        Format(job.args["format"]),
        results=bool(job.args["results"]),
        names=bool(job.args["names"]),
    )
    policy = load_policy(data_folder(settings.database_url))
    zone = ZoneInfo(settings.timezone)
    frame = Frame(rule_of(policy), load(), clock.now(), zone, policy.silent_days)
    target = BytesIO()
    made = await make(db, wanted, frame, target, _telling(db, job))
    if target.tell() > LARGEST:
        raise JobFailed(TOO_LARGE)
    name, mime = name_of(wanted), MIMES[wanted.format]
    async with db.transaction() as tx:
        document = await jobs.save_document(
            tx, int(job.args["chat"]), name, mime, target.getvalue(), clock.now()
        )
        result = {"document": document.id, "name": name, "remark": made.remark}
        jobs.save_result(tx, job.id, result)


def _telling(db: Database, job: Job) -> Tell:
    """Return what keeps how far it is, not more often than anybody looks."""
    last = 0.0

    async def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TOLD_EVERY:
            last = time.monotonic()
            async with db.transaction() as tx:
                jobs.save_progress(tx, job.id, done, total)

    return tell
