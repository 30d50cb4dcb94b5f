"""Messages under way: each waits for its turn, is looked at once more, and leaves."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from bot.core.outbox import State
from bot.core.ports import Clock, Rejected, TryLater, Uncertain, Unreachable
from bot.delivery.claims import Claimed
from bot.delivery.live import Channel
from bot.delivery.outcomes import Result, Results, outcome_of
from bot.delivery.pace import Pacer
from bot.delivery.wishes import Wishes
from bot.storage.engine import Database
from bot.storage.outbox import Recipient
from bot.storage.outbox_claim import Outcome, Wish

AWAY_SECONDS: Final = 1.0  # between two tries while the network is away
WRITE_SECONDS: Final = 2.0  # for what came of the last messages, when the bot stops
SICK: Final = 5  # so many failures or no answers in a row: it is not the message
SICK_SECONDS: Final = 5.0  # between two tries then

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A messenger that is sent to, and its pace."""

    channel: Channel
    pacer: Pacer


@dataclass(slots=True, eq=False)
class _Flight:
    one: Claimed
    left: bool = False  # the request may have been written
    ended: bool = False


class Flights:
    """Knows whom something is on its way to. `wake` is called where there is room again."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        lines: Mapping[str, Line],
        wake: Callable[[], None],
        results: Results,
    ) -> None:
        self._clock, self._lines, self._wake = clock, lines, wake
        self._results, self._wishes = results, Wishes(db)
        self._slots = {
            name: asyncio.Semaphore(line.pacer.on_the_way) for name, line in lines.items()
        }
        self._tasks: dict[asyncio.Task[None], _Flight] = {}
        self._waiting = 0  # claimed, not yet on the wire
        self._people: set[int] = set()
        self._lately: dict[int, Recipient] = {}  # who got something just now, the first first
        self._trying = False  # nothing gets through: one at a time
        self._failures = 0  # of the server, in a row

    # --- what the claims ask ----------------------------------------------------------------

    def paced(self, channel: str) -> bool:
        return channel in self._lines

    def busy(self) -> int:
        """Return of how many people rows may stand in the way of others'."""
        return len(self._people) + len(self._lately)

    def is_busy(self, person: int) -> bool:
        to = self._lately.get(person)
        return person in self._people or (to is not None and self.free_in(to) > 0)

    def free_in(self, to: Recipient) -> float:
        """Return in how many seconds something may go to this chat."""
        return self._lines[to.channel].pacer.free_in(to.chat_id)

    def room(self) -> int:
        """Return how many messages to claim now: some at a time, none where nothing leaves."""
        pacers = [line.pacer for line in self._lines.values()]
        if not pacers:
            return 64
        if max(pacer.held_for() for pacer in pacers) > 0:
            return 0
        if self._trying:
            return 0 if self._tasks else 1
        ahead = max(pacer.ahead for pacer in pacers)
        room = ahead - self._waiting
        return room if room * 2 >= ahead else 0

    # --- flying -----------------------------------------------------------------------------

    def start(self, one: Claimed) -> None:
        """Send a claimed message when its turn comes. Returns at once."""
        flight = _Flight(one)
        self._waiting += 1
        self._people.add(one.row.person)
        task = asyncio.create_task(self._fly(flight))
        self._tasks[task] = flight
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        flight = self._tasks.pop(task)
        if not flight.ended:  # cancelled before it began
            self._end(flight, self._cut(flight))
        if not flight.left:
            self._waiting -= 1
        person = flight.one.row.person
        self._people.discard(person)
        self._lately.pop(person, None)
        self._lately[person] = flight.one.to
        while self._lately and self.free_in(next(iter(self._lately.values()))) <= 0:
            del self._lately[next(iter(self._lately))]
        self._wake()

    async def _fly(self, flight: _Flight) -> None:
        one, line = flight.one, self._lines[flight.one.to.channel]
        try:
            async with self._slots[one.to.channel]:
                seconds = await line.pacer.bulk(one.to.chat_id)
                if seconds > 0:
                    at = self._clock.now()
                    later = at + timedelta(seconds=seconds)
                    why = "server" if self._trying else "diminta-menunggu"
                    self._end(flight, Outcome(one.row.id, State.PENDING, why, at, due_at=later))
                elif await self._is_wanted(flight):
                    await self._send(flight, line)
        except asyncio.CancelledError:
            self._end(flight, self._cut(flight))
        except Exception as error:
            log.exception("delivery failed", row=one.row.id, mailing=one.row.mailing)
            self._fail(flight, error)

    def _cut(self, flight: _Flight) -> Outcome:
        """Return what is to be said of a message when the bot stops."""
        if flight.left:
            return Outcome(flight.one.row.id, State.UNKNOWN, "bot-mati", self._clock.now())
        return Outcome(flight.one.row.id, State.PENDING, "", self._clock.now())

    async def _is_wanted(self, flight: _Flight) -> bool:
        """Look once more before it leaves: a pause or stop holds for the next message."""
        row_id, now = flight.one.row.id, self._clock.now()
        wish, reason = await self._wishes.ask(row_id)
        match wish:
            case Wish.CANCEL:
                self._end(flight, Outcome(row_id, State.CANCELLED, reason, now))
            case Wish.GIVE_BACK | Wish.GONE:  # where it is gone, so does what travels with it
                self._end(flight, Outcome(row_id, State.PENDING, "", now))
            case Wish.SEND:
                return True
        return False

    async def _send(self, flight: _Flight, line: Line) -> None:
        one = flight.one
        flight.left = True
        self._waiting -= 1
        self._wake()
        try:
            await line.channel.send(one.to.address, f"k{one.row.id}", one.reply, "")
        except (Unreachable, TryLater, Uncertain, Rejected) as failure:
            self._fail(flight, failure)
            self._learn(failure, line.pacer, one.to.chat_id)
        else:
            self._learn(None, line.pacer, one.to.chat_id)
            now = self._clock.now()
            self._end(flight, Outcome(one.row.id, State.ACCEPTED, one.reason, now))

    def _learn(self, failure: Exception | None, pacer: Pacer, chat: int) -> None:
        """Go easy on a messenger that is away, or that fails at everything."""
        reason = failure.reason if isinstance(failure, TryLater) else ""
        is_sick = reason == "server" or isinstance(failure, Uncertain)
        self._failures = self._failures + 1 if is_sick else 0
        self._trying = reason == "jaringan" or self._failures > SICK
        if self._trying:
            pacer.hold(AWAY_SECONDS if reason == "jaringan" else SICK_SECONDS)
        elif isinstance(failure, TryLater) and reason == "diminta-menunggu":
            pacer.refused(chat, failure.seconds)

    def _fail(self, flight: _Flight, failure: Exception) -> None:
        alone = self._failures < SICK
        outcome = outcome_of(failure, flight.one.row, self._clock.now(), alone=alone)
        self._end(flight, outcome, unreachable=isinstance(failure, Unreachable))

    def _end(self, flight: _Flight, outcome: Outcome, *, unreachable: bool = False) -> None:
        if not flight.ended:
            flight.ended = True
            one = flight.one
            result = replace(outcome, covers=one.covers)
            self._results.note(Result(result, one.to, unreachable))

    # --- the end ----------------------------------------------------------------------------

    @property
    def written(self) -> int:
        """Return how often outcomes were written: what is due may have changed since."""
        return self._results.times

    async def settle(self) -> bool:
        """Wait until a message has ended, or what came of them is written; False: nothing is."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), return_when=asyncio.FIRST_COMPLETED)
            return True
        return await self._results.written()

    async def close(self, seconds: float) -> None:
        """Give back what has not left, wait so long for the rest; write what came of them."""
        for task, flight in self._tasks.items():
            if not flight.left:
                task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._results.written()
        except TimeoutError:  # the database is gone: at the next start they are unknown
            log.error("outcomes lost")  # noqa: TRY400 - there is nothing to trace
