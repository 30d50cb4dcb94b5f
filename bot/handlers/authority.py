"""The one door for whatever is more than one's own things."""

from bot.core.dialog import Event, Tap
from bot.core.people import Action, Chat, Path, Person, Seat, areas_of, may, may_over
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.storage import authority
from bot.storage.authority import Place


async def require(action: Action, at: Path, chat: Chat, deps: Deps) -> Person:
    """Return who is at the phone if they may do this in the area `at`; else raise Forbidden.

    To be asked before anything is written. An area that does not exist is nobody's.
    """
    person = person_of(chat)
    if not at or not may(await authority.load(deps.tx, person), action, at):
        raise Forbidden(action)
    return person


async def require_above(action: Action, seat: Seat, at: Path, chat: Chat, deps: Deps) -> Person:
    """Return who is at the phone if they are above this seat, which lies in the area `at`."""
    person = await require(action, at, chat, deps)
    if not may_over(person, await authority.load(deps.tx, person), action, seat, at):
        raise Forbidden(action)
    return person


async def own_area(
    event: Event, action: Action, chat: Chat, deps: Deps
) -> tuple[int, list[tuple[int, str, str]]]:
    """Return the area a button names, else one's own; 0 and the (id, level, name) of several.

    Whether they may do this in an area that is named is to be asked with `require`. Raises
    Forbidden where nothing is named and there is none.
    """
    if isinstance(event, Tap) and event.arg(0):
        return number_in(event.arg(0)), []
    paths = areas_of(await authority.load(deps.tx, person_of(chat)), action)
    if not paths:
        raise Forbidden(action)
    if len(paths) == 1:
        return paths[0][-1], []
    places = [await authority.place(deps.tx, path[-1]) for path in paths]
    return 0, [(place.id, place.level, place.name) for place in places if place]


async def place_of(area_id: int, deps: Deps) -> Place:
    """Return the area that a button names; raises Stale where there is none any more."""
    place = await authority.place(deps.tx, area_id)
    if place is None:
        raise Stale
    return place
