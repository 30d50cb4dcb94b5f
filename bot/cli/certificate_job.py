"""The picture and the PDF of a Tanda Selesai Belajar, as a job: drawn from what is on record."""

from typing import Final

from bot.content import load as load_content
from bot.core.ports import Clock
from bot.handlers.certificate import PAGE
from bot.screens.certificate import FILE
from bot.sheets.certificate import Sheet, paper, picture
from bot.storage import certificate as storage
from bot.storage import jobs, meta
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed

PNG: Final = "image/png"
PDF: Final = "application/pdf"


async def certificate_job(db: Database, job: Job, clock: Clock) -> None:
    """Draw the certificate of `job.args["number"]`; the note names both documents."""
    async with db.transaction() as tx:
        issued = await storage.find(tx.fetch, str(job.args["number"]))
        address = await meta.load(tx, "public_url")
    if issued is None or issued.revoked_at or job.chat_id is None:
        raise JobFailed("Tanda Selesai Belajar itu sudah tidak berlaku.")
    sheet = Sheet(
        issued.certificate,
        issued.text,
        [session.title for session in load_content().sessions],
        f"{address}{PAGE}" if address else "",
    )
    made = ((f"{FILE}.png", PNG, picture(sheet)), (f"{FILE}.pdf", PDF, paper(sheet)))
    now = clock.now()
    async with db.transaction() as tx:
        saved = [
            await jobs.save_document(tx, job.chat_id, name, mime, content, now)
            for name, mime, content in made
        ]
        jobs.save_result(tx, job.id, {"documents": [one.id for one in saved]})
