"""The link of a TPS's WhatsApp group: pick one's seat, and type the phone's last digits."""

from bot.core import codes, group, overseers
from bot.core.dialog import Reply, SeatDigits, Tap, Text
from bot.core.people import Chat
from bot.handlers import guesses
from bot.handlers.authority import place_of
from bot.handlers.claim import refuse_former, take_seat
from bot.handlers.deps import Deps, Stale, number_in
from bot.handlers.menu import on_menu
from bot.screens import group as screens
from bot.screens import registration
from bot.storage import authority, chats, people
from bot.storage import group as storage
from bot.storage import overseers as phones
from bot.storage.people import Found


async def area_of(link: str, chat: Chat, deps: Deps) -> int:
    """Return whose link this is; 0, noted as a wrong guess, if nobody's."""
    area = await storage.find(deps.tx, link) if codes.is_code(link) else 0
    if not area:
        guesses.note_wrong(chat, deps)
    return area


async def seats(link: str, area: int, deps: Deps, page: int = 0) -> Reply:
    """Show the TPS and its seats, without a whole name or number."""
    place = await place_of(area, deps)
    places = group.in_order(await storage.list_places(deps.tx, area))
    return screens.seats(deps.say, link, place.names, places, page)


async def on_seats(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Turn the pages of a TPS with many seats."""
    if await guesses.are_too_many(chat, deps):
        return [registration.too_many_codes(deps.say)]
    link = tap.arg(0)
    area = await area_of(link, chat, deps)
    if not area:
        return [screens.wrong_link(deps.say)]
    return [await seats(link, area, deps, number_in(tap.arg(1)))]


async def look_at(seat_id: int, area: int, chat: Chat, deps: Deps) -> list[Reply]:
    """Return what is said of a picked seat that cannot be asked about; nothing if it can."""
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None or not await storage.has_seat(deps.tx, area, seat_id):
        raise Stale
    if found.person is None:
        return [registration.seat_without_holder(deps.say, found.seat)]
    if chat.person and chat.person.id == found.person.id:
        return await on_menu(Text(""), chat, deps)
    refusal = await refuse_former(found, chat, deps)
    return [refusal] if refusal else []


async def ask_digits(seat_id: int, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for the digits; whoever is at the phone has agreed."""
    found = await _held(seat_id, deps)
    if not await _phone(found, deps):
        return [screens.no_phone(deps.say, found.seat)]
    tries = await storage.count_wrong_digits(deps.tx, seat_id, chat.id, deps.now)
    if tries.closed or not tries.left:
        return [screens.no_more_tries(deps.say, found.seat, tries)]
    chats.save_waiting(deps.tx, chat.id, SeatDigits(seat_id))
    return [screens.ask_digits(deps.say, found.seat)]


async def _held(seat_id: int, deps: Deps) -> Found:
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None or found.person is None:
        raise Stale
    return found


async def _phone(found: Found, deps: Deps) -> str:
    return await people.phone_of(deps.tx, found.person.id) if found.person else ""


async def on_digits(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Check the digits typed for the seat that was picked; the limits come before the check."""
    if not isinstance(chat.waiting, SeatDigits):
        raise Stale
    seat_id, digits = chat.waiting.seat, group.typed_digits(event.text)
    await deps.tx.alone()  # the count is exact, however many chats try at once
    found = await _held(seat_id, deps)
    tries = await storage.count_wrong_digits(deps.tx, seat_id, chat.id, deps.now)
    if tries.closed or not tries.left:
        return [screens.no_more_tries(deps.say, found.seat, tries)]
    if not digits:
        chats.save_waiting(deps.tx, chat.id, chat.waiting)
        return [screens.ask_digits(deps.say, found.seat)]
    if group.fits(digits, await _phone(found, deps)):
        return await take_seat(seat_id, chat, deps)
    return await _wrong(found, group.Tries(tries.here + 1, tries.seat + 1), chat, deps)


async def _wrong(found: Found, tries: group.Tries, chat: Chat, deps: Deps) -> list[Reply]:
    """Note wrong digits; `tries` counts them already. The last one at a seat is reported."""
    storage.save_wrong_digits(deps.tx, found.seat.id, chat.id, deps.now)
    if tries.closed:
        path = await authority.path_of_seat(deps.tx, found.seat.id)
        for officer in await phones.find(deps.tx, overseers.above(found.seat.role, path)):
            say = deps.house.say(officer.language)
            deps.others.append((officer, screens.closed_alert(say, found.seat)))
    if tries.closed or not tries.left:
        return [screens.no_more_tries(deps.say, found.seat, tries)]
    chats.save_waiting(deps.tx, chat.id, SeatDigits(found.seat.id))
    return [screens.wrong_digits(deps.say, tries.left)]
