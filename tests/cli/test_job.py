"""`bimtek job`, and the bot that begins it: long work from the queue to the chat."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app import App, OffsetClock, leased, opened
from bot.channels.uploads import Uploads
from bot.cli import job as command
from bot.config import Settings
from bot.content import catalogue
from bot.storage import jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed
from tests import town as people
from tests.cli.conftest import Bimtek
from tests.phone import MORNING, Town

URL = "sqlite:///data/bimtek.db"
HEAD = "kecamatan,desa,tps,peran,nomor,nama,telepon,kode\n"


@pytest.fixture
async def db() -> AsyncIterator[Database]:
    async with opened(URL, OffsetClock(MORNING)) as db:
        await people.settle(db)
        yield db


async def ask(db: Database, kind: str, **args: Any) -> int:
    """Ask for work as Sosdiklih does in the chat."""
    town = Town(db, people.content(), catalogue.languages(), people.codes())
    phone = await town.registered("Sosdiklih", 1)
    chat = await phone.chat()
    assert chat.person
    async with db.transaction() as tx:
        tx.write("UPDATE said SET sent_at = created_at")
        return await jobs.ask(tx, kind, args, (chat.id, chat.person.id), MORNING)


async def state_of(db: Database, number: int) -> tuple[str, str, int]:
    rows = await db.read("SELECT state, note, told FROM job WHERE id = $1", number)
    return rows[0]["state"], rows[0]["note"], rows[0]["told"]


# --- the command ----------------------------------------------------------------------------


@pytest.fixture
def run(bimtek: Bimtek, db: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Give a function that does work of kind `kit` with a function of the test's own."""
    monkeypatch.setattr(command, "bind_to_parent", lambda: None)
    monkeypatch.setattr(command, "_limit", lambda: None)

    async def run(work: Any, kind: str = "kit") -> tuple[Any, int]:
        module = SimpleNamespace(kit_job=work)
        monkeypatch.setattr(command, "import_module", lambda _: module)
        number = await ask(db, kind, area=1)
        async with db.transaction() as tx:
            jobs.save_begun(tx, number)
        words = ("job", str(number), "--now", MORNING.isoformat())
        return await asyncio.to_thread(bimtek, *words), number

    return run


async def test_work_is_given_what_it_asks_for_and_its_result_stays(db: Database, run: Any):
    given: list[Any] = []

    async def work(db: Database, job: Job, clock: Any) -> None:
        given.append((job.kind, clock.now() >= MORNING))
        async with db.transaction() as tx:
            jobs.save_result(tx, job.id, {"documents": [1, 2]})

    result, number = await run(work)

    assert result.exit_code == 0, result.output
    assert given == [("kit", True)]
    assert (await state_of(db, number))[:2] == ("done", '{"documents": [1, 2]}')


async def test_what_the_work_refuses_is_said_in_its_words(db: Database, run: Any):
    async def work(db: Database, job: Job, file: Path | None, clock: Any) -> None:
        assert file is None
        raise JobFailed("Desa itu tidak ada.")

    result, number = await run(work)

    assert result.exit_code == 0
    assert (await state_of(db, number))[:2] == ("failed", "Desa itu tidak ada.")


@pytest.mark.parametrize("fault", [ValueError("Siti 08123456789"), MemoryError()])
async def test_a_fault_of_ours_is_logged_by_its_kind_and_place(
    db: Database, run: Any, fault: Exception
):
    async def work(db: Database) -> None:
        raise fault

    result, number = await run(work)

    assert (await state_of(db, number))[:2] == ("failed", command.TROUBLE)
    assert type(fault).__name__ in result.output
    assert "test_job.py:" in result.output
    assert "Siti" not in result.output


async def test_work_that_nobody_knows_fails(db: Database, run: Any):
    _, number = await run(None, kind="sihir")

    assert (await state_of(db, number))[:2] == ("failed", "Pekerjaan ini tidak dikenal.")


async def test_every_kind_of_work_is_there():
    assert all(callable(command._work(kind)) for kind in command.KINDS)


