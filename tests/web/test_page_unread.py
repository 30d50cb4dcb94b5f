"""What a page has not shown yet: counted while one is away, marked when one is back, then told."""

import pytest
from markupsafe import Markup
from playwright.async_api import Page as BrowserPage
from playwright.async_api import expect

from bot.core.dialog import Choice, Reply
from tests.web.echo import LETTER, PHOTO
from tests.web.phone import AT_END, ONLINE, begin, bubbles, open_page, say
from tests.web.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

AWAY = """(hidden) => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
IN_VIEW = """(one) => {
  const log = document.getElementById("log").getBoundingClientRect();
  const own = one.getBoundingClientRect();
  return own.top >= log.top - 1 && own.bottom <= log.bottom + 1;
}"""
KEPT = "localStorage.getItem('bimtek::baca')"


async def remind(site: Site, *texts: str) -> None:
    """Say something unasked-for, each text in a turn of its own."""
    for text in texts:
        key = f"kirim:{sum(map(len, site.bot.said.values()))}"
        await site.bot.remind(Reply(Markup("{}").format(text)), key=key)


async def unread(page: BrowserPage, count: int) -> None:
    await expect(page).to_have_title(f"({count}) bimtek-bot" if count else "bimtek-bot")


def line(page: BrowserPage, count: int = 0):
    return page.locator("#log > p", has_text=f"{count} pesan baru" if count else "pesan baru")


async def test_what_comes_while_one_looks_is_read_at_once(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        await remind(site, "Besok pelantikan.")

        await site.bot.until_read(2)
        await unread(page, 0)
        await expect(line(page)).to_have_count(0)


async def test_what_comes_while_one_is_away_is_counted_marked_and_then_read(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        await page.evaluate(AWAY, arg=True)
        await remind(site, "Besok pelantikan.", "Bawa KTP.")
        await unread(page, 2)
        await expect(line(page)).to_have_count(0)
        assert site.bot.read == [1]

        await page.evaluate(AWAY, arg=False)

        await expect(line(page, 2)).to_be_visible()
        await site.bot.until_read(3)
        await unread(page, 0)
        order = await page.locator("#log > *").all_inner_texts()
        assert order[-3:] == ["2 pesan baru", "Besok pelantikan.", "Bawa KTP."]
        await page.evaluate(AWAY, arg=True)
        await remind(site, "Lusa libur.")
        await unread(page, 1)
        await page.evaluate(AWAY, arg=False)
        await expect(line(page)).to_have_text("1 pesan baru")


async def test_what_came_since_the_page_was_closed_is_new_when_it_opens(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        await page.goto("about:blank")
        await remind(site, *(f"Pengumuman {n}. " + "Baca baik-baik. " * 20 for n in range(1, 7)))

        await page.goto(site.url + "/c/")

        await expect(line(page, 6)).to_be_visible()
        assert await line(page).evaluate(IN_VIEW)
        await expect(page.get_by_role("button", name="Pesan baru")).to_be_visible()
        await site.bot.until_read(2)
        assert max(site.bot.read) < 7
        assert (await page.title()).startswith("(")

        await page.get_by_role("button", name="Pesan baru").click()
        await page.locator("#log").evaluate("(log) => (log.scrollTop = 0)")
        for bubble in await bubbles(page).all():
            await bubble.scroll_into_view_if_needed()
        await site.bot.until_read(7)
        await unread(page, 0)
        await page.reload()
        await expect(bubbles(page)).to_have_count(9)
        await expect(line(page)).to_have_count(0)
        assert await page.locator("#log").evaluate(AT_END)


async def test_what_stands_below_is_not_read_until_it_is_scrolled_to(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "panjang")
        await expect(page.get_by_text("Baris 89")).to_be_attached()
        await site.bot.until_read(2)
        await page.locator("#log").evaluate("(log) => (log.scrollTop = 0)")
        await remind(site, "Besok pelantikan.")
        await unread(page, 1)
        assert site.bot.read[-1] == 2

        await page.get_by_role("button", name="Pesan baru").click()

        await site.bot.until_read(3)
        await unread(page, 0)


async def test_an_edit_is_nothing_new_and_hides_nothing_that_is(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Kuis").click()
        await site.bot.until_read(2)
        await page.evaluate(AWAY, arg=True)
        await remind(site, "Besok pelantikan.")
        (address,) = site.bot.said
        await site.bot.chat.send(address, "4.0", Reply(Markup("Terkirim 10 dari 12.")), "2.0")
        await expect(page.get_by_text("Terkirim 10")).to_be_visible()

        await unread(page, 1)
        assert site.bot.read[-1] == 2
        await page.evaluate(AWAY, arg=False)
        await site.bot.until_read(4)


async def test_two_pages_of_one_phone_count_the_same(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        other = await page.context.new_page()
        await other.goto(site.url + "/c/")
        await expect(other.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        await page.evaluate(AWAY, arg=True)
        await other.evaluate(AWAY, arg=True)
        await remind(site, "Besok pelantikan.")
        await unread(page, 1)
        await unread(other, 1)

        await other.evaluate(AWAY, arg=False)

        await site.bot.until_read(2)
        await unread(page, 0)
        await page.evaluate(AWAY, arg=False)
        await expect(line(page)).to_have_count(0)
        assert site.bot.read.count(2) == 1


async def test_what_was_read_is_told_again_where_the_line_broke(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        site.bot.read.clear()
        await site.restart()
        await page.evaluate(ONLINE)

        await site.bot.until_read(1)


async def test_what_was_missed_while_the_line_was_broken_is_new(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.until_read(1)
        await site.stop()
        await remind(site, "Besok pelantikan.", "Bawa KTP.")
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(line(page, 2)).to_be_visible()
        await site.bot.until_read(3)


async def test_where_all_is_forgotten_the_count_begins_anew(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        for text in ("satu", "dua", "tiga"):
            await say(page, text)
        await site.bot.until_read(4)
        await site.stop()
        site.bot.said.clear()
        site.bot.read.clear()
        await site.restart()
        await page.evaluate(ONLINE)
        await expect(page.get_by_role("button", name="Mulai")).to_be_visible()
        assert await page.evaluate(KEPT) == "0"

        await page.get_by_role("button", name="Mulai").click()

        await site.bot.until_read(1)
        await expect(line(page)).to_have_count(0)


async def test_a_page_without_storage_still_tells_what_it_has_shown(chromium):
    async with open_page(chromium) as (site, page):
        await page.add_init_script("Storage.prototype.setItem = () => { throw new Error(); }")
        await begin(site, page)
        await remind(site, "Besok pelantikan.")

        await site.bot.until_read(2)


@pytest.mark.parametrize("width", [320, 360])
async def test_what_goes_with_a_broadcast_is_seen_and_kept(chromium, shelf, width):
    async with open_page(chromium, width, bot=shelf.bot, files=shelf.files) as (site, page):
        await begin(site, page)
        report = (Choice("Laporkan", "siarlapor:1"),)
        words = Markup("Rapat besok.\n\n<i>Dari: Orang Contoh, PPS</i>")
        await site.bot.remind(Reply(words, report, media=PHOTO), key="kirim:1")
        await site.bot.remind(Reply(words, report, media=LETTER), key="kirim:2")

        picture = page.get_by_role("img", name="Gambar siaran")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("(one) => one.decode().then(() => one.naturalWidth > 0)")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Unduh undangan é.pdf").click()
        assert (await download.value).suggested_filename == "undangan é.pdf"
        assert page.url == site.url + "/c/"
