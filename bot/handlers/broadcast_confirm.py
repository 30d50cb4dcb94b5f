"""From the preview of a broadcast to "Kirim": the last look, a test, the time, and the word."""

from dataclasses import replace

from bot.core import neutral, quiet
from bot.core.agenda import VOTING
from bot.core.broadcast import (
    ALIKE_WITHIN,
    Broadcast,
    Group,
    Status,
    forecast,
    is_scheduled,
    like,
    needs_approval,
    seal,
    seconds_for,
    shortened,
)
from bot.core.dialog import BroadcastTime, Reply, Tap, Text
from bot.core.outbox import Phase
from bot.core.people import Action, Chat, may
from bot.core.when import Problem, parse
from bot.handlers import broadcast_approval
from bot.handlers.authority import place_of, require
from bot.handlers.broadcast_draft import (
    Draft,
    as_delivered,
    begin,
    find_draft,
    media_of,
    shown,
)
from bot.handlers.broadcast_running import progress_of
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import broadcast as draft_screens
from bot.screens import broadcast_confirm as confirm_screens
from bot.screens import broadcast_preview as screens
from bot.screens.broadcast_running import group_label, operator
from bot.screens.seats import person_label
from bot.storage import agenda, audit, authority, broadcast_shown, broadcasts, chats, outbox

SURE = "ya"
IN_PLACE = "p"  # of `siarpra`: without what recipients see, which is shown already


# --- the preview ----------------------------------------------------------------------------


