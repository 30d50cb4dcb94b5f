"""`/progres`."""

from bot.core.dialog import Event, Reply
from bot.core.people import Chat
from bot.handlers.deps import Deps, person_of
from bot.screens import progress as screens
from bot.storage import course as storage


async def on_progress(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    progress = await storage.load(deps.tx, person.id)
    return [screens.progress(deps.say, person, deps.content.sessions, progress, deps.house.zone)]
