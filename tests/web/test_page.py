"""The chat page as a person uses it, in Chromium."""

import re

import pytest
from markupsafe import Markup
from playwright.async_api import expect

from bot.core.dialog import Reply, Start, Tap, Text
from tests.web.phone import AT_END, TOO_WIDE, begin, bubbles, open_page, say

# Asked at each frame: `wait_for_function` needs eval, which the page forbids.
AT_TOP = """(log) => new Promise((done) => {
  const look = () => (log.scrollTop === 0 ? done() : requestAnimationFrame(look));
  look();
})"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_a_newcomer_presses_one_button_and_is_in_the_talk(chromium, width):
    async with open_page(chromium, width) as (site, page):
        await page.goto(site.url + "/c/k/ABCD2345")
        await expect(page.get_by_text("Kode: ABCD2345")).to_be_visible()
        await expect(page.get_by_label("Tulis pesan")).to_be_hidden()
        assert site.bot.taken == []

        await page.get_by_role("button", name="Mulai").click()
        await page.get_by_role("button", name="Kuis").click()

        await expect(page.get_by_text("Soal 1 dari 10")).to_be_visible()
        assert site.bot.taken[0].event == Start("ABCD2345")
        assert page.url == site.url + "/c/"
        assert not await page.evaluate(TOO_WIDE)


async def test_short_labels_stand_side_by_side_and_everything_can_be_hit_with_a_thumb(chromium):
    async with open_page(chromium, 320) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Kuis").click()
        await expect(page.get_by_role("button", name="D", exact=True)).to_be_visible()

        tops = set()
        for letter in "ABCD":
            key = await page.get_by_role("button", name=letter, exact=True).bounding_box()
            assert key
            tops.add(key["y"])
        targets = await page.locator("button:visible, a:visible, textarea:visible").all()
        boxes = [await target.bounding_box() for target in targets]

        assert len(tops) == 1
        assert [box for box in boxes if box and min(box["height"], box["width"]) < 44] == []


async def test_an_edited_message_stays_in_its_place(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "panjang")
        await expect(page.get_by_text("Baris 89")).to_be_attached()
        await page.get_by_role("button", name="Kuis").scroll_into_view_if_needed()
        before = await page.locator("#log").evaluate("(log) => log.scrollTop")

        await page.get_by_role("button", name="Kuis").click()

        await expect(bubbles(page).nth(2)).to_contain_text("Soal 1 dari 10")
        assert await page.locator("#log").evaluate("(log) => log.scrollTop") == before
        assert await bubbles(page).count() == 5
        assert isinstance(site.bot.taken[-1].event, Tap)
        assert site.bot.taken[-1].event.message == "1.1"


async def test_an_edit_out_of_sight_does_not_move_whoever_is_at_the_end(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        for n in range(8):
            await say(page, f"tulisan {n}")
            await expect(page.get_by_text(f"Anda menulis: tulisan {n}")).to_be_visible()
        (address,) = site.bot.said

        await site.bot.chat.send(address, "99.0", Reply(Markup("Sudah diubah.")), "1.1")

        await expect(page.get_by_text("Sudah diubah.")).to_be_attached()
        assert await page.locator("#log").evaluate(AT_END)


async def test_the_answer_to_a_pressed_button_is_read_from_its_top(chromium):
    async with open_page(chromium, height=420) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Kuis").click()
        question = bubbles(page).last
        await expect(question).to_contain_text("Soal 1 dari 10")

        await page.get_by_role("button", name="A", exact=True).click()

        await expect(page.get_by_text("Jawaban Anda benar")).to_be_visible()
        assert await bubbles(page).last.evaluate(
            "(one) => one.offsetTop - one.parentElement.scrollTop >= 0"
        )


async def test_an_edited_message_is_found_by_each_name_it_ever_had(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Kuis").click()
        await page.get_by_role("button", name="A", exact=True).click()
        await expect(page.get_by_text("Jawaban Anda benar")).to_be_visible()
        (address,) = site.bot.said

        await site.bot.chat.send(address, "9.0", Reply(Markup("Selesai.")), "1.1")

        await expect(bubbles(page).last).to_have_text("Selesai.")
        assert await bubbles(page).count() == 3


async def test_the_next_edit_finds_the_message_by_its_newest_name(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        for name in ("Kuis", "A", "Soal berikutnya", "B"):
            await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_text("Jawaban Anda benar")).to_be_visible()

        assert await bubbles(page).count() == 3
        assert site.bot.taken[-1].event == Tap("jawab:B", "4.0")


async def test_everything_can_be_done_with_the_keyboard_alone(chromium):
    async with open_page(chromium, 1280) as (site, page):
        await page.goto(site.url + "/c/")
        await expect(page.get_by_role("button", name="Mulai")).to_be_visible()

        async def tab_to(name: str) -> None:
            for _ in range(12):
                await page.keyboard.press("Tab")
                focused = page.locator(":focus")
                if (await focused.inner_text()).strip() == name:
                    outline = "(one) => getComputedStyle(one).outlineStyle"
                    assert await focused.evaluate(outline) == "solid"
                    return
            pytest.fail(f"{name} was not reached")

        await tab_to("Mulai")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        await tab_to("Kuis")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Soal 1 dari 10")).to_be_visible()
        await expect(page.locator("article:focus")).to_contain_text("Soal 1 dari 10")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await expect(page.get_by_text("Jawaban Anda benar")).to_be_visible()
        await page.get_by_label("Tulis pesan").focus()
        await page.keyboard.type("dua")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("baris")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Anda menulis: dua")).to_be_visible()
        assert site.bot.taken[-1].event == Text("dua\nbaris")


async def test_whoever_reads_further_up_is_not_moved_but_told(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "panjang")
        await expect(page.get_by_text("Baris 89")).to_be_attached()
        log = page.locator("#log")
        await expect(page.get_by_text("Baris 1", exact=False).first).to_be_visible()
        await log.hover()
        await page.mouse.wheel(0, -2000)
        await log.evaluate(AT_TOP)

        await site.bot.remind(Reply(Markup("Besok pelantikan.")))

        pill = page.get_by_role("button", name="Pesan baru")
        await expect(pill).to_be_visible()
        assert await log.evaluate("(log) => log.scrollTop") == 0
        await pill.click()
        await expect(page.get_by_text("Besok pelantikan.")).to_be_in_viewport()
        await expect(pill).to_be_hidden()


async def test_a_long_answer_is_shown_from_its_beginning(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "panjang")

        await expect(page.get_by_text("Baris 1\n")).to_be_in_viewport(ratio=0.1)
        box = await bubbles(page).last.bounding_box()
        assert box
        assert 60 <= box["y"] <= 90


async def test_a_number_is_typed_where_the_bot_asks_for_it(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "nomor")
        await page.get_by_role("button", name="Bagikan nomor saya").click()
        await expect(page.get_by_label("Nomor telepon Anda")).to_be_focused()
        await page.keyboard.type("0812 3456 7890")
        await page.keyboard.press("Enter")

        await expect(page.get_by_text("Nomor: 0812 3456 7890")).to_be_visible()
        await expect(bubbles(page).last).to_contain_text("own=False")


async def test_a_refused_number_is_taken_back_with_the_reason(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "nomor")
        await page.get_by_role("button", name="Bagikan nomor saya").click()
        await page.keyboard.type("nol delapan")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("alert")).to_contain_text("hanya berisi angka")
        await expect(page.get_by_text("Nomor: ")).to_have_count(0)
        await page.get_by_label("Nomor telepon Anda").fill("081234567890")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Nomor: 081234567890")).to_be_visible()


async def test_a_document_is_downloaded(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await say(page, "dokumen")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Unduh data-saya.txt").click()

        kept = await (await download.value).path()
        assert kept.read_text("utf-8") == "nama: Siti\n"


async def test_a_picture_has_its_words(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.get_by_role("button", name="Materi").click()

        picture = page.get_by_role("img", name="Lima warna surat suara")
        await expect(picture).to_be_visible()
        await picture.evaluate("(image) => image.decode()")  # fails if it does not load


async def test_only_the_safe_subset_is_built(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        unsafe = Markup(
            '<b id="menu" class="main">tebal</b> <a href="javascript:x()">tautan</a>'
            ' 1 &lt; 2 &amp; 3 <a href="https://www.kpu.go.id">KPU</a>'
        )
        await site.bot.remind(Reply(unsafe))

        last = bubbles(page).last
        await expect(last).to_contain_text("tebal tautan 1 < 2 & 3 KPU")
        built = await last.locator(".words").inner_html()
        assert "menu" not in built
        assert "javascript" not in built
        assert re.search(r'<a href="https://www.kpu.go.id" [^>]*rel="noopener noreferrer"', built)


async def test_a_text_that_is_too_long_is_cut_before_it_is_sent(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        text = page.get_by_label("Tulis pesan")
        await text.fill("x" * 5000)
        await expect(page.get_by_role("alert")).to_contain_text("4.096")
        assert len(await text.input_value()) == 4096
        await text.fill("😀" * 2000)  # under the limit in characters, over it in bytes
        await page.keyboard.press("Enter")

        await expect(bubbles(page).last).to_contain_text("Anda menulis: 😀")
        assert isinstance(site.bot.taken[-1].event, Text)


async def test_a_link_opened_in_the_middle_of_a_talk_asks_before_it_is_used(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)
        await page.goto(site.url + "/c/k/EFGH2345")
        invite = page.get_by_role("group", name="Tautan yang dibuka")
        await expect(invite).to_contain_text("EFGH2345")
        assert len(site.bot.taken) == 1

        await invite.get_by_role("button", name="Mulai").click()

        await expect(page.get_by_text("Kode: EFGH2345")).to_be_visible()
        await expect(invite).to_be_hidden()


async def test_a_screen_reader_hears_what_is_new_and_knows_what_is_what(chromium):
    async with open_page(chromium) as (site, page):
        await begin(site, page)

        log = page.get_by_role("log", name="Percakapan")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(log).to_have_attribute("aria-busy", "false")
        assert await page.locator("html").get_attribute("lang") == "id"
        # An edited message is a new element of the log: that is what gets read out.
        await page.get_by_role("button", name="Kuis").evaluate("(key) => (window.old = key)")
        await page.get_by_role("button", name="Kuis").click()
        await expect(page.get_by_text("Soal 1 dari 10")).to_be_visible()
        assert not await page.evaluate("window.old.isConnected")
