"""Tanda Selesai Belajar as a picture for a phone, and as PDF: plain, and nothing like an office's.

Both carry the text that is in their QR code also as text inside the file, so that a program
reads it without a camera.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from babel.dates import format_date

from bot.core.certificate import FORM, Certificate, shown_number
from bot.sheets.canvas import INK, MARGIN, PAPER, SOFT, WIDTH, Canvas
from bot.sheets.pen import Pen

TITLE: Final = "Tanda Selesai Belajar"
MAKER: Final = "bimtek-bot, pendamping belajar sesudah bimtek"
DISCLAIMER: Final = "Bukan sertifikat atau dokumen resmi KPU."
DONE: Final = "telah menyelesaikan semua sesi belajar di bimtek-bot:"
MEANING: Final = (
    "Tanda ini hanya berarti bahwa pemegangnya menyelesaikan bahan, isian, dan kuis di bimtek-bot."
)
SCANNED: Final = "QR ini memuat seluruh isi tanda beserta tanda tangan digitalnya."

_QUIET: Final = 4  # modules around a code that stay white
_TALLEST: Final = 1500  # pixels
_CODE: Final = 600  # pixels that a code may take on the picture, its quiet zone included
_WIDE, _HIGH = 210.0, 148.0  # millimetres: A5, lying
_EDGE, _SIDE, _GREY = 14.0, 56.0, 90  # of the page; the code's side; soft ink
_KEPT: Final = re.compile(rb"TSB1-[A-Z2-7]+-[A-Z2-7]{103}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn. `text` is for the code, `titles` are of the sessions, `address` of the page.

    `address` is empty where the bot has none that others reach.
    """

    certificate: Certificate
    text: str
    titles: Sequence[str]
    address: str = ""

    @property
    def how(self) -> str:
        """How somebody else checks it."""
        if not self.address:
            return f"{SCANNED} Keasliannya diperiksa di halaman /verifikasi bot itu."
        shown = self.address.partition("://")[2]
        return (
            f"{SCANNED} Pindai untuk memeriksa keasliannya. Atau buka {shown} dan tempel isi QR,"
            " atau ketik nomornya."
        )


def day(on: date) -> str:
    """Return e.g. `9 Februari 2024`."""
    return format_date(on, "d MMMM y", locale="id")


def text_in(content: bytes) -> str:
    """Return the text that a picture or PDF of ours holds, else the content read as text."""
    found = _KEPT.search(content)
    return found[0].decode() if found else content.decode("utf-8", "replace")


# --- the code -------------------------------------------------------------------------------


def modules(sheet: Sheet) -> tuple[bytearray, ...]:
    """Return the code's rows of dark (1) and light modules, without the quiet zone."""
    import segno  # noqa: PLC0415 - heavy

    # Capitals and digits by themselves take two thirds of the room that other letters do.
    parts: Any = (f"{sheet.address}#", sheet.text) if sheet.address else sheet.text
    return tuple(segno.make(parts, error="m", micro=False, boost_error=False).matrix)


def _runs(rows: Sequence[bytearray]) -> Iterator[tuple[int, int, int]]:
    """Yield (column, row, length) of each run of dark modules."""
    for y, cells in enumerate(rows):
        x = 0
        for dark, run in groupby(cells):
            length = len(list(run))
            if dark:
                yield x, y, length
            x += length


# --- the picture ----------------------------------------------------------------------------


def picture(sheet: Sheet) -> bytes:
    """Return it as PNG, 720 pixels wide."""
    one = sheet.certificate
    canvas = Canvas(_TALLEST)
    canvas.draw.rectangle((0, 0, WIDTH, 12), INK)
    canvas.y += 8
    canvas.lines(TITLE, size=44, bold=True)
    canvas.lines(MAKER, fill=SOFT)
    canvas.lines(DISCLAIMER, bold=True)
    _rule(canvas)
    canvas.lines(one.holder.name, size=36, bold=True)
    canvas.lines(one.holder.office)
    canvas.lines(one.holder.area)
    canvas.y += 10
    canvas.lines(DONE)
    for n, on in enumerate(one.sessions, 1):
        canvas.lines(f"Sesi {n}: {day(on)}")
    canvas.y += 10
    canvas.lines(f"Untuk pemungutan suara {day(one.round)}", fill=SOFT)
    canvas.lines(f"Dibuat {day(one.issued)}", fill=SOFT)
    canvas.lines(f"Nomor {shown_number(one.number)}", bold=True)
    _code(canvas, modules(sheet))
    for words in _parts(sheet.how):
        canvas.lines(words, size=24, fill=SOFT)
    return _with_text(canvas.png(), sheet.text)


