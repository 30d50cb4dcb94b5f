"""Writing on PDF pages: the bundled font, texts fitted into their places, vectors."""

from datetime import datetime
from pathlib import Path

from bot.sheets.paper_text import fit, printable

FONTS = Path(__file__).parent / "fonts"
FONT = "notosans"
LINE = 0.45  # millimetres from line to line, per point

Style = str  # "" or "B", as the library has it


class Pen:
    """A PDF that is being written: `write` fits texts, `pdf` draws the rest."""

    def __init__(
        self,
        title: str,
        made: datetime | None = None,
        paper: str | tuple[float, float] = "A4",  # a name, or millimetres
    ) -> None:
        from fpdf import FPDF  # noqa: PLC0415 - heavy

        self.pdf = FPDF(format=paper)
        self.pdf.alias_nb_pages(None)  # type: ignore[arg-type]  # a name may hold "{nb}"
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_title(title)
        self.pdf.set_lang("id")
        if made is not None:
            self.pdf.set_creation_date(made)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.pdf.add_font(FONT, style, FONTS / f"NotoSans-{name}.ttf")
        self.pdf.set_font(FONT, "", 8)
        self._glyphs = frozenset(self.pdf.fonts[FONT].cmap)  # type: ignore[union-attr]
        self._widths: dict[tuple[Style, str], float] = {}

    def content(self) -> bytes:
        return bytes(self.pdf.output())

    def discard(self) -> None:
        """Let go of what was drawn only to see how much there is."""
        for font in self.pdf.fonts.values():
            font.close()  # type: ignore[union-attr]  # all of ours are files

    def write(  # noqa: PLR0913 - a place, a text, and how it may be fitted
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        sizes: tuple[float, ...],
        width: float,
        *,
        lines: int = 1,
    ) -> float:
        """Write `text` with its first baseline at `y`; return where the next one would be."""
        fitted = fit(
            printable(text, self._glyphs), lambda t: self.width(style, t), width, sizes, lines
        )
        self.pdf.set_font(FONT, style, fitted.size)
        for line in fitted.lines:
            self.pdf.text(x, y, line)
            y += fitted.size * LINE
        return y

    def write_right(
        self, x: float, y: float, text: str, style: Style, size: float, width: float
    ) -> None:
        """Write one line that ends at `x`; a number, mostly."""
        fitted = fit(
            printable(text, self._glyphs), lambda t: self.width(style, t), width, (size,), 1
        )
        self.pdf.set_font(FONT, style, size)
        for line in fitted.lines:
            self.pdf.text(x - self.width(style, line) * size, y, line)

    def width(self, style: Style, text: str) -> float:
        """Return the width in millimetres at 1 point; asking the library once per character."""
        total = 0.0
        for c in text:
            width = self._widths.get((style, c))
            if width is None:
                self.pdf.set_font(FONT, style, 100)
                width = self._widths[style, c] = self.pdf.get_string_width(c) / 100
            total += width
        return total
