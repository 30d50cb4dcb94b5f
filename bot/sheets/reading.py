"""Reading a roster that an office sent: any spreadsheet or text table → lines and remarks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.roster import Line
from bot.sheets import text, workbook
from bot.sheets.grid import Grid, spans
from bot.sheets.header import Header, find
from bot.sheets.kinds import SAVE_AS, BadFile, FileKind, kind_of
from bot.sheets.labels import COLUMNS
from bot.sheets.lines import lines
from bot.sheets.table import Table, columns_shown, table

__all__ = ["COLUMNS", "BadFile", "Sheet", "read"]

Progress = Callable[[int, int], None]  # rows so far, rows in all
_EVERY = 500  # rows between two words of progress


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster as it was read.

    `columns` are the titles in the file, each with our column, 'ganda', or '' if it is not used.
    Every row of the file that holds something is one of `lines`, or named in `notes`.
    """

    file_name: str
    columns: tuple[tuple[str, str], ...]
    lines: list[Line]
    notes: tuple[str, ...]


def read(path: Path, progress: Progress | None = None) -> Sheet:
    """Return the roster in a file; raises BadFile with an Indonesian sentence, or OSError."""
    tell = progress or (lambda _done, _total: None)
    if kind_of(path) == FileKind.TEXT:
        grids = [_from_text(path.read_bytes())]
    else:
        grids = workbook.grids(path, lambda done, total: tell(done // 2, total))
    best, header, remarks = _best(grids)
    found = table(best, header)
    if not found.rows:
        raise BadFile(
            f"Di bawah judul kolom ({_where(best, header)}) tidak ada satu baris petugas pun."
            " Isi tabelnya, lalu kirim lagi."
        )
    if not best.name:
        text.mark_wide(best, len(header.titles), header.lines[-1])
    made = _made(found, tell)
    notes = (*remarks, *best.notes, *_about(best, header), *found.notes.sentences())
    return Sheet(path.name, columns_shown(found), made, notes)


def _made(found: Table, tell: Progress) -> list[Line]:
    made: list[Line] = []
    total = len(found.rows)
    for n, line in enumerate(lines(found), 1):
        made.append(line)
        if n % _EVERY == 0:
            tell((total + n) // 2, total)
    tell(total, total)
    return made


def _from_text(data: bytes) -> Grid:
    """Return the table of a text file, parted by whatever makes the most of its titles."""
    decoded, remark = text.decoded(data)
    body, told = text.separated(decoded)
    separator = told or max(text.SEPARATORS, key=lambda mark: _promise(body, mark))
    grid = text.grid(body, separator)
    if remark:
        grid.notes.insert(0, remark)
    return grid


def _promise(body: str, separator: str) -> tuple[int, int]:
    """Return how much sense a separator makes: titles understood, then cells."""
    head = text.head(body, separator)
    header = find(Grid(rows=head))
    return len(header.kinds) if header else 0, sum(len(cells) for _, cells in head)


def _best(grids: Sequence[Grid]) -> tuple[Grid, Header, list[str]]:
    """Return the sheet to use with its titles, and a remark on the others; raises BadFile."""
    headers = [(grid, find(grid)) for grid in grids]
    usable = [(g, h) for g, h in headers if h and not h.lacking]
    if not usable:
        raise BadFile(_useless(headers))
    shown = [pair for pair in usable if not pair[0].hidden] or usable
    best, header = max(shown, key=lambda pair: len(pair[0].rows) - pair[1].lines[-1])
    others = [grid for grid in grids if grid is not best and grid.rows]
    remarks = []
    if len(grids) > 1 or best.hidden:
        skipped = f"{len(grids) - 1} lembar lain dilewati." if len(grids) > 1 else ""
        remarks.append(f"Lembar '{best.name}' dipakai; {skipped}".rstrip("; "))
    rosters = {id(grid) for grid, _ in usable}
    for grid in others:
        what = "TIDAK dibaca padahal memuat tabel petugas; kirim tersendiri atau satukan"
        why = what if id(grid) in rosters and not grid.hidden else "dilewati"
        hidden = " (tersembunyi)" if grid.hidden else ""
        lines_ = spans(line for line, _ in grid.rows)
        remarks.append(f"Lembar '{grid.name}'{hidden} {why}: baris {lines_}.")
    return best, header, remarks


def _useless(headers: Sequence[tuple[Grid, Header | None]]) -> str:
    """Say why none of the sheets will do."""
    if not any(grid.rows for grid, _ in headers):
        return "Berkas tidak memuat satu baris pun. Periksa berkasnya, lalu kirim lagi."
    found = [(grid, header) for grid, header in headers if header]
    needed = "nama, desa/kelurahan, TPS, dan peran (jabatan)"
    if not found:
        return (
            "Judul kolom tidak ditemukan di 30 baris pertama. Tulis satu baris judul di atas"
            f" tabel: {needed}. {SAVE_AS if not any(g.name for g, _ in headers) else ''}".rstrip()
        )
    grid, header = max(found, key=lambda pair: len(pair[1].kinds))
    return (
        f"Kolom {header.lacking} tidak ditemukan ({_where(grid, header)})."
        f" Yang ditemukan: {', '.join(header.kinds)}. Tambahkan judul kolom yang kurang;"
        f" yang diperlukan {needed}."
    )


def _where(grid: Grid, header: Header) -> str:
    sheet = f"lembar '{grid.name}', " if grid.name else ""
    return f"{sheet}baris {spans(header.lines)}"


def _about(grid: Grid, header: Header) -> list[str]:
    """Say where the titles stood and what was above them, and that there were formulas."""
    said = []
    above = [line for line, _ in grid.rows if line < header.lines[0]]
    if above or header.lines != (1,):
        rest = f"; di atasnya dilewati: baris {spans(above)}" if above else ""
        said.append(f"Judul kolom di baris {spans(header.lines)}{rest}.")
    if grid.formulas:
        said.append(f"{grid.formulas} sel berisi rumus; hasilnya yang tersimpan dipakai.")
    return said
