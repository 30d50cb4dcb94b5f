"""Long work: begun from the queue, done in a child process, and told once whatever happens."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.dialog import Finished, Incoming
from bot.core.ports import Rejected, TooLarge, TryLater, Unreachable
from bot.delivery import jobs as delivery
from bot.delivery.jobs import Child, Runner
from bot.storage import jobs
from bot.storage.jobs import Job
from tests.phone import Phone, Town

CSV = b"kecamatan,desa\nJunrejo,Beji\n"
# A child that says of its job what it is told to, and leaves its words and its file in a folder.
SCRIPT = """
import json, pathlib, sqlite3, sys, time
database, folder, end, number, *words = sys.argv[1:]
folder = pathlib.Path(folder)
file = pathlib.Path(words[words.index("--file") + 1]) if "--file" in words else None
seen = {"words": words, "name": file and file.name, "file": file and file.read_text()}
seen["mode"] = file and oct(file.parent.stat().st_mode)[-3:]
(folder / f"job-{number}.json").write_text(json.dumps(seen))
if end == "hangs":
    (folder / "begun").touch()
    time.sleep(60)
if end != "dies":
    db = sqlite3.connect(database)
    db.execute("UPDATE job SET state = ?, note = ? WHERE id = ?", (end, "Rosak.", number))
    db.commit()
sys.exit(end == "dies")
"""


class Shelf:
    """A channel that has one file, and raises what it is told to first."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = []
        self.asked: list[tuple[str, int]] = []
        self.discarded: list[str] = []

    async def fetch(self, ref: str, limit: int) -> bytes:
        self.asked.append((ref, limit))
        if self.troubles:
            raise self.troubles.pop(0)
        return CSV

    def discard(self, ref: str) -> None:
        self.discarded.append(ref)


class Works:
    """A runner on the town's database, and everything around it."""

    def __init__(self, town: Town, phone: Phone, folder: Path) -> None:
        self.town, self.phone, self.folder = town, phone, folder
        self.shelf = Shelf()
        self.told: list[Incoming] = []
        self.troubles: list[Exception] = []
        self.naps: list[float] = []
        folder.mkdir(exist_ok=True)

    def runner(self, end: str = "done", *, command: tuple[str, ...] = ()) -> Runner:
        database = str(self.folder.parent / "town.db")
        words = command or (sys.executable, "-c", SCRIPT, database, str(self.folder), end)
        child = Child(words, {"PATH": "/usr/bin:/bin"}, self.folder)
        db, clock = self.town.db, self.town.clock
        return Runner(db, clock, self.take, {"web": self.shelf}, child, self.nap)

    async def take(self, incoming: Incoming) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append(incoming)
        await self.town.router.take(incoming)

    async def nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        await asyncio.sleep(0.01)

    async def ask(self, kind: str = "roster-stage", **args: Any) -> int:
        chat = await self.phone.chat()
        assert chat.person
        async with self.town.db.transaction() as tx:
            asked_by = (chat.id, chat.person.id)
            return await jobs.ask(tx, kind, args, asked_by, self.town.clock.now())

    async def job(self, number: int) -> Job:
        async with self.town.db.transaction() as tx:
            found = await jobs.load(tx, number)
        assert found
        return found

    def seen(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"job-{number}.json").read_text())
        return found

    @property
    def left(self) -> list[str]:
        """What is left of the private folders."""
        return [path.name for path in self.folder.iterdir() if path.is_dir()]


@pytest.fixture
async def works(town: Town, tmp_path: Path) -> Works:
    return Works(town, await town.registered("Sosdiklih", 1), tmp_path / "unggahan")


