"""Voting day: its steps, where somebody stands in them, and who ticks them for a TPS."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from markupsafe import Markup

from bot.core.people import Audience, Path, Person, Role, Seat
from bot.core.team import is_ketua

EVE_FROM = time(12)  # of the day before: from then on the menu begins with the steps
ENDS = time(12)  # of the day after: F3.29, counting goes on until then at the latest
FRESH = timedelta(minutes=30)  # so long what has an hour, or comes after a tick, stands on top
DAY = timedelta(days=1)
WORDS_LIMIT = 60  # of a step: title, warning and text


class Kind(StrEnum):
    """What a step is: ticked once for the TPS, one's own lasting duty, or an hour that counts."""

    TEAM = "tps"
    DUTY = "tugas"
    HOUR = "jam"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of `content/hari-h.toml`.

    `day` counts from voting day (-1, 0, 1); `at` is on the clock of the place, None for one that
    has no hour of its own: it goes with the last hour before it in the file. `warning` is read
    before `text`, empty where there is none.
    """

    id: str
    day: int
    at: time | None
    title: str
    text: Markup
    warning: str = ""
    audience: Audience = Audience()  # noqa: RUF009 - frozen
    facts: tuple[str, ...] = ()
    basis: str = ""
    kind: Kind = Kind.DUTY


_ANYBODY = Person(0, seat=Seat(0, Role.KPPS, None))  # of a team, without a number


def steps_for(person: Person, steps: Sequence[Step]) -> list[Step]:
    """Return whose steps they are, in order: without a number, and for a tamu, the team's."""
    reader = person if person.role in {Role.KPPS, Role.PPS, Role.PPK} else _ANYBODY
    return [step for step in steps if step.audience.fits(reader)]


def checklist(steps: Iterable[Step]) -> list[Step]:
    """Return the steps that are ticked for a TPS."""
    return [step for step in steps if step.kind is Kind.TEAM]


def hours(steps: Iterable[Step]) -> list[tuple[int, time | None]]:
    """Return the day and hour that each step goes with: its own, or the last one before it."""
    found: list[tuple[int, time | None]] = []
    for step in steps:
        before = found[-1] if found and found[-1][0] == step.day else (step.day, None)
        found.append((step.day, step.at) if step.at else before)
    return found


# --- which day ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voting:
    """When votes are cast, as far as one person is concerned.

    `path` is where their seat is (area ids from the kota down), empty for a tamu. `elsewhere`
    maps paths of areas to the day on which they differ from `usual`. `has_ketua`: the ketua of
    their TPS uses the bot.
    """

    path: Path = ()
    usual: date | None = None
    elsewhere: Mapping[Path, date] = field(default_factory=dict)
    has_ketua: bool = False

    def own(self) -> date | None:
        """Return the day where the seat is: the nearest area that differs counts."""
        for length in range(len(self.path), 0, -1):
            if self.path[:length] in self.elsewhere:
                return self.elsewhere[self.path[:length]]
        return self.usual

    def day(self, local: datetime) -> date | None:
        """Return the day that matters now.

        For an officer also that of a TPS below, where another than their own is under way.
        """
        own = self.own()
        below = [on for at, on in self.elsewhere.items() if self._is_over(at)]
        known = [on for on in (own, *sorted(below)) if on]
        for on in known:
            if on == local.date():
                return on
        return next((on for on in known if is_on(on, local)), own)

    def _is_over(self, at: Path) -> bool:
        return bool(self.path) and at[: len(self.path)] == self.path


def is_on(voting: date | None, local: datetime) -> bool:
    """Tell whether it is the eve, the day, or the night of counting after it."""
    if voting is None:
        return False
    begin = datetime.combine(voting - DAY, EVE_FROM, local.tzinfo)
    return begin <= local < datetime.combine(voting + DAY, ENDS, local.tzinfo)


# --- where somebody stands ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """That a step was done at a TPS: when, and by whom; without a name once they are erased."""

    at: datetime
    by: int = 0
    name: str = ""
    seat: Seat | None = None


Ticks = Mapping[str, Tick]


