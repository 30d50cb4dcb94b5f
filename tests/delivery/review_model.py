"""A second telling of short reviews, from ADR 25 alone: plain lists, and no code of the bot."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
CLOCK = {"": 16, "pagi": 7, "siang": 12, "sore": 16, "malam": 19}


@dataclass(frozen=True)
class Question:
    """What the model knows of an item; `fact` is its first fact."""

    id: str
    fact: str
    decisive: bool
    case: bool


@dataclass
class Learner:
    """Somebody on duty; times are local. `answers` are (item, right), the oldest first."""

    id: int
    bank: list[Question]
    voting: date
    hour: str = ""
    level: str = "semua"
    first: date | None = None  # finished a quiz
    gap: int = 0  # as at the beginning
    next_on: date | None = None
    stopped: bool = False
    streak: list[bool] = field(default_factory=list)  # rounds without a mistake
    answers: list[tuple[str, bool]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    last_round: list[str] = field(default_factory=list)  # answered right in it
    messages: list[datetime] = field(default_factory=list)  # unasked for, of any kind
    told: set[date] = field(default_factory=set)  # rounds a message was sent for

    # --- when -------------------------------------------------------------------------------

    @property
    def gap_now(self) -> int:
        is_rarer = len(self.streak) >= 3 and all(self.streak[-3:])
        return 2 * self.gap if is_rarer else self.gap

    def morning(self, today: date) -> None:
        """Let reviews begin, and pass over what is two days late."""
        if self.first and not self.gap and self.first < today:
            self.begin(today)
        while self.next_on and not self.stopped and today >= self.next_on + 2 * DAY:
            self.next_on += self.gap_now * DAY

    def begin(self, today: date) -> None:
        assert self.first
        left = (self.voting - self.first).days
        best = None
        for gap in (3, 4, 5):
            days = list(range(gap, left, gap))
            if days and (best is None or gap - (left - days[-1]) < best[0]):
                best = gap - (left - days[-1]), gap
        if best:
            self.gap = best[1]
            self.next_on = self.first + self.gap * DAY
            while today >= self.next_on + 2 * DAY:
                self.next_on += self.gap * DAY

    def finished(self, today: date, marks: list[tuple[str, bool]]) -> None:
        if not self.gap:
            self.begin(today)
        self.streak.append(all(right for _, right in marks))
        self.last_round = [name for name, right in marks if right]
        if self.gap:
            self.next_on = today + self.gap_now * DAY

    def wants_again(self, today: date) -> None:
        self.stopped = False
        if self.next_on and self.next_on <= today:
            self.next_on = today + self.gap_now * DAY

    def is_due(self, now: datetime) -> bool:
        """Tell whether a message about the round is still to come, and its time is here."""
        on = self.next_on
        if on is None or self.stopped or on in self.told or self.level != "semua":
            return False
        if on >= self.voting or now >= at(self.voting - DAY, 18):
            return False
        return at(on, CLOCK[self.hour]) <= now < at(on + DAY, 20)

    def is_told(self, now: datetime) -> bool:
        """Tell whether the message leaves now: in no quiet hour, and not a second one today."""
        if not self.is_due(now) or not 7 <= now.hour < 20:
            return False
        is_eve = now.date() >= self.voting - DAY
        return is_eve or not [one for one in self.messages if one.date() == now.date()]

    # --- what -------------------------------------------------------------------------------

    def question(self, name: str) -> Question:
        return next(one for one in self.bank if one.id == name)

    def is_missed(self, one: Question) -> bool:
        state = False
        for name, right in self.answers:
            if name == one.id:
                state = not right
            elif right and self.question(name).fact == one.fact:
                state = False
        return state

    def last_asked(self, one: Question) -> int:
        """Return when an item was answered last, as a place in the list; -1: never."""
        return max((n for n, (name, _) in enumerate(self.answers) if name == one.id), default=-1)

    def expected(self) -> list[str]:
        """Return the items of the next round."""
        order, weak = self.order()
        chosen: list[Question] = []
        facts: list[str] = []
        for one in order:
            if len(chosen) < 3 and one.fact not in facts:
                facts.append(one.fact)
                chosen.append(self.other_dress(one) if one in weak else one)
        if not [one for one in chosen if one.decisive]:
            for one in order:
                if one.decisive and one.id not in self.last_round and one.fact not in facts[:2]:
                    chosen = [*chosen[:2], one]
                    break
        return [one.id for one in chosen]

    def order(self) -> tuple[list[Question], list[Question]]:
        """Return all items, the weakest first, and those that are missed or in doubt."""
        missed = [one for one in self.bank if self.is_missed(one)]
        doubted = [one for one in self.bank if one.id in self.doubts]
        groups = [
            [one for one in missed if one in doubted],
            [one for one in missed if one not in doubted],
            [one for one in doubted if one not in missed],
            [one for one in self.bank if one not in missed and one not in doubted],
        ]
        found: list[Question] = []
        for group in groups:
            for kind in ((True, True), (True, False), (False, True), (False, False)):
                some = [one for one in group if (one.decisive, one.case) == kind]
                found += sorted(some, key=self.last_asked)  # stable: as in the bank
        return found, [*missed, *doubted]

    def other_dress(self, one: Question) -> Question:
        others = [o for o in self.bank if o.fact == one.fact and o.id != one.id]
        if one.decisive:
            others = [o for o in others if o.decisive]
        return min(others, key=self.last_asked) if others else one

    # --- what happens -----------------------------------------------------------------------

    def answer(self, name: str, *, right: bool) -> None:
        """Note the first answer to an item in one attempt."""
        self.answers.append((name, right))
        if right and name in {one.id for one in self.bank}:
            fact = self.question(name).fact
            self.doubts = [d for d in self.doubts if self.question(d).fact != fact]


def at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour))
