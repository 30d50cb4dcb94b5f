"""`/agenda`."""

from bot.core.dialog import Event, Reply
from bot.core.people import Chat
from bot.handlers.deps import Deps
from bot.screens import agenda as screens
from bot.storage import agenda as storage


async def on_agenda(_event: Event, _chat: Chat, deps: Deps) -> list[Reply]:
    happenings = await storage.load(deps.tx)
    today = deps.now.astimezone(deps.house.zone).date()
    return [screens.agenda(deps.say, happenings, today)]
