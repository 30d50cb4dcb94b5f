"""The picture of `bench.forgetting`: lines told apart by dash, mark and words, not by colour.

Drawn for a phone of 360 px. Colours are of Okabe and Ito's palette, which is safe for the colour
blind; black on white it reads as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 360, 356
LEFT, RIGHT, TOP, BOTTOM = 46, 348, 46, 236  # of the field the lines are in
DAYS = 28
LOOKS = (  # colour, dash, mark
    ("#000000", "2 3", "circle"),
    ("#56B4E9", "9 4", "square"),
    ("#D55E00", "5 2 1 2", "triangle"),
    ("#0072B2", "", "diamond"),
)
_TEXT = Markup(
    '<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{text}</text>'
)
_HEAD = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
    ' role="img" aria-labelledby="judul isi" font-family="Noto Sans, DejaVu Sans, sans-serif"'
    ' fill="#000"><title id="judul">{title}</title><desc id="isi">{desc}</desc>'
    '<rect width="{w}" height="{h}" fill="#fff"/>'
)


@dataclass(frozen=True, slots=True)
class Line:
    """A policy's name, and (days from the first quiz, share known from 0 to 1) in order."""

    name: str
    points: tuple[tuple[float, float], ...]

    def at(self, day: float) -> float:
        """Return the share at the last point not after `day`."""
        return [share for when, share in self.points if when <= day][-1]


def plot(lines: Sequence[Line], opening: float, later: float) -> str:
    """Return the SVG; `opening` and `later` are the moments told of beside it, in days."""
    parts = [_head(lines, opening, later), _field(opening)]
    parts += [_line(line, n) for n, line in enumerate(lines)]
    parts += [_key(line, n, opening, later) for n, line in enumerate(lines)]
    return str(Markup("\n").join([*parts, Markup("</svg>\n")]))


def _x(day: float) -> float:
    return LEFT + (RIGHT - LEFT) * day / DAYS


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _text(x: float, y: float, text: str, size: int = 12, anchor: str = "middle") -> Markup:
    return _TEXT.format(x=x, y=y, size=size, anchor=anchor, text=text)


def _head(lines: Sequence[Line], opening: float, later: float) -> Markup:
    told = "; ".join(
        f"{line.name}: {_percent(line.at(opening))} saat TPS dibuka,"
        f" {_percent(line.at(later))} seminggu sesudahnya"
        for line in lines
    )
    title = "Pengetahuan penentu yang masih diingat, simulasi"
    desc = f"Sejak kuis pertama sampai seminggu sesudah hari pemungutan suara. {told}."
    head = _HEAD.format(w=WIDTH, h=HEIGHT, title=title, desc=desc)
    head += _text(8, 18, "Pengetahuan penentu yang masih diingat", 14, "start")
    return head + _text(8, 34, "peserta simulasi, bukan orang sungguhan", 12, "start")


def _field(opening: float) -> Markup:
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        parts.append(
            Markup('<path d="M{a} {y:.1f}H{b}" stroke="#bbb" fill="none"/>').format(
                a=LEFT, b=RIGHT, y=y
            )
        )
        parts.append(_text(LEFT - 4, y + 4, f"{share:.0%}".replace("%", " %"), 11, "end"))
    parts += [_text(_x(day), BOTTOM + 15, str(day)) for day in (0, 7, 14, 21, 28)]
    parts.append(_text((LEFT + RIGHT) / 2, BOTTOM + 30, "hari sejak kuis pertama"))
    parts.append(_text(RIGHT, BOTTOM + 48, "saat dibuka, seminggu kemudian", 11, "end"))
    x = _x(opening)
    parts.append(
        Markup('<path d="M{x:.1f} {a}V{b}" stroke="#000" stroke-width="1.5" fill="none"/>').format(
            x=x, a=TOP - 2, b=BOTTOM
        )
    )
    parts.append(_text(x + 4, BOTTOM - 6, "TPS dibuka", 12, "start"))
    return Markup("").join(parts)


def _line(line: Line, n: int) -> Markup:
    colour, dash, mark = LOOKS[n]
    path = "L".join(f"{_x(day):.1f} {_y(share):.1f}" for day, share in line.points)
    drawn = Markup(
        '<path d="M{path}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        ' stroke-linejoin="round" fill="none"/>'
    ).format(path=path, colour=colour, dash=dash)
    every = [(day, share) for day, share in line.points if day % 7 == 2 + n]
    return drawn + Markup("").join(_mark(mark, colour, _x(day), _y(s)) for day, s in every)


def _mark(kind: str, colour: str, x: float, y: float) -> Markup:
    shapes = {
        "circle": f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
        "square": f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8Z",
        "triangle": f"M{x:.1f} {y - 5:.1f}l5 9h-10Z",
        "diamond": f"M{x:.1f} {y - 6:.1f}l5 6l-5 6l-5 -6Z",
    }
    return Markup('<path d="{d}" fill="{colour}" stroke="#fff"/>').format(
        d=shapes[kind], colour=colour
    )


def _key(line: Line, n: int, opening: float, later: float) -> Markup:
    """Draw a line of the key: what it looks like, its name, and its share at the opening."""
    colour, dash, mark = LOOKS[n]
    y = BOTTOM + 64 + 15 * n
    drawn = Markup(
        '<path d="M8 {y}H46" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        ' fill="none"/>'
    ).format(y=y - 4, colour=colour, dash=dash)
    told = f"{_percent(line.at(opening))}, lalu {_percent(line.at(later))}"
    return (
        drawn
        + _mark(mark, colour, 27, y - 4)
        + _text(54, y, line.name, 12, "start")
        + _text(RIGHT, y, told, 12, "end")
    )


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
