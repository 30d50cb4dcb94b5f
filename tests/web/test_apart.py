"""The dashboard in a process of its own: begun, asked, ended, and no page knows the difference."""

import asyncio
import gzip
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from bot.config import derived
from bot.core.ports import Clock
from bot.handlers.links import Links
from bot.storage import said
from bot.web.apart import IDLE_SECONDS, Apart, Program
from bot.web.dasbor.gate import COOKIE
from tests.broadcasting import confirmed
from tests.web.board import BoardSite, Desk, open_board

RESTART = 1012
KEY = "kunci uji"


@dataclass
class Told:
    """What the process had the bot send."""

    board: BoardSite | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, chat_id: int, seq: int) -> None:
        assert self.board
        spoken = await said.find_unsent(self.board.db, chat_id, seq)
        assert spoken
        self.board.town.deliver(spoken, "")
        self.heard.set()


@dataclass
class Seconds:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Beside:
    """A site whose dashboard is another process."""

    board: BoardSite
    apart: Apart
    told: Told
    seconds: Seconds


class TownsClock:
    """The clock of a town that is not there yet."""

    clock: Clock

    def now(self) -> Any:
        return self.clock.now()


def program(folder: Path, *words: str) -> Program:
    env = os.environ | {  # noqa: TID251 - a program of ours, begun as the bot begins it
        "BOT_DATABASE_URL": f"sqlite:///{folder / 'board.db'}",
        "BOT_PUBLIC_URL": "",
        "BOT_SECRET_KEY": KEY,
    }
    return Program(words or (sys.executable, "-m", "bot", "dashboard"), env)


@pytest.fixture
async def beside(world_file: Path, tmp_path: Path) -> AsyncIterator[Beside]:
    clock, told, seconds = TownsClock(), Told(), Seconds()
    apart = Apart(program(tmp_path), clock, told, seconds)
    async with open_board(world_file, tmp_path, apart=apart.answer) as board:
        clock.clock, told.board = board.town.clock, board
        router = board.town.router  # whose links the other process knows, too
        links = Links(derived(KEY.encode(), "links"), board.town.clock)
        router.house = replace(router.house, links=links)
        try:
            yield Beside(board, apart, told, seconds)
        finally:
            await apart.close()


async def line(desk: Desk) -> ClientWebSocketResponse:
    headers = {"Cookie": f"{COOKIE}={desk.cookie}"}
    return await desk.site.http.ws_connect(desk.site.url + "/dasbor/langsung", headers=headers)


async def end_of(page: ClientWebSocketResponse) -> int | None:
    """Return why the line was closed."""
    while not page.closed:
        await page.receive(10)
    return page.close_code


