"""CSV and TSV as bytes → cells: any of the codes and separators that offices send."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from bot.sheets.grid import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Cells, Grid, spans
from bot.sheets.kinds import SAVE_AS, TOO_LARGE, BadFile

SEPARATORS = (",", ";", "\t", "|")
NO_TABLE = f"Berkas ini bukan tabel: isinya tidak berupa teks. {SAVE_AS}"
TORN = "Kolomnya lebih banyak daripada judulnya; apit isi yang memuat koma dengan tanda kutip."
CUT = "Barisnya terpotong sebelum kolom terakhir. Minta berkas yang utuh."
_BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t|]*\r?\n?', re.IGNORECASE)


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text and an Indonesian remark about its code; raises BadFile if it is none."""
    for bom, code in _BOMS.items():
        if data.startswith(bom):
            return _decoded(data[len(bom) :], code)
    zeros = Counter(n % 2 for n, byte in enumerate(data[:2000]) if byte == 0)
    if zeros.total() > min(len(data), 2000) // 4:
        return _decoded(data, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be")
    return _decoded(data, "utf-8")


def _decoded(data: bytes, code: str) -> tuple[str, str]:
    remark = f"Berkas berkode {code.upper()}." if "16" in code or "32" in code else ""
    if remark:
        text = data.decode(code, "replace")
    else:
        text, remark = _utf8_or_windows(data)
    start = text[:4000]
    strange = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\t\r\n\f\v") for c in start)
    if strange > 4 + len(start) // 20:
        raise BadFile(NO_TABLE)
    return text, remark


def _utf8_or_windows(data: bytes) -> tuple[str, str]:
    """Return text of which single lines may be of another code, as pasting leaves them."""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        lines, foreign = [], []
        for n, raw in enumerate(data.split(b"\n"), 1):
            try:
                lines.append(raw.decode("utf-8"))
            except UnicodeDecodeError:
                lines.append(raw.decode("cp1252", "replace"))
                foreign.append(n)
        return "\n".join(lines), f"Berkas berkode Windows-1252 (baris teks {spans(foreign)})."


def separated(text: str) -> tuple[str, str]:
    """Return the text below a `sep=` line, which spreadsheets do not show, and its separator."""
    told = _SEP_LINE.match(text)
    return (text[told.end() :], told[1]) if told else (text, "")


def head(text: str, separator: str) -> list[tuple[int, Cells]]:
    """Return the first rows, to try a separator."""
    sample = "\n".join(text[:65536].splitlines()[:80])
    return [(n, cells) for n, cells in _by_line(sample, separator, []) if cells]


def grid(text: str, separator: str) -> Grid:
    """Return the table; raises BadFile if it is too large."""
    found = Grid()
    odd: list[int] = []
    try:
        _collect(found, _strict(text, separator))
    except csv.Error:
        found.rows.clear()
        _collect(found, _by_line(text, separator, odd))
    if odd:
        found.notes.append(
            f"Tanda kutip tidak berpasangan di baris {spans(odd)}; dibaca apa adanya."
        )
    if found.rows and _is_cut(text, separator):
        found.torn[found.rows[-1][0]] = CUT
    return found


def _collect(found: Grid, rows: Iterator[tuple[int, Cells]]) -> None:
    for n, cells in rows:
        if cells:
            found.rows.append((n, cells))
        if len(found.rows) > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise BadFile(TOO_LARGE)


def _strict(text: str, separator: str) -> Iterator[tuple[int, Cells]]:
    """Yield rows; raises csv.Error where quotes do not pair, which would swallow rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for n, cells in enumerate(reader, 1):
        if any(cell.count("\n") > 5 for cell in cells):
            raise csv.Error("a quote that swallows rows")
        yield n, _trimmed(cells)


def _by_line(text: str, separator: str, odd: list[int]) -> Iterator[tuple[int, Cells]]:
    """Yield every line as a row, whatever its quotes; `odd` gets lines whose quotes are single."""
    for n, line in enumerate(io.StringIO(text), 1):
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True), [])
        except csv.Error:
            odd.append(n)
            cells = [cell.strip().strip('"') for cell in line.split(separator)]
        yield n, _trimmed(cells)


def _trimmed(cells: list[str]) -> Cells:
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return [cell[:MAX_CELL] for cell in cells[:last]]


def _is_cut(text: str, separator: str) -> bool:
    """Tell whether the last line ends before its last columns and without a line end."""
    lines = [line for line in text.splitlines() if line.strip()]
    if text.endswith(("\n", "\r")) or len(lines) < 3:
        return False
    counts = Counter(line.count(separator) for line in lines[:-1])
    usual = counts.most_common(1)[0][0]
    whole = sum(many for count, many in counts.items() if count >= usual)
    return lines[-1].count(separator) < usual and whole * 20 >= 19 * counts.total()


def mark_wide(found: Grid, width: int, below: int) -> None:
    """Mark rows under the header (line `below`) that are wider than its `width` cells.

    Where most rows are so wide, it is a column without a title.
    """
    rows = [(line, cells) for line, cells in found.rows if line > below]
    wide = [line for line, cells in rows if len(cells) > width]
    if 2 * len(wide) <= len(rows) or len(rows) == 1:
        found.torn.update(dict.fromkeys(wide, TORN))
