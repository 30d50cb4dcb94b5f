"""The agenda: what happens when, and how far away it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.core.people import Path

VOTING = "pemungutan-suara"  # the id of voting day


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


# --- other dates in some areas ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Days:
    """One event where it is as usual, and in the areas (by id) where it is on another day.

    A pemungutan susulan in one TPS, or an inauguration that each desa holds at its own place.
    """

    usual: Happening | None
    elsewhere: Mapping[int, Happening] = field(default_factory=dict)

    def of(self, path: Path) -> Happening | None:
        """Return the event as it is in the area `path`: the nearest one that differs counts."""
        for area in reversed(path):
            if area in self.elsewhere:
                return self.elsewhere[area]
        return self.usual

    def dates(self) -> set[date]:
        """Return the first days it has anywhere."""
        usual = {self.usual.on} if self.usual else set()
        return usual | {happening.on for happening in self.elsewhere.values()}

    @property
    def last(self) -> Happening | None:
        """Return the one that ends last anywhere."""
        found = [*([self.usual] if self.usual else []), *self.elsewhere.values()]
        return max(found, key=lambda happening: happening.last_day, default=None)
