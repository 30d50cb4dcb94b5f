"""The numbers that several pages show, counted at most once every two seconds."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from aiohttp import web
from markupsafe import Markup, escape

from bot.core import results
from bot.core.people import Role
from bot.core.results import Cut, Funnel, Rule, Scores, Tally, Team
from bot.core.results_history import history
from bot.core.say import Say
from bot.screens.seats import count
from bot.storage import results as storage
from bot.storage.engine import Fetch
from bot.web.dasbor.gate import board_of, now_of
from bot.web.dasbor.numbers import SLOW_SECONDS, STALE_SECONDS, recent

MOST_DAYS = 60  # of a trend
TREND_SECONDS = 30.0  # days that are over change seldom; today's column is counted anew


def rule_of(request: web.Request) -> Rule:
    return results.rule_of(board_of(request).house.policy)


def _read(request: web.Request) -> Fetch:
    return board_of(request).db.read


async def teams(request: web.Request, area_id: int) -> list[Team]:
    """Return every TPS of the area, by kecamatan, desa and name."""
    make = partial(storage.list_teams, _read(request), area_id, rule_of(request))
    return await recent(request, ("teams", area_id), make)


async def funnels(request: web.Request, area_id: int, role: str = "") -> Mapping[int, Funnel]:
    """Return how far people have come: in the area's own seats, and in each one below it."""
    make = partial(storage.count_funnels, _read(request), area_id, role)
    return await recent(request, ("funnels", area_id, role), make)


async def total(request: web.Request, area_id: int, role: str = "") -> Funnel:
    """Return how far the people of an area and all below it have come."""
    return sum((await funnels(request, area_id, role)).values(), Funnel())


async def scores(
    request: web.Request,
    area_id: int,
    session: int,
    *,
    last: bool = False,
    cut: Cut | None = None,
) -> Mapping[str, Scores]:
    """Return the scores of first quizzes of KPPS members, or with `last` of later reviews."""
    zone = board_of(request).house.zone
    read = _read(request)
    make = partial(storage.list_scores, read, area_id, session, last=last, cut=cut, zone=zone)
    return await recent(
        request, ("scores", area_id, session, last, cut), make, SLOW_SECONDS, STALE_SECONDS
    )


async def scores_of(
    request: web.Request, role: str, area_id: int, session: int, *, last: bool
) -> Mapping[str, Scores]:
    """Return the scores by area of those of one role."""
    if role == Role.KPPS:
        return await scores(request, area_id, session, last=last, cut=Cut.AREA)
    make = partial(storage.list_scores_of, _read(request), role, area_id, session, last=last)
    key = ("scores", area_id, session, last, role)
    return await recent(request, key, make, SLOW_SECONDS, STALE_SECONDS)


async def both(
    request: web.Request, area_id: int, session: int, cut: Cut | None = None
) -> Mapping[bool, Mapping[str, Scores]]:
    """Return the scores of first quizzes (False) and of later reviews (True)."""
    first, last = await asyncio.gather(
        scores(request, area_id, session, cut=cut),
        scores(request, area_id, session, last=True, cut=cut),
    )
    return {False: first, True: last}


async def trend(request: web.Request, area_id: int) -> list[tuple[date, Tally]]:
    """Return how the teams stood at the end of each day, and today as they stand now."""
    make = partial(_history, request, area_id)
    past = await recent(request, ("trend", area_id), make, TREND_SECONDS, STALE_SECONDS)
    now = results.tally(await teams(request, area_id), rule_of(request))
    return [*past[:-1], (past[-1][0], now)] if past else []


async def _history(request: web.Request, area_id: int) -> list[tuple[date, Tally]]:
    board = board_of(request)
    held = await storage.list_held(board.db.read, area_id)
    since = [one.since for one in held if one.since]
    if not since:
        return []
    zone = board.house.zone
    today = now_of(request).astimezone(zone).date()
    begun = min(since).astimezone(zone).date()
    count = min(max((today - begun).days + 1, 1), MOST_DAYS)
    days = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    # Thousands of seats times weeks of days: too much for the loop that answers phones.
    found = await asyncio.to_thread(history, held, rule_of(request), days, zone)
    return [(day, found[day]) for day in days]


def number(key: str, value: float | None, text: str, area: int, **of: str) -> Markup:
    """Return a number as pages show it, with what docs/angka.md calls it and its exact value.

    `of` names the part of the people it counts: potong="peran", kelompok="KPPS".
    """
    exact = "" if value is None else repr(value)
    if not isinstance(value, int):  # an integer is exact as it is written
        of["nilai"] = exact
    more = "".join(f' data-{name}="{escape(one)}"' for name, one in of.items())
    # Pages have thousands of these: Markup.format would take longer than all the rest.
    of_what = f'value="{exact}" data-angka="{key}" data-wilayah="{area}"{more}'
    return Markup(f"<data {of_what}>{escape(text)}</data>")  # noqa: S704 - escaped, or ours


def counted(key: str, n: int, area: int, **of: str) -> Markup:
    """Return a number of people or TPS, or of something else where `area` is 0."""
    return number(key, n, str(n) if n < 1000 else count(Say(), n), area, **of)
