"""The list of everyone a mailing is for, as a spreadsheet, asked for in a chat."""

from collections.abc import AsyncIterator
from io import BytesIO
from zoneinfo import ZoneInfo

from bot.cli import running
from bot.core.ledger import WORDS
from bot.core.outbox import State, in_words
from bot.core.ports import Clock
from bot.sheets.result import write_table
from bot.storage import jobs, outbox
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed
from bot.storage.outbox import Told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = (
    "kecamatan", "desa", "tps", "peran", "nomor", "nama", "keadaan", "alasan", "waktu",
)  # fmt: skip
CHUNK = 5000  # rows read at a time


async def report_job(db: Database, job: Job, clock: Clock) -> None:
    """Make the list of `job.args["mailing"]` as a document for the chat that asked.

    Raises JobFailed where there is nothing to be listed.
    """
    if job.chat_id is None:
        raise JobFailed("Berkas ini tidak diminta dari obrolan mana pun.")
    mailing = int(job.args["mailing"])
    zone = ZoneInfo(running.settings().timezone)
    rows = [_line(told, zone) async for told in _everyone(db, mailing)]
    if not rows:
        raise JobFailed("Tidak ada penerima yang tercatat.")
    target = BytesIO()
    write_table(target, HEADER, rows, "Penerima")
    name = f"pengiriman-{mailing}.xlsx"
    async with db.transaction() as tx:
        document = await jobs.save_document(
            tx, job.chat_id, name, XLSX, target.getvalue(), clock.now()
        )
        jobs.save_result(tx, job.id, {"document": document.id})


async def _everyone(db: Database, mailing: int) -> AsyncIterator[Told]:
    """Yield the rows of one consistent state, in the order of the people's choice."""
    offset = 0
    async with db.snapshot() as reader:
        while rows := await outbox.list_rows(reader.fetch, mailing, set(State), offset, CHUNK):
            for told in rows:
                yield told
            offset += CHUNK


def _line(told: Told, zone: ZoneInfo) -> tuple[str | int, ...]:
    seat = told.person.seat
    at = told.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    why = in_words(told.reason)
    if seat is None:
        return ("", "", "", "", "", told.person.name, WORDS[told.state], why, at)
    place = (seat.kecamatan, seat.desa, seat.tps, str(seat.role), seat.number or "")
    return (*place, told.person.name, WORDS[told.state], why, at)
