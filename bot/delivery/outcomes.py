"""What came of each message, in the ledger's words, written as fast as the database takes it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.core.outbox import Row, State
from bot.core.ports import Clock, Rejected, TryLater, Uncertain, Unreachable
from bot.storage import chats, recipients
from bot.storage import outbox_claim as due
from bot.storage.engine import Database, Transaction
from bot.storage.outbox import Recipient
from bot.storage.outbox_claim import Outcome

SERVER_TRIES: Final = 8  # of one message, while others get through
LONGEST_PAUSE: Final = 60.0  # seconds between two of them
TROUBLE_SECONDS: Final = 1.0  # before what could not be written is written again

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome; `unreachable` says that nothing will ever arrive at this chat."""

    outcome: Outcome
    to: Recipient
    unreachable: bool = False


def state_of(failure: Exception) -> tuple[State, str]:
    """Return the state of a row whose message failed like this, and why."""
    match failure:
        case Unreachable(reason="diblokir"):
            return State.BLOCKED, "diblokir"
        case Unreachable() | Rejected():
            return State.FAILED, failure.reason
        case TryLater():
            return State.PENDING, failure.reason
        case Uncertain():
            return State.UNKNOWN, "tanpa-jawaban"
        case _:
            return State.FAILED, "bot"


def outcome_of(failure: Exception, row: Row, now: datetime, *, alone: bool) -> Outcome:
    """Return what a failure means for a row; `alone`: others get through meanwhile.

    A server that fails at everything is waited for; one that fails at this message only, eight
    times, never takes it.
    """
    state, reason = state_of(failure)
    if not isinstance(failure, TryLater):
        return Outcome(row.id, state, reason, now)
    counts = reason == "server" and alone
    if counts and row.tries + 1 >= SERVER_TRIES:
        return Outcome(row.id, State.FAILED, "server-gagal", now, failed=True)
    seconds = failure.seconds * 2**row.tries if counts else failure.seconds
    pause = timedelta(seconds=max(failure.seconds, min(seconds, LONGEST_PAUSE)))
    return Outcome(row.id, state, reason, now, due_at=now + pause, failed=counts)


class Results:
    """Gathers outcomes while the last ones are being written; what fails is written again."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        channels: frozenset[str],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._db, self._clock, self._channels, self._sleep = db, clock, channels, sleep
        self._waiting: list[Result] = []
        self._writing: asyncio.Task[None] | None = None
        self.times = 0  # how often something was written

    def note(self, result: Result) -> None:
        self._waiting.append(result)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def written(self) -> bool:
        """Wait until nothing is left to write; return whether there was anything."""
        if self._writing is None:
            return False
        await asyncio.shield(self._writing)
        return True

    async def _write(self) -> None:
        try:
            while self._waiting:
                results, self._waiting = self._waiting, []
                try:
                    async with self._db.transaction() as tx:
                        await self._save(tx, results)
                    self.times += 1
                except Exception:  # the database: the rows stay "sending" until it is back
                    log.exception("outcomes not written", rows=len(results))
                    self._waiting = results + self._waiting
                    await self._sleep(TROUBLE_SECONDS)
        finally:
            self._writing = None

    async def _save(self, tx: Transaction, results: Sequence[Result]) -> None:
        now = self._clock.now()
        outcomes = [
            await self._of_unreachable(tx, one, now) if one.unreachable else one.outcome
            for one in results
        ]
        await due.save_outcomes(tx, outcomes)

    async def _of_unreachable(self, tx: Transaction, one: Result, now: datetime) -> Outcome:
        """Close the chat for good; somebody who has another one gets the message there."""
        chats.save_blocked(tx, one.to.chat_id, now)
        person = one.to.person.id
        if await recipients.is_reached_elsewhere(tx, person, one.to.chat_id, self._channels):
            return replace(one.outcome, state=State.PENDING, reason="", due_at=now)
        return one.outcome
