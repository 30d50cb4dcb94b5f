"""`bimtek roster`: import with a preview, undo, seats of the forgotten, export."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import roster_import
from tests.cli.conftest import Bimtek
from tests.sheets.building import xlsx

HEAD = "Kecamatan,Desa,TPS,Jabatan,No KPPS,Nama,No. HP,Kode"
SITI = "Junrejo,Beji,004,KPPS,3,Siti Aminah,081234567890,"
BUDI = "Junrejo,Beji,004,KPPS,4,Budi Santoso,,"
DATABASE = Path("data/bimtek.db")
Ask = Callable[[str], bool]


def table(path: str, *lines: str) -> Path:
    file = Path(path)
    file.write_text("\n".join([HEAD, *lines]) + "\n")
    return file


def many(count: int, path: str = "banyak.csv") -> Path:
    lines = [
        f"Junrejo,Beji,{n // 7 + 1:03d},KPPS,{n % 7 + 1},Petugas Nomor {n},," for n in range(count)
    ]
    return table(path, *lines)


def rows(sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(DATABASE) as raw:
        found = raw.execute(sql).fetchall()
    raw.close()
    return found


def names() -> list[str]:
    return [
        name
        for (name,) in rows(
            "SELECT p.name FROM person p JOIN holding h ON h.person_id = p.id"
            " WHERE h.to_at IS NULL ORDER BY p.name"
        )
    ]


def test_a_file_is_compared_applied_and_counted(bimtek: Bimtek):
    result = bimtek("roster", "import", table("daftar.csv", SITI, BUDI))

    assert result.exit_code == 0
    assert "No. HP = telepon" in result.output
    assert "      2 baru" in result.output
    assert "Desa baru: Beji" in result.output
    assert result.output.endswith(
        "Selesai: 2 kursi baru, 0 diperbarui, 0 tetap, 0 ditolak."
        " Di basis data: 2 kursi, 2 pemegang.\n"
    )


def test_the_same_file_twice_changes_nothing(bimtek: Bimtek):
    file = table("daftar.csv", SITI, BUDI)
    bimtek("roster", "import", file)
    second = bimtek("roster", "import", file)

    assert second.exit_code == 0
    assert "Selesai: 0 kursi baru, 0 diperbarui, 2 tetap" in second.output
    assert bimtek("roster", "undo").exit_code == 0, "the first one can still be undone"
    assert names() == []


def test_the_outcome_is_told_as_json(bimtek: Bimtek):
    file = table("daftar.csv", SITI, "Junrejo,Beji,004,KPPS,9,Budi,,", BUDI)
    told = json.loads(bimtek("roster", "import", file, "--json").stdout)

    assert (told["state"], told["run"]) == ("applied", 1)
    assert [one["line"] for one in told["rejected"]] == [3]
    assert told["rejected"][0]["column"] == "No KPPS"
    assert told["counts"]["baru"] == 2
    assert told["counts"]["ditolak"] == 1
    assert ["No. HP", "telepon"] in told["columns"]
    assert {key: told[key] for key in ("created", "updated", "unchanged", "seats", "people")} == {
        "created": 2, "updated": 0, "unchanged": 0, "seats": 2, "people": 2,
    }  # fmt: skip


def test_rejected_rows_are_named_and_do_not_stop_the_others(bimtek: Bimtek):
    file = table("daftar.csv", SITI, "Junrejo,Beji,004,KPPS,9,Budi,,", "x,,,Raja,1,Ani,,")
    result = bimtek("roster", "import", file)

    assert result.exit_code == 0
    assert "Baris 3, kolom No KPPS: " in result.output
    assert "Baris 4, kolom Jabatan: " in result.output
    assert "2 ditolak" in result.output
    assert names() == ["Siti Aminah"]


def test_a_file_of_nothing_but_rejected_rows_fails(bimtek: Bimtek):
    result = bimtek("roster", "import", table("daftar.csv", "x,,,Raja,1,Ani,,"))

    assert result.exit_code == 1
    assert "Semua baris ditolak" in result.output
    assert rows("SELECT state FROM import_run") == [("cancelled",)]
    assert rows("SELECT 1 FROM import_row") == []


def test_a_code_that_another_seat_has_is_named(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", f"{SITI}FBVRH9YF"))
    result = bimtek("roster", "import", table("b.csv", SITI, f"{BUDI}FBVRH9YF"), "--keep-missing")

    assert "kode FBVR-H9YF sudah dipakai kursi lain: KPPS 3, TPS 004, Beji" in result.output
    assert names() == ["Siti Aminah"]


def test_a_preview_alone_changes_nothing(bimtek: Bimtek):
    file = table("daftar.csv", SITI)
    told = bimtek("roster", "import", file, "--dry-run")
    as_json = bimtek("roster", "import", file, "--dry-run", "--json")

    assert (told.exit_code, as_json.exit_code) == (0, 0)
    assert "Hanya pratinjau" in told.output
    assert json.loads(as_json.stdout)["state"] == "cancelled"
    assert rows("SELECT 1 FROM seat UNION ALL SELECT 1 FROM import_row") == []


@pytest.mark.parametrize(
    ("path", "why"), [("tidak-ada.csv", "berkas atau folder itu tidak ada"), (".", "ini folder")]
)
def test_a_roster_that_cannot_be_read_says_why(bimtek: Bimtek, path: str, why: str):
    result = bimtek("roster", "import", path)

    assert result.exit_code == 1
    assert why in result.output


def test_a_file_that_is_no_table_is_refused(bimtek: Bimtek, alone: Path):
    (alone / "surat.pdf").write_bytes(b"%PDF-1.4 ...")
    result = bimtek("roster", "import", "surat.pdf")

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert not DATABASE.exists()


def test_many_vanish_only_if_that_is_said(bimtek: Bimtek):
    bimtek("roster", "import", many(20))
    part = many(14, "sebagian.csv")
    refused = bimtek("roster", "import", part, "--yes")
    assert refused.exit_code == 1
    assert "6 dari 20 petugas akan hilang" in refused.output
    assert "--allow-vanish" in refused.output
    assert "--keep-missing" in refused.output
    assert len(names()) == 20

    assert bimtek("roster", "import", part, "--keep-missing").exit_code == 0
    assert len(names()) == 20
    assert bimtek("roster", "import", part, "--allow-vanish").exit_code == 0
    assert len(names()) == 14


def test_a_misspelt_desa_is_taken_only_if_that_is_said(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", SITI))
    file = table("b.csv", SITI, BUDI.replace("Beji", "Be ji"))
    told = bimtek("roster", "import", file)
    assert (
        "Baris 3, kolom Desa: Desa 'Be ji' tidak dikenal. Mungkin maksudnya Beji?" in told.output
    )
    assert names() == ["Siti Aminah"]

    bimtek("roster", "import", file, "--accept-suggestions")
    assert names() == ["Budi Santoso", "Siti Aminah"]


def test_a_new_desa_comes_only_if_that_is_said(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", SITI))
    file = table("b.csv", SITI, BUDI.replace("Beji", "Torongrejo"))
    bimtek("roster", "import", file)
    assert names() == ["Siti Aminah"]

    bimtek("roster", "import", file, "--new-areas")
    assert names() == ["Budi Santoso", "Siti Aminah"]


def test_the_result_is_written_line_by_line(bimtek: Bimtek, alone: Path):
    from python_calamine import CalamineWorkbook

    bimtek("roster", "import", table("daftar.csv", SITI, BUDI), "--result", "hasil.xlsx")
    sheet = CalamineWorkbook.from_path("hasil.xlsx").get_sheet_by_name("Baris").to_python()

    assert [row[1] for row in sheet] == ["yang dilakukan", "baru", "baru"]
    assert (alone / "hasil.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_result_that_cannot_be_written_does_not_undo_the_import(bimtek: Bimtek):
    result = bimtek("roster", "import", table("daftar.csv", SITI), "--result", "x/hasil.xlsx")

    assert result.exit_code == 0
    assert "Berkas hasil tidak ditulis" in result.output
    assert names() == ["Siti Aminah"]


# --- on a terminal --------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer what is asked on a terminal, and give what was asked."""
    asked: list[str] = []
    given = iter([False, True])

    def agreed(question: str) -> bool:
        asked.append(question)
        return next(given)

    monkeypatch.setattr(roster_import, "on_terminal", lambda: True)
    monkeypatch.setattr(roster_import, "agreed", agreed)
    return asked


