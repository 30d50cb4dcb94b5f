"""A file of results, whatever its format: the same from the command line and as a job."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from bot.cli import results_build as results
from bot.cli.results_build import Frame
from bot.core.invite import slug
from bot.core.results_export import AnswerLine, Report
from bot.core.say import Say
from bot.screens.seats import moment
from bot.sheets.results_desa import laporan
from bot.sheets.results_pleno import pleno
from bot.sheets.results_text import AnswersCsv, as_json
from bot.sheets.results_workbook import ResultsWorkbook
from bot.storage.authority import Place
from bot.storage.engine import Database, Reader
from bot.storage.results_export import PEOPLE

Tell = Callable[[int, int], Awaitable[None]]  # how much is done, of how much


async def tell_nobody(_done: int, _total: int) -> None:
    """Show no progress."""


class Format(StrEnum):
    """What a file is, by its ending."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


MIMES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file, of which area; `results`: with scores, questions and answers, `names`: who.

    `below_kota`: with answers in files of a part of the kota, too.
    """

    place: Place
    format: Format
    results: bool = True
    names: bool = True
    below_kota: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it, for whoever asked: `rows` are answers, `remark` says what is left out."""

    rows: int = 0
    remark: str = ""


def name_of(wanted: Wanted) -> str:
    """Return what the file is called: `hasil-beji.xlsx`, `laporan-beji.pdf`."""
    place = wanted.place
    kind = "laporan" if wanted.format is Format.PDF and is_report(place) else "hasil"
    above = f"{slug(place.names[-2]) or 'desa'}-tps-" if place.level == "tps" else ""
    return f"{kind}-{above}{slug(place.name) or place.id}.{wanted.format}"


def is_report(place: Place) -> bool:
    """Tell whether the PDF of this area is the *Laporan Bimtek*, not the page for the pleno."""
    return place.level in {"desa", "tps"}


def has_names(wanted: Wanted) -> bool:
    """Tell whether people are named in it."""
    of_people = wanted.format is Format.PDF and is_report(wanted.place)
    return wanted.names and (of_people or wanted.format is Format.XLSX)


async def make(
    db: Database, wanted: Wanted, frame: Frame, target: BinaryIO, tell: Tell = tell_nobody
) -> Made:
    """Write the file from one consistent state of the database."""
    async with db.snapshot() as reader:
        if wanted.format is Format.CSV:
            return await _csv(reader, wanted, frame, target, tell)
        report = await _report(reader, wanted, frame)
        if wanted.format is Format.XLSX:
            return await _xlsx((reader, report), wanted, frame, target, tell)
        if wanted.format is Format.JSON:
            target.write(as_json(report).encode())
        else:
            target.write(await _pdf(reader, report, wanted, frame))
    return Made()


async def _report(reader: Reader, wanted: Wanted, frame: Frame) -> Report:
    scores = wanted.results and not (wanted.format is Format.PDF and is_report(wanted.place))
    return await results.build(reader.fetch, wanted.place, frame, results_too=scores)


def when(frame: Frame) -> str:
    return moment(Say(), frame.now, frame.zone)


async def _csv(reader: Reader, wanted: Wanted, frame: Frame, target: BinaryIO, tell: Tell) -> Made:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)
    sheet = AnswersCsv(text)
    remark = await _pour((reader, sheet.write), wanted, frame, tell)
    text.flush()
    text.detach()
    return Made(sheet.rows, remark)


async def _pour(
    way: tuple[Reader, Callable[[list[AnswerLine]], None]],
    wanted: Wanted,
    frame: Frame,
    tell: Tell,
) -> str:
    """Write all answers; return what is to be said of those left out."""
    reader, write = way
    chosen = await results.answering(reader.fetch, wanted.place, below_kota=wanted.below_kota)
    done = 0
    async for lines in results.answers(reader, wanted.place, chosen, frame.zone):
        write(lines)
        done = min(done + PEOPLE, len(chosen.people))
        await tell(done, len(chosen.people))
    return chosen.remark


async def _xlsx(
    source: tuple[Reader, Report], wanted: Wanted, frame: Frame, target: BinaryIO, tell: Tell
) -> Made:
    reader, report = source
    book = ResultsWorkbook(target, report, when(frame))
    book.numbers()
    if wanted.names:
        book.people(await results.list_people(reader.fetch, wanted.place, frame))
    remark = ""
    if wanted.results:
        book.questions()
        remark = await _pour((reader, book.answers), wanted, frame, tell)
        if remark:
            book.remark_on_answers(remark)
    book.close()
    return Made(book.rows, remark)


async def _pdf(reader: Reader, report: Report, wanted: Wanted, frame: Frame) -> bytes:
    if not is_report(wanted.place):
        return pleno(report, when(frame))
    people = []
    if wanted.names:
        people = await results.list_people(reader.fetch, wanted.place, frame)
    return laporan(report, people, when(frame))
