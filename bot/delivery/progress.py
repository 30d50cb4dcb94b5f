"""What the author of a broadcast sees of it: numbers that move, and one report at the end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.core.broadcast import Broadcast
from bot.core.outbox import Counts, Phase
from bot.core.people import Action, Chat, Person, may
from bot.core.ports import Clock
from bot.delivery.chores import Put
from bot.handlers.broadcast_running import progress_of
from bot.handlers.deps import Deps, House
from bot.handlers.ledger import report_of
from bot.handlers.router import spoken
from bot.screens.broadcast_running import is_progress
from bot.storage import authority, broadcast_shown, broadcasts, chats, outbox
from bot.storage.broadcast_shown import Watched
from bot.storage.engine import Database, Transaction
from bot.storage.said import Spoken

SHORTEST, LONGEST = timedelta(seconds=4), timedelta(seconds=15)  # between two edits
SHARE: Final = 30  # an edit after each thirtieth of the time it has taken so far

log = structlog.get_logger(__name__)


class Progress:
    """Looks about once a second. All that has to survive a restart is in the database."""

    def __init__(self, db: Database, house: House, clock: Clock, put: Put) -> None:
        self._db, self._house, self._clock, self._put = db, house, clock, put
        self._seen: dict[int, datetime] = {}

    async def look(self, now: datetime) -> None:
        """Show what has changed of each broadcast on its way, and report what is over."""
        watched = await broadcast_shown.list_watched(self._db.read, now)
        halted = await outbox.is_halted(self._db.read) if watched else False
        self._seen = {one.id: self._seen[one.id] for one in watched if one.id in self._seen}
        for one in watched:
            if is_over(one) or now - self._seen.get(one.id, one.confirmed_at) >= pause(one, now):
                self._seen[one.id] = now
                try:
                    await self._show(one, halted=halted)
                except Exception:  # one of them holds up no other
                    log.exception("progress not shown", mailing=one.id)

    async def _show(self, one: Watched, *, halted: bool) -> None:
        counts = await outbox.count(self._db.read, one.id)
        shown = digest(one.phase, counts, halted=halted)
        if shown == one.shown and not is_over(one):
            return
        async with self._db.transaction() as tx:
            said = await self._say(tx, one)
            broadcast_shown.save_shown(tx, one.id, shown)
        for spoken_ in said:
            self._put(spoken_)

    async def _say(self, tx: Transaction, one: Watched) -> list[Spoken]:
        """Write down the edit, and the report where it is over; nothing for somebody else."""
        now = self._clock.now()
        broadcast, chat = await broadcasts.load(tx.fetch, one.id), await chats.find(tx, one.chat)
        if broadcast is None or chat is None or chat.person is None:
            return []
        if chat.person.id != broadcast.by:
            return []
        deps = Deps(tx, now, self._house.say(chat.language), self._house)
        allowed = await _may(tx, chat.person, broadcast)
        said = await self._edit(chat, chat.person, one, deps) if allowed else []
        if not is_over(one) or not await broadcast_shown.save_reported(tx, one.id, now):
            return said
        if allowed and broadcast.phase not in {Phase.REFUSED, Phase.CANCELLED}:
            reply = await report_of(broadcast, chat.person, deps)
            later = replace(chat, seq=chat.seq + len(said))
            key = f"siaran-hasil:{one.id}:{later.seq}"
            kept = chats.save_said(tx, later, key, [(reply, "")], now, seen=False)
            said.append(spoken(later, kept.seq, key, kept.replies))
        return said

    async def _edit(self, chat: Chat, author: Person, one: Watched, deps: Deps) -> list[Spoken]:
        """Bring the message up to date, unless it shows something else by now, or is gone."""
        last = await broadcast_shown.newest(deps.tx, chat.id, one.message, one.confirmed_at)
        if last is None or not is_progress(last, one.id):
            return []
        reply = replace(await progress_of(one.id, author, deps), replace=False)
        if (reply.text, reply.choices) == (last.text, last.choices):
            return []
        key = f"siaran:{one.id}:{chat.seq}"
        turn = [(reply, one.message)]
        kept = chats.save_said(deps.tx, chat, key, turn, deps.now, seen=False)
        return [spoken(chat, kept.seq, key, kept.replies)]


def is_over(one: Watched) -> bool:
    return not one.open


def pause(one: Watched, now: datetime) -> timedelta:
    """Return how long a message is left alone: the longer it goes on, the longer."""
    return min(LONGEST, max(SHORTEST, (now - one.confirmed_at) / SHARE))


def digest(phase: Phase, counts: Counts, *, halted: bool) -> str:
    """Return what differs wherever the numbers, or what was decided, do."""
    rows = sorted((str(state), reason, n) for (state, reason), n in counts.by.items())
    return f"{phase} {int(halted)} {rows}"


async def _may(tx: Transaction, person: Person, broadcast: Broadcast) -> bool:
    path = await authority.path_of(tx, broadcast.group.area)
    return bool(path) and may(await authority.load(tx, person), Action.BROADCAST, path)
