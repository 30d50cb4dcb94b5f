"""How many wrong codes and links a chat may send, and noting one more."""

from bot.core import codes
from bot.core.people import Chat
from bot.handlers.deps import Deps
from bot.storage import people


async def are_too_many(chat: Chat, deps: Deps) -> bool:
    here, everywhere = await people.count_wrong_codes(
        deps.tx, chat.id, deps.now, codes.GUESS_WINDOW
    )
    return here >= codes.guesses_allowed(everywhere)


def note_wrong(chat: Chat, deps: Deps) -> None:
    people.save_wrong_code(deps.tx, chat.id, deps.now)
