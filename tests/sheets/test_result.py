"""XLSX out: every name survives, and none becomes a formula."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.sheets.result import RESULT_COLUMNS, ResultRow, write_result, write_table

HOSTILE = [
    "=1+1", "+62812", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://contoh.id/", "12", "<b>",
    "{0}", "محمد", "👩‍🏫 Siti", "_x0041_", "a\nb", "x" * 300, "mailto:a@b.id", "internal:A1",
]  # fmt: skip


def sheets(data: bytes):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_result_has_the_counts_and_each_line():
    who = ("Junrejo", "Beji", "004", "KPPS", "3", "Siti")
    row = ResultRow(17, "pindah", *who, alasan="sebab", lembar="Beji")
    found = sheets(write_result([row], [("baru", 2), ("ditolak", 1)], "Impor daftar.xlsx"))

    assert found["Ringkasan"] == [
        ["Impor daftar.xlsx", ""],
        ["", ""],
        ["baru", 2.0],
        ["ditolak", 1.0],
    ]
    assert found["Baris"] == [
        list(RESULT_COLUMNS),
        [17.0, "pindah", *who, "", "", "", "sebab", "Beji"],
    ]
    assert RESULT_COLUMNS[:2] == ("baris", "yang dilakukan")


def test_the_titles_stay_in_sight_and_can_be_filtered():
    sheet = parts(write_result([ResultRow(1), ResultRow(2)], [], "x"))["xl/worksheets/sheet2.xml"]

    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:M3"/>' in sheet


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str):
    row = ResultRow(1, *[text] * 12)
    data = write_result([row], [(text, 1)], text)
    found = sheets(data)

    assert found["Baris"][1] == [1.0, *[text] * 12]
    assert found["Ringkasan"][0][0] == found["Ringkasan"][2][0] == text
    assert not any("<f>" in part or "<hyperlink" in part for part in parts(data).values())


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60))
def test_any_name_comes_back_as_it_was(name: str):
    [_, row] = sheets(write_result([ResultRow(1, nama=name)], [], "x"))["Baris"]

    assert row[RESULT_COLUMNS.index("nama")] == name


def test_half_a_character_and_endless_texts_fit_a_cell():
    [_, row] = sheets(write_result([ResultRow(1, nama="a\ud800b" + "x" * 40_000)], [], "x"))[
        "Baris"
    ]
    name = str(row[7])

    assert name.startswith("a?b")
    assert len(name) == 32_767


def test_a_table_is_written_to_a_file_and_counted(tmp_path: Path):
    path = tmp_path / "daftar.xlsx"

    assert write_table(path, ["nama", "nomor"], [("Siti", 1), ("=1", 2)], "Daftar") == 2
    assert sheets(path.read_bytes()) == {"Daftar": [["nama", "nomor"], ["Siti", 1.0], ["=1", 2.0]]}
    target = io.BytesIO()
    assert write_table(target, ["nama"], []) == 0
    assert sheets(target.getvalue()) == {"Daftar": [["nama"]]}
