"""What a patient attacker tries at the running dashboard, and what becomes of it."""

import asyncio
import gzip
import json

import pytest
from aiohttp import WSCloseCode

from bot.web.dasbor import gate
from bot.web.dasbor.gate import COOKIE, TOKEN, URLENCODED
from tests.web.board import BoardSite, Desk

PACKED = {"Content-Type": URLENCODED, "Content-Encoding": "gzip"}


async def looks(board: BoardSite) -> list[tuple[int, str]]:
    rows = await board.db.read(
        "SELECT actor, object FROM audit WHERE verb = 'lihat-orang' ORDER BY id"
    )
    return [(row["actor"], row["object"]) for row in rows]


async def leave(desk: Desk) -> None:
    answer, _ = await desk.post("/dasbor/keluar")
    assert answer.status == 200


# --- the trail ------------------------------------------------------------------------------


async def test_who_comes_after_another_leaves_traces_of_their_own(board: BoardSite):
    """The id of a session that has ended may be that of the next one."""
    path = f"/dasbor/orang/{board.ids['person temas']}"
    ids = []
    for who, over in (("Sosdiklih", ""), ("PPS lain", "kec temas")):
        desk = await board.enter(who, over)
        ids += [row["id"] for row in await board.db.read("SELECT id FROM web_session")]
        for _ in range(2):
            assert (await desk.get(path))[0].status == 200
        await leave(desk)

    found = await looks(board)
    assert ids[0] == ids[1], "otherwise this test shows nothing"
    assert len(found) == len({actor for actor, _ in found}) == 2
    assert {what for _, what in found} == {f"orang:{board.ids['person temas']}"}


# --- bodies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/dasbor/keluar", "/dasbor/siaran/semua"])
async def test_a_packed_form_is_not_unpacked(board: BoardSite, path: str):
    desk = await board.enter()
    before = await board.world.dump()
    good = gzip.compress(f"{TOKEN}={desk.token}&apa=henti".encode())
    bomb = gzip.compress(b"a" * 10_000_000)
    told = [(await desk.ask("POST", path, headers=PACKED, data=data))[0] for data in (good, bomb)]

    assert [answer.status for answer in told] == [403, 403]
    assert await board.world.dump() == before


async def test_a_form_that_does_not_end_is_given_up(
    board: BoardSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gate, "FORM_SECONDS", 0.01)
    desk = await board.enter()
    reader, writer = await asyncio.open_connection("127.0.0.1", board.site.port)
    head = (
        f"POST /dasbor/keluar HTTP/1.1\r\nHost: 127.0.0.1:{board.site.port}\r\n"
        f"Cookie: {COOKIE}={desk.cookie}\r\nContent-Type: {URLENCODED}\r\n"
        "Content-Length: 5000\r\n\r\nabc"
    )
    writer.write(head.encode())
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()

    assert line.split()[1] == b"408"


# --- numbers and names ----------------------------------------------------------------------


@pytest.mark.parametrize("page", ["9" * 12, "9" * 18, "9" * 19])
@pytest.mark.parametrize("path", ["/dasbor/peserta", "/dasbor/siaran"])
async def test_a_page_far_behind_the_last_is_no_mistake_of_ours(
    board: BoardSite, path: str, page: str
):
    desk = await board.enter()
    assert (await desk.get(f"{path}?hal={page}"))[0].status == 200


@pytest.mark.parametrize("said", ["[" * 2000, '{"bagian":' * 180, json.dumps({"bagian": [["x"]]})])
async def test_what_a_page_never_says_ends_its_line(board: BoardSite, said: str):
    desk = await board.enter()
    headers = {"Cookie": f"{COOKIE}={desk.cookie}"}
    url = f"{board.site.url}/dasbor/langsung"
    async with board.site.http.ws_connect(url, headers=headers) as line:
        await line.send_str(said)
        await line.receive(10)

    assert line.close_code == WSCloseCode.UNSUPPORTED_DATA
