"""From an event to its handler: commands, buttons, and texts that were waited for."""

from collections.abc import Awaitable

from bot.core import codes
from bot.core.dialog import (
    Blocked,
    Event,
    FormText,
    Nothing,
    Reply,
    RosterCode,
    SearchText,
    Start,
    Tap,
    Text,
)
from bot.core.people import Chat
from bot.handlers import forms, menu, registration, search
from bot.handlers.deps import Deps, Stale
from bot.handlers.routes import BEFORE_CONSENT, COMMANDS, EVENTS, TAPS
from bot.screens import menu as screens
from bot.storage import chats


async def react(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Choose the handler; a button that stands for nothing is said to be so."""
    if chat.blocked_at and not isinstance(event, Blocked):
        chats.save_blocked(deps.tx, chat.id, None)  # whoever writes can be reached
    try:
        if isinstance(event, Tap):
            return await _on_tap(event, chat, deps)
        if isinstance(event, Text):
            return await _on_text(Text(event.text.strip()), chat, deps)
        return await _listening(chat, deps, EVENTS[type(event)](event, chat, deps))
    except Stale:
        return [screens.stale(deps.say)]


async def _listening(chat: Chat, deps: Deps, answer: Awaitable[list[Reply]]) -> list[Reply]:
    """Stop waiting for a text: whoever does something else is not answering any more."""
    if not isinstance(chat.waiting, Nothing):
        chats.save_waiting(deps.tx, chat.id, Nothing())
    return await answer


async def _on_tap(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    handler = TAPS.get(tap.name)
    if handler is None:
        raise Stale
    if chat.person is None and tap.name not in BEFORE_CONSENT:
        return [await registration.greet(chat, deps)]
    return await _listening(chat, deps, handler(tap, chat, deps))


async def _on_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    if event.text.startswith("/"):
        return await _listening(chat, deps, _on_command(event, chat, deps))
    if chat.person is None:
        if _is_meant_as_code(event.text):
            return await registration.on_start(Start(event.text), chat, deps)
        return [await registration.greet(chat, deps)]
    return await _listening(chat, deps, _on_plain_text(event, chat, deps))


def _is_meant_as_code(text: str) -> bool:
    """Tell whether a text is a code where none was asked for; one in ten is without digits."""
    return codes.looks_like_code(text) or codes.is_code(codes.tidy(text))


async def _on_command(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    word, _, rest = event.text[1:].partition(" ")
    name = word.partition("@")[0].lower()
    handler = COMMANDS.get(name)
    if name == "start":
        return await registration.on_start(Start(rest.strip()), chat, deps)
    if chat.person is None and name not in BEFORE_CONSENT:
        return [await registration.greet(chat, deps)]
    if handler is None:
        return await menu.on_other_text(Text(name), chat, deps)
    return await handler(event, chat, deps)


async def _on_plain_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    match chat.waiting:
        case RosterCode():
            return await registration.on_code_text(event, chat, deps)
        case FormText():
            return await forms.on_form_text(event, chat, deps, chat.waiting)
        case SearchText():
            return await search.on_search_text(event, chat, deps)
        case Nothing():
            if _is_meant_as_code(event.text):
                return await registration.on_start(Start(event.text), chat, deps)
            return await menu.on_other_text(event, chat, deps)
