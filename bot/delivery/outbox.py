"""The sender: takes what is due from the ledger, at the pace, and writes what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from bot.core.outbox import Kind, Skip, State
from bot.core.ports import Clock
from bot.delivery.claims import Claims, Decide, Picked, Undecided
from bot.delivery.flights import Flights, Line
from bot.delivery.outcomes import Results
from bot.storage import outbox as ledger
from bot.storage import outbox_claim as due
from bot.storage import recipients
from bot.storage.engine import Conflict, Database
from bot.storage.outbox import Mailing
from bot.storage.said import Spoken

POLL_SECONDS: Final = 0.5  # commands are another process: what they wrote is found this soon
HELD_SECONDS: Final = 0.1  # before somebody who just got something is looked at again
TROUBLE_SECONDS: Final = 2.0  # before the ledger is looked at again where that failed
BARREN: Final = 24  # rows looked at together while none of them is to be sent

log = structlog.get_logger(__name__)

Put = Callable[[Spoken], None]
Sleep = Callable[[float], Awaitable[None]]


class Outbox:
    """Sends while `run` runs, or as long as `drain` takes; nothing is kept in memory for long.

    A channel in `lines` is sent to at its pace. What goes to one in `stored` is kept for its
    pages, which are told of it by the function there. `decides` says of each row, at the moment
    of sending, whether it still goes.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        decides: Mapping[Kind, Decide],
        lines: Mapping[str, Line],
        stored: Mapping[str, Put],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._db, self._clock, self._stored, self._sleep = db, clock, stored, sleep
        self._woken = asyncio.Event()
        channels = frozenset({*stored, *lines})
        results = Results(db, clock, channels, sleep)
        self._flights = Flights(db, clock, lines, self.wake, results)
        self._claims = Claims(decides, self._flights, channels)
        self._looking = asyncio.Lock()
        self._look: asyncio.Task[bool] | None = None
        self._barren = False  # nothing was to be sent in the last look
        self._held = False  # something waits a moment, for its person got something just now
        self._closing = False

    def wake(self) -> None:
        """Look at the ledger now: something in it has changed, or there is room again."""
        self._woken.set()

    async def sweep(self) -> int:
        """Call what was being sent when the bot died unknown; before anything is sent."""
        async with self._db.transaction() as tx:
            return await ledger.sweep(tx, self._clock.now())

    async def run(self) -> None:
        """Send until cancelled."""
        while not self._closing:
            self._woken.clear()
            try:
                looked = await self._one_look()
                pause = 0.0 if looked else HELD_SECONDS if self._held else POLL_SECONDS
            except Exception:  # the database: all is still there when it is back
                log.exception("outbox failed")
                pause = TROUBLE_SECONDS
            if pause:
                await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        """Sleep, at most until somebody wakes us."""
        tasks = [
            asyncio.ensure_future(self._sleep(seconds)),
            asyncio.ensure_future(self._woken.wait()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Send all that is due by now; returns when nothing is, and what came of it is written."""
        while not self._closing:
            written = self._flights.written
            if await self._one_look() or await self._flights.settle():
                continue
            if self._held:
                await self._sleep(HELD_SECONDS)
            elif written == self._flights.written:
                return

    async def close(self, seconds: float) -> None:
        """Give back what has not left, wait so long for what has, and write what came of it."""
        self._closing = True
        self.wake()
        if self._look is not None:  # what it claims is given back below
            await asyncio.wait([self._look])
        await self._flights.close(seconds)

    # --- one look ---------------------------------------------------------------------------

    async def _one_look(self) -> bool:
        """Do what is to be done now; return whether there was anything.

        In a task of its own, which ends also where we are cancelled: rows that were claimed
        always have somebody who sends them or gives them back.
        """
        async with self._looking:
            if self._closing:
                return False
            self._look = asyncio.ensure_future(self._once())
            return await asyncio.shield(self._look)

    async def _once(self) -> bool:
        self._held = False
        async with self._db.turn() as tx:
            mailings = await due.list_due_mailings(tx.fetch, self._clock.now())
            ended = await due.list_ended(tx.fetch)
        for mailing in ended:
            await self._cancel(mailing)
        room = self._flights.room()
        if not mailings or room <= 0:
            return bool(ended)
        for mailing in mailings:
            if mailing.opened_at is None:
                await self._open(mailing)
        picked = await self._pick(mailings, room)
        self._barren, self._held = not picked.claimed, picked.held
        for spoken in picked.stored:
            self._stored[spoken.channel](spoken)
        for one in picked.claimed:
            self._flights.start(one)
        return picked.anything or bool(ended)

    async def _pick(self, mailings: list[Mailing], room: int) -> Picked:
        """Claim up to `room` messages; a row that cannot be decided fails alone."""
        try:
            return await self._claim(mailings, max(room, BARREN) if self._barren else room, room)
        except Undecided:
            log.exception("undecided, going on one by one")
        try:
            return await self._claim(mailings, 1, 1)
        except Undecided as undecided:
            async with self._db.transaction() as tx:
                for row in undecided.rows:
                    log.exception("delivery failed", row=row.id, mailing=row.mailing)
                    failed = Skip("bot", State.FAILED)
                    due.save_skipped(tx, row.id, failed, self._clock.now())
        return Picked(anything=True)

    async def _claim(self, mailings: list[Mailing], count: int, room: int) -> Picked:
        now = self._clock.now()
        try:
            async with self._db.turn() as tx:
                return await self._claims.take(tx, mailings, (count, room), now)
        except Conflict:  # the turn of a page was here first: once more, alone
            async with self._db.transaction() as tx:
                await tx.alone()
                return await self._claims.take(tx, mailings, (count, room), now)

    async def _open(self, mailing: Mailing) -> None:
        """Set aside whom nobody can reach; a chunk at a time, for taps come in between."""
        after, is_done = 0, False
        while not is_done:
            async with self._db.transaction() as tx:
                after = await recipients.open_chunk(tx, mailing, after, self._clock.now())
            is_done = after == 0

    async def _cancel(self, mailing: Mailing) -> None:
        """Cancel some of what still waits in a mailing that has ended."""
        async with self._db.transaction() as tx:
            reason = due.ENDED[mailing.phase]
            await ledger.cancel_pending(tx, mailing.id, reason, self._clock.now())
