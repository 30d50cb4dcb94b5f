"""`/hasil`: today in a few lines, where help is needed, and which questions need a look."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.core import item_review, results, weekly
from bot.core.dialog import Event, Reply, Tap
from bot.core.items import ItemStats
from bot.core.people import Action, Chat, areas_of
from bot.core.results import Funnel, Team
from bot.core.results_history import history
from bot.handlers import teams
from bot.handlers.authority import own_area, place_of, require
from bot.handlers.deps import Deps, number_in, person_of
from bot.screens import results as screens
from bot.storage import authority, item_marks
from bot.storage import results as storage
from bot.storage import weekly as summaries

ITEMS_KEPT: Final = timedelta(minutes=1)  # all first answers are read for them
PAST_KEPT: Final = timedelta(minutes=10)  # yesterday changes only where people are erased


async def on_results(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the area named, else one's own; somebody with several areas chooses."""
    area_id, own = await own_area(event, Action.SEE_RESULTS, chat, deps)
    if own:
        page = number_in(event.arg(1)) if isinstance(event, Tap) else 0
        return [screens.choose(deps.say, own, page)]
    return [await _shown(area_id, chat, deps)]


async def _shown(area_id: int, chat: Chat, deps: Deps) -> Reply:
    place = await place_of(area_id, deps)
    person = await require(Action.SEE_RESULTS, place.path, chat, deps)
    paths = areas_of(await authority.load(deps.tx, person), Action.SEE_RESULTS)
    wants = await summaries.is_wanted(deps.tx.fetch, person.id)
    found, rule = await teams.load(area_id, deps), teams.rule_of(deps)
    tally = results.tally(found, rule)
    before = await _yesterday(area_id, deps)
    funnels = await storage.count_funnels(deps.counting, area_id)
    midnight = weekly.begin(deps.now.astimezone(deps.house.zone).date(), deps.house.zone)
    view = screens.View(
        area_id,
        place.level,
        place.name,
        deps.now,
        deps.house.zone,
        tally,
        gained=tally.ready - before.ready,
        funnel=sum(funnels.values(), Funnel()),
        today=await summaries.count_activity(deps.counting, area_id, midnight, deps.now),
        helped=await helped(found, deps),
        items=await _to_look_at(deps),
        has_summary=wants,
        has_several=len(paths) > 1,
    )
    return screens.results(deps.say, view)


async def _yesterday(area_id: int, deps: Deps) -> results.Tally:
    zone, rule = deps.house.zone, teams.rule_of(deps)
    day = deps.now.astimezone(zone).date() - weekly.DAY

    async def count() -> results.Tally:
        held = await storage.list_held(deps.counting, area_id)
        return (await asyncio.to_thread(history, held, rule, [day], zone))[day]

    key = ("yesterday", area_id, day)
    return await deps.house.recent.of(key, count, deps.now, PAST_KEPT)


async def _to_look_at(deps: Deps) -> list[ItemStats]:
    items = deps.content.items

    async def analyse() -> list[ItemStats]:
        alike = await storage.list_alike(deps.counting)
        return await asyncio.to_thread(item_review.analyse_bank, alike, items)

    found = await deps.house.recent.of("items", analyse, deps.now, ITEMS_KEPT)
    marks = await item_marks.list_decided(deps.counting)
    return item_review.to_look_at(found, items, marks)


async def helped(found: Sequence[Team], deps: Deps) -> list[screens.Helped]:
    """Return the desa with teams that are not ready, most such teams first."""
    by_desa = results.tallies(found, teams.rule_of(deps), lambda team: team.desa)
    worst = results.worst(by_desa)
    names = await names_of([desa for desa, _ in worst], deps)
    return [screens.Helped(desa, names[desa], tally) for desa, tally in worst]


async def names_of(desa: Sequence[int], deps: Deps) -> dict[int, str]:
    places = await authority.list_places(deps.counting, "desa") if desa else []
    return {place.id: place.name for place in places}


async def on_helped(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """List every desa with teams that are not ready."""
    place = await place_of(number_in(tap.arg(0)), deps)
    await require(Action.SEE_RESULTS, place.path, chat, deps)
    desa = await helped(await teams.load(place.id, deps), deps)
    named = (place.id, place.level, place.name)
    return [screens.helped(deps.say, named, desa, number_in(tap.arg(1)))]


async def on_weekly(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Begin or stop the weekly summary; whoever gets it may always stop it."""
    person, area_id = person_of(chat), number_in(tap.arg(0))
    if tap.arg(1) == "tidak":
        summaries.drop(deps.tx, person.id)
        return [screens.weekly_off(deps.say, area_id)]
    place = await place_of(area_id, deps)
    await require(Action.SEE_RESULTS, place.path, chat, deps)
    summaries.save(deps.tx, person.id, chat.id, deps.now)
    return [screens.weekly_on(deps.say, area_id)]
