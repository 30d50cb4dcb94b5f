"""Results of a whole season: pages, exports, and what both cost those who answer quizzes.

    python -m bench.results [MUSIM.db] [FOLDER]

Without a database a season is made first. With a folder nothing is measured: the database, its
results as JSON and the pages are kept there, for `bench.recount`.
"""

import asyncio
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median

from aiohttp import ClientSession, CookieJar

from bench.crowd import percentile
from bench.season import ANYBODY, TAKERS, Bot, Takers, running
from bench.webphone import WebPhone
from bot.cli.season import SEED, token_of

TIMES = 50  # that each page is asked for
THINK = {"with 2 s to think": 2.0, "as fast as they can": 0.0}  # between two taps of one person
ROUND = 15.0  # seconds of taps in one round
ROUNDS = 3
PAGE_MS, PAGE_KB = 200, 300
XLSX_SECONDS, CSV_SECONDS = 10, 3
FLAT_MB = 12  # more for all answers than for a part of them
SLOWER = 1.5

# --- the dashboard ----------------------------------------------------------------------------


async def enter(bot: Bot, http: ClientSession) -> None:
    """Let `http` into the dashboard by a link from the chat, as a person does."""
    [boss, *_] = bot.read(ANYBODY, "Sosdiklih")
    phone = WebPhone(http, bot.url, token_of(SEED, boss))
    await phone.open()
    await phone.say("/dasbor")
    await phone.close()
    link = re.search(r'href="[^"]*(/dasbor/masuk/[^"]+)"', phone.html)
    assert link, phone.html
    path = link[1]
    async with http.post(f"{bot.url}{path}", headers={"Origin": bot.url}) as answer:
        assert answer.status == 200, await answer.text()


