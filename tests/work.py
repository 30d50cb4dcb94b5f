"""Long work in the simulated town: what the runner and its child do, here and now."""

from pathlib import Path

from bot.cli.job import failure_of
from bot.core.dialog import Finished, Incoming
from bot.storage import chats, jobs
from tests.phone import Town


async def work(town: Town, file: Path | None = None) -> int:
    """Do all that waits, `file` being what was sent; tell who asked; return how much it was."""
    count = 0
    while job := await jobs.next_waiting(town.db):
        async with town.db.transaction() as tx:
            jobs.save_begun(tx, job.id)
        failure = await failure_of(town.db, job, file, town.clock)
        async with town.db.transaction() as tx:
            await jobs.save_ended(tx, job.id, town.clock.now(), failure)
        await tell(town, job.id)
        count += 1
    return count


async def tell(town: Town, job_id: int) -> None:
    async with town.db.transaction() as tx:
        job = await jobs.load(tx, job_id)
        chat = await chats.find(tx, job.chat_id or 0) if job else None
    if chat:
        key = f"kerja{job_id}"
        await town.router.take(Incoming(chat.channel, chat.address, key, Finished(job_id)))
