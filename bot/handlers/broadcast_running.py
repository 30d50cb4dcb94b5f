"""A broadcast under way: how far it is, pause, resume, stop, send again, and all at once."""

from dataclasses import replace

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import Event, Reply, Tap
from bot.core.outbox import Counts, Phase, State
from bot.core.people import Action, Chat, Person, may
from bot.handlers import broadcast_control as control
from bot.handlers.broadcast_control import Asked
from bot.handlers.deps import Deps, Stale, number_in
from bot.screens import broadcast_running as screens
from bot.screens.broadcast_sender import sender as sender_label
from bot.screens.recap import area_label
from bot.storage import authority, broadcast_shown, broadcasts, ledger, meta, outbox

SURE = "ya"
RUNNING = 6  # broadcasts named where all deliveries are stopped


async def asked(tap: Tap, chat: Chat, deps: Deps, *, drafts: bool = False) -> Asked:
    """Return the broadcast that a tap is about, for whoever may; else raise."""
    return await control.find(number_in(tap.arg(0)), chat, deps, drafts=drafts)


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
        and (broadcast.phase is Phase.WAITING or (control.is_planned(broadcast) and not begun)),
    )


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
    await deps.tx.alone()
    await control.pause(await asked(tap, chat, deps), deps)
    return await on_progress(tap, chat, deps)


async def on_resume(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    await deps.tx.alone()
    await control.resume(await asked(tap, chat, deps), deps)
    return await on_progress(tap, chat, deps)


async def on_stop(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask first, naming what remains; then stop for good."""
    await deps.tx.alone()
    found = await asked(tap, chat, deps)
    counts = await control.left_to_stop(found, deps)
    if counts is None:
        return [await _shown(found, tap, chat, deps)]
    if tap.arg(1) != SURE:
        return [screens.confirm_stop(deps.say, found.broadcast, counts)]
    await control.stop(found, deps)
    return [await _shown(found, tap, chat, deps)]


# --- all of it ------------------------------------------------------------------------------


async def on_all(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Stop or go on with all that is unasked-for; asked first, showing what is running."""
    await deps.tx.alone()
    person = await control.require_halt(chat, deps)
    halted = await outbox.is_halted(deps.tx.fetch)
    wanted = {"henti": True, "lanjut": False}.get(event.arg(0) if isinstance(event, Tap) else "")
    if wanted is None:
        return [await _ask_all(deps, halted=halted)]
    await control.halt(person, deps, wanted=wanted)
    return [screens.halted_now(deps.say, halted=wanted)]


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
