"""Is it well: `/sehat` for whoever watches, `/metrics` for Prometheus on the same machine."""

import asyncio
import inspect

import structlog
from aiohttp import web

from bot.web.pages import is_local
from bot.web.parts import PARTS, Checks, Health

HEALTH_SECONDS = 5.0  # a check that takes longer does not answer

log = structlog.get_logger()


async def _ask(health: Health) -> Checks:
    try:
        async with asyncio.timeout(HEALTH_SECONDS):
            checks = health()
            return await checks if inspect.isawaitable(checks) else checks
    except Exception:
        log.exception("health_failed")
        return {"pemeriksaan": False}


async def on_health(request: web.Request) -> web.Response:
    """Answer 200 if everything answers, else 503 and which does not."""
    checks = await _ask(request.app[PARTS].health)
    failing = [name for name, check in checks.items() if check is False]
    answer = {"sehat": not failing, "tidak_menjawab": failing, "bagian": dict(checks)}
    return web.json_response(answer, status=503 if failing else 200)


async def on_metrics(request: web.Request) -> web.Response:
    if not is_local(request):
        raise web.HTTPNotFound
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415 - heavy

    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


ROUTES = [web.get("/sehat", on_health), web.get("/metrics", on_metrics)]
