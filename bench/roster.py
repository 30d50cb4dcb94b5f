"""Importing rosters while others write, as an office would see it.

`python -m bench.roster` adds 100,000 rows, which take minutes.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from bot.sheets.result import write_table
from bot.sheets.sample import COLUMNS, RosterRow, sample
from bot.storage.engine import open_database
from bot.storage.migrate import migrate

OFFICE, LARGE = 4_277, 100_000  # rows: the KPPS of the sample, and what nobody should ever need
LIMITS = {OFFICE: (5.0, 200.0, 0.5), LARGE: (90.0, 600.0, 1.0)}  # seconds, MB, seconds locked


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: how long it took, its memory at most, and how long writers waited at most."""

    what: str
    seconds: float
    megabytes: float
    locked: float


class Writer(threading.Thread):
    """Writes all the time, as taps do, and remembers the longest wait."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self._path, self._ended = path, threading.Event()
        self.longest = 0.0

    def run(self) -> None:
        raw = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        while not self._ended.is_set():
            started = time.monotonic()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('bench', 'x')")
            raw.execute("COMMIT")
            self.longest = max(self.longest, time.monotonic() - started)
            time.sleep(0.005)
        raw.close()

    def end(self) -> float:
        self._ended.set()
        self.join()
        return self.longest


def rows(count: int) -> Iterator[RosterRow]:
    """Yield the KPPS of the sample, or as many as are asked for in desa that are made up."""
    if count == OFFICE:
        yield from (row for row in sample() if row.peran == "KPPS")
        return
    for n in range(count):
        tps, member = divmod(n, 7)
        desa, number = divmod(tps, 25)
        yield RosterRow(
            f"Kecamatan {desa // 20 + 1}",
            f"Desa {desa + 1}",
            f"{number + 1:03d}",
            "KPPS",
            str(member + 1),
            f"Anggota KPPS {n}",
            f"0800{n:07d}",
            "",
        )


def changed(before: Sequence[RosterRow]) -> Iterator[RosterRow]:
    """Yield the same with every twentieth replaced and every tenth phone another."""
    for n, row in enumerate(before):
        phone = f"0801{n:07d}" if n % 10 == 0 else row.telepon
        name = f"Pengganti {n}" if n % 20 == 0 else row.nama
        yield replace(row, nama=name, telepon=phone, kode="")


def measured(folder: Path, what: str, *words: str) -> Measured:
    database = folder / "bimtek.db"
    environment = {**os.environ, "BOT_DATABASE_URL": f"sqlite:///{database}"}
    writer = Writer(database)
    writer.start()
    started = time.monotonic()
    nothing = os.open(os.devnull, os.O_WRONLY)
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "bot", "roster", *words],
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 1)],
    )
    _, status, used = os.wait4(pid, 0)  # its own memory at most, not that of all children
    os.close(nothing)
    seconds = time.monotonic() - started
    if status:
        raise RuntimeError(f"{what}: status {status}")
    return Measured(what, seconds, used.ru_maxrss / 1024, writer.end())


async def prepare(folder: Path) -> None:
    db = await open_database(f"sqlite:///{folder / 'bimtek.db'}")

    async def no_backup(_version: int) -> None: ...

    await migrate(db, "2024-01-26T01:00:00.000000Z", no_backup)
    await db.close()


def compare(count: int, folder: Path) -> list[Measured]:
    asyncio.run(prepare(folder))
    first = list(rows(count))
    for name, lines in (("satu", first), ("dua", changed(first))):
        write_table(folder / f"{name}.xlsx", COLUMNS, (astuple(row) for row in lines))
    one, two = str(folder / "satu.xlsx"), str(folder / "dua.xlsx")
    return [
        measured(folder, "preview", "import", one, "--dry-run"),
        measured(folder, "first import", "import", one, "--yes"),
        measured(folder, "the same again", "import", one, "--yes"),
        measured(folder, "with changes", "import", two, "--yes"),
        measured(folder, "undo", "undo", "--yes"),
    ]


def report(count: int, all_measured: Sequence[Measured]) -> None:
    seconds, megabytes, locked = LIMITS[count]
    print(
        f"\nImporting {count:,} rows while others write (limits {seconds:.0f} s,"
        f" {megabytes:.0f} MB, others wait {locked:.1f} s)"
    )
    for one in all_measured:
        print(
            f"  {one.what:22} {one.seconds:5.1f} s  {one.megabytes:4.0f} MB"
            f"  others waited {one.locked:.2f} s at most"
        )


def main(*counts: int) -> None:
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            report(count, compare(count, Path(folder)))


if __name__ == "__main__":
    main(OFFICE, LARGE)
