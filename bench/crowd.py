"""People who work through a quiz at so many messages a second, and how long each waits."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

from bench.botapi import BotApi, Person
from bench.taps import first_button, quiz_button

PEOPLE = 40  # so that nobody taps twice within a second
FIRST_GUEST = 500


def percentile(waits: Sequence[float], part: float) -> float:
    """Return how many seconds this part of them waited at most; NaN if there are none."""
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


class Crowd:
    """Taps `rate` times a second: evenly, or as chance has it (`evenly` false)."""

    def __init__(self, api: BotApi, rate: float, *, evenly: bool = True) -> None:
        self.api, self.rate, self.evenly = api, rate, evenly
        self.people = [Person(FIRST_GUEST + n, first_button) for n in range(PEOPLE)]
        self.waits: list[float] = []  # seconds
        self._chance = random.Random(4)
        self._turns = cycle(self.people)
        self._taps: set[asyncio.Task[None]] = set()
        self._going: asyncio.Task[None] | None = None

    async def enter(self, *, ours: bool = True) -> None:
        """Come to the first question, a few people at a time."""
        self.api.people.update({person.chat: person for person in self.people})
        for person in self.people:
            await self.api.say(person, "/start", settle=0.1)
            if ours:
                await self._to_quiz(person)

    async def _to_quiz(self, person: Person) -> None:
        for data in ("setuju::2", "menu", "sesi:2", "kuis:2"):
            await self.api.tap(person, data)
        person.choose = quiz_button

    def begin(self) -> None:
        self._going = asyncio.create_task(self._go())

    async def end(self) -> list[float]:
        """Tap no more; return how long each tap waited since `begin`."""
        if self._going:
            self._going.cancel()
            with suppress(asyncio.CancelledError):
                await self._going
        await asyncio.gather(*self._taps)
        waits, self.waits = self.waits, []
        return waits

    async def _go(self) -> None:
        due = time.monotonic()
        while True:
            due += 1 / self.rate if self.evenly else self._chance.expovariate(self.rate)
            await asyncio.sleep(due - time.monotonic())
            task = asyncio.create_task(self._tap(next(self._turns)))
            self._taps.add(task)
            task.add_done_callback(self._taps.discard)

    async def _tap(self, person: Person) -> None:
        data = person.choose(person.buttons)
        if data is None:
            raise RuntimeError(f"no way on: {person.buttons}")
        started = time.monotonic()
        await self.api.tap(person, data)
        self.waits.append(time.monotonic() - started)
