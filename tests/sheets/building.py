"""Small files as offices send them: XLSX, ODS and text, built in the test."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from bot.core.roster import Line
from bot.sheets.reading import Sheet, read

FILES = Path(__file__).parent / "files"
Cells = Sequence[object]
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    "</manifest:manifest>"
)
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="KPPS">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def csv(*lines: str, end: str = "\n", code: str = "utf-8") -> bytes:
    return (end.join(lines) + end).encode(code)


def xlsx(*rows: Cells, merged: Sequence[tuple[int, int, int, int]] = (), **more: object) -> bytes:
    """Return a workbook of one sheet; a cell may be a function that writes it.

    `merged` are first row, first column, last row, last column, from 0. `more` are further
    sheets by name, each a list of rows; one whose name ends in "_" is hidden.
    """
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(target, options) as book:
        for name, table in {"KPPS": rows, **more}.items():
            sheet = book.add_worksheet(name.rstrip("_"))
            if name.endswith("_"):
                sheet.hide()
            _put(book, sheet, table)
        for area in merged:
            text = rows[area[0]][area[1]] if area[0] < len(rows) else ""
            book.get_worksheet_by_name("KPPS").merge_range(*area, text)
    return target.getvalue()


def _put(book: Any, sheet: Any, table: Any) -> None:
    for n, row in enumerate(table):
        for column, cell in enumerate(row):
            if callable(cell):
                cell(book, sheet, n, column)
            elif cell is not None:
                sheet.write(n, column, cell)


def formula(text: str, value: object = ""):
    """Return a cell with a formula and the value that was stored with it ('' for none)."""
    return lambda book, sheet, row, column: sheet.write_formula(row, column, text, None, value)


def shaped(value: object, shape: str):
    """Return a cell whose value is shown in a shape of its own, such as '000'."""

    def write(book, sheet, row, column):
        sheet.write(row, column, value, book.add_format({"num_format": shape}))

    return write


def date(value: object):
    def write(book, sheet, row, column):
        sheet.write_datetime(row, column, value, book.add_format({"num_format": "dd/mm/yy"}))

    return write


def ods(*rows: Cells) -> bytes:
    """Return an ODS by hand; a cell that begins with "<" is XML of its own."""
    body = "".join(
        "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>"
        for row in rows
    )
    parts = {"mimetype": MIMETYPE, "content.xml": _ODS.format(body)}
    return zipped({**parts, "META-INF/manifest.xml": _MANIFEST})


def _ods_cell(cell: object) -> str:
    match cell:
        case None | "":
            return "<table:table-cell/>"
        case str() if cell.startswith("<"):
            return cell
        case str():
            return (
                '<table:table-cell office:value-type="string">'
                f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            )
        case _:
            return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def opened(folder: Path, data: bytes, name: str = "daftar.dat") -> Sheet:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def said(line: Line) -> str:
    """Return a line as a test writes it down: what was understood, then what is wrong."""
    parts = [
        f"{line.line}:",
        "/".join(filter(None, (line.kecamatan, line.desa, line.tps))),
        line.role or "?",
        "" if line.number is None else str(line.number),
        line.name and f"[{line.name}]",
        line.phone,
        line.code,
        *(f"! {problem.column}: {problem.reason}" for problem in line.problems),
    ]
    return " ".join(part for part in parts if part)
