"""The results as XLSX: numbers, teams, people, questions, answers without names, a codebook."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

from bot.core.results_export import AnswerLine, PersonLine, Report
from bot.sheets import results_cells as cells
from bot.sheets import results_columns as columns
from bot.sheets.result import fitting, workbook
from bot.sheets.results_cells import Cell
from bot.sheets.results_columns import Column

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

# 421: months have their Indonesian names. Points and commas are those of the reader's computer.
FORMATS = {
    columns.NUMBER: "#,##0",
    columns.SHARE: "0.0%",
    columns.DECIMAL: "0.00",
    columns.DAY: "[$-421]d mmm yyyy",
}
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days
MAX_LINES = 1_048_575  # that a sheet can hold below its header
TOO_MANY = "Jawabannya lebih banyak daripada yang muat di satu lembar. Pakai CSV."


class ResultsWorkbook:
    """Writes the sheets one after another; `answers` may come in parts.

    What a reader may not have is never written: without `people` there is no sheet of names.
    """

    def __init__(self, target: Path | BinaryIO, report: Report, when: str) -> None:
        self._book = workbook(target)
        self._report, self._when = report, when
        self._bold = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._formats: dict[str, Format] = {
            kind: self._book.add_format({"num_format": pattern})
            for kind, pattern in FORMATS.items()
        }
        self._sheets: dict[str, Worksheet] = {}
        self._lines: dict[str, int] = {}
        self._answers = 0
        self._book.set_properties(
            {
                "title": f"Hasil bimtek {report.spot.name}",
                "subject": f"Keadaan {when}",
                "author": columns.NAME,
                "comments": columns.NOT_OFFICIAL,
            }
        )

    def numbers(self) -> None:
        """Write the sheets of counts."""
        report = self._report
        self._summary()
        self._table("Wilayah", (cells.area(line) for line in report.areas))
        self._table("TPS", (cells.team(line) for line in report.teams))
        if report.scores:
            self._table("Nilai", (cells.score(line) for line in report.scores))

    def people(self, lines: Iterable[PersonLine]) -> None:
        self._table("Peserta", (cells.person(line) for line in lines))

    def questions(self) -> None:
        found = self._report.questions
        self._table("Soal", (cells.question(line) for line in found))
        self._table("Pilihan", (row for line in found for row in cells.options(line)))

    def answers(self, lines: Sequence[AnswerLine]) -> None:
        sheet, first = self._sheet("Jawaban"), self._lines["Jawaban"] + 1
        if first + len(lines) - 1 > MAX_LINES:
            raise ValueError(TOO_MANY)
        _pour(sheet, first, lines, self._formats[columns.DAY])
        self._lines["Jawaban"] += len(lines)
        self._answers += len(lines)

    @property
    def rows(self) -> int:
        """How many answers were written."""
        return self._answers

    def remark_on_answers(self, why: str) -> None:
        """Say why there are none, or which are left out."""
        sheet = self._sheet("Jawaban")
        self._lines["Jawaban"] += 1
        sheet.write_string(self._lines["Jawaban"], 0, fitting(why))

    def close(self) -> None:
        """Write the codebook, and the file."""
        self._table("Kamus", cells.codebook(list(self._sheets)))
        for name, sheet in self._sheets.items():
            if name != "Ringkasan":
                last = max(1, self._lines[name])
                sheet.autofilter(0, 0, last, len(_columns(name)) - 1)
        self._book.close()

    def _sheet(self, name: str) -> "Worksheet":
        """Return a sheet; a new one has its header, which stays in sight."""
        if name not in self._sheets:
            sheet = self._sheets[name] = self._book.add_worksheet(name)
            self._header(sheet, 0, _columns(name))
            self._lines[name] = 0
        return self._sheets[name]

    def _header(self, sheet: "Worksheet", line: int, wanted: Sequence[Column]) -> None:
        for n, column in enumerate(wanted):
            sheet.set_column(n, n, column.width)
            sheet.write_string(line, n, column.title, self._bold)
        sheet.freeze_panes(line + 1, 0)

    def _table(self, name: str, rows: Iterable[Sequence[Cell]]) -> None:
        sheet, wanted = self._sheet(name), _columns(name)
        for row in rows:
            self._lines[name] += 1
            self._write(sheet, self._lines[name], wanted, row)

    def _write(
        self, sheet: "Worksheet", line: int, wanted: Sequence[Column], row: Sequence[Cell]
    ) -> None:
        for n, (column, value) in enumerate(zip(wanted, row, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(line, n, fitting(value))
            elif isinstance(value, date):
                sheet.write_number(line, n, (value - EPOCH).days, self._formats[columns.DAY])
            else:
                sheet.write_number(line, n, value, self._formats.get(column.kind))

    def _summary(self) -> None:
        report = self._report
        sheet = self._sheets["Ringkasan"] = self._book.add_worksheet("Ringkasan")
        title = f"Hasil bimtek {cells.place_words(report.spot)}"
        sheet.write_string(0, 0, fitting(title), self._title)
        for line, text in enumerate(
            (f"Keadaan {self._when}", columns.NOT_OFFICIAL, cells.rule_words(report)), 1
        ):
            sheet.write_string(line, 0, fitting(text))
        self._header(sheet, 5, columns.SUMMARY)
        for line, row in enumerate(cells.summary(report), 6):
            self._write(sheet, line, columns.SUMMARY, row)


def _columns(name: str) -> Sequence[Column]:
    return columns.CODEBOOK if name == "Kamus" else columns.SHEETS[name]


def _pour(sheet: "Worksheet", first: int, lines: Sequence[AnswerLine], day: "Format") -> None:
    """Write whole rows at once: cell by cell, 120,000 answers take the library eight seconds.

    In its constant memory the library, too, appends each row to this file when the next begins.
    """
    sheet._write_single_row(first)  # noqa: SLF001 - what it holds back goes out first
    style = day._get_xf_index()  # noqa: SLF001 - the number by which cells name a format
    file = sheet.row_data_fh
    for n, line in enumerate(lines, first + 1):
        file.write(_row(n, line, style))
    last = len(columns.ANSWERS) - 1
    sheet.dim_rowmin, sheet.dim_colmin = 0, 0
    sheet.dim_rowmax, sheet.dim_colmax = max(sheet.dim_rowmax, first + len(lines) - 1), last


def _row(n: int, line: AnswerLine, style: int) -> str:
    """Return a row of the sheet as it stands in the file; `n` counts from 1."""
    return (
        f'<row r="{n}">{_text("A", n, line.person)}<c r="B{n}"><v>{line.session}</v></c>'
        f'{_text("C", n, line.kind)}<c r="D{n}"><v>{line.attempt}</v></c>'
        f'<c r="E{n}"><v>{line.whole}</v></c>{_text("F", n, line.item)}'
        f'<c r="G{n}"><v>{line.version}</v></c>{_text("H", n, line.option)}'
        f'<c r="I{n}"><v>{line.right}</v></c><c r="J{n}"><v>{line.round}</v></c>'
        f'<c r="K{n}" s="{style}"><v>{_serial(line.day)}</v></c></row>'
    )


def _text(column: str, n: int, text: str) -> str:
    return f'<c r="{column}{n}" t="inlineStr"><is>{_element(text)}</is></c>' if text else ""


@lru_cache(maxsize=4096)
def _element(text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<t{space}>{escape(fitting(text))}</t>"


@lru_cache(maxsize=4096)
def _serial(day: str) -> int:
    return (date.fromisoformat(day) - EPOCH).days