@dataclass(frozen=True, slots=True)
class Position:
    """The step that is on now, None when all is done, and the next one that has an hour."""

    step: Step | None
    following: Step | None = None


def position(steps: Sequence[Step], ticks: Ticks, voting: date, local: datetime) -> Position:
    """Return where somebody whose steps these are stands at that time.

    Ticks say where the team is; where there are none, the clock does.
    """
    begin = [_begins(voting, day, at, local) for day, at in hours(steps)]
    here = _here(steps, begin, ticks, voting, local)
    step = steps[here] if here < len(steps) else None
    later = (
        other
        for n, other in enumerate(steps)
        if n > here and other.at and begin[n] > local and other is not step
    )
    return Position(step, next(later, None))


def _begins(voting: date, day: int, at: time | None, local: datetime) -> datetime:
    return datetime.combine(voting + day * DAY, at or time.min, local.tzinfo)


def _here(
    steps: Sequence[Step],
    begin: Sequence[datetime],
    ticks: Ticks,
    voting: date,
    local: datetime,
) -> int:
    """Return the place of the step that is on; one behind the last when all is ticked."""
    here = max(_by_clock(steps, begin, voting, local), _by_ticks(steps, ticks))
    if here >= len(steps):
        return len(steps)
    block = [n for n, at in enumerate(begin) if at == begin[here]]
    duties = [n for n in block if steps[n].kind is Kind.DUTY]
    if steps[here].kind is Kind.DUTY:
        return _last_in_a_row(duties, here)
    ticked = [ticks[steps[n].id].at for n in block if steps[n].id in ticks]
    if local < max([begin[here], *ticked]) + FRESH or _has_no_hour(steps, block):
        return here
    if after := [n for n in duties if n > here]:
        return after[-1]
    before = [n for n in range(here) if steps[n].kind is Kind.DUTY]
    return here if ticked or not before or steps[before[-1]].day < steps[here].day else before[-1]


def _by_clock(
    steps: Sequence[Step], begin: Sequence[datetime], voting: date, local: datetime
) -> int:
    """Return the first step of the last hour that has come; on the day the eve's are over."""
    begun = [n for n, at in enumerate(begin) if at <= local]
    first = begin.index(begin[begun[-1]]) if begun else 0
    eve = sum(step.day < 0 for step in steps) if local.date() >= voting else 0
    return max(first, eve)


def _by_ticks(steps: Sequence[Step], ticks: Ticks) -> int:
    """Return the step after the furthest one that is ticked; after the last one are only hours."""
    team = checklist(steps)
    if team and team[-1].id in ticks:
        return len(steps)
    return max((n + 1 for n, step in enumerate(steps) if step.id in ticks), default=0)


def _last_in_a_row(duties: Sequence[int], here: int) -> int:
    while here + 1 in duties:
        here += 1
    return here


def _has_no_hour(steps: Sequence[Step], block: Sequence[int]) -> bool:
    return all(steps[n].at is None for n in block)


# --- who ticks ------------------------------------------------------------------------------


def may_tick(person: Person, *, has_ketua: bool) -> bool:
    """Tell whether somebody ticks for their own TPS.

    It is for the ketua; where no ketua uses the bot, any member does it.
    """
    return person.role == Role.KPPS and (is_ketua(person) or not has_ketua)


class Phase(StrEnum):
    """How far a TPS is, for those who have many."""

    SILENT = "belum menandai"
    PREPARING = "persiapan"
    VOTING = "pemungutan"
    COUNTING = "penghitungan"
    DONE = "selesai"


COUNTED_FROM = time(13)  # F3.26: then voting closes


def phases(steps: Sequence[Step]) -> dict[str, Phase]:
    """Return the phase that a TPS is in whose furthest ticked step is the one with that id."""
    team = checklist(steps)
    found = {}
    for step, (day, at) in zip(steps, hours(steps), strict=True):
        if step.kind is not Kind.TEAM:
            continue
        if step is team[-1]:
            found[step.id] = Phase.DONE
        elif day < 0 or at is None:
            found[step.id] = Phase.PREPARING
        else:
            is_later = day > 0 or at >= COUNTED_FROM
            found[step.id] = Phase.COUNTING if is_later else Phase.VOTING
    return found
