"""Asking for updates so that none is lost and no chat waits for another (design D5)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import structlog

from bot.channels.telegram import events
from bot.channels.telegram.transport import Refused, Transport, Unanswered, patience
from bot.core.dialog import Incoming

Take = Callable[[Incoming], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

POLL_SECONDS: Final = 30
STOP_SECONDS: Final = 5.0  # for what is being handled when we are told to stop
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
TOKEN_PAUSE: Final = 60.0

_WHILE_POLLING: Final = patience(POLL_SECONDS + 10)
_AT_STOP: Final = patience(2)
_ALLOWED: Final = json.dumps(events.WANTED)

log = structlog.get_logger(__name__)


class Spell:
    """A time of trouble with Telegram: logged once at its start and once at its end."""

    def __init__(self) -> None:
        self._kind = ""
        self._pause = FIRST_PAUSE

    def goes_on(self, error: Exception) -> float:
        """Note `error`; return how many seconds to wait before the next try."""
        code = error.code if isinstance(error, Refused) else 0
        kind = f"{type(error).__name__} {code}" if code else type(error).__name__
        if kind != self._kind:
            log.warning(_explain(code), error=kind)
        self._kind = kind
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        if code in (401, 404):
            return TOKEN_PAUSE
        return max(pause, error.retry_after) if isinstance(error, Refused) else pause

    def ends(self) -> None:
        if self._kind:
            log.info("Telegram menjawab lagi.")
        self._kind, self._pause = "", FIRST_PAUSE


def _explain(code: int) -> str:
    if code in (401, 404):
        return "Telegram menolak token bot. Periksa BOT_TOKEN; dicoba lagi setiap menit."
    if code == 409:
        return "Program lain memakai token bot ini (polling atau webhook). Hentikan salah satunya."
    if code == 429:
        return "Telegram meminta menunggu sebelum dihubungi lagi."
    return "Telegram belum dapat dihubungi; dicoba terus."


class Polling:
    """Confirms an update only when `take` has returned for it and for all before it."""

    def __init__(self, transport: Transport, take: Take, sleep: Sleep, spell: Spell) -> None:
        self._transport = transport
        self._take = take
        self._sleep = sleep
        self._spell = spell
        self._offset = 0  # the first update not confirmed; 0: whatever Telegram still holds
        self._open: set[int] = set()  # fetched and not committed yet
        self.answering = False

    async def run(self, prepare: Callable[[], Awaitable[None]]) -> None:
        """Poll until cancelled, whatever happens; `prepare` comes first, and after a conflict."""
        prepared = False
        while True:
            try:
                if not prepared:
                    await prepare()
                    prepared = True
                updates = await self._fetch()
            except Exception as error:  # noqa: BLE001 - nothing may end the polling
                self.answering = False
                prepared = prepared and not (isinstance(error, Refused) and error.code == 409)
                await self._sleep(self._spell.goes_on(error))
                continue
            self._spell.ends()
            self.answering = True
            await self._settle(updates)

    async def confirm(self) -> None:
        """Tell Telegram what has been committed; it learns that from the next question only."""
        if self._offset:
            fields = {"offset": str(self._offset), "timeout": "0", "limit": "1"}
            await self._transport.call("getUpdates", fields, _AT_STOP)

    async def _fetch(self) -> list[Any]:
        # While nobody knows whether Telegram answers, it is asked for an answer at once.
        seconds = POLL_SECONDS if self.answering else 0
        fields = {"timeout": str(seconds), "limit": "100", "allowed_updates": _ALLOWED}
        if self._offset:
            fields["offset"] = str(self._offset)
        updates = await self._transport.call("getUpdates", fields, _WHILE_POLLING)
        if not isinstance(updates, list) or (updates and max(map(_number, updates)) < 0):
            raise Unanswered("updates without numbers")  # asking again at once would never end
        return updates

    async def _settle(self, updates: list[Any]) -> None:
        """Handle a batch; if told to stop meanwhile, give it STOP_SECONDS to commit."""
        batch = asyncio.ensure_future(self._take_all(updates))
        try:
            await asyncio.shield(batch)
        except asyncio.CancelledError:
            await asyncio.wait([batch], timeout=STOP_SECONDS)
            batch.cancel()
            raise
        finally:
            if self._open:
                self._offset = min(self._open)

    async def _take_all(self, updates: Iterable[Any]) -> None:
        queues: dict[str, list[tuple[int, Incoming]]] = {}
        for update in updates:
            number = _number(update)
            incoming = readable(update)
            self._offset = max(self._offset, number + 1)
            if incoming is not None:
                self._open.add(number)
                queues.setdefault(incoming.address, []).append((number, incoming))
        await asyncio.gather(*map(self._take_in_order, queues.values()))

    async def _take_in_order(self, queue: Iterable[tuple[int, Incoming]]) -> None:
        for number, incoming in queue:
            await self._take_surely(number, incoming)
            self._open.discard(number)

    async def _take_surely(self, number: int, incoming: Incoming) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._take(incoming)
            except Exception as error:  # noqa: BLE001 - whatever it was, nothing may be lost
                log.error(  # noqa: TRY400 - a traceback could hold what people wrote
                    "Peristiwa belum tersimpan; diulangi.",
                    update_id=number,
                    error=type(error).__name__,
                )
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def readable(update: Any) -> Incoming | None:
    """Return the update as an event; what cannot be read is logged by its number alone."""
    try:
        return events.read(update)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning(
            "Kiriman Telegram tidak terbaca; dilewati.",
            update_id=_number(update),
            error=type(error).__name__,
        )
        return None


def _number(update: Any) -> int:
    try:
        return events.update_id(update)
    except (KeyError, TypeError, ValueError):
        return -1
