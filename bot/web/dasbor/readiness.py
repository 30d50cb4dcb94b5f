"""How ready the TPS are: first numbers, the map with its legend, and who wants help."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiohttp import web
from markupsafe import Markup

from bot.core import results
from bot.core.results import Lack, Readiness, Rule, Tally, Team
from bot.core.say import Say
from bot.screens.figures import percent
from bot.screens.recap import area_label
from bot.screens.seats import count
from bot.storage import authority
from bot.storage.authority import Place
from bot.web.dasbor import charts, counts, gate
from bot.web.dasbor.counts import counted
from bot.web.dasbor.gate import Visitor

SAY = Say()
WORST = 5  # desa named on a page
SIGNS = {Readiness.READY: "✓", Readiness.PARTLY: "◐", Readiness.NOT_YET: "○"}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that is seen first: what it is of, and how it is painted."""

    label: str
    number: Markup
    of: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """One area of the map; `level` 0 to 3 says how dark it is."""

    area: int
    name: str
    ready: Markup
    rest: Markup
    strip: Markup
    level: int


@dataclass(frozen=True, slots=True)
class Wanting:
    """A desa that wants help: its address, its name, and how its TPS stand."""

    area: int
    name: str
    tally: Markup
    strip: Markup


def label_of(place: Place) -> str:
    return area_label(SAY, place.level, place.name).unescape()


def crumbs(visitor: Visitor, place: Place) -> list[tuple[str, str]]:
    """Return the areas above that the visitor may see, and this one without an address."""
    found = []
    levels = ("kota", "kecamatan", "desa", "tps")
    for depth, name in enumerate(place.names):
        path = place.path[: depth + 1]
        if not gate.sees(visitor, path):
            continue
        address = "" if path == place.path else f"/dasbor/wilayah/{path[-1]}"
        level = place.level if not address else levels[depth]
        found.append((address, area_label(SAY, level, name).unescape()))
    return found


def of_each(tally: Tally) -> dict[Readiness, int]:
    """Return how many TPS are in each state, the best first."""
    return dict(zip(SIGNS, (tally.ready, tally.partly, tally.not_yet), strict=True))


def parts_of(tally: Tally) -> list[tuple[str, float]]:
    return [(str(state), n) for state, n in of_each(tally).items()]


def strip(tally: Tally) -> Markup:
    return charts.strip(parts_of(tally))


def teams_counted(tally: Tally, area: int) -> dict[Readiness, Markup]:
    return {state: counted(f"tps-{state}", n, area) for state, n in of_each(tally).items()}


def share(part: int, whole: int) -> str:
    return f"dari {count(SAY, whole)} ({percent(SAY, part, whole)})" if whole else ""


def swatches() -> list[tuple[Markup, str]]:
    """Return the legend of readiness."""
    return [(charts.swatch(str(state)), f"{sign} TPS {state}") for state, sign in SIGNS.items()]


def rule_words(rule: Rule) -> str:
    """Say when a TPS is ready."""
    keys = " dan ".join(str(n) for n in sorted(set(rule.numbers)))
    held = f", termasuk KPPS nomor {keys} bila nomornya sudah ada" if keys else ""
    return (
        f"TPS siap: paling sedikit {rule.ready} orang siap{held}. TPS kurang: paling sedikit"
        f" {rule.partly} orang siap. TPS belum: selebihnya. Orang siap: selesai sesi 2 dan 3 dan"
        " lulus kedua kuisnya, atau sudah dilatih tatap muka."
    )


def lack_words(lack: Lack) -> str:
    """Say what a team still needs."""
    words = [f"{lack.people} orang lagi"] if lack.people else []
    if lack.numbers:
        named = ["ketua" if n == 1 else f"KPPS {n}" for n in lack.numbers]
        words.append("belum siap: " + " dan ".join(named))
    return "; ".join(words)


# --- first numbers --------------------------------------------------------------------------


