"""The run sheet of a class as a job: a PDF for whoever holds it."""

from zoneinfo import ZoneInfo

from bot.cli import running
from bot.content import load
from bot.core.classroom_quiz import sheet_cases
from bot.core.invite import slug
from bot.core.ports import Clock
from bot.core.say import Say
from bot.screens.classroom import place_of
from bot.screens.seats import day
from bot.sheets.run_sheet import Sheet, draw
from bot.storage import classroom, jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed

MIME = "application/pdf"


async def classroom_job(db: Database, job: Job, clock: Clock) -> None:
    """Make the sheet of the class `job.args["class"]` as a document for the chat in them.

    Raises JobFailed where the class is not there any more.
    """
    zone = ZoneInfo(running.settings().timezone)
    one = await classroom.find(db.read, int(job.args["class"]), zone)
    if one is None:
        raise JobFailed("Kelas itu sudah tidak ada.")
    say = Say()
    sheet = Sheet(
        place_of(say, one).unescape(),
        day(say, one.on),
        "" if one.closed else one.word,
        sheet_cases(load().items.values(), one.id),
        clock.now(),
    )
    name = f"lembar-acara-{slug(one.name) or one.id}-{one.on.isoformat()}.pdf"
    async with db.transaction() as tx:
        document = await jobs.save_document(
            tx, int(job.args["chat"]), name, MIME, draw(sheet), clock.now()
        )
        jobs.save_result(tx, job.id, {"document": document.id, "name": name})
