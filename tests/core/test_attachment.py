"""What may go with a broadcast, by what is in it."""

import pytest

from bot.core import attachment
from bot.core.attachment import NotAllowed, Taken, examine


def png(width: int = 640, height: int = 480) -> bytes:
    sides = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + sides + b"\x08\x02\x00\x00\x00"


def jpg(width: int = 640, height: int = 480, marker: int = 0xC2, before: bytes = b"") -> bytes:
    exif = b"\xff\xe1\x00\x06Exif"
    sides = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    frame = b"\xff" + bytes([marker]) + b"\x00\x11\x08" + sides + b"\x03"
    return b"\xff\xd8" + exif + before + frame + b"\xff\xda"


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + kind + b"\x00\x00\x00\x00" + body


EXTENDED = webp(b"VP8X", b"\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))
LOSSLESS = webp(b"VP8L", b"\x2f" + (639 | 479 << 14).to_bytes(4, "little"))
LOSSY = webp(
    b"VP8 ", b"\0\0\0\x9d\x01\x2a" + (640).to_bytes(2, "little") + (480).to_bytes(2, "little")
)
ZIP = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("foto.jpg", jpg(), Taken("picture", "foto.jpg", "image/jpeg")),
        ("a.JPEG", jpg(before=b"\xff"), Taken("picture", "a.jpg", "image/jpeg")),
        ("t.jpg", jpg(before=b"\xff\xc4\x00\x02"), Taken("picture", "t.jpg", "image/jpeg")),
        ("foto.jpg", png(), Taken("picture", "foto.png", "image/png")),
        ("denah", png(), Taken("picture", "denah.png", "image/png")),
        ("", png(), Taken("picture", "berkas.png", "image/png")),
        ("a.webp", EXTENDED, Taken("picture", "a.webp", "image/webp")),
        ("a.webp", LOSSLESS, Taken("picture", "a.webp", "image/webp")),
        ("a.webp", LOSSY, Taken("picture", "a.webp", "image/webp")),
        ("Rapat kita.PDF", b"%PDF-1.7", Taken("document", "Rapat kita.pdf", "application/pdf")),
        ("a.csv", "\ufeffdesa\nBeji".encode(), Taken("document", "a.csv", "text/csv")),
        ("a\n b.txt", b"Halo", Taken("document", "a b.txt", "text/plain")),
        ("a.txt", "Halo".encode("utf-16"), Taken("document", "a.txt", "text/plain")),
    ],
)  # fmt: skip
def test_a_file_is_what_is_in_it(name: str, content: bytes, taken: Taken):
    assert examine(name, content) == taken


@pytest.mark.parametrize(
    ("ending", "holds"),
    [
        ("docx", b"word/document.xml"),
        ("xlsx", b"xl/workbook.xml"),
        ("pptx", b"ppt/presentation.xml"),
        ("odt", b"mimetypeapplication/vnd.oasis.opendocument.text"),
        ("ods", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
        ("odp", b"mimetypeapplication/vnd.oasis.opendocument.presentation"),
    ],
)
def test_office_files_are_known_by_what_their_archive_holds(ending: str, holds: bytes):
    assert examine(f"surat.{ending}", ZIP + holds).kind == "document"
    with pytest.raises(NotAllowed, match="tidak sesuai"):
        examine(f"surat.{ending}", ZIP + b"AndroidManifest.xml")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", attachment.EMPTY),
        ("a.exe", b"MZ\x90", attachment.WRONG_KIND),
        ("a.html", b"<html>", attachment.WRONG_KIND),
        ("a.svg", b"<svg/>", attachment.WRONG_KIND),
        ("a.gif", b"GIF89a", attachment.WRONG_KIND),
        ("a.docm", ZIP + b"word/", attachment.WRONG_KIND),
        ("tanpa nama", b"isi", attachment.WRONG_KIND),
        (".pdf", b"%PDF-1.7", attachment.WRONG_KIND),
        ("a.pdf", b"MZ\x90", attachment.NOT_WHAT_IT_SAYS),
        ("a.pdf", b"<html>", attachment.NOT_WHAT_IT_SAYS),
        ("a.txt", b" \n<svg onload=x>", attachment.NOT_WHAT_IT_SAYS),
        ("a.csv", b"MZ\x00", attachment.NOT_WHAT_IT_SAYS),
        ("a.jpg", b"isi", attachment.WRONG_KIND),
        ("a.jpg", b"\xff\xd8\xff\xe1\x00\x04Ex", attachment.NOT_WHAT_IT_SAYS),
        ("a.png", b"\x89PNG\r\n\x1a\n", attachment.NOT_WHAT_IT_SAYS),
        ("a.webp", webp(b"ANIM", b""), attachment.NOT_WHAT_IT_SAYS),
        ("a.docx", ZIP + b"word/vbaProject.bin", attachment.WITH_MACROS),
        ("a.png", png(9000, 1001), attachment.WRONG_SIDES),
        ("a.png", png(210, 10), attachment.WRONG_SIDES),
        ("a.png", png() + bytes(attachment.PICTURE_LIMIT), attachment.PICTURE_TOO_LARGE),
        ("a.pdf", b"%PDF-" + bytes(attachment.DOCUMENT_LIMIT), attachment.DOCUMENT_TOO_LARGE),
    ],
)
def test_what_may_not_go_along_is_said_to_be(name: str, content: bytes, why: str):
    with pytest.raises(NotAllowed) as refusal:
        examine(name, content)

    assert str(refusal.value) == why


def test_a_long_name_is_cut_and_keeps_its_ending():
    assert examine("x" * 500 + ".pdf", b"%PDF-").name == "x" * 100 + ".pdf"


@pytest.mark.parametrize("sides", [(9000, 1000), (200, 10)])
def test_the_largest_pictures_that_telegram_shows(sides: tuple[int, int]):
    assert examine("a.png", png(*sides)).kind == "picture"
