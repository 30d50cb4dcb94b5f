"""A Bot API server that drives a bot: people who tap, wait for the answer, and tap again.

Only what a benchmark needs, and as light as aiohttp allows; the tests have the strict one.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "bimtek", "username": "bimtek_bench_bot"}
ANSWER_SECONDS = 60.0  # nobody waits so long, even on a machine busy with other things
Choose = Callable[[list[str]], str | None]  # callback data on the screen → the one to press


@dataclass(slots=True)
class Person:
    """One person in a chat of their own; `answered` is set when the bot has done its part."""

    chat: int
    choose: Choose
    message: int = 0
    buttons: list[str] = field(default_factory=list)
    edited: bool = False
    acknowledged: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self) -> None:
        if self.edited and self.acknowledged:
            self.answered.set()


class BotApi:
    """Serves one bot at a time on 127.0.0.1:`port`."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.updates: list[dict[str, Any]] = []
        self.waiting: asyncio.Event = asyncio.Event()
        self.polled: asyncio.Event = asyncio.Event()  # the bot is up and asks for updates
        self.next_update = 1
        self.next_message = 1
        self.queries: dict[str, Person] = {}
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _on_call(self, request: web.Request) -> web.Response:
        fields = {**request.query, **await fields_of(request)}
        result = await self._result(request.match_info["method"].lower(), fields)
        return web.Response(
            body=json.dumps({"ok": True, "result": result}).encode(),
            content_type="application/json",
        )

    async def _result(self, method: str, fields: Mapping[str, Any]) -> Any:
        if method == "getupdates":
            return await self._get_updates(fields)
        if method in {"sendmessage", "editmessagetext", "sendphoto", "senddocument"}:
            return self._on_message(method, fields)
        if method == "answercallbackquery":
            person = self.queries.pop(str(fields["callback_query_id"]))
            person.acknowledged = True
            person.settle()
            return True
        if method == "getme":
            return ME
        return True

    async def _get_updates(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.polled.set()
        offset = int(fields.get("offset") or 0)
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self.waiting.clear()
            try:
                await asyncio.wait_for(self.waiting.wait(), float(fields.get("timeout") or 0))
            except TimeoutError:
                return []
        return self.updates[:100]

    def _on_message(self, method: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        person = self.people[int(fields["chat_id"])]
        if method == "editmessagetext":
            message = int(fields["message_id"])
        else:
            message, self.next_message = self.next_message, self.next_message + 1
        markup = fields.get("reply_markup") or "{}"
        keyboard = (json.loads(markup) if isinstance(markup, str) else markup).get(
            "inline_keyboard", []
        )
        person.message = message
        person.buttons = [
            b["callback_data"] for row in keyboard for b in row if "callback_data" in b
        ]
        # A screen that does not show how to go on is followed by another that does.
        person.edited = person.choose(person.buttons) is not None
        person.settle()
        return self._message(person, str(fields.get("text", "")))

    def _message(self, person: Person, text: str) -> dict[str, Any]:
        return {
            "message_id": person.message,
            "date": int(time.time()),
            "chat": {"id": person.chat, "type": "private", "first_name": "Anggota"},
            "from": ME,
            "text": text or "-",
        }

    def _put(self, update: dict[str, Any]) -> None:
        self.updates.append({"update_id": self.next_update, **update})
        self.next_update += 1
        self.waiting.set()

    async def say(self, person: Person, text: str, settle: float = 0.0) -> None:
        """Send a text and wait for an answer (and a little more, if several are to come)."""
        person.answered.clear()
        person.edited, person.acknowledged = False, True
        self._put({"message": self._command(person, text)})
        await asyncio.wait_for(person.answered.wait(), ANSWER_SECONDS)
        await asyncio.sleep(settle)

    def _command(self, person: Person, text: str) -> dict[str, Any]:
        sender = {"id": person.chat, "is_bot": False, "first_name": "Anggota"}
        message = {**self._message(person, text), "from": sender, "message_id": self.next_message}
        self.next_message += 1
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return message

    async def tap(self, person: Person, data: str) -> None:
        """Press a button and wait until the bot has acknowledged it and changed the screen."""
        person.answered.clear()
        person.edited = person.acknowledged = False
        query = f"q{self.next_update}"
        self.queries[query] = person
        message = self._message(person, "pertanyaan")
        message["reply_markup"] = {
            "inline_keyboard": [[{"text": "A", "callback_data": b}] for b in person.buttons]
        }
        sender = {"id": person.chat, "is_bot": False, "first_name": "Anggota"}
        self._put(
            {
                "callback_query": {
                    "id": query,
                    "from": sender,
                    "message": message,
                    "chat_instance": "1",
                    "data": data,
                }
            }
        )
        await asyncio.wait_for(person.answered.wait(), ANSWER_SECONDS)


async def fields_of(request: web.BaseRequest) -> dict[str, Any]:
    """Return the fields of a call, in whatever form a library sends them."""
    body, kind = await request.read(), request.content_type
    if kind == "application/json":
        return dict(json.loads(body or b"{}"))
    if kind.startswith("multipart"):
        return dict(_multipart(body, request.headers["Content-Type"]))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _multipart(body: bytes, header: str) -> dict[str, str]:
    boundary = header.partition("boundary=")[2].strip('"').encode()
    fields = {}
    for part in body.split(b"--" + boundary):
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0]
        if name:
            fields[name.decode()] = value.removesuffix(b"\r\n").decode(errors="replace")
    return fields
