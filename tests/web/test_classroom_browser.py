"""The projector's page in Chromium: everything fits, it keeps up, and comes back."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.content import catalogue
from bot.storage.engine import open_database
from bot.web.parts import Stage
from tests import town as people
from tests.classes import Lesson, members, opened
from tests.phone import WIB, Town
from tests.web.echo import EchoBot
from tests.web.phone import TOO_WIDE, open_page
from tests.web.site import Site, running

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's loop

NO_ROOM = "document.documentElement.scrollHeight > document.documentElement.clientHeight"
LOADED = (
    "[...document.querySelectorAll('figure img')].map((one) => [one.naturalWidth > 0, one.width])"
)


@asynccontextmanager
async def lesson_in(settled_file: Path, folder: Path) -> AsyncIterator[tuple[Site, Lesson, str]]:
    """Yield a site, a class that a PPS has opened, and the address of its page."""
    file = folder / "town.db"
    shutil.copy(settled_file, file)
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    town = Town(db, people.content(), catalogue.languages(), people.codes())
    async with db.transaction() as tx:
        for key, value in (
            ("public_url", "https://bimtek.example"),
            ("telegram_username", "bimtek_contoh_bot"),
        ):
            tx.write("INSERT INTO meta (key, value) VALUES ($1, $2)", key, value)
    lesson = await opened(town)
    [row] = await town.rows("class")
    async with running(EchoBot(), stage=Stage(db, town.content, WIB)) as site:
        yield site, lesson, f"/kelas/{row['token']}"
    await db.close()


@asynccontextmanager
async def wall(chromium: Browser, width: int, height: int, **how: bool) -> AsyncIterator[Page]:
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=how.get("scripts", True),
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda one: wrong.append(one.text) if "Policy" in one.text else None)
    yield page
    await context.close()
    assert wrong == []


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (360, 640)])
async def test_every_question_fits_the_wall(
    chromium: Browser, settled_file: Path, tmp_path: Path, size: tuple[int, int]
):
    """No question is cut off on a projector, asked or explained, or too wide on a phone."""
    async with (
        lesson_in(settled_file, tmp_path) as (site, lesson, path),
        wall(chromium, *size) as page,
    ):
        for phone in await members(lesson.town, lesson, 5):
            if not await lesson.town.count("class_question"):
                await lesson.begin()
            await lesson.answer(phone, 1)
        items = sorted(
            (item for item in lesson.town.content.items.values() if len(item.options) == 4),
            key=lambda item: (
                len(item.question + item.explanation + item.basis)
                + sum(len(option.text) for option in item.options)
            ),
        )[-12:]
        for closed in (0, 1):
            for item in items:
                async with lesson.town.db.transaction() as tx:
                    tx.write(
                        "UPDATE class_question SET item_id = $1, right_id = $2,"
                        ' options = \'["a", "b", "c", "d"]\','
                        " closed_at = CASE WHEN $3 = 1 THEN opened_at END WHERE n = 1",
                        item.id,
                        item.right,
                        closed,
                    )
                await page.goto(site.url + path)
                await expect(page.locator("h2")).to_contain_text(item.question)
                assert not await page.evaluate(TOO_WIDE), item.id
                if size[0] > 1000:
                    assert not await page.evaluate(NO_ROOM), (item.id, closed)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (360, 640)])
async def test_the_way_in_fits_the_wall(
    chromium: Browser, settled_file: Path, tmp_path: Path, size: tuple[int, int]
):
    async with (
        lesson_in(settled_file, tmp_path) as (site, _, path),
        wall(chromium, *size) as page,
    ):
        await page.goto(site.url + path)
        assert not await page.evaluate(TOO_WIDE)
        if size[0] > 1000:
            assert not await page.evaluate(NO_ROOM)
        shown = await page.evaluate(LOADED)
        assert len(shown) == 2
        assert all(loaded and width > 150 for loaded, width in shown)


async def test_the_page_follows_and_comes_back_after_a_restart(
    chromium: Browser, settled_file: Path, tmp_path: Path
):
    async with (
        lesson_in(settled_file, tmp_path) as (site, lesson, path),
        wall(chromium, 1920, 1080) as page,
    ):
        await page.goto(site.url + path)
        await expect(page.locator(".count")).to_have_text("0 hadir")
        await members(lesson.town, lesson, 2)
        await expect(page.locator(".count")).to_have_text("2 hadir")
        await site.stop()
        await expect(page.get_by_role("status")).to_contain_text("Terputus")
        await lesson.begin()
        site.bot.chat = site.bot.new_chat()
        site.parts = replace(site.parts, chat=site.bot.chat)
        await site.start()
        await expect(page.locator("h2")).to_contain_text("Soal 1/5")
        await expect(page.get_by_role("status")).to_be_hidden()


async def test_without_scripts_it_loads_itself_again(
    chromium: Browser, settled_file: Path, tmp_path: Path
):
    async with (
        lesson_in(settled_file, tmp_path) as (site, lesson, path),
        wall(chromium, 1280, 720, scripts=False) as page,
    ):
        await page.goto(site.url + path)
        await members(lesson.town, lesson, 1)
        await expect(page.locator(".count")).to_have_text("1 hadir", timeout=9000)


async def test_a_link_of_a_class_says_which_one(chromium: Browser):
    async with open_page(chromium) as (site, page):
        await page.goto(f"{site.url}/c/k/k_4821_000000000007")
        await expect(page.locator("body")).to_contain_text("kelas 4821")
        await page.get_by_role("button", name="Mulai").click()
        await expect(page.get_by_text("Mulai kelas 4821")).to_be_visible()
