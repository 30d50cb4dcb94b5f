"""From `/start` to a seat: consent, code or phone, "is this you?", and a second phone."""

from dataclasses import replace

from bot.core import codes
from bot.core.dialog import Contact, Event, Reply, RosterCode, Start, Tap, Text
from bot.core.people import Chat, Person
from bot.core.phones import normalised
from bot.handlers.course import complete
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.handlers.menu import on_menu
from bot.screens import registration as screens
from bot.storage import chats, course, people
from bot.storage.people import Found


async def on_start(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Greet; with a code in the link, ask whether this is the person."""
    code = event.payload if isinstance(event, Start) else ""
    if isinstance(event, Tap):
        code = event.arg(0)
    if code:
        return await _try_code(code, chat, deps)
    if chat.person:
        return await on_menu(event, chat, deps)
    return [await greet(chat, deps)]


async def greet(chat: Chat, deps: Deps, code: str = "") -> Reply:
    companions = await people.list_companions(deps.tx, chat.id)
    return screens.greeting(deps.say, codes.carried(code), tuple(companions))


async def on_later(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    if chat.person:
        return await on_menu(tap, chat, deps)
    return [screens.declined(deps.say, codes.carried(tap.arg(0)))]


async def on_agree(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the consent: straight to the seat where the code is known, else as a tamu first."""
    if tap.arg(0):
        return await _try_code(tap.arg(0), chat, deps, sure=True)
    if chat.person is None:
        _become_guest(chat, deps)
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.ask_code(deps.say, replace=True)]


def _become_guest(chat: Chat, deps: Deps) -> None:
    guest = deps.new_id()
    people.save_new_person(deps.tx, guest, "", "", deps.now)
    people.save_consent(deps.tx, chat.id, guest, screens.CONSENT_VERSION, deps.now)
    chats.save_person(deps.tx, chat.id, guest)


async def on_enter_code(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.ask_code(deps.say, replace=True)]


async def on_code_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a typed code; what is wrong is said, and the next text is a code again.

    A sentence is no guess at a code: it is asked again, and does not count as a wrong one.
    """
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    if not codes.could_be_code(event.text):
        return [screens.ask_code(deps.say)]
    return await _try_code(event.text, chat, deps)


async def on_known_seat(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take "Ya, itu saya" from someone who has not agreed yet: the consent comes next."""
    code = tap.arg(0)
    if not codes.is_code(code):
        raise Stale
    if _has_agreed(chat) or await _is_theirs(code, chat, deps):
        return await _try_code(code, chat, deps, sure=True)
    return [await greet(chat, deps, code)]


