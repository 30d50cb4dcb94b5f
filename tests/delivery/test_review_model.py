"""Three weeks of short reviews through the real bot, against a second telling of the rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.cli.roster import save
from bot.content import catalogue
from bot.content.load import load
from bot.core.agenda import VOTING as VOTING_ID
from bot.core.outbox import Kind
from bot.core.quiz import Item
from bot.delivery.outbox import Outbox
from bot.delivery.reminders import Reminders
from bot.sheets.sample import RosterRow, sample
from bot.storage import agenda
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.times import stamp
from tests.broadcasting import put
from tests.delivery.review_model import Learner, Question, at
from tests.learner import question
from tests.phone import WIB, Phone, StandingClock, Town
from tests.storage.conftest import NOW, no_backup

BEGINS, ENDS = datetime(2024, 1, 26, 6), datetime(2024, 2, 15, 20)  # noqa: DTZ001 - local
VOTES = date(2024, 2, 14)
LATER = date(2024, 2, 17)  # in one TPS
LINE = "Ulangan singkat Anda siap"
HOURS = ["", "", "pagi", "siang", "malam"]


def seats(tps: int) -> list[RosterRow]:
    """Return everybody of the first TPS of Desa Junrejo, with PPS and PPK."""
    names = {f"{n:03d}" for n in range(1, tps + 1)}
    return [
        row
        for row in sample()
        if row.kecamatan == "Junrejo"
        and (row.peran == "PPK" or (row.desa == "Junrejo" and row.tps in {"", *names}))
    ]


async def town_of(file: Path, rows: list[RosterRow]) -> tuple[Database, Town]:
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    await migrate(db, NOW, no_backup)
    content = load()
    async with db.transaction() as tx:
        await agenda.seed(tx, content.agenda)
    await save(db, rows, StandingClock())
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO agenda_at (agenda_id, area_id, on_date) SELECT $1, id, $2 FROM area"
            " WHERE level = 'tps' AND name = '002'",
            VOTING_ID,
            LATER.isoformat(),
        )
    return db, Town(db, content, catalogue.languages(), {})


@dataclass
class Somebody:
    """A phone, the second telling of its owner, and their habits."""

    phone: Phone
    learner: Learner
    row: RosterRow
    joins: datetime
    learns: datetime
    knows: float  # the share of answers that are right
    does: float  # the share of reminders that are followed at once
    seen: int = 0  # messages on the phone that were looked at
    rounds: list[tuple[list[str], list[str]]] = field(default_factory=list)  # asked, expected


class Weeks:
    """The bot and its second telling, to which the same happens."""

    def __init__(self, town: Town, people: list[Somebody], chance: Random) -> None:
        self.town, self.people, self.chance = town, people, chance
        self.reminders = Reminders(town.router.house)
        self.told: list[tuple[int, datetime]] = []
        self.expected: list[tuple[int, datetime]] = []

    async def look(self, now: datetime) -> None:
        """Let the bot look and send, and the model say who is told of a review."""
        town = self.town
        town.clock.set(now.replace(tzinfo=WIB))
        marks = {id(one): len(one.phone.messages) for one in self.people}
        for one in self.people:
            one.learner.morning(now.date())
        due = [one for one in self.people if one.learner.is_told(now)]
        self.expected += [(one.learner.id, now) for one in due]
        await self.reminders.tick(town.db, town.clock.now())
        decides = {Kind.REMINDER: self.reminders.decide}
        await Outbox(town.db, town.clock, decides, {}, {"web": put(town)}).drain()
        for one in due:
            assert one.learner.next_on
            one.learner.told.add(one.learner.next_on)
        for one in self.people:
            fresh = one.phone.messages[marks[id(one)] :]
            one.learner.messages += [now] * len(fresh)
            if any(LINE in message.text for message in fresh):
                self.told.append((one.learner.id, now))
                if self.chance.random() < one.does:
                    await self.round(one, "Ulangan 3 soal")

    async def live(self, one: Somebody, now: datetime) -> None:
        """Let somebody do what they do by themselves, in the hour before `now`."""
        self.town.clock.set((now - timedelta(minutes=30)).replace(tzinfo=WIB))
        if one.joins <= now < one.joins + timedelta(hours=1):
            await self.join(one)
        elif one.learns <= now < one.learns + timedelta(hours=1):
            await self.learn(one)
        elif one.learner.first and self.chance.random() < 0.01:
            await self.chance.choice([self.round, self.stop, self.learn])(one)

    async def join(self, one: Somebody) -> None:
        await one.phone.start(one.row.kode)
        await one.phone.tap(f"kenal:{one.row.kode}")
        await one.phone.tap(f"setuju:{one.row.kode}:2")
        person = (await one.phone.chat()).person
        assert person
        one.learner.id = person.id
        one.learner.bank = [
            _question(item)
            for item in self.town.content.items.values()
            if item.audience.fits(person)
        ]
        async with self.town.db.transaction() as tx:
            if one.learner.hour:
                tx.write(
                    "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
                    " VALUES ($1, 'komitmen', 'waktu', $2, $3)",
                    person.id, one.learner.hour, stamp(self.town.clock.now()),
                )  # fmt: skip
        if one.learner.level != "semua":
            await one.phone.tap(f"pengingat:{one.learner.level}")

    async def learn(self, one: Somebody) -> None:
        await one.phone.tap(f"kuis:{self.chance.choice([2, 3])}")
        await self.answer_all(one)
        if one.learner.first is None:
            one.learner.first = self.today()

    async def round(self, one: Somebody, label: str = "") -> None:
        """Do a round, by the button of a reminder or by oneself."""
        expected = one.learner.expected()
        if label:
            await one.phone.press(label)
        else:
            await one.phone.tap("ulangan:mulai")
        marks = await self.answer_all(one)
        one.rounds.append(([name for name, _ in marks], expected))
        one.learner.finished(self.today(), marks)

    async def answer_all(self, one: Somebody) -> list[tuple[str, bool]]:
        """Answer until nothing is asked; return the first answers."""
        marks = []
        while True:
            asked = await question(one.phone)
            right = asked.round == 2 or self.chance.random() < one.knows
            await one.phone.tap(asked.right if right else asked.wrong)
            if asked.round == 1:
                marks.append((asked.drawn.item, right))
                one.learner.answer(asked.drawn.item, right=right)
            if self.chance.random() < 0.07:
                await one.phone.press("Masih ragu")
                if asked.drawn.item not in one.learner.doubts:
                    one.learner.doubts.append(asked.drawn.item)
            onward = [
                m for m in one.phone.messages[-2:] for a in m.actions if a.startswith("soal:")
            ]
            if not onward:
                return marks
            await one.phone.tap(next(a for a in onward[-1].actions if a.startswith("soal:")))

    async def stop(self, one: Somebody) -> None:
        """Stop reviews, or want them again."""
        if one.learner.gap == 0:
            one.learner.begin(self.today())
        if one.learner.stopped:
            await one.phone.tap("ulangan:lanjut")
            one.learner.wants_again(self.today())
        else:
            await one.phone.tap("ulangan:henti")
            one.learner.stopped = one.learner.gap > 0

    def today(self) -> date:
        return self.town.clock.now().astimezone(WIB).date()


def _question(item: Item) -> Question:
    return Question(item.id, item.facts[0], item.decisive, item.case)


def crowd(town: Town, rows: list[RosterRow], chance: Random) -> Iterator[Somebody]:
    for n, row in enumerate(rows, 1):
        joins = BEGINS + timedelta(hours=chance.choice([2, 3, 26, 50, 100, 200, 330, 420]))
        voting = LATER if row.tps == "002" else VOTES
        yield Somebody(
            town.phone(f"hp{n}"),
            Learner(
                -n, [], voting, hour=chance.choice(HOURS),
                level=chance.choice(["semua"] * 8 + ["penting", "berhenti"]),
            ),
            row,
            joins,
            joins + timedelta(hours=chance.choice([1, 5, 24, 49])),
            chance.choice([0.5, 0.8, 0.95, 1.0]),
            chance.choice([0.0, 0.4, 0.9, 1.0]),
        )  # fmt: skip


@pytest.mark.parametrize(("tps", "seed"), [(2, 1), (4, 2), (28, 3)])
async def test_who_gets_which_questions_when_is_as_the_rules_say(
    tmp_path: Path, tps: int, seed: int
):
    chance = Random(seed)  # noqa: S311 - repeatable
    rows = seats(tps)
    db, town = await town_of(tmp_path / "town.db", rows)
    people = list(crowd(town, rows, chance))
    weeks = Weeks(town, people, chance)
    now = BEGINS
    while now < ENDS:
        for one in people:
            await weeks.live(one, now)
        await weeks.look(now)
        now += timedelta(hours=1)

    assert sorted(weeks.told) == sorted(weeks.expected)
    for one in people:
        for asked, expected in one.rounds:
            assert asked == expected, one.learner.id
    await _compare_tables(db, people)
    _assert_nobody_is_nagged(people)
    assert len(weeks.told) > len(people)
    assert sum(len(one.rounds) for one in people) > len(people)
    await db.close()


async def _compare_tables(db: Database, people: list[Somebody]) -> None:
    rows = {row["person_id"]: row for row in await db.read("SELECT * FROM review")}
    for one in [one for one in people if one.learner.gap]:
        row = rows[one.learner.id]
        found = (row["next_on"], row["gap"], row["rounds"], row["stopped_at"] is not None)
        known = one.learner
        assert known.next_on
        said = (known.next_on.isoformat(), known.gap_now, len(known.streak), known.stopped)
        assert found == said
    made = await db.read(
        "SELECT m.occurrence AS day, COUNT(*) AS n FROM mailing m JOIN outbox o"
        " ON o.mailing_id = m.id WHERE m.rule = 'ulangan' GROUP BY m.occurrence"
    )
    due = sum(row["n"] for row in made)
    assert due < len(people) * 7, "nobody has a row on a day on which they are not due"


def _assert_nobody_is_nagged(people: list[Somebody]) -> None:
    for one in people:
        last = {one.learner.voting, one.learner.voting - timedelta(days=1)}
        days = [when.date() for when in one.learner.messages if when.date() not in last]
        assert len(days) == len(set(days))
        eve = at(one.learner.voting - timedelta(days=1), 18)
        after = [m for m in one.learner.messages if m >= eve]
        assert all(7 <= m.hour < 20 or m.date() == one.learner.voting for m in after)