def test_on_a_terminal_it_asks_first(bimtek: Bimtek, answers: list[str]):
    file = table("daftar.csv", SITI)
    no = bimtek("roster", "import", file)
    assert "Tidak jadi" in no.output
    assert names() == []

    bimtek("roster", "import", file)
    assert names() == ["Siti Aminah"]
    bimtek("roster", "import", file)
    assert answers == ["Terapkan?", "Terapkan?"], "nothing to apply, nothing to ask"


def test_on_a_terminal_it_asks_whether_many_vanish(bimtek: Bimtek, answers: list[str]):
    bimtek("roster", "import", many(20), "--yes")
    assert bimtek("roster", "import", many(14)).exit_code == 1
    assert answers == ["6 dari 20 petugas akan hilang dari daftar. Lanjutkan?"]


def test_on_a_terminal_an_undo_asks_first(bimtek: Bimtek, answers: list[str]):
    bimtek("roster", "import", table("daftar.csv", SITI), "--yes")
    assert "Tidak jadi" in bimtek("roster", "undo").output
    assert names() == ["Siti Aminah"]
    assert "diurungkan" in bimtek("roster", "undo").output
    assert answers == ["Urungkan impor berkas daftar.csv?"] * 2


@pytest.mark.parametrize(("typed", "yes"), [("y", True), ("Ya", True), ("", False), ("t", False)])
def test_only_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, typed: str, yes: bool):  # noqa: FBT001
    monkeypatch.setattr("typer.prompt", lambda *_args, **_rest: typed)
    assert roster_import.agreed("Terapkan?") is yes


