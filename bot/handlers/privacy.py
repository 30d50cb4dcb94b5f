"""`/datasaya` and `/hapus`."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat, Person
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import privacy as screens
from bot.storage import course, erase, people, privacy, quiz


async def on_my_data(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    kept = screens.Kept(
        person,
        await people.phone_of(deps.tx, person.id),
        await course.load(deps.tx, person.id),
        await quiz.list_taken(deps.tx, person.id),
        await quiz.list_given(deps.tx, person.id),
        await privacy.load_noted(deps.tx, person.id),
    )
    return screens.my_data(deps.say, kept, deps.content, deps.house.zone)


async def on_erase(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask first; with the answer, forget the person."""
    person = person_of(chat)
    if not isinstance(event, Tap) or event.arg(0) != "ya" or _is_of_another(event, person):
        return [screens.confirm_erase(deps.say, person)]
    await deps.tx.alone()
    if not await erase.is_known(deps.tx, person.id):  # another phone was quicker
        raise Stale
    shared = await erase.person(deps.tx, person.id, chat.id, deps.now)
    return [screens.erased(deps.say, shared=shared)]


def _is_of_another(tap: Tap, person: Person) -> bool:
    """Tell whether somebody else was asked who shares this phone."""
    return bool(tap.arg(1)) and number_in(tap.arg(1)) != person.id
