"""What calamine does not tell of a sheet: formulas, failed formulas, and merged cells of ODS.

Runs in the child process only (its limits guard the XML parser); reads a sheet's XML as a stream,
and only where a quick look says that there is something to find.
"""

import zipfile
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from xml.parsers import expat

from bot.sheets.grid import MAX_COLUMNS, MAX_ROWS, Range

_CHUNK = 1 << 18
_ODS = "content.xml"


@dataclass(slots=True)
class Marks:
    """Cells by (row, column) from 0, with the text to show in place of calamine's empty one."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0
    merged: list[Range] = field(default_factory=list)


def xlsx_marks(archive: zipfile.ZipFile, sheets: list[str]) -> list[Marks]:
    """Return the marks of sheets of an XLSX; none of one whose part cannot be found."""
    parts = _parts(archive)
    return [_of_part(archive, parts.get(sheet, "")) for sheet in sheets]


def _of_part(archive: zipfile.ZipFile, part: str) -> Marks:
    marks = Marks()
    if part and _holds(archive, part, (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b't="e"')):
        _tell(_Xlsx(marks), archive, part)
    return marks


def ods_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Return the marks by sheet of an ODS."""
    found: dict[str, Marks] = {}
    if _holds(archive, _ODS, (b"table:formula", b'value-type="error"', b"-spanned=")):
        _tell(_Ods(found), archive, _ODS)
    return found


def _holds(archive: zipfile.ZipFile, part: str, needles: tuple[bytes, ...]) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if any(needle in tail + chunk for needle in needles):
                return True
            tail = chunk[-32:]
    return False


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive in which each sheet is."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            sheets[attributes.get("name", "")] = ids[0] if ids else ""
        elif _local(tag) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if part in archive.namelist():
            parser = expat.ParserCreate()
            parser.StartElementHandler = start
            parser.Parse(archive.read(part), True)  # noqa: FBT003 - expat's own
    names = set(archive.namelist())
    found = {}
    for sheet, key in sheets.items():
        target = targets.get(key, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            found[sheet] = part
    return found


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Handler(Protocol):
    """What is told of the parts of an XML text, in order."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def _tell(handler: _Handler, archive: zipfile.ZipFile, part: str) -> None:
    """Read a part of an archive as a stream, telling `handler` what is in it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    stream: BinaryIO
    with archive.open(part) as stream:  # type: ignore[assignment]
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own
    parser.Parse(b"", True)  # noqa: FBT003 - expat's own


class _Xlsx:
    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.row = self.column = -1
        self.type = self.inside = self.formula = self.value = ""
        self.has_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            place = _column(attributes.get("r", ""))
            self.column = place if place >= 0 else self.column + 1
            self.type = attributes.get("t", "")
            self.formula = self.value = ""
            self.has_formula = False
        self.inside = tag if tag in {"f", "v", "t"} else ""
        self.has_formula = self.has_formula or tag == "f"

    def text(self, text: str) -> None:
        if self.inside == "f":
            self.formula += text[:100]
        elif self.inside:
            self.value += text[:100]

    def end(self, tag: str) -> None:
        self.inside = ""
        if _local(tag) != "c":
            return
        self.marks.formulas += self.has_formula
        at = self.row, self.column
        if self.type == "e":
            self.marks.texts[at] = self.value or "#N/A"
        elif self.has_formula and not self.value:
            self.marks.texts[at] = "=" + self.formula


def _column(reference: str) -> int:
    column = 0
    for c in reference:
        if not c.isalpha():
            break
        column = column * 26 + ord(c.upper()) - ord("A") + 1
    return column - 1


class _Ods:
    def __init__(self, found: dict[str, Marks]) -> None:
        self.found = found
        self.marks = Marks()
        self.row = self.column = 0
        self.rows = self.columns = 1  # how often the row and the cell at hand are repeated
        self.failed = False
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "table":
            self.marks = self.found.setdefault(attributes.get("table:name", ""), Marks())
            self.row = 0
        elif tag == "table-row":
            self.column = 0
            self.rows = int(attributes.get("table:number-rows-repeated", "1"))
        elif tag in {"table-cell", "covered-table-cell"}:
            self.columns = int(attributes.get("table:number-columns-repeated", "1"))
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        has_value = any(key.startswith("office:") for key in attributes)
        formula = "table:formula" in attributes
        self.marks.formulas += formula
        self.failed = attributes.get("calcext:value-type") == "error" or (
            formula and not has_value
        )
        self.value = ""
        down = int(attributes.get("table:number-rows-spanned", "1"))
        right = int(attributes.get("table:number-columns-spanned", "1"))
        if down > 1 or right > 1:
            last = self.row + down, self.column + right - 1
            self.marks.merged.append((self.row + 1, self.column, *last))

    def text(self, text: str) -> None:
        if self.failed:
            self.value += text[:100]

    def end(self, tag: str) -> None:
        tag = _local(tag)
        if tag in {"table-cell", "covered-table-cell"}:
            if self.failed and self.row < MAX_ROWS and self.column < MAX_COLUMNS:
                self.marks.texts[self.row, self.column] = self.value or "#N/A"
            self.failed = False
            self.column += self.columns
        elif tag == "table-row":
            self.row += self.rows