async def test_work_is_done_with_its_file_in_a_private_folder_and_told_once(works: Works):
    number = await works.ask(ref="berkas-1", channel="web", name="../daftar A<1>.csv")
    await works.runner()._look()
    await works.runner()._look()

    job = await works.job(number)
    assert (job.state, job.tries) == ("done", 1)
    assert [one.event for one in works.told] == [Finished(number)]
    assert works.told[0].address == works.phone.address
    seen = works.seen(number)
    assert (seen["name"], seen["file"], seen["mode"]) == ("_daftar A_1_.csv", CSV.decode(), "700")
    assert seen["words"][:2] == ["--now", works.town.clock.now().isoformat()]
    assert works.shelf.asked == [("berkas-1", 10 * 2**20)]
    assert (works.shelf.discarded, works.left) == (["berkas-1"], [])


async def test_work_goes_one_after_the_other_in_the_order_it_was_asked_for(works: Works):
    numbers = [await works.ask("kit", area=n) for n in range(3)]

    await works.runner()._look()

    assert [one.event for one in works.told] == [Finished(number) for number in numbers]
    assert works.shelf.asked == []


@pytest.mark.parametrize(("end", "note"), [("failed", "Rosak."), ("dies", delivery.STOPPED)])
async def test_work_that_fails_says_why(works: Works, end: str, note: str):
    number = await works.ask()

    await works.runner(end)._look()

    job = await works.job(number)
    assert (job.state, job.note) == ("failed", note)
    assert note.split(".", maxsplit=1)[0] in works.phone.text


async def begun(works: Works, runner: Runner) -> "asyncio.Task[None]":
    """Run until the child is at work."""
    task = asyncio.create_task(runner.run())
    await until((works.folder / "begun").exists)
    return task


async def until(happened: Callable[[], object]) -> None:
    """Wait for what a process of its own does."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - there is nothing of ours to wait for
            await asyncio.sleep(0.01)


def children() -> list[int]:
    """Return the processes of ours that run a job."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except (OSError, IndexError):
            continue
        if b"database, folder, end" in words and int(parent) == os.getpid():
            found.append(int(folder.name))
    return found


async def test_a_child_that_is_killed_in_the_middle_is_told_once(works: Works):
    number = await works.ask()
    task = await begun(works, works.runner("hangs"))
    for child in children():
        os.kill(child, signal.SIGKILL)
    await until(lambda: works.told)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert (await works.job(number)).note == delivery.STOPPED
    assert [one.event for one in works.told] == [Finished(number)]
    assert works.left == []


