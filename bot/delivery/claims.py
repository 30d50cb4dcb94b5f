"""Choosing what is sent next: fairly over mailings, one message a person, decided at the last."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final, Protocol

from bot.core.dialog import Reply
from bot.core.outbox import Decision, Go, Kind, Row, Skip, Wait
from bot.core.people import Chat
from bot.storage import chats, recipients
from bot.storage import outbox_claim as due
from bot.storage.engine import Fetch, Transaction
from bot.storage.outbox import SAID, Mailing, Recipient
from bot.storage.outbox_claim import Due
from bot.storage.said import Spoken

MAILINGS: Final = 8  # looked at together; the others have their turn next
SPARE: Final = 64  # rows read beyond those wanted, where some people got something just now

Decide = Callable[
    [Transaction, Sequence[tuple[Row, Recipient]], datetime], Awaitable[list[Decision]]
]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is about to be sent."""

    row: Row
    to: Recipient
    reply: Reply
    reason: str
    covers: bool


@dataclass(slots=True)
class Picked:
    """What one look has found: to be sent, stored for a page; whether there was anything.

    `held`: some wait a moment, because their person is just being written to.
    """

    claimed: list[Claimed] = field(default_factory=list)
    stored: list[Spoken] = field(default_factory=list)
    anything: bool = False
    held: bool = False


class Way(Protocol):
    """What is known of messages under way."""

    def paced(self, channel: str) -> bool: ...

    def is_busy(self, person: int) -> bool: ...

    def busy(self) -> int: ...

    def free_in(self, to: Recipient) -> float: ...


class Undecided(Exception):
    """It failed to be decided what becomes of these rows: a fault of ours."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(f"{len(rows)} rows")
        self.rows = rows


class Claims:
    def __init__(self, decides: Mapping[Kind, Decide], way: Way, channels: frozenset[str]) -> None:
        self._decides, self._way, self._channels = decides, way, channels
        self._turn = 0
        self._held = False

    async def take(
        self, tx: Transaction, mailings: Sequence[Mailing], most: tuple[int, int], now: datetime
    ) -> Picked:
        """Decide on up to `most[0]` rows and claim up to `most[1]` messages, in this turn."""
        count, room = most
        self._held = False
        rows = await self._choose(tx.fetch, mailings, count, now)
        people = [one.row.person for one in rows]
        found = await recipients.load(tx.fetch, people, self._channels, now)
        decided: list[tuple[Due, Decision]] = []
        reached: list[tuple[Due, Recipient]] = []
        for one in rows:
            match found[one.row.person]:
                case Recipient() as to:
                    reached.append((one, to))
                case other:
                    decided.append((one, _for_later(one.row, other)))
        decided += await self._ask(tx, reached, now)
        to_whom = {one.row.id: to for one, to in reached}
        return await self._apply(tx, decided, to_whom, (room, now))

    # --- choosing ---------------------------------------------------------------------------

    async def _choose(
        self, fetch: Fetch, mailings: Sequence[Mailing], count: int, now: datetime
    ) -> list[Due]:
        """Return rows in turn from each mailing, urgent ones before all others."""
        self._turn += 1
        chosen: dict[int, Due] = {}  # by person
        for urgent in (True, False):
            those = [one for one in mailings if one.urgent is urgent]
            if those and len(chosen) < count:
                first = self._turn % len(those)
                turn = [*those[first:], *those[:first]][:MAILINGS]
                lists = [await self._free(fetch, one, count, now) for one in turn]
                for one in _interleaved(lists):
                    chosen.setdefault(one.row.person, one)
        return list(chosen.values())[:count]

    async def _free(self, fetch: Fetch, mailing: Mailing, count: int, now: datetime) -> list[Due]:
        """Return rows of people who are not just being written to."""
        limit = count + min(self._way.busy(), SPARE)
        found = await due.list_due(fetch, mailing, now, limit)
        free = [one for one in found if not self._way.is_busy(one.row.person)]
        self._held = self._held or len(free) < len(found)
        return free

    # --- deciding ---------------------------------------------------------------------------

    async def _ask(
        self, tx: Transaction, reached: Sequence[tuple[Due, Recipient]], now: datetime
    ) -> list[tuple[Due, Decision]]:
        decided: list[tuple[Due, Decision]] = []
        for kind, decide in self._decides.items():
            those = [(one, to) for one, to in reached if one.row.kind is kind]
            if those:
                rows = [(one.row, to) for one, to in those]
                try:
                    answers = await decide(tx, rows, now)
                except Exception as error:
                    raise Undecided([row for row, _ in rows]) from error
                decided += zip((one for one, _ in those), answers, strict=True)
        return decided

    async def _apply(
        self,
        tx: Transaction,
        decided: Iterable[tuple[Due, Decision]],
        to_whom: Mapping[int, Recipient],
        bounds: tuple[int, datetime],
    ) -> Picked:
        room, now = bounds
        picked = Picked(held=self._held)
        last = {to.chat_id: to.seq for to in to_whom.values()}
        for one, decision in decided:
            row = one.row
            match decision:
                case Skip():
                    due.save_skipped(tx, row.id, decision, now)
                case Wait():
                    due.save_wait(tx, row.id, decision)
                case Go():
                    to = to_whom[row.id]
                    if self._way.paced(to.channel):
                        is_room = len(picked.claimed) < room
                        if not is_room or not self._claim(tx, picked, (one, to, decision), now):
                            picked.held = True
                            continue
                    else:
                        to = replace(to, seq=last[to.chat_id])  # two may share a phone
                        last[to.chat_id] += 1
                        picked.stored.append(_store(tx, one, to, decision, now))
            picked.anything = True
        await due.save_claimed(tx, [one.row.id for one in picked.claimed], now)
        return picked

    def _claim(
        self, tx: Transaction, picked: Picked, what: tuple[Due, Recipient, Go], now: datetime
    ) -> bool:
        """Claim a message to be sent; False where its chat got something just now."""
        one, to, go = what
        seconds = self._way.free_in(to)
        if seconds:
            if seconds > 2:
                until = now + timedelta(seconds=seconds)
                due.save_wait(tx, one.row.id, Wait(until, "diminta-menunggu"))
                return True
            return False
        for covered in go.covers:
            due.save_covered(tx, covered, one.row.id, now)
        picked.claimed.append(Claimed(one.row, to, go.reply, _reason(one, go), bool(go.covers)))
        return True


def _for_later(row: Row, found: Skip | Wait) -> Skip | Wait:
    """Let a reminder wait for somebody who is not there yet, while it makes sense."""
    if found == Skip("belum-daftar") and row.valid_until and row.due_at < row.valid_until:
        return Wait(row.valid_until, "belum-daftar")
    return found


def _interleaved(lists: Sequence[Sequence[Due]]) -> Iterable[Due]:
    for turn in zip_longest(*lists):
        yield from (one for one in turn if one is not None)


def _reason(one: Due, go: Go) -> str:
    return "dikirim-ulang" if one.resent else go.reason


def _store(tx: Transaction, one: Due, to: Recipient, go: Go, now: datetime) -> Spoken:
    """Keep a message for a page: it is accepted in the same transaction."""
    chat = Chat(to.chat_id, to.channel, to.address, to.person, language=to.language, seq=to.seq)
    key = f"{SAID}{one.row.id}"
    if one.resent:
        key = f"{key}:{to.seq}"  # the first one may be there, too
    said = chats.save_said(tx, chat, key, [(go.reply, "")], now, seen=False)
    due.save_stored(tx, one.row.id, _reason(one, go), go.covers, now)
    return Spoken(to.chat_id, to.channel, to.address, said.seq, key, said.replies)
