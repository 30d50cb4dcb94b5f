"""The roster in the chat: Sosdiklih sends a file, looks at the preview, and applies or cancels."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace

from bot.core.dialog import Event, File, Reply, Tap
from bot.core.people import Action, Chat, Person, areas_of
from bot.core.roster import Kind
from bot.core.roster_preview import Preview, Run, Said, Undone
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import jobs as job_screens
from bot.screens import menu as menu_screens
from bot.screens import roster as screens
from bot.screens import roster_lines as lines
from bot.storage import audit, authority, imports, jobs
from bot.storage.jobs import Job

FILE_LIMIT = 10 * 1024 * 1024  # bytes
MEDIA_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".mp4", ".mp3", ".ogg", ".pdf")

SAID: Mapping[str, dict[str, bool]] = {  # what a button of the preview adds to the options
    "tetap": {"keep_missing": True},
    "keluar": {"allow_vanish": True},
    "saran": {"accept_suggestions": True},
    "desa": {"new_areas": True},
    "ulang": {},
}


async def office(chat: Chat, deps: Deps) -> Person:
    """Return who is at the phone if they may change the roster; else raise Forbidden."""
    person = person_of(chat)
    if not await _may(person, deps):
        raise Forbidden(Action.IMPORT_ROSTER)
    return person


async def _may(person: Person, deps: Deps) -> bool:
    held = await authority.load(deps.tx, person)
    return bool(areas_of(held, Action.IMPORT_ROSTER))


async def on_roster(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    last = await imports.last_applied(deps.tx.fetch)
    waiting = [seat for seat in await imports.list_erased(deps.tx.fetch) if not seat.choice]
    return [screens.home(deps.say, last, len(waiting))]


async def on_file(event: File, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a roster from the office; nobody else's file is wanted or kept."""
    if chat.person is None or not await _may(chat.person, deps):
        return [menu_screens.file_not_expected(deps.say)]
    if not event.ref or not event.name or event.name.lower().endswith(MEDIA_NAMES):
        return [screens.not_a_table(deps.say)]
    if event.size > FILE_LIMIT:
        return [screens.too_large(deps.say)]
    args = {
        "ref": event.ref,
        "channel": chat.channel,
        "name": event.name[:120],
        "options": asdict(Said()),
        "by": chat.person.id,
    }
    return await _start("roster-stage", args, chat, deps)


async def _start(
    kind: str, args: Mapping[str, object], chat: Chat, deps: Deps, *, replacing: bool = False
) -> list[Reply]:
    """Ask for work once: the same work asked for again is only shown."""
    job = await jobs.find_open(deps.tx, kind, args)
    if not job:
        asked_by = (chat.id, person_of(chat).id)
        job = await jobs.ask(deps.tx, kind, args, asked_by, deps.now)
    return [replace(job_screens.running(deps.say, job), replace=replacing)]


# --- the preview ----------------------------------------------------------------------------


async def on_staged(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    return screens.preview(deps.say, await _preview(_result(job).get("run", 0), deps))


async def on_preview(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    return screens.preview(deps.say, await _preview(number_in(tap.arg(0)), deps))


async def _preview(run_id: int, deps: Deps) -> Preview:
    seen = await imports.preview(deps.tx.fetch, run_id)
    if seen is None:
        raise Stale
    return seen


def _result(job: Job) -> dict[str, int]:
    """Return what the work left in its note: ids of runs and documents."""
    try:
        found = json.loads(job.note)
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


async def on_rows(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """List the lines of one kind, or let the reader choose the kind."""
    await office(chat, deps)
    seen = await _preview(number_in(tap.arg(0)), deps)
    if tap.arg(1) not in Kind.__members__:
        return [lines.kinds(deps.say, seen)]
    kind, page = Kind[tap.arg(1)], min(number_in(tap.arg(2)), 10**6)
    offset = page * lines.ROWS_A_PAGE
    found = await imports.list_rows(deps.tx.fetch, seen.run.id, kind, offset, lines.ROWS_A_PAGE)
    return [lines.rows(deps.say, seen, kind, found, page)]


async def on_said(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a decision about the file as a whole, and plan it again."""
    person = await office(chat, deps)
    run = await _open_run(tap, deps)
    if tap.arg(1) not in SAID:
        raise Stale
    if run is None:
        return [screens.over(deps.say)]
    said = replace(run.said, **SAID[tap.arg(1)])
    args = {"run": run.id, "options": asdict(said), "by": person.id}
    return await _start("roster-restage", args, chat, deps, replacing=True)


async def _open_run(tap: Tap, deps: Deps) -> Run | None:
    """Return the run a button names, None if it can no longer be applied."""
    run = await imports.load_run(deps.tx.fetch, number_in(tap.arg(0)))
    if run is None:
        raise Stale
    return run if run.state == "previewed" else None


async def on_apply(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    person = await office(chat, deps)
    run = await _open_run(tap, deps)
    if run is None:
        return [screens.over(deps.say)]
    args = {"run": run.id, "by": person.id}
    return await _start("roster-apply", args, chat, deps, replacing=True)


async def on_cancel(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    person = await office(chat, deps)
    run = await _open_run(tap, deps)
    if run is None:
        return [screens.over(deps.say)]
    imports.save_cancelled(deps.tx, run.id)
    await audit.save(deps.tx, person.id, "batalkan-impor", f"impor:{run.id}", deps.now)
    return [screens.cancelled(deps.say)]


async def on_applied(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    result = _result(job)
    seen = await _preview(result.get("run", 0), deps)
    sheet = await jobs.find_document(deps.tx, chat.id, result.get("document", 0))
    return screens.applied(deps.say, seen, sheet)


# --- undoing --------------------------------------------------------------------------------


async def on_undo(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask first; the answer names the run, so that a late one undoes nothing else."""
    person = await office(chat, deps)
    last = await imports.last_applied(deps.tx.fetch)
    if last is None:
        return [screens.nothing_to_undo(deps.say)]
    if not isinstance(event, Tap) or not event.arg(0):
        return [screens.confirm_undo(deps.say, last)]
    if number_in(event.arg(0)) != last.id:
        raise Stale
    args = {"run": last.id, "by": person.id}
    return await _start("roster-undo", args, chat, deps, replacing=True)


async def on_undone(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    await office(chat, deps)
    result = json.loads(job.note)
    run = await imports.load_run(deps.tx.fetch, result["run"])
    if run is None:
        raise Stale
    left_out = tuple((seat, why) for seat, why in result["left_out"])
    return screens.undone(deps.say, Undone(run, result["restored"], left_out))
