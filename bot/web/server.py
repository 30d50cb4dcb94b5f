"""The one web server: every route, and how it starts."""

from aiohttp import web

from bot.web import chat, coba, files, health, ledger, webhook
from bot.web.pages import add_headers, friendly_errors
from bot.web.parts import PARTS, Parts

STOP_SECONDS = 2.0  # what requests still running get before they are cut


def make_app(parts: Parts) -> web.Application:
    """Return the application, ready to start.

    Raises `ValueError` if the pocket card is too large for a phone to keep.
    """
    app = web.Application(middlewares=[friendly_errors])
    app[PARTS] = parts
    app[chat.SITE] = chat.build_site(parts.pocket_card())
    app.on_response_prepare.append(add_headers)
    app.add_routes(
        [
            *chat.ROUTES,
            *files.ROUTES,
            *ledger.ROUTES,
            *coba.ROUTES,
            *health.ROUTES,
            *webhook.ROUTES,
        ]
    )
    return app


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen on `host`:`port`; `cleanup()` of what is returned stops it.

    There is no access log: paths hold registration codes. Raises `OSError` if the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
