"""The card for the eve as a picture for a phone: everything in words, nothing by colour alone."""

from collections.abc import Iterator
from typing import Final

from bot.core.card import Card, Hour
from bot.sheets.canvas import INK, MARGIN, PAPER, SOFT, TEXT, WIDTH, Canvas
from bot.sheets.paper_text import wrap

TALLEST: Final = 2600
LIMIT: Final = 150_000  # bytes of a picture
HEAD: Final = "HARI PEMUNGUTAN SUARA"
STEPS, NEVER, ASK = "Langkah Anda", "Jangan", "Tanya"
DISCLAIMER: Final = "bimtek-bot, bukan dokumen resmi KPU"

_SMALL: Final = 24  # pixels: 12 on a phone of 360
_TITLE: Final = 46
_HOUR: Final = 104  # how wide the hours are
_PALE: Final = "#eef2f6"
_GAP: Final = 10


def draw(card: Card) -> bytes:
    """Return the card as PNG, 720 pixels wide."""
    canvas = Canvas(TALLEST)
    _head(canvas, card)
    _words(canvas, card.text.duty, size=TEXT)
    _title(canvas, STEPS)
    for n, hour in enumerate(card.hours):
        _step(canvas, hour, shaded=n % 2 == 0)
    _title(canvas, NEVER)
    for text in card.text.never:
        _never(canvas, text)
    _title(canvas, ASK)
    _words(canvas, card.text.ask, size=TEXT)
    canvas.y += _GAP
    _words(canvas, DISCLAIMER, size=_SMALL, fill=SOFT)
    return canvas.png()


def hour_words(hour: Hour) -> str:
    """Return what stands where a step has its hour."""
    return hour.at.strftime("%H.%M") if hour.at else "•"


def _head(canvas: Canvas, card: Card) -> None:
    lines = list(_wrapped(canvas, card.text.title, _TITLE, WIDTH - 2 * MARGIN, bold=True))
    height = 2 * MARGIN + _SMALL + len(lines) * round(_TITLE * 1.25)
    canvas.draw.rectangle((0, 0, WIDTH, height), INK)
    canvas.text((MARGIN, MARGIN + _SMALL), HEAD, size=_SMALL, bold=True, fill=PAPER)
    y = MARGIN + _SMALL
    for line in lines:
        y += round(_TITLE * 1.25)
        canvas.text((MARGIN, y), line, size=_TITLE, bold=True, fill=PAPER)
    canvas.y = height + _GAP


def _title(canvas: Canvas, text: str) -> None:
    canvas.y += 2 * _GAP
    _words(canvas, text, size=32, bold=True)
    canvas.draw.line((MARGIN, canvas.y, WIDTH - MARGIN, canvas.y), INK, 3)
    canvas.y += _GAP


def _step(canvas: Canvas, hour: Hour, *, shaded: bool) -> None:
    x = MARGIN + _HOUR
    lines = list(_wrapped(canvas, hour.words, TEXT, WIDTH - MARGIN - x))
    top, line = canvas.y, round(TEXT * 1.3)
    bottom = top + len(lines) * line + _GAP
    if shaded:
        canvas.draw.rectangle((MARGIN - 10, top, WIDTH - MARGIN + 10, bottom), _PALE)
    canvas.text((MARGIN, top + TEXT + 4), hour_words(hour), bold=True)
    for n, words in enumerate(lines):
        canvas.text((x, top + TEXT + 4 + n * line), words)
    canvas.y = bottom


def _never(canvas: Canvas, text: str) -> None:
    """Write one thing never to do beside a cross; the font has no sign for it."""
    x, size = MARGIN + 44, 22
    top = canvas.y + 10
    for begin, end in (((0, 0), (size, size)), ((0, size), (size, 0))):
        at = (MARGIN + begin[0], top + begin[1], MARGIN + end[0], top + end[1])
        canvas.draw.line(at, INK, 5)
    for words in _wrapped(canvas, text, TEXT, WIDTH - MARGIN - x):
        canvas.text((x, canvas.y + TEXT + 4), words)
        canvas.y += round(TEXT * 1.3)
    canvas.y += _GAP


def _words(canvas: Canvas, text: str, *, size: int, bold: bool = False, fill: str = INK) -> None:
    for line in _wrapped(canvas, text, size, WIDTH - 2 * MARGIN, bold=bold):
        canvas.y += round(size * 1.3)
        canvas.text((MARGIN, canvas.y - size * 0.3), line, size=size, bold=bold, fill=fill)


def _wrapped(
    canvas: Canvas, text: str, size: int, width: float, *, bold: bool = False
) -> Iterator[str]:
    font = canvas.font(size, bold=bold)
    yield from wrap(text, font.getlength, width)
