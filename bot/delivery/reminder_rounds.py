"""Each minute: reminders that are due become rows, and rows follow what has changed since."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2s

from bot.core.agenda import VOTING, Days
from bot.core.outbox import Phase
from bot.core.reminders import (
    HOURS,
    JOINED_AGO,
    LEARNING,
    PLANS,
    Rule,
    day_in,
    due_for,
    earliest,
    planned,
)
from bot.delivery import learning
from bot.delivery import reminder_targets as targets
from bot.delivery.reminder_targets import Target
from bot.handlers.deps import House
from bot.storage import agenda, authority, holdings, meta
from bot.storage import reminder_back as back
from bot.storage import reminders as storage
from bot.storage.engine import Database, Fetch, Transaction
from bot.storage.reminder_plans import list_plans, list_tps
from bot.storage.reminders import Aim, Made
from bot.storage.times import moment, stamp

LAST, SEEN = "reminders_at", "reminders_seen"  # in meta: the last round, and what it knew
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
RESTORED = "restored"  # in meta: from when to when the database that was put back knows nothing


@dataclass(frozen=True, slots=True)
class Known:
    """What one round starts from. `made` is by (rule, occurrence)."""

    targets: Mapping[tuple[str, str], Target]
    made: Mapping[tuple[str, str], Made]
    last: datetime
    seen: str
    signature: str
    restored: tuple[str, str]
    holding: int  # the last one there is


class Rounds:
    """Writes rows, never sends; what it does a second time changes nothing."""

    def __init__(self, house: House, rules: Sequence[Rule]) -> None:
        self._house, self._rules = house, rules
        self._by_id = {rule.id: rule for rule in rules}
        self.last: datetime | None = None  # when the last round of this process began

    async def go(self, db: Database, now: datetime) -> None:
        """Do one round; nothing new is sent before all of it is there, so that digests are whole.

        If that fails, what is there already goes out all the same.
        """
        try:
            await self._go(db, now)
        finally:
            self.last = now

    async def _go(self, db: Database, now: datetime) -> None:
        await learning.keep(db, self._house, now)
        known = await self._know(db.read, now)
        drafts: list[int] = []
        for target in known.targets.values():
            made = known.made.get(target.name)
            is_new = made is None and targets.is_near(target, self._house.zone, now)
            if is_new or (made and made.phase is Phase.DRAFT):
                drafts.append(await self._fill(db, target, known, now))
        is_changed = known.signature != known.seen
        settled = await self._settle(db, known, now) if is_changed else 0
        await self._wake(db, known, now)
        fresh = await back.list_newcomers(db.read, now) if drafts or settled else []
        async with db.transaction() as tx:
            await back.put_off(tx, [(who, joined + JOINED_AGO) for who, joined in fresh])
            for mailing in drafts:
                storage.save_whole(tx, mailing, now)
            meta.save(tx, LAST, stamp(now))
            if is_changed:
                meta.save(tx, SEEN, known.signature)
        await self._expire(db, now)

    async def _know(self, fetch: Fetch, now: datetime) -> Known:
        days = await agenda.list_days(fetch)
        written = await list_plans(fetch)
        tps = await list_tps(fetch) if written else {}
        is_elsewhere = any(one.elsewhere for one in days.values())
        paths = await authority.list_paths(fetch) if is_elsewhere else {}
        found = targets.of_events(self._rules, days, paths)
        forms, zone = self._house.content.forms, self._house.zone
        found += targets.of_plans(self._rules, written, forms, tps, zone)
        voting = storage.where_on(days[VOTING], paths) if VOTING in days else {}
        found += await learning.targets(fetch, self._house, self._rules, voting, now)
        notes = await storage.load_notes(fetch, (LAST, SEEN, RESTORED, holdings.VERSION))
        restored = notes.get(RESTORED, "").split()
        return Known(
            targets={target.name: target for target in found},
            made={(one.rule, one.occurrence): one for one in await storage.list_made(fetch)},
            last=moment(notes[LAST]) if LAST in notes else LONG_AGO,
            seen=notes.get(SEEN, ""),
            signature=_signature(days, found, notes.get(holdings.VERSION, "")),
            restored=(restored[0], restored[1]) if len(restored) == 2 else ("9", "9"),
            holding=await storage.last_holding(fetch),
        )

    def _aim(self, mailing: int, target: Target, known: Known, now: datetime) -> Aim:
        rule, on, zone = target.rule, target.on, self._house.zone
        hours = HOURS if rule.flexible else {}
        dues = {name: planned(rule, on, zone, hour).due for name, hour in hours.items()}
        usual = planned(rule, on, zone)
        dues[""] = usual.due
        aside = "" if usual.until <= now else target.aside
        return Aim(mailing, target.whom, dues, usual.until, known.restored, aside, now=now)

    # --- rows -------------------------------------------------------------------------------

    async def _fill(self, db: Database, target: Target, known: Known, now: datetime) -> int:
        """Write the rows of one occurrence, in transactions that are short; return its id."""
        made = known.made.get(target.name)
        mailing = made.id if made else 0
        for after in range(0, known.holding + 1, storage.CHUNK):
            async with db.transaction() as tx:
                if not mailing:
                    zone = self._house.zone
                    due = earliest(target.rule, target.on, zone)
                    until = planned(target.rule, target.on, zone).until
                    mailing = await storage.begin(tx, target.rule, target.key, (due, until), now)
                aim = self._aim(mailing, target, known, now)
                await storage.fill(tx, aim, (after, after + storage.CHUNK))
        return mailing

    async def _settle(self, db: Database, known: Known, now: datetime) -> int:
        """Follow what changed: dates, plans, and who holds which seat.

        What is due by somebody's learning is decided when it is sent. Returns how many
        occurrences have new rows.
        """
        count = 0
        for name, made in known.made.items():
            rule, target = self._by_id.get(made.rule), known.targets.get(name)
            if rule is None or made.phase is not Phase.READY or rule.event in LEARNING:
                continue
            if made.valid_until > now:
                whom = target.whom if target else None
                await _in_chunks(
                    db, partial(storage.leave_out, mailing=made.id, whom=whom, now=now)
                )
            if target is None or (made.valid_until <= now and rule.event in PLANS):
                continue
            if await storage.has_missing(db.read, self._aim(made.id, target, known, now)):
                await self._fill(db, target, known, now)
                count += 1
        return count

    async def _wake(self, db: Database, known: Known, now: datetime) -> None:
        """Let what waited for people reach those who are here now."""
        waiting = await back.list_back(db.read, known.last, now)
        if not waiting:
            return
        names = {made.id: made for made in known.made.values()}
        found: list[tuple[int, int, datetime]] = []
        for one in waiting:
            made = names.get(one.mailing)
            rule = self._by_id.get(made.rule) if made else None
            if made and rule:
                on, hour = day_in(made.occurrence), HOURS.get(one.hour)
                span = planned(rule, on, self._house.zone, hour)
                found.append((one.mailing, one.person, due_for(span, one.joined)))
        async with db.transaction() as tx:
            await back.wake(tx, found, now)

    async def _expire(self, db: Database, now: datetime) -> None:
        for mailing in await storage.list_over(db.read, now):
            await _in_chunks(db, partial(storage.expire, mailing=mailing, now=now))


async def _in_chunks(db: Database, change: Callable[[Transaction], Awaitable[int]]) -> None:
    """Change rows until none are left, in transactions that are short."""
    changed = storage.CHUNK
    while changed >= storage.CHUNK:
        async with db.transaction() as tx:
            changed = await change(tx)


def _signature(days: Mapping[str, Days], found: Sequence[Target], roster: str) -> str:
    """Return what changes when a date, a plan, a rule's people or the roster does."""
    dates = [
        (event, one.usual and one.usual.on, sorted((a, h.on) for a, h in one.elsewhere.items()))
        for event, one in sorted(days.items())
    ]
    whom = [(target.name, target.whom.fits, target.whom.where) for target in found]
    return blake2s(repr((dates, whom, roster)).encode(), digest_size=16).hexdigest()
