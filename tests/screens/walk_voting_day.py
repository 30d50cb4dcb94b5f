"""Past voting day: the menu by the hour, every step, the checklist, and how far many are."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.core.voting_day import Phase, Tick, checklist, steps_for
from bot.screens import voting_day, voting_progress
from tests.screens.builders import CONTENT, ENDLESS, NAMES, NASTY, WIB, everybody
from tests.screens.reading import Turn

VOTING = date(2024, 2, 14)
EVE = datetime(2024, 2, 13, 5, tzinfo=UTC)  # 12.00 WIB
UNNUMBERED = Seat(7, Role.KPPS, None, "Batu", "Kelurahan Sisir", "001")


def readers() -> list[Person]:
    strange = [Person(1, name, seat) for name in NAMES for seat in (NASTY, ENDLESS, UNNUMBERED)]
    return [*everybody(), *strange]


def views(person: Person, at: datetime) -> Iterator[voting_day.View]:
    """Yield what this person may see at that time: nothing ticked, half of it, all."""
    steps = steps_for(person, CONTENT.steps)
    area = 5 if person.role == Role.KPPS else 0
    team = [step.id for step in checklist(steps)] if area else []
    for n in (0, len(team) // 2, len(team)):
        ticks = {
            id_: Tick(EVE + timedelta(hours=7 * m), 1, NAMES[m % len(NAMES)], seat)
            for m, (id_, seat) in enumerate(zip(team[:n], [None, NASTY, None] * 9, strict=False))
        }
        if team and n:
            ketua = Seat(1, Role.KPPS, 1)
            ticks[team[0]] = Tick(EVE, 1, "Siti Aminah, S.Pd.", ketua)
            ticks[team[-1]] = Tick(at, 1, "", None)
        for may in {False, bool(area)}:
            for on in (VOTING, None):
                yield voting_day.View(person, steps, at, WIB, on, area, ticks, may)


def of_the_hours(say: Say) -> Iterator[Turn]:
    for person in everybody():
        for hours in range(0, 49, 2):
            for view in views(person, EVE + timedelta(hours=hours)):
                shown = voting_day.menu(say, view, replace=True)
                yield Turn(f"menu of the day {hours} {person}", [shown])


def of_steps(say: Say) -> Iterator[Turn]:
    for person in readers():
        for days in (-20, 0, 1, 20):
            for view in views(person, EVE + timedelta(days=days)):
                yield Turn(f"menu {person}", [voting_day.menu(say, view, replace=False)])
                for page in (None, *range(7)):
                    listed = voting_day.checklist_page(say, view, page)
                    yield Turn(f"steps {page} {person}", [listed])
                for step in view.steps:
                    yield Turn(f"step {step.id}", [voting_day.step(say, view, step)])


def of_progress(say: Say) -> Iterator[Turn]:
    ends = [
        voting_progress.Tps(name, phase, 1, step.title, EVE)
        for name in ("001", *NAMES)
        for phase in Phase
        for step in checklist(CONTENT.steps)
    ]
    tps = [voting_progress.Tps("002", Phase.SILENT), *ends]
    counted = Counter(dict.fromkeys(Phase, 1234))
    parts = [
        voting_progress.Part(n, level, name, counted)
        for n, name in enumerate(NAMES)
        for level in ("desa", "kecamatan")
    ]
    for place in NAMES:
        for page in (0, 1, 99):
            for up in (0, 7):
                for tps_shown, parts_shown in ((tps, []), ([], parts), ([], [])):
                    view = voting_progress.View(
                        "desa", place, 3, VOTING, EVE, tps_shown, parts_shown, up, page
                    )
                    yield Turn("progress", [voting_progress.progress(say, view)])
    nothing = voting_progress.View("desa", "Beji", 3, None, EVE)
    yield Turn("no voting day", [voting_progress.progress(say, nothing)])
    yield Turn("choose", [voting_progress.choose(say, [(1, "desa", "Beji")], 0)])


VOTING_DAY = (of_the_hours, of_steps, of_progress)
