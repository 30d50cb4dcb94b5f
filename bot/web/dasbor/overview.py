"""Ringkasan: how ready everybody is, how far they came, and where help is wanted."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.core import results
from bot.core.item_review import to_look_at
from bot.core.people import Path
from bot.core.results import Cut, Funnel
from bot.core.say import Say
from bot.storage import authority, item_marks
from bot.web.dasbor import charts, counts, gate, item_table, items, progress, readiness, scores
from bot.web.dasbor.counts import counted
from bot.web.dasbor.gate import Visitor
from bot.web.dasbor.readiness import WORST, label_of
from bot.web.dasbor.table import drawn
from bot.web.pages import render

SAY = Say()


async def on_overview(request: web.Request) -> web.Response:
    """Show the area asked for, else the first of the visitor's."""
    visitor = await gate.visit(request)
    place = await gate.place(request, visitor, request.query.get("wilayah", visitor.home))
    await _count(request, place.id)
    teams = await counts.teams(request, place.id)
    values = {
        "area": place.id,
        "level": place.level,
        "choices": await _choices(request, visitor, place.path),
        "tiles": await readiness.tiles(request, place.id),
        "patterns": charts.patterns(),
        "swatches": readiness.swatches(),
        "rule": readiness.rule_words(counts.rule_of(request)),
        "groups": await readiness.squares(request, place, teams),
        "wanting": await readiness.wanting(request, place, teams),
        "questions": await _questions(request),
        "marks": [await scores.section(request, place.path, n) for n in results.ESSENTIAL],
    }
    title = f"Ringkasan {label_of(place)}"
    walk = await _walk(request, place.id)
    return gate.page(request, visitor, "ringkasan.html", "ringkasan", title, **values, **walk)


async def _count(request: web.Request, area: int) -> None:
    """Let everything be counted at once: the database has several readers."""
    await asyncio.gather(
        counts.teams(request, area),
        counts.total(request, area),
        counts.trend(request, area),
        items.analysed(request),
        *(counts.both(request, area, n, Cut.AREA) for n in results.ESSENTIAL),
    )


async def _walk(request: web.Request, area: int) -> Mapping[str, Any]:
    """Return the funnel and the days, each as a picture with the table behind it."""
    funnel = await counts.total(request, area)
    days = await counts.trend(request, area)
    # Many days are many shapes: not on the loop that answers phones.
    return await asyncio.to_thread(_drawn, request, area, funnel, days)


def _drawn(
    request: web.Request, area: int, funnel: Funnel, days: Sequence[progress.Day]
) -> Mapping[str, Any]:
    return {
        "funnel": progress.funnel_chart(funnel),
        "funnel_table": drawn(progress.funnel_table(request, area, funnel)),
        "trend": progress.trend_chart(days) if days else "",
        "trend_table": drawn(progress.trend_table(request, area, days)),
    }


async def _questions(request: web.Request) -> Mapping[str, Any]:
    """Return how many questions somebody should look at, and the first of them."""
    board = gate.board_of(request)
    decided = await item_marks.list_decided(board.db.read)
    bank = board.house.content.items
    found = to_look_at(await items.analysed(request), bank, decided)
    rows = [item_table.row(SAY, stats, bank) for stats in found[:WORST]]
    first = [
        {"item": row.item, "version": row.version, "why": ", ".join(row.flags), "words": row.words}
        for row in rows
    ]
    n = len(found)
    return {"n": n, "words": counted("soal-perlu-dilihat", n, 0), "first": first}


async def fragment(request: web.Request, area: int) -> str:
    """Return the first numbers of an area as HTML: what `data-langsung="ringkasan"` holds."""
    tiles = await readiness.tiles(request, area)
    return render("dasbor/ubin.html", tiles=tiles)


async def _choices(
    request: web.Request, visitor: Visitor, chosen: Path
) -> Sequence[tuple[str, str, bool]]:
    """Return the visitor's areas where there are several."""
    if len(visitor.paths) < 2:
        return []
    read = gate.board_of(request).db.read
    places = [await authority.find_place(read, path[-1]) for path in visitor.paths]
    return [
        (f"/dasbor?wilayah={one.id}", label_of(one), one.path == chosen) for one in places if one
    ]


ROUTES = [web.get("/dasbor", on_overview)]
