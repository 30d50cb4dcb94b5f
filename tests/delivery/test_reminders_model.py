"""Every rule for every person, against a second telling of the rules."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.core.people import Role
from bot.core.reminders import Rule
from tests.delivery.reminder_model import Man, Model
from tests.delivery.reminding import Office, Sent, rule
from tests.phone import Town

OATH, VOTING = "pelantikan", "pemungutan-suara"
DAYS = {OATH: date(2024, 1, 25), VOTING: date(2024, 2, 14)}
EVERYONE: frozenset[Role] = frozenset()
PPS = frozenset({Role.PPS})

RULES: tuple[Rule, ...] = (
    rule("l-7", -7, "16:00", (-4, "20:00"), event=OATH, flexible=True),
    rule("l-3", -3, "16:00", (-1, "16:00"), event=OATH, condition="sesi-1-belum", flexible=True),
    rule("l-3-pps", -3, "16:00", (-1, "12:00"), event=OATH, roles=PPS, condition="kursi-kosong"),
    rule("l-1", -1, "19:00", (0, "08:30"), event=OATH, important=True),
    rule("l-0", 0, "07:00", (0, "12:00"), event=OATH, roles=EVERYONE, important=True),
    rule("l-0-malam", 0, "19:00", (3, "20:00"), event=OATH, condition="sesi-2-belum"),
    rule("h-7", -7, "16:00", (-4, "20:00"), condition="kuis-3-belum-lulus", flexible=True),
    rule("h-7-lulus", -7, "16:00", (-4, "20:00"), condition="lulus-semua", flexible=True),
    rule("h-7-ketua", -7, "16:00", (-5, "20:00"), roles=frozenset(), numbers=frozenset({1})),
    rule("h-5", -5, "07:00", (-5, "20:00"), important=True),
    rule("h-3", -3, "07:00", (-3, "20:00")),
    rule("h-3-sore", -3, "16:00", (-1, "16:00"), flexible=True),
    rule("h-1", -1, "07:00", (-1, "20:00"), important=True),
    rule("h-1-malam", -1, "19:00", (0, "06:30"), important=True),
    rule("h-0", 0, "04:30", (0, "05:59"), urgent=True, important=True),
    rule("h-0-semua", 0, "04:30", (0, "05:59"), roles=EVERYONE, urgent=True, important=True),
    rule("h+1", 1, "16:00", (2, "20:00")),
    rule("h+3", 3, "16:00", (6, "20:00"), condition="evaluasi-belum", flexible=True),
)
ENDS = datetime.fromisoformat("2024-02-29")  # local, as all times of the model


class Both:
    """The program and its second telling, to which the same happens."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance
        self.model = Model(RULES, [], DAYS)

    @classmethod
    async def begin(cls, office: Office, chance: Random) -> "Both":
        both = cls(office, chance)
        rows = await office.db.read(
            "SELECT h.person_id, s.role, s.number, a.level, a.name FROM holding h"
            " JOIN seat s ON s.id = h.seat_id JOIN area a ON a.id = s.area_id"
            " WHERE h.to_at IS NULL ORDER BY h.id"
        )
        both.model.men = [
            Man(
                row["person_id"],
                row["role"],
                row["number"] or 0,
                row["name"] if row["level"] == "tps" else "",
            )
            for row in rows
        ]
        return both

    def aware(self, now: datetime) -> datetime:
        return now.replace(tzinfo=self.office.zone)

    # --- what may happen to one person, or to all -------------------------------------------

    async def join(self, man: Man, now: datetime) -> None:
        if man.joined is None:
            man.joined = now
            await self.office.join(man.id, self.aware(now))

    async def block(self, man: Man, now: datetime) -> None:
        if man.joined:
            man.blocked = not man.blocked
            await self.office.block(man.id, self.aware(now), blocked=man.blocked)

    async def learn(self, man: Man, now: datetime) -> None:
        session = self.chance.choice([1, 2, 3])
        if session not in man.done:
            man.done.add(session)
            await self.office.finish(man.id, session, self.aware(now))

    async def choose_hour(self, man: Man, now: datetime) -> None:
        """Choose another hour; what waits already keeps the one it has."""
        man.hour = self.chance.choice(["pagi", "siang", "sore", "malam"])
        await self.office.fill_in(man.id, ("komitmen", "waktu"), man.hour, self.aware(now))

    async def judge(self, man: Man, now: datetime) -> None:
        man.forms.add("evaluasi")
        for name in ("jelas", "berguna", "waktu", "pelatih", "siap", "komentar"):
            await self.office.fill_in(man.id, ("evaluasi", name), "4", self.aware(now))

    async def turn_down(self, man: Man, now: datetime) -> None:
        man.level = self.chance.choice(["semua", "penting", "penting", "berhenti"])
        await self.office.turn_down(man.id, man.level, self.aware(now))

    async def leave(self, man: Man, now: datetime) -> None:
        if man.serves and man.role == "KPPS" and self.chance.random() < 0.3:
            man.serves = False
            self.model.vacant += 1
            await self.office.leave(man.id, self.aware(now))

    async def broadcast(self, man: Man, now: datetime) -> None:
        if man.reachable and man.serves:
            due = now + timedelta(hours=self.chance.choice([0, 0, 2, 5, 30]))
            man.broadcasts.append(due)
            await self.office.broadcast(man.id, self.aware(due))

    async def move(self, _: Man, now: datetime) -> None:
        if self.chance.random() < 0.4:
            later = self.chance.choice([0, 0, 7, 10, -1])
            event = self.chance.choice([VOTING, VOTING, OATH])
            on = DAYS[event] + timedelta(days=later)
            if self.chance.random() < 0.5:
                self.model.days[event] = on
                await self.office.move(on, event=event)
            else:
                self.model.other[event, "005"] = on
                await self.office.move(on, "005", event=event)

    async def something(self, now: datetime) -> None:
        what = self.chance.choice(
            [self.join] * 6
            + [self.block, self.learn, self.learn, self.choose_hour, self.choose_hour]
            + [self.judge, self.turn_down, self.leave, self.broadcast, self.broadcast, self.move]
        )
        await what(self.chance.choice(self.model.men), now)

    # --- looking ----------------------------------------------------------------------------

    async def look(self, now: datetime) -> None:
        self.model.look(now)
        await self.office.look(self.aware(now))

    def expected(self) -> dict[tuple[str, str, int], tuple[str, str]]:
        return {
            (*key, man.id): (line.state, line.reason)
            for man in self.model.men
            for key, line in man.lines.items()
        }


