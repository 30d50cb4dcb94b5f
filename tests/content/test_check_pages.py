from pathlib import Path

import pytest

from bot.content import Problem
from bot.content.check import check
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, places, samples

S1, S2 = "sesi-1.md", "sesi-2.md"
BROKEN = [
    Broken("too long", S1, "2. Ulangi", "2. " + "Ulangi " * 90, "#s1-selamat", "halaman 7"),
    Broken("too long in utf-16", S1, "Ulangi", "😀" * 260, "#s1-selamat", "paling banyak 600"),
    Broken("title too long", S1, "Selamat datang", "Kata " * 13, "#s1-selamat", "judul 64 huruf"),
    Broken("no title", S1, "Selamat datang ", "", "#s1-selamat", "judul kosong"),
    Broken("marks in title", S1, "Selamat d", "**Selamat** d", "#s1-selamat", "tanda Markdown"),
    Broken("same title", S2, "Tolak pemberian", "Netral", "#s2-pemberian", "sudah dipakai"),
    Broken(
        "no text",
        S2,
        "- Tolak dengan sopan.\n- Laporkan kepada Ketua.\n",
        "",
        "#s2-pemberian",
        "isi halaman kosong",
    ),
    Broken("id of another session", S1, "#s1-sel", "#s2-sel", "#s2-sel", "id halaman s2-sel"),
    Broken("id in capitals", S1, "#s1-selamat", "#s1-Selamat", "#s1-Selamat", "id halaman"),
    Broken("id too long", S1, "#s1-sel", "#s1-" + "sel" * 8, "#s1-selsel", "id halaman"),
    Broken("id twice", S2, "#s2-pemberian", "#s2-netral", "## Tolak", "sudah dipakai di sesi-2"),
    Broken("no id", S1, "{#s1-harapan", "{s1-harapan", "{s1-harapan", "tanpa {#id"),
    Broken("no basis", S2, ' dasar="Praktik 2024"', "", "#s2-pukul-enam", "dasar kosong"),
    Broken("bare address", S1, "2. Ulangi", "2. Buka www.kpu.go.id", "2. Buka", "tautan"),
    Broken("link", S1, "2. Ulangi", "2. [Buka](http://a.id)", "2. [Buka]", "tautan tidak dapat"),
    Broken("raw html", S1, "2. Ulangi", "2. <u>Ulangi</u>", "2. <u>", "HTML mentah"),
    Broken("third level", S1, "Isian ini", "### Sub\n\nIsian", "### Sub", "judul bertingkat"),
    Broken("strange attribute", S2, "saku=", "kartu=", "#s2-pemberian", "tidak dikenal: kartu"),
    Broken("broken attribute", S2, 'saku="ya"', "saku=ya", "#s2-pemberian", "tidak dapat dibaca"),
    Broken(
        "attribute twice", S2, 'saku="ya"', 'saku="ya" saku="ya"', "#s2-pemb", "dua kali: saku"
    ),
    Broken("pocket not ya", S2, 'saku="ya"', 'saku="tidak"', "#s2-pemberian", 'saku="tidak"'),
    Broken("strange role", S2, 'semua" saku', 'KPPS 8" saku', "#s2-pemberian", "'KPPS 8'"),
    Broken("no part title", S1, "# Pengantar\n\n", "", "## Selamat", "judul bagian"),
    Broken("second part title", S1, "membacanya.", "membaca.\n\n# Dua", "# Dua", "bagian kedua"),
    Broken(
        "stray text", S1, "# Pengantar\n", "# Pengantar\n\nHalo.\n", "Halo.", "di luar halaman"
    ),
    Broken("no picture file", S2, "warna.png", "lain.png", "#s2-netral", "lain.png tidak ada"),
    Broken("picture of another kind", S2, "warna.png", "warna.gif", "#s2-netral", "dapat dipakai"),
    Broken("picture outside", S2, "gambar/warna", "../warna", "#s2-netral", "tidak dapat dipakai"),
    Broken("no alt", S2, ' alt="Lima warna."', "", "#s2-netral", "tanpa teks pengganti"),
    Broken("alt too long", S2, "Lima warna.", "warna " * 40, "#s2-netral", "alt 240 huruf"),
    Broken("alt alone", S2, 'gambar="gambar/warna.png" ', "", "#s2-netral", "alt tanpa gambar"),
    Broken("party", S1, "Ulangi", "Bersama PKS-nya", "PKS", '"PKS": partai'),
    Broken("party over lines", S1, "Ulangi", "Partai\n   Buruh", "Partai", '"Partai Buruh"'),
    Broken("candidate", S2, "Jangan menyebut", "Ganjar menyebut", "Ganjar", "nama calon"),
    Broken("number", S2, "pilihan Anda", "nomor urut 2", "nomor urut 2", "nomor calon"),
    Broken("pair", S2, "pilihan Anda", "paslon 01", "paslon 01", "nomor calon"),
    Broken("kamu", S2, "pilihan Anda", "pilihan kamu", "pilihan kamu", '"kamu": sapaan'),
    Broken("-mu", S2, "pilihan Anda", "pilihanmu", "pilihanmu", '"pilihanmu": sapaan'),
    Broken("small anda", S2, "pilihan Anda", "pilihan anda", "pilihan anda", "huruf kecil"),
    Broken("placeholder", S2, "pilihan Anda", "pilihan {nama}", "{nama}", "belum selesai"),
    Broken("unfinished", S2, "pilihan Anda", "TODO", "TODO", "belum selesai"),
    Broken("no facts", S1, 'fakta="F1.1" peran="semua"', "", "#s1-selamat", "tanpa fakta"),
    Broken("unknown fact", S2, 'fakta="F2.3"', 'fakta="F9.9"', "#s2-pukul-enam", "F9.9 tidak ada"),
    Broken("custom as rule", S2, ' catatan="kebiasaan"', "", "#s2-pukul-enam", "sebagai aturan"),
    Broken("custom untold", S2, "Biasanya petugas", "Petugas", "#s2-pukul-enam", "kebiasaan"),
    Broken("unknown form", S2, 'saku="ya"', 'isian="lain"', "#s2-pemberian", "isian lain tidak"),
]


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_page_is_named_with_its_line(tmp_path: Path, broken: Broken):
    assert_only_problem(tmp_path, broken)


