"""A site with the dashboard of the simulated world (tests/world.py), and browsers that are let in.

    async def test_…(board: BoardSite):                        # a fixture of conftest.py
        desk = await board.enter()                             # as Sosdiklih of the kota
        other = await board.enter("KPPS 3", "kec temas")       # granted Sosdiklih of one kecamatan
        answer, text = await desk.get("/dasbor")
        answer, text = await desk.post("/dasbor/soal", mark="perbaiki")  # with the form's token

With Chromium: `async with open_board(world_file, tmp_path) as board`, then
`await board.let_in(context)` puts the cookie into a browser context.
"""

import re
import secrets
import shutil
import string
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientResponse
from playwright.async_api import BrowserContext
from yarl import URL

from bot.content import catalogue
from bot.core.people import Role
from bot.storage import authority, meta, web_sessions
from bot.storage.engine import Database, open_database
from bot.storage.said import Spoken
from bot.web.dasbor.gate import COOKIE, SECRET_BYTES, TOKEN, new_token
from bot.web.parts import Board
from tests import town as people
from tests import world as worlds
from tests.phone import MORNING, Town
from tests.web.echo import EchoBot
from tests.web.site import Site, running
from tests.world import World

LINK = re.compile(r'href="https?://[^/"]+(/dasbor/masuk/[^"]+)"')


@dataclass(slots=True)
class Desk:
    """A browser that was let in; `cookie` is its secret."""

    site: Site
    cookie: str
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **options: Any) -> tuple[ClientResponse, str]:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, **fields: str) -> tuple[ClientResponse, str]:
        """Send a form as a page of this visit would."""
        return await self.ask("POST", path, data={TOKEN: self.token} | fields)

    @property
    def token(self) -> str:
        return new_token(self.cookie)

    async def ask(self, method: str, path: str, **options: Any) -> tuple[ClientResponse, str]:
        cookie = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        headers = cookie | self.headers | options.pop("headers", {})
        options.setdefault("allow_redirects", False)
        # As it is written: a client of good manners would take `..` and `%2e` out by itself.
        address = URL(self.site.url + quote(path, safe=string.punctuation), encoded=True)
        async with self.site.http.request(method, address, headers=headers, **options) as answer:
            return answer, await answer.text()


@dataclass(slots=True)
class BoardSite:
    """The running site, and the world behind it: `ids["desa beji"]`, `phone("Sosdiklih")`."""

    site: Site
    world: World

    @property
    def db(self) -> Database:
        return self.world.town.db

    @property
    def town(self) -> Town:
        return self.world.town

    @property
    def ids(self) -> Mapping[str, int]:
        return self.world.ids

    def stranger(self) -> Desk:
        return Desk(self.site, "")

    async def enter(self, who: str = "Sosdiklih", over: str = "") -> Desk:
        """Let somebody's browser in, granted Sosdiklih `over` an area: "kec beji"."""
        chat = await self.world.phone(who).chat()
        assert chat.person is not None
        now, cookie = self.town.clock.now(), secrets.token_urlsafe(SECRET_BYTES)
        async with self.db.transaction() as tx:
            if over:
                role = Role.SOSDIKLIH
                await authority.save_grant(tx, chat.person.id, role, self.ids[over], now)
            await web_sessions.begin(
                tx, cookie, (chat.person.id, chat.id), "Chromium di Linux", now
            )
        return Desk(self.site, cookie)

    async def link(self, who: str = "Sosdiklih") -> str:
        """Have somebody ask for a link in the chat; return its path."""
        [message] = await self.world.phone(who).type("/dasbor")
        found = LINK.search(str(message.reply.text))
        assert found, message.text
        return found[1]

    async def let_in(self, context: BrowserContext, who: str = "Sosdiklih") -> Desk:
        """Let a browser of a test in."""
        desk = await self.enter(who)
        await context.add_cookies(
            [{"name": COOKIE, "value": desk.cookie, "url": f"{self.site.url}/dasbor"}]
        )
        return desk


def _put(town: Town) -> Callable[[Spoken], None]:
    """Send what others are told, as the running bot does."""

    def put(spoken: Spoken) -> None:
        town.deliver(spoken, "")

    return put


@asynccontextmanager
async def open_board(world_file: Path, folder: Path, **parts: Any) -> AsyncIterator[BoardSite]:
    """Serve a copy of the world; `parts` are for `Parts`, e.g. `public_url`."""
    file = folder / "board.db"
    shutil.copy(world_file, file)
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    try:
        town = Town(db, people.content(), catalogue.languages(), people.codes())
        town.clock.set(MORNING.replace(hour=9))
        for phone in worlds.WHO:
            town.phone(phone)._acts = 1000  # keys that its former life did not use
        world = World(town, await worlds.find_ids(db.read))
        async with running(
            EchoBot(), board=Board(db, town.router.house, town.clock, _put(town)), **parts
        ) as site:
            async with db.transaction() as tx:
                meta.save(tx, "public_url", site.parts.public_url or site.url)
            yield BoardSite(site, world)
    finally:
        await db.close()
