"""A picture for a phone, 720 pixels wide: text that fits, and PNG that travels light."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.sheets.paper_text import ELLIPSIS, LONGEST, fit

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH: Final = 720  # pixels; a phone shows it at half of that
MARGIN: Final = 24
INK, PAPER, SOFT = "#14202b", "#ffffff", "#4a5763"
TEXT, TITLE = 28, 40  # pixels: 14 and 20 on a phone of 360
LINE: Final = 36
_FONTS: Final = Path(__file__).parent / "fonts"
_COLOURS: Final = 48  # of the palette: flat shades and the edges of letters
_MEASURED: Final = 1000  # the size at which widths are measured

Anchor = Literal["ls", "ms", "rs"]  # where on its baseline a text stands
Point = tuple[float, float]


class Canvas:
    """Draws from the top down; `y` is where the next line begins."""

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy

        self._image = Image.new("RGB", (WIDTH, height), PAPER)
        self.draw = ImageDraw.Draw(self._image)
        self._fonts: dict[tuple[int, bool], FreeTypeFont] = {}
        self.y = MARGIN

    def font(self, size: int, *, bold: bool = False) -> "FreeTypeFont":
        from PIL import ImageFont  # noqa: PLC0415 - heavy

        if (size, bold) not in self._fonts:
            name = f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"
            self._fonts[size, bold] = ImageFont.truetype(str(_FONTS / name), size)
        return self._fonts[size, bold]

    def fitted(self, text: str, width: float, size: int = TEXT, *, bold: bool = False) -> str:
        """Return as much of `text` as one line of this width takes."""
        font = self.font(size, bold=bold)
        kept = " ".join(text[:LONGEST].split())
        if font.getlength(kept) <= width:
            return kept
        while kept and font.getlength(kept + ELLIPSIS) > width:
            kept = kept[:-1]
        return kept.rstrip() + ELLIPSIS

    def text(
        self,
        at: Point,
        text: str,
        *,
        size: int = TEXT,
        bold: bool = False,
        fill: str = INK,
        anchor: Anchor = "ls",
    ) -> None:
        self.draw.text(at, text, fill, self.font(size, bold=bold), anchor=anchor)

    def label(self, at: Point, text: str, fill: str) -> None:
        """Write `text` in bold over whatever is drawn there."""
        left, top, right, bottom = self.font(TEXT, bold=True).getbbox(text, anchor="ls")
        x, y = at
        self.draw.rectangle((x + left - 4, y + top - 4, x + right + 4, y + bottom + 4), PAPER)
        self.text(at, text, bold=True, fill=fill)

    def lines(self, text: str, *, size: int = TEXT, bold: bool = False, fill: str = INK) -> None:
        """Write `text` over the whole width, in at most two lines, and go on below it."""
        font = self.font(_MEASURED, bold=bold)
        room = WIDTH - 2 * MARGIN
        fitted = fit(text, lambda t: font.getlength(t) / _MEASURED, room, (size,), 2)
        for line in fitted.lines:
            self.y += round(size * 1.28)
            self.text((MARGIN, self.y - size * 0.28), line, size=size, bold=bold, fill=fill)

    def png(self) -> bytes:
        """Return the picture down to `y`, in few colours."""
        from PIL import Image  # noqa: PLC0415 - heavy

        kept = self._image.crop((0, 0, WIDTH, min(self._image.height, self.y + MARGIN)))
        few = kept.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        made = BytesIO()
        few.save(made, "PNG", optimize=True)
        return made.getvalue()
