"""Somebody who is not on the roster asks to be put on it."""

from bot.core import codes, join, overseers
from bot.core.dialog import Event, JoinName, JoinTps, Nothing, Reply, Start, Tap, Text
from bot.core.join import Draft, Request, State, Wanted
from bot.core.people import Chat, Role
from bot.handlers import registration
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import decide as notices
from bot.screens import join as screens
from bot.storage import authority, chats
from bot.storage import join as storage
from bot.storage import overseers as phones
from bot.storage.authority import Place


async def on_join(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Take one step towards a request; whoever has an open one is shown that."""
    step, arg, more = "", "", ""
    if isinstance(event, Tap):
        step, arg, more = event.arg(0), event.arg(1), event.arg(2)
    person = person_of(chat)
    last = await storage.find_last(deps.tx, person.id)
    if last and last.state == State.ASKED:
        return [_open(last, step, arg, deps)]
    if person.seat:
        return [screens.on_the_roster(deps.say, person.seat)]
    if last and step in {"", "tarik"}:
        return [screens.state(deps.say, last, deps.house.zone)]
    draft = chat.waiting
    if not isinstance(draft, JoinTps) or step in {"", "baru"}:
        chats.save_waiting(deps.tx, chat.id, JoinName())
        return [screens.ask_name(deps.say)]
    return await _go_on(draft.name, (step, number_in(arg), number_in(more)), chat, deps)


def _open(last: Request, step: str, arg: str, deps: Deps) -> Reply:
    if step == "tarik" and number_in(arg) == last.id:
        storage.save_withdrawn(deps.tx, last.id, deps.now)
        return screens.withdrawn(deps.say)
    return screens.state(deps.say, last, deps.house.zone)


async def on_name(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    if codes.is_code(codes.tidy(event.text)):  # found it after all
        return await registration.on_start(Start(event.text), chat, deps)
    name = join.tidy_name(event.text)
    if not name:
        chats.save_waiting(deps.tx, chat.id, JoinName())
        return [screens.ask_name(deps.say)]
    return await _go_on(name, ("wilayah", 0, 0), chat, deps)


async def _go_on(name: str, step: tuple[str, int, int], chat: Chat, deps: Deps) -> list[Reply]:
    """Take the step (what, which area, page); the name is kept in what the chat waits for."""
    what, area_id, page = step
    if what == "wilayah":
        chats.save_waiting(deps.tx, chat.id, JoinTps(name, 0))
        return [screens.choose_kecamatan(deps.say, await storage.list_kecamatan(deps.tx), area_id)]
    place = await authority.place(deps.tx, area_id)
    if place is None or place.level not in {"kecamatan", "desa", "tps"}:
        raise Stale
    if what == "kec" and place.level == "kecamatan":
        chats.save_waiting(deps.tx, chat.id, JoinTps(name, 0))
        desa = await storage.list_desa(deps.tx, area_id)
        return [screens.choose_desa(deps.say, (place.id, place.name), desa, page)]
    if what == "desa" and place.level == "desa":
        chats.save_waiting(deps.tx, chat.id, JoinTps(name, area_id))
        return [screens.ask_tps(deps.say, place.id, place.path[1], place.name)]
    if what in {"pps", "kirim"} and place.level in {"desa", "tps"}:
        chats.save_waiting(deps.tx, chat.id, JoinTps(name, place.path[2]))
        if what == "kirim":
            return await _send(name, place, chat, deps)
        return [screens.summary(deps.say, _draft(name, place), place.id)]
    raise Stale


def _draft(name: str, place: Place) -> Draft:
    """Return what is asked for at a TPS (KPPS) or a desa (PPS)."""
    _, kecamatan, desa, *tps = place.names
    if tps:
        return Draft(name, Role.KPPS, kecamatan, desa, tps[0])
    return Draft(name, Role.PPS, kecamatan, desa)


async def on_tps(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the typed TPS if the desa has it; before a desa is chosen, ask for that."""
    draft = chat.waiting
    if not isinstance(draft, JoinTps):
        raise Stale
    if not draft.area:
        return await _go_on(draft.name, ("wilayah", 0, 0), chat, deps)
    chats.save_waiting(deps.tx, chat.id, draft)
    place = await authority.place(deps.tx, draft.area)
    if place is None:
        raise Stale
    areas = await storage.list_tps(deps.tx, draft.area)
    names = [area.name for area in areas]
    meant = join.tps_named(event.text, names)
    if not meant:
        return [screens.unknown_tps(deps.say, event.text, place.id, place.name, names)]
    tps = areas[names.index(meant)]
    found = await authority.place(deps.tx, tps.id)
    if found is None:
        raise Stale
    return [screens.summary(deps.say, _draft(draft.name, found), tps.id)]


async def _send(name: str, place: Place, chat: Chat, deps: Deps) -> list[Reply]:
    person, draft = person_of(chat), _draft(name, place)
    desa_id = place.path[2]
    mine, there = await storage.count_recent(deps.tx, person.id, desa_id, deps.now)
    if mine >= join.REQUESTS_PER_DAY:
        return [screens.too_many(deps.say)]
    wanted = Wanted(desa_id, draft.role, draft.name, draft.tps)
    request_id = await storage.save(deps.tx, (person.id, chat.id), wanted, deps.now)
    chats.save_waiting(deps.tx, chat.id, Nothing())
    officers = await phones.find(deps.tx, overseers.above(draft.role, place.path[:3]))
    for officer in officers if there < join.NOTICES_PER_DAY else ():
        say = deps.house.say(officer.language)
        deps.others.append((officer, notices.notice(say, request_id, draft)))
    return [screens.sent(deps.say, draft, reached=bool(officers))]
