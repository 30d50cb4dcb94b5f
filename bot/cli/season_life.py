"""One simulated person's season: reads, answers, gives up or goes on, by the rules of the bot."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.season_items import Nature
from bot.content import Content
from bot.core import course, forms, quiz
from bot.core.course import EXPERIENCE, Progress, Session
from bot.core.forms import Form
from bot.core.people import Person
from bot.core.quiz import Attempt, Kind, Plan
from bot.storage.season import Rows, add_attempt
from bot.storage.times import stamp

OWN_TEXTS = ("Latihan menghitung", "Simulasi bersama tim", "Memeriksa perlengkapan TPS")
_SCALES = ("3", "4", "4", "5", "5")
# How many sittings begin in each hour of the day, from five in the morning.
HOURS = (1, 3, 4, 3, 3, 3, 3, 5, 4, 3, 3, 4, 3, 5, 9, 8, 5, 2)
_WEARY = ((0.03, 50), (0.14, 32), (0.5, 18))  # who gives up at a sitting, and how many are so
_TRIES = 6  # at one quiz
INTERRUPTED = 0.01  # how often somebody is called away at a question


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for everybody. `retired` says since when a question is not drawn."""

    content: Content
    natures: Mapping[str, Nature]
    retired: Mapping[str, datetime]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who registers on `begin` at the earliest, and does nothing after `end`."""

    person: Person
    begin: datetime
    end: datetime


class _Over(Exception):
    """The season is over for this person: given up, replaced, forgotten, or its last day."""


@dataclass(slots=True)
class _Taken:
    attempt: Attempt
    times: list[datetime]
    passed: bool | None = None


@dataclass(slots=True)
class Life:
    """What somebody did, as the bot remembers it."""

    registered: datetime | None = None
    pages: dict[str, list[datetime]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    filled: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    taken: list[_Taken] = field(default_factory=list)
    done: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    last: datetime | None = None


def live(world: World, learner: Learner, chance: random.Random) -> Life:
    """Return what this person does from the day of registering on."""
    one = _Living(world, learner, chance)
    with suppress(_Over):
        one.go()
    return one.life


class _Living:
    def __init__(self, world: World, learner: Learner, chance: random.Random) -> None:
        self.world, self.learner, self.chance = world, learner, chance
        self.person, self.life = learner.person, Life()
        self.passed: set[int] = set()
        self.answered: Counter[str] = Counter()
        self.ability = chance.gauss(0, 1)
        self.weary = chance.choices([w for w, _ in _WEARY], [n for _, n in _WEARY])[0]
        self.experience = chance.choices(("pertama", "sekali", "lebih"), (55, 25, 20))[0]
        if self.experience != course.FIRST_TIME:
            self.ability += 0.2
        self.now = learner.begin
        self.until = self.now

    # --- time ---------------------------------------------------------------------------------

    def sit(self, days: float) -> None:
        """Come back another day, or not at all."""
        if self.chance.random() < self.weary:
            raise _Over
        local = self.now.astimezone(self.world.zone) + timedelta(days=days)
        hour = self.chance.choices(range(5, 5 + len(HOURS)), HOURS)[0]
        at = local.replace(hour=hour, minute=self.chance.randrange(60))
        self.now = max(self.now + timedelta(minutes=30), at)
        self.until = self.now + timedelta(minutes=self.chance.uniform(8, 40))
        self.spend(1, 60)

    def spend(self, least: float, most: float) -> None:
        """Let seconds pass; at the end of a sitting, come back later."""
        self.now += timedelta(seconds=self.chance.uniform(least, most))
        if self.now >= self.learner.end:
            raise _Over
        if self.now > self.until:
            self.sit(self.chance.expovariate(1 / 1.3) + 0.3)
        self.life.last = self.now

    # --- the course ---------------------------------------------------------------------------

    def go(self) -> None:
        self.until = self.now + timedelta(minutes=30)
        self.spend(1, 120)
        self.life.registered = self.now
        for session in self.world.content.sessions:
            self.study(session)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2))):
            self.sit(self.chance.uniform(1, 5))
            self.take(self.world.content.sessions[self.chance.choice((1, 2))], "kuis")

    def study(self, session: Session) -> None:
        plan = session.quiz
        experienced = self.experience != course.FIRST_TIME
        if plan and experienced and self.chance.random() < 0.3 and self.take(session, "uji"):
            return
        if plan is None or self.chance.random() < 0.9:
            self.read(session)
        if plan:
            self.be_examined(session)

    def read(self, session: Session) -> None:
        for page in course.own_pages(session, self.person):
            self.spend(8, 60)
            self.life.pages[page.id] = [self.now, self.now]
            form = self.world.content.forms.get(page.form) if page.form else None
            if form and form.audience.fits(self.person):
                self.fill(form)
        self.ability += 0.1
        self.complete()

    def fill(self, form: Form) -> None:
        values = self.life.values.setdefault(form.id, {})
        if form.id != EXPERIENCE and self.chance.random() < 0.04:
            return
        while (asked := forms.next_field(form, values)) is not None:
            self.spend(3, 25)
            value = self.chance.choice(
                list(asked.options) or (_SCALES if asked.kind == "skala" else OWN_TEXTS)
            )
            if (form.id, asked.id) == (EXPERIENCE, EXPERIENCE):
                value = self.experience
            values[asked.id] = forms.own_text_value(value) if asked.kind == "teks" else value
            self.life.filled.append((form.id, asked.id, values[asked.id], self.now))

    def be_examined(self, session: Session) -> None:
        """Take the quiz until it is passed, or it is enough."""
        for _ in range(_TRIES):
            if self.take(session, "kuis"):
                return
            if self.chance.random() < 0.12:
                return
            self.ability += 0.2
            self.look_up(session)

    def look_up(self, session: Session) -> None:
        """Read some pages again."""
        seen = [page.id for page in session.pages if page.id in self.life.pages]
        for page_id in self.chance.sample(seen, k=min(3, len(seen))):
            self.spend(5, 40)
            self.life.pages[page_id][1] = self.now

    # --- quizzes ------------------------------------------------------------------------------

    def take(self, session: Session, kind: Kind) -> bool:
        plan = session.quiz
        if plan is None:
            return False
        self.spend(2, 30)
        taken = _Taken(self.draw(session, plan, kind), [self.now])
        self.life.taken.append(taken)
        while (asked := quiz.current(taken.attempt)) is not None:
            if self.chance.random() < INTERRUPTED:
                self.until = self.now
            self.spend(6, 45)
            self.answer(taken, asked[0].item, asked[1])
        taken.passed = quiz.is_passed(taken.attempt, plan)
        if taken.passed:
            self.on_passed(session, kind)
        return taken.passed

    def draw(self, session: Session, plan: Plan, kind: Kind) -> Attempt:
        retired = {item for item, since in self.world.retired.items() if since <= self.now}
        bank = [item for item in self.world.content.bank(session) if item.id not in retired]
        drawn = quiz.draw(plan, bank, self.person, self.answered, self.chance)
        return Attempt(self.chance.getrandbits(53), session.number, kind, drawn)

    def answer(self, taken: _Taken, item: str, round_: int) -> None:
        familiar = self.answered[item] > 0 or round_ == 2
        option = self.world.natures[item].choose(self.ability, self.chance, familiar=familiar)
        taken.attempt = quiz.answer(taken.attempt, item, round_, option)
        taken.times.append(self.now)
        self.answered[item] += round_ == 1

    def on_passed(self, session: Session, kind: Kind) -> None:
        if kind == "uji" and session.number not in self.life.done:
            self.life.done[session.number] = (self.now, "uji")
        elif kind == "kuis":
            self.passed.add(session.number)
        self.complete()

    def complete(self) -> None:
        """Record what is complete now, as the bot does after each page, form and quiz."""
        seen = {page_id: times[1] for page_id, times in self.life.pages.items()}
        done = {number: at for number, (at, _) in self.life.done.items()}
        progress = Progress(seen, self.life.values, self.passed, done)
        for number in course.newly_done(self.world.content.sessions, self.person, progress):
            self.life.done[number] = (self.now, "belajar")


# --- as rows ----------------------------------------------------------------------------------


def add_life(rows: Rows, life: Life, person_id: int, chat: Sequence[object]) -> None:
    """Add what somebody did; `chat` is its id, channel, address and when it blocked the bot."""
    if life.registered is None or life.last is None:
        return
    chat_id, channel, address, blocked_at, consent = chat
    began, seen = stamp(life.registered), stamp(life.last)
    rows.chat.append((chat_id, channel, address, person_id, blocked_at, began, seen))
    rows.companion.append((chat_id, person_id, began, consent))
    rows.page_seen += [
        (person_id, page_id, stamp(first), stamp(last))
        for page_id, (first, last) in life.pages.items()
    ]
    rows.form_value += [(person_id, *given, stamp(at)) for *given, at in life.filled]
    rows.completion += [(person_id, n, stamp(at), how) for n, (at, how) in life.done.items()]
    for taken in life.taken:
        add_attempt(rows, person_id, taken.attempt, taken.times, passed=taken.passed)
