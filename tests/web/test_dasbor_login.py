"""Into the dashboard by a link that works once, and out of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.core.dashboard import LINK_LASTS, SESSION_LASTS
from bot.storage import erase
from bot.web.dasbor.gate import COOKIE
from tests.web.board import BoardSite, Desk, open_board
from tests.web.echo import EchoBot
from tests.web.phone import TOO_WIDE
from tests.web.site import get, post, running

PUBLIC = "https://bimtek.kpu-batu.example"
SECOND = timedelta(seconds=1)


async def log_in(board: BoardSite, path: str = "", **headers: str) -> Desk:
    """Press the button of a link; return the browser."""
    stranger = board.stranger()
    answer, page = await stranger.ask("POST", path or await board.link(), headers=headers)
    assert answer.status == 303, page
    return Desk(board.site, answer.cookies[COOKIE].value)


async def is_in(desk: Desk) -> bool:
    """Ask for something that changes nothing: leaving without a token."""
    answer, _ = await desk.ask("POST", "/dasbor/keluar")
    return answer.status != 401


@pytest.fixture
async def secure(world_file: Path, tmp_path: Path) -> AsyncIterator[BoardSite]:
    async with open_board(world_file, tmp_path, public_url=PUBLIC) as one:
        yield one


# --- the link -------------------------------------------------------------------------------


async def test_opening_a_link_only_says_whom_it_lets_in_however_often(board: BoardSite):
    path, page = await board.link(), ""
    for method in ("GET", "HEAD", "GET"):
        answer, page = await board.stranger().ask(method, path)
        assert answer.status == 200
        assert not answer.cookies

    assert "Divisi Sosdiklih, Kota Batu" in page
    assert "Anggota" not in page
    assert '<form method="post">' in page
    assert await is_in(await log_in(board, path))


async def test_pressing_the_button_lets_the_browser_in_and_uses_the_link_up(board: BoardSite):
    path = await board.link()
    answer, _ = await board.stranger().ask("POST", path, headers={"User-Agent": "Firefox/121.0"})
    cookie = answer.cookies[COOKIE]

    assert answer.headers["Location"] == "/dasbor"
    assert (cookie["path"], cookie["max-age"]) == ("/dasbor", "43200")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert not cookie["domain"]
    [session] = await board.db.read("SELECT * FROM web_session")
    assert session["device"] == "Firefox"
    assert cookie.value not in str(dict(session))
    [row] = await board.db.read("SELECT object FROM audit WHERE verb = 'masuk-dasbor'")
    assert row["object"] == f"obrolan:{session['chat_id']}"
    for method in ("GET", "POST"):
        answer, page = await board.stranger().ask(method, path)
        assert answer.status == 410
        assert "sudah dipakai" in page


async def test_under_https_the_cookie_travels_under_https_only(secure: BoardSite):
    answer, _ = await secure.stranger().ask(
        "POST", await secure.link(), headers={"Origin": PUBLIC}
    )

    assert answer.status == 303
    assert answer.cookies[COOKIE]["secure"]


async def test_of_twenty_at_once_one_is_let_in(board: BoardSite):
    path = await board.link()
    answers = await asyncio.gather(*(board.stranger().ask("POST", path) for _ in range(20)))

    assert sorted(answer.status for answer, _ in answers) == [303] + [410] * 19
    assert len(await board.db.read("SELECT id FROM web_session")) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_works_for_five_minutes(board: BoardSite, method: str):
    path = await board.link()
    board.town.clock.go_on(LINK_LASTS - SECOND)
    assert (await board.stranger().ask("GET", path))[0].status == 200
    board.town.clock.go_on(2 * SECOND)
    answer, page = await board.stranger().ask(method, path)

    assert answer.status == 410
    assert "lewat waktunya" in page


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_newer_link_replaces_it(board: BoardSite, method: str):
    old, new = await board.link(), await board.link()
    answer, page = await board.stranger().ask(method, old)

    assert answer.status == 410
    assert "tidak berlaku lagi" in page
    assert await is_in(await log_in(board, new))


async def test_a_link_of_another_kind_or_key_lets_nobody_in(board: BoardSite):
    links = board.town.router.house.links
    assert links
    good = (await board.link()).rpartition("/")[2]
    wrong = {
        "buku": links.make("buku:1"),
        "bare": links.make("masuk:"),
        "unknown": links.make("masuk:" + "0" * 64),
        "no kind": links.make("0" * 64),
        "cut": good[:-1],
        "longer": good + "a",
        "changed": good[:10] + ("0" if good[10] != "0" else "1") + good[11:],
    }
    for name, token in wrong.items():
        for method in ("GET", "POST"):
            answer, page = await board.stranger().ask(method, f"/dasbor/masuk/{token}")
            assert answer.status in {404, 410}, name
            assert "/dasbor kepada bot" in page, name
            assert not answer.cookies


async def test_who_lost_the_office_meanwhile_is_not_let_in(board: BoardSite):
    path = await board.link()
    async with board.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at, reason = 'diganti' WHERE to_at IS NULL")
    for method in ("GET", "POST"):
        answer, page = await board.stranger().ask(method, path)
        assert answer.status == 403
        assert "tidak lagi" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://lain.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_another_site_cannot_let_a_browser_in_as_somebody_else(board: BoardSite, headers):
    path = await board.link()
    answer, _ = await board.stranger().ask("POST", path, headers=headers)

    assert answer.status == 403
    assert not answer.cookies
    assert await is_in(await log_in(board, path, Origin=board.site.url))


async def test_logging_in_again_ends_the_session_of_the_same_browser(board: BoardSite):
    first = await log_in(board)
    second = await log_in(board, Cookie=f"{COOKIE}={first.cookie}")

    assert not await is_in(first)
    assert await is_in(second)


# --- the session ----------------------------------------------------------------------------


async def test_twelve_hours_by_our_clock_and_it_is_over(board: BoardSite):
    desk = await log_in(board)
    board.town.clock.go_on(SESSION_LASTS - SECOND)
    assert await is_in(desk)
    board.town.clock.go_on(SECOND)
    assert not await is_in(desk)


async def test_leaving_ends_this_session_and_this_one_only(board: BoardSite):
    here, there = await log_in(board), await log_in(board)
    answer, page = await here.post("/dasbor/keluar")

    assert answer.status == 200
    assert "Anda sudah keluar" in page
    assert answer.cookies[COOKIE]["max-age"] == "0"
    assert not await is_in(here)
    assert await is_in(there)


async def test_a_browser_is_ended_from_the_chat(board: BoardSite):
    one, two = await log_in(board), await log_in(board)
    phone = board.world.phone("Sosdiklih")
    await phone.type("/datasaya")
    await phone.press("Keluarkan 1")
    assert [await is_in(desk) for desk in (one, two)] == [True, False]
    await phone.press("Keluarkan semua")

    assert not await is_in(one)
    assert "Tidak ada peramban" in phone.text


async def test_nobody_ends_the_browser_of_another(board: BoardSite):
    desk = await log_in(board)
    [row] = await board.db.read("SELECT id FROM web_session")
    await board.world.phone("PPK").tap(f"peramban:{row['id']}")
    await board.world.phone("PPK").tap("peramban:semua")

    assert await is_in(desk)


async def test_who_loses_the_office_is_out_at_once_and_stays_out(board: BoardSite):
    desk = await board.enter("KPPS 3", "kec temas")
    assert await is_in(desk)
    async with board.db.transaction() as tx:
        tx.write("DELETE FROM \"grant\" WHERE role = 'Sosdiklih'")
    answer, page = await desk.post("/dasbor/keluar")

    assert answer.status == 403
    assert "tidak lagi" in page
    assert not await board.db.read("SELECT id FROM web_session")


async def test_who_is_erased_leaves_no_session(board: BoardSite):
    desk = await log_in(board)
    chat = await board.world.phone("Sosdiklih").chat()
    assert chat.person
    await board.link()
    async with board.db.transaction() as tx:
        await erase.person(tx, chat.person.id, chat.id, board.town.clock.now())

    assert not await is_in(desk)
    for table in ("web_login", "web_session"):
        assert not await board.db.read(f"SELECT id FROM {table}")  # noqa: S608


async def test_when_a_browser_was_last_here_is_noted_once_a_minute(board: BoardSite):
    desk = await log_in(board)

    async def seen() -> str:
        [row] = await board.db.read("SELECT seen_at FROM web_session")
        return str(row["seen_at"])

    begun = await seen()
    board.town.clock.go_on(timedelta(seconds=59))
    await is_in(desk)
    assert await seen() == begun
    board.town.clock.go_on(SECOND)
    await is_in(desk)
    assert await seen() > begun


async def test_where_there_is_no_dashboard_there_are_no_pages():
    async with running(EchoBot()) as site:
        assert (await get(site, "/dasbor/masuk/apa"))[0].status == 404
        assert (await post(site, "/dasbor/masuk/apa"))[0] == 404
        assert (await post(site, "/dasbor/keluar"))[0] == 404


async def test_without_links_nobody_is_let_in(board: BoardSite):
    path = await board.link()
    object.__setattr__(board.town.router.house, "links", None)
    answer, _ = await board.stranger().ask("GET", path)

    assert answer.status == 404


# --- in a browser ---------------------------------------------------------------------------


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scripts", [True, False])
async def test_somebody_logs_in_by_the_link_and_leaves(
    chromium: Browser, world_file: Path, tmp_path: Path, width: int, *, scripts: bool
):
    """The pages tell where their forms are from: without that, no form would be taken."""
    context = await chromium.new_context(
        viewport={"width": width, "height": 700}, java_script_enabled=scripts
    )
    page = await context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Policy" in line.text else None)
    async with open_board(world_file, tmp_path) as board:
        await page.goto(board.site.url + await board.link())
        await expect(page.get_by_text("Divisi Sosdiklih, Kota Batu")).to_be_visible()
        await page.get_by_role("button", name="Masuk").press("Enter")
        await expect(page.get_by_role("navigation", name="Halaman dasbor")).to_be_visible()
        assert page.url == f"{board.site.url}/dasbor"
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
        await expect(page.get_by_role("link", name="Langsung ke isi")).to_be_in_viewport()
        if scripts:
            assert not await page.evaluate(TOO_WIDE)
        await page.get_by_role("button", name="Keluar").click()
        await expect(page.get_by_role("heading", name="Anda sudah keluar")).to_be_visible()
        assert await context.cookies() == []
        await page.goto(f"{board.site.url}/dasbor")
        await expect(page.get_by_role("heading", name="Masuk dahulu")).to_be_visible()
        await context.close()

    assert refused == []
