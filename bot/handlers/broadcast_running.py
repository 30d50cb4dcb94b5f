"""A broadcast under way: how far it is, pause, resume, stop, send again, and all at once."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import Event, Reply, Tap
from bot.core.outbox import Counts, Phase, State
from bot.core.people import Action, Chat, Person, areas_of, may
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import broadcast_running as screens
from bot.screens.broadcast_sender import sender as sender_label
from bot.screens.recap import area_label
from bot.screens.seats import person_label
from bot.storage import audit, authority, broadcast_shown, broadcasts, ledger, meta, outbox
from bot.storage.authority import Place

SURE = "ya"
RUNNING = 6  # broadcasts named where all deliveries are stopped


@dataclass(frozen=True, slots=True)
class Asked:
    """A broadcast that a button named, where it goes, and who is at the phone and may."""

    broadcast: Broadcast
    place: Place
    person: Person

    @property
    def id(self) -> int:
        return self.broadcast.id


async def asked(tap: Tap, chat: Chat, deps: Deps, *, drafts: bool = False) -> Asked:
    """Return what a tap is about, for whoever may broadcast in all of its area; else raise.

    A draft is its author's affair alone, and shown elsewhere.
    """
    broadcast = await broadcasts.load(deps.tx.fetch, number_in(tap.arg(0)))
    if broadcast is None or (broadcast.phase is Phase.DRAFT and not drafts):
        person_of(chat)
        raise Stale
    place = await place_of(broadcast.group.area, deps)
    return Asked(broadcast, place, await require(Action.BROADCAST, place.path, chat, deps))


# --- how far it is --------------------------------------------------------------------------


async def progress_of(mailing_id: int, reader: Person, deps: Deps) -> Reply:
    """Return the screen of a confirmed broadcast, as `reader` may see it now."""
    broadcast = await broadcasts.load(deps.tx.fetch, mailing_id)
    if broadcast is None:
        raise Stale
    counts = await outbox.count(deps.tx.fetch, mailing_id)
    view = await view_of(broadcast, counts, reader, deps)
    return screens.progress(deps.say, broadcast, counts, view)


async def view_of(
    broadcast: Broadcast, counts: Counts, reader: Person, deps: Deps
) -> screens.View:
    place = await authority.place(deps.tx, broadcast.group.area)
    name = area_label(deps.say, place.level, place.name) if place else Markup()
    held = await authority.load(deps.tx, reader)
    complaints = 0
    if place and may(held, Action.HALT_DELIVERY, place.path):
        complaints = await broadcasts.count_complaints(deps.tx.fetch, broadcast.id)
    begun = broadcast.due_at <= deps.now or counts.audience != counts.of(State.PENDING)
    return screens.View(
        screens.group_label(name, broadcast.group.roles),
        deps.now,
        deps.house.zone,
        deps.house.bulk_rate,
        halted=await outbox.is_halted(deps.tx.fetch),
        link=await link(broadcast.id, deps),
        sender=await sender(broadcast, deps) if reader.id != broadcast.by else Markup(),
        complaints=complaints,
        changeable=reader.id == broadcast.by
        and (broadcast.phase is Phase.WAITING or (_is_planned(broadcast) and not begun)),
    )


def _is_planned(broadcast: Broadcast) -> bool:
    return broadcast.phase in {Phase.READY, Phase.PAUSED}


async def sender(broadcast: Broadcast, deps: Deps) -> Markup:
    """Return who wrote it, as its recipients read it."""
    person = await ledger.find_sender(deps.tx.fetch, broadcast.by) if broadcast.by else None
    kota = "" if broadcast.by else await ledger.kota_name(deps.tx.fetch)
    name = sender_label(deps.say, broadcast.by, person, kota or deps.house.policy.kota)
    return Markup("{}").format(name)


async def link(mailing_id: int, deps: Deps) -> str:
    """Return an address that shows the numbers in a browser, empty where there is none."""
    address = await meta.load(deps.tx, "public_url")
    if deps.house.links is None or not address:
        return ""
    return f"{address}/c/buku/{deps.house.links.make(f'buku:{mailing_id}')}"


async def on_progress(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show it; for its author, it goes on changing in the message that was tapped."""
    found = await asked(tap, chat, deps)
    return [await _shown(found, tap, chat, deps)]


async def _shown(found: Asked, tap: Tap, chat: Chat, deps: Deps) -> Reply:
    return await show(found.broadcast, found.person, (tap, chat), deps)


