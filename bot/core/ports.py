"""What the rules and handlers ask of the world outside, as Protocols."""

from collections.abc import MutableSequence, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.core.dialog import Reply

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


class Chance(Protocol):
    """The part of `random.Random` that drawing and shuffling need."""

    def shuffle(self, x: MutableSequence[Any], /) -> None: ...

    def getrandbits(self, k: int, /) -> int: ...

    def choice(self, seq: Sequence[T], /) -> T: ...


class Send(Protocol):
    """How a channel delivers one reply.

    Raises `Unreachable`, `TryLater`, `Rejected` or `Uncertain`, nothing else.
    """

    async def __call__(self, address: str, message: str, reply: Reply, target: str) -> None:
        """Send `reply` to `address`.

        `message` is our own name for it ("12.0": seq and place in the turn); `target` is the
        channel's name of the message to replace, empty if it is a new one.
        """
        ...


class Fetch(Protocol):
    """How a channel hands over a file that was sent to it.

    Raises `TooLarge`, `Unreachable`, `TryLater` or `Rejected` (the file is gone), nothing else.
    """

    async def __call__(self, ref: str, limit: int) -> bytes:
        """Return the file that a `File` event calls `ref`, of at most `limit` bytes."""
        ...


class TooLarge(Exception):
    """The file has more bytes than are taken."""


class Unreachable(Exception):
    """Nothing sent to this chat will ever arrive; `reason` is one of bot.core.outbox.REASONS."""

    def __init__(self, text: str = "", reason: str = "diblokir") -> None:
        super().__init__(text)
        self.reason = reason


class TryLater(Exception):
    """The messenger asks to wait, or could not be reached before the request was written."""

    def __init__(self, seconds: float, reason: str = "jaringan") -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds
        self.reason = reason


class Rejected(Exception):
    """The messenger refuses this message, or has not that file; asking again will not help."""

    def __init__(self, text: str = "", reason: str = "tidak-dikenal") -> None:
        super().__init__(text)
        self.reason = reason


class Uncertain(Exception):
    """The request was written and never answered: it may have arrived."""
