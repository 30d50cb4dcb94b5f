"""`/bantuan`, with the name of one's own PPS."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Action, Chat, Role, areas_of
from bot.handlers.deps import Deps
from bot.screens import help as screens
from bot.storage import authority, people

DUTIES = "tugas"


async def on_help(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    seat = chat.person.seat if chat.person else None
    names = await people.list_coordinators(deps.tx, seat) if seat else []
    held = await authority.load(deps.tx, chat.person) if chat.person else ()
    allowed = [action for action in Action if areas_of(held, action)]
    if isinstance(event, Tap) and event.arg(0) == DUTIES and allowed:
        return [screens.duties(deps.say, allowed)]
    return [screens.overview(deps.say, seat.role if seat else Role.TAMU, names, allowed)]