async def on_yes(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    person_of(chat)
    return await _try_code(tap.arg(0), chat, deps, sure=True)


async def on_not_me(_tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    if chat.person:
        chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.not_you(deps.say)]


# --- codes ----------------------------------------------------------------------------------


async def _try_code(typed: str, chat: Chat, deps: Deps, *, sure: bool = False) -> list[Reply]:
    """Look a code up, within the limit of wrong ones; `sure`: the person said it is them."""
    here, everywhere = await people.count_wrong_codes(
        deps.tx, chat.id, deps.now, codes.GUESS_WINDOW
    )
    if here >= codes.guesses_allowed(everywhere):
        return [screens.too_many_codes(deps.say)]
    code = codes.tidy(typed)
    found = await people.find_by_code(deps.tx, code) if codes.is_code(code) else None
    if found is None:
        people.save_wrong_code(deps.tx, chat.id, deps.now)
        return [screens.wrong_code(deps.say, mistyped=not codes.is_code(code))]
    if chat.person and found.person and chat.person.id == found.person.id:
        return await on_menu(Text(""), chat, deps)
    if not sure:
        agreed = _has_agreed(chat)
        return [screens.is_this_you(deps.say, found.seat, code, agreed=agreed)]
    return await _take_seat(found.seat.id, chat, deps)


def _has_agreed(chat: Chat) -> bool:
    """Tell whether whoever is about to take a seat here has agreed: a tamu of this phone has.

    A second person on the phone of someone registered gives a consent of their own.
    """
    return chat.person is not None and chat.person.seat is None


async def _is_theirs(code: str, chat: Chat, deps: Deps) -> bool:
    """Tell whether the person at this phone holds the seat of `code` already."""
    if chat.person is None:
        return False
    found = await people.find_by_code(deps.tx, code)
    return found is not None and found.person is not None and found.person.id == chat.person.id


async def _take_seat(seat_id: int, chat: Chat, deps: Deps) -> list[Reply]:
    """Bind the seat to this phone, or ask its first phone; of two at once, one is the first."""
    await deps.tx.alone()
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None:
        raise Stale
    person = found.person
    if person is None:
        if found.last_reason != people.ERASED:
            if chat.person is None:
                _become_guest(chat, deps)
            return [screens.seat_without_holder(deps.say, found.seat)]
        person = Person(deps.new_id(), "", found.seat)
        people.save_new_person(deps.tx, person.id, "", "", deps.now)
        people.save_holding(deps.tx, found.seat.id, person.id, deps.now)
    phones = await people.chats_of(deps.tx, person.id)
    if phones and chat.id not in phones:
        return await _ask_first_phone(found, phones[0], chat, deps)
    return await _bind(person, chat, deps)


async def _bind(person: Person, chat: Chat, deps: Deps) -> list[Reply]:
    """Make `person` the one at this phone; what a tamu learned here goes along.

    What is enough for this role may complete a session that it did not complete for a tamu.
    """
    deps = deps.speaking(deps.house.say(chat.language))
    people.save_consent(deps.tx, chat.id, person.id, screens.CONSENT_VERSION, deps.now)
    chats.save_person(deps.tx, chat.id, person.id)
    completed: list[Reply] = []
    if chat.person and chat.person.seat is None:
        await people.move_learning(deps.tx, chat.person.id, person.id)
        completed = complete(person, await course.load(deps.tx, person.id), deps)
    bound = replace(chat, person=person)
    return [
        screens.welcome(deps.say, person),
        *completed,
        *await on_menu(Text(""), bound, deps),
    ]


# --- phone numbers --------------------------------------------------------------------------


async def on_phone(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.ask_phone(deps.say)]


async def on_contact(event: Contact, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a shared number: only one's own, and only one that is on a single seat."""
    if chat.person is None:
        return [await greet(chat, deps)]
    chats.save_waiting(deps.tx, chat.id, RosterCode())  # a code does instead, as is said below
    if not event.own:
        return [screens.phone_not_own(deps.say)]
    phone = normalised(event.phone)
    found = await people.find_by_phone(deps.tx, phone) if phone else []
    if not found:
        return [screens.phone_unknown(deps.say)]
    if len(found) > 1:
        return [screens.phone_on_several_seats(deps.say)]
    if chat.person.seat:  # the number of somebody else with this phone: a consent of their own
        return await _try_code(found[0].code, chat, deps)
    return await _take_seat(found[0].seat.id, chat, deps)


# --- a second phone -------------------------------------------------------------------------


async def _ask_first_phone(found: Found, first_chat: int, chat: Chat, deps: Deps) -> list[Reply]:
    first = await chats.find(deps.tx, first_chat)
    if first is None:
        raise Stale
    if chat.person is None:
        _become_guest(chat, deps)
    claim = await people.save_claim(deps.tx, found.seat.id, chat.id, deps.now)
    question = screens.second_phone_asks(deps.house.say(first.language), found.seat, claim)
    deps.others.append((first, question))
    return [screens.waiting_for_first_phone(deps.say, found.seat)]


async def on_claim(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the first phone's answer about a second one; only a phone of that seat may give it."""
    claim_id = number_in(tap.arg(1))
    claim = await people.load_claim(deps.tx, claim_id)
    found = await people.find_by_seat(deps.tx, claim[0]) if claim else None
    if claim is None or found is None or found.person is None:
        raise Stale
    if chat.id not in await people.chats_of(deps.tx, found.person.id):
        raise Stale
    yes = tap.arg(0) == "ya"
    people.save_claim_answer(deps.tx, claim_id, yes=yes)
    asking = await chats.find(deps.tx, claim[1])
    if asking:
        for reply in await _tell_asking(found.person, asking, deps, yes=yes):
            deps.others.append((asking, reply))
    return [screens.second_phone_answered(deps.say, yes=yes)]


async def _tell_asking(person: Person, asking: Chat, deps: Deps, *, yes: bool) -> list[Reply]:
    if not yes:
        return [screens.second_phone_refused(deps.house.say(asking.language))]
    return await _bind(person, asking, deps)
