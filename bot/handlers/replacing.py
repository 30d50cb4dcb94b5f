"""*Pergantian anggota*: a seat gets another holder, or waits for one."""

from bot.core import codes
from bot.core.dialog import NewHolder, Reply, Tap, Text
from bot.core.people import Action, Chat, Path, Person, Role
from bot.handlers.authority import require_above
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.handlers.outreach import card, silent_before
from bot.screens import replacing as screens
from bot.storage import audit, authority, chats, holdings, outreach, people
from bot.storage.people import Found

NAME_LIMIT = 100  # characters of a name that are kept


async def on_replace(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for the new name, or do what was confirmed; what is done already stays done."""
    seat, path, by = await _seat(number_in(tap.arg(0)), chat, deps)
    said_holder = number_in(tap.arg(2))
    match tap.arg(1):
        case "":
            return [_ask(seat, path, chat, deps)]
        case "kosong" if not tap.arg(2) and seat.person:
            return [screens.confirm_vacant(deps.say, seat.seat, seat.person)]
        case "kosong":
            return await _vacate(seat, said_holder, path, by, deps)
        case "ya":
            return await _replace(seat, said_holder, path, by, (chat, deps))
    raise Stale


async def on_name_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the new name, and ask whether it is right; another text corrects it."""
    if not isinstance(chat.waiting, NewHolder):
        raise Stale
    seat, path, _ = await _seat(chat.waiting.seat, chat, deps)
    name = " ".join(event.text.split())[:NAME_LIMIT].strip()
    if not any(c.isalpha() for c in name):
        return [_ask(seat, path, chat, deps)]
    chats.save_waiting(deps.tx, chat.id, NewHolder(seat.seat.id, name))
    return [screens.confirm(deps.say, seat.seat, name, seat.person.id if seat.person else 0)]


async def _seat(seat_id: int, chat: Chat, deps: Deps) -> tuple[Found, Path, Person]:
    """Return a seat as it is now; who may give it away is above it."""
    await deps.tx.alone()
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None:
        raise Stale
    path = await authority.path_of_seat(deps.tx, seat_id)
    by = await require_above(Action.REPLACE_HOLDER, found.seat, path, chat, deps)
    return found, path, by


def _ask(seat: Found, path: Path, chat: Chat, deps: Deps) -> Reply:
    chats.save_waiting(deps.tx, chat.id, NewHolder(seat.seat.id))
    return screens.ask_name(deps.say, seat.seat, seat.person, _back(seat, path))


def _back(seat: Found, path: Path) -> str:
    """Return what leads away from a seat: its holder's card, the team, or the list."""
    if seat.person:
        return f"jangkau1:{seat.person.id}"
    return f"tim:{path[-1]}" if seat.seat.role == Role.KPPS else f"rekap:{path[-1]}"


async def _vacate(seat: Found, holder: int, path: Path, by: Person, deps: Deps) -> list[Reply]:
    if seat.person and seat.person.id != holder:
        raise Stale
    if seat.person:
        await _end(seat, seat.person, deps)
        holdings.save_code(deps.tx, seat.seat.id, codes.make(deps.house.chance))
        what = f"kursi:{seat.seat.id} orang:{holder}"
        await audit.save(deps.tx, by.id, "kosongkan-kursi", what, deps.now)
    vacant = Found(seat.seat, None, "")
    return [screens.vacated(deps.say, seat.seat, _back(vacant, path))]


async def _replace(
    seat: Found, holder: int, path: Path, by: Person, turn: tuple[Chat, Deps]
) -> list[Reply]:
    """Give the seat to the person named before; the old code opens it no more."""
    chat, deps = turn
    now = seat.person.id if seat.person else 0
    if now != holder:  # done already, by the first of two taps or by another coordinator
        return await _card(now, chat, deps)
    waiting = chat.waiting
    if not isinstance(waiting, NewHolder) or waiting.seat != seat.seat.id or not waiting.name:
        return [_ask(seat, path, chat, deps)]
    if seat.person:
        await _end(seat, seat.person, deps)
    new, code = deps.new_id(), codes.make(deps.house.chance)
    people.save_new_person(deps.tx, new, waiting.name, "", deps.now)
    holdings.begin(deps.tx, seat.seat.id, new, deps.now)
    holdings.save_code(deps.tx, seat.seat.id, code)
    what = f"kursi:{seat.seat.id} orang:{now} baru:{new}"
    await audit.save(deps.tx, by.id, "ganti-anggota", what, deps.now)
    return await _card(new, chat, deps, screens.replaced(deps.say, codes.shown(code)))


async def _card(person_id: int, chat: Chat, deps: Deps, note: str = "") -> list[Reply]:
    member = await outreach.load(deps.tx, person_id, silent_before(deps), person_of(chat).id)
    if member is None:
        raise Stale
    return [await card(member, chat, deps, note)]


async def _end(seat: Found, holder: Person, deps: Deps) -> None:
    """End a holding, and tell whoever held the seat; what they learned stays theirs."""
    holdings.end(deps.tx, holder.id, holdings.REPLACED, deps.now)
    for chat_id in await people.chats_of(deps.tx, holder.id):
        chat = await chats.find(deps.tx, chat_id)
        is_theirs = chat and chat.person and chat.person.id == holder.id
        if chat and is_theirs and not chat.blocked_at:
            words = screens.told_replaced(deps.house.say(chat.language), seat.seat)
            deps.others.append((chat, words))
