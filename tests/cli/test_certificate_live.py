"""A hundred taps at once over real HTTP, and the files made by a real child process."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from bot.app import App, OffsetClock, leased
from bot.channels.frames import address_of
from bot.config import Settings
from bot.core.certificate import shown_number
from bot.sheets.certificate import text_in
from bot.storage.engine import Database
from tests import town
from tests.storage.conftest import NOW

URL = "sqlite:///data/bimtek.db"
PAGES, TAPS = 5, 100
SECONDS = 60.0  # what it may take on a busy machine


@pytest.fixture
async def app() -> AsyncIterator[App]:
    clock = OffsetClock()
    async with leased(URL, clock) as db:
        await town.settle(db)
        app = App(Settings(http_port=0), db, clock)
        await app.start()
        yield app
        await app.stop()


class Page:
    """One page of the web chat; `heard` is all that it was shown."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse) -> None:
        self.line, self.heard, self._sent = line, [], 0  # type: ignore[var-annotated]

    async def tap(self, action: str) -> None:
        self._sent += 1
        frame = {"id": f"peristiwa-{self._sent}", "ketuk": action, "pada": ""}
        await self.line.send_json(frame)

    async def until(self, pattern: str, times: int = 1) -> str:
        """Return the first that fits, once so many were shown."""
        async with asyncio.timeout(SECONDS):
            while len(found := re.findall(pattern, str(self.heard))) < times:
                self.heard.append(await self.line.receive_json())
        return str(found[0])


async def holder(db: Database) -> int:
    """Return who holds KPPS 3 of TPS 004, with everything completed."""
    [row] = await db.read(
        "SELECT h.person_id AS id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.code = $1 AND h.to_at IS NULL",
        town.codes()["004", "KPPS", 3],
    )
    async with db.transaction() as tx:
        for session in range(5):
            tx.write("INSERT INTO completion VALUES ($1, $2, $3, 'uji')", row["id"], session, NOW)
    return int(row["id"])


async def opened(app: App, url: str, person: int, stack: AsyncExitStack) -> Page:
    """Return a page whose owner is this person."""
    http: Any = await stack.enter_async_context(aiohttp.ClientSession())
    async with http.post(f"{url}/c/sesi") as answer:
        token = (await answer.json())["token"]
    async with app.db.transaction() as tx:
        tx.write(
            "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
            " VALUES ('web', $1, $2, $3, $3)",
            address_of(token), person, NOW,
        )  # fmt: skip
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT id, $2, $3, 99 FROM chat WHERE address = $1",
            address_of(token), person, NOW,
        )  # fmt: skip
    page = Page(await stack.enter_async_context(http.ws_connect(f"{url}/c/ws")))
    await page.line.send_json({"halo": token, "setelah": 0})
    await page.until("siap")
    return page


async def test_a_hundred_taps_on_five_pages_make_one_certificate(app: App):
    url = f"http://127.0.0.1:{app._runner.addresses[0][1]}"
    person = await holder(app.db)
    async with AsyncExitStack() as stack:
        pages = [await opened(app, url, person, stack) for _ in range(PAGES)]
        await pages[0].tap("tandaselesai")
        action = await pages[0].until(r"tandaselesai:ya:[0-9a-f]{8}:0")
        taps = [pages[n % PAGES].tap(action) for n in range(TAPS - 1)]
        await asyncio.gather(*taps)
        numbers = {await page.until(r"Nomor: <code>([\w-]+)<", 10) for page in pages}
        files = [await page.until(r"/c/berkas/\d+/[\w-]+") for page in pages]

        [row] = await app.db.read("SELECT * FROM certificate")
        assert numbers == {shown_number(row["number"])}
        assert row["person_id"] == person
        async with aiohttp.ClientSession() as http, http.get(url + files[0]) as answer:
            text = text_in(await answer.read())
        form = {"isi": f"{url}/verifikasi#{text.lower()}"}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{url}/verifikasi", data=form) as answer,
        ):
            assert 'data-putusan="sah"' in await answer.text()
