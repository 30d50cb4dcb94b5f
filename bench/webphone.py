"""A phone at the web chat: says and taps over the WebSocket, and waits for what is answered."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

ANSWERED = 30.0  # seconds at most until a message is answered


class WebPhone:
    """One page that holds `token`; `buttons` are those of the last message, `html` its text.

    `seq` is the last turn that was shown: messages of an earlier one answer nothing new.
    """

    def __init__(self, http: ClientSession, url: str, token: str) -> None:
        self._http, self._url, self._token = http, url, token
        self._ids = count(1)
        self._socket: ClientWebSocketResponse | None = None
        self.buttons: Sequence[str] = ()
        self.html = self.last = ""
        self.seq = 0

    async def open(self) -> None:
        self._socket = await self._http.ws_connect(f"{self._url}/c/ws", max_msg_size=0)
        await self._socket.send_json({"halo": self._token, "setelah": 0})
        await self._until(lambda frame: "siap" in frame)

    async def close(self) -> None:
        if self._socket:
            await self._socket.close()

    async def say(self, text: str) -> float:
        return await self._ask({"teks": text})

    async def tap(self, action: str) -> float:
        return await self._ask({"ketuk": action, "pada": self.last})

    async def _ask(self, what: dict[str, str]) -> float:
        """Send an event; return how many seconds passed until its first answer."""
        if self._socket is None:
            raise RuntimeError("the page is not open")
        started = time.perf_counter()
        name = f"b{time.monotonic_ns()}x{next(self._ids)}"
        await self._socket.send_json({"id": name} | what)
        seq, seconds, taken = self.seq, 0.0, False
        while not (seconds and taken):
            frame = await self._until(lambda frame: "pesan" in frame or "terima" in frame)
            taken = taken or frame.get("terima") == name
            if not seconds and self.seq > seq:
                seconds = time.perf_counter() - started
        return seconds

    async def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(ANSWERED):
            while True:
                frame = await self._next()
                if "pesan" in frame:
                    self._show(frame["pesan"])
                if "tolak" in frame:
                    raise RuntimeError(f"refused: {frame}")
                if wanted(frame):
                    return frame

    async def _next(self) -> dict[str, Any]:
        if self._socket is None:
            raise RuntimeError("the page is not open")
        message = await self._socket.receive()
        if message.type is not WSMsgType.TEXT:
            raise RuntimeError(f"the line ended: {message}")
        found: dict[str, Any] = json.loads(message.data)
        return found

    def _show(self, message: dict[str, Any]) -> None:
        self.last = f"{message['seq']}.{message['n']}"
        self.seq, self.html = message["seq"], message["html"]
        self.buttons = [one["action"] for one in message["choices"] if "action" in one]
