"""The menu, what lies behind "Lainnya", and texts nobody waited for."""

from bot.core.dialog import Event, Reply, Tap, Text
from bot.core.people import Action, Chat, Standing, areas_of
from bot.handlers import voting_day
from bot.handlers.deps import Deps, Forbidden, person_of
from bot.handlers.search import find_pages
from bot.screens import menu as screens
from bot.storage import authority, course

SURE = 0.7  # how well a text must match a page (0 to 1) to be offered unasked


async def on_menu(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the menu; on the eve and the day of voting the one of the day, unless all is asked."""
    person = person_of(chat)
    tapped = isinstance(event, Tap)
    is_whole = isinstance(event, Tap) and event.arg(0) == screens.WHOLE
    voting = await voting_day.under_way(person, deps)
    if voting and not is_whole:
        return [await voting_day.menu(person, voting, deps, replace=tapped)]
    progress = await course.load(deps.tx, person.id)
    sessions = deps.content.sessions
    return [
        screens.menu(
            deps.say, person, sessions, progress, replace=tapped, is_day=voting is not None
        )
    ]


async def on_more(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    authorities = await authority.load(deps.tx, person)
    coordinates = bool(areas_of(authorities, Action.SEE_AREA))
    leads = any(held.standing is Standing.KETUA for held in authorities)
    return [screens.more(deps.say, person, coordinates=coordinates, leads=leads)]


async def on_area(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Offer what an officer does for an area; nobody else has one."""
    authorities = await authority.load(deps.tx, person_of(chat))
    if not areas_of(authorities, Action.SEE_AREA):
        raise Forbidden(Action.SEE_AREA)
    sees_results = bool(areas_of(authorities, Action.SEE_RESULTS))
    return [screens.area(deps.say, sees_results=sees_results)]


async def on_account(_event: Event, _chat: Chat, deps: Deps) -> list[Reply]:
    return [screens.account(deps.say)]


async def on_other_text(event: Text, _chat: Chat, deps: Deps) -> list[Reply]:
    pages = find_pages(deps.content, event.text, sure=SURE)
    return [screens.not_understood(deps.say, pages)]
