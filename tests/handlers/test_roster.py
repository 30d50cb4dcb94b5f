"""Sosdiklih sends a roster in the chat: preview, decisions, applying, undoing."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from bot.core.dialog import File
from bot.sheets.sample import COLUMNS, RosterRow
from bot.storage.engine import Row
from tests import town as people
from tests.phone import Phone, Town
from tests.work import work

BEJI = [row for row in people.roster() if row.tps in {"004", "005"}]


def a_file(folder: Path, rows: Sequence[RosterRow], name: str = "daftar.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(astuple(row) for row in rows)
    return path


def with_name(rows: Sequence[RosterRow], tps: str, number: str, **changes: str) -> list[RosterRow]:
    return [
        replace(row, **changes) if (row.tps, row.nomor) == (tps, number) else row for row in rows
    ]


async def send(phone: Phone, path: Path) -> str:
    """Send a file and let it be looked at; return all that was answered to its end."""
    await phone.send(File(path.name, 1000, "ref1"))
    assert "Sedang dikerjakan" in phone.text
    phone.heard = []
    await work(phone.town, path)
    return phone.text


async def holders(town: Town) -> list[Row]:
    return await town.db.read(
        "SELECT s.id, s.number, s.code, p.id AS person, p.name, p.phone FROM seat s"
        " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " LEFT JOIN person p ON p.id = h.person_id ORDER BY s.id"
    )


@pytest.fixture
async def office(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1, "kantor")


async def test_a_file_is_looked_at_and_changes_nothing_before_the_yes(
    town: Town, office: Phone, tmp_path: Path
):
    before = [dict(row) for row in await holders(town)]
    rows = with_name(BEJI, "004", "3", nama="Orang Baru Sekali", telepon="08120000001")

    text = await send(office, a_file(tmp_path, rows))

    assert "diganti: 1" in text
    assert "tetap: 13" in text
    assert "belum ada yang berubah" in text
    assert [dict(row) for row in await holders(town)] == before


async def test_applying_replaces_the_person_and_undoing_brings_the_old_one_back(
    town: Town, office: Phone, tmp_path: Path
):
    member = await town.registered("KPPS", 3, "hp3")
    old = (await member.chat()).person
    assert old
    before = [dict(row) for row in await holders(town)]
    rows = with_name(BEJI, "004", "3", nama="Orang Baru Sekali", telepon="08120000001", kode="")
    await send(office, a_file(tmp_path, rows))

    await office.press("Terapkan")
    office.heard = []
    await work(town)

    assert "sudah diterapkan" in office.text
    media = office.heard[0].reply.media
    assert media
    assert media.ref
    who = (await member.chat()).person
    assert who
    assert (who.id, who.seat) == (old.id, None)

    await office.press("Urungkan", "Ya, urungkan")
    office.heard = []
    await work(town)

    assert "diurungkan" in office.text
    assert [dict(row) for row in await holders(town)] == before


async def test_the_same_file_twice_changes_nothing(town: Town, office: Phone, tmp_path: Path):
    text = await send(office, a_file(tmp_path, BEJI))

    assert "tetap: 14" in text
    assert "diganti" not in text


async def test_a_file_that_leaves_out_half_of_the_people_asks_first(
    town: Town, office: Phone, tmp_path: Path
):
    text = await send(office, a_file(tmp_path, [row for row in BEJI if row.tps == "004"]))

    assert "hilang dari daftar: 6" in text  # nobody holds KPPS 7 of TPS 005
    assert "Terapkan" not in office.labels
    await office.press("Jangan ada yang keluar")
    office.heard = []
    await work(town)
    assert "hilang" not in office.text
    assert "Terapkan" in office.labels


async def test_a_yes_to_the_leaving_lets_them_leave(town: Town, office: Phone, tmp_path: Path):
    await send(office, a_file(tmp_path, [row for row in BEJI if row.tps == "004"]))
    await office.press("Ya, keluarkan mereka")
    await work(town)

    await office.press("Terapkan")
    await work(town)

    assert await town.count("holding", "reason = 'keluar'") == 6


async def test_a_misspelt_desa_is_rejected_with_a_suggestion_that_can_be_taken(
    town: Town, office: Phone, tmp_path: Path
):
    rows = [replace(row, desa="Be Ji") if row.tps == "005" else row for row in BEJI]
    text = await send(office, a_file(tmp_path, rows))
    assert "ditolak: 7" in text
    assert await town.count("area", "level = 'desa'") == 1

    await office.press("Lihat baris", "ditolak (7)")
    assert "Beji" in office.text

    await office.press("Pratinjau", "Pakai saran desa (7)")
    office.heard = []
    await work(town)
    assert "ditolak" not in office.text
    assert "tetap: 14" in office.text


async def test_a_doubled_yes_applies_once(town: Town, office: Phone, tmp_path: Path):
    rows = with_name(BEJI, "004", "3", nama="Orang Baru Sekali", telepon="08120000001")
    await send(office, a_file(tmp_path, rows))
    apply = office.screen.choice("Terapkan")
    assert apply

    await office.tap(apply.action)
    await office.tap(apply.action)
    await work(town)
    await office.tap(apply.action)

    assert "sudah diterapkan" in office.text
    assert await town.count("job", "kind = 'roster-apply'") == 1
    assert await town.count("holding", "reason = 'diganti'") == 1


async def test_a_restart_in_the_middle_loses_nothing(town: Town, office: Phone, tmp_path: Path):
    path = a_file(tmp_path, with_name(BEJI, "004", "3", nama="Orang Baru", telepon=""))
    await office.send(File(path.name, 1000, "ref1"))
    town.restart()
    await work(town, path)
    town.restart()
    await office.press("Terapkan")
    town.restart()
    await work(town)

    assert await town.count("holding", "reason = 'diganti'") == 1


async def test_a_cancelled_import_can_no_longer_be_applied(
    town: Town, office: Phone, tmp_path: Path
):
    await send(office, a_file(tmp_path, with_name(BEJI, "004", "3", nama="Orang Baru")))
    apply = office.screen.choice("Terapkan")
    assert apply
    await office.press("Batalkan")

    await office.tap(apply.action)

    assert "sudah diterapkan, dibatalkan" in office.text
    assert await town.count("holding", "reason = 'diganti'") == 0


async def test_a_preview_is_old_when_the_roster_changed_since(
    town: Town, office: Phone, tmp_path: Path
):
    first = a_file(tmp_path, with_name(BEJI, "004", "3", nama="Orang Baru", telepon=""), "a.csv")
    await send(office, first)
    apply = office.screen.choice("Terapkan")
    assert apply
    second = a_file(tmp_path, with_name(BEJI, "004", "4", nama="Lain Lagi", telepon=""), "b.csv")
    await send(office, second)
    await office.press("Terapkan")
    await work(town)

    await office.tap(apply.action)
    office.heard = []
    await work(town)

    assert "berubah" in office.text
    assert await town.count("holding", "reason = 'diganti'") == 1


async def test_a_broken_file_is_explained(town: Town, office: Phone, tmp_path: Path):
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")

    text = await send(office, path)

    assert "tidak dapat diselesaikan" in text
    assert "daftar.xlsx" in text or "Berkas" in text


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        (File("besar.xlsx", 11 * 2**20, "r"), "lebih besar dari 10 MB"),
        (File("", 1000, "r"), "bukan berkas tabel"),
        (File("foto.JPG", 1000, "r"), "bukan berkas tabel"),
        (File("", 0, ""), "bukan berkas tabel"),
    ],
)
async def test_what_is_no_table_is_not_even_fetched(
    town: Town, office: Phone, file: File, answer: str
):
    await office.send(file)

    assert answer in office.text
    assert await town.count("job") == 0


@pytest.mark.parametrize("role", ["KPPS", "PPS", "PPK"])
async def test_nobody_else_can_send_a_roster(town: Town, role: str):
    phone = await town.registered(role, 1, "lain")

    await phone.send(File("daftar.xlsx", 1000, "ref"))

    assert "tidak diperlukan" in phone.text
    assert await town.count("job") == 0


async def test_the_result_is_not_shown_to_another_person_on_the_same_phone(
    town: Town, office: Phone, tmp_path: Path
):
    path = a_file(tmp_path, BEJI)
    await office.send(File(path.name, 1000, "ref1"))
    await office.tap("orang:baru")
    office.heard = []

    await work(town, path)

    assert "orang lain di ponsel ini" in office.text
    assert "tetap: 14" not in office.text


async def test_progress_is_shown_when_asked_for_and_only_to_that_chat(
    town: Town, office: Phone, tmp_path: Path
):
    await office.send(File("daftar.csv", 100, "ref1"))
    await office.press("Lihat perkembangan")
    assert "Sedang dikerjakan" in office.text
    progress = office.screen.choice("Lihat perkembangan")
    assert progress

    other = await town.registered("Sosdiklih", 2, "lain")
    await other.tap(progress.action)
    assert "tidak berlaku" in other.text

    await work(town, a_file(tmp_path, BEJI))
    await office.tap(progress.action)
    assert "sudah selesai" in office.text


async def test_an_erased_seat_waits_for_the_office(town: Town, office: Phone, tmp_path: Path):
    member = await town.registered("KPPS", 3, "hp3")
    await member.tap("hapus:ya")
    text = await send(office, a_file(tmp_path, BEJI))
    assert "menunggu keputusan: 1" in text

    await office.tap("daftarpetugas")
    await office.press("Kursi terhapus (1)", "1. KPPS 3, TPS 004", "Tetap")
    text = await send(office, a_file(tmp_path, BEJI, "lagi.csv"))
    assert "menunggu" not in text
    assert "tetap: 14" in text

    await office.tap("terhapus")
    await office.press("1. KPPS 3, TPS 004", "Orang lain")
    text = await send(office, a_file(tmp_path, BEJI, "lain.csv"))
    assert "baru: 1" in text
    await office.press("Terapkan")
    await work(town)
    names = [row["name"] for row in await holders(town)]
    assert next(row.nama for row in BEJI if (row.tps, row.nomor) == ("004", "3")) in names


@pytest.mark.parametrize(
    "action",
    ["impor:0", "impor:99999", "impor:x", "barisimpor:7:NEW:0", "terapkan:8", "pilihimpor:9:ulang",
     "batalimpor:5", "terhapus1:4:lain", "terhapus1:x", "urungkan:77", "kerja:1", "kerja:"],
)  # fmt: skip
async def test_forged_buttons_stand_for_nothing(town: Town, office: Phone, action: str):
    await office.tap(action)

    assert "tidak berlaku" in office.text or "Tidak ada impor" in office.text
