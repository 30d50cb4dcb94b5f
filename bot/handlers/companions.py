"""Ganti orang: several people with one phone, each with own consent and progress."""

from dataclasses import replace

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale, person_of
from bot.handlers.menu import on_menu
from bot.handlers.registration import ask_again, greet
from bot.screens import companions as screens
from bot.storage import chats, people

NEW = "baru"


async def on_companions(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List who uses this phone, or hand it to the person named."""
    named = event.arg(0) if isinstance(event, Tap) else ""
    if named == NEW:
        chats.save_person(deps.tx, chat.id, None)
        return [await greet(chat, deps)]
    here = await people.list_companions(deps.tx, chat.id)
    if not named:
        return [screens.choose(deps.say, here, person_of(chat))]
    person = next((p for p in here if str(p.id) == named), None)
    if person is None:
        raise Stale
    chats.save_person(deps.tx, chat.id, person.id)
    switched = await chats.find(deps.tx, chat.id)
    if switched and (again := ask_again(switched, deps)):
        return [again]
    return await on_menu(event, replace(chat, person=person), deps)
