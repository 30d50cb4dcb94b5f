"""Resident memory after everyone of the sample roster has been active."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.botapi import BotApi, Person
from bench.taps import first_button, ours, running
from bot.sheets import sample as roster

AT_ONCE = 64
LIMIT_MB = 150


def resident_mb(pid: int) -> float:
    """Return VmRSS of a process in MB (proc(5))."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("no VmRSS")


async def everyone(folder: Path) -> tuple[float, float]:
    """Return MB (at the start, after 4,367 people registered, read and answered)."""
    rows = list(roster.sample())
    environment = {**os.environ, "BOT_DATABASE_URL": f"sqlite:///{folder}/bimtek.db"}
    bimtek = [sys.executable, "-m", "bot", "roster"]
    roster.write(folder / "roster.csv", rows)
    importing = await asyncio.create_subprocess_exec(
        *bimtek,
        "import",
        str(folder / "roster.csv"),
        "--yes",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await importing.wait():
        raise RuntimeError("the sample roster could not be imported")
    async with running(ours(), folder) as (api, pid):
        people = [Person(10_000 + n, first_button) for n in range(len(rows))]
        api.people = {person.chat: person for person in people}
        await api.say(people[0], "/start")
        before = resident_mb(pid)
        queue = iter(list(zip(people, rows, strict=True)))
        await asyncio.gather(*(_work(api, queue) for _ in range(AT_ONCE)))
        return before, resident_mb(pid)


async def _work(api: BotApi, queue: Iterator[tuple[Person, roster.RosterRow]]) -> None:
    for person, row in queue:
        await api.say(person, f"/start {row.kode}")
        await api.tap(person, f"kenal:{row.kode}")
        await api.tap(person, f"setuju:{row.kode}:2")
        for data in ("sesi:2", "hal:s2-kedudukan-anda", "kuis:2"):
            await api.tap(person, data)
        await api.tap(person, person.buttons[0])


def report(before: float, after: float) -> None:
    print(
        f"\nResident memory of `bimtek serve`: {before:.0f} MB with one chat, {after:.0f} MB after"
        f" all 4,367 people of the sample roster were active (limit {LIMIT_MB} MB)"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        report(*asyncio.run(everyone(Path(name))))
