"""How ready an area is, as pictures for a phone: tiles by area, and how it came about by day.

Nothing is told by colour alone: every tile has its numbers and a bar, every line its own dashes
and its name.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from bot.core.results import Tally
from bot.sheets.canvas import INK, LINE, MARGIN, PAPER, SOFT, TITLE, WIDTH, Canvas, Point

TALLEST: Final = 1350
COLUMNS: Final = 2
TILES: Final = 24  # on one picture

_TILE, _GAP, _PAD, _BAR = 82, 7, 12, 8
_SHORT: Final = {"Kelurahan": "Kel.", "Kecamatan": "Kec."}
_KINDS: Final = re.compile(r"^(Kelurahan|Kecamatan)(?= )")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "Mei", "Jun"),
    *("Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
)

# From none to all: one hue, light to dark; each with the ink that stands out on it.
SHADES: Final = (
    ("#f2f5f8", INK),
    ("#dbe9f5", INK),
    ("#b4d2ec", INK),
    ("#82b4dd", INK),
    ("#2a72ac", PAPER),
    ("#174f82", PAPER),
    ("#0b3557", PAPER),
)
_UP_TO: Final = (10, 25, 50, 75)  # percent ready, of the shades between the ends

_LEGEND = "Makin gelap petaknya dan makin panjang baloknya, makin banyak TPS yang siap."


@dataclass(frozen=True, slots=True)
class Tile:
    """One area and how many of its teams are ready."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Heat:
    """A map of tiles, in the order in which they are read."""

    title: str
    place: str
    moment: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Trend:
    """The teams at the end of each day; `until` is voting day, which may be still to come."""

    title: str
    place: str
    moment: str
    days: Sequence[tuple[date, Tally]]
    until: date | None = None


def moment_label(local: datetime) -> str:
    """Return when a picture was made, e.g. `12 Feb 2024, 08.00`."""
    return f"{_day(local.date())} {local.year}, {local:%H.%M}"


def shade(tally: Tally) -> tuple[str, str]:
    """Return the colours of a tile and of its ink: the ends are for none and for all."""
    if not tally.ready:
        return SHADES[0]
    if tally.ready == tally.total:
        return SHADES[-1]
    percent = 100 * tally.ready / tally.total
    return SHADES[1 + bisect_left(_UP_TO, percent)]


def heat(of: Heat) -> bytes:
    """Return the tiles as PNG."""
    canvas = Canvas(TALLEST)
    _head(canvas, of.title, f"{of.place} · {of.moment}")
    canvas.lines(_summary(sum((tile.tally for tile in of.tiles), Tally())))
    canvas.y += 14
    top = canvas.y
    for n, tile in enumerate(of.tiles[:TILES]):
        row, column = divmod(n, COLUMNS)
        width = (WIDTH - 2 * MARGIN + _GAP) // COLUMNS
        _tile(canvas, tile, (MARGIN + column * width, top + row * (_TILE + _GAP)), width - _GAP)
        canvas.y = top + (row + 1) * (_TILE + _GAP)
    canvas.lines(_LEGEND, fill=SOFT)
    return canvas.png()


def _head(canvas: Canvas, title: str, below: str) -> None:
    canvas.lines(title, size=TITLE, bold=True)
    canvas.lines(below, fill=SOFT)


def _summary(tally: Tally) -> str:
    return f"TPS siap {tally.ready} · kurang {tally.partly} · belum {tally.not_yet}"


def _tile(canvas: Canvas, tile: Tile, at: Point, width: int) -> None:
    (x, y), (paper, ink) = at, shade(tile.tally)
    canvas.draw.rectangle((x, y, x + width - 1, y + _TILE - 1), paper, INK, 1)
    room = width - 2 * _PAD
    name = canvas.fitted(_KINDS.sub(lambda kind: _SHORT[kind[1]], tile.name), room, bold=True)
    canvas.text((x + _PAD, y + 31), name, bold=True, fill=ink)
    canvas.text((x + _PAD, y + 63), _counts(canvas, tile.tally, room), fill=ink)
    bottom = y + _TILE - 3
    filled = room * tile.tally.ready / max(1, tile.tally.total)
    canvas.draw.rectangle((x + _PAD, bottom - _BAR, x + _PAD + room, bottom), PAPER, ink, 1)
    if filled >= 1:
        inside = ink if ink == INK else "#5fa8dd"
        canvas.draw.rectangle((x + _PAD, bottom - _BAR, x + _PAD + filled, bottom), inside)


def _counts(canvas: Canvas, tally: Tally, room: float) -> str:
    whole = f"{tally.ready} dari {tally.total} TPS siap"
    is_room = canvas.fitted(whole, room) == whole
    return whole if is_room else f"{tally.ready}/{tally.total} siap"


# --- by day ---------------------------------------------------------------------------------

_LEFT, _RIGHT, _HIGH = 92, 204, 620  # of the plot: room for numbers, for names, and its height
_BETWEEN: Final = 36  # pixels between the names at the ends of the lines
_NARROWEST: Final = 110  # pixels between the middles of two dates

# Name, colour, width, and dashes: (drawn, left out), none for a whole line.
_LINES: Final = (
    ("Siap", "#0b3557", 7, ()),
    ("Kurang", "#9a4a00", 6, (22, 12)),
    ("Belum", "#4a5763", 6, (5, 11)),
)
_DASHES = "Siap: garis penuh. Kurang: putus-putus. Belum: titik-titik."


