"""Reminders by what people learned: short reviews, and what changed since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from bot.content import Content
from bot.core import impact
from bot.core.agenda import VOTING
from bot.core.impact import Change, Key
from bot.core.reminders import CHANGED, REVIEW, Rule, day_in, planned, taught_key
from bot.core.review import GRACE, Review, begin, is_open, passed_over
from bot.delivery.reminder_targets import Target
from bot.handlers.deps import House
from bot.storage import agenda, authority, meta
from bot.storage import impact as changes_storage
from bot.storage import review as storage
from bot.storage.engine import Database, Fetch
from bot.storage.reminders import load_notes, of_event

LOOKED = "reviews_day"  # in meta: the day on which reviews were last looked at
DAY = timedelta(days=1)


# --- each morning ---------------------------------------------------------------------------


async def keep(db: Database, house: House, now: datetime) -> None:
    """Once a day: let reviews begin, and pass over the rounds that nobody did."""
    today = now.astimezone(house.zone).date()
    notes = await load_notes(db.read, (LOOKED,))
    if notes.get(LOOKED) == today.isoformat():
        return
    begun = await _begun(db.read, house.zone, today)
    late = await storage.list_late(db.read, today - (GRACE - 1) * DAY)
    for first in range(0, len(begun), storage.CHUNK):
        async with db.transaction() as tx:
            await storage.save_begun(tx, begun[first : first + storage.CHUNK])
    async with db.transaction() as tx:
        for one in late:
            storage.save_passed_over(tx, one, passed_over(one, today).next_on)
        meta.save(tx, LOOKED, today.isoformat())


async def _begun(fetch: Fetch, zone: tzinfo, today: date) -> list[tuple[int, Review]]:
    """Return the reviews of those who have finished a quiz and have none yet."""
    days = await agenda.load_days(fetch, VOTING)
    paths = await authority.list_paths(fetch) if days.elsewhere else {}
    found = []
    for one in await storage.list_beginners(fetch):
        voting = days.of(paths.get(one.area, ()))
        first = one.first_at.astimezone(zone).date()
        review = begin(first, voting.on, today) if voting else None
        if review:
            found.append((one.person, review))
    return found


# --- what is due ----------------------------------------------------------------------------


async def targets(
    fetch: Fetch, house: House, rules: Sequence[Rule], voting: Mapping[date, str], now: datetime
) -> list[Target]:
    """Return the occurrences of rules about learning that make sense now.

    `voting` says for each date of the voting where it is on that day, as a condition on `s`.
    """
    mine = {event: [r for r in rules if r.event == event] for event in (REVIEW, CHANGED)}
    found = await _of_reviews(fetch, house.zone, mine[REVIEW], voting, now) if mine[REVIEW] else []
    if mine[CHANGED]:
        found += await _of_changes(fetch, house, mine[CHANGED])
    return [one for one in found if planned(one.rule, one.on, house.zone).until > now]


async def _of_reviews(
    fetch: Fetch, zone: tzinfo, rules: Sequence[Rule], voting: Mapping[date, str], now: datetime
) -> list[Target]:
    """Return one for each day on which somebody is due, for those who vote after it."""
    today = now.astimezone(zone).date()
    found = []
    for on in await storage.list_dates(fetch, today - (GRACE - 1) * DAY, today):
        before = [f"({where})" for day, where in voting.items() if on < day]
        if before:
            where = f"({' OR '.join(before)}) AND {storage.due_on(on)}"
            found += [Target(rule, on.isoformat(), on, of_event(rule, where)) for rule in rules]
    return found


async def _of_changes(fetch: Fetch, house: House, rules: Sequence[Rule]) -> list[Target]:
    """Return one for each time at which a new version began to be taught."""
    found = []
    for since, some in impact.by_start(
        await changes_storage.list_changes(fetch, house.content)
    ).items():
        key, whom = taught_key(since.astimezone(house.zone)), f"({changes_storage.owing(some)})"
        found += [Target(rule, key, day_in(key), of_event(rule, whom)) for rule in rules]
    return found


# --- at the moment of sending ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learning:
    """What rules about learning ask for, by person."""

    reviews: Mapping[int, Review] = field(default_factory=dict)
    owed: Mapping[int, Collection[Key]] = field(default_factory=dict)
    changes: Sequence[Change] = ()

    def why_no_review(self, who: int, on: date, voting: date | None, local: datetime) -> str:
        """Return why a review that was due `on` is not sent any more, empty if it is."""
        review = self.reviews.get(who)
        if review is None or review.stopped_at:
            return "berhenti"
        if not is_open(local, voting):
            return "sudah-lewat"
        return "" if review.next_on == on else "selesai"

    def why_no_change(self, who: int, key: str, zone: tzinfo) -> str:
        """Return why a change (by the key of its occurrence) is not sent, empty if it is."""
        owed = self.owed.get(who, ())
        mine = [
            one
            for one in self.changes
            if one.since and taught_key(one.since.astimezone(zone)) == key
        ]
        if not mine:
            return "tidak-berlaku"
        return "" if any(one.key in owed for one in mine) else "selesai"

    def changed(self, who: int) -> str:
        owed = self.owed.get(who, ())
        return impact.in_short([one.line for one in self.changes if one.key in owed])


async def load(
    fetch: Fetch, content: Content, people: Collection[int], rules: Collection[Rule]
) -> Learning:
    """Read for a batch of people what their due rules ask for."""
    events = {rule.event for rule in rules}
    reviews = await storage.list_reviews(fetch, people) if REVIEW in events else {}
    changes = await changes_storage.list_changes(fetch, content) if CHANGED in events else []
    owed = await changes_storage.list_owed(fetch, people, changes)
    return Learning(reviews, owed, changes)
