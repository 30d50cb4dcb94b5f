"""`/bahasa`."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale
from bot.handlers.registration import greet
from bot.screens import language as screens
from bot.storage import chats


async def on_language(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Offer the languages, or take the one tapped; before the consent, greet again in it."""
    wanted = event.arg(0) if isinstance(event, Tap) else ""
    if not wanted:
        return [screens.choose(deps.say)]
    if wanted not in deps.house.languages:
        raise Stale
    chats.save_language(deps.tx, chat.id, wanted)
    say = deps.house.say(wanted)
    if chat.person is None:
        code = event.arg(1) if isinstance(event, Tap) else ""
        return [await greet(chat, deps.speaking(say), code)]
    return [screens.chosen(say)]
