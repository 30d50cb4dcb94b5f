"""A file that somebody sent: part of a broadcast where one is being written, else a roster."""

from bot.core.dialog import BroadcastText, File, Reply
from bot.core.people import Chat
from bot.handlers import broadcast, roster
from bot.handlers.deps import Deps


async def on_file(event: File, chat: Chat, deps: Deps) -> list[Reply]:
    if chat.person is not None and isinstance(chat.waiting, BroadcastText):
        return await broadcast.on_file(event, chat, deps)
    return await roster.on_file(event, chat, deps)
