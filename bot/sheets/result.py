"""Tables out, as XLSX: what an import did with each row, and the roster.

Every text goes in as text: a name that looks like a formula or an address stays a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MAX_TEXT = 32_767  # characters that a cell can hold
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {"baris": 8, "nama": 36, "alasan": 60, "yang dilakukan": 22, "nomor": 8, "tps": 8}
_WIDTH = 18


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What an import did with one line; `baris` 0 is a person who is not in the file.

    `sebelumnya` is what was there before, `kolom` and `alasan` why a line was rejected,
    `lembar` which sheet of several it is on.
    """

    baris: int = 0
    yang_dilakukan: str = ""
    kecamatan: str = ""
    desa: str = ""
    tps: str = ""
    peran: str = ""
    nomor: str = ""
    nama: str = ""
    telepon: str = ""
    sebelumnya: str = ""
    kolom: str = ""
    alasan: str = ""
    lembar: str = ""


RESULT_COLUMNS = tuple(field.name.replace("_", " ") for field in fields(ResultRow))


def write_result(
    rows: Iterable[ResultRow], summary: Sequence[tuple[str, int]], title: str
) -> bytes:
    """Return an XLSX with the sheets "Ringkasan" (the counts) and "Baris" (line by line)."""
    target = BytesIO()
    with workbook(target) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Ringkasan")
        sheet.set_column(0, 0, 44)
        sheet.write_string(0, 0, fitting(title), bold)
        for n, (what, count) in enumerate(summary, 2):
            sheet.write_string(n, 0, fitting(what))
            sheet.write_number(n, 1, count)
        _table(book, "Baris", RESULT_COLUMNS, (astuple(row) for row in rows))
    return target.getvalue()


def write_table(
    target: Path | BinaryIO,
    header: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    name: str = "Daftar",
) -> int:
    """Write one sheet; return how many rows it has below its header."""
    with workbook(target) as book:
        return _table(book, name, header, rows)


def workbook(target: Path | BinaryIO) -> "Workbook":
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy

    return Workbook(str(target) if isinstance(target, Path) else target, _SAFE)


def _table(
    book: "Workbook", name: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> int:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.set_column(column, column, _WIDTHS.get(title, _WIDTH))
        sheet.write_string(0, column, fitting(title), bold)
    line = 0
    for line, row in enumerate(rows, 1):
        _write(sheet, line, row)
    sheet.autofilter(0, 0, line, max(0, len(header) - 1))
    return line


def _write(sheet: "Worksheet", line: int, row: Sequence[str | int]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            if value:
                sheet.write_string(line, column, fitting(value))
        else:
            sheet.write_number(line, column, value)


def fitting(text: str) -> str:
    """Return a text that a cell can hold: not too long, without halves of characters."""
    return text[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8")
