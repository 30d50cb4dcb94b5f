"""`/rekap`: which teams are ready and who is reached, in a desa, a kecamatan, or the kota."""

from collections.abc import Mapping, Sequence

from bot.core import results
from bot.core.dialog import Event, Reply, Tap
from bot.core.outreach import Tally
from bot.core.people import Action, Chat, areas_of, may
from bot.core.results import Team
from bot.handlers import teams
from bot.handlers.authority import own_area, place_of, require
from bot.handlers.deps import Deps, number_in
from bot.handlers.outreach import silent_before
from bot.screens import recap as screens
from bot.storage import authority, join
from bot.storage import outreach as storage
from bot.storage.authority import Place
from bot.storage.outreach import Area


async def on_recap(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the area named, else one's own; somebody with several areas chooses."""
    area_id, own = await own_area(event, Action.SEE_AREA, chat, deps)
    if own:
        page = number_in(event.arg(1)) if isinstance(event, Tap) else 0
        return [screens.choose(deps.say, own, page)]
    return [screens.recap(deps.say, await _view(area_id, chat, deps))]


async def on_areas(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    view = await _view(number_in(tap.arg(0)), chat, deps)
    return [screens.areas(deps.say, view, number_in(tap.arg(1)))]


async def _view(area_id: int, chat: Chat, deps: Deps) -> screens.View:
    place = await place_of(area_id, deps)
    person = await require(Action.SEE_AREA, place.path, chat, deps)
    authorities = await authority.load(deps.tx, person)
    below = await storage.list_areas(deps.tx, place.id)
    deciding = areas_of(authorities, Action.DECIDE_REQUEST)
    requests = await join.count_open(deps.tx, deciding)
    before = silent_before(deps)
    counts = await storage.read_count(deps.counting, area_id, before, person.id)
    found = await teams.load(area_id, deps)
    above = place.path[:-1]
    return screens.View(
        area_id,
        place.level,
        place.name,
        sum(counts.values(), Tally()),
        _below(place, below, counts, found, deps),
        results.tally(found, teams.rule_of(deps)),
        requests=requests,
        up=above[-1] if above and may(authorities, Action.SEE_AREA, above) else 0,
        has_several=len(areas_of(authorities, Action.SEE_AREA)) > 1,
        may_import=not above and may(authorities, Action.IMPORT_ROSTER, place.path),
        may_remind=may(authorities, Action.BROADCAST, place.path),
    )


def _below(
    place: Place,
    areas: Sequence[Area],
    counts: Mapping[int, Tally],
    found: list[Team],
    deps: Deps,
) -> list[screens.Below]:
    """Return the areas directly below, those whose teams lack most first."""
    rule = teams.rule_of(deps)
    tallies = teams.by_area(found, place.level, rule)
    if place.level == "desa":
        order = [team.area for team in found]
    else:
        order = [area for area, _ in results.worst(tallies)]
    ranks = {area: n for n, area in enumerate(order)}
    standings = {team.area: teams.standing(team, rule) for team in found}
    below = [
        screens.Below(
            area.id,
            area.level,
            area.name,
            counts.get(area.id, Tally()),
            tallies.get(area.id, results.Tally()),
            standings.get(area.id),
        )
        for area in areas
    ]
    return sorted(below, key=lambda area: ranks.get(area.id, len(ranks)))
