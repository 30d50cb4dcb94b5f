"""One event, one transaction, once: dedupe, lock, handler, commit, then send (design D4)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from bot.core.dialog import Blocked, Finished, Incoming, Reply, Tap
from bot.core.flood import Verdict
from bot.core.people import Chat
from bot.core.ports import Clock
from bot.handlers.deps import Deps, House
from bot.handlers.dispatch import react
from bot.handlers.flood import Gate
from bot.screens import menu as screens
from bot.storage import chats, said
from bot.storage.engine import Conflict, Database, Transaction
from bot.storage.said import Spoken

log = structlog.get_logger(__name__)

NOT_SEEN = (Blocked, Finished)  # events that are no sign of the person being there

Deliver = Callable[[Spoken, str], None]  # what was committed, and the tap's ticket


@dataclass(slots=True)
class Router:
    """Takes every event of every channel. `deliver` must only queue: it is called per commit."""

    db: Database
    house: House
    clock: Clock
    deliver: Deliver
    _locks: "WeakValueDictionary[tuple[str, str], asyncio.Lock]"
    _gate: Gate

    def __init__(self, db: Database, house: House, clock: Clock, deliver: Deliver) -> None:
        self.db, self.house, self.clock, self.deliver = db, house, clock, deliver
        self._locks = WeakValueDictionary()
        self._gate = Gate()

    async def take(self, incoming: Incoming) -> None:
        """Handle one event; returns when it is committed, and raises only if it cannot be."""
        place = (incoming.channel, incoming.address)
        lock = self._locks.get(place)
        if lock is None:
            lock = self._locks[place] = asyncio.Lock()
        async with lock:
            verdict = self._gate.judge(incoming, self.clock.now())
            spoken = await self._turn(incoming, verdict)
            for one in spoken:
                self.deliver(one, incoming.ticket if one is spoken[0] else "")

    async def _turn(self, incoming: Incoming, verdict: Verdict) -> list[Spoken]:
        """Return what is to be sent: first the answer to this chat, then what others are told."""
        try:
            try:
                async with self.db.turn() as tx:
                    return await self._answer(tx, incoming, verdict)
            except Conflict:  # another turn was here first: once more, alone
                async with self.db.transaction() as tx:
                    await tx.alone()
                    return await self._answer(tx, incoming, verdict)
        except Exception:  # the one boundary for faults of ours (style P8)
            error_id = f"{self.house.chance.getrandbits(32):08x}"
            log.exception(
                "turn failed",
                error_id=error_id,
                event_kind=type(incoming.event).__name__,
            )
            async with self.db.transaction() as tx:
                return await self._apologise(tx, incoming, error_id)

    async def _answer(self, tx: Transaction, incoming: Incoming, verdict: Verdict) -> list[Spoken]:
        now = self.clock.now()
        chat, before = await chats.load(tx, incoming.channel, incoming.address, incoming.key, now)
        if before:
            return [spoken(chat, before.seq, incoming.key, before.replies)]
        if verdict is Verdict.DROP:
            return []
        deps = Deps(tx, now, self.house.say(chat.language), self.house)
        if verdict is Verdict.WARN:
            return [remember(deps, chat, incoming, [screens.too_fast(deps.say)])]
        replies = await react(incoming.event, chat, deps)
        return [
            remember(deps, chat, incoming, replies),
            *await tell(deps, f"{incoming.channel}:{incoming.address}:{incoming.key}"),
        ]

    async def _apologise(self, tx: Transaction, incoming: Incoming, error_id: str) -> list[Spoken]:
        now = self.clock.now()
        chat, before = await chats.load(tx, incoming.channel, incoming.address, incoming.key, now)
        if before:
            return [spoken(chat, before.seq, incoming.key, before.replies)]
        deps = Deps(tx, now, self.house.say(chat.language), self.house)
        return [remember(deps, chat, incoming, [screens.failure(deps.say, error_id)])]


def remember(deps: Deps, chat: Chat, incoming: Incoming, replies: list[Reply]) -> Spoken:
    """Save the answer with its event's key: the same event never runs its rule again."""
    event = incoming.event
    tapped = event.message if isinstance(event, Tap) and not event.keeps else ""
    aimed = [(reply, tapped if reply.replace else "") for reply in replies]
    seen = not isinstance(incoming.event, NOT_SEEN)
    answer = chats.save_said(deps.tx, chat, incoming.key, aimed, deps.now, seen=seen)
    return spoken(chat, answer.seq, incoming.key, answer.replies)


async def tell(deps: Deps, key: str) -> list[Spoken]:
    """Save what other chats are told in this turn: a class of 200 in a few hops.

    `key` names what they are told of; with the chat's number behind it, it is unique in each.
    """
    told = [(other.id, reply) for other, reply in deps.others]
    return await said.save_told(deps.tx, told, key, deps.now)


def spoken(chat: Chat, seq: int, key: str, replies: list[tuple[Reply, str]]) -> Spoken:
    return Spoken(chat.id, chat.channel, chat.address, seq, key, replies)
