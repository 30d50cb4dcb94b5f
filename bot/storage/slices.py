"""Many rows made into something else, without keeping everybody else waiting."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

R = TypeVar("R")
T = TypeVar("T")

SECONDS: Final = 0.002  # at a time; answers to taps go in between


async def each(rows: Iterable[R], make: Callable[[R], T]) -> list[T]:
    """Return what `make` makes of each row; the event loop goes on every few milliseconds.

    A thread would hold Python's lock longer than that.
    """
    made: list[T] = []
    until = time.monotonic() + SECONDS
    for row in rows:
        made.append(make(row))
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + SECONDS
    return made
