"""The file of a broadcast as a job: looked at in a process of its own, and kept."""

import asyncio
from pathlib import Path

from bot.core.attachment import NotAllowed, Taken, examine
from bot.core.ports import Clock
from bot.storage import attachments, jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed

NOT_RECEIVED = "Berkasnya tidak diterima. Kirim sekali lagi."


async def attachment_job(db: Database, job: Job, file: Path | None, clock: Clock) -> None:
    """Keep the file that was sent for a broadcast; the note is `{"attachment": id}`.

    Raises JobFailed where it may not go with one.
    """
    if file is None:
        raise JobFailed(NOT_RECEIVED)
    content = await asyncio.to_thread(file.read_bytes)
    what = _examined(str(job.args.get("name") or file.name), content)
    async with db.transaction() as tx:
        number = await attachments.save(tx, int(job.args["by"]), what, content, clock.now())
        jobs.save_result(tx, job.id, {"attachment": number})


def _examined(name: str, content: bytes) -> Taken:
    try:
        return examine(name, content)
    except NotAllowed as refusal:
        raise JobFailed(str(refusal)) from None
