"""`bimtek certificate`: checks with and without the record, lists, revokes, shows the key."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings, secret_key, signing_seed
from bot.core import certificate as rules
from bot.core import codes
from bot.core.certificate import Certificate, Issued
from bot.core.signing import Signer
from bot.sheets.certificate import Sheet, paper, picture
from bot.storage import certificate as storage
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests.cli.conftest import Bimtek
from tests.core.test_certificate import NOW as AT
from tests.core.test_certificate import ONE as PLAN
from tests.core.test_certificate import OTHER, sealed, text_of
from tests.storage.conftest import NOW, no_backup

NUMBER = "2222222222" + "2"
DATABASE = Path("data/bimtek.db")


def on_database(work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        db = await open_database(f"sqlite:///{DATABASE}")
        try:
            await work(db)
        finally:
            await db.close()

    asyncio.run(run())


@pytest.fixture
def one(alone: Path) -> Certificate:
    """Give the certificate on record, signed with this folder's key; its holder has a chat."""
    DATABASE.parent.mkdir()
    signer = Signer(signing_seed(secret_key(Settings(), DATABASE.parent)))
    number = NUMBER + codes.check_character(NUMBER)
    made = replace(PLAN, key=signer.id, number=number)
    payload = made.payload()
    signature = rules.signature_text(signer.sign(payload.encode()))

    async def fill(db: Database) -> None:
        await migrate(db, NOW, no_backup)
        async with db.transaction() as tx:
            tx.write("INSERT INTO person (id, name, created_at) VALUES (1, 'S', $1)", NOW)
            tx.write(
                "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
                " VALUES ('web', 'a', 1, $1, $1)",
                NOW,
            )
            storage.save(tx, Issued(number, 1, made.round, payload, signature, AT))
            storage.save_key(tx, signer.id, signer.public)

    on_database(fill)
    return made


@pytest.fixture
def text(one: Certificate) -> str:
    signer = Signer(signing_seed(secret_key(Settings(), DATABASE.parent)))
    return text_of(sealed(one, signer))


def verdict(bimtek: Bimtek, *words: str | Path, **settings: str) -> tuple[int, str]:
    result = bimtek("certificate", "verify", *words, "--json", **settings)
    return result.exit_code, json.loads(result.output)["verdict"]


def test_a_genuine_one_is_valid_as_text_link_number_and_file(
    bimtek: Bimtek, one: Certificate, text: str
):
    sheet = Sheet(one, text, [], "https://b.example/verifikasi")
    quoted = f"> {text[:90]}\n> {text[90:]}".encode()
    files = {"a.png": picture(sheet), "a.pdf": paper(sheet), "a.txt": quoted}
    for name, content in files.items():
        Path(name).write_bytes(content)
    for what in (text, text.lower(), f"https://b.example/verifikasi#{text}", one.number, *files):
        assert verdict(bimtek, what) == (0, "sah"), what[:30]
    said = bimtek("certificate", "verify", text)
    assert said.exit_code == 0
    for words in ("Sah dan tercatat", "Siti Aminah", "KPPS 3, TPS 004", "14 Februari 2024"):
        assert words in said.output


def test_bad_ones_are_told_apart_with_status_1(bimtek: Bimtek, one: Certificate, text: str):
    signer = Signer(signing_seed(secret_key(Settings(), DATABASE.parent)))
    genuine = sealed(one, signer)
    altered = replace(genuine, payload=one.payload().replace("Siti", "Sita").encode())
    second = replace(one, number="8KPMXQ4R9WDE")
    found = [
        verdict(bimtek, text_of(altered)),
        verdict(bimtek, text_of(sealed(second, OTHER))),
        verdict(bimtek, text_of(sealed(replace(one, key=OTHER.id), OTHER))),
        verdict(bimtek, text_of(sealed(second, signer))),
        verdict(bimtek, text[:-7]),
        verdict(bimtek, "halo"),
    ]
    kinds = ["diubah", "palsu", "kunci-lain", "orang-ganda", "terpotong", "bukan-tanda"]
    assert found == [(1, kind) for kind in kinds]


