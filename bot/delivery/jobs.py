"""Long work: one child process at a time, begun from the queue; whoever asked is told its end."""

import asyncio
import contextlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import structlog

from bot.core.dialog import Finished, Incoming
from bot.core.ports import Clock, Rejected, TooLarge, TryLater, Unreachable
from bot.storage import chats, jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job

POLL_SECONDS: Final = 0.5
TROUBLE_SECONDS: Final = 5.0  # before the queue is looked at again where that failed
WORK_SECONDS: Final = 600.0
STOP_SECONDS: Final = 1.5  # what a child gets to end when it is told to
TRIES: Final = 2  # a second one only where the bot itself died in the first
FETCH_TRIES, LONGEST_PAUSE = 5, 10.0
FILE_LIMIT: Final = 10 * 2**20  # bytes

TOO_LARGE = "Berkas itu lebih besar dari 10 MB. Silakan kirim berkas yang lebih kecil."
GONE = "Berkas itu sudah tidak dapat diambil. Silakan kirim sekali lagi."
AWAY = "Berkas itu belum dapat diambil karena jaringan terganggu. Silakan kirim lagi nanti."
TOO_LONG = "Pekerjaan ini dihentikan karena lebih lama dari 10 menit. Coba dalam bagian kecil."
STOPPED = (
    "Pekerjaan ini terhenti di tengah jalan, mungkin karena berkasnya terlalu besar atau rusak."
    " Tidak ada yang setengah jadi. Silakan coba lagi."
)

_UNSAFE = re.compile(r"[^\w. ()-]")

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]
Take = Callable[[Incoming], Awaitable[None]]


class Source(Protocol):
    """Where files come from: a channel."""

    async def fetch(self, ref: str, limit: int) -> bytes: ...

    def discard(self, ref: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Child:
    """How a job is begun: `words` and the job's own words after them, in this environment.

    `folder` is where its file is put, in a private folder that goes with it.
    """

    words: Sequence[str]
    env: Mapping[str, str]
    folder: Path


class Runner:
    """Works while `run` runs. Nothing is kept in memory: the queue is the database."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        take: Take,
        sources: Mapping[str, Source],
        child: Child,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._db, self._clock, self._take = db, clock, take
        self._sources, self._child, self._sleep = sources, child, sleep

    async def run(self) -> None:
        """Work until cancelled; what was running when the bot died is begun again."""
        begun = False
        while True:
            try:
                if not begun:
                    async with self._db.transaction() as tx:
                        await jobs.restart_running(tx)
                    begun = True
                await self._look()
                pause = POLL_SECONDS
            except Exception:  # the database: the queue is still there when it is back
                log.exception("job queue failed")
                pause = TROUBLE_SECONDS
            await self._sleep(pause)

    async def _look(self) -> None:
        await self._tell_ended()
        while job := await jobs.next_waiting(self._db):
            await self._work(job)
            await self._tell_ended()

    # --- doing ------------------------------------------------------------------------------

    async def _work(self, job: Job) -> None:
        async with self._db.transaction() as tx:
            jobs.save_begun(tx, job.id)
        try:
            failure = STOPPED if job.tries >= TRIES else await self._done(job)
        except asyncio.CancelledError:
            async with self._db.transaction() as tx:
                await jobs.give_back(tx, job.id)
            raise
        except Exception:  # a job that cannot be begun holds nobody up
            log.exception("job failed", job=job.id, kind=job.kind)
            failure = STOPPED
        async with self._db.transaction() as tx:  # changes nothing where the child has said it
            await jobs.save_ended(tx, job.id, self._clock.now(), failure or STOPPED)
        await self._discard(job)

    async def _done(self, job: Job) -> str:
        """Do the work; return why it could not be done, or what the child says itself: ''."""
        async with _private(self._child.folder) as folder:
            try:
                file = await self._file(job, folder)
            except TooLarge:
                return TOO_LARGE
            except (Rejected, Unreachable):
                return GONE
            except TryLater:
                return AWAY
            return await self._in_child(job, file)

    async def _file(self, job: Job, folder: Path) -> Path | None:
        """Put the file that the job is about into `folder`."""
        if "ref" not in job.args:
            return None
        content = await self._fetch(job)
        # Its own name, for what reads it; never a path, and nothing that begins with a dot.
        name = _UNSAFE.sub("_", str(job.args.get("name", "")))[-80:].lstrip(". ")
        file = folder / (name or "berkas")
        await asyncio.to_thread(file.write_bytes, content)
        return file

    async def _fetch(self, job: Job) -> bytes:
        source = self._sources.get(str(job.args.get("channel")))
        if source is None:
            raise Rejected("no such channel")
        for _ in range(FETCH_TRIES - 1):
            try:
                return await source.fetch(str(job.args["ref"]), FILE_LIMIT)
            except TryLater as later:
                await self._sleep(min(later.seconds, LONGEST_PAUSE))
        return await source.fetch(str(job.args["ref"]), FILE_LIMIT)

    async def _in_child(self, job: Job, file: Path | None) -> str:
        words = [*self._child.words, str(job.id), "--now", self._clock.now().isoformat()]
        # The pipe is the leash: it breaks when the bot dies, however it dies. A session of its
        # own keeps Ctrl+C from the child, which would look like a failure of the work.
        child = await asyncio.create_subprocess_exec(
            *words,
            *(["--file", str(file)] if file else []),
            env=self._child.env,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(WORK_SECONDS):
                await child.wait()
        except TimeoutError:
            return TOO_LONG
        finally:
            await _end(child)
        return ""

    async def _discard(self, job: Job) -> None:
        source, ref = self._sources.get(str(job.args.get("channel"))), str(job.args.get("ref"))
        if source and ref not in await jobs.list_refs(self._db):
            source.discard(ref)

    # --- telling ----------------------------------------------------------------------------

    async def _tell_ended(self) -> None:
        for job in await jobs.list_untold(self._db):
            await self._tell(job)

    async def _tell(self, job: Job) -> None:
        """Tell the chat once: a crash in between repeats the event, and that is told once, too."""
        async with self._db.transaction() as tx:
            chat = await chats.find(tx, job.chat_id or 0)
        if chat:
            mark = "".join(letter for letter in job.made_at if letter.isdigit())
            key = f"kerja{job.id}-{mark}"
            await self._take(Incoming(chat.channel, chat.address, key, Finished(job.id)))
        async with self._db.transaction() as tx:
            jobs.save_told(tx, job.id)


@contextlib.asynccontextmanager
async def _private(parent: Path) -> AsyncIterator[Path]:
    """Give a folder that nobody else can read, and that is gone afterwards."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="kerja-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _end(child: asyncio.subprocess.Process) -> None:
    """See to it that the child is gone."""
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
