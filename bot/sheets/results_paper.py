"""What the printed results have in common: head, foot, tiles, bars and tables on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal

from bot.core.results import Tally
from bot.sheets.pen import Pen
from bot.sheets.results_columns import NOT_OFFICIAL

# Millimetres on A4.
LEFT: Final = 15.0
RIGHT: Final = 195.0
ACROSS: Final = RIGHT - LEFT
FOOT: Final = 286.0
GAP: Final = 4.0  # beside a column of numbers
BOTTOM: Final = 276.0  # below this nothing but the foot is written

SOFT: Final = 90  # grey: 0 is black
Colour = tuple[int, int, int]
# Told apart also without colour: from dark to light, each with its word or number beside it.
READY: Final[Colour] = (0, 90, 110)
PARTLY: Final[Colour] = (130, 175, 185)
NOT_YET: Final[Colour] = (226, 226, 226)
BAR: Final[Colour] = READY
PALE: Final[Colour] = (240, 243, 244)
WHITE, BLACK = 255, 0


def number(n: int) -> str:
    return format_decimal(n, locale="id")


def percent(part: float, whole: float) -> str:
    return f"{format_decimal(100 * part / whole, format='0', locale='id')} %" if whole else "–"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: how many, in which colour, and the grey of the number on it."""

    n: int
    colour: Colour
    ink: int


