"""A sheet with titles → which column is which, and which rows are about people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core.roster import where
from bot.sheets.blocks import PLACES
from bot.sheets.grid import Cell, Cells, Grid, Row, letter, text_of
from bot.sheets.header import Header, counts_columns, other_titles, repeats, shown
from bot.sheets.kinds import BadFile
from bot.sheets.notes import Notes
from bot.sheets.values import Post, is_blank, odd, post

TWICE = "ganda"  # a column that means the same as a fuller one
_ADDRESS = re.compile(r"\b(alamat|domisili)\b", re.IGNORECASE)
_TOTAL = re.compile(r"(sub\s*-?\s*)?total|grand total|jumlah|jml|rekap\w*", re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """The rows about people, and where their fields are.

    `columns` is our column → its index; `titles` our column → how the file calls it.
    """

    grid: Grid
    header: Header
    rows: list[Row]
    notes: Notes
    columns: dict[str, int] = field(default_factory=dict)
    twice: set[int] = field(default_factory=set)

    def title(self, kind: str) -> str:
        return shown(self.header, self.columns[kind]) if kind in self.columns else kind

    def cell(self, cells: Cells, kind: str) -> Cell:
        column = self.columns.get(kind, -1)
        return cells[column] if 0 <= column < len(cells) else ""

    def posts(self) -> list[Post]:
        """Return what each row's role column says; an odd or empty cell says nothing."""
        if "peran" not in self.columns:
            return [Post() for _ in self.rows]
        cells = (self.cell(cells, "peran") for _, cells in self.rows)
        return [Post() if is_blank(cell) or odd(cell) else post(cell) for cell in cells]


def table(grid: Grid, header: Header) -> Table:
    """Return the rows below the titles that are about people; the others are in the notes.

    Raises BadFile where a second table with other columns follows.
    """
    notes = Notes()
    found = Table(grid, header, [], notes)
    for line, cells in grid.rows:
        if line <= header.lines[-1]:
            continue
        if repeats(header, cells):
            notes.at("titles", line)
        elif not found.rows and counts_columns(cells):
            notes.at("columns", line)
        elif other_titles(header, cells):
            raise BadFile(
                f"Di baris {where(line, grid.name)} mulai tabel lain dengan urutan kolom yang"
                " berbeda."
                " Pindahkan ke lembar atau berkas tersendiri, lalu kirim satu per satu."
            )
        else:
            found.rows.append((line, cells))
    _choose(found)
    found.rows = [row for row in found.rows if _is_about_somebody(found, row)]
    return found


def columns_shown(found: Table) -> tuple[tuple[str, str], ...]:
    """Return each column's title in the file and what it was taken for ('' for nothing)."""
    width = max([len(found.header.titles), *(len(cells) for _, cells in found.rows)])
    ours = {column: kind for kind, column in found.columns.items()}
    filled = {n for _, cells in found.rows for n, cell in enumerate(cells) if cell != ""}
    titles = found.header.titles
    return tuple(
        (shown(found.header, n), TWICE if n in found.twice else ours.get(n, ""))
        for n in range(width)
        if n in filled or (n < len(titles) and titles[n])
    )


def _choose(found: Table) -> None:
    """Settle which column is which: of two that mean the same, the fuller one."""
    matches = found.header.matches
    for kind in found.header.kinds:
        candidates = [n for n, match in enumerate(matches) if match.kind == kind]
        if kind == "nomor":
            candidates = [n for n in candidates if not _runs_on(found, n, matches[n].strength)]
        if kind in PLACES:
            candidates = _where_they_serve(found, candidates)
        if len(candidates) > 1:
            filled = _filled(found, candidates)
            candidates.sort(key=lambda n: (matches[n].strength == 1, -filled[n], n))
        if candidates:
            found.columns[kind] = candidates[0]
            found.twice.update(candidates[1:])
    _refuse_two_tables(found)
    if "peran" in found.columns and not _filled(found, [found.columns["peran"]]):
        del found.columns["peran"]


def _where_they_serve(found: Table, candidates: list[int]) -> list[int]:
    """Return the columns of a place that are not of somebody's address, if there are others."""
    address = [n for n, title in enumerate(found.header.titles) if _ADDRESS.search(title)]
    before = [n for n in candidates if address and n < address[0]]
    found.twice.update(set(candidates) - set(before) if before else ())
    return before or candidates


def _refuse_two_tables(found: Table) -> None:
    """Raise BadFile where a second table stands beside the first: its people would be lost."""
    kinds = [m.kind for n, m in enumerate(found.header.matches) if n in found.twice]
    names = [n for n in found.twice if found.header.matches[n].kind == "nama"]
    if len(set(kinds)) > 2 and names and any(_filled(found, [n]) for n in names):
        raise BadFile(
            f"Ada dua tabel berdampingan (kolom {letter(found.columns['nama'])} dan"
            f" {letter(names[0])} sama-sama nama). Susun menjadi satu tabel ke bawah, lalu kirim"
            " lagi."
        )


def _filled(found: Table, candidates: list[int]) -> Mapping[int, int]:
    """Return how many rows have something in each of these columns, if any has."""
    counts = {
        n: sum(n < len(cells) and not is_blank(cells[n]) for _, cells in found.rows)
        for n in candidates
    }
    return counts if any(counts.values()) or len(candidates) > 1 else {}


def _runs_on(found: Table, column: int, strength: int) -> bool:
    """Tell whether a bare "Nomor" counts the rows, past the 7 of a TPS."""
    if strength > 1:
        return False
    texts = (text_of(cells[column]) for _, cells in found.rows if column < len(cells))
    numbers = [int(text) for text in texts if text.isascii() and text.isdecimal()]
    rising = sum(a < b for a, b in pairwise(numbers))
    runs_on = max(numbers, default=0) > 7 and 20 * rising >= 19 * (len(numbers) - 1)
    if runs_on:
        title = shown(found.header, column)
        found.notes.say(f"Kolom {title} menghitung baris, bukan nomor kursi; diabaikan.")
    return runs_on


def _is_about_somebody(found: Table, row: Row) -> bool:
    """Tell whether a row is to become a line; if not, note why."""
    line, cells = row
    used = {k for k, n in found.columns.items() if n < len(cells) and not is_blank(cells[n])}
    first = next((text_of(cell) for cell in cells if not is_blank(cell)), "")
    is_person = {"nama", "peran"} <= used or used & {"telepon", "kode"}
    if _TOTAL.match(first) and not is_person:
        found.notes.at("totals", line)
    elif not used:
        found.notes.at("unused", line)
    elif len(used) == 1 and used <= {"kecamatan", "desa", "tps"}:
        found.notes.at("place", line)
    else:
        return True
    return False
