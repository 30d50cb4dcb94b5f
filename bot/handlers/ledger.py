"""The ledger in the chat: the last mailings, who is in which state, sending again, the file."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.core.broadcast import Broadcast
from bot.core.dialog import Event, Reply, Tap
from bot.core.outbox import Counts, Kind, Phase, State
from bot.core.people import Action, Authority, Chat, Person, areas_of
from bot.handlers.authority import require
from bot.handlers.broadcast_running import link, show, view_of
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import broadcast_report as report
from bot.screens import jobs as job_screens
from bot.screens import ledger as screens
from bot.screens.recap import area_label
from bot.screens.reminder_title import reminder_title
from bot.storage import audit, authority, broadcast_shown, broadcasts, jobs, outbox
from bot.storage.engine import CHUNK
from bot.storage.jobs import Job
from bot.storage.outbox import Mailing

JOB = "siaran-laporan"
NAMED = 10  # people named before their message is sent again
LOST = frozenset({State.FAILED, State.BLOCKED, State.UNKNOWN})
UNREGISTERED = "belum-daftar"


@dataclass(frozen=True, slots=True)
class Asked:
    """A mailing that a button named, and who is at the phone and may see it."""

    mailing: Mailing
    person: Person
    broadcast: Broadcast | None = None  # None: a reminder

    @property
    def object(self) -> str:
        """Name it for the trail of acts."""
        return f"{self.mailing.kind}:{self.mailing.id}"


async def asked(mailing_id: int, chat: Chat, deps: Deps) -> Asked:
    """Return a mailing for whoever may broadcast in all of its area; a reminder's is the kota."""
    mailing = await outbox.load(deps.tx.fetch, mailing_id)
    if mailing is None or mailing.phase is Phase.DRAFT:
        person_of(chat)
        raise Stale
    if mailing.kind is Kind.REMINDER:
        return Asked(mailing, await _of_kota(chat, deps))
    broadcast = await broadcasts.load(deps.tx.fetch, mailing_id)
    if broadcast is None:
        raise Stale
    path = await authority.path_of(deps.tx, broadcast.group.area)
    return Asked(mailing, await require(Action.BROADCAST, path, chat, deps), broadcast)


async def _of_kota(chat: Chat, deps: Deps) -> Person:
    person = person_of(chat)
    if not sees_all(await authority.load(deps.tx, person)):
        raise Forbidden(Action.HALT_DELIVERY)
    return person


def sees_all(held: Collection[Authority]) -> bool:
    """Tell whether all that is sent is theirs to see: for those who may halt it, in the kota."""
    return any(len(path) == 1 for path in areas_of(held, Action.HALT_DELIVERY))


# --- the book -------------------------------------------------------------------------------


