"""`bimtek roster kit`: files for each desa, private ones, and clear refusals."""

import asyncio
import json
import stat
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp

from bot.cli.roster import save
from bot.storage import meta
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests import town
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup

DATABASE = Path("data/bimtek.db")
URL = "https://bimtek.contoh.id"


async def opened() -> Database:
    return await open_database(f"sqlite:///{DATABASE}")


def write(*statements: str) -> None:
    async def run() -> None:
        db = await opened()
        async with db.transaction() as tx:
            for sql in statements:
                tx.write(sql)
        await db.close()

    asyncio.run(run())


@pytest.fixture(autouse=True)
def filled() -> None:
    """Fill the default database with the town."""

    async def fill() -> None:
        DATABASE.parent.mkdir()
        db = await opened()
        await migrate(db, NOW, no_backup)
        await save(db, town.roster(), StandingClock())
        await db.close()

    asyncio.run(fill())


def decoded(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    pictures = [page.render(scale=2, grayscale=True).to_pil() for page in document]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def codes(*, desa: bool = True, held: bool = True) -> set[str]:
    """Return the codes of the town's roster, in Beji or above it."""
    return {row.kode for row in town.roster() if bool(row.desa) is desa and (row.nama or not held)}


def test_the_kit_of_a_desa_has_every_key_once(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--desa", "Beji", public_url=URL)

    assert result.exit_code == 0
    assert "Desa Beji: 16 orang, 2 tautan grup → kit-beji.pdf dan kit-beji.html" in result.output
    assert "kursi tanpa nama: 1" in result.output
    assert "Tanpa nomor telepon: 1 orang" in result.output
    assert "kunci pribadi" in result.output
    found = decoded(Path("kit-beji.pdf"))
    assert len(found) == len(set(found)) == 18
    assert {link.removeprefix(f"{URL}/c/k/") for link in found if "/k/" in link} == codes()
    assert sum(link.startswith(f"{URL}/c/g/") for link in found) == 2


def test_the_files_are_for_their_owner_alone(bimtek: Bimtek):
    Path("kit-beji.pdf").touch(mode=0o644)

    bimtek("roster", "kit", "--desa", "Beji")

    for name in ("kit-beji.pdf", "kit-beji.html"):
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600


def test_with_telegram_links_lead_to_the_bot(bimtek: Bimtek):
    write("INSERT INTO meta (key, value) VALUES ('telegram_username', 'bimtek_contoh_bot')")

    result = bimtek("roster", "kit", "--desa", "Beji", "--tps", "4", token="123:ABC")

    assert "kit-beji-tps-004.pdf" in result.output
    found = decoded(Path("kit-beji-tps-004.pdf"))
    assert len(found) == 8
    assert all(link.startswith("https://t.me/bimtek_contoh_bot?start=") for link in found)


def test_a_token_whose_bot_is_not_known_yet_is_said(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--desa", "Beji", token="123:ABC", public_url=URL)

    assert result.exit_code == 0
    assert "Jalankan bimtek serve sekali" in " ".join(result.output.split())
    assert all(link.startswith(URL) for link in decoded(Path("kit-beji.pdf")))


def test_without_an_address_the_operator_is_warned(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--desa", "Beji")

    assert result.exit_code == 0
    assert "BOT_PUBLIC_URL" in result.output


def test_who_is_registered_is_left_out_unless_all_are_wanted(bimtek: Bimtek):
    write(
        "INSERT INTO chat (id, channel, address, created_at, seen_at)"
        " VALUES (1, 'web', 'hp1', '2024', '2024')",
        "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
        " SELECT 1, h.person_id, '2024', 1 FROM holding h JOIN seat s ON s.id = h.seat_id"
        " JOIN area a ON a.id = s.area_id WHERE a.name = '004'",
    )

    some = json.loads(bimtek("roster", "kit", "--desa", "Beji", "--json").output)
    every = json.loads(bimtek("roster", "kit", "--desa", "Beji", "--all", "--json").output)
    none = bimtek("roster", "kit", "--desa", "Beji", "--tps", "004")

    assert (some["people"], some["group_links"], some["registered"]) == (9, 1, 7)
    assert (every["people"], every["group_links"], every["registered"]) == (17, 2, 7)
    assert len(decoded(Path("kit-beji.pdf"))) == 19
    assert none.exit_code == 0
    assert "tidak ada yang perlu diundang" in none.output
    assert not Path("kit-beji-tps-004.pdf").exists()


def test_all_desa_are_made_into_a_folder(bimtek: Bimtek):
    write(
        "INSERT INTO area (id, parent_id, level, name) SELECT 900, parent_id, 'desa', 'Pendem'"
        " FROM area WHERE level = 'desa'"
    )

    result = bimtek(
        "roster", "kit", "--all-desa", "--out", "kit/hari-ini", "--json", public_url=URL
    )

    report = json.loads(result.output)
    assert report["files"] == ["kit/hari-ini/kit-beji.pdf", "kit/hari-ini/kit-beji.html"]
    assert (report["people"], report["new_group_links"]) == (16, 2)
    assert (report["links"], report["base"], report["warnings"]) == ("web", URL, [])


def test_those_above_the_desa_have_a_kit_of_their_own(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--ppk", public_url=URL)

    assert "PPK dan Sosdiklih, Kota Batu: 8 orang, 0 tautan grup" in result.output
    found = decoded(Path("kit-ppk-sosdiklih.pdf"))
    assert {link.removeprefix(f"{URL}/c/k/") for link in found} == codes(desa=False)


def test_a_terminal_shows_how_far_it_is(bimtek: Bimtek, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules["bot.cli.kit"], "_is_watched", lambda: True)

    result = bimtek("roster", "kit", "--desa", "Beji")

    assert result.exit_code == 0
    assert "Membuat slip" in result.output


def test_two_desa_of_one_name_are_told_apart(bimtek: Bimtek):
    write(
        "INSERT INTO area (id, parent_id, level, name) SELECT 900, id, 'kecamatan', 'Bumiaji'"
        " FROM area WHERE level = 'kota'",
        "INSERT INTO area (id, parent_id, level, name) VALUES (901, 900, 'desa', 'Beji')",
    )

    unclear = bimtek("roster", "kit", "--desa", "Beji")
    clear = bimtek("roster", "kit", "--desa", "Beji (Junrejo)")
    every = json.loads(bimtek("roster", "kit", "--all-desa", "--json").output)

    assert unclear.exit_code == 1
    assert '"Beji (Bumiaji)"' in unclear.output
    assert clear.exit_code == 0
    [pdf, _] = every["files"]
    assert pdf.startswith("kit-beji-junrejo-")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--desa", "Bejji"), "Mungkin maksudnya Beji?"),
        (("--desa", "xyzzy"), "'xyzzy' tidak ada di daftar petugas."),
        (("--desa", "Beji", "--tps", "77"), "TPS '077' tidak ada"),
    ],
)
def test_a_wrong_name_is_answered_with_near_ones(bimtek: Bimtek, words: tuple[str, ...], why: str):
    result = bimtek("roster", "kit", *words)

    assert result.exit_code == 1
    assert why in result.output
    assert list(Path().glob("kit*")) == []


@pytest.mark.parametrize(
    "words",
    [(), ("--desa", "Beji", "--all-desa"), ("--all-desa", "--ppk"), ("--ppk", "--tps", "4")],
)
def test_a_wrong_call_ends_with_status_2(bimtek: Bimtek, words: tuple[str, ...]):
    assert bimtek("roster", "kit", *words).exit_code == 2


def test_a_folder_that_cannot_be_made_says_why(bimtek: Bimtek):
    Path("kit").write_text("")

    result = bimtek("roster", "kit", "--desa", "Beji", "--out", "kit/x")

    assert result.exit_code == 1
    assert "bukan folder" in result.output


def test_an_empty_roster_has_no_kit(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--all-desa", database_url="sqlite:///lain.db")

    assert result.exit_code == 1
    assert "bimtek roster import" in result.output


def test_what_the_operator_did_is_on_the_trail_without_names(bimtek: Bimtek):
    bimtek("roster", "kit", "--desa", "Beji")

    async def trail() -> list[tuple[int, str, str]]:
        db = await opened()
        rows = await db.read("SELECT actor, verb, object FROM audit")
        async with db.transaction() as tx:
            assert await meta.load(tx, "audit_head")
        await db.close()
        return [(row["actor"], row["verb"], row["object"]) for row in rows]

    [(actor, verb, what)] = asyncio.run(trail())
    assert (actor, verb) == (0, "buat-kit")
    assert what.startswith("wilayah:")


def test_the_command_explains_itself(bimtek: Bimtek):
    result = bimtek("roster", "kit", "--help")

    assert result.exit_code == 0
    for option in ("--desa", "--tps", "--all-desa", "--ppk", "--out", "--all", "--json"):
        assert option in result.output
