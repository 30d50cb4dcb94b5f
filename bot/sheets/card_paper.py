"""The card for the eve on paper: one A5 page, in black, with a box to tick beside every step."""

from datetime import UTC, datetime
from typing import Final

from bot.core.card import Card
from bot.sheets.card_picture import ASK, HEAD, NEVER, STEPS, hour_words
from bot.sheets.pen import Pen

# Millimetres.
PAGE: Final = (148.0, 210.0)
MARGIN: Final = 9.0
ACROSS: Final = PAGE[0] - 2 * MARGIN
FLOOR: Final = PAGE[1] - 9.0  # the next line would begin here; below it stands only the last

SIZES: Final = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5)  # points: the largest with which all fits
BOX: Final = 3.0
HOUR: Final = 14.0
GREY: Final = 90
MADE: Final = datetime(2024, 1, 1, tzinfo=UTC)  # the same card is the same file
BLANKS: Final = "TPS: ............   Desa/kelurahan: ....................................."
DISCLAIMER: Final = "Dibuat bimtek-bot sebagai pengingat belajar. Bukan dokumen resmi KPU."


class TooLong(ValueError):
    """The card does not fit its page, however small it is written."""


def draw(card: Card) -> bytes:
    """Return the card as PDF. Raises `TooLong`."""
    for size in SIZES:
        sheet = _Sheet(card, size)
        if sheet.draw() <= FLOOR:
            return sheet.pen.content()
        sheet.pen.discard()
    raise TooLong(f"kartu {card.id} tidak muat di satu halaman A5; kurangi langkahnya")


class _Sheet:
    """One try to write the card with texts of this size."""

    def __init__(self, card: Card, size: float) -> None:
        self.card, self.size = card, size
        self.pen = Pen(f"Kartu {card.text.title}", MADE, PAGE)
        self.pdf = self.pen.pdf
        self.pdf.add_page()

    def draw(self) -> float:
        """Write everything; return how far down it goes."""
        y = self.pen.write(MARGIN, MARGIN + 1, HEAD, "B", (8,), ACROSS) + 3
        y = self.pen.write(MARGIN, y, self.card.text.title, "B", (18, 16, 14), ACROSS)
        self.pdf.set_line_width(0.8)
        self.pdf.line(MARGIN, y - 4.5, PAGE[0] - MARGIN, y - 4.5)
        y = self._words(MARGIN, y + 1, self.card.text.duty, ACROSS)
        y = self.pen.write(MARGIN, y + 1.5, BLANKS, "", (9,), ACROSS)
        y = self._steps(self._title(y, STEPS))
        y = self._title(y, NEVER)
        for text in self.card.text.never:
            self._cross(MARGIN, y)
            y = self._words(MARGIN + BOX + 3, y, text, ACROSS - BOX - 3) + 0.4
        y = self._words(MARGIN, self._title(y, ASK), self.card.text.ask, ACROSS)
        self.pdf.set_text_color(GREY)
        self.pen.write(MARGIN, PAGE[1] - 6, DISCLAIMER, "", (7.5,), ACROSS)
        self.pdf.set_text_color(0)
        return y

    def _title(self, y: float, text: str) -> float:
        y = self.pen.write(MARGIN, y + 1.6, text, "B", (self.size + 1.5,), ACROSS)
        self.pdf.set_line_width(0.3)
        self.pdf.line(MARGIN, y - 3.8, PAGE[0] - MARGIN, y - 3.8)
        return y + 0.8

    def _steps(self, y: float) -> float:
        self.pdf.set_line_width(0.3)
        for hour in self.card.hours:
            self.pdf.rect(MARGIN, y - BOX + 0.2, BOX, BOX)
            x = MARGIN + BOX + 2.5
            self.pen.write(x, y, hour_words(hour), "B", (self.size,), HOUR)
            y = self._words(x + HOUR, y, hour.words, ACROSS - BOX - 2.5 - HOUR) + 0.5
        return y

    def _words(self, x: float, y: float, text: str, width: float) -> float:
        return self.pen.write(x, y, text, "", (self.size,), width, lines=3)

    def _cross(self, x: float, y: float) -> None:
        """Draw the sign for never; the font has none."""
        self.pdf.set_line_width(0.6)
        top = y - BOX + 0.2
        self.pdf.line(x, top, x + BOX, top + BOX)
        self.pdf.line(x, top + BOX, x + BOX, top)
