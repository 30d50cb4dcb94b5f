"""Who is at the phone from now on: a new tamu, or the person of a seat."""

from dataclasses import replace

from bot.core import claim
from bot.core.dialog import Reply, Text
from bot.core.people import Chat, Person
from bot.handlers.course import complete
from bot.handlers.deps import Deps
from bot.handlers.menu import on_menu
from bot.screens import registration as screens
from bot.storage import chats, course, people


def become_guest(chat: Chat, deps: Deps) -> Person:
    """Make a tamu of whoever has just agreed at this phone."""
    guest = deps.new_id()
    people.save_new_person(deps.tx, guest, "", "", deps.now)
    people.save_consent(deps.tx, chat.id, guest, screens.CONSENT_VERSION, deps.now)
    chats.save_person(deps.tx, chat.id, guest)
    return Person(guest)


def has_agreed(chat: Chat) -> bool:
    """Tell whether whoever is about to take a seat here has agreed: a tamu of this phone has.

    A second person on the phone of someone registered gives a consent of their own.
    """
    return chat.person is not None and chat.person.seat is None


async def bind(person: Person, chat: Chat, deps: Deps) -> list[Reply]:
    """Make `person` the one at this phone; what a tamu learned here goes along.

    What is enough for this role may complete a session that it did not complete for a tamu.
    """
    deps = deps.speaking(deps.house.say(chat.language))
    people.save_consent(deps.tx, chat.id, person.id, screens.CONSENT_VERSION, deps.now)
    chats.save_person(deps.tx, chat.id, person.id)
    completed: list[Reply] = []
    if chat.person and await _is_the_same(chat.person, person, deps):
        await people.move_learning(deps.tx, chat.person.id, person.id)
        completed = complete(person, await course.load(deps.tx, person.id), deps)
    bound = replace(chat, person=person)
    return [
        screens.welcome(deps.say, person),
        *completed,
        *await on_menu(Text(""), bound, deps),
    ]


async def _is_the_same(here: Person, person: Person, deps: Deps) -> bool:
    """Tell whether what `here` learned is `person`'s: a tamu's is, a former holder's is not.

    Unless the roster names both alike: then somebody was taken off it and put on again.
    """
    if here.seat is not None or here.id == person.id:
        return False
    if not await people.ever_held(deps.tx, here.id):
        return True
    one, other = await people.known(deps.tx, here.id), await people.known(deps.tx, person.id)
    return claim.same_human(one, other)
