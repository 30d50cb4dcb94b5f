"""Things that go wrong on purpose, and Telegram's rate limits."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.fake_telegram.state import Refusal

COUNTED = ("sendmessage", "sendphoto", "senddocument", "editmessagetext")  # against the limits


@dataclass
class Fault:
    """What shall happen to the next `times` requests of this method and to this chat."""

    kind: Literal["refuse", "drop before", "drop after", "hold", "garbage"]
    method: str = ""  # lower case; empty: any but getUpdates
    chat: int | None = None
    times: int = 1
    refusal: Refusal | None = None
    body: bytes = b""  # of a garbage answer, with its status
    status: int = 200
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # opens what is held
    met: asyncio.Event = field(default_factory=asyncio.Event)  # set when a request runs into it

    def meets(self, method: str, chat: str) -> bool:
        if not self.times:
            return False
        right_method = self.method == method or (not self.method and method != "getupdates")
        return right_method and (self.chat is None or str(self.chat) == chat)


@dataclass
class Limits:
    """Messages a second, to one chat and over all; 0 is no limit."""

    clock: Callable[[], float]
    per_chat: int = 0
    overall: int = 0
    _sent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def count(self, method: str, chat: str) -> None:
        """Count one message. Raises Refusal (429) where it would be one too many."""
        if method not in COUNTED:
            return
        now = self.clock()
        for key, limit in ((chat, self.per_chat), ("", self.overall)):
            times = self._sent[key]
            while times and times[0] <= now - 1:
                times.popleft()
            if limit and len(times) >= limit:
                wait = max(1, math.ceil(times[0] + 1 - now))
                raise Refusal(429, f"Too Many Requests: retry after {wait}", wait)
        self._sent[chat].append(now)
        self._sent[""].append(now)


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> Fault:
        self.planned.append(fault)
        return fault

    def next(self, method: str, chat: str) -> Fault | None:
        """Return the fault this request runs into, used up once."""
        for fault in self.planned:
            if fault.meets(method, chat):
                fault.times -= 1
                fault.met.set()
                return fault
        return None
