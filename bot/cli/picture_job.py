"""Pictures of how ready teams are, as a job: counted, drawn and kept for the chat that asked."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.cli import running
from bot.core import results
from bot.core.agenda import VOTING
from bot.core.invite import slug
from bot.core.ports import Clock
from bot.core.results import Rule, Tally
from bot.core.results_history import Held, history
from bot.core.say import Say
from bot.screens.recap import area_label
from bot.sheets.pictures import TILES, Heat, Tile, Trend, heat, moment_label, trend
from bot.storage import agenda, authority, jobs
from bot.storage import results as storage
from bot.storage.authority import Place
from bot.storage.engine import Database, Fetch
from bot.storage.jobs import Job, JobFailed

PNG: Final = "image/png"
LONGEST: Final = 45  # days on one picture
DAY: Final = timedelta(days=1)

Drawn = tuple[str, bytes, Mapping[str, Any]]  # file name, content, and its numbers for words


async def picture_job(db: Database, job: Job, clock: Clock) -> None:
    """Make what `job.args` asks for; the note says which documents, with their numbers."""
    if job.chat_id is None:
        raise JobFailed("Gambar ini tidak diminta dari obrolan mana pun.")
    now = clock.now()
    local = now.astimezone(ZoneInfo(running.settings().timezone))
    ready, partly, keys = job.args["rule"]
    rule = Rule(ready, partly, tuple(keys))
    async with db.snapshot() as reader:
        place = await authority.find_place(reader.fetch, int(job.args["area"]))
        if place is None:
            raise JobFailed("Wilayah itu sudah tidak ada di daftar petugas.")
        make = draw_map if job.args["what"] == "peta" else draw_trend
        drawn = await make(reader.fetch, place, rule, local)
    pictures = []
    async with db.transaction() as tx:
        for file, content, numbers in drawn:
            saved = await jobs.save_document(tx, job.chat_id, file, PNG, content, now)
            pictures.append({"document": saved.id, "file": file} | dict(numbers))
        jobs.save_result(tx, job.id, {"at": now.isoformat(), "pictures": pictures})


def _label(place: Place) -> str:
    return area_label(Say(), place.level, place.name).unescape()


# --- by area --------------------------------------------------------------------------------


async def draw_map(fetch: Fetch, place: Place, rule: Rule, local: datetime) -> list[Drawn]:
    """Draw the desa of an area; where a kota has too many for one picture, its kecamatan."""
    teams = await storage.list_teams(fetch, place.id, rule)
    desa = results.tallies(teams, rule, lambda team: team.desa)
    level, found = "desa", desa
    if place.level == "kota" and len(desa) > TILES:
        level, found = "kecamatan", results.tallies(teams, rule, lambda team: team.kecamatan)
    names = {one.id: one.name for one in await authority.list_places(fetch, level)}
    tiles = [Tile(names[area], tally) for area, tally in _ordered(found)]
    pages = [tiles[n : n + TILES] for n in range(0, len(tiles), TILES)]
    title = "Peta kesiapan TPS"
    drawn: list[Drawn] = []
    for n, page in enumerate(pages, 1):
        part = f" ({n}/{len(pages)})" if len(pages) > 1 else ""
        shown = Heat(title + part, _label(place), moment_label(local), page)
        file = f"peta-{slug(place.name) or place.id}{f'-{n}' if part else ''}.png"
        drawn.append(
            (file, heat(shown), {"tiles": [(one.name, *astuple(one.tally)) for one in page]})
        )
    return drawn


def _ordered(found: Mapping[int, Tally]) -> list[tuple[int, Tally]]:
    """Return the areas that need help most first, those that are all ready last."""
    worst = results.worst(found)
    behind = {area for area, _ in worst}
    return [*worst, *[one for one in found.items() if one[0] not in behind]]


# --- by day ---------------------------------------------------------------------------------


async def draw_trend(fetch: Fetch, place: Place, rule: Rule, local: datetime) -> list[Drawn]:
    """Draw the teams at the end of each day, from the first seat held up to voting day."""
    held = await storage.list_held(fetch, place.id)
    voting = (await agenda.load_days(fetch, VOTING)).of(place.path)
    last = min(local.date(), voting.on) if voting else local.date()
    days = _days(held, last, local)
    zone = local.tzinfo
    if not days or zone is None:
        return []
    tallies = history(held, rule, days, zone)
    shown = list(tallies.items())
    picture = Trend(
        "Kesiapan TPS dari hari ke hari",
        _label(place),
        moment_label(local),
        shown,
        voting.on if voting and voting.on >= last else None,
    )
    numbers = [(day.isoformat(), *astuple(tally)) for day, tally in shown]
    file = f"tren-{slug(place.name) or place.id}.png"
    return [(file, trend(picture), {"days": numbers})]


def _days(held: Sequence[Held], last: date, local: datetime) -> list[date]:
    begun = [one.since for one in held if one.since is not None]
    if not begun:
        return []
    first = min(begun).astimezone(local.tzinfo).date()
    first = max(min(first, last), last - (LONGEST - 1) * DAY)
    return [first + n * DAY for n in range((last - first).days + 1)]
