"""`/saku`: the pocket card."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat
from bot.handlers.course import page_named, see
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import pocket as screens


async def on_card(event: Event, _chat: Chat, deps: Deps) -> list[Reply]:
    start = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    return [screens.card(deps.say, deps.content.pocket, start)]


async def on_card_page(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    page = page_named(tap.arg(0), deps)
    if not page.pocket:
        raise Stale
    completed = await see(page, person_of(chat), deps)
    return [screens.page(deps.say, deps.content.pocket, page), *completed]