async def on_book(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List the last mailings, a page at a time: a coordinator's are the broadcasts of the area."""
    held = await authority.load(deps.tx, person_of(chat))
    if not areas_of(held, Action.BROADCAST):
        raise Forbidden(Action.BROADCAST)
    page = min(number_in(event.arg(0)), 10**4) if isinstance(event, Tap) else 0
    first = page * screens.PAGE
    if sees_all(held):
        found = await outbox.list_last(deps.tx.fetch, screens.PAGE + 1, offset=first)
    else:
        paths = areas_of(held, Action.BROADCAST)
        ids = [one.id for one in await broadcasts.list_in(deps.tx.fetch, paths)]
        loaded = [
            await outbox.load(deps.tx.fetch, id_) for id_ in ids[first : first + screens.PAGE + 1]
        ]
        found = [mailing for mailing in loaded if mailing]
    entries = [await _entry(mailing, deps) for mailing in found[: screens.PAGE]]
    shown = screens.Book(
        entries,
        page,
        page + 1 + (len(found) > screens.PAGE),
        halted=await outbox.is_halted(deps.tx.fetch),
        may_halt=bool(areas_of(held, Action.HALT_DELIVERY)),
    )
    return [replace(screens.book(deps.say, shown), replace=isinstance(event, Tap))]


async def _entry(mailing: Mailing, deps: Deps) -> screens.Entry:
    counts = await outbox.count(deps.tx.fetch, mailing.id)
    if mailing.kind is Kind.REMINDER:
        rules = deps.house.content.reminders
        rule = next((rule for rule in rules if rule.id == mailing.rule), None)
        title = reminder_title(deps.say, rule, mailing.occurrence).unescape()
    else:
        broadcast = await broadcasts.load(deps.tx.fetch, mailing.id)
        place = await authority.place(deps.tx, broadcast.group.area) if broadcast else None
        title = area_label(deps.say, place.level, place.name).unescape() if place else "?"
    zone = deps.house.zone
    return screens.Entry(mailing.id, mailing.kind, title, mailing.due_at, zone, counts)


async def on_mailing(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show one mailing."""
    return [await _mailing(await asked(number_in(tap.arg(0)), chat, deps), tap, chat, deps)]


async def _mailing(found: Asked, tap: Tap, chat: Chat, deps: Deps) -> Reply:
    if found.broadcast:
        return await show(found.broadcast, found.person, (tap, chat), deps)
    entry = await _entry(found.mailing, deps)
    return screens.reminder(deps.say, entry, await link(found.mailing.id, deps))


# --- names ----------------------------------------------------------------------------------


async def on_names(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """List whose message is in a state; without one, let the reader choose it."""
    found = await asked(number_in(tap.arg(0)), chat, deps)
    id_ = found.mailing.id
    counts = await outbox.count(deps.tx.fetch, id_)
    states = {str(state): state for state in State if counts.of(state)}
    state = states.get(tap.arg(1))
    if state is None:
        return [screens.choose_state(deps.say, id_, counts, _back(found))]
    total = counts.of(state)
    page = min(number_in(tap.arg(2)), (total - 1) // screens.NAMES)
    offset, limit = page * screens.NAMES, screens.NAMES
    rows = await outbox.list_rows(deps.tx.fetch, id_, {state}, offset, limit)
    shown = [screens.Told(row.person, row.reason) for row in rows]
    return [screens.names(deps.say, shown, screens.Page(id_, state, total, page))]


def _back(found: Asked) -> str:
    id_ = found.mailing.id
    return f"siarjalan:{id_}:0" if found.broadcast else f"buku1:{id_}"


# --- sending again --------------------------------------------------------------------------


async def on_resend(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Name those of whom nobody knows; send it again to exactly as many as were named."""
    await deps.tx.alone()
    found = await asked(number_in(tap.arg(0)), chat, deps)
    id_ = found.mailing.id
    unknown = (await outbox.count(deps.tx.fetch, id_)).of(State.UNKNOWN)
    if not unknown or found.mailing.phase not in {Phase.READY, Phase.PAUSED}:
        return [await _mailing(found, tap, chat, deps)]
    if number_in(tap.arg(1)) != unknown:
        rows = await outbox.list_rows(deps.tx.fetch, id_, {State.UNKNOWN}, 0, NAMED)
        shown = [screens.Told(row.person, "") for row in rows]
        back = _back(found)
        return [screens.confirm_resend(deps.say, id_, shown, unknown, back)]
    await outbox.resend_unknown(deps.tx, id_, deps.now)
    if found.broadcast:
        broadcast_shown.save_unreported(deps.tx, id_)
    await audit.save(deps.tx, found.person.id, "kirim-ulang", found.object, deps.now)
    return [await _mailing(found, tap, chat, deps)]


# --- the file -------------------------------------------------------------------------------


async def on_download(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Have the list of every recipient made, once; it comes when it is ready."""
    found = await asked(number_in(tap.arg(0)), chat, deps)
    args = {"mailing": found.mailing.id, "by": found.person.id, "chat": chat.id}
    job = await jobs.find_open(deps.tx, JOB, args)
    if not job:
        job = await jobs.ask(deps.tx, JOB, args, (chat.id, found.person.id), deps.now)
        await audit.save(deps.tx, found.person.id, "unduh-siaran", found.object, deps.now)
    return [replace(job_screens.running(deps.say, job), replace=False)]


async def on_file_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand it over, if whoever asked may still have it."""
    found = await asked(int(job.args["mailing"]), chat, deps)
    document = await jobs.find_document(deps.tx, chat.id, _document(job))
    if document is None:
        return [report.file_gone(deps.say)]
    return [report.file_made(deps.say, found.mailing.id, document, _back(found))]


def _document(job: Job) -> int:
    try:
        return int(json.loads(job.note)["document"])
    except (ValueError, KeyError, TypeError):
        return 0


# --- the report of a broadcast --------------------------------------------------------------


async def report_of(broadcast: Broadcast, reader: Person, deps: Deps) -> Reply:
    """Return what its author is told when it is over."""
    counts = await outbox.count(deps.tx.fetch, broadcast.id)
    view = await view_of(broadcast, counts, reader, deps)
    lost = report.Lost(await _lost(broadcast.id, deps), lost_of(counts))
    return report.report(deps.say, broadcast, counts, view, lost)


def lost_of(counts: Counts) -> int:
    """Return how many did not get it though it was meant for them and still is."""
    return sum(map(counts.of, LOST)) + counts.why(State.SKIPPED).get(UNREGISTERED, 0)


async def _lost(mailing_id: int, deps: Deps) -> list[screens.Told]:
    """Return the first few of them; among the skipped, those who are at no phone yet."""
    fetch, limit = deps.tx.fetch, report.NAMED
    found = await outbox.list_rows(fetch, mailing_id, LOST, 0, limit)
    offset = 0
    while len(found) < limit:
        rows = await outbox.list_rows(fetch, mailing_id, {State.SKIPPED}, offset, CHUNK)
        found += [row for row in rows if row.reason == UNREGISTERED]
        offset += CHUNK
        if len(rows) < CHUNK:
            break
    return [screens.Told(row.person, row.reason) for row in found[:limit]]
