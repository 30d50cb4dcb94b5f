"""Those responsible decide about requests to be put on the roster."""

from dataclasses import replace

from bot.core import codes, join
from bot.core.dialog import Event, RejectReason, Reply, Tap, Text
from bot.core.join import Request, State
from bot.core.people import Action, Chat, Person, areas_of
from bot.core.say import Say
from bot.handlers.authority import require
from bot.handlers.course import complete
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import decide as screens
from bot.screens import join as told
from bot.storage import audit, authority, chats, course, holdings, people
from bot.storage import join as storage

SEAT, NEW_SEAT, REJECT, OWN_WORDS = "kursi", "baru", "tolak", "lain"


async def on_requests(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List what waits in the areas of whoever asks."""
    areas = areas_of(await authority.load(deps.tx, person_of(chat)), Action.DECIDE_REQUEST)
    if not areas:
        raise Forbidden(Action.DECIDE_REQUEST)
    total = await storage.count_open(deps.tx, areas)
    page = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    page = min(page, max(0, (total - 1) // join.PAGE))
    found = await storage.list_open(deps.tx, areas, page * join.PAGE, join.PAGE)
    return [screens.requests(deps.say, found, page, total)]


async def on_decide(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show a request, or decide it; of two at once the second is told that it is decided."""
    await deps.tx.alone()
    request, officer = await _asked(number_in(tap.arg(0)), chat, deps)
    if request.state != State.ASKED:
        return [screens.decided_already(deps.say, request)]
    what, arg = tap.arg(1), tap.arg(2)
    if what in {SEAT, NEW_SEAT}:
        return await _approve(request, what, number_in(arg), officer, deps)
    if what == REJECT:
        return await _reject(request, arg, (chat, officer), deps)
    return await _show(request, deps)


async def _asked(request_id: int, chat: Chat, deps: Deps) -> tuple[Request, Person]:
    """Return a request and who is at the phone, if they may decide it."""
    request = await storage.load(deps.tx, request_id)
    if request is None:
        person_of(chat)
        raise Stale
    return request, await require(Action.DECIDE_REQUEST, request.deciding_path, chat, deps)


async def _show(request: Request, deps: Deps) -> list[Reply]:
    area = await storage.seat_area(deps.tx, request)
    vacant = await storage.list_vacant(deps.tx, area, request.role)
    seats = [one.seat for one in vacant]
    return [screens.request(deps.say, request, seats, deps.house.zone)]


async def _approve(
    request: Request, what: str, seat_id: int, officer: Person, deps: Deps
) -> list[Reply]:
    """Let the asker hold the chosen seat; whoever knew its code cannot take it."""
    if await authority.path_of_person(deps.tx, request.person_id):
        storage.save_withdrawn(deps.tx, request.id, deps.now)
        return [screens.has_a_seat(deps.say, request)]
    area = await storage.seat_area(deps.tx, request)
    if not area:
        raise Stale
    code = codes.make(deps.house.chance)
    if what == NEW_SEAT:
        seat_id = await storage.save_new_seat(deps.tx, area, request.role, code, deps.now)
    else:
        vacant = await storage.find_vacant(deps.tx, seat_id, area, request.role)
        if vacant is None:
            return await _show(request, deps)
        if vacant.held_before:
            holdings.save_code(deps.tx, seat_id, code)
    holdings.begin(deps.tx, seat_id, request.person_id, deps.now)
    storage.save_name(deps.tx, request.person_id, request.name)
    storage.save_decision(deps.tx, request.id, State.APPROVED, officer.id, deps.now)
    what_for = f"permohonan:{request.id} kursi:{seat_id} orang:{request.person_id}"
    await audit.save(deps.tx, officer.id, "setujui-permohonan", what_for, deps.now)
    found = await people.find_by_seat(deps.tx, seat_id)
    if found is None or found.person is None:
        raise Stale
    await _tell_approved(request, found.person, deps)
    return [screens.approved(deps.say, request, found.seat)]


async def _tell_approved(request: Request, person: Person, deps: Deps) -> None:
    """Tell the asker; what is enough for the role may complete a session at once."""
    asker = await chats.find(deps.tx, request.chat_id)
    if asker is None or person.seat is None:
        return
    own = deps.speaking(deps.house.say(asker.language))
    said = [told.approved(own.say, person.seat)]
    said += complete(person, await course.load(deps.tx, person.id), own)
    deps.others.extend((asker, reply) for reply in said)


async def _reject(request: Request, arg: str, who: tuple[Chat, Person], deps: Deps) -> list[Reply]:
    chat, officer = who
    if arg == OWN_WORDS:
        chats.save_waiting(deps.tx, chat.id, RejectReason(request.id))
        return [screens.ask_reason(deps.say, request)]
    reason = told.reasons(Say()).get(arg)
    if reason is None:
        return [screens.choose_reason(deps.say, request)]
    return await _rejected(request, reason.unescape(), officer, deps)


async def on_reason(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the reason in the officer's own words."""
    if not isinstance(chat.waiting, RejectReason):
        raise Stale
    await deps.tx.alone()
    request, officer = await _asked(chat.waiting.request, chat, deps)
    if request.state != State.ASKED:
        return [screens.decided_already(deps.say, request)]
    reason = " ".join(event.text.split())[: join.REASON_LIMIT]
    if not reason:
        chats.save_waiting(deps.tx, chat.id, chat.waiting)
        return [screens.ask_reason(deps.say, request)]
    return await _rejected(request, reason, officer, deps)


async def _rejected(request: Request, reason: str, officer: Person, deps: Deps) -> list[Reply]:
    storage.save_decision(deps.tx, request.id, State.REJECTED, officer.id, deps.now, reason=reason)
    what_for = f"permohonan:{request.id} orang:{request.person_id}"
    await audit.save(deps.tx, officer.id, "tolak-permohonan", what_for, deps.now)
    rejected = replace(request, state=State.REJECTED, reason=reason)
    if asker := await chats.find(deps.tx, request.chat_id):
        say = deps.house.say(asker.language)
        deps.others.append((asker, told.state(say, rejected, deps.house.zone)))
    return [screens.rejected(deps.say, request)]
