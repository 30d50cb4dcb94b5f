"""The one web server: every route, and how it starts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import chat, classroom, coba, files, health, ledger, offline, verify, webhook
from bot.web.apart import CLOCK
from bot.web.pages import DASHBOARD, add_headers, friendly_errors
from bot.web.parts import PARTS, Parts

STOP_SECONDS = 2.0  # what requests still running get before they are cut


def make_app(parts: Parts) -> web.Application:
    """Return the application, ready to start.

    Raises `ValueError` if the pocket card is too large for a phone to keep.
    """
    app = web.Application(middlewares=[friendly_errors])
    app[PARTS] = parts
    app[offline.OFFLINE] = parts.bundle()
    app[chat.SITE] = chat.build_site(parts.pocket_card(), app[offline.OFFLINE])
    app.on_response_prepare.append(add_headers)
    app.add_routes(
        [
            *chat.ROUTES,
            *offline.ROUTES,
            *verify.ROUTES,
            *files.ROUTES,
            *ledger.ROUTES,
            *coba.ROUTES,
            *health.ROUTES,
            *webhook.ROUTES,
        ]
    )
    if parts.stage:
        classroom.install(app, parts.stage)
    if parts.apart:
        app.router.add_route("*", DASHBOARD, parts.apart)
        app.router.add_route("*", f"{DASHBOARD}/{{rest:.*}}", parts.apart)
    elif parts.board:
        add_dashboard(app)
    return app


def make_dashboard(parts: Parts, keep_time: Callable[[datetime], None]) -> web.Application:
    """Return the dashboard alone, for a process of its own (`apart.py`).

    `keep_time` is told what time it is for the bot, before each request is looked at.
    """

    @web.middleware
    async def on_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        keep_time(datetime.fromisoformat(request.headers[CLOCK]))
        return await handler(request)

    app = web.Application(middlewares=[on_time, friendly_errors])
    app[PARTS] = parts
    app[chat.SITE] = chat.build_site(parts.pocket_card())
    app.on_response_prepare.append(add_headers)
    add_dashboard(app)
    return app


def add_dashboard(app: web.Application) -> None:
    """Add the pages of `parts.board`."""
    from bot.web.dasbor import live, numbers, routes  # noqa: PLC0415 - mostly another process's

    numbers.install(app)
    live.install(app)
    app.add_routes(routes.ROUTES)


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen on `host`:`port`; `cleanup()` of what is returned stops it.

    There is no access log: paths hold registration codes. Raises `OSError` if the port is taken.
    """
    runner = _runner(app)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


async def start_apart(app: web.Application, path: Path) -> web.AppRunner:
    """Listen on a socket of the file system; `cleanup()` of what is returned stops it."""
    runner = _runner(app)
    await runner.setup()
    await web.UnixSite(runner, str(path)).start()
    return runner


def _runner(app: web.Application) -> web.AppRunner:
    # A body stays as it was sent: unpacked it would no longer be as long as its header says, and
    # what comes next on the line to the dashboard would be taken for the rest of it.
    return web.AppRunner(
        app, access_log=None, shutdown_timeout=STOP_SECONDS, auto_decompress=False
    )
