"""The menu, "Lainnya", and texts nobody waited for."""

from bot.core.dialog import Event, Reply, Tap, Text
from bot.core.people import Action, Chat, Standing, areas_of
from bot.handlers.deps import Deps, person_of
from bot.handlers.search import find_pages
from bot.screens import menu as screens
from bot.storage import authority, course

SURE = 0.7  # how well a text must match a page (0 to 1) to be offered unasked


async def on_menu(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    progress = await course.load(deps.tx, person.id)
    tapped = isinstance(event, Tap)
    return [screens.menu(deps.say, person, deps.content.sessions, progress, replace=tapped)]


async def on_more(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    authorities = await authority.load(deps.tx, person)
    coordinates = bool(areas_of(authorities, Action.SEE_AREA))
    leads = any(held.standing is Standing.KETUA for held in authorities)
    return [
        screens.more(
            deps.say,
            person,
            coordinates=coordinates,
            leads=leads,
            sees_results=bool(areas_of(authorities, Action.SEE_RESULTS)),
        )
    ]


async def on_other_text(event: Text, _chat: Chat, deps: Deps) -> list[Reply]:
    pages = find_pages(deps.content, event.text, sure=SURE)
    return [screens.not_understood(deps.say, pages)]
