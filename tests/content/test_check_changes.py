"""Later versions say what they changed: pages and questions."""

from pathlib import Path

import pytest

from bot.content.check import check, write_lock
from bot.content.load import load
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, samples

S2, ITEMS = "sesi-2.md", "soal-etik.toml"
LINE = 'perubahan = "Bingkisan sekecil apa pun ditolak"'
BROKEN = [
    Broken("item without", ITEMS, f"{LINE}\n", "", "versi = 3", "soal KE-02 versi 3 tanpa"),
    Broken("item blank", ITEMS, LINE, 'perubahan = " "', "versi = 3", "tanpa perubahan"),
    Broken(
        "first item with", ITEMS, 'tema = ["hafalan"]', 'perubahan = "Baru"\ntema = ["hafalan"]',
        'perubahan = "Baru"', "soal KE-03 versi 1 sudah",
    ),
    Broken(
        "item too long", ITEMS, LINE, f'perubahan = "{"kata " * 19}"', "perubahan",
        "paling banyak 90",
    ),
    Broken("item braces", ITEMS, "sekecil apa", "sekecil} apa", "perubahan", "kurung kurawal"),
    Broken("kind", ITEMS, 'jenis = "kasus"', 'jenis = "cerita"', "jenis", "isinya tidak dikenal"),
    Broken(
        "page without", S2, ' saku="ya"', ' saku="ya" versi="2"', "#s2-pemberian",
        "halaman s2-pemberian versi 2 tanpa",
    ),
    Broken(
        "first page with", S2, ' saku="ya"', ' saku="ya" perubahan="Baru"', "#s2-pemberian",
        "versi 1 sudah menyebut",
    ),
    Broken(
        "page version", S2, ' saku="ya"', ' saku="ya" versi="dua"', "#s2-pemberian", 'versi="dua"'
    ),
    Broken("page version 0", S2, ' saku="ya"', ' saku="ya" versi="0"', "#s2-pem", "mulai dari 1"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_version_is_named_with_its_line(tmp_path: Path, broken: Broken):
    assert_only_problem(tmp_path, broken)


def test_a_page_in_a_later_version_is_read_and_recorded_and_does_not_go_back(tmp_path: Path):
    sample.write(tmp_path)
    new = ' saku="ya" versi="2" perubahan="Laporan kini kepada PPS"'
    sample.edit(tmp_path, S2, ' saku="ya"', new)

    assert [p.problem for p in check(tmp_path)] == ["perubahan halaman s2-pemberian belum dicatat"]
    assert write_lock(tmp_path) == ["halaman s2-pemberian"]
    assert check(tmp_path) == []
    page = load(tmp_path).pages["s2-pemberian"]
    assert (page.version, page.change) == (2, "Laporan kini kepada PPS")

    sample.edit(tmp_path, S2, "Laporkan kepada Ketua", "Laporkan kepada PPS")
    assert write_lock(tmp_path) == ["halaman s2-pemberian"], "words may be mended"

    sample.edit(tmp_path, S2, new, ' saku="ya"')
    (problem,) = check(tmp_path)
    assert problem.problem == "versi s2-pemberian turun dari 2 ke 0"


def test_items_say_whether_they_are_cases(tmp_path: Path):
    sample.write(tmp_path)

    items = load(tmp_path).items

    assert [items[name].case for name in ("KE-01", "KE-02")] == [False, True]
    assert items["KE-02"].change == "Bingkisan sekecil apa pun ditolak"
