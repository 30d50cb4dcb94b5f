"""`bimtek roles`: who is granted what, by whose code, and how it refuses."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli.roster import save
from bot.core.people import Authority, Person, Standing
from bot.sheets.sample import sample
from bot.storage import authority
from bot.storage.engine import open_database
from bot.storage.migrate import migrate
from tests import town
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup

DATABASE = Path("data/bimtek.db")
CODES = town.codes()
KPPS, PPS = CODES["004", "KPPS", 3], CODES["Beji", "PPS", 1]
VACANT = CODES["005", "KPPS", 7]


@pytest.fixture
def filled() -> None:
    """Fill the default database with the town, and one more desa of each kecamatan."""

    async def fill() -> None:
        DATABASE.parent.mkdir()
        db = await open_database(f"sqlite:///{DATABASE}")
        await migrate(db, NOW, no_backup)
        more = [
            row
            for row in sample()
            if row.desa in {"Tulungrejo", "Oro-oro Ombo", "Kelurahan Temas"}
        ]
        await save(db, [*town.roster(), *(row for row in more if not row.tps)], StandingClock())
        await db.close()

    asyncio.run(fill())


def rows(sql: str, *args: object) -> list[Any]:
    with closing(sqlite3.connect(DATABASE)) as raw:
        return raw.execute(sql, args).fetchall()


def run(sql: str, *args: object) -> None:
    with closing(sqlite3.connect(DATABASE)) as raw, raw:
        raw.execute(sql, args)


def grants() -> list[Any]:
    return rows(
        'SELECT g.role, a.name FROM "grant" g JOIN area a ON a.id = g.area_id ORDER BY 1, 2'
    )


def trail() -> list[Any]:
    return rows("SELECT actor, verb, object FROM audit ORDER BY id")


def holder(code: str) -> int:
    [(person,)] = rows(
        "SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id WHERE s.code = ?", code
    )
    return int(person)


def area(name: str) -> int:
    [(id_,)] = rows("SELECT id FROM area WHERE name = ?", name)
    return int(id_)


def authorities(person: int) -> tuple[Authority, ...]:
    async def load() -> tuple[Authority, ...]:
        db = await open_database(f"sqlite:///{DATABASE}")
        async with db.transaction() as tx:
            found = await authority.load(tx, Person(person))
        await db.close()
        return found

    return asyncio.run(load())


def test_a_role_is_granted_by_the_code_of_the_seat(bimtek: Bimtek, filled: None):
    result = bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")

    assert result.exit_code == 0
    person = holder(KPPS)
    assert result.output == (
        f"orang {person} (KPPS 3, TPS 004, Desa Beji) sekarang mempunyai peran PPS untuk Desa"
        " Beji, Kecamatan Junrejo.\n"
    )
    assert grants() == [("PPS", "Beji")]
    assert trail() == [(0, "beri-peran", f"orang:{person} peran:PPS wilayah:{area('Beji')}")]
    [found] = authorities(person)
    assert (found.standing, len(found.path)) == (Standing.PPS, 3)


@pytest.mark.parametrize("words", [
    ("PPS", "--desa", "Beji"),
    ("pps", "--desa", "desa beji", "--kecamatan", "Kec. Junrejo"),
    ("PPS", "--desa", "Temas"),
    ("PPS", "--desa", "Kel. temas"),
    ("PPK", "--kecamatan", "BUMIAJI"),
    ("Sosdiklih",),
    ("sosdiklih",),
])  # fmt: skip
def test_each_role_has_its_area(bimtek: Bimtek, filled: None, words: tuple[str, ...]):
    given = bimtek("roles", "grant", KPPS.lower(), *words)
    taken = bimtek("roles", "revoke", KPPS, *words)

    assert (given.exit_code, taken.exit_code) == (0, 0), given.output + taken.output
    assert grants() == []
    assert [verb for _, verb, _ in trail()] == ["beri-peran", "cabut-peran"]


def test_a_kelurahan_is_called_one(bimtek: Bimtek, filled: None):
    result = bimtek("roles", "grant", KPPS, "PPS", "--desa", "Temas")

    assert "PPS untuk Kelurahan Temas, Kecamatan Batu" in result.output


def test_a_role_granted_twice_is_said_and_traced_once(bimtek: Bimtek, filled: None):
    words = ("roles", "grant", KPPS, "PPS", "--desa", "Beji")
    bimtek(*words)
    result = bimtek(*words)

    assert result.exit_code == 0
    assert "sudah mempunyai peran PPS" in result.output
    assert (len(grants()), len(trail())) == (1, 1)


def test_a_role_that_was_not_granted_cannot_be_revoked(bimtek: Bimtek, filled: None):
    bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")

    result = bimtek("roles", "revoke", KPPS, "PPS", "--desa", "Tulungrejo")

    assert result.exit_code == 1
    assert "tidak mempunyai peran PPS untuk Desa Tulungrejo" in result.output
    assert (len(grants()), len(trail())) == (1, 1)


def test_a_person_may_be_named_by_the_id_that_the_list_shows(bimtek: Bimtek, filled: None):
    bimtek("roles", "grant", PPS, "PPK", "--kecamatan", "Batu")
    [grant] = json.loads(bimtek("roles", "list", "--json").output)["grants"]

    result = bimtek("roles", "revoke", "PPK", "--person", str(grant["person"]), "--kecamatan",
        "batu")  # fmt: skip

    assert result.exit_code == 0, result.output
    assert grants() == []
    again = bimtek(
        "roles", "grant", "PPK", "--person", str(grant["person"]), "--kecamatan", "Batu"
    )
    assert again.exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ABCDEFGH", "PPS", "--desa", "Beji"), "bukan kode kursi mana pun"),
        (("22222222", "PPS", "--desa", "Beji"), "bukan kode kursi mana pun"),
        ((VACANT, "PPS", "--desa", "Beji"), "KPPS 7, TPS 005, Desa Beji belum ada pemegangnya"),
        ((KPPS, "PPS", "--desa", "Tulung Rejo"), "Mungkin maksudnya Tulungrejo?"),
        ((KPPS, "PPS", "--desa", "Bejo"), "Mungkin maksudnya Beji?"),
        ((KPPS, "PPS", "--desa", "zzz"), "Desa 'zzz' tidak dikenal.\n"),
        ((KPPS, "PPS", "--desa", "Beji", "--kecamatan", "Batu"), "Desa 'Beji' tidak dikenal."),
        ((KPPS, "PPK", "--kecamatan", "Junreja"), "Mungkin maksudnya Junrejo?"),
        (("PPS", "--desa", "Beji", "--person", "5"), "Orang 5 tidak ada"),
    ],
)
def test_what_cannot_be_granted_says_why(
    bimtek: Bimtek, filled: None, words: tuple[str, ...], why: str
):
    result = bimtek("roles", "grant", *words)

    assert result.exit_code == 1
    assert why in result.output
    assert grants() == trail() == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((KPPS,), "Sebut KODE dan PERAN"),
        ((KPPS, "PPS", "--desa", "Beji", "--person", "5"), "Sebut KODE dan PERAN"),
        ((KPPS, "Raja"), "Peran 'Raja' tidak ada; pilih PPS, PPK, Sosdiklih."),
        ((KPPS, "KPPS"), "Peran 'KPPS' tidak ada"),
        ((KPPS, "PPS"), "tambahkan --desa"),
        ((KPPS, "PPK"), "pakai --kecamatan"),
        ((KPPS, "PPK", "--kecamatan", "Batu", "--desa", "Temas"), "tanpa --desa"),
        ((KPPS, "Sosdiklih", "--desa", "Beji"), "tanpa nama wilayah"),
        (("PPS", "--person", "x"), "--person"),
    ],
)
@pytest.mark.parametrize("command", ["grant", "revoke"])
def test_a_wrong_call_says_what_is_missing(
    bimtek: Bimtek, command: str, words: tuple[str, ...], why: str
):
    result = bimtek("roles", command, *words)

    assert result.exit_code == 2
    assert why in result.output
    assert not DATABASE.exists()


def test_a_desa_name_of_two_kecamatan_needs_the_kecamatan(bimtek: Bimtek, filled: None):
    run("INSERT INTO area (parent_id, level, name) VALUES (?, 'desa', 'Beji')", area("Bumiaji"))

    unclear = bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")
    clear = bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji", "--kecamatan", "Bumiaji")

    assert unclear.exit_code == 1
    assert "ada lebih dari satu" in unclear.output
    assert "Desa Beji, Kecamatan Bumiaji" in unclear.output
    assert "Tambahkan --kecamatan" in unclear.output
    assert clear.exit_code == 0
    assert "PPS untuk Desa Beji, Kecamatan Bumiaji" in clear.output


def test_the_list_counts_seats_and_shows_grants_without_names(bimtek: Bimtek, filled: None):
    bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")
    bimtek("roles", "grant", PPS, "Sosdiklih")

    result = bimtek("roles", "list")

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:3] == [
        "Kursi menurut daftar petugas:",
        "  KPPS: 14 kursi, 13 dipegang",
        "  PPS: 12 kursi, 12 dipegang",
    ]
    [first, second] = [line for line in lines if line.startswith("  orang")]
    assert f"orang {holder(KPPS)} (KPPS 3, TPS 004, Desa Beji): PPS untuk Desa Beji" in first
    assert "Sosdiklih untuk Kota Batu, sejak" in second
    assert "WIB" in second
    assert "Anggota" not in result.output


def test_the_list_is_told_as_json(bimtek: Bimtek, filled: None):
    empty = json.loads(bimtek("roles", "list", "--json").output)
    bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")

    told = json.loads(bimtek("roles", "list", "--json").output)

    assert empty["grants"] == []
    assert {"role": "KPPS", "seats": 14, "held": 13} in told["seats"]
    [grant] = told["grants"]
    assert grant.pop("since").endswith("+07:00")
    assert grant == {
        "person": holder(KPPS),
        "seat": "KPPS 3, TPS 004, Desa Beji",
        "role": "PPS",
        "area": "Desa Beji, Kecamatan Junrejo",
        "valid": True,
    }


def test_without_grants_the_list_says_so(bimtek: Bimtek, filled: None):
    assert "Tidak ada peran yang diberikan." in bimtek("roles", "list").output


def test_who_lost_the_seat_can_do_nothing_and_the_grant_can_be_revoked(
    bimtek: Bimtek, filled: None
):
    bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")
    person = holder(KPPS)
    run("UPDATE holding SET to_at = '2024-01-27T01:00:00.000000Z', reason = 'diganti'")

    assert authorities(person) == ()
    shown = bimtek("roles", "list").output
    assert f"orang {person} (tanpa kursi): PPS" in shown
    assert "tidak berlaku: tidak memegang kursi" in shown
    refused = bimtek("roles", "grant", "Sosdiklih", "--person", str(person))
    assert refused.exit_code == 1
    assert "tidak memegang kursi" in refused.output
    taken = bimtek("roles", "revoke", "PPS", "--person", str(person), "--desa", "Beji")
    assert taken.exit_code == 0
    assert grants() == []


def test_a_grant_of_someone_erased_can_be_revoked_by_id_and_none_can_be_given(
    bimtek: Bimtek, filled: None
):
    bimtek("roles", "grant", KPPS, "PPS", "--desa", "Beji")
    person = holder(KPPS)
    run("UPDATE person SET erased_at = created_at WHERE id = ?", person)
    run("UPDATE holding SET to_at = from_at WHERE person_id = ?", person)

    assert f"orang {person} (dihapus)" in bimtek("roles", "list").output
    refused = bimtek("roles", "grant", "Sosdiklih", "--person", str(person))
    assert "sudah dihapus datanya" in refused.output
    words = ("roles", "revoke", "PPS", "--person", str(person), "--desa", "Beji")
    first, second = bimtek(*words), bimtek(*words)
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "tidak ada yang dicabut" in second.output


def test_roles_of_an_empty_roster_are_refused(bimtek: Bimtek, filled: None):
    run("DELETE FROM agenda")
    for sql in ("DELETE FROM holding", "DELETE FROM seat", "DELETE FROM area"):
        run(sql)
    run("INSERT INTO area (level, name) VALUES ('desa', 'x')")

    result = bimtek("roles", "revoke", "Sosdiklih", "--person", "5")

    assert result.exit_code == 1
    assert "bimtek roster import" in result.output


def test_a_list_needs_a_database(bimtek: Bimtek):
    result = bimtek("roles", "list")

    assert result.exit_code == 1
    assert "masih kosong" in result.output
