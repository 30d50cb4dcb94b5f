"""A simulated season for trying and measuring: synthetic people who learn, seeded.

The same seed, end and number of desa make the same rows. What people do follows the rules of the
bot; only how they answer is made up (`season_items`, `season_life`).
"""

import hashlib
import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.frames import address_of
from bot.cli import season_office as office
from bot.cli.roster_stage import line_of
from bot.cli.season_items import natures
from bot.cli.season_life import HOURS, Learner, Life, World, add_life, live
from bot.content import Content
from bot.core.people import Person, Role, Seat
from bot.core.roster import Options
from bot.core.roster_plan import plan
from bot.core.roster_preview import Said
from bot.screens.registration import CONSENT_VERSION
from bot.sheets import sample
from bot.sheets.sample import RosterRow
from bot.storage import erase, meta, roster, season
from bot.storage.engine import Database
from bot.storage.imports_apply import apply
from bot.storage.imports_end import forget_run
from bot.storage.imports_run import Found, begin, stage
from bot.storage.season import MADE, Rows, Seated
from bot.storage.times import stamp

Tell = Callable[[int, int], None]  # people done, people in all
Key = tuple[tuple[str, ...], str, int | None]  # place, role, number

SEED = 1
REGISTERED = {Role.KPPS: 0.85}
OFFICERS_REGISTERED = 0.97
NEWCOMERS_REGISTERED = 0.8
BLOCKED = 0.02
DAYS_TO_REGISTER = 4.5  # on average
RETIRED_AFTER = 0.72  # of the season
PEOPLE_AT_ONCE = 60  # written in one transaction


@dataclass(frozen=True, slots=True)
class Season:
    """What to make: how many desa (0: all), up to when. `spared` seats nobody registers with."""

    content: Content
    zone: ZoneInfo
    end: datetime
    seed: int = SEED
    desa: int = 0
    spared: Collection[Key] = ()
    start: datetime = field(default=datetime(2024, 1, 25, 23, tzinfo=ZoneInfo("UTC")))

    def chance(self, of: object) -> random.Random:
        """Return chances of their own for each part: one part's do not move the next one's."""
        return random.Random(f"{self.seed}:{of}")  # noqa: S311 - seeded on purpose

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.start, self.end


async def fill(db: Database, wanted: Season, tell: Tell = lambda _done, _total: None) -> None:
    """Make the season in an empty database, in small transactions."""
    await _save_roster(db, wanted)
    seated = await season.list_seated(db.read)
    changes = office.draw_changes(seated, wanted.span, wanted.chance("changes"))
    await office.save_newcomers(db, changes)
    world = _world(wanted)
    registered = await _live_all(db, wanted, world, _learners(wanted, seated, changes), tell)
    await season.renumber(db)
    async with db.transaction() as tx:
        chance = wanted.chance("outreach")
        remaining = [one for one in seated if one.person not in changes.by_person]
        await office.save_outreach(tx, remaining, registered, wanted.span, chance)
    await office.carry_out(db, changes, wanted.chance("codes"))
    boss = next(one for one in reversed(seated) if one.role == Role.SOSDIKLIH)
    when = (boss.person, _retired_at(wanted))
    await office.mark_items(db, world.natures, wanted.content.versions, when)
    chance = wanted.chance("broadcasts")
    await office.send_broadcasts(db, boss.person, boss.areas[0], wanted.span, chance)
    await erase.empty_log(db)
    async with db.transaction() as tx:
        meta.save(tx, MADE, f"{wanted.seed} {stamp(wanted.end)}")


def _retired_at(wanted: Season) -> datetime:
    return wanted.start + (wanted.end - wanted.start) * RETIRED_AFTER


def _world(wanted: Season) -> World:
    items = natures(wanted.content.items.values(), wanted.chance("items"))
    at = _retired_at(wanted)
    retired = {item: at for item, nature in items.items() if nature.oddity in office.RETIRED}
    return World(wanted.content, items, retired, wanted.zone)


# --- the roster -------------------------------------------------------------------------------


