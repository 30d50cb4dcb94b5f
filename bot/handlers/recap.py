"""`/rekap`: how many are reached, for a desa, a kecamatan, or the kota."""

from collections.abc import Mapping

from bot.core.dialog import Event, Reply, Tap
from bot.core.outreach import Tally
from bot.core.people import Action, Chat, areas_of, may
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Forbidden, number_in, person_of
from bot.handlers.outreach import silent_before
from bot.screens import recap as screens
from bot.storage import authority, join
from bot.storage import outreach as storage
from bot.storage.authority import Place


async def on_recap(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the area named, else one's own; somebody with several areas chooses."""
    named = event.arg(0) if isinstance(event, Tap) else ""
    if named:
        return [screens.recap(deps.say, await _view(number_in(named), chat, deps))]
    authorities = await authority.load(deps.tx, person_of(chat))
    paths = areas_of(authorities, Action.SEE_AREA)
    if not paths:
        raise Forbidden(Action.SEE_AREA)
    if len(paths) == 1:
        return [screens.recap(deps.say, await _view(paths[0][-1], chat, deps))]
    places = [await authority.place(deps.tx, path[-1]) for path in paths]
    page = number_in(event.arg(1)) if isinstance(event, Tap) else 0
    named_places = [(place.id, place.level, place.name) for place in places if place]
    return [screens.choose(deps.say, named_places, page)]


async def on_areas(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    view = await _view(number_in(tap.arg(0)), chat, deps)
    return [screens.areas(deps.say, view, number_in(tap.arg(1)))]


async def _view(area_id: int, chat: Chat, deps: Deps) -> screens.View:
    place = await place_of(area_id, deps)
    person = await require(Action.SEE_AREA, place.path, chat, deps)
    authorities = await authority.load(deps.tx, person)
    counts = await storage.count(deps.tx, area_id, silent_before(deps), person.id)
    above = place.path[:-1]
    deciding = areas_of(authorities, Action.DECIDE_REQUEST)
    return screens.View(
        area_id,
        place.level,
        place.name,
        sum(counts.values(), Tally()),
        await _below(place, counts, deps),
        requests=await join.count_open(deps.tx, deciding),
        up=above[-1] if above and may(authorities, Action.SEE_AREA, above) else 0,
        has_several=len(areas_of(authorities, Action.SEE_AREA)) > 1,
        may_import=not above and may(authorities, Action.IMPORT_ROSTER, place.path),
        may_remind=may(authorities, Action.BROADCAST, place.path),
    )


async def _below(place: Place, counts: Mapping[int, Tally], deps: Deps) -> list[screens.Below]:
    """Return the areas directly below, those with the most people not reached first."""
    areas = [
        screens.Below(area.id, area.level, area.name, counts.get(area.id, Tally()))
        for area in await storage.list_areas(deps.tx, place.id)
    ]
    return sorted(areas, key=lambda area: (-area.tally.unreachable, area.name))
