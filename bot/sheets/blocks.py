"""Places that are written once for several rows: merged cells, and empty cells below the first.

Nothing is guessed: an empty cell is filled where the file says that it was merged, or where the
whole column is visibly written so, once at the first row of each block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core.people import Role
from bot.sheets.grid import Cell, Cells, Grid, Row
from bot.sheets.values import Post, is_blank

PLACES = ("kecamatan", "desa", "tps")
TEAM = 7  # a TPS has no more rows
_HAS_NONE = {  # these roles have no such place
    "kecamatan": {Role.SOSDIKLIH},
    "desa": {Role.SOSDIKLIH, Role.PPK},
    "tps": {Role.SOSDIKLIH, Role.PPK, Role.PPS},
}


def unmerge(grid: Grid, rows: Sequence[Row], columns: Mapping[str, int]) -> dict[str, int]:
    """Give merged cells their value in each of their rows; return how many by column."""
    at = dict(rows)
    filled: dict[str, int] = {}
    for kind in (*PLACES, "peran"):
        column = columns.get(kind, -1)
        for first, left, last, _ in grid.merged:
            if left != column or last == first or first not in at:
                continue
            value = _cell(at[first], column)
            for line in range(first + 1, last + 1):
                if line in at and is_blank(_cell(at[line], column)) and not is_blank(value):
                    _put(at[line], column, value)
                    filled[kind] = filled.get(kind, 0) + 1
    return filled


@dataclass(slots=True)
class _Block:
    """The rows since a place was last written, and the numbers seen in them."""

    value: Cell = ""
    rows: int = 0
    numbers: set[Cell] = field(default_factory=set)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What tells blocks apart: rows, what they say of roles, and lines that were left out."""

    rows: Sequence[Row]
    posts: Sequence[Post]
    columns: Mapping[str, int]
    skipped: frozenset[int]


def fill(written: Written) -> dict[str, int]:
    """Fill the places that are written once a block; return how many by column."""
    filled = {}
    for kind in PLACES:
        if kind in written.columns and _is_once_a_block(written, kind):
            count = _fill(written, kind)
            if count:
                filled[kind] = count
    return filled


def _is_once_a_block(written: Written, kind: str) -> bool:
    """Tell whether most rows leave the place out, and none repeats the one before it."""
    column = written.columns[kind]
    above = _above(written, kind)
    values = [
        (_cell(cells, column), *(_cell(cells, parent) for parent in above))
        for (_, cells), post in zip(written.rows, written.posts, strict=True)
        if post.role not in _HAS_NONE[kind]
    ]
    said = [value for value in values if not is_blank(value[0])]
    if len(values) < 3 or values[0] not in said[:1] or 2 * len(said) > len(values):
        return False
    return all(a != b for a, b in pairwise(said))


def _above(written: Written, kind: str) -> list[int]:
    places = PLACES[: PLACES.index(kind)]
    return [written.columns[place] for place in places if place in written.columns]


def _fill(written: Written, kind: str) -> int:
    column, above = written.columns[kind], _above(written, kind)
    block, parents, count, before = _Block(), list[Cell](), 0, 0
    for (line, cells), post in zip(written.rows, written.posts, strict=True):
        own, now = _cell(cells, column), [_cell(cells, parent) for parent in above]
        gap = before and any(n not in written.skipped for n in range(before + 1, line))
        before = line
        if not is_blank(own):
            block, parents = _Block(own, is_open=True), now
        elif gap or now != parents or post.role in _HAS_NONE[kind]:
            block.is_open = False
        if kind == "tps":
            _count(block, cells, post, written.columns)
        if is_blank(own) and block.is_open and _is_somebody(cells, written.columns):
            _put(cells, column, block.value)
            count += 1
    return count


def _count(block: _Block, cells: Cells, post: Post, columns: Mapping[str, int]) -> None:
    """Count a row into its TPS; one too many, or a number twice, ends it."""
    block.rows += 1
    number: Cell | None = 1 if post.ketua else post.number
    if number is None and not is_blank(_cell(cells, columns.get("nomor", -1))):
        number = _cell(cells, columns["nomor"])
    if block.rows > TEAM or number in block.numbers:
        block.is_open = False
    if number is not None:
        block.numbers.add(number)


def _is_somebody(cells: Cells, columns: Mapping[str, int]) -> bool:
    """Tell whether a row has more than a name, where the file has more: a signature has not."""
    beside = [columns[k] for k in ("peran", "nomor", "telepon", "kode") if k in columns]
    return not beside or any(not is_blank(_cell(cells, column)) for column in beside)


def _cell(cells: Cells, column: int) -> Cell:
    return cells[column] if 0 <= column < len(cells) else ""


def _put(cells: Cells, column: int, value: Cell) -> None:
    cells += [""] * (column + 1 - len(cells))
    cells[column] = value
