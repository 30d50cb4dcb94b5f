"""The chat page in airplane mode: after one visit, what is needed on the day is at hand."""

import json

import pytest
from markupsafe import Markup
from playwright.async_api import expect
from structlog.testing import capture_logs

from bot.channels.frames import address_of
from bot.core.dialog import Reply, Text
from bot.web import chat
from tests.web.echo import EchoBot
from tests.web.offline import (
    BUNDLE,
    MINE,
    Asked,
    given,
    lose,
    open_fold,
    open_tab,
    panel,
    until,
    visit,
)
from tests.web.phone import ONLINE, TOO_WIDE, bubbles, open_page, say
from tests.web.site import get, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      const body = await (await cache.match(one)).arrayBuffer();
      found[`${name} ${new URL(one.url).pathname}`] = body.byteLength;
    }
  }
  return found;
}"""
STORED = "JSON.stringify(localStorage)"


async def test_in_airplane_mode_the_link_opens_the_pocket_card(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await page.context.set_offline(True)
        await page.goto(f"{site.url}/c/k/ABCD2345")

        await expect(panel(page).get_by_role("status")).to_contain_text("Tanpa jaringan:")
        await open_fold(page, "Lima warna")
        await expect(panel(page).get_by_text("1. Abu-abu")).to_be_visible()
        await expect(panel(page).get_by_text("Tinta di jari")).to_have_count(0)
        assert not await page.evaluate(TOO_WIDE)


async def test_with_the_bot_switched_off_it_is_the_same(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await site.stop()
        await page.reload()

        await expect(panel(page).get_by_role("status")).to_contain_text("Tanpa jaringan:")
        await open_fold(page, "Lima warna")


async def test_the_steps_are_ones_own_with_what_the_team_ticked_and_own_marks_apart(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await open_tab(page, "Langkah")

        await expect(panel(page).get_by_label("Langkah untuk").last).to_have_value("KPPS 4")
        await expect(panel(page).get_by_text("TPS 004, Desa Beji.")).to_be_visible()
        await expect(panel(page).get_by_text("✓ 07.00 Rapat dicatat tim 07.02")).to_be_visible()
        await expect(panel(page).get_by_text("Gembok")).to_have_count(0)
        await open_fold(page, "Periksa jari")
        await panel(page).get_by_role("button", name="Tandai di ponsel ini").click()
        await expect(panel(page).get_by_text("◐ Periksa jari")).to_contain_text(
            "hanya di ponsel ini"
        )
        await page.reload()
        await open_tab(page, "Langkah")
        await expect(panel(page).get_by_text("◐ Periksa jari")).to_be_visible()
        await open_fold(page, "Periksa jari")
        await panel(page).get_by_role("button", name="Hapus tanda di ponsel ini").click()
        await expect(panel(page).get_by_text("○ Periksa jari")).to_be_visible()
        assert not await page.evaluate(TOO_WIDE)


async def test_the_steps_of_another_number_carry_no_ticks_of_ones_team(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await open_tab(page, "Langkah")
        await panel(page).locator("select").select_option("KPPS 1")

        await expect(panel(page).get_by_text("Ini langkah KPPS 1; Anda KPPS 4.")).to_be_visible()
        await expect(panel(page).get_by_role("heading", name="Sehari sebelumnya")).to_be_visible()
        await expect(panel(page).get_by_text("○ 07.00 Rapat")).to_be_visible()


async def test_the_tree_can_be_gone_through_and_back(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await open_tab(page, "Pemilih ini?")

        await panel(page).get_by_role("button", name="Tidak", exact=True).click()
        await expect(panel(page).get_by_text("Ada di DPTb?")).to_be_visible()
        await panel(page).get_by_role("button", name="Kembali").click()
        await panel(page).get_by_role("button", name="Ya", exact=True).click()
        await expect(panel(page).get_by_text("Beri lima surat suara.")).to_be_visible()
        await panel(page).get_by_role("button", name="Mulai lagi").click()
        await expect(panel(page).get_by_text("Ada di DPT?")).to_be_visible()


async def test_search_finds_every_page_and_says_where_it_finds_none(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await open_tab(page, "Cari")
        words = panel(page).get_by_label("Kata yang dicari")

        await words.fill("celup jari")
        await expect(panel(page).locator("summary")).to_have_text(["Tinta di jari"])
        await words.fill("zebra")
        await expect(panel(page).get_by_text("Tidak ada halaman yang cocok")).to_be_visible()


async def test_when_the_network_is_back_the_chat_comes_by_itself_with_what_was_written(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await say(page, "tinta habis")
        await expect(panel(page).get_by_role("status")).to_contain_text(
            "1 pesan Anda disimpan, dikirim begitu tersambung"
        )
        await page.reload()
        await expect(panel(page).get_by_role("status")).to_contain_text("1 pesan Anda disimpan")

        await page.context.set_offline(False)

        await expect(panel(page)).to_be_hidden()
        await expect(page.get_by_text("Anda menulis: tinta habis")).to_have_count(1)
        assert [one.event for one in site.bot.taken[1:]] == [Text("tinta habis")]


async def test_what_is_written_and_not_sent_outlives_the_page(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await lose(page)
        await page.get_by_label("Tulis pesan").press_sequentially("tinta ha")
        await page.reload()

        await expect(page.get_by_label("Tulis pesan")).to_have_value("tinta ha")
        await page.keyboard.press("Enter")
        await page.get_by_label("Tulis pesan").press("Enter")
        await expect(page.get_by_label("Tulis pesan")).to_have_value("")
        assert '"draf":"tinta' not in await page.evaluate(STORED)


async def test_in_the_middle_of_a_talk_it_is_offered_and_one_may_go_back_to_the_talk(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await page.context.set_offline(True)
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await site.stop()
        await page.get_by_role("button", name="Buka tanpa jaringan").click()
        await expect(panel(page)).to_be_visible()
        await expect(page.locator("#banner")).to_be_hidden()

        await open_tab(page, "Chat")

        await expect(bubbles(page).first).to_be_visible()
        await expect(panel(page)).to_be_hidden()


async def test_all_that_a_phone_keeps_is_little_and_holds_no_secret(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page, "/c/k/ABCD2345")
        kept = await page.evaluate(CACHED)

        assert len({name.split()[0] for name in kept}) == 1
        assert {"/c/", "/c/saku", "/c/luring.json"} < {name.split()[1] for name in kept}
        assert not any("ABCD2345" in name or "saya" in name.split("/")[-1][:4] for name in kept)
        assert 50_000 < sum(kept.values()) < 400_000


async def test_an_update_replaces_all_of_it_and_an_open_page_goes_on(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        before = await page.evaluate(CACHED)
        changed = json.loads(json.dumps(BUNDLE))
        changed["halaman"][0]["judul"] = "Lima warna baru"
        object.__setattr__(site.parts, "bundle", lambda: json.dumps(changed).encode())
        await site.restart()
        await page.evaluate(ONLINE)
        await page.evaluate(
            "navigator.serviceWorker.getRegistration().then((one) => one.update())"
        )
        (old,) = {name.split()[0] for name in before}
        await until(page, f"caches.keys().then((all) => all.length === 1 && all[0] !== '{old}')")

        await lose(page)

        await expect(panel(page).get_by_text("Lima warna baru")).to_be_visible()
        assert not any(name.startswith(old) for name in await page.evaluate(CACHED))


async def test_files_of_an_older_page_are_found_without_a_network(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await visit(site, page)
        await page.context.set_offline(True)

        answer = "fetch('/c/static/lama/luring.js').then((one) => one.text())"
        assert "Tanpa jaringan" in await page.evaluate(answer)


async def test_what_is_personal_goes_with_the_erasing(chromium):
    asked = Asked()
    async with open_page(chromium, **given(asked)) as (site, page):
        await visit(site, page)
        await page.evaluate("localStorage.setItem('bimtek::tanda', '{\"jari\":\"07.10\"}')")
        assert "KPPS 4" in await page.evaluate(STORED)
        (address,) = site.bot.said
        site.bot.said[address].clear()
        asked.known = {}

        await site.bot.chat.send(address, "9.0", Reply(Markup("Terhapus."), forget=True), "")

        await expect(page.get_by_text("Terhapus.")).to_be_visible()
        stored = await page.evaluate(STORED)
        assert "KPPS 4" not in stored
        assert "07.10" not in stored
        await until(page, "localStorage.getItem('bimtek::saya') === 'null'")


async def test_whoever_registers_is_known_soon_and_is_not_asked_for_at_every_message(chromium):
    asked = Asked({})
    async with open_page(chromium, **given(asked)) as (site, page):
        await visit(site, page)
        asked.known = dict(MINE)
        await say(page, "kode saya")
        await until(page, "(localStorage.getItem('bimtek::saya') || '').includes('KPPS 4')")
        before = len(asked.addresses)
        for text in ("satu", "dua", "tiga"):
            await say(page, text)
        await expect(page.get_by_text("Anda menulis: tiga")).to_be_visible()

        assert len(asked.addresses) == before


async def test_the_next_person_at_the_phone_does_not_find_the_marks_of_the_last(chromium):
    asked = Asked()
    async with open_page(chromium, **given(asked)) as (site, page):
        await visit(site, page)
        await page.evaluate("localStorage.setItem('bimtek::tanda', '{\"jari\":\"07.10\"}')")
        asked.known |= {"siapa": "d4e5f6", "peran": "KPPS 1"}
        await page.reload()

        await until(page, "localStorage.getItem('bimtek::saya').includes('d4e5f6')")
        assert "07.10" not in await page.evaluate(STORED)


async def test_without_a_service_worker_the_page_works_and_says_what_it_lacks(chromium):
    async with open_page(chromium, **given()) as (site, page):
        await page.add_init_script("delete Navigator.prototype.serviceWorker")
        await page.goto(site.url + "/c/")
        await page.get_by_role("button", name="Mulai").click()
        await expect(page.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        await until(page, "localStorage.getItem('bimtek::saya') !== null")
        await page.context.set_offline(True)
        await site.stop()

        await page.get_by_role("button", name="Buka tanpa jaringan").click()

        await expect(panel(page).get_by_text("Belum ada bahan yang tersimpan")).to_be_visible()


# --- without a browser


@pytest.fixture
def asked() -> Asked:
    return Asked()


async def test_ones_own_is_told_to_whoever_has_the_secret_and_never_kept(asked):
    async with running(EchoBot(), **given(asked)) as site:
        token = await site.token()
        answer, text = await get(site, "/c/luring/saya", headers={"X-Halo": token})
        nobody, nothing = await get(site, "/c/luring/saya")

    assert json.loads(text) == MINE
    assert answer.headers["Cache-Control"] == "no-store"
    assert (nobody.status, nothing) == (200, "{}")
    assert asked.addresses == [address_of(token)]


async def test_another_page_may_not_ask_and_no_secret_is_logged(asked):
    async with running(EchoBot(), **given(asked)) as site:
        with capture_logs() as logged:
            headers = {"X-Halo": await site.token(), "Origin": "http://jahat.example"}
            answer, _ = await get(site, "/c/luring/saya", headers=headers)

    assert answer.status == 403
    assert asked.addresses == []
    assert headers["X-Halo"] not in str(logged)


async def test_the_bundle_is_the_same_for_everybody():
    async with running(EchoBot(), **given()) as site:
        answer, text = await get(site, "/c/luring.json")

    assert answer.content_type == "application/json"
    assert json.loads(text) == BUNDLE


async def test_a_bundle_no_phone_should_keep_is_refused_at_the_start():
    with pytest.raises(ValueError, match="paling banyak"):
        chat.build_site([], b"x" * 400_000)
