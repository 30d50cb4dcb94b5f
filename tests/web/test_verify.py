"""`/verifikasi`: every kind told apart in words, and nobody found by guessing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.async_api import Browser, expect

from bot.core import certificate as rules
from bot.core.certificate import Sealed, Verdict
from bot.handlers.certificate_check import Checked, check, check_alone
from bot.storage import certificate as storage
from bot.storage.certificate import Revocation
from bot.storage.engine import Database
from bot.web.verifying import ALL, CROWD, EACH, WINDOW, Verifying
from tests.core.test_certificate import NOW as AT
from tests.core.test_certificate import ONE, OTHER, SIGNER, TEXT, a_number, issued, sealed, text_of
from tests.storage.conftest import NOW
from tests.web.echo import EchoBot
from tests.web.phone import TOO_WIDE, open_page
from tests.web.site import Site, get, post, running

LINES = "\n".join(TEXT[n : n + 50] for n in range(0, len(TEXT), 50))


@pytest.fixture
async def record(town_db: Database) -> Database:
    """Give a database in which one certificate is on record."""
    async with town_db.transaction() as tx:
        tx.write("INSERT INTO person (id, name, created_at) VALUES (1, 'S', $1)", NOW)
        storage.save(tx, issued(ONE))
        storage.save_key(tx, SIGNER.id, SIGNER.public)
    return town_db


@pytest.fixture
def verifying(record: Database) -> Verifying:
    return Verifying(lambda text: check(text, SIGNER, record.read), SIGNER.public)


@pytest.fixture
async def site(verifying: Verifying) -> AsyncIterator[Site]:
    async with running(EchoBot(), verifying=verifying) as one:
        yield one


async def told(site: Site, text: str) -> str:
    status, page = await post(site, "/verifikasi", data={"isi": text})
    assert status == 200
    return page


def changed(old: str, new: str) -> str:
    one = sealed(ONE)
    return text_of(Sealed(one.payload.replace(old.encode(), new.encode()), one.signature))


async def test_the_page_shows_the_key_and_explains(site: Site):
    answer, page = await get(site, "/verifikasi")

    assert answer.status == 200
    assert "BEGIN PUBLIC KEY" in page
    assert SIGNER.id in page
    assert "Bukan sertifikat atau dokumen resmi KPU" in page
    assert "data-putusan" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in page


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT.lower(), f"https://b.example/verifikasi#{TEXT}", LINES],
    ids=["whole", "small", "link", "lines"],
)
async def test_a_genuine_one_is_shown_with_all_it_says(site: Site, text: str):
    page = await told(site, text)

    assert f'data-putusan="{Verdict.VALID}"' in page
    for said in ("Siti Aminah", "KPPS 3, TPS 004, Desa Beji", "14 Februari 2024", "7KPM-XQ4R"):
        assert said in page


async def test_every_bad_one_is_told_apart(site: Site, record: Database):
    second = replace(ONE, number="8KPMXQ4R9WDE")
    bad = {
        Verdict.ALTERED: changed("Siti", "Sita"),
        Verdict.OTHER_KEY: text_of(sealed(replace(ONE, key=OTHER.id), OTHER)),
        Verdict.FORGED: text_of(sealed(second, OTHER)),
        Verdict.DOUBLE_NUMBER: text_of(sealed(replace(ONE, issued=date(2024, 2, 11)))),
        Verdict.DOUBLE_PERSON: text_of(sealed(second)),
        Verdict.CUT: TEXT[:-5],
        Verdict.NOT_ONE: "halo",
    }
    said = set()
    for verdict, text in bad.items():
        page = await told(site, text)
        assert f'data-putusan="{verdict}"' in page, verdict
        said.add(page.split("<h2>")[1].split("</h2>")[0])
    assert len(said) == len(bad)
    async with record.transaction() as tx:
        await storage.revoke(tx, ONE.number, Revocation(0, "rahasia kantor", again=False), AT)
    revoked = await told(site, TEXT)
    async with record.transaction() as tx:
        tx.write("DELETE FROM certificate")
    gone = await told(site, TEXT)

    assert f'data-putusan="{Verdict.REVOKED}"' in revoked
    assert "Dicabut pada 9 Februari 2024" in revoked
    assert "rahasia kantor" not in revoked
    assert f'data-putusan="{Verdict.UNRECORDED}"' in gone


async def test_a_forged_name_is_never_shown(site: Site):
    page = await told(site, changed("Siti Aminah", "Sita <b>Palsu</b>"))

    assert "Palsu</b>" not in page
    assert "<dl>" not in page


async def test_a_number_alone_names_nobody(site: Site, record: Database):
    real = a_number(2)
    async with record.transaction() as tx:
        tx.write("UPDATE certificate SET number = $1", real)
    known = await told(site, rules.shown_number(real))
    unknown = await told(site, a_number(3))

    assert "tercatat dan masih berlaku" in known
    assert "Siti" not in known
    assert "tidak tercatat" in unknown


async def test_nothing_pasted_is_the_empty_page(site: Site):
    assert "data-putusan" not in await told(site, "  ")


async def test_too_long_a_text_is_refused(site: Site):
    status, page = await post(site, "/verifikasi", data={"isi": "A" * 20_000})

    assert status == 413
    assert "satu tanda saja" in page


async def test_a_proxy_names_who_asks_and_each_has_a_limit(site: Site):
    for n in range(EACH):
        headers = {"X-Forwarded-For": f"10.9.9.{n}, 10.0.0.7"}
        status, _ = await post(site, "/verifikasi", data={"isi": "x"}, headers=headers)
        assert status == 200
    headers = {"X-Forwarded-For": "10.0.0.7"}
    status, page = await post(site, "/verifikasi", data={"isi": "x"}, headers=headers)
    other, _ = await post(
        site, "/verifikasi", data={"isi": "x"}, headers={"X-Forwarded-For": "10.0.0.8"}
    )

    assert status == 429
    assert "Tunggu satu menit" in page
    assert other == 200


def test_a_limit_ends_with_its_minute_and_holds_for_all_together():
    now = [0.0]
    many = Verifying(lambda _text: None, b"", tick=lambda: now[0])  # type: ignore[arg-type,return-value]
    assert sum(many.admits(f"10.0.{n // 250}.{n % 250}") for n in range(ALL + 50)) == ALL
    now[0] = WINDOW
    assert many.admits("10.0.0.1")
    many._looks |= {str(n): many._looks["10.0.0.1"] for n in range(CROWD + 1)}
    assert many.admits("10.0.0.2")
    assert len(many._looks) == 1


async def test_without_a_key_there_is_no_page():
    async with running(EchoBot()) as bare:
        answer, _ = await get(bare, "/verifikasi")

    assert answer.status == 404


# --- in a browser ---------------------------------------------------------------------------


@pytest.fixture
def alone() -> Verifying:
    """Check without a database, for browsers of another loop."""

    async def valid(text: str) -> Checked:
        return check_alone(text, SIGNER.public)

    return Verifying(valid, SIGNER.public)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_scanned_link_checks_itself_and_leaves_no_trace(
    chromium: Browser, alone: Verifying
):
    async with open_page(chromium, 360, verifying=alone) as (site, page):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{site.url}/verifikasi#{TEXT}")

        await expect(page.get_by_text("Siti Aminah")).to_be_visible()
        assert page.url == f"{site.url}/verifikasi"
        assert not [url for url in asked[1:] if "TSB1" in url]
        assert not await page.evaluate(TOO_WIDE)


@pytest.mark.asyncio(loop_scope="session")
async def test_without_network_the_browser_looks_at_the_signature_itself(
    chromium: Browser, alone: Verifying
):
    async with open_page(chromium, 360, verifying=alone) as (site, page):
        await page.goto(f"{site.url}/verifikasi")
        await page.context.set_offline(True)
        await page.fill("#isi", TEXT.lower())
        await page.get_by_role("button", name="Periksa").click()
        await expect(page.get_by_text("Nama: Siti Aminah")).to_be_visible()
        await page.fill("#isi", changed("Siti", "Sita"))
        await page.get_by_role("button", name="Periksa").click()
        await expect(page.get_by_text("tidak cocok")).to_be_visible()
        await page.fill("#isi", TEXT[:-4])
        await page.get_by_role("button", name="Periksa").click()
        await expect(page.get_by_text("Terpotong")).to_be_visible()
        assert not await page.evaluate(TOO_WIDE)
