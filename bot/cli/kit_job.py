"""The kit of slips as a job: the same, asked for in a chat."""

from datetime import timedelta

from bot.cli import running
from bot.cli.kit_build import Built, Wanted, build, spot_of, today
from bot.core.invite import file_name
from bot.core.ports import Clock
from bot.sheets.kit import phone_page
from bot.sheets.paper import Paper
from bot.storage import authority, jobs
from bot.storage import invite as storage
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed

PDF, HTML = "application/pdf", "text/html"
TOLD_EVERY = timedelta(seconds=1)


async def kit_job(db: Database, job: Job, clock: Clock) -> None:
    """Make the kit of `job.args["area"]` as two documents for the chat that asked.

    Raises JobFailed where there is nothing to be made.
    """
    if job.chat_id is None:
        raise JobFailed("Kit ini tidak diminta dari obrolan mana pun.")
    built, name = await _build_for(db, job, clock)
    paper = Paper(built.kit)
    told = clock.now()
    for done in paper.draw():
        if clock.now() - told >= TOLD_EVERY:
            told = clock.now()
            async with db.transaction() as tx:
                jobs.save_progress(tx, job.id, done, built.kit.count)
    contents = ((".pdf", PDF, paper.content()), (".html", HTML, phone_page(built.kit)))
    async with db.transaction() as tx:
        saved = [
            await jobs.save_document(tx, job.chat_id, name + ending, mime, content, clock.now())
            for ending, mime, content in contents
        ]
        jobs.save_result(tx, job.id, {"documents": [document.id for document in saved]})


async def _build_for(db: Database, job: Job, clock: Clock) -> tuple[Built, str]:
    async with db.transaction() as tx:
        place = await authority.place(tx, int(job.args["area"]))
        base = await storage.load_base(tx)
        if place is None:
            raise JobFailed("Wilayah itu sudah tidak ada di daftar petugas.")
        if not base.is_known:
            raise JobFailed("Alamat bot belum diketahui, jadi tautannya tidak dapat dibuat.")
        built = await build(tx, Wanted(place), base, today(running.settings(), clock.now()))
    if not built.kit.sections:
        raise JobFailed("Semua petugas di sini sudah terdaftar; tidak ada slip yang perlu dibuat.")
    return built, file_name(spot_of(place))
