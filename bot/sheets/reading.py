"""Reading a roster that an office sent: any spreadsheet or text table → lines and remarks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.roster import Line
from bot.sheets import text, workbook
from bot.sheets.grid import Cells, Grid, spans
from bot.sheets.header import Header, find
from bot.sheets.kinds import SAVE_AS, BadFile, FileKind, kind_of
from bot.sheets.labels import COLUMNS
from bot.sheets.lines import lines
from bot.sheets.table import Table, columns_shown, table

__all__ = ["COLUMNS", "BadFile", "Sheet", "read"]

Progress = Callable[[int, int], None]  # rows so far, rows in all
Titled = tuple[Grid, Header]
NAMED = 12  # sheets named in one remark
_EVERY = 500  # rows between two words of progress


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster as it was read.

    `columns` are the titles in the file, each with our column, 'ganda', or '' if it is not used.
    Every row of the file that holds something is one of `lines`, or named in `notes`. `partial`
    tells that a sheet was not read which may hold officers: who is not in `lines` may be there.
    """

    file_name: str
    columns: tuple[tuple[str, str], ...]
    lines: list[Line]
    notes: tuple[str, ...]
    partial: bool = False


def read(path: Path, progress: Progress | None = None) -> Sheet:
    """Return the roster in a file; raises BadFile with an Indonesian sentence, or OSError."""
    tell = progress or (lambda _done, _total: None)
    if kind_of(path) == FileKind.TEXT:
        grids = [_from_text(path.read_bytes())]
    else:
        grids = workbook.grids(path, lambda done, total: tell(done // 2, total))
    chosen, unread = _choose(grids)
    found = [table(grid, header) for grid, header in chosen]
    if not any(one.rows for one in found):
        raise BadFile(
            f"Di bawah judul kolom ({_where(*chosen[0])}) tidak ada satu baris petugas pun."
            " Isi tabelnya, lalu kirim lagi."
        )
    for one in found:
        if not one.grid.name:
            text.mark_wide(one.grid, len(one.header.titles), one.header.lines[-1])
    made = _made(found, tell)
    columns = dict.fromkeys(column for one in found for column in columns_shown(one))
    notes = (*_used(found, len(grids)), *_said_of(unread), *_remarks(found))
    return Sheet(path.name, tuple(columns), made, notes, any(why for _, why in unread))


def _made(found: Sequence[Table], tell: Progress) -> list[Line]:
    made: list[Line] = []
    total = sum(len(one.rows) for one in found)
    for one in found:
        for line in lines(one):
            made.append(replace(line, sheet=one.grid.name) if len(found) > 1 else line)
            if len(made) % _EVERY == 0:
                tell((total + len(made)) // 2, total)
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


# --- which sheets ---------------------------------------------------------------------------


def _choose(grids: Sequence[Grid]) -> tuple[list[Titled], list[tuple[Grid, str]]]:
    """Return the sheets that are rosters, and the others that hold something.

    Each of those with why it may hold officers all the same, or nothing. Raises BadFile.
    """
    headers = [(grid, find(grid)) for grid in grids]
    usable = [(g, h) for g, h in headers if h and not h.lacking]
    if not usable:
        raise BadFile(_useless(headers))
    shown = [pair for pair in usable if not pair[0].hidden] or usable
    told = any(_tells_place(header) for _, header in shown)
    chosen = [(g, h) for g, h in shown if not told or _tells_place(h)]
    used = {id(grid) for grid, _ in chosen}
    others = [(grid, header) for grid, header in headers if id(grid) not in used and grid.rows]
    return chosen, [(grid, _doubt(grid, header)) for grid, header in others]


def _tells_place(header: Header) -> bool:
    return bool({"kecamatan", "desa"} & set(header.kinds))


def _doubt(grid: Grid, header: Header | None) -> str:
    """Return what keeps a sheet from being read that has names in it like a roster."""
    if header is None and 2 * sum(_is_wordy(cells) for _, cells in grid.rows) > len(grid.rows):
        return "judul kolom tidak ada"
    if header is None or "nama" not in header.kinds or len(header.kinds) < 2:
        return ""
    if grid.hidden and not header.lacking:
        return "lembarnya tersembunyi"
    return f"kolom {header.lacking or 'kecamatan atau desa/kelurahan'} tidak ada"


def _is_wordy(cells: Cells) -> bool:
    """Tell whether a row has a place, a role and a name, or as many words of other kinds."""
    return sum(isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in cells) > 2


def _used(found: Sequence[Table], count: int) -> list[str]:
    """Say which sheets were read, if there was a choice."""
    if count == 1 and not found[0].grid.hidden:
        return []
    names = _names([one.grid.name for one in found])
    rest = f" {count - len(found)} lembar lain dilewati." if count > len(found) else ""
    return [f"Lembar {names} dipakai{';' if rest else '.'}{rest}"]


def _said_of(unread: Sequence[tuple[Grid, str]]) -> list[str]:
    """Name the sheets that were not read, and say what that means for who is not in the others."""
    said = [KEPT] if any(doubt for _, doubt in unread) else []
    for grid, doubt in sorted(unread, key=lambda pair: not pair[1]):
        why = f"TIDAK dibaca, padahal mungkin memuat petugas: {doubt};" if doubt else "dilewati:"
        hidden = " (tersembunyi)" if grid.hidden else ""
        rows = spans(line for line, _ in grid.rows)
        said.append(f"Lembar '{grid.name}'{hidden} {why} baris {rows}.")
    return said


KEPT = (
    "Karena ada lembar yang tidak dibaca, tidak ada petugas yang dikeluarkan dari daftar."
    " Perbaiki atau hapus lembar itu bila yang tidak disebut memang tidak bertugas lagi."
)


def _remarks(found: Sequence[Table]) -> list[str]:
    """Return what there is to say of the tables; of several, with the names of their sheets."""
    said: dict[str, list[str]] = {}
    for one in found:
        about = _about(one.grid, one.header)
        for sentence in (*one.grid.notes, *about, *one.notes.sentences()):
            said.setdefault(sentence, []).append(one.grid.name)
    if len(found) == 1:
        return list(said)
    return [f"Lembar {_names(names)}: {sentence}" for sentence, names in said.items()]


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}, dan {len(names) - NAMED} lagi"


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
