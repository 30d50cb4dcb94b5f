"""`bimtek audit`: the trail shown without names, and checked."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.roster import save
from bot.storage import audit
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests import town
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup

DATABASE = Path("data/bimtek.db")
MORNING = datetime(2024, 1, 26, 1, 15, 3, tzinfo=UTC)


@pytest.fixture
def filled() -> None:
    """Fill the default database with the town and four acts, a day apart."""

    async def fill() -> None:
        DATABASE.parent.mkdir()
        db = await open_database(f"sqlite:///{DATABASE}")
        await migrate(db, NOW, no_backup)
        await save(db, town.roster(), StandingClock())
        await act(db)
        await db.close()

    asyncio.run(fill())


async def act(db: Database) -> None:
    pps = await db.read(
        "SELECT h.person_id AS id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.role = 'PPS' AND s.number = 2"
    )
    actors = (audit.OPERATOR, pps[0]["id"], 4711, audit.OPERATOR)
    verbs = ("beri-peran", "bebaskan-kursi", "sesuatu-baru", "urungkan-impor")
    objects = ("orang:7 peran:PPS wilayah:3", "kursi:12", "orang:9", "")
    async with db.transaction() as tx:
        for n in range(4):
            at = MORNING + timedelta(days=n)
            await audit.save(tx, actors[n], verbs[n], objects[n], at)


def tamper(*statements: str) -> None:
    with closing(sqlite3.connect(DATABASE)) as raw, raw:
        for trigger in ("audit_no_update", "audit_no_delete"):
            raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            raw.execute(statement)


def test_acts_are_shown_with_local_time_seat_and_words(bimtek: Bimtek, filled: None):
    result = bimtek("audit", "show")

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == (
        "     1  2024-01-26 08.15.03 WIB  operator  memberi peran  orang:7 peran:PPS wilayah:3"
    )
    assert re.fullmatch(
        r" +2  2024-01-27 08.15.03 WIB  orang \d+ \(PPS 2, Desa Beji\)"
        r"  membebaskan kursi  kursi:12",
        lines[1],
    )
    assert lines[2].endswith("orang 4711 (tanpa kursi)  sesuatu-baru  orang:9")
    assert lines[3].endswith("operator  mengurungkan impor daftar")
    assert "Anggota" not in result.output


def test_the_zone_is_the_offices(bimtek: Bimtek, filled: None):
    assert "2024-01-26 10.15.03 WIT " in bimtek("audit", "show", timezone="Asia/Jayapura").output


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--last", "2"), [3, 4]),
        (("--since", "2024-01-28"), [3, 4]),
        (("--since", "2024-01-27T08:15:03"), [2, 3, 4]),
        (("--since", "2024-01-27T01:15:04Z"), [3, 4]),
        (("--since", "2024-01-27", "--last", "1"), [4]),
        (("--since", "2025-01-01"), []),
    ],
)
def test_only_the_last_acts_or_those_since_a_day_are_shown(
    bimtek: Bimtek, filled: None, options: tuple[str, ...], ids: list[int]
):
    told = json.loads(bimtek("audit", "show", *options, "--json").output)

    assert [row["id"] for row in told] == ids


def test_acts_are_told_as_json(bimtek: Bimtek, filled: None):
    [row] = json.loads(bimtek("audit", "show", "--last", "1", "--json").output)

    assert row == {
        "id": 4,
        "at": "2024-01-29T08:15:03+07:00",
        "when": "2024-01-29 08.15.03 WIB",
        "actor": 0,
        "who": "operator",
        "verb": "urungkan-impor",
        "act": "mengurungkan impor daftar",
        "object": "",
    }


def test_someone_erased_is_said_to_be(bimtek: Bimtek, filled: None):
    tamper(
        "UPDATE holding SET to_at = from_at",
        "UPDATE person SET name = '', phone = '', erased_at = created_at",
    )

    assert re.search(r"orang \d+ \(dihapus\)  membebaskan", bimtek("audit", "show").output)


def test_without_acts_it_says_so(bimtek: Bimtek, filled: None):
    result = bimtek("audit", "show", "--since", "2030-01-01")

    assert result.output == "Belum ada tindakan yang tercatat.\n"


def test_a_whole_trail_gives_a_note_to_keep_outside(bimtek: Bimtek, filled: None):
    result = bimtek("audit", "verify")

    assert result.exit_code == 0
    first, _, note = result.output.splitlines()
    assert first == "Jejak utuh: 4 baris."
    assert re.fullmatch(r"4:[0-9a-f]{64}", note)
    assert bimtek("audit", "verify", "--noted", note).exit_code == 0
    other = bimtek("audit", "verify", "--noted", "4:" + "0" * 64)
    assert other.exit_code == 1
    assert "Baris 4: segelnya bukan yang pernah Anda catat." in other.output


def test_a_broken_trail_names_its_rows_with_status_1(bimtek: Bimtek, filled: None):
    tamper("UPDATE audit SET actor = 9 WHERE id = 2", "DELETE FROM audit WHERE id = 4")

    result = bimtek("audit", "verify")

    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == ["Baris 2: isi diubah.", "Baris 4 hilang."]
    assert "Jejak tidak utuh." in result.output


def test_a_broken_trail_is_told_as_json(bimtek: Bimtek, filled: None):
    whole = bimtek("audit", "verify", "--json")
    tamper("DELETE FROM audit WHERE id = 3")

    result = bimtek("audit", "verify", "--json")

    assert (whole.exit_code, result.exit_code) == (0, 1)
    assert json.loads(whole.output)["broken"] == []
    told = json.loads(result.output)
    assert told["rows"] == 4
    assert told["broken"] == [{"first": 3, "last": 3, "reason": "hilang"}]


def test_an_empty_trail_is_whole(bimtek: Bimtek, filled: None):
    tamper("DELETE FROM audit", "DELETE FROM meta WHERE key = 'audit_head'")

    assert bimtek("audit", "verify").output == "Jejak utuh: belum ada tindakan.\n"


def test_what_leaves_the_house_is_in_the_trail(bimtek: Bimtek, filled: None):
    bimtek("roster", "export", "daftar.csv")
    bimtek("backup", "b.cadangan")

    shown = json.loads(bimtek("audit", "show", "--last", "2", "--json").output)
    assert [(one["actor"], one["verb"]) for one in shown] == [
        (0, "ekspor-daftar"),
        (0, "buat-cadangan"),
    ]
    assert shown[0]["object"] == f"jumlah:{len(town.roster())}"
    assert "Jejak utuh: 6 baris." in bimtek("audit", "verify").output


def test_a_trail_survives_backup_and_restore(bimtek: Bimtek, filled: None):
    before = bimtek("audit", "show").output
    assert bimtek("backup", "cadangan.gz").exit_code == 0
    DATABASE.unlink()
    for rest in DATABASE.parent.glob("bimtek.db-*"):
        rest.unlink()

    assert bimtek("restore", "cadangan.gz").exit_code == 0

    assert bimtek("audit", "show").output.startswith(before)
    assert bimtek("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("show", "--last", "0"), "--last"),
        (("show", "--since", "kemarin"), "bukan tanggal"),
        (("verify", "--noted", "salah"), "nomor:segel"),
    ],
)
def test_a_wrong_call_is_explained(bimtek: Bimtek, words: tuple[str, ...], why: str):
    result = bimtek("audit", *words)

    assert result.exit_code == 2
    assert why in result.output


@pytest.mark.parametrize("command", ["show", "verify"])
def test_a_report_needs_a_database_of_todays_schema(bimtek: Bimtek, command: str):
    empty = bimtek("audit", command)
    assert (empty.exit_code, "masih kosong" in empty.output) == (1, True)

    async def old(upto: int) -> None:
        db = await open_database(f"sqlite:///{DATABASE}")
        await migrate(db, NOW, no_backup, upto)
        await db.close()

    DATABASE.parent.mkdir(exist_ok=True)
    asyncio.run(old(1))
    result = bimtek("audit", command)
    assert (result.exit_code, "bimtek serve" in result.output) == (1, True)
    asyncio.run(old(999))
    tamper("INSERT INTO migration VALUES (9999, 'nanti', '2030')")
    result = bimtek("audit", command)
    assert (result.exit_code, "skema versi 9999" in result.output) == (1, True)