def _rule(canvas: Canvas) -> None:
    canvas.y += 12
    canvas.draw.line((MARGIN, canvas.y, WIDTH - MARGIN, canvas.y), INK, 3)
    canvas.y += 10


def _code(canvas: Canvas, rows: Sequence[bytearray]) -> None:
    module = _CODE // (len(rows) + 2 * _QUIET)
    side = module * (len(rows) + 2 * _QUIET)
    left, top = (WIDTH - side) // 2 + _QUIET * module, canvas.y + _QUIET * module
    canvas.draw.rectangle((left, canvas.y, left + side, canvas.y + side), PAPER)
    for x, y, length in _runs(rows):
        begin, above = left + x * module, top + y * module
        at = (begin, above, begin + length * module - 1, above + module - 1)
        canvas.draw.rectangle(at, "#000000")
    canvas.y += side


def _parts(text: str) -> list[str]:
    """Return a text by sentences: each is given two lines at most."""
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def _with_text(png: bytes, text: str) -> bytes:
    from PIL import Image, PngImagePlugin  # noqa: PLC0415 - heavy

    info = PngImagePlugin.PngInfo()
    info.add_text(FORM, text)
    made = BytesIO()
    with Image.open(BytesIO(png)) as image:
        image.save(made, "PNG", optimize=True, pnginfo=info)
    return made.getvalue()


# --- the PDF --------------------------------------------------------------------------------


def paper(sheet: Sheet) -> bytes:
    """Return it as PDF: one page, A5 lying, or A4 enlarged."""
    one = sheet.certificate
    made = datetime.combine(one.issued, time(), UTC)
    pen = Pen(f"{TITLE} {shown_number(one.number)}", made, (_WIDE, _HIGH))
    pen.pdf.set_keywords(sheet.text)
    pen.pdf.add_page()
    pen.pdf.set_fill_color(20, 32, 43)
    pen.pdf.rect(0, 0, _WIDE, 4, style="F")
    right = _WIDE - _EDGE - _SIDE
    _words(pen, sheet, right - _EDGE - 8)
    _print_code(pen, modules(sheet), right, 34)
    y = pen.write(right, 34 + _SIDE + 8, shown_number(one.number), "B", (13, 11), _SIDE)
    pen.pdf.set_text_color(_GREY)
    pen.write(right, y + 1, sheet.how, "", (7.5, 7, 6), _SIDE, lines=7)
    return pen.content()


def _words(pen: Pen, sheet: Sheet, width: float) -> None:
    one, left = sheet.certificate, _EDGE
    y = pen.write(left, 20, TITLE, "B", (24,), _WIDE - 2 * _EDGE)
    pen.pdf.set_text_color(_GREY)
    y = pen.write(left, y - 2, MAKER, "", (10,), width)
    pen.pdf.set_text_color(0)
    y = pen.write(left, y + 1, DISCLAIMER, "B", (12,), width)
    y = pen.write(left, y + 8, one.holder.name, "B", (18, 15, 12), width, lines=2)
    y = pen.write(left, y + 0.5, one.holder.office, "", (12, 10), width, lines=2)
    y = pen.write(left, y, one.holder.area, "", (12, 10), width, lines=2)
    y = pen.write(left, y + 4, DONE, "", (10,), width)
    for n, on in enumerate(one.sessions, 1):
        title = f". {sheet.titles[n - 1]}" if n <= len(sheet.titles) else ""
        y = pen.write(left, y + 0.5, f"Sesi {n}{title}", "", (9.5, 8.5), width, lines=2)
        y = pen.write(left + 4, y, f"selesai {day(on)}", "", (9,), width)
    told = f"Untuk pemungutan suara {day(one.round)}. Dibuat {day(one.issued)}."
    y = pen.write(left, y + 3, told, "B", (10, 9), width)
    pen.pdf.set_text_color(_GREY)
    pen.write(left, y + 1, MEANING, "", (8,), width, lines=3)
    pen.pdf.set_text_color(0)


def _print_code(pen: Pen, rows: Sequence[bytearray], left: float, top: float) -> None:
    module = _SIDE / len(rows)
    pen.pdf.set_fill_color(0)
    for x, y, length in _runs(rows):
        at = (left + x * module, top + y * module)
        pen.pdf.rect(*at, length * module, module, style="F")