async def test_a_bot_that_is_stopped_ends_the_child_and_goes_on_after_its_start(works: Works):
    number = await works.ask(ref="berkas-1", channel="web", name="a.csv")
    task = await begun(works, works.runner("hangs"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    job = await works.job(number)
    assert (job.state, job.tries) == ("waiting", 0)
    assert (children(), works.left, works.shelf.discarded, works.told) == ([], [], [], [])

    await works.runner()._look()
    assert (await works.job(number)).state == "done"
    assert len(works.told) == 1


async def crash(works: Works, number: int) -> None:
    """Leave the database as a bot that was killed in the middle of this work does."""
    async with works.town.db.transaction() as tx:
        jobs.save_begun(tx, number)


async def look(runner: Runner) -> None:
    """Run from the start until there is nothing to do."""
    looked = asyncio.Event()
    plain = runner._sleep

    async def nap(seconds: float) -> None:
        if seconds in (delivery.POLL_SECONDS, delivery.TROUBLE_SECONDS):
            looked.set()
        await plain(seconds)

    runner._sleep = nap
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(20):
        await looked.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_work_begun_when_the_bot_was_killed_is_done_and_told_once(works: Works):
    number = await works.ask()
    await crash(works, number)

    await look(works.runner())
    await look(works.runner())

    job = await works.job(number)
    assert (job.state, job.tries) == ("done", 2)
    assert len(works.told) == 1


async def test_work_that_killed_the_bot_twice_is_not_begun_a_third_time(works: Works):
    number = await works.ask(ref="berkas-1", channel="web", name="bom.xlsx")
    await crash(works, number)
    await crash(works, number)

    await look(works.runner())

    assert (await works.job(number)).state == "failed"
    assert delivery.STOPPED.split(",", maxsplit=1)[0] in works.phone.text
    assert works.shelf.discarded == ["berkas-1"]


async def test_a_bot_that_dies_before_it_told_tells_after_its_start_and_only_once(works: Works):
    number = await works.ask()
    works.troubles = [OSError("basis data")]
    with capture_logs() as logged:
        await look(works.runner())
    assert ((await works.job(number)).state, works.told) == ("done", [])
    assert [one["event"] for one in logged] == ["job queue failed"]

    await look(works.runner())
    async with works.town.db.transaction() as tx:  # and one that dies just after it
        tx.write("UPDATE job SET told = 0")
    works.phone.heard = []
    await look(works.runner())

    keys = [one.key for one in works.told]
    assert len(set(keys)) == 1
    assert await works.town.count("said", "event_key = $1", keys[0]) == 1


async def test_work_that_takes_too_long_is_ended(works: Works, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "WORK_SECONDS", 0.2)
    number = await works.ask()

    await works.runner("hangs")._look()

    assert (await works.job(number)).note == delivery.TOO_LONG
    assert children() == []


async def test_a_child_that_does_not_end_when_told_to_is_killed(
    works: Works, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(delivery, "WORK_SECONDS", 0.5)
    monkeypatch.setattr(delivery, "STOP_SECONDS", 0.1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    number = await works.ask()

    await works.runner(command=(sys.executable, "-c", deaf))._look()

    assert (await works.job(number)).note == delivery.TOO_LONG


@pytest.mark.parametrize(
    ("trouble", "note"),
    [
        (TooLarge(), delivery.TOO_LARGE),
        (Rejected("gone"), delivery.GONE),
        (Unreachable("blocked"), delivery.GONE),
    ],
)
async def test_a_file_that_cannot_be_had_is_said_so(works: Works, trouble: Exception, note: str):
    works.shelf.troubles = [trouble]
    number = await works.ask(ref="berkas-1", channel="web", name="a.csv")

    await works.runner()._look()

    assert (await works.job(number)).note == note
    assert len(works.told) == 1


@pytest.mark.parametrize(("times", "state"), [(4, "done"), (5, "failed")])
async def test_a_network_that_is_away_is_waited_for_a_while(works: Works, times: int, state: str):
    works.shelf.troubles = [TryLater(60) for _ in range(times)]
    number = await works.ask(ref="berkas-1", channel="web", name="a.csv")

    await works.runner()._look()

    job = await works.job(number)
    assert (job.state, job.note == delivery.AWAY) == (state, state == "failed")
    assert works.naps == [delivery.LONGEST_PAUSE] * 4


async def test_a_file_of_a_channel_that_is_not_used_any_more_is_gone(works: Works):
    number = await works.ask(ref="berkas-1", channel="telegram", name="a.csv")

    await works.runner()._look()

    assert (await works.job(number)).note == delivery.GONE


async def test_a_program_that_cannot_be_begun_fails_and_holds_nobody_up(works: Works):
    number = await works.ask()
    with capture_logs() as logged:
        await works.runner(command=("/tidak/ada",))._look()

    assert (await works.job(number)).note == delivery.STOPPED
    assert [(one["event"], one["job"], one["kind"]) for one in logged] == [
        ("job failed", number, "roster-stage")
    ]


async def test_a_file_that_other_work_still_needs_stays(works: Works):
    for _ in range(2):
        await works.ask(ref="berkas-1", channel="web", name="a.csv")
    runner = works.runner()
    [first, *_] = [await jobs.next_waiting(works.town.db)]
    assert first
    await runner._work(first)
    assert works.shelf.discarded == []

    await runner._look()
    assert works.shelf.discarded == ["berkas-1"]


async def test_work_of_someone_forgotten_meanwhile_is_told_to_nobody(works: Works):
    number = await works.ask()
    await crash(works, number)
    async with works.town.db.transaction() as tx:
        tx.write("DELETE FROM job")
        await jobs.save_ended(tx, number, works.town.clock.now(), "x")

    await look(works.runner())

    assert works.told == []
