"""Where the teams of an area stand, loaded for the screens that tell it."""

from functools import partial
from operator import itemgetter

from bot.core import results
from bot.core.results import Readiness, Rule, Tally, Team
from bot.handlers.deps import Deps
from bot.screens.readiness import Standing
from bot.storage import results as storage
from bot.storage.slices import each

_WORST_FIRST = (Readiness.NOT_YET, Readiness.PARTLY, Readiness.READY)


def rule_of(deps: Deps) -> Rule:
    return results.rule_of(deps.house.policy)


async def load(area_id: int, deps: Deps) -> list[Team]:
    """Return the teams of the area, those that lack most first."""
    rule = rule_of(deps)
    found = await storage.list_teams(deps.counting, area_id, rule)
    ranks = await each(found, partial(_rank, rule))
    ordered = sorted(zip(ranks, found, strict=True), key=itemgetter(0))
    return [team for _, team in ordered]


def _rank(rule: Rule, team: Team) -> tuple[int, int, int]:
    lack = results.lacking(team, rule)
    order = _WORST_FIRST.index(results.state(team, rule))
    return order, -lack.people, -len(lack.numbers)


def standing(team: Team, rule: Rule) -> Standing:
    lack = results.lacking(team, rule)
    state = results.state(team, rule)
    return Standing(state, team.ready, team.seats, lack.people, lack.numbers)


def by_area(teams: list[Team], level: str, rule: Rule) -> dict[int, Tally]:
    """Return the tallies of the areas directly below one of this level, by id."""
    match level:
        case "kota":
            return results.tallies(teams, rule, lambda team: team.kecamatan)
        case "kecamatan":
            return results.tallies(teams, rule, lambda team: team.desa)
    return results.tallies(teams, rule, lambda team: team.area)
