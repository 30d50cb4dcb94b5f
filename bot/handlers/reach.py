"""Whether a chat can be reached: the person blocked the bot, or let it back in."""

from bot.core.dialog import Event, Reply
from bot.core.people import Chat
from bot.handlers.deps import Deps
from bot.storage import chats


async def on_blocked(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_blocked(deps.tx, chat.id, deps.now)
    return []


async def on_unblocked(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_blocked(deps.tx, chat.id, None)
    return []
