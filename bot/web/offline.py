"""What a phone keeps for when there is no network: the material as data, and what is one's own."""

import json
from collections.abc import Mapping

from aiohttp import web

from bot.channels.frames import address_of, is_token
from bot.web.pages import same_origin
from bot.web.parts import PARTS

BUNDLE = "/c/luring.json"
MINE = "/c/luring/saya"

OFFLINE = web.AppKey("offline", bytes)


def packed(data: Mapping[str, object]) -> bytes:
    """Return data as the page reads it, in as few bytes as that takes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


async def on_bundle(request: web.Request) -> web.Response:
    """Give pages, steps and tree: the same for everybody."""
    answer = web.Response(body=request.app[OFFLINE], content_type="application/json")
    answer.enable_compression()
    return answer


async def on_mine(request: web.Request) -> web.Response:
    """Give a page what its own person may keep; the secret stands in a header, never in a path."""
    parts = request.app[PARTS]
    if not same_origin(request, parts.public_url):
        raise web.HTTPForbidden
    token = request.headers.get("X-Halo", "")
    known = await parts.mine(address_of(token)) if is_token(token) else {}
    return web.json_response(known, headers={"Cache-Control": "no-store"})


ROUTES = [web.get(BUNDLE, on_bundle), web.get(MINE, on_mine)]
