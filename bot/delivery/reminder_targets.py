"""What reminders there are to be: each rule on each date of its event, and for each plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from bot.core import plans
from bot.core.agenda import Days
from bot.core.forms import Form, typed
from bot.core.people import Path
from bot.core.plans import Plan
from bot.core.reminders import AHEAD, PLANS, Rule, earliest, is_for_tps, occurrences, planned
from bot.storage import reminders as storage
from bot.storage.reminder_plans import Written
from bot.storage.reminders import Whom

Tps = Mapping[int, Mapping[str, int]]  # by desa: names and ids


@dataclass(frozen=True, slots=True)
class Target:
    """One occurrence and whom it is for; `aside` is why nobody gets it, if so."""

    rule: Rule
    key: str
    on: date
    whom: Whom
    aside: str = ""

    @property
    def name(self) -> tuple[str, str]:
        return self.rule.id, self.key


@lru_cache(maxsize=4096)
def understood(day: str, tps: str, today: date) -> Plan:
    """Return what somebody meant; texts stay the same from minute to minute."""
    return plans.parse(day, tps, today)


def plan_of(values: Mapping[str, str], event: str, forms: Mapping[str, Form], today: date) -> Plan:
    """Return the plan in the answers to the form of `event`, written on the day `today`."""
    named = PLANS[event]
    form = forms.get(named.form)
    return understood(typed(form, values, named.day), typed(form, values, named.tps), today)


def of_events(
    rules: Iterable[Rule], days: Mapping[str, Days], paths: Mapping[int, Path]
) -> list[Target]:
    """Return every rule on every date of its event; `paths` are those of all areas."""
    found: list[Target] = []
    where = {event: storage.where_on(one, paths) for event, one in days.items()}
    for rule in rules:
        there = where.get(rule.event, {})
        for one in occurrences(rule, there):
            whom = storage.of_event(rule, there[one.on])
            found.append(Target(rule, one.key, one.on, whom))
    return found


def of_plans(
    rules: Sequence[Rule],
    written: Iterable[Written],
    forms: Mapping[str, Form],
    tps: Tps,
    zone: tzinfo,
) -> list[Target]:
    """Return what the plans that can be understood make due."""
    found: list[Target] = []
    about = {event: [rule for rule in rules if rule.event == event] for event in PLANS}
    for one in written:
        for event in [event for event, named in PLANS.items() if named.form == one.form]:
            plan = plan_of(one.values, event, forms, one.at.astimezone(zone).date())
            for rule in about[event] if plan.day else ():
                whom = _whom(rule, one, plan, tps)
                if whom and plan.day:
                    key = f"{one.owner}:{plan.day.isoformat()}"
                    aside = _aside(rule, plan.day, one.at, zone)
                    found.append(Target(rule, key, plan.day, whom, aside))
    return found


def _whom(rule: Rule, one: Written, plan: Plan, tps: Tps) -> Whom | None:
    if not is_for_tps(rule):
        return storage.of_plan(rule, one.owner)
    named = {_number(name) for name in plan.tps}
    known = tps.get(one.area, {})  # nothing for a PPK, who is in no desa
    areas = [area for name, area in known.items() if plan.all_tps or _number(name) in named]
    return storage.of_tps(rule, areas) if areas else None


def _number(name: str) -> str:
    """Return the name of a TPS without what people leave out: `TPS 001` is `1`."""
    return name.upper().removeprefix("TPS").strip().lstrip("0")


def _aside(rule: Rule, on: date, written: datetime, zone: tzinfo) -> str:
    """Return why whoever wrote a plan is not told of what they have just written."""
    return "" if is_for_tps(rule) or written < planned(rule, on, zone).due else "tidak-berlaku"


def is_near(target: Target, zone: tzinfo, now: datetime) -> bool:
    """Tell whether it is due, or will be in a moment, for the first of its people."""
    return earliest(target.rule, target.on, zone) - AHEAD <= now
