"""`bimtek roster`, `backup` and `restore`, and how they refuse."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.cli.roster import save
from bot.storage import lease
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup
from tests.town import roster

HEAD = "kecamatan,desa,tps,peran,nomor,nama,telepon,kode"
SITI = "Junrejo,Beji,004,KPPS,3,Siti,081234567890,FBVRH9YF"
DATABASE = Path("data/bimtek.db")


def table(path: str, *lines: str) -> Path:
    file = Path(path)
    file.write_text("\n".join([HEAD, *lines]) + "\n")
    return file


@pytest.fixture
def filled() -> None:
    """Fill the default database with the town."""

    async def fill() -> None:
        DATABASE.parent.mkdir()
        db = await open_database(f"sqlite:///{DATABASE}")
        await migrate(db, NOW, no_backup)
        await save(db, roster(), StandingClock())
        await db.close()

    asyncio.run(fill())


def names() -> list[object]:
    return [row[0] for row in rows("SELECT name FROM person ORDER BY name")]


def rows(sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(DATABASE) as raw:
        found = raw.execute(sql).fetchall()
    raw.close()
    return found


# --- roster ---------------------------------------------------------------------------------


def test_the_sample_is_written(bimtek: Bimtek, alone: Path):
    result = bimtek("roster", "sample", "contoh.csv")

    assert result.exit_code == 0
    assert result.output.startswith("4367 petugas contoh ditulis ke contoh.csv.")
    assert len((alone / "contoh.csv").read_text().splitlines()) == 4368


@pytest.mark.parametrize(
    ("path", "why"),
    [("tidak-ada/contoh.csv", "folder itu tidak ada"), (".", "ini folder, bukan berkas")],
)
def test_a_sample_that_cannot_be_written_says_why(bimtek: Bimtek, path: str, why: str):
    result = bimtek("roster", "sample", path)

    assert result.exit_code == 1
    assert why in result.output


def test_a_database_that_cannot_be_opened_says_why(bimtek: Bimtek, alone: Path):
    (alone / "rusak.db").write_bytes(b"bukan basis data" * 100)

    result = bimtek(
        "roster", "import", table("daftar.csv", SITI), database_url="sqlite:///rusak.db"
    )

    assert result.exit_code == 1
    assert "rusak.db tidak dapat dibuka" in result.output


# --- backup and restore ---------------------------------------------------------------------


def test_a_backup_brings_everything_back(bimtek: Bimtek, filled: None):
    before = names()
    kept = bimtek("backup", "cadangan.gz")
    assert kept.exit_code == 0
    assert "25 kursi, 24 orang" in kept.output
    DATABASE.unlink()

    restored = bimtek("restore", "cadangan.gz")

    assert restored.exit_code == 0
    assert restored.output.startswith("Basis data dipulihkan dari cadangan.gz, dibuat 20")
    assert names() == before


def test_a_restore_does_not_replace_data_unasked(bimtek: Bimtek, filled: None):
    bimtek("backup", "cadangan.gz")

    refused = bimtek("restore", "cadangan.gz")
    allowed = bimtek("restore", "cadangan.gz", "--yes")

    assert (refused.exit_code, allowed.exit_code) == (1, 0)
    assert "--yes" in refused.output


def test_an_empty_database_is_not_backed_up(bimtek: Bimtek, alone: Path):
    result = bimtek("backup", "cadangan.gz")

    assert result.exit_code == 1
    assert "BOT_DATABASE_URL" in result.output
    assert not (alone / "cadangan.gz").exists()


def test_a_backup_into_no_folder_says_so(bimtek: Bimtek, filled: None):
    result = bimtek("backup", "tidak-ada/cadangan.gz")

    assert result.exit_code == 1
    assert result.output == "Folder tidak-ada tidak ada.\n"


def test_a_backup_that_is_none_is_refused(bimtek: Bimtek, alone: Path, filled: None):
    (alone / "lain.gz").write_text("bukan cadangan")

    damaged, missing = bimtek("restore", "lain.gz", "--yes"), bimtek("restore", "tidak-ada.gz")

    assert (damaged.exit_code, missing.exit_code) == (1, 1)
    assert "tidak dapat dipakai" in damaged.output
    assert "tidak-ada.gz: berkas atau folder itu tidak ada" in missing.output
    assert len(names()) == 24


def test_nothing_is_restored_under_a_running_bot(bimtek: Bimtek, filled: None):
    bimtek("backup", "cadangan.gz")

    async def hold() -> tuple[Database, lease.Lease]:
        db = await open_database(f"sqlite:///{DATABASE}")
        return db, await lease.take(db, "server-kpu, proses 7", "2024-01-26T01:00:00.000000Z")

    async def let_go() -> None:
        db, held = await hold()
        await asyncio.to_thread(check)
        await held.release()
        await db.close()

    def check() -> None:
        restored = bimtek("restore", "cadangan.gz", "--yes")
        serving = bimtek("serve", http_port="0")
        for result in (restored, serving):
            assert result.exit_code == 1
            assert "server-kpu, proses 7" in result.output
            assert "Hentikan proses itu" in result.output
        assert bimtek("backup", "lagi.gz").exit_code == 0, "a backup does not disturb the bot"

    asyncio.run(let_go())


def test_another_kota_is_named_in_the_settings_before_the_first_import(
    bimtek: Bimtek, alone: Path
):
    (alone / "data").mkdir(exist_ok=True)
    (alone / "data" / "pengaturan.toml").write_text('kota = "Kota Lain"\n')

    result = bimtek("roster", "import", table("daftar.csv", SITI))

    assert result.exit_code == 0
    assert rows("SELECT name FROM area WHERE level = 'kota'") == [("Kota Lain",)]
