"""The menu, "Lainnya", and texts nobody waited for."""

from bot.core.dialog import Event, File, Reply, Tap, Text
from bot.core.people import Chat
from bot.handlers.deps import Deps, person_of
from bot.handlers.search import find_pages
from bot.screens import menu as screens
from bot.storage import course

SURE = 0.7  # how well a text must match a page (0 to 1) to be offered unasked


async def on_menu(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    progress = await course.load(deps.tx, person.id)
    tapped = isinstance(event, Tap)
    return [screens.menu(deps.say, person, deps.content.sessions, progress, replace=tapped)]


async def on_more(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    return [screens.more(deps.say, person_of(chat))]


async def on_other_text(event: Text, _chat: Chat, deps: Deps) -> list[Reply]:
    pages = find_pages(deps.content, event.text, sure=SURE)
    return [screens.not_understood(deps.say, pages)]


async def on_file(_event: File, _chat: Chat, deps: Deps) -> list[Reply]:
    return [screens.file_not_expected(deps.say)]