async def test_it_begins_with_the_first_look_and_answers_as_if_it_were_here(beside: Beside):
    board = beside.board
    assert beside.apart.pid == 0
    answer, text = await board.stranger().get("/dasbor")
    assert (answer.status, "Masuk dahulu" in text) == (401, True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    first = beside.apart.pid
    assert first

    desk = await board.enter()
    answer, text = await desk.get("/dasbor", headers={"Accept-Encoding": "gzip"})
    assert (answer.status, "Kota Batu" in text) == (200, True)
    assert answer.headers["Content-Encoding"] == "gzip"
    answer, text = await desk.ask("HEAD", "/dasbor/soal")
    assert (answer.status, text) == (200, "")
    assert (await desk.get("/dasbor/..%2f..%2fetc"))[0].status == 404
    assert beside.apart.pid == first


async def test_somebody_comes_in_by_a_link_and_leaves(beside: Beside):
    path = await beside.board.link()
    stranger = beside.board.stranger()
    _, text = await stranger.get(path)
    assert "Masuk sebagai" in text

    answer, _ = await stranger.ask("POST", path, data={})
    assert (answer.status, answer.headers["Location"]) == (303, "/dasbor")
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/dasbor")
    desk = Desk(stranger.site, cookie.value)
    assert (await desk.get("/dasbor"))[0].status == 200

    answer, _ = await desk.post("/dasbor/keluar")
    assert answer.status in {200, 303}
    assert (await desk.get("/dasbor"))[0].status == 401


async def test_it_goes_by_our_clock(beside: Beside):
    desk = await beside.board.enter()
    assert (await desk.get("/dasbor"))[0].status == 200

    beside.board.town.clock.go_on(timedelta(hours=12, seconds=1))

    assert (await desk.get("/dasbor"))[0].status == 401
    forged = {"X-Bimtek-Jam": "2024-01-01T00:00:00+00:00"}
    assert (await desk.get("/dasbor", headers=forged))[0].status == 401


async def test_a_form_has_its_effect_and_others_are_told(beside: Beside):
    board = beside.board
    number = await confirmed(board.town, board.world.phone("PPS"))
    desk = await board.enter()
    answer, _ = await desk.post(f"/dasbor/siaran/{number}/jeda")
    assert answer.status == 303
    _, text = await desk.get(f"/dasbor/siaran/{number}")
    assert "dijeda" in text
    await asyncio.wait_for(beside.told.heard.wait(), 5)
    assert "dijeda oleh Divisi Sosdiklih" in board.world.phone("PPS").screen.text

    answer, _ = await desk.ask("POST", f"/dasbor/siaran/{number}/lanjut", data={"token": "x"})
    assert answer.status == 403
    answer, _ = await desk.post(f"/dasbor/siaran/{number}/lanjut", junk="x" * 20_000)
    assert answer.status == 413


async def test_the_live_line_passes_through_and_ends_with_the_visit(beside: Beside):
    desk = await beside.board.enter()
    with pytest.raises(WSServerHandshakeError) as refused:
        await line(beside.board.stranger())
    assert refused.value.status == 401

    page = await line(desk)
    await page.send_str(json.dumps({"bagian": ["siaran"]}))
    frame = json.loads((await page.receive(10)).data)
    assert frame["bagian"] == "siaran"
    beside.seconds.now += IDLE_SECONDS * 2
    await beside.apart.rest()
    assert beside.apart.pid, "somebody is looking"

    await desk.post("/dasbor/keluar")
    assert await end_of(page) == 4001


async def test_a_packed_body_leaves_nothing_of_itself_to_be_read_from_the_next(beside: Beside):
    """Unpacked it would be shorter than it says, and the next request would make up the rest."""
    board = beside.board
    desk, headers = await board.enter(), {"Content-Encoding": "gzip"}
    assert (await desk.get("/dasbor"))[0].status == 200
    for _ in range(3):
        packed = gzip.compress(b"")
        answer, _ = await board.stranger().ask("POST", "/dasbor/x", headers=headers, data=packed)
        assert answer.status == 404
        answer, _ = await desk.post("/dasbor/siaran/semua", apa="")  # asked once, never again
        assert (answer.status, answer.headers["Location"]) == (303, "/dasbor/siaran/semua")


async def test_it_comes_back_when_it_was_killed(beside: Beside):
    desk = await beside.board.enter()
    await desk.get("/dasbor")
    page = await line(desk)
    await page.send_str(json.dumps({"bagian": ["siaran"]}))
    await page.receive(10)
    first = beside.apart.pid
    os.kill(first, signal.SIGKILL)
    assert await end_of(page) == RESTART

    assert (await desk.get("/dasbor"))[0].status == 200
    assert beside.apart.pid not in {0, first}


async def test_it_ends_when_nobody_looks_and_for_good_with_the_bot(beside: Beside):
    desk = await beside.board.enter()
    await desk.get("/dasbor")
    await beside.apart.rest()
    assert beside.apart.pid, "somebody has just looked"
    beside.seconds.now += IDLE_SECONDS
    await beside.apart.rest()
    assert beside.apart.pid == 0

    page = await line(desk)
    listening = asyncio.create_task(end_of(page))
    await beside.apart.close()
    assert await listening == RESTART
    answer, text = await desk.get("/dasbor")
    assert (answer.status, "Sebentar lagi" in text) == (503, True)
    assert beside.apart.pid == 0


@pytest.mark.parametrize("words", [("true",), ("echo", "salah"), ("sleep", "60")])
async def test_one_that_does_not_begin_is_said_to_be_away(
    words: tuple[str, ...], world_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.web.apart.START_SECONDS", 0.2)
    clock = TownsClock()
    apart = Apart(program(tmp_path, *words), clock, Told())
    async with open_board(world_file, tmp_path, apart=apart.answer) as board:
        clock.clock = board.town.clock
        answer, text = await (await board.enter()).get("/dasbor")
        await apart.close()

    assert (answer.status, "Sebentar lagi" in text) == (503, True)
