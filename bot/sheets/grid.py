"""A sheet as cells, before anything is understood."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

MAX_ROWS = 200_000
MAX_COLUMNS = 500  # the last column with something in it
MAX_CELL = 500  # characters; what is longer is cut, and no field of ours may be so long

Cell = str | int | float
Cells = list[Cell]
Row = tuple[int, Cells]  # the line as the spreadsheet counts it, from 1, and the cells from A
Range = tuple[int, int, int, int]  # first line, first column, last line, last column (column A: 0)


@dataclass(slots=True)
class Grid:
    """One sheet: its rows that hold something, and the ranges whose cells were merged.

    A text file (`name` is empty) may have rows that its commas tore apart: `torn` holds their
    lines with a sentence each.
    """

    name: str = ""
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    formulas: int = 0
    notes: list[str] = field(default_factory=list)
    torn: dict[int, str] = field(default_factory=dict)


def letter(column: int) -> str:
    """Return a column's letters as the spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def spans(lines: Iterable[int]) -> str:
    """Return line numbers as people write them: "3–5, 9"."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and runs[-1][1] == line - 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def text_of(cell: Cell) -> str:
    """Return a cell as text, tidied; whole numbers without a fraction."""
    if isinstance(cell, str):
        return tidied(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@lru_cache(maxsize=4096)
def tidied(text: str) -> str:
    """Return text with single spaces and without characters that cannot be seen.

    Joiners stay where emoji and Arabic need them; Latin letters do not.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    kept = (_seen(text, n, c) for n, c in enumerate(text))
    return " ".join("".join(kept).split())


def _seen(text: str, n: int, c: str) -> str:
    if c in "\u200c\u200d":
        around = text[n - 1 : n] + text[n + 1 : n + 2]
        return c if len(around) == 2 and not any(a.isascii() for a in around) else ""
    category = unicodedata.category(c)
    if category in {"Cf", "Cs"}:
        # Flags of regions are spelt with tags, which are Cf as well.
        return c if 0xE0020 <= ord(c) <= 0xE007F else ""
    if category == "Cc":
        return " " if c.isspace() else ""
    return " " if category in {"Zl", "Zp", "Zs"} else c
