"""The chat page when the line breaks, the bot is slow, or there is no network at all."""

import pytest
from markupsafe import Markup
from playwright.async_api import expect

from bot.core.dialog import Choice, Reply, Tap, Text
from tests.web.phone import AT_END, ONLINE, begin, bubbles, open_page, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_after_a_reload_everything_stands_where_it_was(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "pertanyaan pertama")
        await page.get_by_role("button", name="Kuis").click()
        await say(page, "pertanyaan kedua")
        await expect(page.get_by_text("Anda menulis: pertanyaan kedua")).to_be_visible()
        before = await bubbles(page).all_inner_texts()

        await page.reload()

        await expect(page.get_by_text("Anda menulis: pertanyaan kedua")).to_be_visible()
        assert await bubbles(page).all_inner_texts() == before
        assert await page.locator("#log").evaluate(AT_END)


async def test_what_is_said_without_the_bot_waits_and_arrives_once(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.stop()
        await expect(page.get_by_text("Menyambung kembali")).to_be_visible()

        await say(page, "satu")
        await say(page, "dua")
        await expect(page.get_by_label("menunggu")).to_have_count(2)
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(page.get_by_text("Anda menulis: dua")).to_be_visible()
        await expect(page.get_by_label("menunggu")).to_have_count(0)
        await expect(page.get_by_text("Menyambung kembali")).to_be_hidden()
        assert [one.event for one in site.bot.taken[1:]] == [Text("satu"), Text("dua")]


async def test_what_waits_survives_the_closing_of_the_page(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        site.bot.gate.clear()
        await say(page, "satu")
        await page.reload()
        await expect(bubbles(page)).to_have_count(4)
        await expect(bubbles(page).last).to_contain_text("satu")
        await expect(page.get_by_label("menunggu")).to_be_visible()

        site.bot.gate.set()

        await expect(page.get_by_text("Anda menulis: satu")).to_have_count(1)
        await expect(page.get_by_label("menunggu")).to_have_count(0)
        assert len(site.bot.taken) == 2
        last = bubbles(page).last
        await expect(last).to_have_text("Anda menulis: satu")


async def test_a_page_that_was_away_is_told_what_it_missed(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.stop()
        await site.bot.remind(Reply(Markup("Besok pelantikan."), (Choice("Materi", "materi"),)))
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(page.get_by_text("Besok pelantikan.")).to_be_visible()
        assert await bubbles(page).count() == 4


async def test_what_was_taken_without_the_page_knowing_stands_where_it_belongs(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        site.bot.gate.clear()
        site.bot.committed.clear()
        await say(page, "satu")
        await page.goto("about:blank")
        site.bot.gate.set()
        await site.bot.committed.wait()
        await site.bot.remind(Reply(Markup("Besok pelantikan.")))

        await page.goto(site.url + "/c/")

        await expect(bubbles(page).last).to_have_text("Besok pelantikan.")
        await expect(bubbles(page).nth(3)).to_contain_text("satu✓")
        await expect(bubbles(page).nth(4)).to_have_text("Anda menulis: satu")
        assert len(site.bot.taken) == 2


async def test_an_answer_cut_in_its_middle_is_completed(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await site.bot.remind(Reply(Markup("Pertama.")), Reply(Markup("Kedua.")), arrives=1)
        await expect(page.get_by_text("Pertama.")).to_be_visible()
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(page.get_by_text("Kedua.")).to_be_visible()
        await expect(page.get_by_text("Pertama.")).to_have_count(1)


async def test_what_the_bot_has_forgotten_is_forgotten_by_the_page_too(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "rahasia saya")
        await expect(page.get_by_text("Anda menulis: rahasia saya")).to_be_visible()
        await site.stop()
        site.bot.said.clear()
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(page.get_by_role("button", name="Mulai")).to_be_visible()
        assert await bubbles(page).count() == 0
        assert "rahasia" not in await page.evaluate("JSON.stringify(localStorage)")


async def test_without_any_network_the_pocket_card_can_be_read(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.evaluate("navigator.serviceWorker.ready")
        await page.reload()
        assert await page.evaluate("Boolean(navigator.serviceWorker.controller)")
        await site.stop()
        await page.goto(site.url + "/c/k/LAIN2345?hp=lain")

        await expect(page.get_by_role("region", name="Tanpa jaringan")).to_be_visible()
        await page.get_by_role("link", name="Kartu saku").click()
        await expect(page.get_by_role("heading", name="Kalender Anda")).to_be_visible()
        await page.get_by_role("link", name="Chat").click()
        await page.wait_for_url("**/c/?hp=lain")
        await site.restart()
        await page.evaluate(ONLINE)

        await expect(page.get_by_role("heading", name="Selamat datang")).to_be_visible()


async def test_a_phone_keeps_less_than_400_kb(chromium):
    async with open_page(chromium) as (site, page):
        await page.goto(site.url + "/c/")
        await page.evaluate("navigator.serviceWorker.ready")

        size = await page.evaluate(
            """async () => {
              const cache = await caches.open((await caches.keys())[0]);
              const kept = await Promise.all((await cache.keys()).map((one) => cache.match(one)));
              const bodies = await Promise.all(kept.map((one) => one.arrayBuffer()));
              return bodies.reduce((sum, body) => sum + body.byteLength, 0);
            }"""
        )

        assert 10_000 < size < 400_000


async def test_a_doubled_press_is_one_press_and_the_button_shows_that_it_waits(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Kuis").click()
        key = page.get_by_role("button", name="A", exact=True)
        await expect(key).to_be_visible()
        site.bot.gate.clear()

        await key.dblclick()
        await page.get_by_role("button", name="B", exact=True).click()
        await expect(key).to_have_attribute("aria-busy", "true")
        await expect(page.get_by_role("status")).to_contain_text(["mengetik…"])
        site.bot.gate.set()

        await expect(page.get_by_text("Jawaban Anda benar")).to_be_visible()
        assert [one.event for one in site.bot.taken[2:]] == [Tap("jawab:A", "2.0")]


async def test_what_is_erased_while_one_looks_at_it_goes_from_the_page_at_once(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "rahasia saya")
        await expect(page.get_by_text("Anda menulis: rahasia saya")).to_be_visible()
        (address,) = site.bot.said
        site.bot.said[address].clear()
        last = Reply(Markup("Terhapus."), (Choice("Mulai dari awal", "menu"),), forget=True)

        await site.bot.chat.send(address, "9.0", last, "")

        await expect(bubbles(page)).to_have_count(1)
        await expect(page.get_by_text("Terhapus.")).to_be_visible()
        assert "rahasia" not in await page.evaluate("JSON.stringify(localStorage)")
        await page.get_by_role("button", name="Mulai dari awal").click()
        await expect(page.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        await expect(page.get_by_text("Terhapus.")).to_have_count(0)


async def test_what_is_left_after_an_erasing_is_shown_instead_of_its_last_word(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "rahasia saya")
        await expect(page.get_by_text("Anda menulis: rahasia saya")).to_be_visible()
        (address,) = site.bot.said
        last = Reply(Markup("Terhapus."), forget=True)
        site.bot.said[address][:] = [(9, "wx", [(last, "")])]

        await site.bot.chat.send(address, "9.0", last, "")

        await expect(page.get_by_text("Terhapus.")).to_have_count(1)
        await expect(bubbles(page)).to_have_count(1)
