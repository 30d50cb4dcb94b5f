"""What changes on an open page: one WebSocket brings the parts that are shown there anew.

A page names its parts (`data-langsung="siaran1:12"`), and is sent the HTML of those that have
changed since. Without it every page works, too: it is loaded again.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any, Final

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.web.dasbor import broadcasts, gate, overview
from bot.web.dasbor.gate import Visitor
from bot.web.pages import Answered
from bot.web.parts import PARTS
from bot.web.sockets import new_socket

ROUND_SECONDS: Final = 2.0  # between two looks at what has changed
HELLO_SECONDS: Final = 10.0  # a page that has not said what it shows by then is closed
PARTS_MOST: Final = 8  # on one page
NAME_LIMIT: Final = 40  # characters
FRAME_LIMIT: Final = 2048  # bytes of what a page says
OF_SESSION: Final = 6  # pages open at a time in one browser
OF_ALL: Final = 100
OVER: Final = 4001  # close code: the visit has ended; log in again
TOO_MANY: Final = 4002  # close code: too many pages are open

Part = Callable[[web.Request, Visitor, str], Awaitable[str]]

log = structlog.get_logger()


async def _summary(request: web.Request, visitor: Visitor, area: str) -> str:
    place = await gate.place(request, visitor, area)
    return await overview.fragment(request, place.id)


# How a part is made, by the word before the colon; what is behind it goes along.
KINDS: Final[dict[str, Part]] = {
    "siaran": broadcasts.table,
    "siaran1": broadcasts.state,
    "tombol": broadcasts.buttons,
    "henti": broadcasts.halted,
    "ringkasan": _summary,
}
EVERY: Final[Mapping[str, int]] = {"ringkasan": 5}  # rounds between two looks at what is costly


class Lines:
    """The open pages of all visitors; `pause` waits for the next round."""

    def __init__(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.pause = pause
        self._open: dict[web.WebSocketResponse, int] = {}

    def has_room(self, session: int) -> bool:
        own = Counter(self._open.values())[session]
        return own < OF_SESSION and len(self._open) < OF_ALL

    def add(self, socket: web.WebSocketResponse, session: int) -> None:
        self._open[socket] = session

    def drop(self, socket: web.WebSocketResponse) -> None:
        self._open.pop(socket, None)

    async def close(self) -> None:
        """Close every page with "service restart"; they come back by themselves."""
        await asyncio.gather(
            *(one.close(code=WSCloseCode.SERVICE_RESTART) for one in list(self._open)),
            return_exceptions=True,
        )


LINES: Final = web.AppKey("lines", Lines)


def install(app: web.Application) -> None:
    """Give the application its open pages, and let it close them when it stops."""
    app[LINES] = Lines()
    app.on_shutdown.append(_close)


async def _close(app: web.Application) -> None:
    await app[LINES].close()


async def on_socket(request: web.Request) -> web.StreamResponse:
    visitor = await gate.visit(request)
    if not gate.from_us(request):
        raise web.HTTPForbidden
    if request.app[PARTS].stopping():
        raise web.HTTPServiceUnavailable
    socket = new_socket(FRAME_LIMIT)
    await socket.prepare(request)
    lines = request.app[LINES]
    if not lines.has_room(visitor.session.id):
        await socket.close(code=TOO_MANY)
        return socket
    lines.add(socket, visitor.session.id)
    try:
        await _converse(request, socket)
    finally:
        lines.drop(socket)
    return socket


async def _converse(request: web.Request, socket: web.WebSocketResponse) -> None:
    names = await _wanted(socket)
    if not names:
        await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        return
    feed = asyncio.create_task(_feed(request, socket, names))
    try:
        async for _ in socket:  # a page has nothing more to say; this ends when it leaves
            pass
    finally:
        feed.cancel()
        await asyncio.gather(feed, return_exceptions=True)


async def _wanted(socket: web.WebSocketResponse) -> list[str]:
    """Return the parts that a page shows, those that we know."""
    try:
        first = await socket.receive(timeout=HELLO_SECONDS)
    except TimeoutError:
        return []
    if first.type is not WSMsgType.TEXT:
        return []
    return _names(first.data)


def _names(text: str) -> list[str]:
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):  # the latter where brackets are all there is
        return []
    names = told.get("bagian") if isinstance(told, dict) else None
    if not isinstance(names, list):
        return []
    known = [
        name
        for name in names[:PARTS_MOST]
        if isinstance(name, str) and len(name) <= NAME_LIMIT and name.partition(":")[0] in KINDS
    ]
    return list(dict.fromkeys(known))


async def _feed(request: web.Request, socket: web.WebSocketResponse, names: Sequence[str]) -> None:
    """Send what has changed, round by round, for as long as the visit lasts."""
    sent: dict[str, str] = {}
    try:
        for n in count():
            visitor = await gate.visit(request)
            due = [name for name in names if n % EVERY.get(name.partition(":")[0], 1) == 0]
            for name, text in (await _parts(request, visitor, due)).items():
                if sent.get(name) != text:
                    sent[name] = text
                    frame = {"bagian": name, "isi": text}
                    await socket.send_str(json.dumps(frame, ensure_ascii=False))
            await request.app[LINES].pause(ROUND_SECONDS)
    except Answered:  # logged out here or elsewhere, or the office was lost
        await socket.close(code=OVER)
    except ConnectionError:
        pass  # the page has left; whoever reads from it sees that, too
    except Exception:  # most likely the database: the page comes back
        log.exception("live_failed")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def _parts(
    request: web.Request, visitor: Visitor, names: Sequence[str]
) -> Mapping[str, str]:
    """Return the HTML of each part; one that is not there, or not theirs, is left out."""
    found = {}
    for name in names:
        kind, _, what = name.partition(":")
        try:
            found[name] = await KINDS[kind](request, visitor, what)
        except web.HTTPNotFound:
            continue
    return found


ROUTES = [web.get("/dasbor/langsung", on_socket)]
