"""Pictures of numbers as SVG: no colour is needed to read them, and no style attribute either.

Every picture is drawn for a phone of 360 px and grows with its place up to `bagan.css`'s width.
Parts of a bar differ by pattern, and every number is written beside its shape.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 340  # units of the drawing; one is about a pixel on a phone
LETTER: Final = 7.1  # how wide a letter is at most on average, in units
PARTS: Final = ("siap", "kurang", "belum")  # how the parts of a bar are painted
_ROW, _BAR = 36, 12  # heights of a bar with its label above, and of the bar alone
_BASE, _TOP = 18, 16  # room below the columns for their labels, and above for their numbers
_TALL = 130  # the highest column

_PATTERNS = Markup(
    '<defs><pattern id="{id}-kurang" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" class="muka-kurang"/>'
    '<rect width="2" height="6" class="garis-kurang"/></pattern>'
    '<pattern id="{id}-belum" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" class="muka-belum"/><circle cx="2.5" cy="2.5" r=".9"'
    ' class="titik-belum"/></pattern></defs>'
)
_SVG = Markup(
    '<svg class="bagan" viewBox="0 0 {width} {height}" role="img"'
    ' aria-labelledby="{id}-judul {id}-isi"><title id="{id}-judul">{title}</title>'
    '<desc id="{id}-isi">{desc}</desc>{inner}</svg>'
)
_RECT = Markup('<rect x="{x}" y="{y}" width="{w}" height="{h}"{paint}/>')
_TEXT = Markup('<text x="{x}" y="{y}"{how}>{text}</text>')
_END = Markup(' text-anchor="end"')
_MIDDLE = Markup(' text-anchor="middle"')
_SMALL = Markup(' text-anchor="middle" class="kecil"')
_BOLD_END = Markup(' text-anchor="end" class="tebal"')


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture is called: `id` once on a page, `desc` says what it shows without it."""

    id: str
    title: str
    desc: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `parts` are (paint, value) from the left, `note` the number written beside it.

    A paint is one of `PARTS`, or a class of `bagan.css` (isi, benar, salah, lain).
    """

    label: str
    parts: Sequence[tuple[str, float]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `parts` from the ground up, its label below and its number above."""

    label: str
    parts: Sequence[tuple[str, float]]
    note: str = ""


def bars(chart: Chart, rows: Sequence[Bar], most: float = 0) -> Markup:
    """Draw bars below one another, each under its label; `most` is what fills the width.

    Without `most` the longest bar does.
    """
    full = most or max((_sum(row.parts) for row in rows), default=0)
    inner = Markup("").join(_bar(chart.id, row, n * _ROW, full) for n, row in enumerate(rows))
    return _svg(chart, max(len(rows), 1) * _ROW, inner)


def _bar(chart_id: str, row: Bar, top: int, full: float) -> Markup:
    room = int((WIDTH - len(row.note) * LETTER - 10) / LETTER)
    ground = _rect(0, top + 18, WIDTH, _BAR, Markup(' class="dasar"'))
    return Markup("").join(
        [
            _text(0, top + 13, _clip(row.label, room)),
            _text(WIDTH, top + 13, row.note, _BOLD_END),
            ground,
            *_across(chart_id, row.parts, (top + 18, _BAR), full),
        ]
    )


def _across(
    chart_id: str, parts: Sequence[tuple[str, float]], where: tuple[float, float], full: float
) -> Iterable[Markup]:
    x, (y, height) = 0.0, where
    for paint, value in parts:
        width = WIDTH * value / full if full else 0
        if width > 0:
            yield _rect(x, y, width, height, _paint(chart_id, paint))
        x += width


def strip(parts: Sequence[tuple[str, float]], chart_id: str = "lajur") -> Markup:
    """Draw a small bar for a row of a table, whose numbers are the table's; `parts` fill it.

    The patterns are those of `patterns(chart_id)`, once on the page.
    """
    full = _sum(parts)
    inner = Markup("").join(_across(chart_id, parts, (0, _BAR), full))
    return Markup(
        '<svg class="lajur" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>'
    ).format(WIDTH, _BAR, inner)


def patterns(chart_id: str = "lajur") -> Markup:
    """Return the patterns that `strip` and `swatch` refer to."""
    return Markup('<svg class="pola" width="0" height="0" aria-hidden="true">{}</svg>').format(
        _PATTERNS.format(id=chart_id)
    )