async def show(broadcast: Broadcast, reader: Person, where: tuple[Tap, Chat], deps: Deps) -> Reply:
    """Show how far it is in the message that was tapped; for its author it goes on changing."""
    tap, chat = where
    place = (chat.id, tap.message)
    if reader.id == broadcast.by and place != (broadcast.chat, broadcast.message):
        broadcasts.save_place(deps.tx, broadcast.id, *place)
    return await progress_of(broadcast.id, reader, deps)


# --- pause, resume, stop --------------------------------------------------------------------


async def on_pause(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    return await _turn(Phase.READY, Phase.PAUSED, "jeda-siaran", (tap, chat, deps))


async def on_resume(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    return await _turn(Phase.PAUSED, Phase.READY, "lanjutkan-siaran", (tap, chat, deps))


async def _turn(
    before: Phase, after: Phase, verb: str, turn: tuple[Tap, Chat, Deps]
) -> list[Reply]:
    """Change what was decided, once; the sender obeys before its next message."""
    tap, chat, deps = turn
    await deps.tx.alone()
    found = await asked(tap, chat, deps)
    if found.broadcast.phase is before and await _open(found, deps):
        await _decide(found, after, verb, deps)
    return [await _shown(found, tap, chat, deps)]


async def _open(found: Asked, deps: Deps) -> int:
    return (await outbox.count(deps.tx.fetch, found.id)).open


async def _decide(found: Asked, phase: Phase, verb: str, deps: Deps) -> None:
    outbox.save_phase(deps.tx, found.id, phase)
    await audit.save(deps.tx, found.person.id, verb, f"siaran:{found.id}", deps.now)
    await _tell_author(found, phase, deps)


async def _tell_author(found: Asked, phase: Phase, deps: Deps) -> None:
    """Tell the author what somebody else did with their broadcast."""
    if found.broadcast.by in {0, found.person.id}:
        return
    for chat in (await broadcast_shown.list_chats(deps.tx, found.broadcast.by))[:1]:
        say = deps.house.say(chat.language)
        who = person_label(say, found.person)
        deps.others.append((chat, screens.by_another(say, found.broadcast, phase, who)))


async def on_stop(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask first, naming what remains; then stop for good."""
    await deps.tx.alone()
    found = await asked(tap, chat, deps)
    counts = await outbox.count(deps.tx.fetch, found.id)
    if not _is_planned(found.broadcast) or not counts.open:
        return [await _shown(found, tap, chat, deps)]
    if tap.arg(1) != SURE:
        return [screens.confirm_stop(deps.say, found.broadcast, counts)]
    broadcast_shown.save_stopped(deps.tx, found.id, deps.now)
    await _decide(found, Phase.STOPPED, "hentikan-siaran", deps)
    return [await _shown(found, tap, chat, deps)]


# --- all of it ------------------------------------------------------------------------------


async def on_all(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Stop or go on with all that is unasked-for; asked first, showing what is running."""
    await deps.tx.alone()
    person = person_of(chat)
    if not areas_of(await authority.load(deps.tx, person), Action.HALT_DELIVERY):
        raise Forbidden(Action.HALT_DELIVERY)
    halted = await outbox.is_halted(deps.tx.fetch)
    wanted = {"henti": True, "lanjut": False}.get(event.arg(0) if isinstance(event, Tap) else "")
    if wanted is None:
        return [await _ask_all(deps, halted=halted)]
    if wanted is not halted:
        await _halt(person, deps, halted=wanted)
    return [screens.halted_now(deps.say, halted=wanted)]


async def _halt(person: Person, deps: Deps, *, halted: bool) -> None:
    if halted:
        outbox.halt(deps.tx, deps.now)
    else:
        outbox.unhalt(deps.tx)
    verb = "hentikan-semua" if halted else "lanjutkan-semua"
    await audit.save(deps.tx, person.id, verb, "", deps.now)


async def _ask_all(deps: Deps, *, halted: bool) -> Reply:
    ids, more = await broadcast_shown.list_running(deps.tx.fetch, RUNNING)
    running = []
    for mailing_id in ids:
        broadcast = await broadcasts.load(deps.tx.fetch, mailing_id)
        place = await authority.place(deps.tx, broadcast.group.area) if broadcast else None
        if broadcast and place:
            label = area_label(deps.say, place.level, place.name)
            waiting = (await outbox.count(deps.tx.fetch, mailing_id)).open
            running.append(screens.Running(broadcast.text, label, waiting))
    return replace(screens.halt_all(deps.say, running, more, halted=halted), replace=True)
