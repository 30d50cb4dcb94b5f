"""A Bot API server that keeps Telegram's limits and goes wrong where it is told to.

It remembers every message it took, and when, so that what a bot says of itself can be checked
against what really arrived.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from bench.botapi import ME, BotApi, Person, fields_of

MESSAGES = frozenset({"sendmessage", "sendphoto", "senddocument", "editmessagetext"})


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """An answer that is an error; `code` is HTTP's too."""

    code: int
    text: str
    retry_after: int = 0

    def body(self) -> bytes:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.text}
        if self.retry_after:
            answer["parameters"] = {"retry_after": self.retry_after}
        return json.dumps(answer).encode()


class Dropped(Exception):
    """The connection is cut instead of an answer."""


BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")
NOT_FOUND = Refusal(400, "Bad Request: chat not found")
ODD = Refusal(400, "Bad Request: MESSAGE_SOMETHING_NOBODY_HAS_SEEN")
TOO_LONG = Refusal(400, "Bad Request: message is too long")
BROKEN = Refusal(500, "Internal Server Error")
FLOOD = Refusal(429, "Too Many Requests: retry after 3", 3)


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` messages to one chat (-1: to all)."""

    kind: Literal["refuse", "drop before", "drop after", "slow", "html"]
    refusal: Refusal | None = None
    times: int = -1
    seconds: float = 0.0

    def meets(self) -> bool:
        if self.times:
            self.times -= self.times > 0
            return True
        return False


class Window:
    """At most `limit` messages in any `seconds` (0: no limit)."""

    __slots__ = ("_limit", "_seconds", "_times")

    def __init__(self, limit: int, seconds: float = 1.0) -> None:
        self._limit, self._seconds = limit, seconds
        self._times: deque[float] = deque(maxlen=limit or None)

    def is_full(self, now: float) -> bool:
        full = len(self._times) == self._limit
        return bool(self._limit) and full and self._times[0] > now - self._seconds

    def add(self, now: float) -> None:
        if self._limit:
            self._times.append(now)


class HangUp(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


class LimitedApi(BotApi):
    """Serves one bot at a time; `overall` and `per_chat` messages a second, 0 for no limit.

    `per_chat_seconds` wider than one second with a larger `per_chat` tolerates bursts.
    """

    def __init__(
        self, *, overall: int = 30, per_chat: int = 1, per_chat_seconds: float = 1.0
    ) -> None:
        super().__init__()
        self.faults: dict[int, Fault] = {}
        self.everyone: Fault | None = None  # meets whoever has no fault of their own
        self.hanging_up = False  # every connection is closed as soon as it is there
        self.delay = 0.0  # seconds every message waits for its answer
        self.took: Counter[int] = Counter()  # messages that arrived, by chat
        self.copies: Counter[tuple[int, str]] = Counter()  # (chat, text) → how often
        self.times: list[float] = []  # when each message arrived (monotonic), and its text
        self.texts: list[str] = []
        self.calls: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()  # 429s of the limits, by chat
        self.on_wire = 0  # messages asked for and not answered
        self.widest = 0  # … at most
        self.on_message: Callable[[int], object] = lambda _chat: None
        self._overall = Window(overall)
        self._chats: dict[int, Window] = defaultdict(lambda: Window(per_chat, per_chat_seconds))
        self._server: asyncio.Server | None = None
        self._web: web.Server | None = None

    # --- listening ----------------------------------------------------------------------------

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._web = self._web or web.Server(self._on_call, access_log=None)
        self._server = await loop.create_server(
            self._connection, "127.0.0.1", self.port, backlog=1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self.waiting.set()
        self.go_away()
        if self._web:
            await self._web.shutdown(0.1)

    def go_away(self) -> None:
        """Listen no more and cut every connection; `start` comes back at the same port."""
        if self._server:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Cut every connection that there is."""
        for connection in list(self._web.connections) if self._web else ():
            if connection.transport:
                connection.transport.abort()

    def _connection(self) -> asyncio.BaseProtocol:
        return HangUp() if self.hanging_up or not self._web else self._web()

    # --- answering ----------------------------------------------------------------------------

    async def _on_call(self, request: web.BaseRequest) -> web.Response:
        fields = await fields_of(request)
        method = request.path.rpartition("/")[2].lower()
        self.calls[method] += 1
        try:
            result = await self._result(method, {**request.query, **fields})
        except Refusal as refusal:
            return _answer(refusal.body(), refusal.code)
        except Dropped:
            if request.transport:
                request.transport.abort()
            return _answer(b"", 500)
        if isinstance(result, web.Response):
            return result
        return _answer(json.dumps({"ok": True, "result": result}).encode())

    async def _result(self, method: str, fields: Mapping[str, Any]) -> Any:
        if method not in MESSAGES:
            if self.everyone and self.everyone.kind == "html":
                return _bad_gateway()
            return await super()._result(method, fields)
        self.on_wire += 1
        self.widest = max(self.widest, self.on_wire)
        try:
            return await self._take(method, int(fields["chat_id"]), fields)
        finally:
            self.on_wire -= 1

    async def _take(self, method: str, chat: int, fields: Mapping[str, Any]) -> Any:
        """Take one message, or raise Refusal or Dropped."""
        if self.delay:
            await asyncio.sleep(self.delay)
        self._limit(chat)
        fault = self.faults.get(chat) or self.everyone
        kind = fault.kind if fault and fault.meets() else ""
        if fault and kind:
            await self._go_wrong(fault)
        if kind == "html":
            return _bad_gateway()
        self._note(chat, str(fields.get("text") or fields.get("caption") or ""))
        if kind == "drop after":
            raise Dropped
        return self._said(method, chat, fields)

    def _limit(self, chat: int) -> None:
        """Count one message against the limits. Raises Refusal where it is one too many."""
        now = time.monotonic()
        own = self._chats[chat]
        if self._overall.is_full(now) or own.is_full(now):
            self.refused[chat] += 1
            raise Refusal(429, "Too Many Requests: retry after 1", 1)
        self._overall.add(now)
        own.add(now)

    async def _go_wrong(self, fault: Fault) -> None:
        if fault.refusal:
            raise fault.refusal
        if fault.kind == "drop before":
            raise Dropped
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)

    def _note(self, chat: int, text: str) -> None:
        self.took[chat] += 1
        self.copies[chat, text] += 1
        self.times.append(time.monotonic())
        self.texts.append(text)
        self.on_message(chat)

    def _said(self, method: str, chat: int, fields: Mapping[str, Any]) -> dict[str, Any]:
        if chat in self.people:
            return self._on_message(method, fields)
        if "message_id" in fields:
            message = int(fields["message_id"])
        else:
            message, self.next_message = self.next_message, self.next_message + 1
        there = {"id": chat, "type": "private", "first_name": "Anggota"}
        said = {"message_id": message, "date": int(time.time()), "chat": there, "from": ME}
        return {**said, "text": "-"} if "text" in fields else {**said, **_file(method)}

    # --- what arrived -------------------------------------------------------------------------

    def forget(self) -> None:
        """Begin a new count; nothing else changes."""
        for counter in (self.took, self.copies, self.calls, self.refused):
            counter.clear()
        self.times.clear()
        self.texts.clear()
        self.widest = 0

    @property
    def floods(self) -> int:
        return sum(self.refused.values())

    def order(self, person: Person, text: str) -> None:
        """Let somebody send a command for whose answer nobody waits."""
        self._put({"message": self._command(person, text)})

    def got(self, words: str) -> dict[int, int]:
        """Return for each chat how many messages with these words arrived."""
        found: Counter[int] = Counter()
        for (chat, text), times in self.copies.items():
            if words in text:
                found[chat] += times
        return dict(found)

    async def until(
        self, happened: Callable[[], object | Awaitable[object]], seconds: float
    ) -> None:
        """Look ten times a second until it happened. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                found = happened()
                if await found if isinstance(found, Awaitable) else found:
                    return
                await asyncio.sleep(0.1)

    async def until_came(self, count: int, seconds: float = 30.0) -> None:
        """Wait until so many messages have arrived. Raises TimeoutError."""
        await self.until(lambda: len(self.times) >= count, seconds)


def busiest(times: Iterable[float], seconds: float = 1.0) -> int:
    """Return how many at most came in any window of so many seconds."""
    window: deque[float] = deque()
    most = 0
    for at in times:
        window.append(at)
        while window[0] <= at - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def _answer(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


def _bad_gateway() -> web.Response:
    return web.Response(body=b"<html>Bad Gateway</html>", status=502)


def _file(method: str) -> dict[str, Any]:
    size = {"file_id": "f1", "file_unique_id": "u1"}
    if method == "sendphoto":
        return {"photo": [{**size, "width": 1, "height": 1}]}
    return {"document": size}
