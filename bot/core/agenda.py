"""The agenda: what happens when, and how far away it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry; dates and times are those of the place (WIB, WITA, WIT)."""

    id: str
    title: str
    on: date
    until: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    place: str = ""

    @property
    def last_day(self) -> date:
        return self.until or self.on


def upcoming(agenda: Iterable[Happening], today: date) -> list[Happening]:
    """Return what is still to come or under way, soonest first."""
    return sorted((h for h in agenda if h.last_day >= today), key=_order)


def past(agenda: Iterable[Happening], today: date) -> list[Happening]:
    return sorted((h for h in agenda if h.last_day < today), key=_order)


def _order(happening: Happening) -> tuple[date, time, str]:
    return happening.on, happening.from_time or time.min, happening.title


def days_until(happening: Happening, today: date) -> int:
    """Return the days from `today` to the first day: 0 today or under way."""
    return max(0, (happening.on - today).days)
