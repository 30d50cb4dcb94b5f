"""The roster file: the sample, and every row that cannot be used, by its number."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from bot.core import codes
from bot.sheets import roster
from bot.sheets.roster import COLUMNS, BadRoster, RosterRow

HEAD = ",".join(COLUMNS)
ROW = "Junrejo,Beji,004,KPPS,3,Siti,08123456789,FBVR-H9YF"


def write(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "daftar.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(BadRoster) as refusal:
        roster.read(path)
    assert str(refusal.value) == "\n".join(refusal.value.problems)
    return refusal.value.problems


# --- the sample -----------------------------------------------------------------------------


def test_the_sample_is_as_large_as_kota_batu():
    rows = list(roster.sample())

    assert Counter(row.peran for row in rows) == {
        "KPPS": 4277, "PPS": 72, "PPK": 15, "Sosdiklih": 3,
    }  # fmt: skip
    tps = Counter(
        kecamatan for kecamatan, _, tps in {(r.kecamatan, r.desa, r.tps) for r in rows} if tps
    )
    assert tps == {"Batu": 281, "Bumiaji": 179, "Junrejo": 151}
    assert len({(row.kecamatan, row.desa) for row in rows if row.desa}) == 24


def test_the_sample_is_the_same_everywhere_with_valid_codes_and_numbers_of_its_own():
    rows = list(roster.sample())

    assert rows == list(roster.sample())
    assert rows[0].kode == "T75JR2WT"
    assert all(codes.is_code(row.kode) for row in rows)
    assert len({row.kode for row in rows}) == len({row.telepon for row in rows}) == len(rows)
    assert all(row.telepon.startswith("0800") for row in rows)


def test_the_sample_can_be_written_and_read_back(tmp_path: Path):
    path = tmp_path / "contoh.csv"

    assert roster.write(path, roster.sample()) == 4367
    assert roster.read(path) == list(roster.sample())


def test_names_of_the_sample_say_what_they_are():
    names = {row.nama for row in roster.sample()}

    assert "Ketua KPPS, TPS 004, Beji" in names
    assert "Anggota PPK 2, Junrejo" in names
    assert "Anggota Sosdiklih 1, Kota Batu" in names


# --- reading --------------------------------------------------------------------------------


def test_a_good_file_is_read(tmp_path: Path):
    assert roster.read(write(tmp_path, ROW)) == [
        RosterRow("Junrejo", "Beji", "004", "KPPS", "3", "Siti", "08123456789", "FBVR-H9YF")
    ]


@pytest.mark.parametrize(
    ("head", "row", "encoding"),
    [
        (HEAD, ROW, "utf-8-sig"),  # with a byte order mark, as spreadsheets write it
        (HEAD.replace(",", ";"), ROW.replace(",", ";"), "utf-8"),
        (HEAD.replace(",", ";"), ROW.replace(",", ";"), "utf-8-sig"),
        (HEAD.upper().replace(",", ", "), ROW.replace(",", ", "), "utf-8"),
        (HEAD, ROW.replace("004", "4"), "utf-8"),  # a spreadsheet dropped the zeros
        (HEAD, ROW.replace("Beji", '" Beji "'), "utf-8"),
    ],
)
def test_what_spreadsheets_do_to_a_file_is_forgiven(
    tmp_path: Path, head: str, row: str, encoding: str
):
    plain = roster.read(write(tmp_path, ROW))

    assert roster.read(write(tmp_path, row, head=head, encoding=encoding)) == plain


def test_empty_lines_are_passed_over_and_numbers_stay_those_of_the_file(tmp_path: Path):
    path = write(tmp_path, ROW, ",,,,,,,", "", "Junrejo,Beji,004,Raja,1,Budi,,")

    assert problems(path) == [
        "Baris 5: peran 'Raja' tidak dikenal; pakai KPPS, PPS, PPK, Sosdiklih."
    ]


def test_a_name_with_titles_may_stand_in_quotes(tmp_path: Path):
    [row] = roster.read(write(tmp_path, ROW.replace("Siti", '"Siti, S.Pd."')))

    assert row.nama == "Siti, S.Pd."


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Beji,004,KPPS,1,Ani,,", "kolom kecamatan kosong, padahal perannya KPPS."),
        ("Junrejo,,004,KPPS,1,Ani,,", "kolom desa kosong, padahal perannya KPPS."),
        ("Junrejo,Beji,,KPPS,1,Ani,,", "kolom tps kosong, padahal perannya KPPS."),
        ("Junrejo,,,PPS,1,Ani,,", "kolom desa kosong, padahal perannya PPS."),
        (",,,PPK,1,Ani,,", "kolom kecamatan kosong, padahal perannya PPK."),
        ("Junrejo,Beji,004,KPPS,8,Ani,,", "nomor '8' harus 1 sampai 7, atau kosong."),
        ("Junrejo,Beji,004,KPPS,0,Ani,,", "nomor '0' harus 1 sampai 7, atau kosong."),
        ("Junrejo,Beji,004,KPPS,satu,Ani,,", "nomor 'satu' harus 1 sampai 7, atau kosong."),
        ("Junrejo,Beji,,PPS,4,Ani,,", "nomor '4' harus 1 sampai 3, atau kosong."),
        (
            "Junrejo,Beji,004,KPPS,1,Ani,,FBVRH9YG",
            "kode 'FBVRH9YG' bukan kode pendaftaran; kosongkan agar dibuatkan.",
        ),
        ("Junrejo,Beji,004,KPPS,1,Ani,nanti,", "telepon 'nanti' bukan nomor telepon."),
        ("Junrejo,Beji,004,KPPS,1,Ani,12,", "telepon '12' bukan nomor telepon."),
        (
            "Junrejo,Beji,004,KPPS,,,,",
            "nomor, nama, dan kode kosong; isi salah satunya agar kursinya dapat dikenali.",
        ),
        ("Junrejo,Beji,004,KPPS,3,Budi,,", "kursi ini sudah ada pada baris 2."),
        ("Junrejo,Beji,004,KPPS,4,Budi,,fbvrh9yf", "kode ini sudah ada pada baris 2."),
        (
            "Junrejo,Beji,004,KPPS,4,Budi, S.Pd.,0812345678,",
            "telepon 'S.Pd.' bukan nomor telepon.",
        ),
        (
            "Junrejo,Beji,004,KPPS,4,Budi,,,lebih",
            "lebih banyak kolom daripada judulnya; apit nama bergelar dengan kutip.",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_number(tmp_path: Path, line: str, problem: str):
    found = problems(write(tmp_path, ROW, line))

    assert f"Baris 3: {problem}" in found


def test_all_bad_rows_are_named_at_once(tmp_path: Path):
    path = write(tmp_path, "a,b,1,KPPS,9,x,,", ROW, "a,b,1,X,1,x,,", ROW)

    assert [line.split(":")[0] for line in problems(path)] == [
        "Baris 2",
        "Baris 4",
        "Baris 5",
        "Baris 5",
    ]


def test_two_rows_without_a_number_must_differ_in_name_or_code(tmp_path: Path):
    same, other = "Junrejo,Beji,004,KPPS,,Ani,,", "Junrejo,Beji,004,KPPS,,Budi,,"

    assert len(roster.read(write(tmp_path, same, other))) == 2
    assert problems(write(tmp_path, same, other, same)) == [
        "Baris 4: kursi ini sudah ada pada baris 2."
    ]


@pytest.mark.parametrize("head", ["", "nama,telepon", HEAD + ",alamat", HEAD.replace("kode", "")])
def test_other_columns_are_refused(tmp_path: Path, head: str):
    [problem] = problems(write(tmp_path, ROW, head=head))

    assert problem.startswith("Baris 1: kolomnya")
    assert problem.endswith(f"seharusnya {', '.join(COLUMNS)}.")


def test_a_file_without_rows_is_refused(tmp_path: Path):
    assert problems(write(tmp_path)) == [
        "Berkas tidak memuat satu baris pun di bawah judul kolom."
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "daftar.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xff\xfe")

    assert problems(path) == ["Berkas tidak berkode UTF-8. Simpan ulang sebagai CSV UTF-8."]


def test_a_cell_without_end_is_refused(tmp_path: Path):
    [problem] = problems(write(tmp_path, ROW.replace("Siti", "x" * (csv.field_size_limit() + 1))))

    assert problem.startswith("Berkas tidak dapat dibaca sebagai CSV")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("0812-3456.7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("(0341) 512345", "+62341512345"),
        ("", ""),
        ("belum ada", ""),
    ],
)
def test_numbers_are_taken_as_officers_type_them(typed: str, stored: str):
    assert roster.phone(typed) == stored
