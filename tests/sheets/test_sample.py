"""The synthetic roster of Kota Batu."""

from collections import Counter
from pathlib import Path

from bot.core import codes
from bot.sheets import sample


def test_the_sample_is_as_large_as_kota_batu():
    rows = list(sample.sample())

    assert Counter(row.peran for row in rows) == {
        "KPPS": 4277, "PPS": 72, "PPK": 15, "Sosdiklih": 3,
    }  # fmt: skip
    tps = Counter(
        kecamatan for kecamatan, _, tps in {(r.kecamatan, r.desa, r.tps) for r in rows} if tps
    )
    assert tps == {"Batu": 281, "Bumiaji": 179, "Junrejo": 151}
    assert len({(row.kecamatan, row.desa) for row in rows if row.desa}) == 24


def test_the_sample_is_the_same_everywhere_with_valid_codes_and_numbers_of_its_own():
    rows = list(sample.sample())

    assert rows == list(sample.sample())
    assert rows[0].kode == "T75JR2WT"
    assert all(codes.is_code(row.kode) for row in rows)
    assert len({row.kode for row in rows}) == len({row.telepon for row in rows}) == len(rows)
    assert all(row.telepon.startswith("0800") for row in rows)


def test_the_sample_is_written_as_csv_with_our_columns(tmp_path: Path):
    path = tmp_path / "contoh.csv"

    assert sample.write(path, sample.sample()) == 4367
    first, second, *_ = path.read_text(encoding="utf-8").split("\n")
    assert first == "kecamatan,desa,tps,peran,nomor,nama,telepon,kode"
    assert second == ',,,Sosdiklih,1,"Anggota Sosdiklih 1, Kota Batu",08000000001,T75JR2WT'


def test_names_of_the_sample_say_what_they_are():
    names = {row.nama for row in sample.sample()}

    assert "Ketua KPPS, TPS 004, Beji" in names
    assert "Anggota PPK 2, Junrejo" in names
    assert "Anggota Sosdiklih 1, Kota Batu" in names
