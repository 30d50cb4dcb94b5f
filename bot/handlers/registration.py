"""From `/start` to a seat: consent, code, group link or phone, and "is this you?"."""

from bot.core import codes
from bot.core import group as rules
from bot.core.classroom import link_in
from bot.core.dialog import Contact, Event, Invited, Reply, RosterCode, Start, Tap, Text
from bot.core.group import Pick
from bot.core.people import Chat, Person
from bot.core.phones import normalised
from bot.core.privacy import needs_consent
from bot.handlers import classroom_roll, group, guesses
from bot.handlers.claim import refuse_former, take_seat
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.handlers.menu import on_menu
from bot.handlers.seating import become_guest, has_agreed
from bot.screens import group as group_screens
from bot.screens import registration as screens
from bot.storage import chats, people
from bot.storage import claim as claims
from bot.storage import group as links
from bot.storage.people import Found


async def on_start(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Greet; with a code in the link, ask whether this is the person."""
    code = event.payload if isinstance(event, Start) else ""
    if isinstance(event, Tap):
        code = event.arg(0)
    if link_in(code):
        return await _come_to_class(code, chat, deps)
    if code:
        return await _try_code(code, chat, deps)
    if chat.person:
        return await on_menu(event, chat, deps)
    return [await greet(chat, deps)]


async def _come_to_class(code: str, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the QR of a class; whoever is new here is greeted, too."""
    said = await classroom_roll.on_link(code, chat, deps)
    return said if chat.person else [*said, await greet(chat, deps)]


async def greet(chat: Chat, deps: Deps, code: str = "") -> Reply:
    """Ask for the consent; what a person came with is kept until they have answered."""
    if not code and isinstance(chat.waiting, Invited):
        code = chat.waiting.code
    carried = rules.carried(code)
    _keep_invitation(carried, chat, deps)
    companions = await people.list_companions(deps.tx, chat.id)
    days = deps.house.policy.retention_days
    return screens.greeting(deps.say, carried, tuple(companions), days)


def _keep_invitation(code: str, chat: Chat, deps: Deps) -> None:
    if code and chat.person is None:
        chats.save_waiting(deps.tx, chat.id, Invited(code))


def ask_again(chat: Chat, deps: Deps, code: str = "") -> Reply | None:
    """Return today's text for whoever agreed to an older one; None if nobody has to."""
    if not needs_consent(chat, screens.CONSENT_VERSION):
        return None
    return screens.renewal(deps.say, rules.carried(code), deps.house.policy.retention_days)


async def on_later(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    if needs_consent(chat, screens.CONSENT_VERSION):
        return [screens.postponed(deps.say, rules.carried(tap.arg(0)))]
    if chat.person:
        return await on_menu(tap, chat, deps)
    return [screens.declined(deps.say, rules.carried(tap.arg(0)))]


async def on_agree(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the consent: straight to the seat where the code is known, else as a tamu first.

    A button under an older text agrees to nothing: today's text is shown.
    """
    asked = chat.person is None or needs_consent(chat, screens.CONSENT_VERSION)
    if asked and tap.arg(1) != str(screens.CONSENT_VERSION):
        code = tap.arg(0)
        return [ask_again(chat, deps, code) or await greet(chat, deps, code)]
    if chat.person and needs_consent(chat, screens.CONSENT_VERSION):
        return await _on_agree_again(tap, chat, chat.person, deps)
    if tap.arg(0):
        return await _try_code(tap.arg(0), chat, deps, sure=True)
    if chat.person is None:
        become_guest(chat, deps)
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.ask_code(deps.say, replace=True)]


async def _on_agree_again(tap: Tap, chat: Chat, person: Person, deps: Deps) -> list[Reply]:
    """Go on where the person was going: with the code they came with, else to the menu."""
    people.save_consent(deps.tx, chat.id, person.id, screens.CONSENT_VERSION, deps.now)
    if rules.carried(tap.arg(0)):
        return await _try_code(tap.arg(0), chat, deps)
    return await on_menu(tap, chat, deps)


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
    if has_agreed(chat) or await _is_theirs(code, chat, deps):
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
    """Look a code or group link up, within the limit of wrong ones.

    `sure`: the person said it is them, and agreed.
    """
    if await guesses.are_too_many(chat, deps):
        return [screens.too_many_codes(deps.say)]
    pick, code = rules.pick_in(typed), codes.tidy(typed)
    found = await people.find_by_code(deps.tx, code) if codes.is_code(code) else None
    if pick is None and found is None and codes.is_code(code) and await links.find(deps.tx, code):
        pick = Pick(code)
    if pick:
        return await _open_link(pick, chat, deps, sure=sure)
    if found is None:
        guesses.note_wrong(chat, deps)
        return [screens.wrong_code(deps.say, mistyped=not codes.is_code(code))]
    return await _take_code(found, chat, deps, sure=sure)


async def _take_code(found: Found, chat: Chat, deps: Deps, *, sure: bool) -> list[Reply]:
    if chat.person and found.person and chat.person.id == found.person.id:
        return await on_menu(Text(""), chat, deps)
    if refusal := await refuse_former(found, chat, deps):
        return [refusal]
    if not sure:
        agreed = has_agreed(chat)
        _keep_invitation(found.code, chat, deps)
        return [screens.is_this_you(deps.say, found.seat, found.code, agreed=agreed)]
    return await take_seat(found.seat.id, chat, deps)


async def _open_link(pick: Pick, chat: Chat, deps: Deps, *, sure: bool) -> list[Reply]:
    """Show the seats of a TPS; with one picked, take the consent, then ask for the digits."""
    area = await group.area_of(pick.link, chat, deps)
    if not area:
        return [group_screens.wrong_link(deps.say)]
    if not pick.seat:
        if sure and chat.person is None:  # agreed to a greeting that came before the seats
            become_guest(chat, deps)
        else:
            _keep_invitation(rules.payload(pick.link), chat, deps)
        return [await group.seats(pick.link, area, deps)]
    if said := await group.look_at(pick.seat, area, chat, deps):
        return said
    if not (sure or has_agreed(chat)):
        return [await greet(chat, deps, rules.payload(pick.link, pick.seat))]
    if chat.person is None:
        become_guest(chat, deps)
    return await group.ask_digits(pick.seat, chat, deps)


async def on_pick(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the seat picked behind a group link."""
    return await _try_code(rules.payload(tap.arg(0), number_in(tap.arg(1))), chat, deps)


async def _is_theirs(code: str, chat: Chat, deps: Deps) -> bool:
    """Tell whether the person at this phone holds the seat of `code` already."""
    if chat.person is None:
        return False
    found = await people.find_by_code(deps.tx, code)
    return found is not None and found.person is not None and found.person.id == chat.person.id


# --- phone numbers --------------------------------------------------------------------------


async def on_phone(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_waiting(deps.tx, chat.id, RosterCode())
    return [screens.ask_phone(deps.say)]


async def on_contact(event: Contact, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a shared number: only one's own; one that is on several seats is asked about."""
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
        return [await _ask_which(found[: screens.SEATS_OFFERED], chat, deps)]
    return await _take_own(found[0], chat, deps)


async def _take_own(found: Found, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the seat of a number that is the sender's own."""
    if not has_agreed(chat):  # somebody else with this phone: a consent of their own
        return await _try_code(found.code, chat, deps)
    return await take_seat(found.seat.id, chat, deps)


async def _ask_which(found: list[Found], chat: Chat, deps: Deps) -> Reply:
    seats = [one.seat for one in found]
    offers = await claims.save_offers(deps.tx, chat.id, [seat.id for seat in seats], deps.now)
    return screens.phone_on_several_seats(deps.say, list(zip(offers, seats, strict=True)))


async def on_own_seat(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the one of several seats at which the shared number stands."""
    person_of(chat)
    seat_id = await claims.load_offer(deps.tx, number_in(tap.arg(0)), chat.id, deps.now)
    found = await people.find_by_seat(deps.tx, seat_id) if seat_id else None
    if found is None:
        raise Stale
    return await _take_own(found, chat, deps)
