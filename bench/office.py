"""An office to measure: the sample roster with everyone registered, its bot, and its commands."""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Self

from bench import roster
from bench.limits import LimitedApi
from bench.roster import LARGE, OFFICE
from bot.sheets.result import write_table
from bot.sheets.sample import COLUMNS

BIMTEK = (sys.executable, "-m", "bot")
STARTS = 120.0  # seconds at most until the bot polls
FIRST_CHAT = 1_000_000
HOUR = 9  # o'clock at the office, whatever the time here: nothing waits for the quiet hours

# Everyone gets a chat of their own with a number for an address, and has agreed.
REGISTER = (
    """INSERT INTO chat (channel, address, person_id, created_at, seen_at)
       SELECT 'telegram', CAST(? + ROW_NUMBER() OVER (ORDER BY person_id) AS TEXT), person_id,
              ?, ? FROM holding WHERE to_at IS NULL""",
    """INSERT INTO companion (chat_id, person_id, consented_at, consent_version)
       SELECT id, person_id, created_at, 2 FROM chat WHERE channel = 'telegram'""",
)
REGISTERED_AT = "2024-01-26T01:00:00.000000Z"


def zone() -> str:
    """Return a zone in which it is about nine in the morning."""
    behind = (time.gmtime().tm_hour - HOUR) % 24  # Etc/GMT+5 is five hours behind
    return f"Etc/GMT+{behind}" if behind <= 12 else f"Etc/GMT-{24 - behind}"


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float  # of memory at most

    @property
    def found(self) -> Any:
        """Return what it printed as JSON; raises AssertionError with its words if it refused."""
        assert self.status == 0, f"status {self.status}: {self.out}{self.err}"
        return json.loads(self.out)


