"""Quiz taps a second: this bot whole, against minimal bots that do far less per tap.

64 people each wait for the answer to a tap before the next: callback answered and message
edited or sent. Server, people and measurement are the same for all; bots take turns in rounds.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.botapi import BotApi, Person

PEOPLE = 64
SECONDS = 8.0
WARM_UP = 2.0
ROUNDS = 3
START_SECONDS = 120.0  # the first start after an installation reads everything from the disk
PEERS = Path(__file__).parent / "peers"
PEER_PYTHON = Path(__file__).parent / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    command: tuple[str, ...]
    ours: bool = False


def ours() -> Contender:
    return Contender("bimtek-bot", (sys.executable, "-m", "bot", "serve"), ours=True)


def contenders() -> list[Contender]:
    return [
        ours(),
        Contender("aiogram 3.31, minimal", (str(PEER_PYTHON), str(PEERS / "aiogram_minimal.py"))),
        Contender("PTB 22.8, stock", (str(PEER_PYTHON), str(PEERS / "ptb_stock.py"))),
    ]


def first_button(buttons: Sequence[str]) -> str | None:
    return buttons[0] if buttons else None


def quiz_button(buttons: Sequence[str]) -> str | None:
    """Go on with the quiz whatever the screen: answer, next question, again."""
    for wanted in ("jawab:", "soal:", "kuis:2"):
        for data in buttons:
            if data.startswith(wanted):
                return data
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """One round of one contender: taps a second, and CPU milliseconds its process spent a tap."""

    rate: float
    cpu: float


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process so far, in seconds (proc(5), fields 14, 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(contender: Contender, folder: Path) -> Figure:
    """Return one contender's figures of one round."""
    async with running(contender, folder) as (api, pid):
        people = [Person(1000 + n, first_button) for n in range(PEOPLE)]
        api.people = {person.chat: person for person in people}
        await asyncio.gather(*(_enter(api, person, ours=contender.ours) for person in people))
        return await _count(api, people, pid)


@asynccontextmanager
async def running(contender: Contender, folder: Path) -> AsyncIterator[tuple[BotApi, int]]:
    """Yield the server that a bot polls already, and the bot's process id.

    Raises RuntimeError where it ends before it polls; a failure carries the bot's last words.
    """
    api = BotApi()
    await api.start()
    process = await _launch(contender, f"http://127.0.0.1:{api.port}", folder)
    try:
        await _started(api, process)
        yield api, process.pid
    except Exception as error:
        words = (folder / "stderr").read_text(errors="replace")[-2000:]
        error.add_note(f"{contender.name}: {words}")
        raise
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await api.stop()


async def _started(api: BotApi, process: asyncio.subprocess.Process) -> None:
    """Wait until the bot polls: one that ends, or is not up yet, answers nobody."""
    polled, ended = asyncio.create_task(api.polled.wait()), asyncio.create_task(process.wait())
    await asyncio.wait({polled, ended}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    polled.cancel()
    ended.cancel()
    if not api.polled.is_set():
        raise RuntimeError(f"did not start, status {process.returncode}")


async def _launch(contender: Contender, api: str, folder: Path) -> asyncio.subprocess.Process:
    environment = {**os.environ, "BOT_TOKEN": "1:bench", "BOT_API_URL": api, "BOT_HTTP_PORT": "0"}
    arguments = list(contender.command)
    if contender.ours:
        environment["BOT_DATABASE_URL"] = f"sqlite:///{folder}/bimtek.db"
        environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    else:
        arguments += [api, str(folder / "peer.db")]
    with (folder / "stderr").open("wb") as words:
        return await asyncio.create_subprocess_exec(
            *arguments,
            env=environment,
            cwd=folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if os.environ.get("BENCH_LOUD") else words,
        )


async def _enter(api: BotApi, person: Person, *, ours: bool) -> None:
    await api.say(person, "/start", settle=0.2)
    if ours:
        for data in ("setuju::2", "menu", "sesi:2", "kuis:2"):
            await api.tap(person, data)
        person.choose = quiz_button


async def _count(api: BotApi, people: Sequence[Person], pid: int) -> Figure:
    """Let everyone tap for a while; return how many taps a second were answered."""
    taps = 0
    counting = running = True

    async def go(person: Person) -> None:
        nonlocal taps
        while running:
            data = person.choose(person.buttons)
            if data is None:
                raise RuntimeError(f"no way on: {person.buttons}")
            await api.tap(person, data)
            taps += counting

    counting = False
    tasks = [asyncio.create_task(go(person)) for person in people]
    await asyncio.sleep(WARM_UP)
    counting, start, spent = True, time.perf_counter(), cpu_seconds(pid)
    await asyncio.sleep(SECONDS)
    seconds, spent, counting = time.perf_counter() - start, cpu_seconds(pid) - spent, False
    running = False
    await asyncio.gather(*tasks)
    return Figure(taps / seconds, spent / taps * 1000)


async def compare(rounds: int = ROUNDS) -> dict[str, list[Figure]]:
    """Return the taps a second of every contender, round by round, taking turns."""
    figures: dict[str, list[Figure]] = {contender.name: [] for contender in contenders()}
    for _ in range(rounds):
        for contender in contenders():
            with tempfile.TemporaryDirectory() as folder:
                figures[contender.name].append(await measure(contender, Path(folder)))
    return figures


def report(figures: dict[str, list[Figure]]) -> None:
    print(
        f"\nQuiz taps a second, {PEOPLE} people each waiting for the answer,"
        f" {SECONDS:.0f} s a round"
    )
    first = figures[ours().name]
    for name, rounds in figures.items():
        ratios = [a.rate / b.rate for a, b in zip(first, rounds, strict=True)]
        print(
            f"  {name:22} median {statistics.median(r.rate for r in rounds):5.0f}/s"
            f"  ({', '.join(f'{r.rate:.0f}' for r in rounds)})"
            f"  CPU {statistics.median(r.cpu for r in rounds):.2f} ms a tap"
            f"  bimtek-bot: {statistics.median(ratios):.2f} times as many"
        )


if __name__ == "__main__":
    report(asyncio.run(compare(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
