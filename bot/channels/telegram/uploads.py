"""What Telegram has already: a file is uploaded once, and named by its id from then on."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Final

from bot.channels.telegram import failures
from bot.channels.telegram.transport import Refused
from bot.core.ports import TryLater

PAUSE_SECONDS: Final = 2.0  # before it is looked at again whether a file is up

ByName = Callable[[str], Awaitable[object]]  # sends what Telegram has, by its id
Upload = Callable[[], Awaitable[str]]  # sends the file itself; returns the id it got


class Uploads:
    """Kept in memory: after a restart each file travels once more."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, key: str, by_name: ByName, upload: Upload, *, patient: bool) -> None:
        """Send the file that we call `key`. While it is on its way up, whoever is patient waits.

        Raises TryLater for the others: what may still be stopped must not wait on the wire.
        """
        known = self._ids.get(key, "") or await self._first(key, upload, patient=patient)
        if not known:
            return
        try:
            await by_name(known)
        except Refused as error:
            if not failures.is_bad_file(error):
                raise
        else:
            return
        if self._ids.get(key) == known:  # nobody has uploaded it anew meanwhile
            del self._ids[key]
        await self.send(key, by_name, upload, patient=patient)

    async def _first(self, key: str, upload: Upload, *, patient: bool) -> str:
        """Upload it, or return the id that somebody else's upload got meanwhile."""
        lock = self._locks[key]
        if lock.locked() and not patient:
            raise TryLater(PAUSE_SECONDS, "unggahan")
        async with lock:
            if known := self._ids.get(key, ""):
                return known
            if got := await upload():
                self._ids[key] = got
            return ""
