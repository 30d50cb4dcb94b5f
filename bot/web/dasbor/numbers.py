"""What the database counted a moment ago, for every page that shows it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from aiohttp import web

T = TypeVar("T")

SECONDS: Final = 2.0  # how old a number on a page may be
# Scores and questions take long to count. They are kept longer, and for a while after that the
# last ones are shown while they are counted anew: nobody waits, and quizzes are not slowed.
SLOW_SECONDS: Final = 10.0
STALE_SECONDS: Final = 30.0
MOST: Final = 256  # numbers kept at a time; the oldest go first


@dataclass(frozen=True, slots=True)
class _Kept:
    """`task` counts, or has counted, the number asked for `at`; `before` is the one before it."""

    at: float
    task: asyncio.Task[Any]
    before: "_Kept | None" = None


class Numbers:
    """Keeps each number for a moment, and counts it once however many ask for it at once.

    A moment is real time, not that of our clock: it is about load, and not about what is true.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, _Kept] = {}

    async def recent(
        self,
        key: Hashable,
        make: Callable[[], Awaitable[T]],
        seconds: float = SECONDS,
        stale: float = 0.0,
    ) -> T:
        """Return what `make` gave at most `seconds` ago, or now. A failure is not kept.

        A number up to `stale` seconds older is shown, too, while it is being counted anew.
        """
        now = self._clock()
        kept = self._kept.get(key)
        if kept is None or self._is_old(kept, now, seconds):
            # A task of its own: whoever asked first may leave without the others losing it.
            before = replace(kept, before=None) if kept and _is_good(kept) else None
            kept = _Kept(now, asyncio.ensure_future(_made(make)), before)
            self._keep(key, kept)
        if kept.before and not kept.task.done() and now - kept.before.at < seconds + stale:
            kept = kept.before
        found: T = await asyncio.shield(kept.task)
        return found

    def forget(self) -> None:
        """Let the next look be at the numbers of now: something has just been changed."""
        self._kept.clear()

    async def close(self) -> None:
        """End what is still being counted."""
        tasks = [kept.task for kept in self._kept.values() if not kept.task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._kept.clear()

    @staticmethod
    def _is_old(kept: _Kept, now: float, seconds: float) -> bool:
        return kept.task.done() and (not _is_good(kept) or now - kept.at >= seconds)

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        self._kept.pop(key, None)
        self._kept[key] = kept
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]


def _is_good(kept: _Kept) -> bool:
    """Tell whether a number was counted, and nothing went wrong."""
    task = kept.task
    return task.done() and not task.cancelled() and task.exception() is None


async def _made(make: Callable[[], Awaitable[T]]) -> T:
    return await make()


NUMBERS: Final = web.AppKey("numbers", Numbers)


def install(app: web.Application) -> None:
    """Give the application its numbers, and end with it whatever is still being counted."""
    app[NUMBERS] = Numbers()
    app.on_cleanup.append(_close)


async def _close(app: web.Application) -> None:
    await app[NUMBERS].close()


async def recent(
    request: web.Request,
    key: Hashable,
    make: Callable[[], Awaitable[T]],
    seconds: float = SECONDS,
    stale: float = 0.0,
) -> T:
    """Return a number of this application: see `Numbers.recent`."""
    return await request.app[NUMBERS].recent(key, make, seconds, stale)
