"""Reminders: what is due, and at the moment of sending whether it still makes sense."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.card import card_id
from bot.core.outbox import Decision, Go, Row, Skip, State, Wait, lateness
from bot.core.quiet import hold, morning
from bot.core.reminder_text import further, sentence
from bot.core.reminders import (
    AHEAD,
    CHANGED,
    LEARNING,
    PLANNED,
    PLANS,
    Level,
    Rule,
    day_in,
    missed,
    owner_in,
    planned,
    taught_at,
    wanted,
)
from bot.delivery.reminder_book import Book, Item, open_book
from bot.delivery.reminder_rounds import Rounds
from bot.handlers.deps import House
from bot.screens import card as cards
from bot.screens import reminders as screens
from bot.storage import reminders as storage
from bot.storage.engine import Database, Transaction
from bot.storage.outbox import Recipient
from bot.storage.reminder_facts import Due

A_MOMENT = timedelta(seconds=2)
AT_ONCE = 6  # things in one digest; what is left comes another day

Asked = Sequence[tuple[Row, Recipient]]


class Reminders:
    """The rules of the content, or those given."""

    def __init__(self, house: House, rules: Sequence[Rule] | None = None) -> None:
        self._house = house
        self._rules = {rule.id: rule for rule in rules or house.content.reminders}
        self._rounds = Rounds(house, tuple(self._rules.values()))
        self._behind: set[int] = set()  # rows that were asked about before the round they need

    async def tick(self, db: Database, now: datetime) -> None:
        """Turn what is due into rows, and let rows follow what has changed."""
        await self._rounds.go(db, now)
        behind, self._behind = self._behind, set()
        if behind:
            async with db.transaction() as tx:
                storage.save_due(tx, behind, now)

    async def decide(self, tx: Transaction, asked: Asked, now: datetime) -> list[Decision]:
        """Decide on rows, in their order.

        What is due to one person travels together: a row of those asked about leads, and `covers`
        the rest. One that is asked about and covered here is told to wait: its leader counts.
        After a pause of the bot, or a jump of its clock, the next round comes first.
        """
        last = self._rounds.last
        if last is None or now - last > AHEAD:
            self._behind |= {row.id for row, _ in asked}
            return [Wait(now + A_MOMENT, "") for _ in asked]
        book = await open_book(tx, self._house, self._rules, asked, now)
        mine: defaultdict[int, list[int]] = defaultdict(list)
        for row, recipient in asked:
            mine[recipient.person.id].append(row.id)
        found: dict[int, Decision] = {}
        for who, ids in mine.items():
            found |= self._of_one(book, who, ids, now)
        return [found[row.id] for row, _ in asked]

    def _of_one(
        self, book: Book, who: int, ids: Sequence[int], now: datetime
    ) -> dict[int, Decision]:
        """Decide on all that is due to one person; `ids` are asked about."""
        found: dict[int, Decision] = {}
        fitting: list[Item] = []
        for due in book.due[who]:
            item = self._item(due)
            reason = self._unfit(book, item, who, now) if item else "tidak-berlaku"
            if item and not reason:
                fitting.append(item)
            elif reason == "jadwal-diubah":
                found[due.id] = Skip(reason, State.CANCELLED)
            else:
                found[due.id] = Skip(reason)
        asked = [item for item in fitting if item.id in ids]
        if asked:
            wait = self._wait(book, fitting, who, now)
            found |= {item.id: wait or Wait(now, "") for item in asked}
            if wait is None:
                found[asked[0].id] = self._go(book, (asked[0], fitting), who, now)
        return found

    def _item(self, due: Due) -> Item | None:
        rule = self._rules.get(due.rule)
        if rule is None:
            return None
        key = due.occurrence
        return Item(due.id, rule, day_in(key), owner_in(key) if rule.event in PLANS else 0, key)

    def _unfit(self, book: Book, item: Item, who: int, now: datetime) -> str:
        """Return why it makes no sense to send this, empty if it does."""
        rule = item.rule
        if planned(rule, item.on, self._house.zone).until <= now:
            return "sudah-lewat"
        if book.day_of(item, who) != item.on:
            return "jadwal-diubah"
        if not wanted(rule, book.levels.get(who, Level.ALL)):
            return "berhenti"
        person = book.person(who)
        has_card = not rule.card or card_id(person) in self._house.content.cards
        if not rule.audience.fits(person) or not has_card:
            return "tidak-berlaku"
        return self._missed(book, item, who, now)

    def _missed(self, book: Book, item: Item, who: int, now: datetime) -> str:
        """Return why the condition of a rule does not hold, empty if it does."""
        rule = item.rule
        if rule.event in LEARNING:
            return book.why_not_learned(item, who, now)
        is_about_it = item.owner and rule.condition == PLANNED
        return "" if is_about_it else missed(rule.condition, book.facts[who])

    def _wait(self, book: Book, fitting: Sequence[Item], who: int, now: datetime) -> Wait | None:
        """Return until when nothing may be sent to this person, and why."""
        local, policy = now.astimezone(self._house.zone), self._house.policy
        urgent = any(item.rule.urgent for item in fitting)
        voting = book.voting(who)
        held = hold(local, policy, voting, urgent=urgent, emergency=False)
        if held:
            return Wait(*held)
        last_days = voting is not None and timedelta() <= voting - local.date() <= timedelta(
            days=1
        )
        if urgent or last_days or book.sent[who] < policy.daily_cap:
            return None
        return Wait(morning(local, policy), "batas-harian")

    def _go(self, book: Book, what: tuple[Item, Sequence[Item]], who: int, now: datetime) -> Go:
        """Say what is due in one message: the sentence of the rule, or a digest of several."""
        first, fitting = what
        if first.rule.card:
            return self._with_card(book, first, who, now)
        others = [item for item in fitting if item is not first and not item.rule.card]
        items = [first, *others][:AT_ONCE]
        recipient = book.recipients[who]
        say = self._house.say(recipient.language)
        name = recipient.person.name if recipient.shared else ""
        said = dict.fromkeys(self._said(book, item, who) for item in sorted(items, key=_rank))
        if len(said) == 1:
            ((text, more), action, label), *_ = said
            reply = screens.reminder(say, text, more, label, action, name)
        else:
            lines = [
                (" ".join((text, *more)), action, label) for (text, more), action, label in said
            ]
            reply = screens.digest(say, lines, name)
        covers = tuple(item.id for item in items[1:])
        if covers:
            return Go(reply, "ringkasan", covers)
        return Go(reply, self._lateness(book, first, who, now))

    def _with_card(self, book: Book, item: Item, who: int, now: datetime) -> Go:
        """Say it with the person's own card: alone, for a file is never part of a digest."""
        (text, more), action, label = self._said(book, item, who)
        recipient = book.recipients[who]
        say = self._house.say(recipient.language)
        name = recipient.person.name if recipient.shared else ""
        said = screens.reminder(say, text, more, label, action, name)
        card = self._house.content.cards[card_id(recipient.person)]
        reply = cards.along(say, said, card, item.rule.card)
        return Go(reply, self._lateness(book, item, who, now))

    def _lateness(self, book: Book, item: Item, who: int, now: datetime) -> str:
        zone = self._house.zone
        due = planned(item.rule, item.on, zone, book.hour(who)).due
        if item.rule.event == CHANGED:  # it could not be sent before it was taught
            due = max(due, taught_at(item.key, zone))
        return lateness(due, now)

    def _said(
        self, book: Book, item: Item, who: int
    ) -> tuple[tuple[str, tuple[str, ...]], str, str]:
        known, rule = book.words(item, who), item.rule
        return (sentence(rule, known), tuple(further(rule, known))), rule.action, rule.button


def _rank(item: Item) -> tuple[bool, bool]:
    """Say first what is urgent, then what is important."""
    return not item.rule.urgent, not item.rule.important