def test_the_sample_has_no_problems(tmp_path: Path):
    assert check(sample.write(tmp_path)) == []


def test_a_picture_heavier_than_100_kilobytes_is_refused(tmp_path: Path):
    sample.write(tmp_path, picture=sample.PNG + b"\0" * 100_000)

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == ("sesi-2.md", 3)
    assert "100 kB" in problem.problem


def test_a_picture_that_is_something_else_is_refused(tmp_path: Path):
    sample.write(tmp_path, picture=b"<svg/>")

    (problem,) = check(tmp_path)

    assert "tidak sesuai akhirannya" in problem.problem


def test_a_page_of_exactly_600_is_not_too_long(tmp_path: Path):
    def folder(extra: int, where: Path) -> list[Problem]:
        where.mkdir()
        return check(sample.write(where, sample.replaced(S2, "Tolak dengan", "T" * extra)))

    shown = "Tolak pemberian\n\n•  sopan.\n• Laporkan kepada Ketua.\n\nDasar: PKPU 8/2019"
    room = 600 - len(shown)

    assert folder(room, tmp_path / "fits") == []
    assert places(folder(room + 1, tmp_path / "over")) == [(S2, 9)]


def test_a_page_without_any_heading_is_named(tmp_path: Path):
    files = {**sample.FILES, S2: "Hanya teks.\n"}

    problems = check(sample.write(tmp_path, files))

    assert places(problems) == [(S2, 1)]


def test_words_come_from_the_folders_own_list_if_it_has_one(tmp_path: Path):
    own = '[[larangan]]\nnama = "uji"\nsaran = "Hapus."\nkata = ["bimtek"]\n'
    sample.write(tmp_path, {**sample.FILES, "kata-terlarang.toml": own})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.problem) == ("sesi.toml", '"bimtek": uji')


def test_a_broken_expression_in_the_word_list_is_named(tmp_path: Path):
    own = "[[larangan]]\nnama = 'uji'\nsaran = 'Hapus.'\npola = ['(']\n"
    sample.write(tmp_path, {**sample.FILES, "kata-terlarang.toml": own})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == ("kata-terlarang.toml", 4)
    assert "pola rusak" in problem.problem


@pytest.mark.parametrize(
    "fine", ["nomor urut", "ilmu tamu bertemu", "Panduan", "partai", "ganjaran", "KPPS 2"]
)
def test_ordinary_words_are_left_alone(tmp_path: Path, fine: str):
    sample.write(tmp_path, sample.replaced(S1, "Ulangi", fine))

    assert check(tmp_path) == []
