"""What may go with a broadcast: pictures and documents, told by what is in them, not by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PICTURE_LIMIT: Final = 5 * 2**20  # bytes
DOCUMENT_LIMIT: Final = 10 * 2**20
SIDES_LIMIT, RATIO_LIMIT = 10_000, 20  # width + height in pixels, and the longer by the shorter
NAME_LIMIT: Final = 100  # characters

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"

# ending → its type, how such a file begins, and what stands in it (a ZIP holds names as they are)
_DOCUMENTS: Final[Mapping[str, tuple[str, bytes, bytes]]] = {
    "pdf": ("application/pdf", b"%PDF-", b"%PDF-"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", b"PK\x03\x04", b"word/"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", b"PK\x03\x04", b"xl/"),
    "pptx": (f"{_OFFICE}.presentationml.presentation", b"PK\x03\x04", b"ppt/"),
    "odt": (f"{_OPEN}.text", b"PK\x03\x04", b"opendocument.text"),
    "ods": (f"{_OPEN}.spreadsheet", b"PK\x03\x04", b"opendocument.spreadsheet"),
    "odp": (f"{_OPEN}.presentation", b"PK\x03\x04", b"opendocument.presentation"),
}
_TEXTS: Final = {"txt": "text/plain", "csv": "text/csv"}
_MACROS: Final = b"vbaProject.bin"


class NotAllowed(Exception):
    """A file cannot go with a broadcast; the message is for whoever sent it."""


WRONG_KIND = (
    "Berkas ini tidak dapat disertakan dalam siaran. Silakan kirim gambar (JPG, PNG, atau WEBP)"
    " atau dokumen (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, atau CSV)."
)
NOT_WHAT_IT_SAYS = (
    "Isi berkas ini tidak sesuai dengan namanya, jadi tidak disertakan. Silakan simpan ulang,"
    " misalnya sebagai PDF, lalu kirim lagi."
)
WITH_MACROS = (
    "Berkas ini berisi makro (program), jadi tidak disertakan. Silakan simpan tanpa makro atau"
    " sebagai PDF, lalu kirim lagi."
)
PICTURE_TOO_LARGE = (
    "Gambar ini lebih besar dari 5 MB. Silakan perkecil, atau kirim sebagai foto biasa."
)
DOCUMENT_TOO_LARGE = "Dokumen ini lebih besar dari 10 MB. Silakan kirim yang lebih kecil."
WRONG_SIDES = (
    "Ukuran gambar ini tidak dapat ditampilkan: lebar dan tingginya bersama paling banyak 10.000"
    " piksel, dan sisi panjangnya paling banyak 20 kali sisi pendeknya."
)
EMPTY = "Berkas ini kosong. Silakan pilih berkas yang lain."


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may go along; `name` ends as what it is."""

    kind: Literal["picture", "document"]
    name: str
    mime: str


def examine(name: str, content: bytes) -> Taken:
    """Say what a file is. Raises NotAllowed."""
    if not content:
        raise NotAllowed(EMPTY)
    stem, ending = _split(" ".join(name.split()))
    if kind := _picture_kind(content):
        return _picture(stem, kind, content)
    if ending in _DOCUMENTS:
        mime, begins, holds = _DOCUMENTS[ending]
        _check(fits=content.startswith(begins) and holds in content)
    elif ending in _TEXTS:
        mime = _TEXTS[ending]
        _check(fits=_is_text(content))
    else:
        raise NotAllowed(WRONG_KIND)
    if len(content) > DOCUMENT_LIMIT:
        raise NotAllowed(DOCUMENT_TOO_LARGE)
    if _MACROS in content:
        raise NotAllowed(WITH_MACROS)
    return Taken("document", f"{stem}.{ending}", mime)


def _split(name: str) -> tuple[str, str]:
    """Return a name without its ending, and that; empty if it has none."""
    stem, _, ending = name.rpartition(".")
    if not stem:
        stem, ending = ending, ""
    return stem[:NAME_LIMIT] or "berkas", ending.lower()


def _check(*, fits: bool) -> None:
    if not fits:
        raise NotAllowed(NOT_WHAT_IT_SAYS)


def _is_text(content: bytes) -> bool:
    """Tell whether this is text, and none that a browser would take for a page or a drawing."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as spreadsheets write it
        return True
    return b"\0" not in content and not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


# --- pictures -------------------------------------------------------------------------------


def _picture_kind(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _picture(stem: str, kind: str, content: bytes) -> Taken:
    if len(content) > PICTURE_LIMIT:
        raise NotAllowed(PICTURE_TOO_LARGE)
    short, long = sorted(_SIDES[kind](content))
    if not short:
        raise NotAllowed(NOT_WHAT_IT_SAYS)
    if short + long > SIDES_LIMIT or long > short * RATIO_LIMIT:
        raise NotAllowed(WRONG_SIDES)
    return Taken("picture", f"{stem}.{kind}", f"image/{'jpeg' if kind == 'jpg' else kind}")


def _number(content: bytes, start: int, length: int, *, little: bool = False) -> int:
    return int.from_bytes(content[start : start + length], "little" if little else "big")


def _png_sides(content: bytes) -> tuple[int, int]:
    return _number(content, 16, 4), _number(content, 20, 4)


def _jpg_sides(content: bytes) -> tuple[int, int]:
    """Look for the frame header among the segments before the picture itself."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _number(content, at + 7, 2), _number(content, at + 5, 2)
        else:
            at += 2 + _number(content, at + 2, 2)
    return 0, 0


def _webp_sides(content: bytes) -> tuple[int, int]:
    def little(start: int, length: int) -> int:
        return _number(content, start, length, little=True)

    match content[12:16]:
        case b"VP8X":
            return little(24, 3) + 1, little(27, 3) + 1
        case b"VP8L":
            bits = little(21, 4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return little(26, 2) & 0x3FFF, little(28, 2) & 0x3FFF
    return 0, 0


_SIDES: Final = {"png": _png_sides, "jpg": _jpg_sides, "webp": _webp_sides}
