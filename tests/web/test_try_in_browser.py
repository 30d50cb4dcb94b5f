"""The main job, whole: `bimtek try`, a phone of 360 px, from consent to a passed quiz."""

import asyncio
import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.content import load
from bot.core.quiz import Item
from bot.sheets.sample import sample
from tests.cli.test_try import free_port, trying

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's loop


def code_of(desa: str, tps: str, number: str) -> str:
    return next(
        row.kode
        for row in sample()
        if (row.desa, row.tps, row.nomor, row.peran) == (desa, tps, number, "KPPS")
    )


async def press(page: Page, label: str) -> None:
    """Press the lowest button of this name, and wait until the bot has answered."""
    await page.get_by_role("button", name=label, exact=True).last.click()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


async def bubble(page: Page) -> str:
    """Return what stands in the last message, without its buttons."""
    return await page.locator("article.bubble:not(.mine) .words").last.inner_text()


def letter_of_the_right_answer(text: str, items: list[Item]) -> str:
    item = next(item for item in items if item.question in text)
    right = item.option(item.right).text
    found = re.search(rf"^([A-F])\. {re.escape(right)}$", text, re.MULTILINE)
    assert found, text
    return found[1]


async def test_a_member_goes_from_consent_to_a_passed_quiz(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    port, code = free_port(), code_of("Beji", "004", "3")
    with ExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, trying(port))
        page = await chromium.new_page(viewport={"width": 360, "height": 740})
        await page.goto(f"http://127.0.0.1:{port}/c/k/{code}")
        for label in ("Mulai", "Ya, itu saya", "Setuju"):
            await press(page, label)
        await expect(page.get_by_text("Anda terdaftar sebagai KPPS 3, TPS 004")).to_be_visible()

        for label in ("Kuis", "Kuis sesi 2"):
            await press(page, label)
        items = list(load().items.values())
        for n in range(1, 11):
            await expect(page.get_by_text(f"{n}/10")).to_be_visible()
            await press(page, letter_of_the_right_answer(await bubble(page), items))
            await expect(page.get_by_text("✓ Benar.")).to_be_visible()
            if n < 10:
                await press(page, "Lanjut")

        await expect(page.get_by_text("10 dari 10 benar")).to_be_visible()
        await expect(page.get_by_text("✓ Anda lulus.")).to_be_visible()
        await page.close()
