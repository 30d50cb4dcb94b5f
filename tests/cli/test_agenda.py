"""`bimtek agenda`: what is when, and moving it, with what follows shown before."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.roster import save
from bot.sheets.sample import sample
from bot.storage import meta
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from tests import town
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup

DATABASE = Path("data/bimtek.db")
THERE = ("--desa", "Beji", "--tps", "4")


@pytest.fixture(autouse=True)
def filled() -> None:
    """Fill the default database with the town and one more TPS; it goes by the clock of 2024."""

    async def fill() -> None:
        DATABASE.parent.mkdir()
        db = await open_database(f"sqlite:///{DATABASE}")
        await migrate(db, NOW, no_backup)
        more = [row for row in sample() if (row.desa, row.tps) == ("Punten", "003")]
        await save(db, [*town.roster(), *more], StandingClock())
        async with db.transaction() as tx:
            meta.save(tx, "jam_coba", NOW)
        await db.close()

    asyncio.run(fill())


def report(bimtek: Bimtek, *words: str, **settings: str) -> Any:
    result = bimtek("agenda", *words, "--json", **settings)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def voting(bimtek: Bimtek, *where: str) -> Any:
    return next(e for e in report(bimtek, "show", *where) if e["id"] == "pemungutan-suara")


def test_a_moved_tps_is_shown_with_who_gets_what_when_and_applied(bimtek: Bimtek):
    told = report(bimtek, "set", "pemungutan", "2024-02-24", *THERE, "--yes")

    assert told["where"] == "TPS 004, Desa Beji"
    assert (told["before"]["date"], told["after"]["date"]) == ("2024-02-14", "2024-02-24")
    dawn = [one for one in told["reminders"] if "04:30" in one["after"]]
    assert [(one["people"], one["before"], one["after"], one["fate"]) for one in dawn] == [
        (7, "2024-02-14T04:30:00+07:00", "2024-02-24T04:30:00+07:00", "nanti")
    ]
    assert voting(bimtek, *THERE)["date"] == "2024-02-24"
    assert voting(bimtek, "--desa", "Beji")["date"] == "2024-02-14"
    [elsewhere] = voting(bimtek)["elsewhere"]
    assert elsewhere["area"] == "TPS 004, Desa Beji"
    assert "mengubah agenda" in bimtek("audit", "show").output


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")])
def test_times_are_those_of_the_place(bimtek: Bimtek, zone: str, shown: str):
    result = bimtek("agenda", "set", "pemungutan", "2024-02-21", "--yes", timezone=zone)

    assert result.exit_code == 0
    assert f"ke   Rabu, 21 Februari 2024 pukul 04.30 {shown}" in result.stdout


def test_without_yes_nothing_is_changed(bimtek: Bimtek):
    result = bimtek("agenda", "set", "pemungutan", "2024-02-24")

    assert result.exit_code == 2
    assert "Ulangi dengan --yes" in result.stderr
    assert voting(bimtek)["date"] == "2024-02-14"


def test_reset_takes_it_back(bimtek: Bimtek):
    report(bimtek, "set", "pelantikan", "--desa", "Beji", "--tempat", "Balai Desa Beji", "--yes")

    told = report(bimtek, "reset", "pelantikan", "--desa", "Beji", "--yes")

    assert told["before"]["place"] == "Balai Desa Beji"
    assert told["after"]["place"] != "Balai Desa Beji"
    assert voting(bimtek)["elsewhere"] == []


def test_a_change_that_changes_nothing_says_so(bimtek: Bimtek):
    result = bimtek("agenda", "set", "pemungutan", "2024-02-14", "--yes")

    assert "Tidak ada yang berubah." in result.stdout


def test_what_would_be_over_already_is_said_to_be(bimtek: Bimtek):
    told = report(bimtek, "set", "pemungutan", "2023-12-20", "--yes")

    assert {one["fate"] for one in told["reminders"]} == {"sudah-lewat"}


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("pe", "2024-02-24"), 1, "cocok dengan lebih dari satu acara"),
        (("wisuda", "2024-02-24"), 1, "tidak ada di agenda. Pilih salah satu: tot, pelantikan"),
        (("pemungutan", "2024-02-31"), 2, "bukan tanggal"),
        (("pemungutan", "--jam", "25.00"), 2, "bukan jam"),
        (("pemungutan", "--sampai", "06.00"), 1, "Jam selesai tidak sesudah jam mulai"),
        (("tot", "--sampai", "06.00"), 1, "Sebut juga jam mulainya"),
        (("pemungutan",), 2, "Sebut yang diubah"),
        (("pemungutan", "2024-02-24", "--tps", "3"), 2, "Sebut juga desanya"),
        (("pemungutan", "2024-02-24", "--desa", "Bejii"), 1, "Mungkin maksudnya Beji"),
        (("pemungutan", "2024-02-24", "--desa", "Beji", "--tps", "99"), 1, "'099' tidak ada"),
        (("pemungutan", "--tempat", "x" * 101), 2, "terlalu panjang"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(
    bimtek: Bimtek, words: tuple[str, ...], status: int, why: str
):
    result = bimtek("agenda", "set", *words, "--yes")

    assert result.exit_code == status
    assert why in " ".join(result.stderr.replace("│", " ").split())


def test_reset_needs_a_place_that_differs(bimtek: Bimtek):
    assert bimtek("agenda", "reset", "pemungutan").exit_code == 2
    result = bimtek("agenda", "reset", "pemungutan", "--desa", "Beji", "--yes")
    assert result.exit_code == 1
    assert "tidak mempunyai kekhususan" in result.stderr


def test_show_reads_like_an_agenda(bimtek: Bimtek):
    report(bimtek, "set", "pemungutan", "2024-02-24", "--desa", "Punten", "--yes")

    shown = bimtek("agenda", "show").stdout

    assert "pemungutan-suara: Rabu, 14 Februari 2024, pukul 07.00–13.00" in shown
    assert "  Desa Punten: Sabtu, 24 Februari 2024, pukul 07.00–13.00" in shown
