"""The chat page: its files, its service worker, its pictures, and the WebSocket under it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from bot.channels.frames import new_token
from bot.channels.webchat import FRAME_LIMIT
from bot.web.offline import BUNDLE
from bot.web.pages import html, render, same_origin
from bot.web.parts import PARTS
from bot.web.sockets import new_socket

CACHE_LIMIT = 400_000  # bytes a phone keeps for us

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"}  # content holds answers, too
_PRINTED = ".pdf"  # to keep, not to be shown from here
_OFFLINE = (
    "chat.js", "files.js", "line.js", "log.js", "store.js", "unread.js", "saku.js", "chat.css",
    "luring.js", "luring-saya.js", "luring-cari.js", "luring.css", "icon.svg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """The chat page's own files, read once; `static` changes when any of them does."""

    files: Mapping[str, bytes]
    static: str
    page: str
    pocket: str
    worker: str


SITE = web.AppKey("site", Site)


def _digest(*contents: bytes) -> str:
    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()[:12]


def build_site(cards: Sequence[tuple[str, Markup]], bundle: bytes = b"{}") -> Site:
    """Read the page's files and render what never changes while the bot runs.

    `bundle` is what the page needs without a network (`bot.web.offline`). Raises `ValueError` if
    a phone would have to keep more than `CACHE_LIMIT`.
    """
    files = {path.name: path.read_bytes() for path in sorted(_STATIC.iterdir())}
    static = f"/c/static/{_digest(*files.values())}"
    page, pocket = (
        render("chat.html", static=static),
        render("saku.html", static=static, cards=cards),
    )
    kept = [page.encode(), pocket.encode(), bundle, *(files[name] for name in _OFFLINE)]
    size = sum(len(content) for content in kept)
    if size > CACHE_LIMIT:
        raise ValueError(f"kartu saku dan halaman chat {size} bita, paling banyak {CACHE_LIMIT}")
    # The worker's own text changes with what it keeps, so browsers notice by themselves.
    kept_urls = ["/c/", "/c/saku", BUNDLE, *(f"{static}/{name}" for name in _OFFLINE)]
    worker = (
        f'const VERSION = "{_digest(*kept)}";\nconst FILES = {json.dumps(kept_urls)};\n'
        f'const STATIC = "{static}";\n'
    )
    return Site(files, static, page, pocket, worker + files["sw.js"].decode())


async def on_page(request: web.Request) -> web.Response:
    """Show the chat page. A link with a code does nothing else: previews are harmless."""
    return html(request.app[SITE].page)


async def on_pocket_card(request: web.Request) -> web.Response:
    return html(request.app[SITE].pocket)


async def on_worker(request: web.Request) -> web.Response:
    answer = web.Response(text=request.app[SITE].worker, content_type="text/javascript")
    answer.enable_compression()
    return answer


async def on_static(request: web.Request) -> web.Response:
    site = request.app[SITE]
    version, name = request.match_info["version"], request.match_info["name"]
    content = site.files.get(name)
    if content is None or name == "sw.js":
        raise web.HTTPNotFound
    # An old page asks for its old version: it gets today's file, and is not told to keep it.
    current = site.static.endswith(f"/{version}")
    answer = web.Response(body=content, content_type=_TYPES[Path(name).suffix], charset="utf-8")
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if current else "no-cache"
    )
    answer.enable_compression()
    return answer


async def on_media(request: web.Request) -> web.StreamResponse:
    """Show a picture of the content folder, or hand out a card to print; nothing else of it."""
    root = request.app[PARTS].content_dir.resolve()
    path = root / request.match_info["path"]
    try:
        path = path.resolve()
        known = path.suffix.lower() in {*_PICTURES, _PRINTED}
        found = path.is_relative_to(root) and known and path.is_file()
    except (OSError, ValueError):  # a NUL, or a name longer than file systems take
        found = False
    if not found:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=86400"}
    if path.suffix.lower() == _PRINTED:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(path.name)}"
    return web.FileResponse(path, headers=headers)


async def on_session(request: web.Request) -> web.Response:
    """Give a page the secret it will be known by; nothing is kept here."""
    if not same_origin(request, request.app[PARTS].public_url):
        raise web.HTTPForbidden
    return web.json_response({"token": new_token()}, headers={"Cache-Control": "no-store"})


async def on_socket(request: web.Request) -> web.StreamResponse:
    parts = request.app[PARTS]
    if not same_origin(request, parts.public_url):
        raise web.HTTPForbidden
    if parts.chat.closing or parts.stopping():
        raise web.HTTPServiceUnavailable
    socket = new_socket(FRAME_LIMIT)
    await socket.prepare(request)
    await parts.chat.converse(socket)
    return socket


ROUTES = [
    web.get("/c", on_page),
    web.get("/c/", on_page),
    web.get("/c/k/{code}", on_page),
    web.get("/c/g/{code}", on_page),
    web.get("/c/ws", on_socket),
    web.post("/c/sesi", on_session),
    web.get("/c/saku", on_pocket_card),
    web.get("/c/sw.js", on_worker),
    web.get("/c/static/{version}/{name}", on_static),
    web.get("/c/media/{path:.+}", on_media),
]
