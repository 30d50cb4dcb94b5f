"""`bimtek privacy`: what is kept and until when, and that nobody is forgotten by mistake."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import running
from bot.storage.engine import open_database
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock

EARLY = datetime(2024, 3, 1, 3, tzinfo=UTC)
DUE = datetime(2024, 4, 13, 17, tzinfo=UTC)  # midnight in Batu


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    clock = StandingClock(EARLY)
    monkeypatch.setattr(running, "clock", lambda: clock)
    return clock


@pytest.fixture
def url(settled_file: Path, tmp_path: Path) -> str:
    file = tmp_path / "data" / "kantor.db"
    file.parent.mkdir()
    shutil.copy(settled_file, file)
    return f"sqlite:///{file}"


def people(url: str) -> int:
    async def count() -> int:
        db = await open_database(url)
        try:
            rows = await db.read("SELECT COUNT(*) AS n FROM person WHERE name <> ''")
            return int(rows[0]["n"])
        finally:
            await db.close()

    return asyncio.run(count())


def test_status_tells_the_days_and_the_numbers(bimtek: Bimtek, clock: StandingClock, url: str):
    backups = Path("data/cadangan")
    backups.mkdir()
    (backups / "sebelum-migrasi-0001-2024-02-20T010000.cadangan").touch()
    told = bimtek("privacy", "status", database_url=url)
    assert told.exit_code == 0
    assert "Hari pemungutan suara: 2024-02-14\n" in told.output
    assert "Data semua orang dihapus pada: 2024-04-14\n" in told.output
    assert "Log perubahan sudah dikosongkan: ya\n" in told.output

    found = json.loads(bimtek("privacy", "status", "--json", database_url=url).output)
    assert found["warn_from"] == "2024-04-07"
    assert found["kept"] == people(url) > 10
    assert (found["warned"], found["erased"], found["expired"], found["ownerless"]) == (0, 0, 0, 0)
    assert found["oldest_backup"] == "2024-02-20"


def test_the_offices_own_number_of_days_counts(bimtek: Bimtek, clock: StandingClock, url: str):
    settings = Path("data/pengaturan.toml")
    settings.write_text("hari_retensi = 30\n", encoding="utf-8")
    found = json.loads(bimtek("privacy", "status", "--json", database_url=url).output)
    assert found["forget_on"] == "2024-03-15"

    settings.write_text("hari_retensi = tiga puluh\n", encoding="utf-8")
    told = bimtek("privacy", "status", database_url=url)
    assert told.exit_code == 1
    assert told.output.startswith("pengaturan.toml:1: bukan TOML yang benar")


def test_before_the_day_nobody_is_forgotten_without_a_yes(
    bimtek: Bimtek, clock: StandingClock, url: str
):
    before = people(url)
    told = bimtek("privacy", "run", database_url=url)
    assert told.exit_code == 1
    assert told.output.startswith("Belum waktunya: data dihapus pada 2024-04-14.")
    clock.set(DUE - timedelta(seconds=1))
    assert bimtek("privacy", "run", database_url=url).exit_code == 1
    assert people(url) == before

    told = bimtek("privacy", "run", "--yes", "--json", database_url=url)
    assert json.loads(told.output) == {"forgotten": before, "log_clean": True}
    assert people(url) == 0


def test_on_the_day_everyone_is_forgotten_and_the_log_emptied(
    bimtek: Bimtek, clock: StandingClock, url: str
):
    before = people(url)
    clock.set(DUE)
    told = bimtek("privacy", "run", database_url=url)
    assert told.exit_code == 0
    assert f"Selesai: data {before} orang dihapus." in told.output
    again = bimtek("privacy", "run", "--json", database_url=url)
    assert json.loads(again.output)["forgotten"] == 0

    found = json.loads(bimtek("privacy", "status", "--json", database_url=url).output)
    assert (found["kept"], found["named"], found["expired"]) == (0, 0, before)
    content = b"".join(path.read_bytes() for path in Path("data").rglob("*") if path.is_file())
    assert b"Anggota" not in content
    assert b"+6280000" not in content
    trail = bimtek("audit", "show", database_url=url)
    assert f"jumlah:{before}" in trail.output


def test_without_voting_day_the_day_is_unknown(bimtek: Bimtek, clock: StandingClock, url: str):
    async def forget_the_day() -> None:
        db = await open_database(url)
        async with db.transaction() as tx:
            tx.write("DELETE FROM agenda")
        await db.close()

    asyncio.run(forget_the_day())
    assert "Hari pemungutan suara: -\n" in bimtek("privacy", "status", database_url=url).output
    told = bimtek("privacy", "run", database_url=url)
    assert told.exit_code == 1
    assert told.output.startswith("Agenda tidak memuat hari pemungutan suara")


def test_a_reader_that_stays_leaves_the_log_to_the_bot(
    bimtek: Bimtek, clock: StandingClock, url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.cli.privacy.TRIES", 1)
    monkeypatch.setattr("bot.cli.privacy.PAUSE", 0)

    async def never(_: object) -> bool:
        return False

    monkeypatch.setattr("bot.storage.erase.empty_log", never)
    told = bimtek("privacy", "run", "--yes", database_url=url)

    assert told.exit_code == 0
    assert "Log perubahan masih dibaca proses lain" in told.output
    found = json.loads(bimtek("privacy", "status", "--json", database_url=url).output)
    assert found["log_clean"] is False
