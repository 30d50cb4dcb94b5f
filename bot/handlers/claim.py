"""Taking a seat; where it has a phone already, that phone and those responsible are asked."""

from bot.core import claim as rules
from bot.core import codes, overseers
from bot.core.dialog import Reply, Tap
from bot.core.people import Action, Chat, Person
from bot.handlers.authority import require_above
from bot.handlers.deps import Deps, Forbidden, Stale, number_in
from bot.handlers.seating import become_guest, bind
from bot.screens import claim as screens
from bot.screens import registration
from bot.storage import audit, authority, chats, holdings, people
from bot.storage import claim as storage
from bot.storage import overseers as phones
from bot.storage.people import Found

GRANT, VACATE, YES, KEEP = "beri", "kosong", "ya", "tidak"  # what follows `bebas:<seat>`


async def take_seat(seat_id: int, chat: Chat, deps: Deps) -> list[Reply]:
    """Bind the seat to this phone, or ask its first phone; of two at once, one is the first."""
    await deps.tx.alone()
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None:
        raise Stale
    person = found.person
    if person is None:
        if chat.person is None:
            become_guest(chat, deps)
        return [_nobodys(found, deps)]
    if refusal := await refuse_former(found, chat, deps):
        return [refusal]
    here = await people.chats_of(deps.tx, person.id)
    if here and chat.id not in here:
        return await _ask_first_phone(found, here[0], chat, deps)
    if not here and await storage.was_freed_by(deps.tx, seat_id, chat.id):
        return [screens.freed_from_here(deps.say, found.seat)]
    return await bind(person, chat, deps)


def _nobodys(found: Found, deps: Deps) -> Reply:
    if found.last_reason == holdings.ERASED:
        return screens.cleared(deps.say, found.seat)
    return registration.seat_without_holder(deps.say, found.seat)


async def refuse_former(found: Found, chat: Chat, deps: Deps) -> Reply | None:
    """Return what a former holder of this seat is told: the old code is not theirs any more."""
    if chat.person is None or found.person is None or found.person.id == chat.person.id:
        return None
    if not await people.is_former(deps.tx, chat.person.id, found.seat.id):
        return None
    known = [await people.known(deps.tx, p.id) for p in (chat.person, found.person)]
    if rules.same_human(*known):
        return None
    names = await people.list_coordinators(deps.tx, found.seat)
    return screens.held_by_another(deps.say, found.seat, names)


# --- the first phone is asked ----------------------------------------------------------------


async def _ask_first_phone(found: Found, first_chat: int, chat: Chat, deps: Deps) -> list[Reply]:
    first = await chats.find(deps.tx, first_chat)
    if first is None:
        raise Stale
    if chat.person is None:
        become_guest(chat, deps)
    claim = await storage.save(deps.tx, found.seat.id, chat.id, deps.now)
    recent = await storage.count_recent(deps.tx, found.seat.id, chat.id, deps.now)
    if rules.asks_first_phone(claim, recent):
        asked = screens.second_phone_asks(deps.house.say(first.language), found.seat, claim.id)
        deps.others.append((first, asked))
    if rules.alerts(recent):
        await _alert(found, claim.id, chat, deps)
    return [screens.waiting_for_first_phone(deps.say, found.seat)]


async def _alert(found: Found, claim_id: int, asking: Chat, deps: Deps) -> None:
    """Tell those responsible for the seat that somebody else asks for it."""
    path = await authority.path_of_seat(deps.tx, found.seat.id)
    told = await phones.find(deps.tx, overseers.above(found.seat.role, path))
    who = asking.person if asking.person and asking.person.seat else None
    for officer in told:
        is_holder = officer.person and found.person and officer.person.id == found.person.id
        if officer.id != asking.id and not is_holder:
            say = deps.house.say(officer.language)
            alert = screens.alert(say, found.seat, asking.channel, who)
            deps.others.append((officer, alert))
    if told:
        storage.save_alerted(deps.tx, claim_id, deps.now)