async def on_preview(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show what real recipients will see, then numbers, time and warnings."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    view = await view_of(draft, deps)
    if tap.arg(1) == IN_PLACE or not view.found.reachable:
        return [screens.preview(deps.say, view)]
    people = await broadcasts.sample_recipients(deps.tx.fetch, draft.broadcast.group)
    media = await media_of(draft.broadcast, deps)
    below = replace(screens.preview(deps.say, view), replace=False)
    return [screens.seen(deps.say, view, people, media), below]


async def view_of(draft: Draft, deps: Deps) -> screens.View:
    broadcast, zone = draft.broadcast, deps.house.zone
    found = await broadcasts.count_group(deps.tx.fetch, broadcast.group)
    held = await authority.load(deps.tx, draft.person)
    voting = (await agenda.load_days(deps.tx.fetch, VOTING)).of(draft.place.path)
    local, urgent = deps.now.astimezone(zone), broadcast.emergency
    foreseen = forecast(
        max(local, broadcast.due_at.astimezone(zone)),
        seconds_for(found.reachable, deps.house.bulk_rate),
        lambda at: quiet.hold(
            at, deps.house.policy, voting.on if voting else None, urgent=urgent, emergency=urgent
        ),
    )
    over = deps.house.policy.approval_over
    return screens.View(
        broadcast,
        group_label(draft.label(deps), broadcast.group.roles),
        found,
        local,
        zone,
        foreseen,
        draft_screens.sender_label(deps.say, draft.person),
        is_later=is_scheduled(broadcast, deps.now),
        flagged=neutral.flags(broadcast.text, deps.content.neutral),
        over=over if needs_approval((), found.total, over) else 0,
        links=shortened(broadcast.text),
        earlier=await _earlier(broadcast, deps),
        may_urge=may(held, Action.HALT_DELIVERY, draft.place.path),
    )


async def _earlier(broadcast: Broadcast, deps: Deps) -> screens.Earlier | None:
    """Return who said nearly the same in the last day, and when, in local time."""
    recent = await broadcasts.list_recent_texts(deps.tx.fetch, deps.now - ALIKE_WITHIN)
    found = like(broadcast.text, recent)
    if found is None:
        return None
    person = await broadcast_shown.load_person(deps.tx, found.by) if found.by else None
    who = person_label(deps.say, person) if person else operator(deps.say)
    return who.unescape(), found.at.astimezone(deps.house.zone)


async def on_test(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Send exactly what recipients get, to oneself."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    below = replace(screens.preview(deps.say, await view_of(draft, deps)), replace=False)
    return [await as_delivered(draft, deps), below]


# --- when, and how urgent -------------------------------------------------------------------


async def on_schedule(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for the time, or forget the one that was said."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    if tap.arg(1) == "kini":
        broadcasts.save_due(deps.tx, draft.id, deps.now)
        return await _preview_again(draft.id, chat, deps)
    chats.save_waiting(deps.tx, chat.id, BroadcastTime(draft.id))
    return [confirm_screens.ask_time(deps.say, draft.id)]


async def on_time_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    waiting = chat.waiting
    if not isinstance(waiting, BroadcastTime):
        raise Stale
    draft = await find_draft(waiting.broadcast, chat, deps)
    at = parse(event.text, deps.now.astimezone(deps.house.zone))
    if isinstance(at, Problem):
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [confirm_screens.ask_time(deps.say, draft.id, at)]
    broadcasts.save_due(deps.tx, draft.id, at)
    return await _preview_again(draft.id, chat, deps)


async def _preview_again(draft_id: int, chat: Chat, deps: Deps) -> list[Reply]:
    draft = await find_draft(draft_id, chat, deps)
    return [screens.preview(deps.say, await view_of(draft, deps))]


async def on_emergency(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Make it an emergency, asked first; only for whoever may stop all deliveries there."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    await require(Action.HALT_DELIVERY, draft.place.path, chat, deps)
    if tap.arg(1) not in {SURE, "tidak"}:
        return [screens.emergency(deps.say, draft.broadcast)]
    is_one = tap.arg(1) == SURE
    broadcasts.save_warned(deps.tx, draft.id, draft.broadcast.flagged, emergency=is_one)
    return await _preview_again(draft.id, chat, deps)


# --- sending --------------------------------------------------------------------------------


async def on_confirm(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask once more, with the number, the time and who it is from."""
    draft = await find_draft(number_in(tap.arg(0)), chat, deps)
    return [await _ask(draft, deps)]


async def _ask(draft: Draft, deps: Deps, *, again: bool = False) -> Reply:
    view = await view_of(draft, deps)
    if not view.found.reachable:
        return screens.preview(deps.say, view)
    return confirm_screens.confirm(deps.say, view, seal(draft.broadcast, deps.now), again=again)


async def on_send(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Let it go, once: the second of two taps shows how far it is.

    What is not as it was shown is asked again.
    """
    await deps.tx.alone()
    person, draft_id = person_of(chat), number_in(tap.arg(0))
    known = await broadcasts.load(deps.tx.fetch, draft_id)
    if known and known.by == person.id and known.phase is not Phase.DRAFT:
        path = (await place_of(known.group.area, deps)).path
        await require(Action.BROADCAST, path, chat, deps)
        return [await progress_of(draft_id, person, deps)]
    draft = await find_draft(draft_id, chat, deps)
    view = await view_of(draft, deps)
    if not view.found.reachable or tap.arg(1) != seal(draft.broadcast, deps.now):
        return [await _ask(draft, deps, again=True)]
    if draft.broadcast.emergency:
        await require(Action.HALT_DELIVERY, draft.place.path, chat, deps)
        if tap.arg(2) != "darurat":
            return [confirm_screens.confirm_emergency(deps.say, view, tap.arg(1))]
    await _confirm(draft, view, deps)
    broadcasts.save_place(deps.tx, draft.id, chat.id, tap.message)
    return [await progress_of(draft.id, person, deps)]


async def _confirm(draft: Draft, view: screens.View, deps: Deps) -> None:
    """Freeze the recipients; where somebody has to agree, ask them."""
    urgent = draft.broadcast.emergency
    broadcasts.save_warned(deps.tx, draft.id, view.flagged, emergency=urgent)
    phase = Phase.WAITING if view.flagged or view.over else Phase.READY
    await broadcasts.confirm(deps.tx, draft.id, phase, deps.now)
    await audit.save(deps.tx, draft.person.id, "kirim-siaran", f"siaran:{draft.id}", deps.now)
    confirmed = await broadcasts.load(deps.tx.fetch, draft.id)
    if phase is Phase.WAITING and confirmed:
        await broadcast_approval.ask(deps, confirmed, draft.person)


# --- second thoughts ------------------------------------------------------------------------


async def on_change(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Make one's own broadcast a draft again, or cancel it, as long as it has not begun."""
    await deps.tx.alone()
    person, broadcast_id = person_of(chat), number_in(tap.arg(0))
    broadcast = await broadcasts.load(deps.tx.fetch, broadcast_id)
    if broadcast is None or broadcast.by != person.id:
        raise Stale
    if broadcast.phase is Phase.DRAFT:  # the second of two taps
        return await shown(broadcast_id, chat, deps)
    path = (await place_of(broadcast.group.area, deps)).path
    await require(Action.BROADCAST, path, chat, deps)
    match tap.arg(1):
        case "draf":
            return await _reopen(broadcast, chat, deps)
        case "batal":
            return await _cancel(broadcast, chat, deps)
    return [confirm_screens.change(deps.say, broadcast, deps.now, deps.house.zone)]


async def _reopen(broadcast: Broadcast, chat: Chat, deps: Deps) -> list[Reply]:
    if not await broadcasts.reopen(deps.tx, broadcast.id, deps.now):
        return [confirm_screens.begun(deps.say, broadcast)]
    what = f"siaran:{broadcast.id}"
    await audit.save(deps.tx, broadcast.by, "ubah-siaran", what, deps.now)
    return await shown(broadcast.id, chat, deps)


async def _cancel(broadcast: Broadcast, chat: Chat, deps: Deps) -> list[Reply]:
    """Cancel it for good; its recipients stay in the ledger, as cancelled."""
    person = person_of(chat)
    if broadcast.phase is not Phase.CANCELLED:
        if not _is_changeable(broadcast, deps):
            return [confirm_screens.begun(deps.say, broadcast)]
        outbox.save_phase(deps.tx, broadcast.id, Phase.CANCELLED)
        await outbox.cancel_pending(deps.tx, broadcast.id, "dibatalkan", deps.now)
        what = f"siaran:{broadcast.id}"
        await audit.save(deps.tx, person.id, "batalkan-siaran", what, deps.now)
    return [await progress_of(broadcast.id, person, deps)]


def _is_changeable(broadcast: Broadcast, deps: Deps) -> bool:
    if broadcast.phase is Phase.WAITING:
        return True
    planned = broadcast.phase in {Phase.READY, Phase.PAUSED}
    return planned and is_scheduled(broadcast, deps.now)


# --- "Ingatkan yang belum" ------------------------------------------------------------------


async def on_remind(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Begin a draft for those of an area who are not ready, with a text to be changed."""
    place = await place_of(number_in(tap.arg(0)), deps)
    await require(Action.BROADCAST, place.path, chat, deps)
    group = Group(place.id, frozenset(), Status.UNREADY)
    text = draft_screens.reminder(deps.house.say("id"))  # the language of most recipients
    mine = await broadcasts.list_mine(deps.tx.fetch, person_of(chat).id)
    same = [b for b in mine if b.phase is Phase.DRAFT and (b.group, b.text) == (group, text)]
    draft_id = same[0].id if same else await begin(group, text, chat, deps)
    return await on_preview(Tap(f"siarpra:{draft_id}", tap.message), chat, deps)