def rows_of(desa: int = 0) -> list[RosterRow]:
    """Return the sample roster, or the part of it in the first so many desa."""
    every = list(sample.sample())
    if not desa:
        return every
    names = dict.fromkeys((row.kecamatan, row.desa) for row in every if row.desa)
    kept = set(list(names)[:desa])
    above = {kecamatan for kecamatan, _ in kept} | {""}
    return [
        row
        for row in every
        if (row.kecamatan, row.desa) in kept or (not row.desa and row.kecamatan in above)
    ]


async def _save_roster(db: Database, wanted: Season) -> None:
    """Bring the sample in as an import does, with ids that the seed gives."""
    lines = [line_of(n, row) for n, row in enumerate(rows_of(wanted.desa), 2)]
    said = Said(keep_missing=True)
    known, base = await roster.load_known(db)
    options = Options(sample.CITY, keep_missing=True)
    made = plan(lines, known, options, wanted.chance("roster"))
    async with db.transaction() as tx:
        run_id = await begin(tx, "musim", base, None, wanted.start)
    await stage(db, run_id, made, (said, Found()))
    await apply(db, run_id, said, wanted.start, actor=None)
    await forget_run(db, run_id)


# --- who takes part ---------------------------------------------------------------------------


def _learners(
    wanted: Season, seated: list[Seated], changes: office.Changes
) -> list[tuple[Learner | None, int]]:
    """Return who registers, with everybody's id: those on the roster, then the newcomers."""
    found: list[tuple[Learner | None, int]] = []
    for one in seated:
        end = changes.end_of(one.person, wanted.end)
        likely = REGISTERED.get(Role(one.role), OFFICERS_REGISTERED)
        if (one.place, one.role, one.number) in wanted.spared:
            likely = 0.0
        found.append((_learner(wanted, one, one.person, (wanted.start, end), likely), one.person))
    for change in changes.newcomers():
        span = (change.then or change.at, wanted.end)
        likely = NEWCOMERS_REGISTERED
        found.append((_learner(wanted, change.seated, change.new, span, likely), change.new))
    return found


def _learner(
    wanted: Season, one: Seated, person: int, span: tuple[datetime, datetime], likely: float
) -> Learner | None:
    chance = wanted.chance(f"comes {person}")
    day = span[0] + timedelta(days=chance.expovariate(1 / DAYS_TO_REGISTER))
    hour = chance.choices(range(5, 5 + len(HOURS)), HOURS)[0]
    at = day.astimezone(wanted.zone).replace(hour=hour, minute=chance.randrange(60))
    comes = chance.random() < likely
    if not comes or not span[0] < at < span[1]:
        return None
    kecamatan, desa, tps = (*one.place[1:], "", "", "")[:3]
    seat = Seat(one.seat, Role(one.role), one.number, kecamatan, desa, tps)
    return Learner(Person(person, "", seat), at, span[1])


# --- what they do -----------------------------------------------------------------------------


async def _live_all(
    db: Database,
    wanted: Season,
    world: World,
    learners: list[tuple[Learner | None, int]],
    tell: Tell,
) -> dict[int, datetime]:
    """Let everybody live, and write it down; return who registered, and when."""
    registered: dict[int, datetime] = {}
    chats = iter(range(1, len(learners) + 1))
    for n in range(0, len(learners), PEOPLE_AT_ONCE):
        rows = Rows()
        for learner, person in learners[n : n + PEOPLE_AT_ONCE]:
            if learner is None:
                continue
            life = live(world, learner, wanted.chance(person))
            add_life(rows, life, person, _chat(wanted, life, person, chats))
            if life.registered:
                registered[person] = life.registered
        async with db.transaction() as tx:
            await season.save_rows(tx, rows)
        tell(min(n + PEOPLE_AT_ONCE, len(learners)), len(learners))
    return registered


def token_of(seed: int, person: int) -> str:
    """Return the secret of somebody's page: for a benchmark that answers in their name."""
    return hashlib.sha256(f"musim {seed} {person}".encode()).hexdigest()[:22]


def _chat(wanted: Season, life: Life, person: int, ids: Iterator[int]) -> tuple[object, ...]:
    chance = wanted.chance(f"chat {person}")
    blocked = None
    if life.last and chance.random() < BLOCKED:
        at = life.last + timedelta(days=chance.uniform(0.1, 2))
        blocked = stamp(at) if at < wanted.end else None
    address = address_of(token_of(wanted.seed, person))
    return next(ids), "web", address, blocked, CONSENT_VERSION
