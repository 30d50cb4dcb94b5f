"""From an event to its handler: commands, buttons, and texts that were waited for."""

from collections.abc import Awaitable

import structlog

from bot.core import codes
from bot.core.classroom import is_word
from bot.core.dialog import (
    Blocked,
    Event,
    Finished,
    Nothing,
    Reply,
    Start,
    Tap,
    Text,
    Unblocked,
)
from bot.core.group import pick_in
from bot.core.people import Chat
from bot.handlers import classroom_roll, menu, registration
from bot.handlers.deps import Deps, Forbidden, Stale
from bot.handlers.routes import ANY_CONSENT, BEFORE_CONSENT, COMMANDS, EVENTS, TAPS, TEXTS
from bot.screens import menu as screens
from bot.storage import chats

log = structlog.get_logger(__name__)


async def react(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Choose the handler; a button that stands for nothing is said to be so."""
    if chat.blocked_at and not isinstance(event, Blocked | Finished):
        chats.save_blocked(deps.tx, chat.id, None)  # whoever writes can be reached
    if again := _consent_first(event, chat, deps):
        return [again]
    try:
        return await _route(event, chat, deps)
    except Stale:
        return [screens.stale(deps.say)]
    except Forbidden as refusal:
        person = chat.person.id if chat.person else 0
        log.warning("forbidden", person_id=person, action=refusal.what)
        return [screens.forbidden(deps.say)]


async def _route(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    if isinstance(event, Tap):
        return await _on_tap(event, chat, deps)
    if isinstance(event, Text):
        return await _on_text(Text(event.text.strip()), chat, deps)
    if isinstance(event, Finished):  # nothing the person did: what was waited for still is
        return await EVENTS[Finished](event, chat, deps)
    return await _listening(chat, deps, EVENTS[type(event)](event, chat, deps))


def _consent_first(event: Event, chat: Chat, deps: Deps) -> Reply | None:
    """Return the text that has changed since this person agreed; None if there is nothing."""
    if isinstance(event, Blocked | Unblocked | Finished):
        return None
    name, code = "", ""
    match event:
        case Tap():
            name, code = event.name, event.arg(0)
        case Start():
            code = event.payload
        case Text(text=text):
            word, _, rest = text.strip().partition(" ")
            name = word[1:].partition("@")[0].lower() if word.startswith("/") else ""
            code = rest if name == "start" else text
    if name in ANY_CONSENT:
        return None
    return registration.ask_again(chat, deps, code)


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
    if pick_in(text):  # the code of a group link
        return True
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
    if is_word(event.text) and (said := await classroom_roll.on_word(event.text, chat, deps)):
        return said
    handler = TEXTS.get(type(chat.waiting))
    if handler is not None:
        return await handler(event, chat, deps)
    if _is_meant_as_code(event.text):
        return await registration.on_start(Start(event.text), chat, deps)
    return await menu.on_other_text(event, chat, deps)
