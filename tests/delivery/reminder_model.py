"""What should become of every reminder, told a second time: person by person, in plain lists.

It shares nothing with the program but the rules' own numbers, and its times are those of the
place, without a zone. Slow and simple on purpose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.core.reminders import Rule

CLOCK = {"pagi": 7, "siang": 12, "sore": 16, "malam": 19}
NIGHT, MORNING = 20, 7
SOON, HALF_HOUR = timedelta(minutes=10), timedelta(minutes=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VOTING = "pemungutan-suara"

Key = tuple[str, str]  # rule, date


@dataclass
class Line:
    """One rule on one date for one person."""

    state: str
    reason: str
    due: datetime


@dataclass
class Man:
    """One person: who they are, and all that happens to them."""

    id: int
    role: str
    number: int
    tps: str
    joined: datetime | None = None
    blocked: bool = False
    serves: bool = True
    level: str = "semua"
    hour: str = ""
    done: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    lines: dict[Key, Line] = field(default_factory=dict)
    broadcasts: list[datetime] = field(default_factory=list)  # still to go out
    got: list[tuple[datetime, bool]] = field(default_factory=list)  # when, and whether urgent

    @property
    def reachable(self) -> bool:
        return self.joined is not None and not self.blocked

    def needs(self, condition: str, vacant: int) -> str:
        """Return '' where it is to be sent, else why not."""
        finished = {
            "sesi-1-belum": 1 in self.done,
            "sesi-2-belum": 2 in self.done,
            "kuis-3-belum-lulus": 3 in self.done or 3 in self.passed,
            "evaluasi-belum": "evaluasi" in self.forms,
        }
        if condition in finished:
            return "selesai" if finished[condition] else ""
        if condition == "lulus-semua":
            both = {2, 3} <= self.done | self.passed
            return "" if both else "tidak-berlaku"
        if condition == "kursi-kosong":
            return "" if vacant else "tidak-berlaku"
        assert condition == "semua", condition
        return ""


class Model:
    """All people and rules; `look` is one minute in which the bot runs."""

    def __init__(self, rules: Iterable[Rule], men: Iterable[Man], days: dict[str, date]) -> None:
        self.rules = list(rules)
        self.men = list(men)
        self.days = dict(days)  # the usual date of each event
        self.other: dict[tuple[str, str], date] = {}  # event, TPS: another date there
        self.vacant = 1  # seats of KPPS
        self.made: set[Key] = set()

    def date_for(self, event: str, man: Man) -> date:
        return self.other.get((event, man.tps), self.days[event])

    def dates(self, event: str) -> set[date]:
        others = {on for (name, _), on in self.other.items() if name == event}
        return others | {self.days[event]}

    def look(self, now: datetime) -> None:
        for rule in self.rules:
            for on in self.dates(rule.event):
                hours = (
                    [rule.at, *(time(h) for h in CLOCK.values())] if rule.flexible else [rule.at]
                )
                if min(at(on, rule.day, hour) for hour in hours) - SOON <= now:
                    self.made.add((rule.id, on.isoformat()))
        for man in self.men:
            self._tick(man, now)
            self._send(man, now)

    def _tick(self, man: Man, now: datetime) -> None:
        rules = {rule.id: rule for rule in self.rules}
        for key in sorted(self.made):
            rule, on = rules[key[0]], date.fromisoformat(key[1])
            is_mine = self.date_for(rule.event, man) == on
            line = man.lines.get(key)
            is_over = at(on, rule.until_day, rule.until) <= now
            if line and line.state == "pending":
                _settle(line, man, is_mine=is_mine, is_over=is_over)
            gone = line is None or line.reason in {"jadwal-diubah", "tidak-bertugas"}
            if gone and man.serves and is_mine and fits(rule, man):
                line = man.lines[key] = self._new(rule, on, man, now)
            if line and not is_over and man.reachable and is_unreached(line):
                line.state, line.reason = "pending", ""
                line.due = self._due(rule, on, man)

    def _new(self, rule: Rule, on: date, man: Man, now: datetime) -> Line:
        until = at(on, rule.until_day, rule.until)
        if until <= now:
            return Line("skipped", "sudah-lewat", now)
        if man.joined is None:
            return Line("pending", "belum-daftar", until)
        if man.blocked:
            return Line("blocked", "diblokir", until)
        return Line("pending", "", self._due(rule, on, man))

    def _planned(self, rule: Rule, on: date, man: Man) -> datetime:
        hour = time(CLOCK[man.hour]) if rule.flexible and man.hour else rule.at
        return at(on, rule.day, hour)

    def _due(self, rule: Rule, on: date, man: Man) -> datetime:
        assert man.joined
        later = man.joined + HALF_HOUR
        if later >= at(on, rule.until_day, rule.until):
            later = man.joined
        return max(self._planned(rule, on, man), later)

    def _send(self, man: Man, now: datetime) -> None:
        rules = {rule.id: rule for rule in self.rules}
        ready = []
        for (name, text), line in man.lines.items():
            if line.state != "pending" or line.due > now:
                continue
            if not man.serves:
                line.state, line.reason = "skipped", "tidak-bertugas"
            elif man.blocked:
                line.state, line.reason = "blocked", "diblokir"
            elif self.date_for(rules[name].event, man).isoformat() != text:
                line.state, line.reason = "cancelled", "jadwal-diubah"
            elif why := self._refusal(rules[name], man):
                line.state, line.reason = "skipped", why
            else:
                ready.append((rules[name], date.fromisoformat(text), line))
        self._send_broadcasts(man, now)
        if ready:
            self._send_reminders(man, ready, now)

    def _refusal(self, rule: Rule, man: Man) -> str:
        if man.level == "berhenti":
            return "berhenti"
        if man.level == "penting" and not (rule.important or rule.urgent):
            return "berhenti"
        if not fits(rule, man):
            return "tidak-berlaku"
        return man.needs(rule.condition, self.vacant)

    def _send_broadcasts(self, man: Man, now: datetime) -> None:
        for due in list(man.broadcasts):
            if due > now:
                continue
            man.broadcasts.remove(due)
            if not man.reachable or not man.serves:
                continue
            if until := self._silence(man, now, urgent=False):
                man.broadcasts.append(until[0])
            else:
                man.got.append((now, False))

    def _send_reminders(
        self, man: Man, ready: list[tuple[Rule, date, Line]], now: datetime
    ) -> None:
        urgent = any(rule.urgent for rule, _, _ in ready)
        wait = self._silence(man, now, urgent=urgent)
        if wait is None and not urgent and not self._is_last_two_days(man, now):
            today = [when for when, _ in man.got if when.date() == now.date()]
            coming = [due for due in man.broadcasts if due.date() <= now.date()]
            if today or coming:
                wait = (midnight(now) + DAY + timedelta(hours=MORNING), "batas-harian")
        for rule, on, line in ready:
            if wait:
                line.due, line.reason = wait
            elif len(ready) > 1:
                line.state, line.reason = "accepted", "ringkasan"
            else:
                late = now - self._planned(rule, on, man) > HOUR
                line.state, line.reason = "accepted", "terlambat" if late else ""
        if not wait:
            man.got.append((now, urgent))

    def _is_last_two_days(self, man: Man, now: datetime) -> bool:
        voting = self.date_for(VOTING, man)
        return now.date() in {voting, voting - DAY}

    def _silence(self, man: Man, now: datetime, *, urgent: bool) -> tuple[datetime, str] | None:
        voting = datetime.combine(self.date_for(VOTING, man), time())
        if voting + 6 * HOUR <= now < voting + 36 * HOUR:
            return voting + 36 * HOUR, "hari-h"
        if urgent or MORNING <= now.hour < NIGHT:
            return None
        first = midnight(now) + timedelta(hours=MORNING)
        return (first if now < first else first + DAY), "jam-tenang"


def _settle(line: Line, man: Man, *, is_mine: bool, is_over: bool) -> None:
    if is_over:
        line.state = "skipped"
        line.reason = "belum-daftar" if line.reason == "belum-daftar" else "sudah-lewat"
    elif not man.serves:
        line.state, line.reason = "skipped", "tidak-bertugas"
    elif not is_mine:
        line.state, line.reason = "cancelled", "jadwal-diubah"


def at(on: date, days: int, hour: time) -> datetime:
    return datetime.combine(on, hour) + days * DAY


def midnight(now: datetime) -> datetime:
    return datetime.combine(now.date(), time())


def fits(rule: Rule, man: Man) -> bool:
    if not rule.roles and not rule.numbers:
        return True
    return man.role in rule.roles or (man.role == "KPPS" and man.number in rule.numbers)


def is_unreached(line: Line) -> bool:
    return (line.state, line.reason) in {("pending", "belum-daftar"), ("blocked", "diblokir")}
