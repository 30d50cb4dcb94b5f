"""Finding the titles of the columns, wherever an office wrote them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sheets.grid import MAX_COLUMNS, Cells, Grid, Row, letter, text_of, tidied
from bot.sheets.labels import COLUMNS, NONE, Match, match, normal

SEARCHED = 30  # rows that hold something, from the top
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the titles stand and what each column means.

    `lines` are one or two; `heads` their titles as they are compared, to know them again below a
    page break.
    """

    lines: tuple[int, ...]
    titles: tuple[str, ...]
    matches: tuple[Match, ...]
    heads: tuple[tuple[str, ...], ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return our columns that are there, in our order."""
        found = {match.kind for match in self.matches}
        return tuple(column for column in COLUMNS if column in found)

    @property
    def lacking(self) -> str:
        """Say what is missing to make a roster of it, or nothing."""
        kinds = set(self.kinds)
        if not kinds & {"nama", "nomor", "kode"}:
            return "nama"
        if not kinds & {"peran", "tps"}:
            return "peran (jabatan) atau TPS"
        if "tps" in kinds and "desa" not in kinds:
            return "desa/kelurahan"
        return ""


def find(grid: Grid) -> Header | None:
    """Return the first best titles in the upper rows, if any."""
    rows = grid.rows[:SEARCHED]
    best: Header | None = None
    for n, row in enumerate(rows):
        for header in _readings(rows[n : n + 2], grid):
            if header.kinds and (best is None or len(header.kinds) > len(best.kinds)):
                best = header
        if row[0] > 10 * SEARCHED:
            break
    return best


def repeats(header: Header, cells: Cells) -> bool:
    """Tell whether a row is the titles again, as at the top of a printed page."""
    seen = [(n, cell) for n, cell in enumerate(cells) if cell != ""]
    return len(seen) > 1 and any(
        all(n < len(head) and head[n] == normal(text_of(cell)) for n, cell in seen)
        for head in header.heads
    )


def counts_columns(cells: Cells) -> bool:
    """Tell whether a row numbers the columns: (1) (2) (3)."""
    texts = [text_of(cell).strip("()[]. ") for cell in cells if cell != ""]
    return len(texts) > 2 and texts == [str(n) for n in range(1, len(texts) + 1)]


def other_titles(header: Header, cells: Cells) -> bool:
    """Tell whether a row is the titles of a second table with its columns elsewhere."""
    if any(not isinstance(cell, str) or len(_DIGIT.findall(cell)) > 2 for cell in cells):
        return False
    texts = [match(cell) if cell else NONE for cell in map(str, cells)]
    kinds = {found.kind for found in texts if found.kind}
    here = header.matches
    same = all(
        n < len(here) and here[n].kind == found.kind for n, found in enumerate(texts) if found.kind
    )
    return len(kinds) >= 3 and not same


def shown(header: Header, column: int) -> str:
    """Return a column's title for people, with its letter where the title does not tell it."""
    title = header.titles[column] if column < len(header.titles) else ""
    if not title:
        return f"(kolom {letter(column)})"
    if sum(normal(other) == normal(title) for other in header.titles) > 1:
        return f"{title} (kolom {letter(column)})"
    return title


def _readings(rows: Sequence[Row], grid: Grid) -> list[Header]:
    """Return a row read as the titles, and together with the row below it."""
    (line, cells), below = rows[0], rows[1:]
    upper = [tidied(cell) if isinstance(cell, str) else "" for cell in cells]
    wide = _merged_over(upper, line, grid)
    single = Header(
        (line,), tuple(wide), tuple(match(title) for title in wide), (_normals(upper),)
    )
    is_next = below and below[0][0] == line + 1 and sum(map(bool, upper)) > 1
    if not is_next or any(not isinstance(cell, str) for cell in below[0][1]):
        return [single]
    lower = [tidied(str(cell)) for cell in below[0][1]]
    alone = [match(title) for title in lower]
    width = max(len(upper), len(lower))
    lower += [""] * (width - len(lower))
    wide = _merged_over([*upper, *[""] * (width - len(upper))], line, grid)
    above = wide if grid.merged else _spread(wide)
    lower += [""] * (len(wide) - len(lower))
    pairs = [
        _paired(a, b) if b else (own, match(own))
        for a, b, own in zip(above, lower, wide, strict=True)
    ]
    titles, matches = zip(*pairs, strict=True)
    heads = (_normals(upper), _normals(lower))
    pair = Header((line, below[0][0]), titles, matches, heads)
    return [single, pair] if _says_more(pair.matches, alone) else [single]


def _says_more(pair: Sequence[Match], alone: Sequence[Match]) -> bool:
    """Tell whether two rows of titles tell more than the lower one, or tell columns apart."""
    together, lower = ([m.kind for m in matches if m.kind] for matches in (pair, alone))
    if not lower or len(set(together)) != len(set(lower)):
        return bool(lower) and len(set(together)) > len(set(lower))
    return len(together) < len(lower)


def _paired(above: str, below: str) -> tuple[str, Match]:
    """Return the title and meaning of a column with a title in both rows.

    Under "Alamat", a desa is where somebody lives.
    """
    joined = f"{above} {below}".strip()
    if "alamat" in normal(above):
        return joined, NONE
    found = match(joined)
    return (joined, found) if found != NONE else (below, match(below))


def _merged_over(titles: list[str], line: int, grid: Grid) -> list[str]:
    """Return a row with each title over all the columns that it was merged over."""
    wide = [*titles]
    for top, first, _, last in grid.merged:
        if top == line and first < len(titles) and titles[first]:
            wide += [""] * (min(last, MAX_COLUMNS) + 1 - len(wide))
            for column in range(first + 1, min(last, MAX_COLUMNS) + 1):
                wide[column] = wide[column] or titles[first]
    return wide


def _spread(titles: list[str]) -> list[str]:
    """Return a row with each title over the empty columns after it, as text files leave them."""
    spread = [*titles]
    for column in range(1, len(spread)):
        spread[column] = spread[column] or spread[column - 1]
    return spread


def _normals(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(normal(title) for title in titles)
