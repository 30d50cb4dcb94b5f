"""What is decided about each recipient of a broadcast at the moment of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.core.agenda import VOTING, Days
from bot.core.broadcast import Broadcast, Status
from bot.core.dialog import Media, Reply
from bot.core.outbox import Decision, Go, Row, Skip, State, Wait, lateness
from bot.core.people import Person
from bot.core.quiet import hold
from bot.handlers.deps import House
from bot.screens.broadcast import delivered
from bot.screens.broadcast_sender import sender
from bot.storage import agenda, attachments, broadcasts, ledger
from bot.storage.audiences import who_still_fits
from bot.storage.engine import Transaction
from bot.storage.outbox import Recipient

KEPT: Final = 64  # replies kept ready: a few broadcasts in each language

Rows = Sequence[tuple[Row, Recipient]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A broadcast with what its message is made of, and those of this batch it still fits."""

    broadcast: Broadcast
    by: Person | None
    kota: str
    media: Media | None
    fits: frozenset[int]

    @property
    def is_whole(self) -> bool:
        return bool(self.media) or not self.broadcast.attachment


class Broadcasts:
    """Decides about broadcasts; keeps the messages ready that go to thousands."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._replies: dict[tuple[object, ...], Reply] = {}

    async def decide(self, tx: Transaction, rows: Rows, now: datetime) -> list[Decision]:
        """Return what is to be done about each row, in their order."""
        prepared = await self._prepare(tx, rows)
        days = await agenda.load_days(tx.fetch, VOTING)
        return [self._one(row, to, prepared.get(row.mailing), (days, now)) for row, to in rows]

    async def _prepare(self, tx: Transaction, rows: Rows) -> Mapping[int, Prepared]:
        """Load each broadcast once, and see once whom of its rows it still fits."""
        found: dict[int, Prepared] = {}
        for mailing in dict.fromkeys(row.mailing for row, _ in rows):
            broadcast = await broadcasts.load(tx.fetch, mailing)
            if broadcast:
                people = [to.person.id for row, to in rows if row.mailing == mailing]
                found[mailing] = await self._prepared(tx, broadcast, people)
        return found

    async def _prepared(
        self, tx: Transaction, broadcast: Broadcast, people: Sequence[int]
    ) -> Prepared:
        media = None
        if broadcast.attachment:
            media = await attachments.media(tx.fetch, broadcast.attachment)
        by = await ledger.find_sender(tx.fetch, broadcast.by) if broadcast.by else None
        kota = "" if broadcast.by else await ledger.kota_name(tx.fetch)
        fits = frozenset(people)
        if broadcast.group.status is not Status.ALL:
            fits = await who_still_fits(tx.fetch, broadcast.group.status, people)
        return Prepared(broadcast, by, kota or self._house.policy.kota, media, fits)

    # --- one row ----------------------------------------------------------------------------

    def _one(
        self, row: Row, to: Recipient, prepared: Prepared | None, moment: tuple[Days, datetime]
    ) -> Decision:
        if prepared is None:  # a mailing without its broadcast: nothing could be said
            return Skip("bot", State.FAILED)
        refused = _refused(to, prepared)
        if refused:
            return refused
        days, now = moment
        happening = days.of(to.path)
        held = self._held(prepared.broadcast, happening.on if happening else None, now)
        if held:
            return held
        return Go(self._reply(prepared, to), lateness(row.planned_at, now))

    def _held(self, broadcast: Broadcast, voting: date | None, now: datetime) -> Wait | None:
        local = now.astimezone(self._house.zone)
        emergency = broadcast.emergency
        found = hold(local, self._house.policy, voting, urgent=False, emergency=emergency)
        return Wait(*found) if found else None

    def _reply(self, prepared: Prepared, to: Recipient) -> Reply:
        """Return the message, made once for everyone who reads the same language."""
        broadcast = prepared.broadcast
        name = to.person.name if to.shared else ""
        key = (broadcast.id, broadcast.confirmed_at, prepared.media, prepared.by, to.language)
        if not name and key in self._replies:
            return self._replies[key]
        say = self._house.say(to.language)
        by = sender(say, broadcast.by, prepared.by, prepared.kota)
        reply = delivered(say, broadcast, by, prepared.media, name)
        if not name:
            while len(self._replies) >= KEPT:
                del self._replies[next(iter(self._replies))]
            self._replies[key] = reply
        return reply


def _refused(to: Recipient, prepared: Prepared) -> Skip | None:
    """Return why somebody who was frozen does not get it any more."""
    group = prepared.broadcast.group
    if to.person.seat is None:
        return Skip("tidak-bertugas")
    if group.area not in to.path or (group.roles and to.person.role not in group.roles):
        return Skip("tidak-berlaku")
    if to.person.id not in prepared.fits:
        return Skip("tidak-berlaku" if group.status is Status.READY else "selesai")
    if not prepared.is_whole:
        return Skip("berkas", State.FAILED)
    return None
