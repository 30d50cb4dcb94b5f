"""For whom a broadcast is: area, roles and status, by taps."""

from dataclasses import replace

from markupsafe import Markup

from bot.core.broadcast import Group, Status, roles_at, toggled
from bot.core.dialog import LABEL_LIMIT, Reply, Tap, clip, visible
from bot.core.people import Action, Chat, Path, Role, may
from bot.handlers.authority import place_of, require
from bot.handlers.broadcast_draft import Draft, audience_of, find_draft, own_areas
from bot.handlers.deps import Deps, Stale, number_in
from bot.screens import broadcast_audience as screens
from bot.screens.recap import area_label
from bot.storage import authority, broadcasts, outreach
from bot.storage.authority import Place

EVERYBODY = "semua"


async def on_areas(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show an area and those below it; without one, one's own."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    area, page = number_in(tap.arg(1)), min(number_in(tap.arg(2)), 10**6)
    paths = await own_areas(chat, deps)
    if not area and len(paths) == 1:
        area = paths[0][-1]
    if not area:
        return [screens.areas(deps.say, draft.id, await _several(paths, deps), page)]
    place = await place_of(area, deps)
    await require(Action.BROADCAST, place.path, chat, deps)
    return [screens.areas(deps.say, draft.id, await _below(place, paths, chat, deps), page)]


async def _several(paths: tuple[Path, ...], deps: Deps) -> screens.Areas:
    places = [await place_of(path[-1], deps) for path in paths]
    rows = [(p.id, _button(p.level, p.name, deps), p.level != "tps") for p in places]
    return screens.Areas(0, Markup(), rows, has_several=True)


async def _below(place: Place, paths: tuple[Path, ...], chat: Chat, deps: Deps) -> screens.Areas:
    rows = [
        (area.id, _button(area.level, area.name, deps), area.level != "tps")
        for area in await outreach.list_areas(deps.tx, place.id)
    ]
    above = place.path[:-1]
    held = await authority.load(deps.tx, chat.person) if chat.person else ()
    up = above[-1] if above and may(held, Action.BROADCAST, above) else 0
    label = area_label(deps.say, place.level, place.name)
    return screens.Areas(place.id, label, rows, up, has_several=len(paths) > 1)


def _button(level: str, name: str, deps: Deps) -> str:
    return clip(visible(area_label(deps.say, level, name)), LABEL_LIMIT)


async def on_area(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take an area; roles that it has not are taken out."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    place = await place_of(number_in(tap.arg(1)), deps)
    await require(Action.BROADCAST, place.path, chat, deps)
    roles = draft.broadcast.group.roles & set(roles_at(place.level))
    return [await _saved(draft, replace(draft.broadcast.group, area=place.id, roles=roles),
        chat, deps)]  # fmt: skip


async def on_roles(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Add a role or take it out; each tap shows the choice as it is then."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    group, offered = draft.broadcast.group, roles_at(draft.place.level)
    if tap.arg(1) == EVERYBODY:
        group = replace(group, roles=frozenset())
    elif tap.arg(1):
        if tap.arg(1) not in offered:
            raise Stale
        group = toggled(group, Role(tap.arg(1)), offered)
    broadcasts.save_group(deps.tx, draft.id, group)
    return [screens.roles(deps.say, replace(draft.broadcast, group=group), offered)]


async def on_status(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    if not tap.arg(1):
        return [screens.statuses(deps.say, draft.broadcast)]
    if tap.arg(1) not in set(Status):
        raise Stale
    group = replace(draft.broadcast.group, status=Status(tap.arg(1)))
    return [await _saved(draft, group, chat, deps)]


async def _saved(draft: Draft, group: Group, chat: Chat, deps: Deps) -> Reply:
    broadcasts.save_group(deps.tx, draft.id, group)
    return await audience_of(await find_draft(draft.id, chat, deps), deps)