class Sheet:
    """A pen with what printed results share; `y` is where the next thing begins."""

    def __init__(self, title: str, when: str) -> None:
        self.pen = Pen(title)
        self.pdf = self.pen.pdf
        self.when = when
        self.y = 0.0

    def page(self) -> None:
        self.pdf.add_page()
        self.y = 18.0

    def head(self, title: str, place: str, remark: str) -> None:
        """Write what this is, of where and when; no arms and no letterhead, it is not official."""
        self.pen.write(LEFT, self.y, title, "B", (17, 14), ACROSS)
        self.pen.write(LEFT, self.y + 7, place, "B", (12, 10, 8), ACROSS)
        self.grey(LEFT, self.y + 12.5, f"Keadaan {self.when}. {remark}", (8.5, 7.5), ACROSS)
        self.pdf.set_draw_color(*BAR)
        self.pdf.set_line_width(0.5)
        self.pdf.line(LEFT, self.y + 15.5, RIGHT, self.y + 15.5)
        self.y += 21.0

    def foot(self, text: str) -> None:
        self.grey(LEFT, FOOT, NOT_OFFICIAL, (7.5, 6.5), 120)
        self.pdf.set_text_color(SOFT)
        self.pen.write_right(RIGHT, FOOT, text, "", 7.5, 55)
        self.pdf.set_text_color(BLACK)

    def title(self, text: str) -> None:
        self.pen.write(LEFT, self.y, text, "B", (11, 10), ACROSS)
        self.y += 5.5

    def grey(
        self,
        x: float,
        y: float,
        text: str,
        sizes: tuple[float, ...],
        width: float,
        *,
        lines: int = 1,
    ) -> float:
        self.pdf.set_text_color(SOFT)
        below = self.pen.write(x, y, text, "", sizes, width, lines=lines)
        self.pdf.set_text_color(BLACK)
        return below

    # --- numbers ----------------------------------------------------------------------------

    def tiles(self, tiles: Sequence[tuple[str, str, str]]) -> None:
        """Write (label, number, of what) side by side."""
        gap = 4.0
        width = (ACROSS - gap * (len(tiles) - 1)) / len(tiles)
        self.pdf.set_fill_color(*PALE)
        for n, (label, value, of) in enumerate(tiles):
            x = LEFT + n * (width + gap)
            self.pdf.rect(x, self.y, width, 21, style="F")
            self.grey(x + 3, self.y + 5, label, (8.5, 7.5), width - 6)
            self.pen.write(x + 3, self.y + 13, value, "B", (18, 14, 11), width - 6)
            self.grey(x + 3, self.y + 18, of, (8, 7, 6), width - 6)
        self.y += 28.0

    def bars(self, rows: Sequence[tuple[str, int, int]]) -> None:
        """Draw (label, part, whole) as one bar each, with the number and its share."""
        begin, end = LEFT + 48, RIGHT - 34
        self.y -= 2.5
        for label, part, whole in rows:
            self.pen.write(LEFT, self.y + 3.6, label, "", (9, 8, 7), 46)
            self._box(begin, end - begin, NOT_YET)
            self._box(begin, (end - begin) * part / whole if whole else 0, BAR)
            self.pen.write_right(RIGHT - 14, self.y + 3.6, number(part), "B", 9, 18)
            self.pen.write_right(RIGHT, self.y + 3.6, percent(part, whole), "", 9, 13)
            self.y += 6.4
        self.y += 6.5

    def stacked(self, label: str, shares: Sequence[Share], beside: str) -> None:
        """Draw one bar of several parts, each with its number where there is room for it."""
        begin, end = LEFT + 48, RIGHT - 34
        whole = sum(share.n for share in shares)
        self.pen.write(LEFT, self.y + 3.8, label, "", (9, 8, 7), 46)
        x = begin
        for share in shares:
            width = (end - begin) * share.n / whole if whole else 0.0
            self._box(x, width, share.colour, 5.2)
            text = number(share.n)
            if width > self.pen.width("B", text) * 8 + 1.5:
                self.pdf.set_text_color(share.ink)
                self.pen.write(x + 1, self.y + 3.7, text, "B", (8,), width)
            x += width
        self.pdf.set_text_color(BLACK)
        self.pen.write_right(RIGHT, self.y + 3.8, beside, "", 9, 32)
        self.y += 6.8

    def teams(self, label: str, teams: Tally) -> None:
        """Draw one bar of how many teams are ready, partly, not yet."""
        shares = (
            Share(teams.ready, READY, WHITE),
            Share(teams.partly, PARTLY, BLACK),
            Share(teams.not_yet, NOT_YET, BLACK),
        )
        self.stacked(label, shares, f"siap {number(teams.ready)} dari {number(teams.total)}")

    def legend(self, entries: Sequence[tuple[str, Colour]]) -> None:
        x = LEFT + 48
        self.y -= 2.5
        for text, colour in entries:
            self.pdf.set_fill_color(*colour)
            self.pdf.rect(x, self.y, 3.2, 3.2, style="F")
            self.grey(x + 4.5, self.y + 2.8, text, (8,), 40)
            x += 8 + self.pen.width("", text) * 8
        self.y += 5.2

    def _box(self, x: float, width: float, colour: Colour, height: float = 4.4) -> None:
        if width > 0:
            self.pdf.set_fill_color(*colour)
            self.pdf.rect(x, self.y, width, height, style="F")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a printed table; numbers stand to the right."""

    title: str
    width: float
    right: bool = False


class Table:
    """Rows under a head that is repeated on every page."""

    def __init__(self, sheet: Sheet, fields: Sequence[Field], left: float = LEFT) -> None:
        self._sheet, self._fields, self._left = sheet, fields, left

    def head(self) -> None:
        sheet = self._sheet
        self._row([field.title for field in self._fields], "B", 8)
        sheet.pdf.set_draw_color(SOFT)
        sheet.pdf.set_line_width(0.2)
        width = sum(field.width for field in self._fields)
        sheet.pdf.line(self._left, sheet.y - 3.4, self._left + width, sheet.y - 3.4)
        sheet.y += 0.8

    def row(self, cells: Sequence[str], bold: str = "") -> None:
        self._row(cells, bold, 8.5)

    def _row(self, cells: Sequence[str], style: str, size: float) -> None:
        sheet, x = self._sheet, self._left
        for field, text in zip(self._fields, cells, strict=True):
            if field.right:
                end = x + field.width - GAP
                sheet.pen.write_right(end, sheet.y, text, style, size, field.width - GAP)
            elif text:
                sizes = (size, size - 1, size - 2)
                sheet.pen.write(x, sheet.y, text, style, sizes, field.width - 2)
            x += field.width
        sheet.y += 5.2
