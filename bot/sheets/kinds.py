"""Which kind of file this is, told by its content, and why others are refused."""

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024  # bytes; 100,000 rows unpack to about 80 MB
MAX_PARTS = 2_000  # files inside a zip

SAVE_AS = "Buka dengan Excel atau LibreOffice, simpan sebagai XLSX atau CSV, lalu kirim lagi."
TOO_LARGE = (
    "Berkas terlalu besar setelah dibuka. Salin tabel petugasnya saja ke lembar baru yang kosong,"
    " simpan, lalu kirim lagi."
)
DAMAGED = f"Berkas rusak atau terpotong sehingga tidak dapat dibaca. {SAVE_AS}"
ENCRYPTED = (
    "Berkas dikunci dengan kata sandi. Hapus kata sandinya"
    " (di Excel: Berkas > Info > Proteksi), simpan, lalu kirim lagi."
)


class BadFile(Exception):
    """The file cannot be used at all: an Indonesian sentence that names the place and remedy."""


class FileKind(StrEnum):
    """How a file is to be opened."""

    WORKBOOK = "lembar kerja"  # XLSX, XLS, ODS: by calamine, in a child process
    TEXT = "teks"  # CSV and TSV


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {  # first bytes, and what people call such a file
    b"%PDF": "PDF",
    b"\x89PNG": "gambar",
    b"\xff\xd8\xff": "gambar",
    b"GIF8": "gambar",
    b"RIFF": "gambar atau suara",
    b"Rar!": "arsip RAR",
    b"7z\xbc\xaf": "arsip 7z",
    b"\x1f\x8b": "arsip GZ",
    b"{\\rtf": "dokumen RTF",
    b"SQLite format 3": "basis data",
}
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError
)  # fmt: skip
_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version:")


def kind_of(path: Path) -> FileKind:
    """Return how to open the file; raises BadFile for what is none of ours."""
    size = path.stat().st_size
    if size == 0:
        raise BadFile("Berkas kosong (0 bita). Periksa berkasnya, lalu kirim lagi.")
    if size > MAX_BYTES:
        raise BadFile(
            f"Berkas berukuran {size / 1024 / 1024:.1f} MB; batasnya {MAX_BYTES // 1024 // 1024}"
            " MB. Hapus gambar dan lembar lain, atau bagi per kecamatan."
        )
    with path.open("rb") as file:
        head = file.read(1024)
    for start, name in _FOREIGN.items():
        if head.startswith(start):
            raise BadFile(f"Berkas ini {name}, bukan tabel. Kirim XLSX, XLS, ODS, atau CSV.")
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(_OLE):
        return _ole(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise BadFile(
            f"Berkas ini halaman web (HTML/XML) yang dinamai seperti spreadsheet. {SAVE_AS}"
        )
    return FileKind.TEXT


def _zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            manifest = "META-INF/manifest.xml"
            if any(part.flag_bits & 1 for part in parts):
                raise BadFile(ENCRYPTED)
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise BadFile(TOO_LARGE)
            if manifest in names and b"encryption-data" in archive.read(manifest):
                raise BadFile(ENCRYPTED)
    except _ZIP_ERRORS as error:
        raise BadFile(DAMAGED) from error
    if any(name.startswith("xl/workbook.") for name in names) or "content.xml" in names:
        return FileKind.WORKBOOK
    what = "dokumen Word" if "word/document.xml" in names else "arsip ZIP"
    raise BadFile(
        f"Berkas ini {what}, bukan tabel. Kirim XLSX, XLS, ODS, atau CSV di dalamnya tersendiri."
    )


def _ole(path: Path) -> FileKind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise BadFile(ENCRYPTED)
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return FileKind.WORKBOOK
    raise BadFile(
        f"Berkas ini bukan XLS yang utuh (dokumen Office lain, atau terpotong). {SAVE_AS}"
    )
