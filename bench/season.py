"""A bot with a simulated season in a process of its own, and people of it who answer quizzes."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from bench.taps import quiz_button
from bench.webphone import WebPhone
from bot.cli.season import SEED, token_of

TAKERS = 50
STARTS = 180.0  # seconds at most until a season is made and served

ANYBODY = (
    "SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
    " JOIN chat c ON c.person_id = h.person_id"
    " WHERE h.to_at IS NULL AND c.blocked_at IS NULL AND s.role = ? ORDER BY h.person_id"
)


@dataclass(frozen=True, slots=True)
class Bot:
    """`bimtek try` with a season, in a process of its own."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "musim.db"

    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "BOT_DATABASE_URL": f"sqlite:///{self.database}",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }

    def read(self, sql: str, *values: object) -> list[int]:
        raw = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return [row[0] for row in raw.execute(sql, values)]
        finally:
            raw.close()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Bot]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        bot = Bot(folder, free.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "try", "--season", "--port", str(bot.port)),
        env=bot.environment(),
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        await _ready(bot)
        yield bot
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def _ready(bot: Bot) -> None:
    async with asyncio.timeout(STARTS), ClientSession() as http:
        while True:
            await asyncio.sleep(0.3)
            try:
                async with http.get(f"{bot.url}/sehat") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                continue


class Takers:
    """People who answer quizzes over the web chat, each with a moment to think."""

    def __init__(self, bot: Bot, http: ClientSession, think: float) -> None:
        self.think = think
        people = bot.read(ANYBODY, "KPPS")[-TAKERS:]
        self.phones = [WebPhone(http, bot.url, token_of(SEED, person)) for person in people]
        self._chance = random.Random(5)

    async def enter(self) -> None:
        for phone in self.phones:
            await phone.open()
            await phone.say("/kuis")
            await phone.tap("kuis:2")

    async def answer(self, seconds: float) -> list[float]:
        """Return how long each tap of the next so many seconds waited."""
        end = time.monotonic() + seconds
        waits = await asyncio.gather(*(self._work(phone, end) for phone in self.phones))
        return [wait for one in waits for wait in one]

    async def _work(self, phone: WebPhone, end: float) -> list[float]:
        waits: list[float] = []
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / self.think) if self.think else 0)
            if time.monotonic() > end:
                return waits
            waits.append(await phone.tap(quiz_button(phone.buttons) or "kuis:2"))

    async def leave(self) -> None:
        for phone in self.phones:
            await phone.close()