class Office:
    """One folder with a database; `bulk_rate` is BOT_BULK_RATE."""

    def __init__(self, folder: Path, api: LimitedApi | None = None, bulk_rate: int = 25) -> None:
        self.folder, self.bulk_rate = folder, bulk_rate
        self.api = api or LimitedApi()
        self.pid = 0
        self._bot: asyncio.subprocess.Process | None = None

    @property
    def database(self) -> Path:
        return self.folder / "bimtek.db"

    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "BOT_DATABASE_URL": f"sqlite:///{self.database}",
            "BOT_TOKEN": "1:bench",
            "BOT_API_URL": f"http://127.0.0.1:{self.api.port}",
            "BOT_HTTP_PORT": "0",
            "BOT_BULK_RATE": str(self.bulk_rate),
            "BOT_TIMEZONE": zone(),
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }

    # --- people -------------------------------------------------------------------------------

    async def settle(self, count: int = OFFICE, registered: int | None = None) -> None:
        """Import a roster of so many KPPS, of whom all (or so many) have registered."""
        file = self.folder / "roster.xlsx"
        write_table(file, COLUMNS, (astuple(row) for row in roster.rows(count)))
        ran = await self.bimtek("roster", "import", str(file), "--yes", wait=600)
        assert not ran.status, ran.err
        self._register(count if registered is None else registered)

    def _register(self, registered: int) -> None:
        raw = sqlite3.connect(self.database)
        with raw:
            raw.execute(REGISTER[0], (FIRST_CHAT - 1, REGISTERED_AT, REGISTERED_AT))
            last = FIRST_CHAT + registered
            raw.execute("DELETE FROM chat WHERE CAST(address AS INTEGER) >= ?", (last,))
            raw.execute(REGISTER[1])
        raw.close()

    def query(self, text: str, *values: object) -> list[Any]:
        """Read the database past the bot."""
        raw = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return raw.execute(text, values).fetchall()
        finally:
            raw.close()

    # --- the bot ------------------------------------------------------------------------------

    async def start(self) -> Self:
        """Start the bot and wait until it polls. Raises RuntimeError with its last words."""
        bot = await self.launch()
        polled = asyncio.create_task(self.api.polled.wait())
        ended = asyncio.create_task(bot.wait())
        await asyncio.wait({polled, ended}, timeout=STARTS, return_when="FIRST_COMPLETED")
        polled.cancel()
        ended.cancel()
        if not self.api.polled.is_set():
            raise RuntimeError(f"the bot did not start: {self.last_words()}")
        return self

    async def launch(self) -> asyncio.subprocess.Process:
        """Start the bot; it is not up yet."""
        self.api.polled.clear()
        with (self.folder / "stderr").open("ab") as words:
            self._bot = await asyncio.create_subprocess_exec(
                *BIMTEK,
                "serve",
                env=self.environment(),
                cwd=self.folder,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=None if os.environ.get("BENCH_LOUD") else words,
            )
        self.pid = self._bot.pid
        return self._bot

    def last_words(self, length: int = 2000) -> str:
        return (self.folder / "stderr").read_text(errors="replace")[-length:]

    async def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Send the bot a signal and wait; return its status."""
        if self._bot is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            self._bot.send_signal(by)
        status, self._bot = await self._bot.wait(), None
        return status

    # --- commands -----------------------------------------------------------------------------

    async def bimtek(self, *words: str, wait: float = 120.0) -> Ran:
        """Run a command of the operator's beside the bot."""
        started = time.monotonic()
        out, err = self.folder / f"out-{started}", self.folder / f"err-{started}"
        command = self._spawn(words, out, err)
        async with asyncio.timeout(wait):
            _, status, used = await asyncio.to_thread(os.wait4, command.pid, 0)
        command.returncode = os.waitstatus_to_exitcode(status)
        ran = Ran(
            command.returncode,
            out.read_text(errors="replace"),
            err.read_text(errors="replace"),
            time.monotonic() - started,
            used.ru_maxrss / 1024,
        )
        out.unlink()
        err.unlink()
        return ran

    def _spawn(self, words: Sequence[str], out: Path, err: Path) -> subprocess.Popen[bytes]:
        with out.open("wb") as to_out, err.open("wb") as to_err:
            return subprocess.Popen(
                [*BIMTEK, *words],
                cwd=self.folder,
                env=self.environment(),
                stdout=to_out,
                stderr=to_err,
            )

    async def broadcast(self, text: str, audience: str = "peran=KPPS", *more: str) -> Any:
        """Send a broadcast; return what the command said of it."""
        words = ("--text", text, "--audience", audience, *more, "--yes", "--json")
        return (await self.bimtek("broadcast", "send", *words)).found

    async def ledger(self, number: int) -> dict[str, Any]:
        found = (await self.bimtek("ledger", "--id", str(number), "--json")).found
        return dict(found[0] if isinstance(found, list) else found)


STATES = ("pending", "sending", "accepted", "failed", "blocked", "skipped", "cancelled", "unknown")


def unbalanced(ledger: dict[str, Any]) -> str:
    """Return what is wrong with the identity of the ledger; nothing if it holds."""
    total = sum(int(ledger[state]) for state in STATES)
    if total != int(ledger["audience"]):
        return f"{total} in states, {ledger['audience']} in the audience: {ledger}"
    return ""


def is_done(ledger: dict[str, Any]) -> bool:
    return not ledger["pending"] and not ledger["sending"]


@asynccontextmanager
async def office(
    folder: Path, api: LimitedApi, bulk_rate: int, people: Sequence[int] = (OFFICE,)
) -> AsyncIterator[Office]:
    """Yield an office whose bot runs; `people`: how many there are, and how many registered."""
    await api.start()
    place = Office(folder, api, bulk_rate)
    try:
        await place.settle(*people)
        yield await place.start()
    except Exception as error:
        error.add_note(place.last_words())
        raise
    finally:
        await place.end()
        await api.stop()


__all__ = ["LARGE", "OFFICE", "Office", "Ran", "is_done", "office", "unbalanced", "zone"]
