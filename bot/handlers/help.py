"""`/bantuan`, with the name of one's own PPS."""

from bot.core.dialog import Event, Reply
from bot.core.people import Chat, Role
from bot.handlers.deps import Deps
from bot.screens import help as screens
from bot.storage import people


async def on_help(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    seat = chat.person.seat if chat.person else None
    names = await people.list_coordinators(deps.tx, seat) if seat else []
    return [screens.overview(deps.say, seat.role if seat else Role.TAMU, names)]
