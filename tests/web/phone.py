"""A person with a phone: a page in Chromium, and a bot behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.web.echo import EchoBot
from tests.web.site import Site, running

ONLINE = "dispatchEvent(new Event('online'))"  # do not wait for the next try
AT_END = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight < 60"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@asynccontextmanager
async def open_page(
    chromium: Browser,
    width: int = 360,
    height: int = 640,
    bot: EchoBot | None = None,
    **parts: Any,
) -> AsyncIterator[tuple[Site, Page]]:
    """Open nothing yet: a bot, and a browser that complains of any error of the page."""
    context = await chromium.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Policy" in line.text else None)
    async with running(bot or EchoBot(), **parts) as site:
        yield site, page
        await context.close()
    assert wrong == []


async def begin(site: Site, page: Page, path: str = "/c/") -> None:
    await page.goto(site.url + path)
    await page.get_by_role("button", name="Mulai").click()
    await expect(page.get_by_text("Pilih yang Anda perlukan")).to_be_visible()


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Tulis pesan").fill(text)
    await page.keyboard.press("Enter")


def bubbles(page: Page) -> Locator:
    return page.locator("#log article")
