"""The try page and its clock."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup
from playwright.async_api import Page, expect

from bot.core.dialog import Reply, Start
from bot.web.parts import Jump, SamplePerson, Tryout
from tests.web.echo import EchoBot
from tests.web.phone import TOO_WIDE, open_page
from tests.web.site import Site, get, post, running

WIB = ZoneInfo("Asia/Jakarta")
START = datetime(2024, 1, 26, 8, tzinfo=WIB)


class Clock:
    def __init__(self) -> None:
        self.time = START
        self.due: EchoBot | None = None

    def now(self) -> datetime:
        return self.time

    async def move(self, at: str) -> datetime:
        time = datetime.fromisoformat(at).replace(tzinfo=WIB)
        if time < self.time:
            raise ValueError("Jam hanya dapat dimajukan.")
        self.time = time
        if self.due:
            await self.due.remind(Reply(Markup("Ada pengingat.")))
        return time


JUMPS = (Jump("+1 hari"), Jump("H-1", "2024-01-24T19:00"), Jump("H", "2024-02-14T04:30"))


def tryout(clock: Clock) -> Tryout:
    people = [
        SamplePerson("KPPS", "Ketua KPPS, TPS 004 Desa Beji", "ABCD2345"),
        SamplePerson("Sosdiklih", "KPU Kota Batu", "PQRS2345"),
    ]
    return Tryout(people, clock.now, clock.move, jumps=JUMPS)


async def test_outside_try_the_home_page_is_the_chat_and_there_is_no_clock(site: Site):
    answer, _ = await get(site, "/")

    assert (answer.status, answer.headers["Location"]) == (302, "/c/")
    assert (await get(site, "/coba/jam"))[0].status == 404
    assert (await post(site, "/coba/jam", json={"at": "2024-02-13T19:00"}))[0] == 404


async def test_the_try_page_shows_each_sample_person_with_a_phone_and_a_code():
    async with running(EchoBot(), tryout=tryout(Clock())) as site:
        _, page = await get(site, "/")

    assert 'data-phone="kpps" data-code="ABCD2345"' in page
    assert "Ketua KPPS, TPS 004 Desa Beji" in page
    assert 'data-now="2024-01-26T08:00:00+07:00" data-zone="WIB"' in page


async def test_the_clock_moves_forwards_only():
    clock = Clock()
    async with running(EchoBot(), tryout=tryout(clock)) as site:
        moved = await post(site, "/coba/jam", json={"at": "2024-02-13T19:00"})
        back = await post(site, "/coba/jam", json={"at": "2024-01-01T00:00"})
        now = await get(site, "/coba/jam")

    assert moved == (200, '{"sekarang": "2024-02-13T19:00:00+07:00"}')
    assert (back[0], json.loads(back[1])["galat"]) == (400, "Jam hanya dapat dimajukan.")
    assert json.loads(now[1]) == {"sekarang": "2024-02-13T19:00:00+07:00"}
    assert clock.time - START == timedelta(days=18, hours=11)


@pytest.mark.parametrize("body", ["", "[]", '{"at": 7}', '{"at": "besok"}', '{"at": ""}', "\x00"])
async def test_what_is_no_time_is_refused_in_plain_words(body):
    async with running(EchoBot(), tryout=tryout(Clock())) as site:
        status, text = await post(site, "/coba/jam", data=body)

    assert status == 400
    assert json.loads(text)["galat"]


async def test_pages_from_elsewhere_do_not_move_the_clock():
    async with running(EchoBot(), tryout=tryout(clock := Clock())) as site:
        headers = {"Origin": "http://jahat.example"}
        status, _ = await post(site, "/coba/jam", json={"at": "2024-02-13T19:00"}, headers=headers)

    assert status == 403
    assert clock.time == START


# --- in Chromium


def phone(page: Page, name: str):
    return page.frame_locator(f"#hp-{name} iframe")


@pytest.mark.asyncio(loop_scope="session")
async def test_on_a_wide_screen_every_phone_is_its_own(chromium):
    clock = Clock()
    async with open_page(chromium, 1280, 800, tryout=tryout(clock)) as (site, page):
        await page.goto(site.url + "/")
        await page.get_by_role("button", name="Buka dengan kode").first.click()
        await phone(page, "kpps").get_by_role("button", name="Mulai").click()
        await expect(phone(page, "kpps").get_by_text("Kode: ABCD2345")).to_be_visible()
        await phone(page, "sosdiklih").get_by_role("button", name="Mulai").click()
        await expect(phone(page, "sosdiklih").get_by_text("Kode: -")).to_be_visible()

        assert [one.event for one in site.bot.taken] == [Start("ABCD2345"), Start()]
        assert len({one.address for one in site.bot.taken}) == 2
        assert not await page.evaluate(TOO_WIDE)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("width", [320, 360])
async def test_on_a_narrow_screen_one_phone_fills_what_the_tabs_leave(chromium, width):
    async with open_page(chromium, width, tryout=tryout(Clock())) as (site, page):
        await page.goto(site.url + "/")
        await page.get_by_role("button", name="Buka dengan kode").click()
        await expect(page.locator("section:visible")).to_have_count(1)
        tab = page.get_by_role("navigation").get_by_role("button", name="Sosdiklih")
        box = await tab.bounding_box()
        assert box
        assert box["height"] >= 44
        await tab.click()

        await expect(page.locator("#hp-sosdiklih")).to_be_visible()
        await expect(page.locator("#hp-kpps")).to_be_hidden()
        begin = phone(page, "sosdiklih").get_by_role("button", name="Mulai")
        await expect(begin).to_be_in_viewport(ratio=1)
        frame = await page.locator("#hp-sosdiklih iframe").bounding_box()
        assert frame
        assert frame["y"] + frame["height"] == 640
        assert frame["height"] > 400
        assert not await page.evaluate(TOO_WIDE)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_clock_is_moved_with_a_button_and_reminders_arrive_by_themselves(chromium):
    clock = Clock()
    async with open_page(chromium, 1280, 800, tryout=tryout(clock)) as (site, page):
        clock.due = site.bot
        await page.goto(site.url + "/")
        await phone(page, "kpps").get_by_role("button", name="Mulai").click()
        await expect(phone(page, "kpps").get_by_text("Kode: -")).to_be_visible()
        await expect(page.get_by_role("button", name="H-1")).to_be_disabled()

        await page.get_by_role("button", name="+1 hari").click()

        await expect(phone(page, "kpps").get_by_text("Ada pengingat")).to_be_visible()
        await expect(page.locator("time")).to_contain_text("Sabtu, 27 Januari 2024 08.00")
        await page.get_by_label("Waktu yang dituju").fill("2024-01-26T08:30")
        await page.locator("#move").evaluate("(form) => { form.noValidate = true; }")
        await page.get_by_role("button", name="Pindahkan").click()
        await expect(page.get_by_role("status")).to_contain_text("hanya dapat dimajukan")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_new_phone_knows_nothing_of_the_old_one(chromium):
    async with open_page(chromium, 1280, 800, tryout=tryout(Clock())) as (site, page):
        await page.goto(site.url + "/")
        await phone(page, "kpps").get_by_role("button", name="Mulai").click()
        await expect(phone(page, "kpps").get_by_text("Kode: -")).to_be_visible()
        await page.get_by_role("button", name="HP baru").first.click()

        await phone(page, "kpps").get_by_role("button", name="Mulai").click()
        await expect(phone(page, "kpps").get_by_text("Kode: -")).to_be_visible()
        assert len({one.address for one in site.bot.taken}) == 2


@pytest.mark.asyncio(loop_scope="session")
async def test_the_tab_of_a_phone_says_how_much_it_has_not_shown(chromium):
    async with open_page(chromium, 360, 1100, tryout=tryout(Clock())) as (site, page):
        await page.goto(site.url)
        for name in ("KPPS", "Sosdiklih"):
            await page.get_by_role("button", name=name).click()
            phone = page.frame_locator(f"#hp-{name.lower()} iframe")
            await phone.get_by_role("button", name="Mulai").click()
            await expect(phone.get_by_text("Pilih yang Anda perlukan")).to_be_visible()
        tab = page.locator("nav button", has_text="KPPS")
        await expect(tab).to_have_attribute("data-unread", "")

        await site.bot.remind(Reply(Markup("Besok pelantikan.")))

        await expect(tab).to_have_attribute("data-unread", "(1) ")
        await tab.click()
        await expect(tab).to_have_attribute("data-unread", "")
