"""What moving an event would change: which reminders, for how many people, from when to when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.core.agenda import Days
from bot.core.reminders import Rule, planned
from bot.core.say import Say
from bot.screens.seats import count, moment
from bot.storage import agenda_preview as storage
from bot.storage import authority
from bot.storage.engine import Fetch

SHOWN = 20  # lines of the difference before the rest is only counted


@dataclass(frozen=True, slots=True)
class Moved:
    """One rule for so many people: due before and after the change (None: not at all).

    `sent` of them have it already for the date before, which cannot be taken back. `fate` says
    what becomes of it afterwards: nanti, segera or sudah-lewat.
    """

    rule: str
    roles: str
    people: int
    before: datetime | None
    after: datetime | None
    fate: str
    sent: int = 0


async def preview(
    fetch: Fetch, rules: Iterable[Rule], change: tuple[Days, Days], now: datetime, zone: tzinfo
) -> list[Moved]:
    """Return what differs, in the order in which it would be due."""
    paths = await authority.list_paths(fetch)
    before, after = change
    found: list[Moved] = []
    for rule in rules:
        people = await storage.count_people(fetch, rule.audience)
        moved: Counter[tuple[date | None, date | None]] = Counter()
        sent: Counter[tuple[date | None, date | None]] = Counter()
        known: dict[date, dict[int, int]] = {}
        for area, number in people.items():
            old, new = (_on(days, paths[area]) for days in (before, after))
            if old == new:
                continue
            moved[old, new] += number
            if old is not None:
                if old not in known:
                    known[old] = await storage.count_sent(fetch, rule.id, old.isoformat())
                sent[old, new] += known[old].get(area, 0)
        found += [
            _moved(rule, key, (number, sent[key]), now, zone) for key, number in moved.items()
        ]
    return sorted(found, key=lambda one: (one.after or one.before or now, one.rule))


def _on(days: Days, path: tuple[int, ...]) -> date | None:
    happening = days.of(path)
    return happening.on if happening else None


def _moved(
    rule: Rule,
    dates: tuple[date | None, date | None],
    people: tuple[int, int],
    now: datetime,
    zone: tzinfo,
) -> Moved:
    before, after = (planned(rule, on, zone) if on else None for on in dates)
    fate = "nanti"
    if after is None or after.until <= now:
        fate = "sudah-lewat"
    elif after.due <= now:
        fate = "segera"
    roles = ", ".join(sorted(rule.roles)) or "semua"
    if rule.numbers:
        roles = "KPPS " + ", ".join(str(number) for number in sorted(rule.numbers))
    return Moved(
        rule.id,
        roles,
        people[0],
        before.due if before else None,
        after.due if after else None,
        fate,
        people[1],
    )


def lines(moved: list[Moved], zone: tzinfo) -> list[str]:
    """Return the difference as the operator reads it."""
    if not moved:
        return ["Tidak ada pengingat yang berubah waktunya."]
    say = Say()
    shown = [_line(say, one, zone) for one in moved[:SHOWN]]
    left = len(moved) - SHOWN
    return [
        f"Pengingat yang berubah ({len(moved)}):",
        *shown,
        *([f"  … dan {left} lainnya (lihat semuanya dengan --json)"] if left > 0 else []),
    ]


def _line(say: Say, one: Moved, zone: tzinfo) -> str:
    before = moment(say, one.before, zone) if one.before else "tidak ada"
    after = moment(say, one.after, zone) if one.after else "tidak ada"
    if one.fate == "sudah-lewat":
        after += " (sudah lewat, tidak akan dikirim)"
    elif one.fate == "segera":
        after += " (sudah tiba, dikirim segera)"
    sent = f"; {count(say, one.sent)} orang sudah menerimanya" if one.sent else ""
    people = f"{count(say, one.people)} orang {one.roles}"
    return f"  {one.rule}: {people}\n    dari {before}{sent}\n    ke   {after}"
