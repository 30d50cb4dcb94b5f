from pathlib import Path

import pytest

from bot.content import BrokenContent
from bot.content.check import check, write_lock
from tests.content import sample
from tests.content.broken import places

ITEMS, S2, FORMS = "soal-etik.toml", "sesi-2.md", "isian.toml"
RIGHT = "Menolak dengan sopan"


def lock_of(folder: Path) -> str:
    return (folder / "ids.lock").read_text(encoding="utf-8")


def test_ids_not_yet_recorded_are_told_with_the_command(tmp_path: Path):
    (sample.write(tmp_path) / "ids.lock").unlink()

    problems = check(tmp_path)

    assert all("belum dicatat" in problem.problem for problem in problems)
    assert all("bimtek content lock" in problem.remedy for problem in problems)
    assert ("soal-etik.toml", 22) in places(problems)
    assert ("sesi-2.md", 9) in places(problems)


def test_locking_records_pages_items_forms_fields_options_and_agenda(tmp_path: Path):
    (sample.write(tmp_path) / "ids.lock").unlink()

    recorded = write_lock(tmp_path)

    assert {
        "halaman s2-netral", "soal KE-02", "isian harapan", "kolom harapan/siap",
        "pilihan harapan/harapan/yakin", "acara masa-tenang", "pohon lewat",
    } <= set(recorded)  # fmt: skip
    assert "\nsoal KE-02 3 " in lock_of(tmp_path)
    assert check(tmp_path) == []


def test_locking_twice_records_nothing_more(tmp_path: Path):
    before = lock_of(sample.write(tmp_path))

    assert write_lock(tmp_path) == []
    assert lock_of(tmp_path) == before


def test_a_question_changed_under_its_old_version_is_refused(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, ITEMS, RIGHT, "Menolak tanpa sopan")

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == (ITEMS, 23)
    assert problem.problem == "isi soal KE-02 berubah, versinya masih 3"
    assert "versi = 4" in problem.remedy
    with pytest.raises(BrokenContent, match="versinya masih 3"):
        write_lock(tmp_path)


def test_a_question_with_a_new_version_is_recorded(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, ITEMS, RIGHT, "Menolak tanpa sopan")
    sample.edit(tmp_path, ITEMS, "versi = 3", "versi = 4")

    (problem,) = check(tmp_path)
    assert problem.problem == "perubahan soal KE-02 belum dicatat"

    assert write_lock(tmp_path) == ["soal KE-02"]
    assert check(tmp_path) == []


def test_a_version_never_goes_back(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, ITEMS, "versi = 3", "versi = 2")

    (problem,) = check(tmp_path)

    assert problem.problem == "versi KE-02 turun dari 3 ke 2"


def test_the_order_of_options_and_what_nobody_reads_may_change(tmp_path: Path):
    sample.write(tmp_path)
    row = f'  {{ id = "a", teks = "{RIGHT}" }},\n'
    soft = '  { id = "b", teks = "Menerima bila nilainya kecil saja" },\n'
    sample.edit(tmp_path, ITEMS, row + soft, soft + row)
    sample.edit(tmp_path, ITEMS, 'tema = ["pemberian"]', 'tema = ["pemberian", "baru"]')

    assert check(tmp_path) == []


def test_a_changed_page_only_needs_recording(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, S2, "Laporkan kepada Ketua", "Laporkan kepada PPS")

    (problem,) = check(tmp_path)
    assert (problem.file, problem.line) == (S2, 9)
    assert problem.problem == "perubahan halaman s2-pemberian belum dicatat"

    assert write_lock(tmp_path) == ["halaman s2-pemberian"]
    assert check(tmp_path) == []


def test_wrapping_the_lines_of_a_page_changes_nothing(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, S2, "Laporkan kepada Ketua", "Laporkan\n  kepada Ketua")

    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        (S2, "#s2-netral", "#s2-tetap-netral", "halaman s2-netral"),
        (ITEMS, "KE-03", "KE-04", "soal KE-03"),
        (FORMS, 'id = "siap"', 'id = "kesiapan"', "kolom harapan/siap"),
        (FORMS, '"yakin"', '"mantap"', "pilihan harapan/harapan/yakin"),
        ("agenda.toml", '"masa-tenang"', '"tenang"', "acara masa-tenang"),
    ],
)
def test_an_id_that_vanished_is_refused(tmp_path: Path, file: str, old: str, new: str, kind: str):
    sample.write(tmp_path)
    sample.edit(tmp_path, file, old, new)
    before = lock_of(tmp_path)

    problem = next(problem for problem in check(tmp_path) if problem.file == "ids.lock")

    assert problem.problem == f"{kind} hilang atau berganti id"
    assert problem.line == sample.line_of(before, f"{kind} ")
    with pytest.raises(BrokenContent, match="hilang"):
        write_lock(tmp_path)
    assert lock_of(tmp_path) == before


def test_what_cannot_be_read_is_not_recorded(tmp_path: Path):
    before = lock_of(sample.write(tmp_path))
    sample.edit(tmp_path, ITEMS, 'benar = "a"', "benar = a")

    with pytest.raises(BrokenContent, match="TOML rusak"):
        write_lock(tmp_path)
    assert lock_of(tmp_path) == before


@pytest.mark.parametrize(("old", "new"), [("KE-02", "KE-01"), ("KE-02", "KE 02")])
def test_ids_given_twice_or_malformed_are_not_recorded(tmp_path: Path, old: str, new: str):
    sample.write(tmp_path)
    sample.edit(tmp_path, ITEMS, old, new)

    with pytest.raises(BrokenContent, match="id soal"):
        write_lock(tmp_path)


def test_a_lock_that_cannot_be_read_is_told(tmp_path: Path):
    path = sample.write(tmp_path) / "ids.lock"
    path.write_text(lock_of(tmp_path).replace("# Daftar", "Daftar"), encoding="utf-8")

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == ("ids.lock", 1)
    assert problem.problem == "baris tidak terbaca"