async def test_work_that_is_not_running_is_refused(
    bimtek: Bimtek, db: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(command, "bind_to_parent", lambda: None)
    monkeypatch.setattr(command, "_limit", lambda: None)
    number = await ask(db, "kit", area=1)

    for one in (number, number + 1):
        result = await asyncio.to_thread(bimtek, "job", str(one), "--now", MORNING.isoformat())
        assert result.exit_code == 1
        assert "tidak sedang berjalan" in result.output
    assert (await state_of(db, number))[0] == "waiting"


# --- the bot and its child ------------------------------------------------------------------


async def until(happened: Callable[[], Any], seconds: float = 30) -> None:
    """Wait for what other processes do."""
    async with asyncio.timeout(seconds):
        while not await happened():  # noqa: ASYNC110 - there is nothing of ours to wait for
            await asyncio.sleep(0.05)


async def test_a_file_that_is_no_table_is_refused_by_the_child_and_told(alone: Path):
    clock = OffsetClock(MORNING)
    async with leased(URL, clock) as db:
        await people.settle(db)
        app = App(Settings(http_port=0), db, clock)
        await app.start()
        try:
            ref = await app.uploads.keep(b"\x00\x01 bukan tabel")
            number = await ask(
                db, "roster-stage", ref=ref, channel="web", name="rusak.xlsx", options={}, by=1
            )

            async def told() -> bool:
                return bool((await state_of(db, number))[2])

            await until(told)
        finally:
            await app.stop()

        state, note, _ = await state_of(db, number)
        assert (state, bool(note)) == ("failed", True)
        assert note not in (command.TROUBLE, "")
        assert list(app.uploads.folder.iterdir()) == []
        rows = await db.read("SELECT event_key FROM said WHERE event_key LIKE 'kerja%'")
        assert len(rows) == 1


@contextmanager
def serving() -> Any:
    environment = {
        "BOT_HTTP_PORT": "0",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PATH": "/usr/bin:/bin",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as bot:
        try:
            assert bot.stdout is not None
            assert bot.stdout.readline().startswith("bimtek-bot berjalan")
            yield bot
            bot.terminate()
            bot.communicate(timeout=20)
        finally:
            bot.kill()


def workers(number: int) -> list[int]:
    """Return the processes that do this work."""
    wanted, found = f"bot\0job\0{number}\0--now".encode(), []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes()
            here = (folder / "cwd").readlink() == Path.cwd()
        except OSError:
            continue
        if wanted in words and here:
            found.append(int(folder.name))
    return found


async def test_a_bot_killed_in_the_middle_takes_its_child_along_and_tells_once_after_its_start(
    alone: Path,
):
    rows = "".join(
        f"Junrejo,Beji,{n // 7 + 1:03d},KPPS,{n % 7 + 1},Anggota {n},,\n" for n in range(6000)
    )
    uploads = Uploads(Path("data/unggahan"))
    async with opened(URL, OffsetClock(MORNING)) as db:
        await people.settle(db)
        uploads.open(set())
        ref = await uploads.keep((HEAD + rows).encode())
        number = await ask(
            db, "roster-stage", ref=ref, channel="web", name="banyak.csv", options={}, by=1
        )

        async def working() -> bool:
            return bool(workers(number))

        async def idle() -> bool:
            return not workers(number)

        async def told() -> bool:
            return bool((await state_of(db, number))[2])

        with serving() as first:
            await until(working)
            os.kill(first.pid, signal.SIGKILL)
            await until(idle)
        assert (await state_of(db, number))[0] == "running"
        assert (uploads.folder / ref).exists()
        with serving():
            await until(told, 60)

        state, note, _ = await state_of(db, number)
        assert (state, "run" in note) == ("done", True), note
        keys = await db.read("SELECT event_key FROM said WHERE event_key LIKE 'kerja%'")
        assert len(keys) == 1
    assert [path for path in uploads.folder.iterdir() if path.name != ref] == []
    uploads.close({ref})


def test_a_child_is_bound_limited_and_polite():
    """It ends when the other end of its pipe is gone, also in the middle of its work."""
    script = (
        "import os, resource, time; from bot.cli import job; job.bind_to_parent(); job._limit();"
        " print(os.nice(0), resource.getrlimit(resource.RLIMIT_AS)[0], flush=True);"
        " time.sleep(60)"
    )
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            nice, memory = child.stdout.readline().split()
            child.stdin.close()
            child.wait(timeout=10)
        finally:
            child.kill()

    assert (int(nice) >= 10, int(memory), child.returncode) == (True, command.MEMORY, 1)
