"""`bimtek content impact`: what changed or is about to, and who learned what was before."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import FOLDER
from tests.cli.conftest import Bimtek

AT = "2024-01-27T01:00:00.000000Z"
KPPS_3 = (
    "SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id JOIN area a"
    " ON a.id = s.area_id WHERE s.role = 'KPPS' AND s.number = 3 AND a.name = '004'"
)


@pytest.fixture
def url(settled_file: Path, tmp_path: Path) -> str:
    """Give a town in which KPPS 3 of TPS 004 and a tamu passed on KE-01, and read a page."""
    file = tmp_path / "kantor.db"
    shutil.copy(settled_file, file)
    with closing(sqlite3.connect(file)) as db, db:
        [(person,)] = db.execute(KPPS_3)
        db.execute("INSERT INTO person (id, created_at) VALUES (77, ?)", (AT,))
        for n, one in enumerate((person, 77), 1):
            db.execute(
                "INSERT INTO attempt VALUES (?, ?, 2, 'kuis', '[]', ?, ?, 1)", (n, one, AT, AT)
            )
            db.execute("INSERT INTO answer VALUES (?, 'KE-01', 1, 1, 'a', 1, ?)", (n, AT))
        db.execute(
            "INSERT INTO page_seen (person_id, page_id, first_at, last_at)"
            " VALUES (?, 's3-umumkan-tps', ?, ?)",
            (person, AT, AT),
        )
    return f"sqlite:///{file}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the bot's own content with one question and one page in version 2."""
    copy = tmp_path / "bahan"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    item = 'id = "KE-01"\nversi = '
    edit(
        copy / "soal-kode-etik.toml",
        f"{item}1",
        f'{item}2\nperubahan = "Contoh perubahan soal"',
    )
    page = "{#s3-umumkan-tps"
    for file in copy.glob("sesi-3*.md"):
        if page in file.read_text(encoding="utf-8"):
            edit(file, page, f'{page} versi="2" perubahan="Contoh perubahan halaman"')
    return copy


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def told(bimtek: Bimtek, *words: str | Path, url: str) -> Any:
    result = bimtek("content", "impact", *words, "--json", database_url=url)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_without_a_later_version_nothing_is_affected(bimtek: Bimtek, url: str):
    result = bimtek("content", "impact", database_url=url)

    assert (result.exit_code, result.output) == (0, "Tidak ada halaman atau soal yang terkena.\n")


def test_changed_pages_and_questions_are_listed_with_who_knows_only_the_old_version(
    bimtek: Bimtek, url: str, folder: Path
):
    page, item = told(bimtek, "--folder", folder, url=url)

    assert (page["kind"], page["id"], page["version"]) == ("halaman", "s3-umumkan-tps", 2)
    assert (item["kind"], item["id"], item["since"]) == ("soal", "KE-01", None)
    assert item["change"] == "Contoh perubahan soal"
    [reader] = page["people"]
    assert (reader["role"], reader["number"], reader["place"]) == (
        "KPPS",
        3,
        ["Junrejo", "Beji", "004"],
    )
    assert "name" not in reader
    assert [one["role"] for one in item["people"]] == ["tamu", "KPPS"]
    assert item["people"][0] == {
        "id": 77,
        "role": "tamu",
        "number": None,
        "area": None,
        "place": [],
    }


def test_it_is_told_in_words_with_names_only_if_asked(bimtek: Bimtek, url: str, folder: Path):
    plain = bimtek("content", "impact", "--folder", folder, database_url=url).output
    named = bimtek("content", "impact", "--folder", folder, "--nama", database_url=url).output

    assert "soal KE-01 (versi 2, belum diajarkan): Di grup WA RT" in plain
    assert "  Yang berubah: Contoh perubahan soal\n" in plain
    assert "  2 orang lulus dengan versi lamanya: KPPS 1, tamu 1\n" in plain
    assert "  1 orang membaca versi lamanya: KPPS 1\n" in plain
    assert "\nTerkena: 1 halaman, 1 soal; 2 orang.\n" in plain
    assert "KPPS 3, TPS 004, Desa Beji: s3-umumkan-tps, KE-01\n" in plain
    assert "  77  Tamu: KE-01\n" in plain
    assert "Anggota KPPS 3" not in plain
    assert "Anggota KPPS 3" in named
    assert "  77  -, Tamu: KE-01\n" in named


def test_since_when_it_is_taught_can_be_asked_for(bimtek: Bimtek, url: str, folder: Path):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
        for one in (("hal", "s3-umumkan-tps"), ("soal", "KE-01")):
            db.execute(
                "INSERT INTO content_since VALUES (?, ?, 2, '2024-02-01T18:00:00.000000Z')", one
            )

    shown = bimtek("content", "impact", "--folder", folder, database_url=url).output
    assert "(versi 2, sejak 2024-02-02 01.00)" in shown
    assert len(told(bimtek, "--folder", folder, "--sejak", "2024-02-02", url=url)) == 2
    assert told(bimtek, "--folder", folder, "--sejak", "2024-02-03", url=url) == []


def test_what_rests_on_an_article_or_fact_is_listed_before_it_changes(bimtek: Bimtek, url: str):
    by_fact = told(bimtek, "--fakta", "F2.21", url=url)
    items = {one["id"]: one for one in by_fact if one["kind"] == "soal"}
    assert set(items) >= {"KE-01", "KE-02", "KE-39"}
    assert len(items["KE-01"]["people"]) == 2
    assert items["KE-02"]["people"] == []

    by_article = told(bimtek, "--dasar", "Peraturan DKPP 2/2017", url=url)
    assert {one["id"] for one in by_article if one["kind"] == "soal"} > {"KE-01"}
    assert told(bimtek, "--dasar", "Peraturan DKPP 2/201", url=url) == []
    shown = bimtek("content", "impact", "--fakta", "F2.21", database_url=url).output
    assert "soal KE-01 (versi 1, versi sekarang)" in shown
    assert "  2 orang lulus dengan versi ini: KPPS 1, tamu 1" in shown


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--fakta", "F99.9"), 1, "Fakta F99.9 tidak ada"),
        (("--sejak", "kemarin"), 2, "bukan tanggal"),
        (("--folder", "tidak/ada"), 2, "tidak ada"),
    ],
)
def test_a_wrong_call_is_refused_with_why(
    bimtek: Bimtek, url: str, words: tuple[str, ...], status: int, said: str
):
    result = bimtek("content", "impact", *words, database_url=url)

    assert result.exit_code == status
    assert said in result.output


def test_an_empty_database_is_told_so(bimtek: Bimtek, tmp_path: Path):
    result = bimtek("content", "impact", database_url=f"sqlite:///{tmp_path / 'kosong.db'}")

    assert result.exit_code == 1
    assert "masih kosong" in result.output