def moments(chance: Random, begin: datetime, *, calm: bool) -> list[datetime]:
    """Return when the bot looks: about hourly, with downtimes of an hour to three days."""
    found, now = [], begin
    while now < ENDS:
        found.append(now)
        steps = [15, 30, 30, 60, 60, 60] + ([] if calm else [1, 90, 600, 1440, 4320])
        weights = [6] * 6 + ([] if calm else [4, 6, 2, 1, 1])
        [minutes] = chance.choices(steps, weights)
        now += timedelta(minutes=minutes)
    return found


@pytest.mark.parametrize("seed", range(6))
async def test_every_rule_and_person_has_the_outcome_of_the_second_telling(town: Town, seed: int):
    await _compare(town, seed)


@pytest.mark.parametrize("seed", [101])
async def test_and_so_it_is_on_postgresql(postgres_town: Town, seed: int):
    await _compare(postgres_town, seed)


async def _compare(town: Town, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - repeatable
    zone = ZoneInfo(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"][seed % 3])
    both = await Both.begin(Office(town, RULES, zone), chance)
    day, hour = chance.choice([16, 20, 23, 26]), chance.choice(["06", "09", "19"])
    begin = datetime.fromisoformat(f"2024-01-{day} {hour}:07")
    for man in chance.sample(both.model.men, 6):
        await both.join(man, begin - timedelta(hours=2))
    before = begin - timedelta(hours=1)
    for now in moments(chance, begin, calm=seed % 2 == 0):
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            await both.something(before + (now - before) * chance.random())
        before = now
        await both.look(now)
        if chance.random() < 0.05:
            assert_same(await both.office.table(), both.expected(), now)
    assert_same(await both.office.table(), both.expected(), ENDS)
    assert_nobody_is_nagged(both.office.sent, both)


def assert_same(
    found: dict[tuple[str, str, int], tuple[str, str]],
    expected: dict[tuple[str, str, int], tuple[str, str]],
    now: datetime,
) -> None:
    differing = {
        key: (found.get(key), expected.get(key))
        for key in found.keys() | expected.keys()
        if found.get(key) != expected.get(key)
    }
    assert differing == {}, now


def assert_nobody_is_nagged(sent: list[Sent], both: Both) -> None:
    """Hold what people were promised against what they got, whatever the rules say."""
    moved = both.model.days != DAYS or both.model.other
    voting = datetime.combine(DAYS[VOTING], time())
    days: set[tuple[int, date]] = set()
    for one in sent:
        local = one.at.replace(tzinfo=None)
        is_dawn = "Teks h-0" in one.text
        assert is_dawn or 7 <= local.hour < 20
        if moved:
            continue
        assert not voting + timedelta(hours=6) <= local < voting + timedelta(hours=36)
        if local.date() not in {DAYS[VOTING], DAYS[VOTING] - timedelta(days=1)}:
            assert (one.person, local.date()) not in days
            days.add((one.person, local.date()))
