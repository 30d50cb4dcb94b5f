"""Inviting: who is not registered, the group's link, and the kit to be printed."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.core import invite
from bot.core.dialog import Event, Reply, Tap
from bot.core.invite import Area, Base, Member, Spot
from bot.core.people import Action, Chat, Path, areas_of, may
from bot.handlers.authority import require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import invite as screens
from bot.screens import jobs as job_screens
from bot.storage import audit, authority, jobs
from bot.storage import invite as storage
from bot.storage.jobs import Job


async def on_invite(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show an area with who is to be invited; without one, where this person may invite."""
    if not isinstance(event, Tap) or not event.arg(0):
        return await _on_own_areas(event, chat, deps)
    spot, path = await _spot(event.arg(0), chat, deps)
    if spot.level == "tps":
        return await on_members(event, chat, deps)
    below = [area for area in await storage.list_below(deps.tx, spot.id) if area.waiting]
    own = await storage.list_members(deps.tx.fetch, spot.id, below=False)
    listed, page = invite.page([*_own(spot, own), *below], number_in(event.arg(1)))
    return [screens.areas(deps.say, spot, listed, (page, await _above(path, chat, deps)))]


async def _on_own_areas(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    held = await authority.load(deps.tx, person_of(chat))
    paths = areas_of(held, Action.SEE_CONTACTS)
    if not paths:
        raise Forbidden(Action.SEE_CONTACTS)
    if len(paths) == 1:
        shown = await on_invite(Tap(f"undang:{paths[0][-1]}"), chat, deps)
    else:
        places = [await authority.place(deps.tx, path[-1]) for path in paths[:9]]
        shown = [screens.choose(deps.say, [_as_spot(place) for place in places if place])]
    return [replace(reply, replace=isinstance(event, Tap)) for reply in shown]


def _own(spot: Spot, members: Sequence[Member]) -> list[Area]:
    """Return the spot itself as an entry, if officers right there are to be invited."""
    waiting = sum(member.waits for member in members)
    total = sum(member.held for member in members)
    return [Area(spot.id, spot.level, spot.names[-1], waiting, total)] if waiting else []


async def on_members(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show those of exactly this area, with a WhatsApp link for each."""
    spot, path = await _spot(tap.arg(0), chat, deps)
    base = await storage.load_base(deps.tx)
    if not base.is_known:
        return [screens.no_address(deps.say)]
    found = await storage.list_members(deps.tx.fetch, spot.id, below=False)
    waiting = [member for member in found if member.waits]
    listed, page = invite.page(waiting, number_in(tap.arg(1)))
    back = await _above(path, chat, deps) if spot.level == "tps" else spot.id
    rows = [(member, _whatsapp(base, member, deps)) for member in listed]
    return [screens.members(deps.say, spot, rows, (page, back))]


def _whatsapp(base: Base, member: Member, deps: Deps) -> str:
    """Return the link that sends this member's link; in Indonesian, whoever sends it."""
    if not member.phone:
        return ""
    link = invite.link(base, member.code)
    text = screens.personal_text(deps.house.say("id"), member, link)
    return invite.whatsapp(member.phone, text)


async def on_group(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the link of a TPS for its group; it is made when it is first asked for."""
    spot, _ = await _spot(tap.arg(0), chat, deps)
    if spot.level != "tps":
        raise Stale
    base = await storage.load_base(deps.tx)
    if not base.is_known:
        return [screens.no_address(deps.say)]
    codes, made = await storage.links(deps.tx, spot.id)
    if made:
        person = person_of(chat)
        await audit.save(deps.tx, person.id, "buat-tautan-grup", f"wilayah:{spot.id}", deps.now)
    link = invite.group_link(base, codes[spot.id])
    ready = screens.group_text(deps.house.say("id"), spot, link)
    return [screens.group(deps.say, spot, ready)]


# --- the kit --------------------------------------------------------------------------------


async def on_kit(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Say how large the kit is; with "ya", have it made once."""
    spot, _ = await _spot(tap.arg(0), chat, deps)
    if not (await storage.load_base(deps.tx)).is_known:
        return [screens.no_address(deps.say)]
    slips, groups = await storage.count_slips(deps.tx, spot.id)
    if tap.arg(1) != "ya" or not slips:
        return [screens.ask_kit(deps.say, spot, slips, groups)]
    person = person_of(chat)
    args = {"area": spot.id, "by": person.id, "chat": chat.id}
    job = await jobs.find_open(deps.tx, "kit", args)
    if not job:
        job = await jobs.ask(deps.tx, "kit", args, (chat.id, person.id), deps.now)
        await audit.save(deps.tx, person.id, "minta-kit", f"wilayah:{spot.id}", deps.now)
    return [job_screens.running(deps.say, job)]


async def on_kit_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand over the files, if whoever asked may still have them."""
    spot, _ = await _spot(str(job.args["area"]), chat, deps)
    found = [await jobs.find_document(deps.tx, chat.id, id_) for id_ in _documents(job)]
    return screens.kit_made(deps.say, spot, [document for document in found if document])


def _documents(job: Job) -> list[int]:
    try:
        return [int(id_) for id_ in json.loads(job.note)["documents"]]
    except (ValueError, KeyError, TypeError):
        return []


# --- areas ----------------------------------------------------------------------------------


async def _spot(text: str, chat: Chat, deps: Deps) -> tuple[Spot, Path]:
    """Return the area a button names, if its contacts may be seen from here."""
    place = await authority.place(deps.tx, number_in(text))
    if place is None:  # nobody's, as whoever may not look is told, too
        raise Forbidden(Action.SEE_CONTACTS)
    await require(Action.SEE_CONTACTS, place.path, chat, deps)
    return _as_spot(place), place.path


def _as_spot(place: authority.Place) -> Spot:
    return Spot(place.id, place.level, place.names)


async def _above(path: Path, chat: Chat, deps: Deps) -> int:
    """Return the area above, if this person may look at it, too; else 0."""
    held = await authority.load(deps.tx, person_of(chat))
    return path[-2] if len(path) > 1 and may(held, Action.SEE_CONTACTS, path[:-1]) else 0