def test_a_bar_is_drawn_for_many_lines_on_a_terminal(
    bimtek: Bimtek, monkeypatch: pytest.MonkeyPatch
):
    drawn: list[str] = []

    class Screen:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            drawn.append(text)
            return len(text)

        def flush(self) -> None: ...

    monkeypatch.setattr(roster_import, "MANY", 2)
    monkeypatch.setattr("sys.stderr", Screen())
    bar = roster_import._Bar("Membandingkan", quiet=False)
    for done in (0, 1, 2):
        bar.tell(done, 2)

    assert "Membandingkan" in "".join(drawn)
    assert "100%" in "".join(drawn)


# --- undo, erased, export -------------------------------------------------------------------


def test_an_undo_restores_and_says_so(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", SITI))
    bimtek("roster", "import", table("b.csv", SITI, BUDI))
    told = bimtek("roster", "undo", "--json")
    assert json.loads(told.stdout) == {"run": 2, "restored": 1, "left_out": []}
    assert names() == ["Siti Aminah"]

    again = bimtek("roster", "undo", "--yes")
    assert again.exit_code == 1
    assert again.output == "Tidak ada yang dapat diurungkan.\n"


def forget(name: str) -> int:
    with sqlite3.connect(DATABASE) as raw:
        [(seat, who)] = raw.execute(
            "SELECT h.seat_id, p.id FROM holding h JOIN person p ON p.id = h.person_id"
            " WHERE p.name = ?",
            [name],
        ).fetchall()
        raw.execute(
            "UPDATE holding SET to_at = 'x', reason = 'dihapus' WHERE person_id = ?", [who]
        )
        raw.execute("UPDATE person SET name = '', phone = '', erased_at = 'x' WHERE id = ?", [who])
        raw.execute("UPDATE seat SET erased_at = 'x' WHERE id = ?", [seat])
    raw.close()
    return int(seat)


def test_what_an_undo_leaves_out_is_told(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", SITI))
    forget("Siti Aminah")
    told = bimtek("roster", "undo", "--yes")

    assert told.exit_code == 0
    assert "Tidak dikembalikan: KPPS 3, TPS 004, Beji, Junrejo: orangnya meminta" in told.output


def test_a_seat_of_somebody_forgotten_waits_for_the_office(bimtek: Bimtek):
    file = table("a.csv", SITI, BUDI)
    bimtek("roster", "import", file)
    assert "Tidak ada kursi yang menunggu" in bimtek("roster", "erased").output
    seat = forget("Siti Aminah")

    assert f"{seat}: KPPS 3, TPS 004, Beji, Junrejo (menunggu" in bimtek("roster", "erased").output
    assert "1 menunggu keputusan" in bimtek("roster", "import", file).output
    kept = bimtek("roster", "erased", str(seat), "--keep", "--json")
    assert json.loads(kept.stdout)[0]["choice"] == "tetap"
    bimtek("roster", "erased", str(seat), "--other")
    assert bimtek("roster", "erased", str(seat), "--other").exit_code == 1
    bimtek("roster", "import", table("b.csv", SITI.replace("Siti Aminah", "Ani"), BUDI))
    assert names() == ["Ani", "Budi Santoso"]
    assert [verb for (verb,) in rows("SELECT verb FROM audit ORDER BY id")] == [
        "terapkan-impor",
        "terapkan-impor",
        "kursi-terhapus-tetap",
        "kursi-terhapus-lain",
        "terapkan-impor",
    ]


@pytest.mark.parametrize("words", [["1"], ["--keep"], ["1", "--keep", "--other"]])
def test_a_decision_names_a_seat_and_one_choice(bimtek: Bimtek, words: list[str]):
    assert bimtek("roster", "erased", *words).exit_code == 1


@pytest.mark.parametrize("name", ["keluar.csv", "keluar.xlsx"])
def test_what_is_exported_can_be_imported_again(bimtek: Bimtek, alone: Path, name: str):
    foreign = SITI.replace("081234567890", "+6591234567")
    bimtek("roster", "import", table("a.csv", foreign, BUDI, "Junrejo,,,PPK,1,Ani,0811111111,"))
    told = bimtek("roster", "export", name)
    assert told.exit_code == 0
    assert "3 kursi" in told.output
    assert "kunci" in told.output
    assert (alone / name).stat().st_mode & 0o777 == 0o600

    again = json.loads(bimtek("roster", "import", name, "--json").stdout)
    assert again["unchanged"] == 3
    assert again["rejected"] == []


def test_an_export_names_its_kind_and_says_what_fails(bimtek: Bimtek):
    assert bimtek("roster", "export", "keluar.pdf").exit_code == 1
    failed = bimtek("roster", "export", "x/keluar.csv")
    assert failed.exit_code == 1
    assert "tidak ada" in failed.output
    assert json.loads(bimtek("roster", "export", "k.csv", "--json").stdout)["seats"] == 0


def test_a_name_that_a_spreadsheet_would_calculate_is_exported_as_text(bimtek: Bimtek):
    bimtek("roster", "import", table("a.csv", SITI))
    with sqlite3.connect(DATABASE) as raw:
        raw.execute("UPDATE person SET name = '=1+1'")
    raw.close()
    bimtek("roster", "export", "k.csv")

    assert "'=1+1" in Path("k.csv").read_text()


def test_a_sheet_that_cannot_be_read_costs_nobody_a_seat(bimtek: Bimtek):
    bimtek("roster", "import", table("daftar.csv", SITI, BUDI))
    titles, siti = HEAD.split(","), SITI.split(",")
    book = Path("lembar.xlsx")
    book.write_bytes(xlsx(titles, siti, Pendem=[["TPS", "Jabatan", "Nama"], [1, "Ketua", "Ani"]]))
    result = bimtek("roster", "import", book, "--json")

    assert json.loads(result.stdout)["counts"]["hilang dari daftar"] == 0
    assert names() == ["Budi Santoso", "Siti Aminah"]


def test_each_rejected_row_tells_its_sheet(bimtek: Bimtek):
    titles, siti = HEAD.split(","), SITI.split(",")
    book = Path("lembar.xlsx")
    book.write_bytes(xlsx(titles, siti, Lain=[titles, [*siti[:5], "Ani Lain", "", ""]]))
    result = bimtek("roster", "import", book)

    assert "Baris 2, kolom Nomor: kursi ini juga ada pada baris 2" not in result.output
    assert "Baris 2 lembar 'Lain', kolom Nomor: kursi ini juga ada pada baris 2 lembar" in (
        result.output
    )
