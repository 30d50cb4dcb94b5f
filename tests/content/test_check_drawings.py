"""Drawn pictures: what is wrong with one is named; the real ones say what their words say."""

import re
import struct
from pathlib import Path

import pytest

from bot.content import load
from bot.content.check import check
from bot.content.check.drawings import HEIGHT, LETTERS, OURS, WIDTH, made, record, said
from bot.content.load import FOLDER
from bot.core.drawings import Drawing
from tests.content import sample
from tests.content.broken import places

ENTRY = """\
[[gambar]]
id = "warna"
judul = "Lima warna"
alt = "Kuning untuk DPR, pukul 07.00."
fakta = ["F2.1"]
dasar = "PKPU 14/2023"
"""
SVG = f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="720" height="400" viewBox="0 0 720 400">
<title>Lima warna 99</title>
<text x="9" y="40" font-size="44">Kuning: DPR, 07.00</text>
<text x="9" y="80" font-size="27" aria-hidden="true">08</text>
<text x="9" y="90" font-size="27">PKPU 14/2023</text>
<text x="9" y="99" font-size="27">{OURS}</text>
</svg>
"""
PAGE = 'gambar="gambar/warna.png" alt="Lima warna."'
NEW_PAGE = 'gambar="gambar/warna.png"'


def a_png(width: int = WIDTH, height: int = 400, size: int = 100) -> bytes:
    begins = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return begins.ljust(size, b"\0")


def write(folder: Path, entry: str = ENTRY, svg: str = SVG, png: bytes | None = None) -> Path:
    """Write the sample with one drawn picture, made from its source as it is."""
    files = sample.replaced("sesi-2.md", PAGE, NEW_PAGE) | {
        "gambar.toml": entry,
        "gambar/warna.svg": svg,
    }
    sample.write(folder, files, a_png() if png is None else png)
    record(folder, ["warna"])
    return folder


def test_a_fine_one_has_no_problems_and_its_page_has_its_words(tmp_path: Path):
    content = load(write(tmp_path))

    assert check(tmp_path) == []
    assert content.pages["s2-netral"].alt == "Kuning untuk DPR, pukul 07.00."
    drawn = Drawing(
        "warna", "Lima warna", ("Kuning untuk DPR, pukul 07.00.",), "PKPU 14/2023", ("F2.1",),
        ("s2-netral",),
    )  # fmt: skip
    assert dict(content.drawings) == {"warna": drawn}
    assert content.sessions[1].pages[0].alt == content.pages[content.sessions[1].pages[0].id].alt


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('"Lima warna"', '""', 3, "judul kosong"),
        ("Lima warna", "Lima warna surat suara kita", 3, "judul 27 huruf"),
        ('alt = "Kuning untuk DPR, pukul 07.00."', 'alt = "07.00"', None, ""),
        ("pukul 07.00", "07.00 " * 140, 4, "alt 859 huruf"),
        ("PKPU 14/2023", "PKPU 14/2023; " * 11, 6, "dasar 153 huruf"),
        ('"F2.1"', '"F9.9"', 5, "F9.9 tidak ada"),
        ('["F2.1"]', "[]", 5, "tanpa fakta"),
        ('"F2.1"', '"F2.3"', 5, "(C) dipakai"),
        ("dasar =", "basis =", 1, "dasar: belum diisi"),
        ("untuk DPR", "untuk PKS", 4, '"PKS"'),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(
    tmp_path: Path, old: str, new: str, line: int | None, word: str
):
    write(tmp_path, ENTRY.replace(old, new))

    problems = [p for p in check(tmp_path) if p.file == "gambar.toml"]

    if line is None:
        assert problems == []
        return
    assert ("gambar.toml", line) in places(problems)
    assert word in " ".join(p.problem for p in problems)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ('font-size="44"', 'font-size="26"', 3, "huruf 26"),
        ('width="720"', 'width="700"', 1, "lebar bukan 720"),
        ("</svg>", '<image href="x.png"/></svg>', 7, "<image tidak dipakai"),
        ("</svg>", "<script>x</script></svg>", 7, "<script tidak dipakai"),
        (OURS, "KPU", 1, "tanpa kalimat"),
        ("07.00", "08.30", 1, "08.30 ada di gambar"),
        (' aria-hidden="true"', "", 1, "08 ada di gambar"),
        ("</svg>", "</sv>", 7, "SVG rusak"),
        ("DPR, 07", "PKS, DPR, 07", 3, '"PKS": partai'),
    ],
)
def test_what_is_wrong_with_a_source_is_named(
    tmp_path: Path, old: str, new: str, line: int, word: str
):
    write(tmp_path, svg=SVG.replace(old, new))

    problems = check(tmp_path)

    assert places(problems) == [("gambar/warna.svg", line)], problems
    assert word in problems[0].problem
    assert problems[0].remedy.endswith(".")


@pytest.mark.parametrize(
    ("png", "word"),
    [
        (a_png(width=700), "700 × 400"),
        (a_png(height=HEIGHT + 1), "720 × 1441"),
        (a_png(size=100_001), "100 kB, paling banyak 100 kB"),
        (b"GIF89a" * 9, "bukan PNG"),
        (b"\x89PNG", "bukan PNG"),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(tmp_path: Path, png: bytes, word: str):
    write(tmp_path, png=png)

    problems = check(tmp_path)

    assert places(problems) == [("gambar.toml", 2)]
    assert word in problems[0].problem


def test_a_source_that_has_changed_since_is_named(tmp_path: Path):
    write(tmp_path)
    sample.edit(tmp_path, "gambar/warna.svg", "Kuning: DPR", "Kuning, DPR")

    problems = check(tmp_path)

    assert "gambar/warna.png belum dibuat dari SVG-nya" in problems[0].problem
    assert "make pictures" in problems[0].remedy


def test_a_picture_that_is_not_what_was_made_is_named(tmp_path: Path):
    write(tmp_path)
    (tmp_path / "gambar" / "warna.png").write_bytes(a_png(size=101))

    assert "belum dibuat" in check(tmp_path)[0].problem


def test_files_that_are_missing_or_not_told_of_are_named(tmp_path: Path):
    write(tmp_path)
    (tmp_path / "gambar" / "lain.svg").write_text(SVG)
    (tmp_path / "gambar" / "warna.svg").unlink()

    problems = [p.problem for p in check(tmp_path)]

    assert problems == ["gambar/lain.svg tanpa entri", "gambar/warna.svg tidak ada"]


def test_words_told_twice_and_a_picture_on_no_page_are_named(tmp_path: Path):
    write(tmp_path)
    sample.edit(tmp_path, "sesi-2.md", NEW_PAGE, PAGE)
    assert [p.problem for p in check(tmp_path)][:1] == ["alt sudah ada di gambar.toml"]

    sample.edit(tmp_path, "sesi-2.md", PAGE, "")
    assert any("tidak ada di halaman mana pun" in p.problem for p in check(tmp_path))


def test_an_entry_given_twice_or_gone_is_named(tmp_path: Path):
    write(tmp_path, ENTRY * 2)
    assert any("id gambar warna sudah dipakai" in p.problem for p in check(tmp_path))

    (tmp_path / "gambar.toml").write_text(ENTRY.replace('"warna"', '"warna2"'))
    assert any("gambar warna hilang" in p.problem for p in check(tmp_path))


# --- the real ones --------------------------------------------------------------------------

DRAWINGS = list(load().drawings.values())


@pytest.mark.parametrize("one", DRAWINGS, ids=lambda one: one.id)
def test_every_word_of_a_picture_is_in_its_words(one: Drawing):
    source = said((FOLDER / "gambar" / f"{one.id}.svg").read_text(encoding="utf-8"))
    told = _words(f"{one.title} {one.alt} {one.basis} Dasar {OURS}")

    assert _words(source) - told == set()


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text)}


@pytest.mark.parametrize("one", DRAWINGS, ids=lambda one: one.id)
def test_a_picture_is_light_and_legible(one: Drawing):
    content = (FOLDER / one.path).read_bytes()
    source = (FOLDER / "gambar" / f"{one.id}.svg").read_text(encoding="utf-8")

    assert len(content) <= 100_000
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', source))) >= LETTERS
    assert OURS in said(source)


def test_the_nine_pictures_of_the_issue_are_there():
    assert {one.id for one in DRAWINGS} == set(made(FOLDER)) == {
        *("denah-tps", "alur-pemilih", "lima-warna", "tanda-sah", "tanda-tidak-sah"),
        *("jalur-pemilih", "urutan-hitung", "siapa-menerima", "linimasa"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["lima-warna", "urutan-hitung"])
def test_each_colour_has_its_name_and_a_pattern_of_its_own(name: str):
    source = (FOLDER / "gambar" / f"{name}.svg").read_text(encoding="utf-8")

    for colour in ("ABU-ABU", "KUNING", "MERAH", "BIRU", "HIJAU"):
        assert colour in said(source)
    patterns = re.findall(r'<pattern id="(\w+)"[^>]*>(.*?)</pattern>', source)
    assert len({body for _, body in patterns}) >= 4
    assert all(f"url(#{id_})" in source for id_, _ in patterns)
