"""Hari H: the menu on the eve and the day, `/harih`, ticks for a TPS, and how far many are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Action, Chat, Person, Role, may
from bot.core.voting_day import (
    Phase,
    Step,
    Tick,
    Voting,
    checklist,
    is_on,
    may_tick,
    phases,
    steps_for,
)
from bot.handlers.authority import own_area, place_of, require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import voting_day as screens
from bot.screens import voting_progress
from bot.storage import authority
from bot.storage import voting_day as storage
from bot.storage.authority import Place

TICK = "tandai langkah"  # for the log of what was forbidden


async def under_way(person: Person, deps: Deps) -> Voting | None:
    """Return the voting of this person on its eve and day, None on any other day."""
    voting = await storage.load(deps.tx, person)
    local = deps.now.astimezone(deps.house.zone)
    return voting if deps.content.steps and is_on(voting.day(local), local) else None


async def menu(person: Person, voting: Voting, deps: Deps, *, replace: bool) -> Reply:
    """Return the menu of the eve and the day."""
    return screens.menu(deps.say, await _view(person, voting, deps), replace=replace)


async def on_steps(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List one's steps: the page of a button, else the one with the step that is on."""
    view = await _load(chat, deps)
    page = event.arg(0) if isinstance(event, Tap) else ""
    named = number_in(page) if page.isdecimal() else None
    return [screens.checklist_page(deps.say, view, named)]


async def on_step(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    view = await _load(chat, deps)
    return [screens.step(deps.say, view, _named(tap.arg(0), view.steps))]


async def on_tick(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Tick a step for one's own TPS, or take the tick back; the button says which.

    A button of another voting, or of a TPS one has left, stands for nothing any more.
    """
    await deps.tx.alone()
    view = await _load(chat, deps)
    on = view.voting
    if not view.area or number_in(tap.arg(0)) != view.area:
        raise Forbidden(TICK)
    if on is None or not view.is_on or tap.arg(1) != f"{on:%Y%m%d}":
        raise Stale
    step = _named(tap.arg(2), checklist(view.steps))
    if not view.may_tick:
        raise Forbidden(TICK)
    ticks = dict(view.ticks)
    if tap.arg(3) == "1":
        storage.save_tick(deps.tx, view.area, on, step.id, view.person.id, deps.now)
        ticks.setdefault(
            step.id, Tick(deps.now, view.person.id, view.person.name, view.person.seat)
        )
    elif tap.arg(3) == "0":
        storage.drop_tick(deps.tx, view.area, on, step.id)
        ticks.pop(step.id, None)
    else:
        raise Stale
    return [screens.step(deps.say, replace(view, ticks=ticks), step)]


def _named(step_id: str, steps: Sequence[Step]) -> Step:
    found = next((step for step in steps if step.id == step_id), None)
    if found is None:
        raise Stale
    return found


async def _load(chat: Chat, deps: Deps) -> screens.View:
    person = person_of(chat)
    return await _view(person, await storage.load(deps.tx, person), deps)


async def _view(person: Person, voting: Voting, deps: Deps) -> screens.View:
    steps = steps_for(person, deps.content.steps)
    local = deps.now.astimezone(deps.house.zone)
    on = voting.day(local)
    area = voting.path[-1] if person.role == Role.KPPS and voting.path else 0
    ticks = await storage.list_ticks(deps.tx, area, on) if area and on else {}
    return screens.View(
        person,
        steps,
        deps.now,
        deps.house.zone,
        voting=on,
        area=area,
        ticks=ticks,
        may_tick=bool(area) and may_tick(person, has_ketua=voting.has_ketua),
    )


# --- many TPS -------------------------------------------------------------------------------


async def on_progress(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show how far the TPS are: of the area named, else one's own."""
    area_id, own = await own_area(event, Action.SEE_AREA, chat, deps)
    page = number_in(event.arg(1)) if isinstance(event, Tap) else 0
    if own:
        return [voting_progress.choose(deps.say, own, page)]
    place = await place_of(area_id, deps)
    person = await require(Action.SEE_AREA, place.path, chat, deps)
    authorities = await authority.load(deps.tx, person)
    above = place.path[:-1]
    local = deps.now.astimezone(deps.house.zone)
    on = (await storage.load_at(deps.tx, place.path)).day(local)
    tps, parts = await _counted(place, on, deps) if on else ([], [])
    view = voting_progress.View(
        place.level,
        place.name,
        place.id,
        on,
        local,
        tps,
        parts,
        up=above[-1] if above and may(authorities, Action.SEE_AREA, above) else 0,
        page=page,
    )
    return [voting_progress.progress(deps.say, view)]


async def _counted(
    place: Place, on: date, deps: Deps
) -> tuple[list[voting_progress.Tps], list[voting_progress.Part]]:
    """Return the TPS of a desa, or the areas below with their counts."""
    steps = checklist(deps.content.steps)
    phase = {"": Phase.SILENT} | phases(deps.content.steps)
    if place.level in {"desa", "tps"}:
        listed = await storage.list_tps(deps.counting, place.id, on)
        return sorted((_tps(one, steps, phase) for one in listed), key=_least_far), []
    parts: dict[int, voting_progress.Part] = {}
    order = [step.id for step in steps]
    for row in await storage.count_furthest(deps.counting, place.id, on, order):
        empty = voting_progress.Part(row.area, row.level, row.name, Counter())
        parts.setdefault(row.area, empty).phases[phase[row.step]] += row.n
    return [], list(parts.values())


def _tps(
    tps: storage.Tps, steps: Sequence[Step], phase: Mapping[str, Phase]
) -> voting_progress.Tps:
    done = [step for step in steps if step.id in tps.ticks]
    if not done:
        return voting_progress.Tps(tps.name, Phase.SILENT)
    furthest = done[-1]
    at = tps.ticks[furthest.id].at
    return voting_progress.Tps(
        tps.name, phase[furthest.id], steps.index(furthest) + 1, furthest.title, at
    )


def _least_far(tps: voting_progress.Tps) -> tuple[int, str]:
    return tps.rank, tps.name
