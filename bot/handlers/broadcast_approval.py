"""A second coordinator decides about a broadcast; a recipient reports one to Sosdiklih."""

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import Reply, Tap
from bot.core.outbox import Phase
from bot.core.overseers import Level
from bot.core.people import Action, Chat, Path, Person, Role, may
from bot.handlers.broadcast_control import Asked
from bot.handlers.broadcast_running import SURE, asked, sender
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import broadcast_approval as screens
from bot.screens.broadcast_running import group_label, nobody
from bot.screens.recap import area_label
from bot.screens.seats import person_label
from bot.storage import attachments, audit, authority, broadcast_shown, broadcasts, outbox

FEW = 5  # complaints of which Sosdiklih hears one by one
THEN = {n * 10**power for n in (1, 2, 5) for power in range(1, 6)}  # and further ones

_OFFICES = ((Role.PPS, 2), (Role.PPK, 1), (Role.SOSDIKLIH, 0))


def levels_of(path: Path) -> tuple[Level, ...]:
    """Return whoever may broadcast in all of an area, the nearest first."""
    return tuple((role, path[depth]) for role, depth in _OFFICES if depth < len(path))


async def ask(deps: Deps, broadcast: Broadcast, person: Person) -> None:
    """Ask everybody else who may broadcast there; where nobody is reached, tell the author.

    `broadcast` is confirmed and waits; `person` wrote it.
    """
    path = await authority.path_of(deps.tx, broadcast.group.area)
    levels = levels_of(path)
    others = await broadcast_shown.list_overseeing(deps.tx, levels, but=person.id)
    willing = [chat for chat in others if await _may(chat, path, deps)]
    for chat in willing:
        own = deps.speaking(deps.house.say(chat.language))
        deps.others.extend((chat, reply) for reply in await _request(broadcast, own))
    if not willing:
        officers = await broadcast_shown.list_officers(deps.tx, levels, but=person.id)
        for chat in (await broadcast_shown.list_chats(deps.tx, person.id))[:1]:
            say = deps.house.say(chat.language)
            deps.others.append((chat, screens.nobody_else(say, broadcast, officers)))


async def _may(chat: Chat, path: Path, deps: Deps) -> bool:
    """Tell whether whoever is at that phone may broadcast there: a grant may be asleep."""
    if chat.person is None:
        return False
    return may(await authority.load(deps.tx, chat.person), Action.BROADCAST, path)


async def _request(broadcast: Broadcast, deps: Deps) -> list[Reply]:
    media = await attachments.media(deps.tx.fetch, broadcast.attachment)
    return [
        screens.content(deps.say, broadcast, media),
        screens.ask(deps.say, broadcast, await _asking(broadcast, deps)),
    ]


async def _asking(broadcast: Broadcast, deps: Deps) -> screens.Asking:
    place = await authority.place(deps.tx, broadcast.group.area)
    name = area_label(deps.say, place.level, place.name) if place else Markup()
    return screens.Asking(
        await sender(broadcast, deps),
        group_label(name, broadcast.group.roles),
        (await outbox.count(deps.tx.fetch, broadcast.id)).audience,
        deps.now,
        deps.house.zone,
        deps.house.policy.approval_over,
        version_of(broadcast),
    )


def version_of(broadcast: Broadcast) -> int:
    """Return what tells one confirmation of a broadcast from the next, 0 for a draft."""
    return int(broadcast.confirmed_at.timestamp() * 1000) if broadcast.confirmed_at else 0


# --- deciding -------------------------------------------------------------------------------


