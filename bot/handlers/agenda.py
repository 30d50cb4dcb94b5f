"""`/agenda`."""

from bot.core.dialog import Event, Reply
from bot.core.people import Chat
from bot.handlers.deps import Deps, person_of
from bot.screens import agenda as screens
from bot.storage import agenda as storage
from bot.storage import authority


async def on_agenda(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show every event as it is where this person serves."""
    path = await authority.path_of_person(deps.tx, person_of(chat).id)
    days = await storage.list_days(deps.tx.fetch)
    here = [happening for one in days.values() if (happening := one.of(path))]
    special = {happening.id for happening in here if happening != days[happening.id].usual}
    today = deps.now.astimezone(deps.house.zone).date()
    return [screens.agenda(deps.say, here, today, special)]
