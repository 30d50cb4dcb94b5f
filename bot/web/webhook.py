"""Where Telegram posts updates: answered 200 when they are committed, and not before."""

import hmac

import structlog
from aiohttp import web

from bot.web.parts import PARTS

log = structlog.get_logger()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


async def on_update(request: web.Request) -> web.Response:
    parts = request.app[PARTS]
    webhook = parts.webhook
    if webhook is None or not _equal(request.match_info["path"], webhook.path):
        raise web.HTTPNotFound
    if not _equal(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), webhook.secret):
        return web.Response(status=403)
    if parts.stopping():
        return web.Response(status=503)
    try:
        await webhook.on_update(await request.read())
    except Exception:
        # Telegram tries again: nothing is lost, and nothing is confirmed that was not kept.
        log.exception("webhook_failed")
        return web.Response(status=500)
    return web.Response()


ROUTES = [web.post("/telegram/{path}", on_update)]
