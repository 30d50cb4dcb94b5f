"""What is known of the people to whom reminders are about to be sent, read for all at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from bot.core.agenda import VOTING, Days, Happening
from bot.core.forms import typed
from bot.core.outbox import Row
from bot.core.people import Person
from bot.core.plans import Plan
from bot.core.reminder_text import About, public, words
from bot.core.reminders import (
    HOUR_FIELD,
    HOUR_FORM,
    HOURS,
    LEARNING,
    PLANS,
    REVIEW,
    Facts,
    Level,
    Rule,
    owner_in,
)
from bot.delivery import learning, reminder_facts
from bot.delivery.learning import Learning
from bot.delivery.reminder_targets import plan_of
from bot.handlers.deps import House
from bot.storage import agenda, outbox
from bot.storage import reminder_facts as storage
from bot.storage.engine import Transaction
from bot.storage.outbox import Recipient
from bot.storage.reminder_facts import Due
from bot.storage.reminder_plans import Written, list_plans


@dataclass(frozen=True, slots=True)
class Item:
    """A reminder that waits for somebody, with its rule and the day of its event."""

    id: int
    rule: Rule
    on: date
    owner: int  # of the plan, 0 where it is none
    key: str = ""  # of the occurrence


@dataclass(frozen=True, slots=True)
class Book:
    """One batch: what is known by the person's id, events by theirs, plans by owner and form."""

    house: House
    recipients: Mapping[int, Recipient]
    due: Mapping[int, Sequence[Due]]
    days: Mapping[str, Days]
    levels: Mapping[int, Level]
    facts: Mapping[int, Facts]
    plans: Mapping[tuple[int, str], Written]
    sent: Mapping[int, int]  # messages today, those on their way and broadcasts to come included
    learning: Learning = Learning()  # noqa: RUF009 - frozen

    def person(self, who: int) -> Person:
        return self.recipients[who].person

    def happening(self, event: str, who: int) -> Happening | None:
        """Return an event as it is where this person serves."""
        days = self.days.get(event)
        return days.of(self.recipients[who].path) if days else None

    def voting(self, who: int) -> date | None:
        happening = self.happening(VOTING, who)
        return happening.on if happening else None

    def plan(self, item: Item) -> Plan | None:
        """Return the plan as it stands now, None where it is gone."""
        written = self.plans.get((item.owner, PLANS[item.rule.event].form))
        if written is None:
            return None
        today = written.at.astimezone(self.house.zone).date()
        return plan_of(written.values, item.rule.event, self.house.content.forms, today)

    def day_of(self, item: Item, who: int) -> date | None:
        """Return the day of the item's event, or plan, as it stands now."""
        if item.rule.event in PLANS:
            plan = self.plan(item)
            return plan.day if plan else None
        if item.rule.event in LEARNING:
            return item.on
        happening = self.happening(item.rule.event, who)
        return happening.on if happening else None

    def why_not_learned(self, item: Item, who: int, now: datetime) -> str:
        """Return why a reminder by learning makes no sense any more, empty if it does."""
        zone = self.house.zone
        if item.rule.event == REVIEW:
            voting, local = self.voting(who), now.astimezone(zone)
            return self.learning.why_no_review(who, item.on, voting, local)
        return self.learning.why_no_change(who, item.key, zone)

    def hour(self, who: int) -> time | None:
        return HOURS.get(self.facts[who].values.get(HOUR_FORM, {}).get(HOUR_FIELD, ""))

    def words(self, item: Item, who: int) -> dict[str, str]:
        """Return the values of the placeholders of the item's rule."""
        forms = self.house.content.forms
        about = self._about_plan(item) if item.owner else self._about(item, who)
        return words(item.rule, self.person(who), self.facts[who], forms, about)

    def _about(self, item: Item, who: int) -> About:
        happening = self.happening(item.rule.event, who)
        at, place = (happening.from_time, happening.place) if happening else (None, "")
        return About(_day(item.on), at, place)

    def _about_plan(self, item: Item) -> About:
        named, plan = PLANS[item.rule.event], self.plan(item)
        written = self.plans.get((item.owner, named.form))
        values = written.values if written else {}
        form = self.house.content.forms.get(named.form)
        tps, place = (public(typed(form, values, name)) for name in (named.tps, named.place))
        whole = ", ".join(text for text in (tps, place) if text)
        return About(_day(item.on), plan.at if plan else None, place, whole, tps)


def _day(on: date) -> str:
    """Return e.g. `Kamis, 25 Januari`; the rules are in Bahasa Indonesia."""
    return format_date(on, "EEEE, d MMMM", locale="id")


async def open_book(
    tx: Transaction,
    house: House,
    rules: Mapping[str, Rule],
    asked: Sequence[tuple[Row, Recipient]],
    now: datetime,
) -> Book:
    """Read what the rules that are due ask for."""
    recipients = {recipient.person.id: recipient for _, recipient in asked}
    due = await _due(tx, asked, now)
    waiting = [one for ones in due.values() for one in ones]
    mine = {rules[one.rule].id: rules[one.rule] for one in waiting if one.rule in rules}
    plans = [one for one in waiting if one.rule in mine and mine[one.rule].event in PLANS]
    owners = {owner_in(one.occurrence) for one in plans}
    written = await list_plans(tx.fetch, owners) if owners else []
    midnight = datetime.combine(now.astimezone(house.zone).date(), time(), house.zone)
    sent = await outbox.sent_today(tx, list(recipients), midnight)
    coming = await storage.count_broadcasts(tx.fetch, recipients, midnight + timedelta(days=1))
    learned = await learning.load(tx.fetch, house.content, recipients, mine.values())
    facts = await reminder_facts.load(tx, house.content, recipients, mine.values())
    return Book(
        house,
        recipients,
        due,
        await agenda.list_days(tx.fetch),
        await storage.list_levels(tx.fetch, recipients),
        {who: replace(known, changed=learned.changed(who)) for who, known in facts.items()},
        {(one.owner, one.form): one for one in written},
        {who: sent.get(who, 0) + coming.get(who, 0) for who in recipients},
        learned,
    )


async def _due(
    tx: Transaction, asked: Sequence[tuple[Row, Recipient]], now: datetime
) -> dict[int, list[Due]]:
    """Return all that is due by person, those asked about among them."""
    people = {recipient.person.id for _, recipient in asked}
    rows = {row.id: Due(row.id, row.person, row.rule, row.occurrence) for row, _ in asked}
    for one in await storage.list_due(tx.fetch, people, now):
        rows.setdefault(one.id, one)
    found: defaultdict[int, list[Due]] = defaultdict(list)
    for one in rows.values():
        found[one.person].append(one)
    return found