def test_a_changed_secret_is_an_old_key(bimtek: Bimtek, text: str):
    assert verdict(bimtek, text, secret_key="lain" * 10) == (0, "sah-kunci-lama")


def test_with_the_public_key_no_database_is_needed(
    bimtek: Bimtek, one: Certificate, text: str, tmp_path: Path
):
    key = json.loads(bimtek("certificate", "key", "--json").output)
    assert key["id"] == one.key
    plain = bimtek("certificate", "key").output
    assert key["public"] in plain
    Path("kunci.pem").write_text(key["pem"])
    elsewhere = {"database_url": "sqlite:////tidak/ada.db"}

    assert verdict(bimtek, text, "--kunci", key["public"], **elsewhere) == (0, "tanda-tangan-sah")
    assert verdict(bimtek, text, "--kunci", "kunci.pem", **elsewhere) == (0, "tanda-tangan-sah")
    assert verdict(bimtek, text[:-9], "--kunci", "kunci.pem", **elsewhere) == (1, "terpotong")
    assert bimtek("certificate", "verify", text, "--kunci", "xx").exit_code == 2
    assert bimtek("certificate", "verify", "tidak-ada.png").exit_code == 2


def test_an_old_key_is_still_shown(bimtek: Bimtek, one: Certificate):
    said = bimtek("certificate", "key", secret_key="lain" * 10).output

    assert f"Kunci lama {one.key}" in said


def test_a_list_says_whose_they_are_and_what_became_of_them(bimtek: Bimtek, one: Certificate):
    before = bimtek("certificate", "list").output
    bimtek("certificate", "revoke", one.number, "--alasan", "keliru")
    rows = json.loads(bimtek("certificate", "list", "--json").output)

    assert "berlaku" in before
    assert "Siti Aminah, KPPS 3" in before
    assert rows[0]["reason"] == "keliru"
    assert "dicabut" in bimtek("certificate", "list").output


def test_revoking_leaves_a_trace_and_a_notice(bimtek: Bimtek, one: Certificate, text: str):
    shown = rules.shown_number(one.number).lower()
    said = bimtek("certificate", "revoke", shown, "--alasan", " Namanya  keliru ", "--boleh-baru")
    again = bimtek("certificate", "revoke", one.number, "--alasan", "x")

    assert said.exit_code == 0
    assert "1 obrolan" in said.output
    assert again.exit_code == 1
    assert verdict(bimtek, text) == (1, "dicabut")
    assert "Alasan dicabut: Namanya keliru" in bimtek("certificate", "verify", text).output
    trail = json.loads(bimtek("audit", "show", "--json").output)
    assert [row["object"] for row in trail] == [f"tanda:{one.number} orang:1"]
    assert bimtek("audit", "verify").exit_code == 0

    async def look(db: Database) -> None:
        [row] = await db.read("SELECT replies, sent_at FROM said")
        assert "Namanya keliru" in row["replies"]
        assert "Anda boleh membuat yang baru" in row["replies"]
        assert row["sent_at"] is None

    on_database(look)


def test_wrong_calls_are_explained(bimtek: Bimtek, one: Certificate):
    assert bimtek("certificate", "revoke", "ABC", "--alasan", "x").exit_code == 2
    assert bimtek("certificate", "revoke", one.number, "--alasan", " ").exit_code == 2
    assert bimtek("certificate", "revoke", one.number).exit_code == 2
    body = "3" * 11
    unknown = body + codes.check_character(body)
    assert bimtek("certificate", "revoke", unknown, "--alasan", "x").exit_code == 1


def test_an_empty_list_says_so(bimtek: Bimtek, one: Certificate):
    async def forget(db: Database) -> None:
        async with db.transaction() as tx:
            tx.write("DELETE FROM certificate")

    on_database(forget)
    assert "Belum ada tanda." in bimtek("certificate", "list").output
