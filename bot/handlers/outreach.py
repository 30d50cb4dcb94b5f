"""Who is not reached: the list, a card for each, and what coordinators note."""

from datetime import datetime

from bot.core import codes, invite
from bot.core import outreach as core
from bot.core.dialog import Reply, RightPhone, Tap, Text
from bot.core.outreach import MarkKind, Member, Status
from bot.core.people import Action, Chat, Person, Role, may, may_over
from bot.core.phones import normalised
from bot.handlers.authority import place_of, require, require_above
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import outreach as screens
from bot.screens.recap import area_label
from bot.storage import audit, authority, chats, holdings, people
from bot.storage import invite as links
from bot.storage import outreach as storage

TYPED_LIMIT = 40  # characters of a phone number that are looked at


def silent_before(deps: Deps) -> datetime:
    return core.silent_before(deps.now, deps.house.policy.silent_days)


async def on_not_reached(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    place = await place_of(number_in(tap.arg(0)), deps)
    person = await require(Action.SEE_CONTACTS, place.path, chat, deps)
    everyone = await storage.list_on_duty(deps.tx, place.id, silent_before(deps), person.id)
    label = area_label(deps.say, place.level, place.name)
    page, zone = number_in(tap.arg(1)), deps.house.zone
    found = core.not_reached(everyone)
    return [screens.not_reached(deps.say, label, found, page, place.id, zone)]


async def on_card(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    member, _ = await found(tap.arg(0), Action.SEE_CONTACTS, chat, deps)
    return [await card(member, chat, deps)]


async def found(
    person_id: str | int, action: Action, chat: Chat, deps: Deps
) -> tuple[Member, Person]:
    """Return somebody who holds a seat, and who is at the phone if they may do this to them."""
    wanted = number_in(str(person_id))
    member = await storage.load(deps.tx, wanted, silent_before(deps), person_of(chat).id)
    if member is None:
        raise Stale
    return member, await require(action, member.path, chat, deps)


async def found_below(
    person_id: str | int, action: Action, chat: Chat, deps: Deps
) -> tuple[Member, Person]:
    """Return the same, but only if the person at the phone is above that seat."""
    member, by = await found(person_id, action, chat, deps)
    if member.person.seat:
        await require_above(action, member.person.seat, member.path, chat, deps)
    return member, by


async def card(member: Member, chat: Chat, deps: Deps, note: str = "") -> Reply:
    """Show somebody with what is true of them; what this turn wrote is to be loaded before."""
    asking, seat = person_of(chat), member.person.seat
    authorities = await authority.load(deps.tx, asking)
    above = member.path[:-1]
    listed = above if may(authorities, Action.SEE_CONTACTS, above) else member.path
    team = member.path[-1] if member.person.role == Role.KPPS else 0
    is_above = seat is not None and may_over(
        asking, authorities, Action.REPLACE_HOLDER, seat, member.path
    )
    ways = screens.Ways(listed[-1], team, await _whatsapp(member, deps), is_above=is_above)
    return screens.card(deps.say, member, ways, deps.house.zone, note)


async def _whatsapp(member: Member, deps: Deps) -> str:
    """Return the link that opens WhatsApp with a sentence in Indonesian.

    Empty without a phone, and where nothing is left to ask for.
    """
    if not member.phone or member.facts.has_finished:
        return ""
    base = await links.load_base(deps.tx)
    link = invite.link(base, member.code) if base.is_telegram or base.public_url else ""
    indonesian = deps.house.say("id")
    words = screens.ready_words(indonesian, member, link, codes.shown(member.code))
    return invite.whatsapp(member.phone, words)


async def again(member: Member, chat: Chat, deps: Deps, note: str = "") -> list[Reply]:
    """Show the card as it is after what was just written."""
    asking = person_of(chat).id
    now = await storage.load(deps.tx, member.person.id, silent_before(deps), asking)
    return [await card(now or member, chat, deps, note)]


# --- marks ----------------------------------------------------------------------------------


async def on_mark(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Note that somebody was contacted or that their number is wrong, or take it back."""
    changes_number = tap.arg(1) in {MarkKind.WRONG_NUMBER, "isi"}
    find = found_below if changes_number else found
    member, by = await find(tap.arg(0), Action.MARK_CONTACT, chat, deps)
    match tap.arg(1):
        case MarkKind.CONTACTED:
            if core.status(member.facts) is Status.UNREACHABLE:
                await _mark(member, MarkKind.CONTACTED, by, deps)
            return await again(member, chat, deps)
        case MarkKind.WRONG_NUMBER:
            await _mark(member, MarkKind.WRONG_NUMBER, by, deps)
            return _ask_phone(member, chat, deps)
        case "isi":
            return _ask_phone(member, chat, deps)
        case "batal":
            if MarkKind.CONTACTED in dict(member.marks):
                storage.drop_mark(deps.tx, member.person.id, MarkKind.CONTACTED)
                await _note("hapus-tanda", member, by, deps)
            return await again(member, chat, deps)
    raise Stale


async def _mark(member: Member, kind: MarkKind, by: Person, deps: Deps) -> None:
    """Mark once a day: a second tap changes nothing."""
    at = dict(member.marks).get(kind)
    zone = deps.house.zone
    if at and at.astimezone(zone).date() == deps.now.astimezone(zone).date():
        return
    storage.save_mark(deps.tx, member.person.id, kind, by.id, deps.now)
    await _note(f"tandai-{kind.replace('_', '-')}", member, by, deps)


async def _note(verb: str, member: Member, by: Person, deps: Deps) -> None:
    await audit.save(deps.tx, by.id, verb, f"orang:{member.person.id}", deps.now)


def _ask_phone(member: Member, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_waiting(deps.tx, chat.id, RightPhone(member.person.id))
    return [screens.ask_phone(deps.say, member)]


async def on_phone_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the right number of somebody; one that somebody else has, too, is said to be so."""
    waiting = chat.waiting
    if not isinstance(waiting, RightPhone):
        raise Stale
    member, by = await found_below(waiting.person, Action.MARK_CONTACT, chat, deps)
    phone = normalised(event.text[:TYPED_LIMIT])
    if not phone:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.phone_not_right(deps.say, member)]
    storage.drop_mark(deps.tx, member.person.id, MarkKind.WRONG_NUMBER)
    if phone != member.phone:
        storage.save_phone(deps.tx, member.person.id, phone)
        holdings.touch(deps.tx)
        await _note("betulkan-telepon", member, by, deps)
    having = await people.find_by_phone(deps.tx, phone)
    is_shared = any(f.person and f.person.id != member.person.id for f in having)
    return await again(member, chat, deps, screens.phone_saved(deps.say, is_shared=is_shared))
