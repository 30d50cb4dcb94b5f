"""The line under an open page: what has changed comes by itself, while the visit lasts."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientWebSocketResponse, web

from bot.core.outbox import State
from bot.storage import outbox, web_sessions
from bot.web.dasbor import live
from bot.web.dasbor.gate import COOKIE
from bot.web.dasbor.live import LINES, OF_SESSION, OVER, TOO_MANY
from bot.web.dasbor.numbers import NUMBERS
from tests.broadcasting import confirmed, turn
from tests.web.board import BoardSite, Desk

RESTART = 1012


def app_of(board: BoardSite) -> web.Application:
    runner = board.site.runner
    assert isinstance(runner, web.AppRunner)
    return runner.app


class Rounds:
    """Waits for the next round until a test lets it come."""

    def __init__(self, board: BoardSite) -> None:
        self._board = board
        self._next = asyncio.Event()
        self._over = asyncio.Event()

    async def pause(self, _seconds: float) -> None:
        self._over.set()
        await self._next.wait()

    async def over(self) -> None:
        """Return when the round that was let come is over."""
        await asyncio.wait_for(self._over.wait(), 5)

    async def go_on(self) -> None:
        """Let the next round come, once this one is over."""
        await self.over()
        app_of(self._board)[NUMBERS].forget()  # two seconds are over
        self._over.clear()
        self._next.set()
        self._next = asyncio.Event()


@pytest.fixture
def rounds(board: BoardSite) -> Rounds:
    found = Rounds(board)
    app_of(board)[LINES].pause = found.pause
    return found


@asynccontextmanager
async def open_line(desk: Desk, **headers: str) -> AsyncIterator[ClientWebSocketResponse]:
    given = {"Cookie": f"{COOKIE}={desk.cookie}"} | headers
    url = f"{desk.site.url}/dasbor/langsung"
    async with desk.site.http.ws_connect(url, headers=given) as line:
        yield line


async def hear(line: ClientWebSocketResponse) -> tuple[str, str]:
    frame = await line.receive_json(timeout=5)
    return frame["bagian"], frame["isi"]


async def closed(line: ClientWebSocketResponse) -> int | None:
    message = await line.receive(timeout=5)
    assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    return line.close_code


async def of_beji(board: BoardSite) -> int:
    return await confirmed(board.town, board.world.phone("PPS"))


async def show(line: ClientWebSocketResponse, *names: object) -> None:
    await line.send_str(json.dumps({"bagian": list(names)}))


async def test_what_is_shown_comes_at_once_and_again_only_when_it_has_changed(
    board: BoardSite, rounds: Rounds
):
    number, desk = await of_beji(board), await board.enter()
    async with open_line(desk, Origin=desk.site.url) as line:
        await show(line, f"siaran1:{number}", f"tombol:{number}", "siaran:1", "henti")
        first = dict([await hear(line) for _ in range(4)])
        assert "16 penerima = 16" in first[f"siaran1:{number}"]
        assert ">Jeda<" in first[f"tombol:{number}"]
        assert "token" not in str(first)

        await rounds.go_on()
        await turn(board.town, number, State.ACCEPTED, 4)
        await rounds.go_on()
        heard = dict([await hear(line) for _ in range(2)])

    assert set(heard) == {f"siaran1:{number}", "siaran:1"}
    assert "16 penerima = 4 + 12" in heard[f"siaran1:{number}"]


async def test_what_the_page_was_made_of_is_what_comes(board: BoardSite, rounds: Rounds):
    number, desk = await of_beji(board), await board.enter()
    _, page = await desk.get(f"/dasbor/siaran/{number}")
    async with open_line(desk) as line:
        await show(line, f"siaran1:{number}")
        _, part = await hear(line)

    assert part.strip() in page


async def test_what_is_not_theirs_never_comes(board: BoardSite, rounds: Rounds):
    number, desk = await of_beji(board), await board.enter("KPPS 3", "kec temas")
    async with open_line(desk) as line:
        await show(line, f"siaran1:{number}", "siaran1:x", "siaran1:999", "siaran:1")
        name, part = await hear(line)
        await rounds.go_on()

    assert name == "siaran:1"
    assert f'data-siaran="{number}"' not in part


async def test_who_is_logged_out_is_closed_at_the_next_round(board: BoardSite, rounds: Rounds):
    desk = await board.enter()
    async with open_line(desk) as line:
        await show(line, "henti")
        await hear(line)
        async with board.db.transaction() as tx:
            [row] = await tx.fetch("SELECT person_id FROM web_session")
            web_sessions.end_all(tx, row["person_id"])
        await rounds.go_on()

        assert await closed(line) == OVER


async def test_without_a_visit_or_from_elsewhere_there_is_no_line(board: BoardSite):
    desk = await board.enter()
    for who, headers in (
        (board.stranger(), {}),
        (Desk(board.site, "x" * 43), {}),
        (desk, {"Origin": "https://jahat.example"}),
        (desk, {"Origin": "null"}),
        (desk, {"Sec-Fetch-Site": "cross-site"}),
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with open_line(who, **headers):
                pass


@pytest.mark.parametrize(
    "said",
    ["", "[]", "{}", '{"bagian": "henti"}', '{"bagian": [1, "apa:1", ["henti"]]}', "x" * 100],
)
async def test_a_page_that_shows_nothing_we_know_is_let_go(
    board: BoardSite, rounds: Rounds, said: str
):
    desk = await board.enter()
    async with open_line(desk) as line:
        await line.send_str(said)

        assert await closed(line) == aiohttp.WSCloseCode.UNSUPPORTED_DATA


async def test_a_page_that_says_nothing_or_no_text_is_let_go(
    board: BoardSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.01)
    desk = await board.enter()
    async with open_line(desk) as line:
        assert await closed(line) == aiohttp.WSCloseCode.UNSUPPORTED_DATA
    monkeypatch.setattr(live, "HELLO_SECONDS", 5)
    async with open_line(desk) as line:
        await line.send_bytes(b"henti")
        assert await closed(line) == aiohttp.WSCloseCode.UNSUPPORTED_DATA


async def test_a_browser_has_only_so_many_lines(board: BoardSite, rounds: Rounds):
    desk, other = await board.enter(), await board.enter()
    lines = [open_line(desk) for _ in range(OF_SESSION)]
    for one in lines:
        line = await one.__aenter__()
        await show(line, "henti")
        await hear(line)
    async with open_line(desk) as line:
        assert await closed(line) == TOO_MANY
    async with open_line(other) as line:
        await show(line, "henti")
        await hear(line)
    await lines[0].__aexit__(None, None, None)
    async with open_line(desk) as line:  # the place of the one that left
        await show(line, "henti")
        await hear(line)
    for one in lines[1:]:
        await one.__aexit__(None, None, None)


async def test_when_the_bot_stops_pages_are_told_to_come_back(board: BoardSite, rounds: Rounds):
    desk = await board.enter()
    async with open_line(desk) as line:
        await show(line, "henti")
        await hear(line)
        stopping = asyncio.create_task(board.site.stop())

        assert await closed(line) == RESTART
        await stopping
    await board.site.start()


async def test_trouble_of_ours_closes_the_line_and_is_logged(
    board: BoardSite, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: Any) -> str:
        raise RuntimeError("basis data")

    monkeypatch.setitem(live.KINDS, "henti", broken)
    desk = await board.enter()
    async with open_line(desk) as line:
        await show(line, "henti")

        assert await closed(line) == aiohttp.WSCloseCode.INTERNAL_ERROR


async def test_the_first_numbers_of_an_area_come_every_fifth_round(
    board: BoardSite, rounds: Rounds
):
    desk, kota = await board.enter(), board.ids["kota"]
    other = await board.enter("KPPS 3", "kec temas")
    async with open_line(desk) as line:
        await show(line, f"ringkasan:{kota}", "henti")
        first = dict([await hear(line) for _ in range(2)])
        async with board.db.transaction() as tx:
            tx.write(
                "UPDATE holding SET to_at = from_at WHERE id IN (SELECT MAX(id) FROM holding)"
            )
            outbox.halt(tx, board.town.clock.now())
        await rounds.go_on()
        assert (await hear(line))[0] == "henti"
        for _ in range(4):
            await rounds.go_on()
        name, text = await hear(line)
    async with open_line(other) as line:
        await show(line, f"ringkasan:{kota}", "ringkasan:x", "henti")
        assert (await hear(line))[0] == "henti"

    assert name == f"ringkasan:{kota}"
    assert text != first[name]
    assert 'data-angka="bertugas"' in text
