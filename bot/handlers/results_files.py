"""Files of results in a chat: asked for from /rekap and /hasil, handed over when they are made."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.core.dialog import Reply, Tap
from bot.core.people import Action, Authority, Chat, Person, may
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in
from bot.screens import jobs as job_screens
from bot.screens import results_files as screens
from bot.storage import audit, authority, jobs
from bot.storage.authority import Place
from bot.storage.engine import Transaction
from bot.storage.jobs import Job

JOB: Final = "hasil"
VERB: Final = "ekspor-hasil"
FORMATS: Final = ("xlsx", "csv", "json", "pdf")
OF_NUMBERS: Final = frozenset({"csv", "json"})  # nothing else is in them


async def on_export(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Have a file made, once: "unduhhasil:<area>:<format>". It comes when it is ready."""
    place = await place_of(number_in(tap.arg(0)), deps)
    person = await require(Action.SEE_AREA, place.path, chat, deps)
    format_ = tap.arg(1) or FORMATS[0]
    if format_ not in FORMATS:
        raise Stale
    held = await authority.load(deps.tx, person)
    if needs_results(place, format_) and not may(held, Action.SEE_RESULTS, place.path):
        raise Forbidden(Action.SEE_RESULTS)
    args = args_for(place, format_, held, (chat.id, person.id))
    job = await ask(deps.tx, args, (chat.id, person), deps.now)
    return [replace(job_screens.running(deps.say, job), replace=False)]


def needs_results(place: Place, format_: str) -> bool:
    """Tell whether a file is of nothing but scores, questions and answers, or says of them."""
    is_report = place.level in {"desa", "tps"}
    return format_ in OF_NUMBERS or (format_ == "pdf" and not is_report)


def args_for(
    place: Place, format_: str, held: tuple[Authority, ...], asked_by: tuple[int, int]
) -> dict[str, Any]:
    """Return what the job is told: what goes in is what the reader may see."""
    chat, person = asked_by
    return {
        "area": place.id,
        "format": format_,
        "by": person,
        "chat": chat,
        "results": may(held, Action.SEE_RESULTS, place.path),
        "names": may(held, Action.SEE_CONTACTS, place.path),
    }


async def ask(
    tx: Transaction, args: Mapping[str, Any], told: tuple[int | None, Person], now: datetime
) -> int:
    """Return the job that makes this file: the one that does already, or a new one.

    It is told to the chat in `told`, if there is one.
    """
    chat, person = told
    job = await jobs.find_open(tx, JOB, args)
    if not job:
        job = await jobs.ask(tx, JOB, args, (chat, person.id), now)
        object_ = f"wilayah:{args['area']} jenis:{args['format']}"
        await audit.save(tx, person.id, VERB, object_, now)
    return job


async def on_file_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand it over, if whoever asked may still have it."""
    place = await place_of(int(job.args["area"]), deps)
    for action, is_in in (
        (Action.SEE_AREA, True),
        (Action.SEE_RESULTS, job.args["results"]),
        (Action.SEE_CONTACTS, job.args["names"]),
    ):
        if is_in:
            await require(action, place.path, chat, deps)
    made = result_of(job)
    document = await jobs.find_document(deps.tx, chat.id, int(made.get("document", 0)))
    back = f"unduhhasil:{place.id}:{job.args['format']}"
    if document is None:
        return [screens.gone(deps.say, back)]
    named = (place.id, place.level, place.name)
    file = screens.File(str(made["name"]), *document, remark=str(made.get("remark", "")))
    return [screens.made(deps.say, named, file, with_names=bool(job.args["names"]))]


def result_of(job: Job) -> Mapping[str, Any]:
    """Return what the job says of the file: `document`, `name`, `remark`; empty before its end."""
    try:
        found = json.loads(job.note)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
