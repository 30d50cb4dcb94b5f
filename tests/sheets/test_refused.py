"""Files that are refused: each with a sentence that names the place and the remedy."""

import io
import json
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from bot.sheets import cells, grid, kinds, reading, text, workbook
from bot.sheets.reading import BadFile
from tests.sheets.building import FILES, MIMETYPE, csv, ods, opened, xlsx, zipped
from tests.sheets.damage import FILES_SENT, SITI, TITLES, S, T

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(folder: Path, data: bytes, name: str = "daftar.xlsx") -> str:
    with pytest.raises(BadFile) as refused:
        opened(folder, data, name)
    assert str(refused.value).endswith(".")
    return str(refused.value)


REFUSED = {
    "nothing": (b"", "Berkas kosong"),
    "PDF": (b"%PDF-1.7\n", "PDF, bukan tabel"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "gambar, bukan tabel"),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(90), "gambar, bukan tabel"),
    "RAR": (b"Rar!\x1a\x07", "arsip RAR"),
    "a page named .xls": (
        b"\r\n<html><table><tr><td>Nama</td></tr></table></html>",
        "halaman web",
    ),
    "XML of Excel 2003": (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "simpan sebagai XLSX"),
    "Word": (zipped({"word/document.xml": "<a/>"}), "dokumen Word, bukan tabel"),
    "a zip of files": (zipped({"daftar.csv": TITLES}), "arsip ZIP, bukan tabel"),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "bukan XLS yang utuh"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
    "a password of LibreOffice": (
        zipped({"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "kata sandi",
    ),
    "XLSX cut in half": (xlsx(T, S)[:3000], "rusak atau terpotong"),
    "XLSX cut at its end": (xlsx(T, S)[:-30], "rusak atau terpotong"),
    "an XLS of nothing": (OLE + "Workbook".encode("utf-16-le"), "rusak atau terpotong"),
    "XLS cut in half": ((FILES / "daftar.xls").read_bytes()[:3000], "atau terpotong"),
    "an XLSX without its parts": (zipped({"xl/workbook.xml": "<workbook/>"}), "rusak"),
    "an XLSX of broken XML": (zipped({"xl/workbook.xml": "<workbook"}), "rusak"),
    "an empty workbook": (xlsx(), "tidak memuat satu baris pun"),
    "only blanks": (csv("   ", "", "\t"), "tidak memuat satu baris pun"),
    "noise": (bytes(range(256)) * 4, "bukan tabel"),
    "no titles": (csv(SITI, SITI), "Judul kolom tidak ditemukan di 30 baris pertama"),
    "titles too far down": (
        csv(*["halo;dunia"] * 31, TITLES, SITI),
        "Judul kolom tidak ditemukan",
    ),
    "only names": (csv("No;Nama", "1;Siti"), "Kolom peran (jabatan) atau TPS tidak ditemukan"),
    "no names": (csv("Desa;TPS;HP", "Beji;4;0812345678"), "Kolom nama tidak ditemukan (baris 1)"),
    "no desa": (xlsx(["TPS", "Nama"], [4, "Siti"]), "Kolom desa/kelurahan tidak ditemukan"),
    "what was found": (csv("TPS;Nama", "4;Siti"), "Yang ditemukan: tps, nama."),
    "titles alone": (csv(TITLES), "Di bawah judul kolom (baris 1) tidak ada satu baris"),
    "titles and a total": (xlsx(T, ["Jumlah", 0]), "(lembar 'KPPS', baris 1)"),
    "two tables": (
        csv(TITLES, SITI, "Nama;HP;TPS;Desa;;;;", "Ani;08123456789;4;Beji;;;;"),
        "Di baris 3 mulai tabel lain",
    ),
    "too many columns": (csv(";".join(["x"] * 600)), "terlalu besar setelah dibuka"),
    "too many columns of XLSX": (xlsx(["x"] * 600), "terlalu besar setelah dibuka"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_roster_is_refused_with_a_remedy(what: str, tmp_path: Path):
    data, reason = REFUSED[what]

    assert reason in refusal(tmp_path, data)


def test_a_file_over_ten_megabytes_is_not_opened(tmp_path: Path):
    assert "10.0 MB; batasnya 10 MB" in refusal(tmp_path, b"x" * (kinds.MAX_BYTES + 1))


def test_the_names_in_a_file_are_not_in_a_refusal(tmp_path: Path):
    assert "Siti" not in refusal(tmp_path, csv("TPS;Nama", "4;Siti"))


# --- bombs ----------------------------------------------------------------------------------


def bomb(declared: int | None = None, size: int = 500 * 1024 * 1024) -> bytes:
    """Return an XLSX whose sheet unpacks to `size` bytes but says `declared`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (
        b"".join(packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + packer.flush()
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    small = target.getvalue()
    directory = small.index(b"PK\x01\x02")
    name = b"xl/worksheets/sheet1.xml"
    sizes = struct.pack("<LLL", 0, len(packed), declared or size)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
    local += struct.pack("<HH", len(name), 0) + name + packed
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, directory) + name
    first = small[directory : small.index(b"PK\x05\x06")]
    ending = struct.pack("<HHHHLLH", 0, 0, 2, 2, len(first + entry), directory + len(local), 0)
    return small[:directory] + local + first + entry + b"PK\x05\x06" + ending


def archive_text(parts: dict[str, str | bytes], name: str) -> str:
    content = parts[name]
    return content if isinstance(content, str) else content.decode()


@pytest.mark.parametrize("declared", [None, 1000], ids=["honest", "lying"])
def test_a_zip_bomb_is_refused(tmp_path: Path, declared: int | None):
    assert "terlalu besar setelah dibuka" in refusal(tmp_path, bomb(declared))


def test_a_sheet_that_needs_too_much_memory_kills_the_child_alone(tmp_path: Path):
    cell = '<row r="{}"><c r="{}"><v>1</v></c></row>'
    row = cell.format(1, "A1") + cell.format(1048576, "XFD1048576")
    with zipfile.ZipFile(io.BytesIO(xlsx(T, S))) as archive:
        parts: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    sheet = archive_text(parts, "xl/worksheets/sheet1.xml")
    start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    parts["xl/worksheets/sheet1.xml"] = sheet[: start + 11] + row + sheet[end:]

    assert "terlalu besar setelah dibuka" in refusal(tmp_path, zipped(parts))


def test_entities_that_multiply_are_refused(tmp_path: Path):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    content = f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{entities}]><x table:formula="">&e11;</x>'
    parts = {"mimetype": MIMETYPE, "content.xml": content}

    assert "rusak" in refusal(tmp_path, zipped({**parts, "META-INF/manifest.xml": "<a/>"}))


def test_a_repeated_row_without_end_is_refused(tmp_path: Path):
    data = ods(T, S, ["x"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    content = archive_text(parts, "content.xml").rpartition("<table:table-row>")
    parts["content.xml"] = (
        content[0] + '<table:table-row table:number-rows-repeated="900000">' + content[2]
    )

    assert "terlalu besar setelah dibuka" in refusal(tmp_path, zipped(parts))


def test_a_child_that_says_too_much_or_too_little_is_refused(tmp_path: Path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(workbook, "MAX_OUTPUT", 100)
        assert "terlalu besar" in refusal(tmp_path, xlsx(T, S))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "rusak" in refusal(tmp_path, xlsx(T, S))


def test_a_child_that_takes_too_long_is_killed(tmp_path: Path, monkeypatch):
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setattr(workbook, "PATIENCE", 0.05)
    monkeypatch.setattr(sys, "executable", str(slow))

    assert "terlalu besar setelah dibuka" in refusal(tmp_path, xlsx(T, S))


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(text, "MAX_ROWS", 10)

    assert "terlalu besar" in refusal(tmp_path, csv(TITLES, *[SITI] * 10))


# --- the child ------------------------------------------------------------------------------


def test_the_child_imports_nothing_of_the_bot_but_a_few_rules_of_sheets():
    code = "import bot.sheets.cells, sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, check=True
    )
    ours = {name for name in json.loads(run.stdout) if name.startswith("bot.")}

    assert ours == {
        "bot.sheets", "bot.sheets.cells", "bot.sheets.grid", "bot.sheets.kinds",
        "bot.sheets.marks",
    }  # fmt: skip


def test_the_child_says_rows_as_lines_of_json(tmp_path: Path):
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(xlsx(["", "Nama"], [], [4, "x" * 900]))

    assert list(cells.records(path)) == [
        {"sheets": [["KPPS", False, 3]]},
        {"sheet": 0, "merged": [], "formulas": 0},
        [1, ["", "Nama"]],
        [3, [4.0, "x" * grid.MAX_CELL]],
        {"end": True},
    ]


@pytest.mark.parametrize("what", [name for name in FILES_SENT if name[:3] in {"XLS", "ODS"}])
def test_what_arrives_is_what_the_child_says(tmp_path: Path, what: str):
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(FILES_SENT[what])
    said = [record for record in cells.records(path) if isinstance(record, list)]

    arrived = workbook.grids(path, lambda done, total: None)
    assert [[line, row] for sheet in arrived for line, row in sheet.rows] == said


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xlsx(T, S)[:2000], "damaged"),
        (zipped({"content.xml": "<a", "META-INF/manifest.xml": "<a/>"}), "damaged"),
        (xlsx(["x"] * 600), "large"),
    ],
)
def test_the_child_says_why_it_refuses(tmp_path: Path, capsys, monkeypatch, data, reason):
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(data)
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: None)
    cells.main(path)

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"refused": reason}


def test_parts_packed_in_other_ways_are_refused(tmp_path: Path):
    path = tmp_path / "daftar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(cells.Refused, match="damaged"):
        cells.check_unpacked(path)


def test_a_locked_part_is_refused(tmp_path: Path):
    data = bytearray(xlsx(T, S))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "kata sandi" in refusal(tmp_path, bytes(data))


def test_a_missing_file_is_the_callers(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        reading.read(tmp_path / "tidak-ada.csv")


def test_two_tables_side_by_side_are_refused_for_the_second_would_be_lost(tmp_path: Path):
    with pytest.raises(BadFile, match="dua tabel berdampingan"):
        opened(tmp_path, xlsx([*T, "", *T], [*S, "", *S]))
