"""Files in and out of the chat page as a person sends and gets them, in Chromium."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import FileChooser, expect
from playwright.async_api import Page as BrowserPage

from bot.channels.uploads import LIMIT, PLACES
from tests.web.phone import TOO_WIDE, begin, bubbles, open_page, say
from tests.web.shelf import CSV, events

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def choose(page: BrowserPage, name: str, content: bytes | Path) -> None:
    """Choose a file by what is in it, or a large one where it lies: it is not sent to Chromium."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Kirim berkas").last.click()
    if isinstance(content, Path):
        await (await chooser.value).set_files(content)
        return
    await (await chooser.value).set_files({"name": name, "mimeType": "", "buffer": content})


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_a_file_is_chosen_and_sent_where_the_bot_asks_for_it(chromium, shelf, width):
    async with open_page(chromium, width, bot=shelf.bot, files=shelf.files) as (site, page):
        await begin(site, page)
        await expect(page.get_by_role("button", name="Kirim berkas")).to_have_count(0)
        await say(page, "berkas")
        button = page.get_by_role("button", name="Kirim berkas")
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44

        await choose(page, "daftar petugas.csv", CSV)

        own = page.get_by_text("Berkas: daftar petugas.csv (1 kB)")
        await expect(own).to_be_visible()
        await expect(bubbles(page).last).to_contain_text("daftar petugas.csv")
        await expect(page.locator(".mine .mark").last).to_have_text("✓")
        await expect(page.locator("progress:visible")).to_have_count(0)
        assert [event.name for event in events(shelf)] == ["daftar petugas.csv"]
        await page.reload()
        await expect(own).to_be_visible()
        assert not await page.evaluate(TOO_WIDE)


async def test_the_keyboard_opens_the_choice_of_a_file(chromium, shelf):
    async with open_page(chromium, bot=shelf.bot, files=shelf.files) as (site, page):
        choosers: asyncio.Queue[FileChooser] = asyncio.Queue()
        page.on("filechooser", choosers.put_nowait)
        await begin(site, page)
        await say(page, "berkas")
        await page.get_by_role("button", name="Kirim berkas").focus()
        await page.keyboard.press("Enter")

        async with asyncio.timeout(5):
            assert not (await choosers.get()).is_multiple()


@pytest.mark.parametrize(("size", "told"), [(LIMIT + 1, "lebih besar dari 10 MB"), (0, "kosong")])
async def test_a_file_that_cannot_be_taken_is_refused_before_it_is_sent(
    chromium, shelf, tmp_path, size, told
):
    wrong = tmp_path / "daftar.csv"
    wrong.write_bytes(b"x" * size)
    async with open_page(chromium, bot=shelf.bot, files=shelf.files) as (site, page):
        await begin(site, page)
        await say(page, "berkas")
        await choose(page, wrong.name, wrong)

        await expect(page.get_by_role("alert")).to_contain_text(told)
        await expect(page.get_by_text("Berkas: daftar.csv")).to_have_count(0)
        assert events(shelf) == []
        await choose(page, "daftar.csv", CSV)
        await expect(page.get_by_text("Berkas: daftar.csv")).to_be_visible()


async def test_what_the_bot_refuses_is_said_and_so_is_a_lost_network(chromium, shelf):
    async with open_page(chromium, bot=shelf.bot, files=shelf.files) as (site, page):
        await begin(site, page)
        await say(page, "berkas")
        for _ in range(PLACES):
            await shelf.uploads.keep(CSV)
        await choose(page, "daftar.csv", CSV)
        await expect(page.get_by_role("alert")).to_contain_text("masih mengerjakan berkas lain")

        await site.stop()
        await choose(page, "daftar.csv", CSV)
        await expect(page.get_by_role("alert")).to_contain_text("jaringan terputus")
        await expect(page.get_by_text("Berkas: daftar.csv")).to_have_count(0)


async def test_a_made_document_is_downloaded(chromium, shelf):
    async with open_page(chromium, bot=shelf.bot, files=shelf.files) as (site, page):
        await begin(site, page)
        await say(page, "hasil")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Unduh daftar <b>.xlsx").click()

        assert (await download.value).suggested_filename == "daftar _b_.xlsx"
        assert page.url == site.url + "/c/"


async def test_the_link_of_a_tps_begins_with_its_payload(chromium):
    async with open_page(chromium) as (site, page):
        await page.goto(site.url + "/c/g/ABCD2345")
        await expect(page.get_by_text("Kode: ABCD2345")).to_be_visible()
        await page.get_by_role("button", name="Mulai").click()

        await expect(page.get_by_text("Kode: g_ABCD2345")).to_be_visible()
        assert [str(one.event) for one in site.bot.taken] == ["Start(payload='g_ABCD2345')"]
