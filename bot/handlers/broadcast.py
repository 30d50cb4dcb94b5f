"""`/siaran`: the list, and writing a draft; a draft is a row, so nothing is lost by a restart."""

import json

from bot.core.broadcast import TEXT_LIMIT, Broadcast, Group, is_scheduled, listed, tidy
from bot.core.dialog import BroadcastText, Event, File, Reply, Tap, Text, visible_length
from bot.core.people import Action, Chat, areas_of
from bot.handlers.authority import place_of
from bot.handlers.broadcast_draft import (
    Draft,
    audience_of,
    begin,
    find_draft,
    own_areas,
    shown,
)
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import broadcast as screens
from bot.screens import jobs as job_screens
from bot.screens.recap import area_label
from bot.storage import authority, broadcast_shown, broadcasts, chats, jobs
from bot.storage.jobs import Job

FILE_LIMIT = 10 * 1024 * 1024  # bytes
TYPED_LIMIT = 10_000  # characters that are looked at
EVERY = 10_000  # broadcasts under way
ADDRESSED = "p"  # of `siarlihat`: only whom it is for, in place


async def on_broadcasts(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List one's own and those of one's area, what still needs somebody first."""
    paths = await own_areas(chat, deps)
    mine = await broadcasts.list_mine(deps.tx.fetch, person_of(chat).id)
    others = await broadcasts.list_in(deps.tx.fetch, paths)
    found = listed((*mine, *others), deps.now)
    pages = max(1, -(-len(found) // screens.PAGE_SIZE))
    page = min(number_in(event.arg(0)) if isinstance(event, Tap) else 0, pages - 1)
    first = page * screens.PAGE_SIZE
    running, _ = await broadcast_shown.list_running(deps.tx.fetch, EVERY)
    items = [
        await _item(one, deps, is_open=one.id in running)
        for one in found[first : first + screens.PAGE_SIZE]
    ]
    held = await authority.load(deps.tx, person_of(chat))
    office = bool(areas_of(held, Action.HALT_DELIVERY))
    return [screens.home(deps.say, items, (page, pages), office=office)]


async def _item(broadcast: Broadcast, deps: Deps, *, is_open: bool) -> screens.Item:
    place = await place_of(broadcast.group.area, deps)
    label = area_label(deps.say, place.level, place.name)
    return screens.Item(broadcast, label, is_open, is_scheduled(broadcast, deps.now))


async def on_draft(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show a draft as it will be sent, or only whom it is for."""
    draft_id = number_in(tap.arg(0))
    if tap.arg(1) == ADDRESSED:
        return [await audience_of(await find_draft(draft_id, chat, deps), deps)]
    return await shown(draft_id, chat, deps)


async def on_drop(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    if tap.arg(1) != "ya":
        return [screens.confirm_drop(deps.say, draft.broadcast)]
    await broadcasts.drop_draft(deps.tx, draft.id)
    return await on_broadcasts(Tap("siaran"), chat, deps)


# --- writing --------------------------------------------------------------------------------


async def on_write(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Wait for the text of a new broadcast, or another text for a draft."""
    draft_id = number_in(tap.arg(0))
    await _writable(draft_id, chat, deps)
    chats.save_waiting(deps.tx, chat.id, BroadcastText(draft_id))
    return [screens.ask_text(deps.say, draft_id)]


async def _writable(draft_id: int, chat: Chat, deps: Deps) -> Draft | None:
    """Return the draft that is written on, None for a new one; raise for whoever may not."""
    if draft_id:
        return await find_draft(draft_id, chat, deps)
    await own_areas(chat, deps)
    return None


async def on_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take what a broadcast says; too long a text is waited for again."""
    waiting = chat.waiting
    if not isinstance(waiting, BroadcastText):
        raise Stale
    draft = await _writable(waiting.broadcast, chat, deps)
    text = tidy(event.text[:TYPED_LIMIT])
    if refusal := _refused(text, waiting, chat, deps):
        return [refusal]
    attachment = draft.broadcast.attachment if draft else 0
    return await shown(await _save(draft, text, attachment, chat, deps), chat, deps)


def _refused(text: str, waiting: BroadcastText, chat: Chat, deps: Deps) -> Reply | None:
    length = visible_length(text.replace("&", "&amp;").replace("<", "&lt;"))
    if text and length <= TEXT_LIMIT:
        return None
    chats.save_waiting(deps.tx, chat.id, waiting)
    if not text:
        return screens.ask_text(deps.say, waiting.broadcast)
    return screens.too_long(deps.say, length, waiting.broadcast)


async def _save(draft: Draft | None, text: str, attachment: int, chat: Chat, deps: Deps) -> int:
    if draft is None:
        paths = await own_areas(chat, deps)
        return await begin(Group(paths[0][-1]), text, chat, deps)
    broadcasts.save_text(deps.tx, draft.id, text, attachment)
    return draft.id


# --- files ----------------------------------------------------------------------------------


async def on_file(event: File, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a picture or document with its caption; it is fetched by a job."""
    waiting = chat.waiting
    if not isinstance(waiting, BroadcastText):
        raise Stale
    draft = await _writable(waiting.broadcast, chat, deps)
    caption = tidy(event.caption[:TYPED_LIMIT])
    if not event.ref or event.size > FILE_LIMIT:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.no_file(deps.say, waiting.broadcast)]
    if caption and (refusal := _refused(caption, waiting, chat, deps)):
        return [refusal]
    text = caption or (draft.broadcast.text if draft else "")
    attachment = draft.broadcast.attachment if draft else 0
    draft_id = await _save(draft, text, attachment, chat, deps)
    args = {
        "ref": event.ref,
        "channel": chat.channel,
        "name": event.name[:120],
        "by": person_of(chat).id,
        "broadcast": draft_id,
    }
    job = await jobs.ask(deps.tx, "lampiran", args, (chat.id, person_of(chat).id), deps.now)
    return [job_screens.running(deps.say, job)]


async def on_attached(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the draft with its file."""
    draft = await find_draft(int(job.args.get("broadcast", 0)), chat, deps)
    attachment = int(json.loads(job.note).get("attachment", 0))
    broadcasts.save_text(deps.tx, draft.id, draft.broadcast.text, attachment)
    return await shown(draft.id, chat, deps)