async def on_claim(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the first phone's answer about a second one; only a phone of that seat may give it."""
    await deps.tx.alone()
    claim_id = number_in(tap.arg(1))
    claim = await storage.load(deps.tx, claim_id)
    found = await people.find_by_seat(deps.tx, claim[0]) if claim else None
    if claim is None or found is None or found.person is None:
        raise Stale
    if chat.id not in await people.chats_of(deps.tx, found.person.id):
        raise Stale
    yes = tap.arg(0) == "ya"
    storage.save_answer(deps.tx, claim_id, yes=yes)
    await _tell_asking(found.person, claim[1], deps, yes=yes)
    return [screens.second_phone_answered(deps.say, yes=yes)]


async def _tell_asking(person: Person, chat_id: int, deps: Deps, *, yes: bool) -> None:
    asking = await chats.find(deps.tx, chat_id)
    if asking is None:
        return
    said = [screens.second_phone_refused(deps.house.say(asking.language))]
    if yes:
        said = await bind(person, asking, deps)
    deps.others.extend((asking, reply) for reply in said)


# --- those responsible free the seat ---------------------------------------------------------


async def on_free_seat(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show who holds a seat and who asks for it; give it to one who asks, or empty it."""
    seat_id = number_in(tap.arg(0))
    await deps.tx.alone()
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None:
        raise Forbidden(Action.FREE_SEAT)  # nobody's, as whoever may not look is told, too
    path = await authority.path_of_seat(deps.tx, seat_id)
    officer = await require_above(Action.FREE_SEAT, found.seat, path, chat, deps)
    if tap.arg(1) == KEEP:
        return [screens.kept(deps.say)]
    if found.person is None:
        return [_nobodys(found, deps)]
    # Claims of the officer's own phones are left out: nobody gives themselves another's seat.
    own = {chat.id, *await people.chats_of(deps.tx, officer.id)}
    waiting = [c for c in await storage.list_open(deps.tx, seat_id) if c.chat_id not in own]
    here = await people.chats_of(deps.tx, found.person.id)
    given = _claim_meant(tap, [claim.id for claim in waiting])
    if given:
        await _free(found, given, officer, deps)
        return [screens.given(deps.say, found.seat)]
    if tap.arg(1) == VACATE and here and number_in(tap.arg(2)) == here[0]:
        code = await _free(found, 0, officer, deps)
        return [screens.vacated(deps.say, found.seat, code)]
    if not here:
        return [screens.not_bound(deps.say, found.seat)]
    holder = Person(found.person.id, found.person.name, found.seat)
    return [screens.confirm_free(deps.say, holder, here, waiting, deps.house.zone)]


def _claim_meant(tap: Tap, waiting: list[int]) -> int:
    """Return the open claim that is granted, 0 if none: a plain yes means the only one.

    A second tap finds no claim open, and so asks again instead of freeing the new phone.
    """
    if tap.arg(1) == YES and len(waiting) == 1:
        return waiting[0]
    named = number_in(tap.arg(2)) if tap.arg(1) == GRANT else 0
    return named if named in waiting else 0


async def _free(found: Found, claim_id: int, officer: Person, deps: Deps) -> str:
    """Take the old phones off the seat; return its new code where nobody was let in.

    Whoever has the old phone knows the old code; the one let in at once needs none.
    """
    assert found.person is not None  # noqa: S101 - the caller looked
    person, seat = found.person, found.seat
    old = await people.chats_of(deps.tx, person.id)
    waiting = await storage.list_open(deps.tx, seat.id)
    holdings.unbind(deps.tx, person.id)
    storage.close_open(deps.tx, seat.id)
    for chat_id in old:
        if phone := await chats.find(deps.tx, chat_id):
            deps.others.append((phone, screens.freed(deps.house.say(phone.language), seat)))
    for claim in waiting:
        if claim.id == claim_id:
            storage.save_answer(deps.tx, claim.id, yes=True)
        await _tell_asking(person, claim.chat_id, deps, yes=claim.id == claim_id)
    code = ""
    if not claim_id:
        code = codes.make(deps.house.chance)
        holdings.save_code(deps.tx, seat.id, code)
        for chat_id in await people.chats_of(deps.tx, officer.id):
            if chat_id not in old:  # a phone that both share may have it back
                await storage.save_freed(deps.tx, seat.id, chat_id, deps.now)
    await audit.save(
        deps.tx, officer.id, "bebaskan-kursi", f"kursi:{seat.id} orang:{person.id}", deps.now
    )
    return code
