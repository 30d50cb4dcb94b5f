"""What is said when long work has ended, and how far it is while it goes on."""

from collections.abc import Awaitable, Callable, Mapping

from bot.core.dialog import Finished, Reply, Tap
from bot.core.people import Chat
from bot.handlers import (
    broadcast,
    certificate,
    classroom,
    invite,
    ledger,
    pictures,
    results_files,
    roster,
)
from bot.handlers.deps import Deps, Stale, number_in
from bot.screens import jobs as screens
from bot.storage import jobs
from bot.storage.jobs import Job

Tell = Callable[[Job, Chat, Deps], Awaitable[list[Reply]]]

DONE: Mapping[str, Tell] = {
    "roster-stage": roster.on_staged,
    "roster-restage": roster.on_staged,
    "roster-apply": roster.on_applied,
    "roster-undo": roster.on_undone,
    "kit": invite.on_kit_made,
    ledger.JOB: ledger.on_file_made,
    "lampiran": broadcast.on_attached,
    results_files.JOB: results_files.on_file_made,
    pictures.JOB: pictures.on_made,
    certificate.JOB: certificate.on_made,
    classroom.JOB: classroom.on_sheet_made,
}


async def on_finished(event: Finished, chat: Chat, deps: Deps) -> list[Reply]:
    """Show what came of the work to the person who asked for it, and to nobody else."""
    job = await jobs.load(deps.tx, event.job)
    if job is None or job.chat_id != chat.id:
        return []
    jobs.save_told(deps.tx, job.id)
    if chat.person is None or chat.person.id != job.person_id:
        return [screens.for_another(deps.say)]
    if job.state == "failed":
        return [screens.failed(deps.say, job.note)]
    return await DONE[job.kind](job, chat, deps)


async def on_progress(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    job = await jobs.load(deps.tx, number_in(tap.arg(0)))
    if job is None or job.chat_id != chat.id:
        raise Stale
    if job.state in {"done", "failed"}:
        return [screens.ended(deps.say)]
    return [screens.running(deps.say, job.id, done=job.done, total=job.total)]
