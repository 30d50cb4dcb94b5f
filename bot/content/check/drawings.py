"""Drawn pictures: legible on a phone, told in words, and made from the source that is there."""

import hashlib
import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from bot.content.check import length
from bot.content.check.pictures import KINDS, SIZE
from bot.content.drawings import DrawingRow
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.core.dialog import LABEL_LIMIT
from bot.core.drawings import FOLDER

FILE = "gambar.toml"
LOCK = "gambar.lock"
WIDTH = 720  # pixels: two for each of a phone of 360
HEIGHT = 2 * WIDTH  # more would be shown narrower than the screen
HEADER = 24  # bytes of a PNG up to its width and height
LETTERS = 27  # pixels: 12 and more where a chat shows the picture 330 wide, 13 on the whole phone
ALT = 800  # beside title and basis it fits under the picture
BASIS = 140
OURS = "bimtek-bot, bukan dokumen resmi KPU"
MAKE = "Jalankan `make pictures`, lalu simpan folder gambar/ bersama perubahannya."
HEAD = """\
# Sidik setiap SVG dan PNG yang dibuat darinya.
# Ditulis oleh `make pictures`; jangan disunting dengan tangan.
"""

_SIZE = re.compile(r'font-size="([\d.]+)"')
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_FOREIGN = re.compile(r"<(image|script|foreignObject|style|use)\b|\b(?:href|on\w+)\s*=")


def each(draft: Draft) -> Iterator[Problem]:
    known = made(draft.folder)
    for row, source in draft.drawings:
        for what, text, limit in (
            ("judul", row.judul, LABEL_LIMIT),
            ("alt", row.alt, ALT),
            ("dasar", row.dasar, BASIS),
        ):
            yield from length.filled(source, what, text, what)
            yield from length.within(source, what, " ".join(text.split()), limit, what)
        yield from _made_from(draft.folder, row, source, known)
    told = {row.id for row, _ in draft.drawings}
    for path in sorted((draft.folder / FOLDER).glob("*.svg")):
        if path.stem not in told:
            yield Problem(
                FILE, 1, f"{FOLDER}/{path.name} tanpa entri", "Tulis [[gambar]] dengan id itu."
            )


def whole(draft: Draft) -> Iterator[Problem]:
    """Find pictures that no page shows: nobody would come across them."""
    shown = {page.picture for page, _ in draft.pages}
    for row, source in draft.drawings:
        if row.drawing().path not in shown:
            yield source.wrong(
                f"gambar {row.id} tidak ada di halaman mana pun",
                f'Tulis gambar="{row.drawing().path}" pada judul satu halaman.',
                "id",
            )


# --- the files ------------------------------------------------------------------------------


def _made_from(
    folder: Path, row: DrawingRow, source: Source, known: Mapping[str, tuple[str, str]]
) -> Iterator[Problem]:
    svg, png = folder / FOLDER / f"{row.id}.svg", folder / row.drawing().path
    if not svg.is_file():
        yield source.wrong(f"{FOLDER}/{svg.name} tidak ada", "Simpan sumbernya di situ.", "id")
        return
    drawn = list(_source(svg, row))
    yield from drawn
    content = png.read_bytes() if png.is_file() else b""
    if known.get(row.id) != (digest(svg.read_bytes()), digest(content)):
        yield source.wrong(f"{FOLDER}/{png.name} belum dibuat dari SVG-nya", MAKE, "id")
    elif not drawn:
        yield from _picture(row, source, content)


def _picture(row: DrawingRow, source: Source, content: bytes) -> Iterator[Problem]:
    name = row.drawing().path
    if len(content) < HEADER or not content.startswith(KINDS[".png"]):
        yield source.wrong(f"{name} bukan PNG", MAKE, "id")
        return
    width, height = struct.unpack(">II", content[16:HEADER])
    if width != WIDTH or height > HEIGHT:
        yield source.wrong(
            f"{name} berukuran {width} × {height}",
            f"Gambarlah selebar {WIDTH} dan setinggi paling banyak {HEIGHT}.",
            "id",
        )
    if len(content) > SIZE:
        told = f"{name} {len(content) // 1000} kB, paling banyak {SIZE // 1000} kB"
        yield source.wrong(told, "Pakai lebih sedikit warna dan bidang.", "id")


def _source(svg: Path, row: DrawingRow) -> Iterator[Problem]:
    """Find what is wrong with a source: too small letters, things from elsewhere, untold."""
    text, name = svg.read_text(encoding="utf-8", errors="replace"), f"{FOLDER}/{svg.name}"
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - a file of the folder
    except ElementTree.ParseError as error:
        line = error.position[0]
        yield Problem(name, line, f"SVG rusak: {error}", "Perbaiki tandanya.")
        return
    if root.get("width") != str(WIDTH):
        yield Problem(name, 1, f"lebar bukan {WIDTH}", f'Tulis width="{WIDTH}".')
    for number, drawn in enumerate(text.splitlines(), 1):
        if small := [size for size in _SIZE.findall(drawn) if float(size) < LETTERS]:
            yield Problem(name, number, f"huruf {small[0]}", f"Pakai paling kecil {LETTERS}.")
        if foreign := _FOREIGN.search(drawn):
            yield Problem(name, number, f"{foreign[0]} tidak dipakai", "Gambarlah sendiri.")
    words = said(text)
    if OURS not in words:
        yield Problem(name, 1, f'tanpa kalimat "{OURS}"', "Tuliskan di bawah gambar.")
    alt = set(_NUMBER.findall(f"{row.alt} {row.dasar}"))
    if untold := sorted(set(_NUMBER.findall(words)) - alt):
        yield Problem(
            name,
            1,
            f"{', '.join(untold)} ada di gambar, tidak di alt atau dasar",
            "Ceritakan semuanya dalam alt di gambar.toml.",
        )


def said(svg: str) -> str:
    """Return the words that a drawing shows; its title, and what is aria-hidden, say nothing."""
    hidden = r'<title>.*?</title>|<text[^>]*aria-hidden="true"[^>]*>[^<]*</text>'
    shown = re.sub(hidden, "", svg, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown)).strip()


# --- what was made from what ----------------------------------------------------------------


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def made(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the digests of source and picture by id, as the last making wrote them down."""
    path = folder / FOLDER / LOCK
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


def record(folder: Path, ids: list[str]) -> None:
    """Write down what the pictures of these ids were made from."""
    lines = []
    for id_ in sorted(ids):
        files = [(folder / FOLDER / f"{id_}.{kind}").read_bytes() for kind in ("svg", "png")]
        lines.append(" ".join([id_, *(digest(content) for content in files)]))
    path = folder / FOLDER / LOCK
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
