"""Live replies: sent at once, in order within a chat, no chat waiting for another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import structlog

from bot.core.dialog import Reply
from bot.core.ports import Rejected, TryLater, Uncertain, Unreachable
from bot.delivery.pace import Pacer
from bot.storage.said import Spoken

TRIES = 6
UNCERTAIN_TRIES = 2  # an answer seen twice is better than none; more than twice is a nuisance
UNCERTAIN_PAUSE = 2.0  # seconds
FLUSH_PAUSE = 0.2  # seconds over which "sent" marks are gathered into one transaction

log = structlog.get_logger(__name__)


class Channel(Protocol):
    async def send(self, address: str, message: str, reply: Reply, target: str) -> None: ...

    async def acknowledge(self, ticket: str) -> None: ...


MarkSent = Callable[[Sequence[tuple[int, int]]], Awaitable[None]]
MarkBlocked = Callable[[int], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


class LiveSender:
    """Sends what was committed. What could not be sent stays in the database for a later tick.

    One task a chat while it has something to send; nothing is kept for chats that are silent.
    A channel in `pacers` is told of every message, so that what is unasked-for yields to it.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        mark_sent: MarkSent,
        mark_blocked: MarkBlocked,
        sleep: Sleep = asyncio.sleep,
        pacers: Mapping[str, Pacer] | None = None,
    ) -> None:
        self._channels = channels
        self._pacers = pacers or {}
        self._mark_sent = mark_sent
        self._mark_blocked = mark_blocked
        self._sleep = sleep
        self._queues: dict[int, deque[tuple[Spoken, str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: list[tuple[int, int]] = []
        self._flushing: asyncio.Task[None] | None = None

    def put(self, spoken: Spoken, ticket: str = "") -> None:
        """Queue one turn; `ticket` is the tap to acknowledge. Returns at once."""
        if spoken.channel not in self._channels:
            return
        queue = self._queues.get(spoken.chat_id)
        if queue is not None:
            queue.append((spoken, ticket))
            return
        self._queues[spoken.chat_id] = deque([(spoken, ticket)])
        self._start(self._drain(spoken.chat_id))

    def is_sending(self, chat_id: int) -> bool:
        return chat_id in self._queues

    def _start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("delivery failed", exc_info=error)

    async def _drain(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue:
                spoken, ticket = queue.popleft()
                try:
                    await self._send_turn(spoken, ticket)
                except Exception:  # the database: what is not marked goes out again
                    log.exception("reply not marked", chat_id=chat_id, seq=spoken.seq)
        finally:
            del self._queues[chat_id]

    async def _send_turn(self, spoken: Spoken, ticket: str) -> None:
        channel = self._channels[spoken.channel]
        if ticket:
            self._start(channel.acknowledge(ticket))
        try:
            for n, (reply, target) in enumerate(spoken.replies):
                await self._send(channel, spoken, f"{spoken.seq}.{n}", (reply, target))
        except Unreachable:
            await self._mark_blocked(spoken.chat_id)
        except (TryLater, Uncertain):
            log.warning("reply kept for later", chat_id=spoken.chat_id, seq=spoken.seq)
            return
        except Exception:
            log.exception("sending failed", chat_id=spoken.chat_id, seq=spoken.seq)
        self._note_sent(spoken)

    async def _send(
        self, channel: Channel, spoken: Spoken, name: str, what: tuple[Reply, str]
    ) -> None:
        """Send one reply; wait as asked, and try an uncertain one once more."""
        for again in range(1, TRIES + 1):
            try:
                await self._pass_on(channel, spoken, name, what)
            except TryLater as later:
                if again == TRIES:
                    raise
                await self._sleep(later.seconds)
            except Uncertain:
                if again >= UNCERTAIN_TRIES:
                    raise
                await self._sleep(UNCERTAIN_PAUSE)
            except Rejected as refusal:
                log.warning(
                    "reply refused", chat_id=spoken.chat_id, seq=spoken.seq, why=str(refusal)
                )
                return
            else:
                return

    async def _pass_on(
        self, channel: Channel, spoken: Spoken, name: str, what: tuple[Reply, str]
    ) -> None:
        """Have the channel send it, and the pacer know."""
        pacer = self._pacers.get(spoken.channel)
        if pacer and spoken.paced:
            await self._wait_for_turn(pacer, spoken.chat_id)
        elif pacer:
            await pacer.live(spoken.chat_id, follows=what is not spoken.replies[0])
        try:
            await channel.send(spoken.address, name, *what)
        except TryLater as later:
            if pacer and later.reason == "diminta-menunggu":
                pacer.refused(spoken.chat_id, later.seconds)
            raise

    async def _wait_for_turn(self, pacer: Pacer, chat_id: int) -> None:
        """Wait as what nobody asked for does: a question to a class of 200 is 200 messages."""
        while (seconds := await pacer.bulk(chat_id)) > 0:
            await self._sleep(seconds)

    def _note_sent(self, spoken: Spoken) -> None:
        self._sent.append((spoken.chat_id, spoken.seq))
        if self._flushing is None:
            self._flushing = self._start(self._flush_soon())

    async def _flush_soon(self) -> None:
        await self._sleep(FLUSH_PAUSE)
        await self.flush()

    async def flush(self) -> None:
        """Write the gathered marks now; those that could not be written stay for the next time."""
        self._flushing = None
        turns, self._sent = self._sent, []
        if not turns:
            return
        try:
            await self._mark_sent(turns)
        except BaseException:
            self._sent = turns + self._sent
            raise

    async def close(self, seconds: float) -> None:
        """Finish what is being sent, at most so long; then write the marks."""
        pending = [task for task in self._tasks if task is not self._flushing]
        if pending:
            await asyncio.wait(pending, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)  # a mark half written is taken back
        await self.flush()
