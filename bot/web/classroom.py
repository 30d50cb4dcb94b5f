"""The projector's page of a class: how to come in, the question, how many answered; no names.

Whoever has its address sees it, as whoever is in the room does. One WebSocket brings what has
changed; without scripts the page loads itself again.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiohttp import WSCloseCode, web

from bot.core import invite
from bot.core.classroom import Class, Phase, Question, Tally, current, payload, phase, position
from bot.core.invite import Base
from bot.core.quiz import LETTERS, Item
from bot.core.say import Say
from bot.screens.classroom import place_of
from bot.screens.seats import count, day
from bot.storage import classroom as storage
from bot.storage import classroom_quiz as quizzes
from bot.storage import classroom_roll as rolls
from bot.storage.invite import read_base
from bot.web.chat import SITE
from bot.web.pages import error_page, html, render, same_origin
from bot.web.parts import PARTS, Stage
from bot.web.sockets import new_socket

ROUND_SECONDS: Final = 1.0  # between two looks at what has changed
REFRESH_SECONDS: Final = 5  # without scripts
OF_CLASS: Final = 8  # pages open at a time of one class
OF_ALL: Final = 200
FRAME_LIMIT: Final = 512  # bytes of what a page says: it has nothing to say
TOO_MANY: Final = 4002  # close code
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
WAYS: Final = ("telegram", "web")
NO_CLASS: Final = (
    "Kelas ini tidak dikenal",
    "Buka lagi layar proyektor dari kelas Anda di chat (/kelas).",
)

log = structlog.get_logger()


class Walls:
    """The open pages of all classes; `pause` waits for the next look."""

    def __init__(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.pause = pause
        self._open: dict[web.WebSocketResponse, int] = {}

    def has_room(self, class_id: int) -> bool:
        return Counter(self._open.values())[class_id] < OF_CLASS and len(self._open) < OF_ALL

    def add(self, socket: web.WebSocketResponse, class_id: int) -> None:
        self._open[socket] = class_id

    def drop(self, socket: web.WebSocketResponse) -> None:
        self._open.pop(socket, None)

    async def close(self, _app: web.Application) -> None:
        """Close every page with "service restart"; they come back by themselves."""
        await asyncio.gather(
            *(one.close(code=WSCloseCode.SERVICE_RESTART) for one in list(self._open)),
            return_exceptions=True,
        )


STAGE: Final = web.AppKey("stage", Stage)
WALLS: Final = web.AppKey("walls", Walls)


def install(app: web.Application, stage: Stage) -> None:
    """Add the pages to the application, which closes them when it stops."""
    app[STAGE], app[WALLS] = stage, Walls()
    app.on_shutdown.append(app[WALLS].close)
    app.add_routes(ROUTES)


async def _class(request: web.Request) -> Class | None:
    stage, token = request.app[STAGE], request.match_info["token"]
    if not _TOKEN.fullmatch(token):
        return None
    return await storage.find_by_token(stage.db.read, token, stage.zone)


# --- the page -------------------------------------------------------------------------------


async def on_page(request: web.Request) -> web.Response:
    one = await _class(request)
    if one is None:
        return error_page(404, *NO_CLASS)
    return html(
        render(
            "kelas.html",
            static=request.app[SITE].static,
            title=f"Kelas bimtek {place_of(Say(), one).unescape()}",
            body=await _body(request.app[STAGE], one),
            refresh=REFRESH_SECONDS,
        )
    )


async def _body(stage: Stage, one: Class) -> Any:
    """Return what is on the wall now, as HTML."""
    say, now = Say(), current(one.questions)
    present = await rolls.count_present(stage.db.read, one.id)
    tallies = await quizzes.load_tallies(stage.db.read, one.id) if now else {}
    base = await read_base(stage.db.read)
    values: dict[str, Any] = {
        "phase": str(phase(one)),
        "place": place_of(say, one).unescape(),
        "day": day(say, one.on),
        "word": one.word,
        "present": count(say, present),
        "username": base.username,
        "address": base.public_url.partition("://")[2],
        "ways": [way for way in WAYS if _link(base, one, way)],
        "token": one.token,
        "question": None,
    }
    if now and phase(one) is not Phase.CLOSED:
        item = stage.content.items.get(now.item)
        values["question"] = _question(say, one, (now, item), tallies.get(now.n, Tally()))
    asked = [question for question in one.questions if question.opened]
    values["asked"] = bool(asked)
    answered = sum(tallies[q.n].answered for q in asked if q.n in tallies)
    right = sum(tallies[q.n].of(q.right) for q in asked if q.n in tallies)
    enough = any(tally.is_shown for tally in tallies.values())
    values["share"] = round(100 * right / answered) if answered and enough else None
    return render("kelas-isi.html", **values)


def _question(
    say: Say, one: Class, asked: tuple[Question, Item | None], tally: Tally
) -> dict[str, Any]:
    """Return the current question for the wall; the distribution shows once it is closed."""
    now, item = asked
    n, of = position(one.questions, now)
    texts = {option.id: option.text for option in item.options} if item else {}
    rows = [
        {
            "letter": letter,
            "text": texts.get(option, ""),
            "n": tally.of(option),
            "right": option == now.right,
        }
        for letter, option in zip(LETTERS, now.options, strict=False)
    ]
    return {
        "n": n,
        "of": of,
        "text": item.question if item else now.item,
        "rows": rows,
        "answered": count(say, tally.answered),
        "total": tally.answered,
        "shown": tally.is_shown,
        "explanation": item.explanation if item else "",
        "basis": item.basis if item else "",
    }


def _link(base: Base, one: Class, way: str) -> str:
    """Return where the QR of this way leads; empty where there is no such way."""
    if way == "telegram":
        return invite.link(base, payload(one.link)) if base.is_telegram else ""
    return invite.link(Base("", base.public_url), payload(one.link)) if base.public_url else ""


async def on_code(request: web.Request) -> web.Response:
    """Draw the QR of one way in."""
    from bot.sheets.qr import svg  # noqa: PLC0415 - heavy

    one = await _class(request)
    link = ""
    if one and one.closed is None:
        base = await read_base(request.app[STAGE].db.read)
        link = _link(base, one, request.match_info["way"])
    if not link:
        raise web.HTTPNotFound
    return web.Response(body=svg(link), content_type="image/svg+xml")


# --- what changes ---------------------------------------------------------------------------


async def on_socket(request: web.Request) -> web.StreamResponse:
    parts, walls = request.app[PARTS], request.app[WALLS]
    if not same_origin(request, parts.public_url):
        raise web.HTTPForbidden
    one = await _class(request)
    if one is None:
        raise web.HTTPNotFound
    if parts.stopping():
        raise web.HTTPServiceUnavailable
    socket = new_socket(FRAME_LIMIT)
    await socket.prepare(request)
    if not walls.has_room(one.id):
        await socket.close(code=TOO_MANY)
        return socket
    walls.add(socket, one.id)
    feed = asyncio.create_task(_feed(request, socket))
    try:
        async for _ in socket:  # a page has nothing to say; this ends when it leaves
            pass
    finally:
        walls.drop(socket)
        feed.cancel()
        await asyncio.gather(feed, return_exceptions=True)
    return socket


async def _feed(request: web.Request, socket: web.WebSocketResponse) -> None:
    """Send what is on the wall whenever it has changed."""
    sent = ""
    try:
        while one := await _class(request):
            body = await _body(request.app[STAGE], one)
            if body != sent:
                sent = body
                await socket.send_str(json.dumps({"isi": body}, ensure_ascii=False))
            await request.app[WALLS].pause(ROUND_SECONDS)
        await socket.close(code=WSCloseCode.GOING_AWAY)
    except ConnectionError:
        pass  # the page has left
    except Exception:  # most likely the database: the page comes back
        log.exception("live_failed")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


ROUTES = [
    web.get("/kelas/{token}", on_page),
    web.get("/kelas/{token}/langsung", on_socket),
    web.get("/kelas/{token}/qr-{way:(telegram|web)}.svg", on_code),
]
