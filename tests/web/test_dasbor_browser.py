"""The dashboard in Chromium: in by the link, a question retired, a broadcast paused."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from bot.core.outbox import Phase, State
from bot.storage import item_marks
from bot.web.dasbor.numbers import NUMBERS
from tests.broadcasting import confirmed, counts, phase_of, send_due, turn
from tests.learner import load_attempt
from tests.web.answering import answer, right
from tests.web.board import BoardSite, open_board
from tests.web.phone import TOO_WIDE

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser's loop


@asynccontextmanager
async def at_desk(
    chromium: Browser, world_file: Path, folder: Path, **options: Any
) -> AsyncIterator[tuple[BoardSite, Page]]:
    """Open a browser that complains of any error of a page, and log in by the link."""
    given = {"viewport": {"width": 1280, "height": 800}} | options
    context = await chromium.new_context(**given)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Policy" in line.text else None)
    async with open_board(world_file, folder) as board:
        await page.goto(board.site.url + await board.link())
        await page.get_by_role("button", name=re.compile("Masuk")).click()
        await expect(page.get_by_role("link", name="Soal", exact=True)).to_be_visible()
        yield board, page
        await context.close()
    assert wrong == []


def forget(board: BoardSite) -> None:
    """Let the two seconds be over for which numbers are kept."""
    runner = board.site.runner
    assert isinstance(runner, web.AppRunner)
    runner.app[NUMBERS].forget()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_question_is_retired_shown_so_and_drawn_no_more(
    chromium: Browser, world_file: Path, tmp_path: Path, *, scripts: bool
):
    async with at_desk(chromium, world_file, tmp_path, java_script_enabled=scripts) as (
        board,
        page,
    ):
        content = board.town.content
        await answer(board.db, content, board.town.clock.now(), [right(content)] * 40)
        forget(board)
        await page.get_by_role("link", name="Soal", exact=True).click()
        await page.get_by_role("link", name="4 soal perlu dilihat").click()
        await page.get_by_role("link", name="KE-01 versi 1").click()
        await expect(page.get_by_text("terlalu mudah.")).to_be_visible()
        await page.get_by_role("radio", name="Pensiunkan").check()
        await page.get_by_label("Catatan").fill("Semua benar.")
        await page.get_by_role("button", name="Simpan keputusan").click()

        await expect(page.get_by_text("✓ Dipensiunkan sejak")).to_be_visible()
        await expect(page.locator(".typed")).to_have_text("Semua benar.")
        await page.get_by_role("link", name="Soal", exact=True).first.click()
        await expect(page.get_by_role("row", name=re.compile("KE-01"))).to_contain_text(
            "Dipensiunkan"
        )
        assert await item_marks.list_retired(board.db.read) == {("KE-01", 1)}
        assert "KE-01" not in await drawn(board, 12)


async def drawn(board: BoardSite, times: int) -> set[str]:
    """Return what the bot draws for somebody who begins so many quizzes."""
    phone, found = board.world.phone("KPPS 3"), set()
    for _ in range(times):
        await phone.tap("kuis:2")
        [row] = await board.db.read("SELECT id FROM attempt WHERE finished_at IS NULL")
        found |= {one.item for one in (await load_attempt(phone, row["id"])).drawn}
        async with board.db.transaction() as tx:
            tx.write("DELETE FROM attempt WHERE id = $1", row["id"])
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_running_broadcast_is_paused_and_its_ledger_stands_still(
    chromium: Browser, world_file: Path, tmp_path: Path, *, scripts: bool
):
    async with at_desk(chromium, world_file, tmp_path, java_script_enabled=scripts) as (
        board,
        page,
    ):
        number = await confirmed(board.town, board.world.phone("PPS"))
        await turn(board.town, number, State.ACCEPTED, 5)
        await page.get_by_role("link", name="Siaran", exact=True).click()
        await page.get_by_role("link", name=f"Siaran {number}").click()
        await expect(page.get_by_text("Berjalan", exact=False).first).to_be_visible()
        await page.get_by_role("button", name="Jeda").click()

        await expect(page.get_by_role("button", name="Lanjutkan")).to_be_visible()
        assert await phase_of(board.town, number) is Phase.PAUSED
        await send_due(board.town)
        assert await counts(board.town, number) == {"accepted": 5, "pending": 11}
        await page.get_by_role("link", name="Muat ulang").click()
        await expect(page.get_by_text("16 penerima = 5 + 11")).to_be_visible()

        await page.get_by_role("link", name="Hentikan", exact=True).click()
        await expect(page.get_by_text("11 orang")).to_be_visible()
        await page.get_by_role("button", name="Ya, hentikan").click()
        await expect(page.get_by_role("button", name="Lanjutkan")).to_have_count(0)
        assert await phase_of(board.town, number) is Phase.STOPPED


async def test_an_open_page_follows_says_when_it_cannot_and_comes_back(
    chromium: Browser, world_file: Path, tmp_path: Path
):
    async with at_desk(chromium, world_file, tmp_path) as (board, page):
        number = await confirmed(board.town, board.world.phone("PPS"))
        await page.goto(f"{board.site.url}/dasbor/siaran/{number}")
        status = page.get_by_role("status")
        await expect(status).to_contain_text("Langsung")
        await turn(board.town, number, State.ACCEPTED, 3)
        await expect(page.get_by_text("16 penerima = 3 + 13")).to_be_visible()

        await board.site.stop()
        await expect(status).to_contain_text("Terputus")
        await board.site.start()
        await turn(board.town, number, State.ACCEPTED, 4)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(status).to_contain_text("Langsung", timeout=15_000)
        await expect(page.get_by_text("16 penerima = 7 + 9")).to_be_visible()


async def test_whoever_is_at_a_button_keeps_it_while_the_page_changes(
    chromium: Browser, world_file: Path, tmp_path: Path
):
    async with at_desk(chromium, world_file, tmp_path) as (board, page):
        number = await confirmed(board.town, board.world.phone("PPS"))
        await page.goto(f"{board.site.url}/dasbor/siaran/{number}")
        await expect(page.get_by_role("status")).to_contain_text("Langsung")
        await page.get_by_role("button", name="Jeda").focus()
        await turn(board.town, number, State.SKIPPED, 16, "selesai")
        await expect(page.get_by_text("16 penerima = 16")).to_be_visible()
        await expect(page.get_by_role("button", name="Jeda")).to_be_focused()

        await page.get_by_role("link", name="Unduh").focus()
        await expect(page.get_by_role("button", name="Jeda")).to_have_count(0)


async def test_who_is_logged_out_is_told_so(chromium: Browser, world_file: Path, tmp_path: Path):
    async with at_desk(chromium, world_file, tmp_path) as (board, page):
        await page.goto(f"{board.site.url}/dasbor/siaran")
        await expect(page.get_by_role("status")).to_contain_text("Langsung")
        async with board.db.transaction() as tx:
            tx.write("DELETE FROM web_session")

        await expect(page.get_by_role("status")).to_contain_text("Sesi Anda sudah berakhir")


@pytest.mark.parametrize("width", [360, 1280])
async def test_pages_fit_phones_and_laptops(
    chromium: Browser, world_file: Path, tmp_path: Path, width: int
):
    size = {"width": width, "height": 740}
    async with at_desk(chromium, world_file, tmp_path, viewport=size) as (board, page):
        content = board.town.content
        await answer(board.db, content, board.town.clock.now(), [right(content)] * 40)
        number = await confirmed(board.town, board.world.phone("PPS"), text="Panjang" * 90)
        for path in (
            "soal",
            "soal/KE-01/1",
            "siaran",
            f"siaran/{number}",
            f"siaran/{number}/henti",
            "siaran/semua",
        ):
            await page.goto(f"{board.site.url}/dasbor/{path}")
            assert not await page.evaluate(TOO_WIDE), path
