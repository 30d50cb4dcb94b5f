"""A fake Telegram, a bot on it, and the least a `take` can be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from markupsafe import Markup

from bot.channels.telegram import Telegram
from bot.core.dialog import Choice, Incoming, Media, Reply
from tests.fake_telegram import FakeTelegram

ANI, BUDI = 1001, 1002
PICTURE = Media("picture", "jalur.png", "Jalur pemilih di TPS", path="jalur.png")
NOTES = Media("document", "kartu-saku.txt", "Kartu saku KPPS", text="Pukul 07.00: buka TPS")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


class Watched:
    """Something a test can wait for."""

    def __init__(self) -> None:
        self._moved = asyncio.Event()

    async def until(self, happened: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not happened():
                self._moved.clear()
                await self._moved.wait()


class Taken(Watched):
    """A `take` that remembers what it was given, and can be told to wait or to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[Incoming] = []
        self.committed: list[Incoming] = []
        self.gates: dict[str, asyncio.Event] = {}  # by address: wait for it before committing
        self.failures: list[Exception] = []  # raised first, one a call

    async def __call__(self, incoming: Incoming) -> None:
        self.begun.append(incoming)
        self._moved.set()
        if self.failures:
            raise self.failures.pop(0)
        if gate := self.gates.get(incoming.address):
            await gate.wait()
        self.committed.append(incoming)
        self._moved.set()

    @property
    def keys(self) -> list[str]:
        return [incoming.key for incoming in self.committed]


class Naps(Watched):
    """A `sleep` that takes no time and remembers how long it would have been."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._moved.set()
        await asyncio.sleep(0)


MakeBot = Callable[..., Awaitable[Telegram]]
Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def call(server: FakeTelegram) -> AsyncIterator[Call]:
    """Call a method by hand, as a form."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, token: str = server.token, **fields: Any) -> dict[str, Any]:
            url = f"{server.url}/bot{token}/{method}"
            async with session.post(url, data=fields) as answer:
                body: dict[str, Any] = await answer.json()
                assert answer.status == body.get("error_code", 200)
                return body

        yield call


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def make_bot(
    server: FakeTelegram, taken: Taken, naps: Naps, tmp_path: Path
) -> AsyncIterator[MakeBot]:
    """Make bots that are closed at the end; `polling=True` has them poll meanwhile."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(*, polling: bool = False, token: str = "", **more: object) -> Telegram:
            (tmp_path / "jalur.png").write_bytes(PNG)
            bot = Telegram(
                token or server.token,
                server.url,
                tmp_path,
                taken,
                sleep=naps,
                **more,  # type: ignore[arg-type]
            )
            await bot.start()
            stack.push_async_callback(bot.close)
            if polling:
                await stack.enter_async_context(running(bot.poll()))
            return bot

        yield make


@contextlib.asynccontextmanager
async def running(work: Awaitable[None]) -> AsyncIterator[asyncio.Future[None]]:
    """Have `work` done meanwhile, and cancel it at the end."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(make_bot: MakeBot, server: FakeTelegram) -> Telegram:
    server.start(ANI)
    return await make_bot()


def reply(text: str = "Halo", *labels: str, **more: object) -> Reply:
    choices = tuple(Choice(label, f"pilih:{label}") for label in labels)
    return Reply(Markup(text), choices, **more)  # type: ignore[arg-type]  # noqa: S704


async def send(bot: Telegram, what: Reply, target: str = "", address: int = ANI) -> None:
    await bot.send(str(address), "1.0", replace(what, replace=bool(target)), target)


def newest(server: FakeTelegram) -> str:
    return str(server.screen(ANI)[-1].number)