def trend(of: Trend) -> bytes:
    """Return the lines as PNG."""
    canvas = Canvas(TALLEST)
    _head(canvas, of.title, f"{of.place} · {of.moment}")
    canvas.lines(_summary(of.days[-1][1] if of.days else Tally()))
    canvas.y += 50
    plot = _Plot(canvas, of)
    plot.draw()
    canvas.y = plot.bottom + LINE + 14
    canvas.lines(_DASHES, fill=SOFT)
    return canvas.png()


class _Plot:
    """Where days and numbers stand."""

    def __init__(self, canvas: Canvas, of: Trend) -> None:
        self.canvas, self.of = canvas, of
        self.top, self.bottom = canvas.y, canvas.y + _HIGH
        shown = [on for on, _ in of.days]
        ends = [*shown, *([of.until] if of.until else [])]
        self.first, self.last = min(ends, default=date.min), max(ends, default=date.min)
        self.most = max([tally.total for _, tally in of.days], default=0) or 1

    def at(self, on: date, n: int) -> Point:
        days = (self.last - self.first).days or 1
        across = WIDTH - _LEFT - _RIGHT
        x = _LEFT + across * (on - self.first).days / days
        return x, self.bottom - (self.bottom - self.top) * n / self.most

    def draw(self) -> None:
        self._scale()
        self._dates()
        values = [(t.ready, t.partly, t.not_yet) for _, t in self.of.days]
        for (_, colour, width, dashes), numbers in zip(
            _LINES, zip(*values, strict=True), strict=False
        ):
            points = [self.at(on, n) for (on, _), n in zip(self.of.days, numbers, strict=True)]
            _line(self.canvas, points, (colour, width), dashes)
        if self.of.days:
            self._names()

    def _scale(self) -> None:
        step = _step(self.most)
        for n in range(0, self.most + 1, step):
            _, y = self.at(self.first, n)
            self.canvas.draw.line((_LEFT, y, WIDTH - _RIGHT, y), "#c9d2da", 2 if n else 3)
            self.canvas.text((_LEFT - 12, y + 10), str(n), fill=SOFT, anchor="rs")

    def _dates(self) -> None:
        """Write the first day, voting day, and the days between for which there is room."""
        last_x = float(-_NARROWEST)
        baseline = self.bottom + LINE
        end_x, _ = self.at(self.last, 0)
        for n in range((self.last - self.first).days + 1):
            on = date.fromordinal(self.first.toordinal() + n)
            x, _ = self.at(on, 0)
            is_room = x - last_x >= _NARROWEST and end_x - x >= _NARROWEST
            if is_room or on == self.last:
                self.canvas.text((x, baseline), _day(on), anchor="ms", fill=SOFT)
                self.canvas.draw.line((x, self.bottom, x, self.bottom + 8), SOFT, 2)
                last_x = x
        if self.of.until:
            x, _ = self.at(self.of.until, 0)
            _line(self.canvas, [(x, self.top), (x, self.bottom)], (SOFT, 2), (6, 8))
            self.canvas.text((x, self.top - 12), "pemungutan suara", anchor="ms", fill=SOFT)

    def _names(self) -> None:
        """Write each line's name and number beside its end, none over another."""
        on, tally = self.of.days[-1]
        x, _ = self.at(on, 0)
        ends = []
        for (name, colour, *_), n in zip(_LINES, _numbers(tally), strict=True):
            _, y = self.at(on, n)
            self.canvas.draw.ellipse((x - 9, y - 9, x + 9, y + 9), colour)
            ends.append((y, f"{name} {n}", colour))
        ends.sort()
        places = _apart([y for y, _, _ in ends], self.top, self.bottom - _BETWEEN // 2)
        for (_, words, colour), y in zip(ends, places, strict=True):
            self.canvas.label((x + 16, y + 10), words, colour)


def _numbers(tally: Tally) -> tuple[int, int, int]:
    """Return the numbers of the lines, in their order."""
    return tally.ready, tally.partly, tally.not_yet


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return places near those wanted (ascending), far enough apart and within the plot."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + _BETWEEN) if places else max(y, top))
    over = places[-1] - bottom
    for n in range(len(places) - 1, -1, -1):
        if over <= 0:
            break
        places[n] -= over
        over = places[n - 1] + _BETWEEN - places[n] if n else 0
    return places


def _step(most: int) -> int:
    """Return the distance of four or five round numbers up to `most`."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000):
        if most <= step * 5:
            return step
    return -(-most // 5000) * 1000


def _day(on: date) -> str:
    return f"{on.day} {_MONTHS[on.month - 1]}"


def _line(
    canvas: Canvas, points: Sequence[Point], pen: tuple[str, int], dashes: tuple[int, ...]
) -> None:
    """Draw a line through `points`, whole or in dashes that go on round its corners."""
    colour, width = pen
    if not dashes:
        canvas.draw.line(list(points), colour, width, joint="curve")
        return
    drawn, period = dashes[0], sum(dashes)
    walked = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        done = 0.0
        while done < length:
            into = (walked + done) % period
            is_drawn = into < drawn
            step = min((drawn if is_drawn else period) - into, length - done) or period
            if is_drawn:
                a, b = done / length, (done + step) / length
                ends = (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b,
                        y0 + (y1 - y0) * b)  # fmt: skip
                canvas.draw.line(ends, colour, width)
            done += step
        walked += length