def swatch(paint: str, chart_id: str = "lajur") -> Markup:
    """Draw the small square of a legend; its word stands beside it."""
    square = _rect(0.5, 0.5, 15, 15, _paint(chart_id, paint))
    return Markup(
        '<svg class="contoh" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>'
    ).format(square)


def columns(chart: Chart, row: Sequence[Column]) -> Markup:
    """Draw columns side by side, each with its number above and its label below."""
    full = max((_sum(one.parts) for one in row), default=0)
    step = WIDTH / max(len(row), 1)
    inner = Markup("").join(
        _column(chart.id, one, (n * step, step), full) for n, one in enumerate(row)
    )
    return _svg(chart, _TOP + _TALL + _BASE, _ground() + inner)


def _column(chart_id: str, one: Column, where: tuple[float, float], full: float) -> Markup:
    x, step = where
    gap = min(step * 0.15, 6)
    shapes = list(_upwards(chart_id, one.parts, (x + gap, step - 2 * gap), full))
    height = _TALL * _sum(one.parts) / full if full else 0
    middle = x + step / 2
    return Markup("").join(
        [
            *shapes,
            _text(middle, _TOP + _TALL - height - 4, one.note, _SMALL),
            _text(middle, _TOP + _TALL + 14, one.label, _MIDDLE),
        ]
    )


def _upwards(
    chart_id: str, parts: Sequence[tuple[str, float]], where: tuple[float, float], full: float
) -> Iterable[Markup]:
    x, width = where
    y = float(_TOP + _TALL)
    for paint, value in parts:
        height = _TALL * value / full if full else 0
        y -= height
        if height > 0:
            yield _rect(x, y, width, height, _paint(chart_id, paint))


def trend(
    chart: Chart, days: Sequence[Column], ticks: Sequence[tuple[int, str]], top: str
) -> Markup:
    """Draw one column a day without gaps, and under the days of `ticks` what they are.

    `top` says what the full height is. The numbers of the days are in the table behind.
    """
    full = max((_sum(day.parts) for day in days), default=0)
    step = WIDTH / max(len(days), 1)
    shapes = (
        shape
        for n, day in enumerate(days)
        for shape in _upwards(chart.id, day.parts, (n * step, step), full)
    )
    marks = (_tick((n + 0.5) * step, text) for n, text in ticks)
    return _svg(
        chart,
        _TOP + _TALL + _BASE,
        Markup("").join([_text(0, 11, top), _ground(), *shapes, *marks]),
    )


def _tick(x: float, text: str) -> Markup:
    half = len(text) * LETTER / 2
    middle = min(max(x, half), WIDTH - half)
    line = Markup('<path class="sumbu" d="M{} {}v4"/>').format(_n(x), _TOP + _TALL)
    return line + _text(middle, _TOP + _TALL + 15, text, _MIDDLE)


def _ground() -> Markup:
    return Markup('<path class="sumbu" d="M0 {}h{}"/>').format(_TOP + _TALL, WIDTH)


# --- pieces ---------------------------------------------------------------------------------


def _svg(chart: Chart, height: float, inner: Markup) -> Markup:
    drawn = _PATTERNS.format(id=chart.id) if f"#{chart.id}-" in inner else Markup("")
    return _SVG.format(
        width=WIDTH,
        height=height,
        id=chart.id,
        title=chart.title,
        desc=chart.desc,
        inner=drawn + inner,
    )


def _paint(chart_id: str, paint: str) -> Markup:
    if paint in PARTS[1:]:
        return Markup(' class="{0}" fill="url(#{1}-{0})"').format(paint, chart_id)
    return Markup(' class="{}"').format(paint)


def _rect(x: float, y: float, width: float, height: float, paint: Markup) -> Markup:
    return _RECT.format(x=_n(x), y=_n(y), w=_n(width), h=_n(height), paint=paint)


def _text(x: float, y: float, text: str, how: Markup = Markup("")) -> Markup:  # noqa: B008 - constant
    return _TEXT.format(x=_n(x), y=_n(y), how=how, text=text) if text else Markup("")


def _n(value: float) -> str:
    """Return a coordinate in few characters."""
    return f"{value:.1f}".removesuffix(".0")


def _sum(parts: Iterable[tuple[str, float]]) -> float:
    return sum(value for _, value in parts)


def _clip(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 1)].rstrip() + "…"
