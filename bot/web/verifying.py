"""What `/verifikasi` is handed, and how often it may be asked."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.handlers.certificate_check import Checked

WINDOW: Final = 60.0  # seconds
EACH: Final = 30  # looks within it, from one address
ALL: Final = 600  # and from all together
CROWD: Final = 10_000  # addresses that are remembered


@dataclass(slots=True)
class Verifying:
    """What the page needs: the look at a text, and today's public key.

    How often somebody looked is kept for a minute, by address, and nowhere else.
    """

    check: Callable[[str], Awaitable[Checked]]
    public: bytes
    tick: Callable[[], float] = time.monotonic
    _looks: dict[str, deque[float]] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)

    def admits(self, client: str) -> bool:
        """Count a look; False where it is one too many."""
        now = self.tick()
        if len(self._looks) > CROWD:
            self._looks.clear()
        own = self._looks.setdefault(client, deque())
        for looks in (own, self._all):
            while looks and now - looks[0] >= WINDOW:
                looks.popleft()
        if len(own) >= EACH or len(self._all) >= ALL:
            return False
        own.append(now)
        self._all.append(now)
        return True