async def tiles(request: web.Request, area: int) -> list[Tile]:
    """Return the numbers that are seen first; live.py sends them anew."""
    funnel = await counts.total(request, area)
    tally = results.tally(await counts.teams(request, area), counts.rule_of(request))
    teams = teams_counted(tally, area)
    people = (("terdaftar", "Terdaftar", funnel.registered), ("siap", "Orang siap", funnel.ready))
    return [
        Tile("Petugas bertugas", counted("bertugas", funnel.on_duty, area)),
        *(
            Tile(label, counted(key, n, area), share(n, funnel.on_duty))
            for key, label, n in people
        ),
        *(
            Tile(f"{SIGNS[state]} TPS {state}", teams[state], share(n, tally.total), str(state))
            for state, n in of_each(tally).items()
        ),
    ]


# --- the map --------------------------------------------------------------------------------


async def squares(
    request: web.Request, place: Place, teams: Sequence[Team]
) -> list[tuple[str, list[Square]]]:
    """Return the desa of a kota by kecamatan, those of a kecamatan, or the TPS of a desa."""
    rule = counts.rule_of(request)
    if place.level in {"desa", "tps"}:
        return [("", [_team_square(team, rule) for team in teams])]
    by_desa = results.tallies(teams, rule, key=lambda team: team.desa)
    below = [desa for desa in await desas(request) if desa.id in by_desa]
    below.sort(key=lambda desa: (desa.names[:-1], desa.name))
    return [
        (
            area_label(SAY, "kecamatan", above[-1]).unescape() if place.level == "kota" else "",
            [_square(desa, by_desa[desa.id]) for desa in group],
        )
        for above, group in groupby(below, lambda desa: desa.names[:-1])
    ]


async def desas(request: web.Request) -> list[Place]:
    return await authority.list_places(gate.board_of(request).db.read, "desa")


def _square(desa: Place, tally: Tally) -> Square:
    teams = teams_counted(tally, desa.id)
    ready = Markup('✓ {} dari {} <span class="unseen">TPS</span> siap').format(
        teams[Readiness.READY], count(SAY, tally.total)
    )
    rest = Markup(
        '◐ {} <span class="unseen">kurang,</span> ○ {} <span class="unseen">belum</span>'
    ).format(teams[Readiness.PARTLY], teams[Readiness.NOT_YET])
    return Square(desa.id, label_of(desa), ready, rest, strip(tally), _level(tally))


def _level(tally: Tally) -> int:
    """Return how dark a tile is; darkest only when all are ready: nearly is not done."""
    if tally.total and tally.ready == tally.total:
        return 3
    if 2 * tally.ready >= tally.total:
        return 2 if tally.ready else 0
    return 1 if tally.ready else 0


def _team_square(team: Team, rule: Rule) -> Square:
    state = results.state(team, rule)
    words = Markup("{} {}").format(SIGNS[state], state)
    rest = Markup("{} dari {} orang siap").format(
        counted("siap-kpps", team.ready, team.area), count(SAY, team.seats)
    )
    level = {Readiness.READY: 3, Readiness.PARTLY: 1, Readiness.NOT_YET: 0}[state]
    return Square(team.area, f"TPS {team.name}", words, rest, Markup(""), level)


# --- who wants help -------------------------------------------------------------------------


async def wanting(request: web.Request, place: Place, teams: Iterable[Team]) -> list[Wanting]:
    """Return the desa with the most TPS that are not ready."""
    if place.level in {"desa", "tps"}:
        return []
    tallies = results.tallies(teams, counts.rule_of(request), key=lambda team: team.desa)
    named = {desa.id: desa for desa in await desas(request)}
    return [
        Wanting(area, label_of(named[area]), _wants(area, tally), strip(tally))
        for area, tally in results.worst(tallies)[:WORST]
    ]


def _wants(area: int, tally: Tally) -> Markup:
    teams = teams_counted(tally, area)
    return Markup("{} belum dan {} kurang dari {} TPS").format(
        teams[Readiness.NOT_YET], teams[Readiness.PARTLY], count(SAY, tally.total)
    )
