"""What was counted a moment ago, kept where counting anew would cost much and change little."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, TypeVar

T = TypeVar("T")

MOST: Final = 32  # results kept at a time


class Recent:
    """Keeps results in memory; a failure is not kept, and a clock that went back forgets."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[datetime, object]] = {}

    async def of(
        self, key: Hashable, make: Callable[[], Awaitable[T]], now: datetime, lasts: timedelta
    ) -> T:
        """Return what `make` made for this key at most `lasts` ago, or makes now."""
        made_at, made = self._kept.get(key, (None, None))
        if made_at is None or not made_at <= now < made_at + lasts:
            made = await make()
            self._kept.pop(key, None)
            self._kept[key] = (now, made)
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return made  # type: ignore[return-value]  # what this key was made by