def pages(bot: Bot) -> list[str]:
    """Return one page of each kind, the largest of it."""
    by_size = "SELECT up.id FROM area up JOIN area a ON a.parent_id = up.id WHERE up.level = ?"
    largest = f"{by_size} GROUP BY up.id ORDER BY COUNT(*) DESC, up.id LIMIT 1"
    areas = [bot.read(largest, level)[0] for level in ("kota", "kecamatan", "desa")]
    areas += bot.read("SELECT MIN(id) FROM area WHERE level = 'tps'")
    person = bot.read(ANYBODY, "KPPS")[0]
    return [
        "/dasbor",
        "/dasbor/wilayah",
        *(f"/dasbor/wilayah/{area}" for area in areas),
        *(f"/dasbor/wilayah/{areas[1]}?potong={cut}" for cut in ("peran", "pengalaman", "minggu")),
        "/dasbor/soal",
        "/dasbor/soal/KE-01/1",
        "/dasbor/soal/KE-17/1",
        "/dasbor/siaran",
        "/dasbor/siaran/1",
        "/dasbor/siaran/5",
        "/dasbor/peserta",
        "/dasbor/peserta?cari=beji",
        f"/dasbor/orang/{person}",
        "/dasbor/unduh",
    ]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a page did: its status, seconds of each time, and bytes as it is and as it travels."""

    path: str
    status: int
    seconds: Sequence[float]
    size: int
    compressed: int

    def __str__(self) -> str:
        p50, p95 = (1000 * percentile(self.seconds, part) for part in (0.5, 0.95))
        good = self.status == 200 and p95 < PAGE_MS and self.size < PAGE_KB * 1000
        return (
            f"{'✓' if good else '✗'} {self.path:<38} {self.status}  p50 {p50:5.0f} ms  p95"
            f" {p95:5.0f} ms  {self.size / 1000:6.1f} kB, {self.compressed / 1000:5.1f} compressed"
        )


async def load(bot: Bot, http: ClientSession, path: str, times: int = TIMES) -> Loaded:
    seconds: list[float] = []
    status = size = 0
    for _ in range(times):
        started = time.perf_counter()
        async with http.get(bot.url + path, headers={"Accept-Encoding": "identity"}) as answer:
            size, status = len(await answer.read()), answer.status
        seconds.append(time.perf_counter() - started)
        await asyncio.sleep(random.uniform(0, 0.03))
    async with http.get(bot.url + path, headers={"Accept-Encoding": "gzip"}) as answer:
        compressed = int(answer.headers.get("Content-Length", size))
        await answer.read()
    return Loaded(path, status, seconds, size, compressed)


async def save(bot: Bot, http: ClientSession, folder: Path) -> None:
    """Save each page, and every area, question and mailing; then what they were counted from."""
    more = [f"/dasbor/wilayah/{n}" for n in bot.read("SELECT id FROM area WHERE level <> 'tps'")]
    more += [f"/dasbor/siaran/{n}" for n in bot.read("SELECT id FROM mailing")]
    async with http.get(f"{bot.url}/dasbor/soal") as answer:
        text = await answer.text()
    more += {
        part.split('"')[0] for part in text.split('href="')[1:] if "/dasbor/soal/" in part[:15]
    }
    for path in [*pages(bot), *more]:
        async with http.get(bot.url + path) as answer:
            if answer.status == 200:
                name = path.replace("/", ",")
                (folder / "pages" / name).write_text(await answer.text())
    done = await export(bot, "json", keep=folder / "results.json")
    assert done.status == 0
    with sqlite3.connect(bot.database) as raw, sqlite3.connect(folder / "season.db") as kept:
        raw.backup(kept)


# --- exports ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exported:
    """What a command took, and how large its process and its file were."""

    status: int
    seconds: float
    cpu: float
    megabytes: float
    size: int


async def export(bot: Bot, form: str, *words: str, keep: Path | None = None) -> Exported:
    out = keep or bot.folder / f"hasil-{time.monotonic_ns()}.{form}"
    started = time.perf_counter()
    words = ("results", "export", "--format", form, "--out", str(out), *words)
    status, cpu, megabytes = await asyncio.to_thread(_run, bot, words)
    seconds, size = time.perf_counter() - started, out.stat().st_size if not status else 0
    if not keep:
        out.unlink(missing_ok=True)
    return Exported(status, seconds, cpu, megabytes, size)


def _run(bot: Bot, words: Sequence[str]) -> tuple[int, float, float]:
    """Run a command; return its status, CPU seconds, and the most memory it took."""
    command = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        env=bot.environment(),
        cwd=bot.folder,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    return command.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


async def exports(bot: Bot) -> list[str]:
    limits = {"xlsx": XLSX_SECONDS, "csv": CSV_SECONDS, "json": XLSX_SECONDS, "pdf": XLSX_SECONDS}
    lines = []
    done = {form: await export(bot, form) for form in limits}
    for form, one in done.items():
        good = one.status == 0 and one.seconds < limits[form]
        lines.append(
            f"{'✓' if good else '✗'} {form:<5} {one.seconds:5.2f} s of {limits[form]} s"
            f" ({one.cpu:.2f} s of CPU),"
            f" {one.megabytes:4.0f} MB at most, {one.size / 1e6:5.2f} MB written"
        )
    part = await export(bot, "csv", "--area", "kecamatan=Batu")
    more = done["csv"].megabytes - part.megabytes
    lines.append(
        f"{'✓' if more < FLAT_MB else '✗'} CSV of {done['csv'].size / max(1, part.size):.1f} times"
        f" as many answers took {more:+.1f} MB (at most {FLAT_MB})"
    )
    return lines


# --- beside those who answer -------------------------------------------------------------------


async def beside(
    bot: Bot, http: ClientSession, think: float, *, pages_too: bool
) -> tuple[list[float], list[float]]:
    """Return p95 of the rounds without, and with, an export beside; and pages, one after another.

    Pages are fetched by the process that also plays the people, so that their figure is too high.
    """
    async with ClientSession() as own:
        takers = Takers(bot, own, think)
        await takers.enter()
        await takers.answer(ROUND / 3)
        alone, together = [], []
        for _ in range(ROUNDS):
            alone.append(percentile(await takers.answer(ROUND), 0.95))
            others = [asyncio.create_task(_export(bot))]
            if pages_too:
                others.append(asyncio.create_task(_load_all(bot, http)))
            together.append(percentile(await takers.answer(ROUND), 0.95))
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        await takers.leave()
    return alone, together


async def _load_all(bot: Bot, http: ClientSession) -> None:
    while True:
        for path in pages(bot):
            async with http.get(bot.url + path) as answer:
                await answer.read()


async def _export(bot: Bot) -> None:
    while True:
        await export(bot, "xlsx")


# --- all of it --------------------------------------------------------------------------------


async def measure(folder: Path, keep: Path | None = None) -> None:
    async with running(folder) as bot, ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        await enter(bot, http)
        if keep:
            await save(bot, http, keep)
            return
        print(f"\nPages of the dashboard, {TIMES} times each (under {PAGE_MS} ms, {PAGE_KB} kB)")
        for path in pages(bot):
            print(await load(bot, http, path))
        print("\nExports of the season, each a command of its own")
        print("\n".join(await exports(bot)))
        print(f"\n{TAKERS} people answering, p95 alone, and while XLSX is made (and pages load)")
        for (how, think), pages_too in product(THINK.items(), (False, True)):
            alone, together = await beside(bot, http, think, pages_too=pages_too)
            ratio = median(together) / median(alone)
            sign = " " if pages_too else "✓" if ratio <= SLOWER else "✗"
            print(
                f"{sign} {how}{', pages without a pause' * pages_too}:"
                f" {1000 * median(alone):.1f} ms, {1000 * median(together):.1f} ms,"
                f" {ratio:.2f} times{f' (at most {SLOWER})' * (not pages_too)}"
            )


def main(season: str = "", keep: str = "") -> None:
    with tempfile.TemporaryDirectory() as name:
        if keep:
            (Path(keep) / "pages").mkdir(parents=True, exist_ok=True)
        if season:
            shutil.copy(season, Path(name) / "musim.db")
        asyncio.run(measure(Path(name), Path(keep) if keep else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
