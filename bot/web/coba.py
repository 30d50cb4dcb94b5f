"""The try page: several phones side by side, and a clock that can be moved forwards."""

import json

from aiohttp import web

from bot.web.chat import SITE
from bot.web.pages import html, render, same_origin
from bot.web.parts import PARTS, Tryout

AT_LIMIT = 64  # characters of a time


async def on_home(request: web.Request) -> web.Response:
    """Show the try page while trying; the chat otherwise."""
    tryout = request.app[PARTS].tryout
    if tryout is None:
        raise web.HTTPFound("/c/")
    now = tryout.now()
    page = render(
        "coba.html",
        people=tryout.people,
        jumps=tryout.jumps,
        now=now.isoformat(timespec="seconds"),
        zone=now.tzname() or "",
        static=request.app[SITE].static,
    )
    return html(page)


def _tryout(request: web.Request) -> Tryout:
    tryout = request.app[PARTS].tryout
    if tryout is None:
        raise web.HTTPNotFound
    return tryout


async def on_clock(request: web.Request) -> web.Response:
    now = _tryout(request).now()
    return web.json_response({"sekarang": now.isoformat(timespec="seconds")})


async def on_move_clock(request: web.Request) -> web.Response:
    """Move the clock to `at` (local time), and answer when all that is due has been done."""
    tryout = _tryout(request)
    if not same_origin(request, request.app[PARTS].public_url):
        raise web.HTTPForbidden
    try:
        now = await tryout.move_clock(_time_in(await request.text()))
    except ValueError as problem:
        return web.json_response({"galat": str(problem)}, status=400)
    return web.json_response({"sekarang": now.isoformat(timespec="seconds")})


def _time_in(body: str) -> str:
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    at = given.get("at") if isinstance(given, dict) else None
    if not isinstance(at, str) or not 0 < len(at) <= AT_LIMIT:
        raise ValueError('Kirim waktu sebagai JSON, misalnya {"at": "2024-02-13T19:00"}.')
    return at


ROUTES = [
    web.get("/", on_home),
    web.get("/coba/jam", on_clock),
    web.post("/coba/jam", on_move_clock),
]
