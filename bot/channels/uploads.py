"""Files that pages have sent: kept in a private folder until they are used, and not for long."""

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from typing import Final

from bot.core.ports import Rejected, TooLarge

LIMIT: Final = 10 * 2**20  # bytes of one file
KEPT_SECONDS: Final = 3600.0
PLACES: Final = 8  # files kept or on their way at a time, of all phones together
FILES, WINDOW_SECONDS = 5, 600.0  # one phone may send so many in so long

_REF = re.compile(r"[A-Za-z0-9_-]{22}")


class Full(Exception):
    """As many files as there is room for are here already."""


class TooMany(Exception):
    """A phone has sent too many; `seconds` until it may send another."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


class Uploads:
    """`folder` is ours alone. `now` counts seconds."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self._now = now
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._coming = 0
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)

    def open(self, wanted: Collection[str]) -> None:
        """Make the folder; of what an earlier run left there, only what is `wanted` stays."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in wanted:
                path.unlink(missing_ok=True)
            else:
                self._keep_for_a_while(path.name)

    def close(self, wanted: Collection[str]) -> None:
        """Remove everything but what is `wanted` after the next start."""
        for ref in [ref for ref in self._timers if ref not in wanted]:
            self.discard(ref)
        for timer in self._timers.values():
            timer.cancel()

    @contextlib.asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[None]:
        """Hold a place for a file of this phone while it comes. Raises Full or TooMany."""
        if self._coming + len(self._timers) >= PLACES:
            raise Full
        self._count(address)
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    def _count(self, address: str) -> None:
        now = self._now()
        for phone in [
            one for one, times in self._sent.items() if times[-1] < now - WINDOW_SECONDS
        ]:
            del self._sent[phone]
        times = self._sent[address]
        while times and times[0] < now - WINDOW_SECONDS:
            times.popleft()
        if len(times) >= FILES:
            raise TooMany(times[0] + WINDOW_SECONDS - now)
        times.append(now)

    async def keep(self, content: bytes) -> str:
        """Keep a file for at most an hour; return what it is called from now on."""
        ref = secrets.token_urlsafe(16)
        await asyncio.to_thread(_write, self.folder / ref, content)
        self._keep_for_a_while(ref)
        return ref

    def _keep_for_a_while(self, ref: str) -> None:
        later = asyncio.get_running_loop().call_later
        self._timers[ref] = later(KEPT_SECONDS, self.discard, ref)

    async def fetch(self, ref: str, limit: int) -> bytes:
        """See `bot.core.ports.Fetch`."""
        if not _REF.fullmatch(ref):
            raise Rejected("no such file")
        try:
            content = await asyncio.to_thread((self.folder / ref).read_bytes)
        except OSError:
            raise Rejected("file is gone") from None
        if len(content) > limit:
            raise TooLarge
        return content

    def discard(self, ref: str) -> None:
        """Remove a file that is of no more use."""
        if timer := self._timers.pop(ref, None):
            timer.cancel()
            (self.folder / ref).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