async def on_approve(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Let it go; where its time has passed meanwhile, ask whether it goes at once."""
    await deps.tx.alone()
    found = await asked(tap, chat, deps, drafts=True)
    if shown := await _undecided(found, tap, deps):
        return shown
    asking = await _asking(found.broadcast, deps)
    was_planned = found.broadcast.due_at > (found.broadcast.confirmed_at or deps.now)
    if was_planned and found.broadcast.due_at <= deps.now and tap.arg(2) != SURE:
        return [screens.confirm(deps.say, found.broadcast, asking, agree=True)]
    return await _decide(found, deps, agreed=True)


async def on_refuse(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Refuse it for good, asked first."""
    await deps.tx.alone()
    found = await asked(tap, chat, deps, drafts=True)
    if shown := await _undecided(found, tap, deps):
        return shown
    if tap.arg(2) != SURE:
        asking = await _asking(found.broadcast, deps)
        return [screens.confirm(deps.say, found.broadcast, asking, agree=False)]
    return await _decide(found, deps, agreed=False)


async def _undecided(found: Asked, tap: Tap, deps: Deps) -> list[Reply]:
    """Return what is shown instead where there is nothing to decide, or another text by now."""
    broadcast = found.broadcast
    if broadcast.phase is Phase.DRAFT:
        return [screens.taken_back(deps.say)]
    if broadcast.phase is not Phase.WAITING:
        who = await _named(broadcast.approved_by, deps)
        return [screens.decided_already(deps.say, broadcast, who)]
    if broadcast.by == found.person.id:
        return [screens.not_your_own(deps.say, broadcast)]
    if number_in(tap.arg(1)) != version_of(broadcast):
        return await _request(broadcast, deps)
    return []


async def _named(person_id: int, deps: Deps) -> Markup:
    person = await broadcast_shown.load_person(deps.tx, person_id)
    return person_label(deps.say, person) if person else nobody(deps.say)


async def _decide(found: Asked, deps: Deps, *, agreed: bool) -> list[Reply]:
    save = broadcasts.save_approved if agreed else broadcasts.save_refused
    await save(deps.tx, found.id, found.person.id, deps.now)
    verb = "setujui-siaran" if agreed else "tolak-siaran"
    await audit.save(deps.tx, found.person.id, verb, f"siaran:{found.id}", deps.now)
    await _tell_author(found, deps)
    return [screens.decided(deps.say, found.broadcast, agreed=agreed)]


async def _tell_author(found: Asked, deps: Deps) -> None:
    broadcast = await broadcasts.load(deps.tx.fetch, found.id)
    for chat in (await broadcast_shown.list_chats(deps.tx, found.broadcast.by))[:1]:
        if broadcast:
            say = deps.house.say(chat.language)
            who = person_label(say, found.person)
            deps.others.append(
                (chat, screens.told(say, broadcast, who, (deps.now, deps.house.zone)))
            )


# --- reporting ------------------------------------------------------------------------------


async def on_complain(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Report a broadcast one got, once; asked first."""
    person = person_of(chat)
    await deps.tx.alone()
    broadcast = await broadcasts.load(deps.tx.fetch, number_in(tap.arg(0)))
    if broadcast is None or not await broadcast_shown.has_got(deps.tx, broadcast.id, person.id):
        raise Stale
    if tap.arg(1) != SURE:
        return [screens.ask_complaint(deps.say, broadcast)]
    is_new = await broadcasts.save_complaint(deps.tx, broadcast.id, person.id, deps.now)
    if is_new:
        await _tell_office(broadcast, deps)
    return [screens.complained(deps.say, again=not is_new)]


async def _tell_office(broadcast: Broadcast, deps: Deps) -> None:
    """Tell Sosdiklih of the first ones each time, then now and then: not five hundred times."""
    n = await broadcasts.count_complaints(deps.tx.fetch, broadcast.id)
    if n > FEW and n not in THEN:
        return
    path = await authority.path_of(deps.tx, broadcast.group.area)
    running = bool((await outbox.count(deps.tx.fetch, broadcast.id)).open)
    office = levels_of(path[:1])
    for chat in await broadcast_shown.list_overseeing(deps.tx, office):
        own = deps.speaking(deps.house.say(chat.language))
        by = await sender(broadcast, own)
        reply = screens.complaint(own.say, broadcast, by, n, running=running)
        deps.others.append((chat, reply))
