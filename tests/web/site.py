"""A running web server for tests, and a page that speaks to it without a browser."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import ClientResponse, ClientWebSocketResponse, web
from markupsafe import Markup

from bot.web.parts import Parts
from bot.web.server import make_app, start
from tests.web.echo import EchoBot

PICTURES = Path(__file__).parents[2] / "bot/content/gambar"
CARDS = [
    ("Kalender Anda", Markup("• <b>9 Februari</b>: umumkan TPS")),
    ("Lima warna", Markup("…")),
]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Site:
    """`bot` behind the web server; `http` is a client for it."""

    bot: EchoBot
    parts: Parts
    http: aiohttp.ClientSession
    port: int = field(default_factory=free_port)
    runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.runner = await start(make_app(self.parts), "127.0.0.1", self.port)

    async def stop(self) -> None:
        await self.bot.chat.close()
        if self.runner:
            await self.runner.cleanup()
        self.runner = None

    async def restart(self) -> None:
        """As after an update of the bot: nothing of the process is left, what was said is."""
        await self.stop()
        self.bot.chat = self.bot.new_chat()
        self.parts = replace(self.parts, chat=self.bot.chat)
        await self.start()

    async def token(self) -> str:
        async with self.http.post(f"{self.url}/c/sesi") as answer:
            return str((await answer.json())["token"])

    @asynccontextmanager
    async def page(self, token: str = "", after: int = 0) -> AsyncIterator["Page"]:
        """Open the line as a page does; what is replayed is in `page.replayed`."""
        async with self.http.ws_connect(f"{self.url}/c/ws") as line:
            page = Page(line)
            await page.send({"halo": token or await self.token(), "setelah": after})
            await page.catch_up()
            yield page


class Page:
    def __init__(self, line: ClientWebSocketResponse) -> None:
        self.line = line
        self.replayed: list[dict[str, Any]] = []

    async def send(self, frame: dict[str, Any]) -> None:
        await self.line.send_str(json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        frame = await self.line.receive_json(timeout=5)
        assert isinstance(frame, dict)
        return frame

    async def catch_up(self) -> None:
        while "siap" not in (frame := await self.next()):
            self.replayed.append(frame)

    async def say(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        """Send an event and return what comes up to its being taken."""
        await self.send({"id": "peristiwa-1"} | event)
        frames = [await self.next()]
        while not {"terima", "tolak"} & frames[-1].keys():
            frames.append(await self.next())
        return frames


@asynccontextmanager
async def running(bot: EchoBot, **parts: Any) -> AsyncIterator[Site]:
    """Serve `bot` on a free port of this machine."""
    given = {"health": lambda: {"basis data": True}, "pocket_card": lambda: CARDS} | parts
    async with aiohttp.ClientSession() as http:
        site = Site(bot, Parts(chat=bot.chat, content_dir=PICTURES, **given), http)
        await site.start()
        try:
            yield site
        finally:
            await site.stop()


async def get(site: Site, path: str, **options: Any) -> tuple[ClientResponse, str]:
    options.setdefault("allow_redirects", False)
    async with site.http.get(site.url + path, **options) as answer:
        return answer, await answer.text()


async def post(site: Site, path: str, **options: Any) -> tuple[int, str]:
    async with site.http.post(site.url + path, **options) as answer:
        return answer.status, await answer.text()
