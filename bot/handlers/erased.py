"""Seats whose holder asked to be forgotten: what the office decides about them."""

from bot.core.dialog import Reply, Tap
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale, number_in
from bot.handlers.roster import office
from bot.screens import erased as screens
from bot.storage import audit, imports


async def on_seats(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    seats = await imports.list_erased(deps.tx.fetch)
    last = max(0, (len(seats) - 1) // screens.SEATS_A_PAGE)
    return [screens.listing(deps.say, seats, min(number_in(tap.arg(0)), last))]


async def on_seat(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show one, or take the office's decision about it."""
    person = await office(chat, deps)
    seats = await imports.list_erased(deps.tx.fetch)
    seat = next((one for one in seats if one.seat_id == number_in(tap.arg(0))), None)
    if seat is None:
        raise Stale
    if tap.arg(1) not in {"lain", "tetap"}:
        return [screens.one(deps.say, seat)]
    await imports.save_erased_choice(deps.tx, seat.seat_id, tap.arg(1))
    verb = f"kursi-terhapus-{tap.arg(1)}"
    await audit.save(deps.tx, person.id, verb, f"kursi:{seat.seat_id}", deps.now)
    return await on_seats(Tap("terhapus:0"), chat, deps)
