"""Wilayah: the areas below one, and at the end the team of a TPS."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.core import results
from bot.core.results import Cut, Funnel, Readiness, Rule, Tally, Team, steps
from bot.core.say import Say
from bot.screens.recap import area_label
from bot.storage import results_people
from bot.storage.authority import Place
from bot.web.dasbor import charts, counts, gate, people, readiness, scores
from bot.web.dasbor.counts import counted
from bot.web.dasbor.progress import STEPS
from bot.web.dasbor.readiness import SIGNS, label_of, of_each
from bot.web.dasbor.table import Column, Table, drawn, link, table

SAY = Say()
BELOW = {"kota": "Kecamatan", "kecamatan": "Desa/kelurahan", "desa": "TPS"}
CAPTIONS = {"kota": "kecamatan", "kecamatan": "desa/kelurahan", "desa": "TPS"}
_CHILD: Mapping[str, Callable[[Team], int]] = {
    "kota": lambda team: team.kecamatan,
    "kecamatan": lambda team: team.desa,
    "desa": lambda team: team.area,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One area of the tables: its people and its teams. `team` is there where it is a TPS."""

    area: int
    name: str
    funnel: Funnel
    tally: Tally
    team: Team | None = None


async def on_areas(request: web.Request) -> web.Response:
    """Lead to the visitor's first area."""
    visitor = await gate.visit(request)
    raise web.HTTPFound(f"/dasbor/wilayah/{visitor.home}")


async def on_area(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    place = await gate.place(request, visitor, request.match_info["id"])
    if place.level == "tps":
        return await people.team_page(request, visitor, place, readiness.crumbs(visitor, place))
    cut = _cut(request)
    teams, _, compared = await asyncio.gather(
        counts.teams(request, place.id),
        counts.funnels(request, place.id),
        scores.compared(request, place.path, cut),
    )
    lines = await _lines(request, place, teams)
    # A desa has thousands of numbers: not on the loop that answers phones.
    ready, progress = await asyncio.to_thread(_tables, request, place, lines)
    values = {
        "area": place.id,
        "crumbs": readiness.crumbs(visitor, place),
        "tiles": await readiness.tiles(request, place.id),
        "patterns": charts.patterns(),
        "swatches": [] if place.level == "desa" else readiness.swatches(),
        "rule": readiness.rule_words(counts.rule_of(request)),
        "ready": ready,
        "progress": progress,
        "scores": await asyncio.to_thread(drawn, compared),
        "too_few": scores.TOO_FEW,
        "cuts": _cuts(request, cut),
    }
    return gate.page(request, visitor, "wilayah.html", "wilayah", label_of(place), **values)


# --- the tables -----------------------------------------------------------------------------


async def _lines(request: web.Request, place: Place, teams: Sequence[Team]) -> list[Line]:
    """Return the areas directly below by name, and the seats of this level itself."""
    below = await results_people.list_below(gate.board_of(request).db.read, place.id)
    funnels = await counts.funnels(request, place.id)
    child = _CHILD.get(place.level, _CHILD["kota"])
    tallies = results.tallies(teams, counts.rule_of(request), key=child)
    by_area = {team.area: team for team in teams}
    lines = [
        Line(
            area.id,
            area_label(SAY, area.level, area.name).unescape(),
            funnels.get(area.id, Funnel()),
            tallies.get(area.id, Tally()),
            by_area.get(area.id),
        )
        for area in below
    ]
    own = funnels.get(place.id, Funnel())
    return [*lines, Line(place.id, "Petugas tingkat ini", own, Tally())] if own.on_duty else lines


def _tables(request: web.Request, place: Place, lines: Sequence[Line]) -> tuple[Markup, Markup]:
    return (
        drawn(_readiness_table(request, place, lines)),
        drawn(_progress_table(request, place, lines)),
    )


def _name(place: Place) -> Column[Line]:
    def cell(line: Line) -> Markup:
        if line.area == place.id:
            return Markup("{}").format(line.name)
        return Markup('<a href="/dasbor/wilayah/{}">{}</a>').format(line.area, line.name)

    title = BELOW.get(place.level, "Wilayah")
    return Column("nama", title, cell, lambda line: line.name, numeric=False)


def _people(key: str, title: str, place: Place) -> Column[Line]:
    """Return the column of one number of the funnel."""

    def value(line: Line) -> int:
        return steps(line.funnel)[key]

    def cell(line: Line) -> Markup:
        # Those of this level alone are another number than all of the area.
        which = {"bagian": "sendiri"} if line.area == place.id else {}
        return counted(key, value(line), line.area, **which)

    return Column(key, title, cell, value)


def _readiness_table(request: web.Request, place: Place, lines: Sequence[Line]) -> Table:
    columns = [_name(place)]
    if place.level == "desa":
        columns += _team_columns(counts.rule_of(request))
    else:
        columns += [_teams(state) for state in SIGNS]
        columns.append(Column("lajur", "Gambar", _strip, numeric=False))
    columns += [
        _people("siap", "Orang siap", place),
        _people("tatap-muka", "Dilatih tatap muka", place),
        _people("bertugas", "Bertugas", place),
    ]
    return table(
        request, f"Kesiapan menurut {CAPTIONS.get(place.level, 'wilayah')}", columns, lines
    )


def _strip(line: Line) -> Markup:
    return readiness.strip(line.tally) if line.tally.total else Markup("")


def _teams(state: Readiness) -> Column[Line]:
    def value(line: Line) -> int:
        return of_each(line.tally)[state]

    def cell(line: Line) -> Markup:
        if not line.tally.total:
            return Markup("")
        return counted(f"tps-{state}", value(line), line.area)

    return Column(f"tps-{state}", f"{SIGNS[state]} TPS {state}", cell, value)


def _team_columns(rule: Rule) -> list[Column[Line]]:
    """Return the state of a TPS, the worst first, and what is missing."""
    order = {state: n for n, state in enumerate(reversed(SIGNS))}

    def state(line: Line) -> Readiness | None:
        return results.state(line.team, rule) if line.team else None

    def cell(line: Line) -> Markup:
        found = state(line)
        return Markup("{} {}").format(SIGNS[found], found) if found else Markup("")

    def by(line: Line) -> tuple[int, int]:
        found = state(line)
        return (order[found], line.team.ready) if found and line.team else (len(order), 0)

    def wants(line: Line) -> str:
        return readiness.lack_words(results.lacking(line.team, rule)) if line.team else ""

    return [
        Column("keadaan", "Keadaan", cell, by, numeric=False),
        Column("kurang", "Yang kurang", wants, numeric=False, wide=True),
    ]


def _progress_table(request: web.Request, place: Place, lines: Sequence[Line]) -> Table:
    shown = [key for key in STEPS if key not in {"siap", "tatap-muka"}]
    columns = [_name(place), *(_people(key, STEPS[key], place) for key in shown)]
    return table(request, "Perjalanan belajar (orang)", columns, lines)


# --- by what scores are compared ------------------------------------------------------------


def _cut(request: web.Request) -> Cut:
    asked = request.query.get("potong", "")
    return Cut(asked) if asked in set(Cut) else Cut.AREA


def _cuts(request: web.Request, chosen: Cut) -> list[tuple[str, str, bool]]:
    return [
        (link(request, {"potong": cut, "nilai": ""}) + "#nilai", words.capitalize(), cut is chosen)
        for cut, words in scores.CUTS.items()
    ]


ROUTES = [
    web.get("/dasbor/wilayah", on_areas),
    web.get("/dasbor/wilayah/{id}", on_area),
]
