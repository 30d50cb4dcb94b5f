"""The ledger of one mailing, for whoever has the link."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from bot.core.broadcast import Broadcast, Group
from bot.core.outbox import Counts, Kind, Phase, State
from bot.core.people import Role
from bot.handlers.links import LASTS, Links
from bot.storage.authority import Place
from bot.storage.ledger import Book
from bot.storage.outbox import Mailing
from bot.web.parts import Ledger
from tests.phone import StandingClock
from tests.web.echo import EchoBot
from tests.web.phone import TOO_WIDE, open_page
from tests.web.site import Site, get, running

DUE = datetime(2024, 2, 9, 1, tzinfo=UTC)
MAILING = Mailing(12, Kind.BROADCAST, "", "", Phase.READY, DUE, None, False, DUE, DUE)  # noqa: FBT003
COUNTS = Counts(
    {
        (State.ACCEPTED, ""): 3000,
        (State.ACCEPTED, "terlambat"): 2,
        (State.PENDING, ""): 1200,
        (State.FAILED, "akun-nonaktif"): 5,
        (State.BLOCKED, "diblokir"): 30,
        (State.SKIPPED, "belum-daftar"): 40,
    },
    read=7,
)
GROUP = Group(3, frozenset({Role.PPS, Role.KPPS}))
SAID = Broadcast(12, 7, Phase.READY, "Isi <rahasia>", GROUP, DUE)
BEJI = Place((1, 2, 3), "desa", ("Kota Batu", "Junrejo", "Beji"))
GROUND = "getComputedStyle(document.body).backgroundColor"
BOOK = Book(MAILING, COUNTS, SAID, BEJI)


class Shelf:
    """Holds what the page is told; tests change it."""

    def __init__(self) -> None:
        self.book: Book | None = BOOK
        self.clock = StandingClock(DUE + timedelta(minutes=5))
        self.links = Links("kunci", self.clock)
        self.ledger = Ledger(self.links, self.load, self.clock.now, ZoneInfo("Asia/Jakarta"))

    async def load(self, mailing_id: int) -> Book | None:
        return self.book if mailing_id == 12 else None


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def site(shelf: Shelf) -> AsyncIterator[Site]:
    async with running(EchoBot(), ledger=shelf.ledger) as one:
        yield one


async def test_all_numbers_and_reasons_are_shown_and_no_text(site: Site, shelf: Shelf):
    answer, page = await get(site, f"/c/buku/{shelf.links.make('buku:12')}")

    assert answer.status == 200
    assert "Siaran nomor 12" in page
    assert "Desa Beji (KPPS, PPS)" in page
    assert "berjalan" in page
    assert "pukul 08.00 WIB" in page
    assert "4.277 penerima = 3.002 + 1.200 + 5 + 30 + 40" in page
    for words in ("akun tidak aktif", "belum terdaftar di bot", "terlambat"):
        assert words in page
    assert "Dibaca di web chat" in page
    assert "rahasia" not in page
    assert "<script" not in page


async def test_nothing_of_it_is_kept_told_or_indexed(site: Site, shelf: Shelf):
    answer, page = await get(site, f"/c/buku/{shelf.links.make('buku:12')}")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in page


async def test_it_refreshes_itself_while_something_may_change(site: Site, shelf: Shelf):
    address = f"/c/buku/{shelf.links.make('buku:12')}"
    _, running_page = await get(site, address)
    shelf.book = replace(BOOK, counts=Counts({(State.ACCEPTED, ""): 1}))
    _, ended = await get(site, address)

    assert 'http-equiv="refresh" content="3"' in running_page
    assert "refresh" not in ended
    assert "selesai" in ended


async def test_a_reminder_says_what_it_is_about(site: Site, shelf: Shelf):
    mailing = replace(MAILING, kind=Kind.REMINDER, rule="kpps-h1", occurrence="2024-02-13")
    shelf.book = Book(mailing, Counts())
    _, page = await get(site, f"/c/buku/{shelf.links.make('buku:12')}")

    assert "Pengingat nomor 12" in page
    assert "Aturan yang sudah dihapus, 13 Februari 2024" in page
    assert "Belum ada penerima." in page


@pytest.mark.parametrize("what", ["buku:13", "buku:", "buku:dua", "masuk:12", "buku:" + "9" * 30])
async def test_a_link_to_nothing_is_explained(site: Site, shelf: Shelf, what: str):
    answer, page = await get(site, f"/c/buku/{shelf.links.make(what)}")

    assert answer.status == 404
    assert "Buka lagi laporannya di chat" in page


@pytest.mark.parametrize("token", ["buku:12", "buku:12.a.b", "%00", "x" * 900])
async def test_a_forged_link_opens_nothing(site: Site, token: str):
    answer, page = await get(site, f"/c/buku/{token}")

    assert answer.status == 404
    assert "Tautan ini tidak dikenal" in page


async def test_after_twelve_hours_a_link_is_old(site: Site, shelf: Shelf):
    token = shelf.links.make("buku:12")
    shelf.clock.go_on(LASTS + timedelta(seconds=1))
    answer, page = await get(site, f"/c/buku/{token}")

    assert answer.status == 410
    assert "berlaku 12 jam" in page


async def test_without_a_ledger_there_is_no_page():
    async with running(EchoBot()) as site:
        answer, _ = await get(site, "/c/buku/apa")

    assert answer.status == 404


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("width", [360, 768, 1280])
async def test_it_fits_phones_and_laptops(chromium: Browser, shelf: Shelf, width: int):
    async with open_page(chromium, width, ledger=shelf.ledger) as (site, page):
        await page.emulate_media(color_scheme="dark")
        await page.goto(f"{site.url}/c/buku/{shelf.links.make('buku:12')}")

        await expect(page.get_by_role("cell", name="3.002")).to_be_visible()
        assert not await page.evaluate(TOO_WIDE)
        assert await page.evaluate(GROUND) == "rgb(18, 13, 11)"
