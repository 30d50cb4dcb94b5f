"""Past the screens of results: the recap's teams, `/hasil`, pictures, and the weekly summary."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from bot.core.items import Flag, ItemStats
from bot.core.outreach import Tally as Reached
from bot.core.people import Person, Role, Seat
from bot.core.results import Funnel, Readiness, Tally
from bot.core.say import Say
from bot.core.team import Place
from bot.core.weekly import Activity
from bot.screens import pictures, recap, results, team
from bot.screens.readiness import Standing
from tests.screens.builders import MORNING, NAMES, WIB
from tests.screens.reading import Turn

LONGEST = 2**53 - 1
MANY = 99_999
FLAGGED = ItemStats(
    "KE-07", 1, 90, 9, 0.1, None, None, 80, None, None, None, 0.25, (), tuple(Flag)
)
STANDINGS = (
    Standing(Readiness.NOT_YET, 0, 7, 5, (1, 4)),
    Standing(Readiness.NOT_YET, 2, 7, 3, (1, 2, 3, 4, 5, 6, 7)),
    Standing(Readiness.PARTLY, 4, 7, 1),
    Standing(Readiness.PARTLY, 6, 7, 0, (4,)),
    Standing(Readiness.READY, 7, 7),
)


def of_teams(say: Say) -> Iterator[Turn]:
    many = Reached(*[MANY] * 8)
    for name, standings in product(NAMES, (STANDINGS, STANDINGS[:1] * 9)):
        below = [
            recap.Below(LONGEST - n, "tps", f"{n} {name}", many, Tally(not_yet=1), one)
            for n, one in enumerate(standings)
        ]
        view = recap.View(
            LONGEST, "desa", name, many, below, Tally(MANY, MANY, MANY), may_remind=True
        )
        yield Turn("recap of teams", [recap.recap(say, view)])
        desa = [
            recap.Below(LONGEST, "desa", name, many),
            recap.Below(LONGEST - 1, "desa", name, many, Tally(MANY, MANY, MANY)),
        ]
        yield Turn("recap of desa", [recap.recap(say, replace(view, below=desa))])
        for page in (0, 1):
            yield Turn("teams", [recap.areas(say, view, page)])


def of_one_team(say: Say) -> Iterator[Turn]:
    seats = [Seat(LONGEST - n, Role.KPPS, n, "Junrejo", "Beji", "004") for n in range(1, 8)]
    for name, standing in product(NAMES, STANDINGS):
        view = team.View(LONGEST, LONGEST, name, name, coordinates=True, standing=standing)
        absent = [Place(s, Person(LONGEST, name, s), is_registered=False) for s in seats]
        yield Turn("team that lacks", [team.team(say, absent, view)])


def _view(name: str, level: str = "kota") -> results.View:
    desa = [results.Helped(LONGEST - n, f"{n} {name}", Tally(MANY, MANY, MANY)) for n in range(9)]
    return results.View(
        LONGEST,
        level,
        name,
        MORNING,
        WIB,
        Tally(MANY, MANY, MANY),
        -MANY,
        Funnel(MANY, MANY, ready=MANY),
        Activity(MANY, MANY, MANY, MANY),
        desa,
        [FLAGGED] * 9,
        has_summary=True,
        has_several=True,
    )


def of_results(say: Say) -> Iterator[Turn]:
    for name, level in product(NAMES, ("kota", "kecamatan", "desa")):
        view = _view(name, level)
        place = (LONGEST, level, name)
        yield Turn("results", [results.results(say, view)])
        few = replace(view, helped=view.helped[:2], items=[FLAGGED], has_summary=False)
        yield Turn("results, few", [results.results(say, replace(few, has_several=False))])
        yield Turn("results, none", [results.results(say, replace(view, helped=(), items=()))])
        for page in (0, 1, 99):
            yield Turn("helped", [results.helped(say, place, view.helped, page)])
            places = [(LONGEST - n, level, f"{n} {name}") for n in range(14)]
            yield Turn("choose", [results.choose(say, places, page)])
        week = results.Week(
            LONGEST, level, name, date(2024, 1, 29), date(2024, 2, 4), Tally(MANY), Tally(),
            view.today, view.helped,
        )  # fmt: skip
        yield Turn("weekly", [results.weekly(say, week)])
        yield Turn("weekly, all ready", [results.weekly(say, replace(week, helped=()))])
        empty = replace(week, teams=Tally(), helped=())
        yield Turn("weekly, no TPS", [results.weekly(say, empty)])
    yield Turn("all ready", [results.helped(say, (1, "kota", "Kota Batu"), [], 0)])
    yield Turn("weekly on", [results.weekly_on(say, LONGEST)])
    yield Turn("weekly off", [results.weekly_off(say, LONGEST)])


def of_pictures(say: Say) -> Iterator[Turn]:
    tally = Tally(MANY, MANY, MANY)
    for name, level in product(NAMES, ("kota", "kecamatan")):
        made = pictures.Made((LONGEST, "t"), "peta.png", LONGEST, level, name, MORNING, WIB)
        for many in (1, 24):
            tiles = [(f"{n} {name}", tally) for n in range(many)]
            yield Turn("heat", [pictures.heat(say, made, tiles)])
        for many in (1, 45):
            days = [(date(2024, 1, 1) + timedelta(days=n), tally) for n in range(many)]
            yield Turn("trend", [pictures.trend(say, made, days)])
    yield Turn("gone", [pictures.gone(say, f"rekap:{LONGEST}")])
    yield Turn("nothing", [pictures.nothing(say, f"hasil:{LONGEST}")])


RESULTS = (of_teams, of_one_team, of_results, of_pictures)
