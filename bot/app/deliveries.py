"""Everything nobody asked for, wired: the ledger's sender, reminders, and broadcasts' progress."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import structlog

from bot.core.outbox import Kind
from bot.core.ports import Clock
from bot.delivery.broadcasts import Broadcasts
from bot.delivery.flights import Line
from bot.delivery.live import Channel
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pacer
from bot.delivery.progress import Progress
from bot.delivery.reminders import Reminders
from bot.handlers.deps import House
from bot.storage.engine import Database
from bot.storage.said import Spoken

LOOK_SECONDS: Final = 1.0  # between two looks at how broadcasts come along

log = structlog.get_logger(__name__)


class Deliveries:
    """Starts before the first tick. A channel with a pacer is sent to; others keep their own."""

    def __init__(
        self,
        db: Database,
        house: House,
        clock: Clock,
        channels: Mapping[str, Channel],
        pacers: Mapping[str, Pacer],
        put: Callable[[Spoken], None],
    ) -> None:
        self._db, self._clock = db, clock
        self._reminders = Reminders(house)
        self._progress = Progress(db, house, clock, put)
        self._outbox = Outbox(
            db,
            clock,
            {
                Kind.BROADCAST: Broadcasts(house).decide,
                Kind.REMINDER: self._reminders.decide,
            },
            {name: Line(channels[name], pacer) for name, pacer in pacers.items()},
            {name: put for name in channels if name not in pacers},
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Call unknown what was under way when the bot died; then begin to send."""
        await self._outbox.sweep()
        self._tasks = [
            asyncio.create_task(self._outbox.run()),
            asyncio.create_task(self._show_progress()),
        ]

    async def tick(self, now: datetime) -> None:
        """Make the rows of what has become due by now."""
        await self._reminders.tick(self._db, now)
        self._outbox.wake()

    async def drain(self) -> None:
        """Return when all that is due has been sent, and shown to whoever sent it."""
        await self._outbox.drain()
        await self._progress.look(self._clock.now())

    async def close(self, seconds: float) -> None:
        """Give back what has not left, and wait so long for the rest."""
        for task in self._tasks[1:]:
            task.cancel()
        await self._outbox.close(seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _show_progress(self) -> None:
        while True:
            try:
                await self._progress.look(self._clock.now())
            except Exception:  # the database: the next look shows it
                log.exception("progress failed")
            await asyncio.sleep(LOOK_SECONDS)
