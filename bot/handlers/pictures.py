"""Pictures of how ready teams are: asked for here, made by a job, and handed over."""

import json
from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import date, datetime
from typing import Any, Final

from bot.core.dialog import Reply, Tap
from bot.core.people import Action, Chat
from bot.core.results import Tally
from bot.handlers import teams
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Stale, number_in
from bot.screens import jobs as job_screens
from bot.screens import pictures as screens
from bot.screens.recap import MAPPED
from bot.storage import jobs
from bot.storage.authority import Place
from bot.storage.jobs import Job

JOB: Final = "gambar"
MAP, TREND = "peta", "tren"
NEEDS: Final[Mapping[str, Action]] = {MAP: Action.SEE_AREA, TREND: Action.SEE_RESULTS}


async def on_picture(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Have a picture of the area made, once; it comes when it is ready."""
    what = tap.name
    place = await place_of(number_in(tap.arg(0)), deps)
    person = await require(NEEDS[what], place.path, chat, deps)
    if what == MAP and place.level not in MAPPED:
        raise Stale
    args = {
        "what": what,
        "area": place.id,
        "rule": astuple(teams.rule_of(deps)),
        "by": person.id,
        "chat": chat.id,
    }
    job = await jobs.find_open(deps.tx, JOB, args)
    if not job:
        job = await jobs.ask(deps.tx, JOB, args, (chat.id, person.id), deps.now)
    return [replace(job_screens.running(deps.say, job), replace=False)]


async def on_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand the pictures over, if whoever asked may still have them."""
    what = str(job.args["what"])
    place = await place_of(int(job.args["area"]), deps)
    await require(NEEDS[what], place.path, chat, deps)
    found = json.loads(job.note)
    replies = []
    for picture in found["pictures"]:
        document = await jobs.find_document(deps.tx, chat.id, int(picture["document"]))
        if document is None:
            return [screens.gone(deps.say, _back(what, place))]
        made = screens.Made(
            document,
            str(picture["file"]),
            place.id,
            place.level,
            place.name,
            datetime.fromisoformat(found["at"]),
            deps.house.zone,
        )
        replies.append(_reply(what, made, picture, deps))
    return replies or [screens.nothing(deps.say, _back(what, place))]


def _reply(what: str, made: screens.Made, picture: Mapping[str, Any], deps: Deps) -> Reply:
    if what == MAP:
        tiles = [(str(name), Tally(*numbers)) for name, *numbers in picture["tiles"]]
        return screens.heat(deps.say, made, tiles)
    days = [(date.fromisoformat(on), Tally(*numbers)) for on, *numbers in picture["days"]]
    return screens.trend(deps.say, made, days)


def _back(what: str, place: Place) -> str:
    return f"rekap:{place.id}" if what == MAP else f"hasil:{place.id}"
