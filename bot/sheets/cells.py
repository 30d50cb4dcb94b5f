"""The child process that opens a spreadsheet: `python -m bot.sheets.cells FILE` → JSON lines.

It runs under limits of memory and time, for a small file may unpack to anything, and it imports
little. Lines of output: `{"sheets": [[name, hidden, rows], …]}`; for each sheet `{"sheet": n,
"merged": […], "formulas": n}` and then its rows `[line, [cell, …]]`; `{"end": true}`. Or
`{"refused": "large" | "locked" | "damaged"}`.
"""

import datetime
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.sheets.grid import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Cell
from bot.sheets.kinds import MAX_UNPACKED
from bot.sheets.marks import Marks, ods_marks, xlsx_marks

MEMORY = 512 * 1024 * 1024  # bytes of address space
SECONDS = 30  # of processor time
MAX_SHEETS = 1000  # some offices make one for each TPS
_CHUNK = 1 << 20


class Refused(Exception):
    """Why nothing is read: large, locked or damaged."""


def main(path: Path) -> None:
    """Write the cells of the file to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    write = sys.stdout.write
    try:
        for record in records(path):
            write(json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n")
    except (Refused, MemoryError) as refusal:
        write(json.dumps({"refused": str(refusal) or "large"}) + "\n")
    except PasswordError:
        write('{"refused":"locked"}\n')
    except (CalamineError, zipfile.BadZipFile, zlib.error, ValueError, OSError, KeyError):
        write('{"refused":"damaged"}\n')


def records(path: Path) -> Iterator[dict[str, Any] | list[Any]]:
    """Yield what `main` writes."""
    if zipfile.is_zipfile(path):
        check_unpacked(path)
    with path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MAX_SHEETS:
            raise Refused("large")
        opened = [book.get_sheet_by_name(meta.name) for meta in sheets]
        marks = _marks(path, [meta.name for meta in sheets])
        yield {
            "sheets": [
                [meta.name, meta.visible != SheetVisibleEnum.Visible, sheet.height]
                for meta, sheet in zip(sheets, opened, strict=True)
            ]
        }
        for n, sheet in enumerate(opened):
            yield from _sheet(n, sheet, marks[n])
    yield {"end": True}


def check_unpacked(path: Path) -> None:
    """Unpack everything without keeping it; raises Refused where the zip lies about its size."""
    total = 0
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for part in archive.infolist():
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Refused("damaged")
            if part.compress_type == zipfile.ZIP_STORED:
                total += part.compress_size
                continue
            file.seek(part.header_offset + 26)
            lengths = file.read(4)
            names = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
            file.seek(part.header_offset + 30 + names)
            total += _unpacked(file.read(part.compress_size), MAX_UNPACKED - total)
            if total > MAX_UNPACKED:
                raise Refused("large")


def _unpacked(packed: bytes, limit: int) -> int:
    unpacker = zlib.decompressobj(-15)
    total = len(unpacker.decompress(packed, _CHUNK))
    while unpacker.unconsumed_tail and total <= limit:
        total += len(unpacker.decompress(unpacker.unconsumed_tail, _CHUNK))
    return total


def _marks(path: Path, names: list[str]) -> list[Marks]:
    if not zipfile.is_zipfile(path):
        return [Marks() for _ in names]
    from xml.parsers.expat import ExpatError  # noqa: PLC0415 - needed here alone

    try:
        with zipfile.ZipFile(path) as archive:
            if "content.xml" in archive.namelist():
                found = ods_marks(archive)
                return [found.get(name, Marks()) for name in names]
            return xlsx_marks(archive, names)
    except ExpatError as error:
        raise Refused("damaged") from error


def _sheet(n: int, sheet: CalamineSheet, marks: Marks) -> Iterator[dict[str, Any] | list[Any]]:
    ranges = [(a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
    yield {"sheet": n, "merged": [*ranges, *marks.merged], "formulas": marks.formulas}
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in marks.texts.items():
        by_row.setdefault(row, {})[column] = text
    count = 0
    last = -1
    for last, raw in enumerate(sheet.iter_rows()):
        cells = _cells(raw, by_row.pop(last, {}))
        if cells:
            count += 1
            yield [last + 1, cells]
        if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise Refused("large")
    for row in sorted(by_row):  # rows of nothing but failed formulas below the last value
        if row > last and (cells := _cells([], by_row[row])):
            yield [row + 1, cells]


def _cells(raw: list[Any], marked: dict[int, str]) -> list[Cell]:
    cells = [_cell(value) for value in raw]
    for column, text in marked.items():
        if column < MAX_COLUMNS:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
    while cells and isinstance(cells[-1], str) and not cells[-1].strip():
        cells.pop()
    return cells


def _cell(value: object) -> Cell:
    """Return text cut to what any field may hold, numbers as they are, dates as text."""
    match value:
        case str():
            return value[:MAX_CELL]
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return value
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
