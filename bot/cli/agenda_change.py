"""What changing an event means: which one is meant, how it is afterwards, and writing it down."""

from dataclasses import dataclass, replace
from datetime import date, time

from bot.cli.agenda_preview import Moved
from bot.cli.agenda_words import Spot, line, place_name
from bot.core.agenda import Days, Happening
from bot.storage import agenda as storage
from bot.storage.authority import Place
from bot.storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be changed; None and "" stay as they are."""

    event: str
    spot: Spot
    on: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    place: str = ""
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as it is shown: the event before and after it, and what follows."""

    before: Happening
    after: Happening
    where: str
    moved: list[Moved]

    @property
    def is_same(self) -> bool:
        return self.before == self.after

    @property
    def head(self) -> list[str]:
        return [
            f"{self.after.title} ({self.where})",
            f"  dari {line(self.before)}",
            f"  ke   {line(self.after)}",
        ]


def event_named(name: str, events: dict[str, Days]) -> Days:
    found = [key for key in events if key == name] or [
        key for key in events if key.startswith(name.strip().casefold())
    ]
    if len(found) == 1:
        return events[found[0]]
    known = ", ".join(found or events)
    why = "cocok dengan lebih dari satu acara" if found else "tidak ada di agenda"
    raise ValueError(f"Acara {name!r} {why}. Pilih salah satu: {known}.")


def changed(days: Days, wanted: Wanted, place: Place | None) -> tuple[Shown, Days]:
    """Return the event before and after in that place, and all its days afterwards."""
    path = place.path if place else ()
    before = days.of(path)
    if before is None or days.usual is None:
        raise ValueError("Acara itu tidak mempunyai hari.")
    where = place_name(place) if place else "seluruh kota"
    if wanted.reset:
        if place is None or place.id not in days.elsewhere:
            raise ValueError(f"{where} tidak mempunyai kekhususan untuk acara itu.")
        rest = {area: other for area, other in days.elsewhere.items() if area != place.id}
        new = Days(days.usual, rest)
        return Shown(before, new.of(path) or before, where, []), new
    after = _moved_to(before, wanted)
    if place is None:
        return Shown(before, after, where, []), Days(after, days.elsewhere)
    return Shown(before, after, where, []), Days(days.usual, {**days.elsewhere, place.id: after})


def _moved_to(before: Happening, wanted: Wanted) -> Happening:
    """Return the event with what was given; one of several days stays as long as it was."""
    on = wanted.on or before.on
    until = before.until + (on - before.on) if before.until else None
    after = replace(
        before,
        on=on,
        until=until,
        from_time=wanted.from_time or before.from_time,
        to_time=wanted.to_time or before.to_time,
        place=wanted.place or before.place,
    )
    if after.to_time and not after.from_time:
        raise ValueError("Sebut juga jam mulainya: --jam JAM.")
    if after.from_time and after.to_time and not until and after.to_time <= after.from_time:
        raise ValueError("Jam selesai tidak sesudah jam mulai. Sebut --jam dan --sampai.")
    return after


async def save(tx: Transaction, wanted: Wanted, after: Happening, place: Place | None) -> None:
    if place is None:
        storage.save(tx, after)
    elif wanted.reset:
        await storage.drop_at(tx, after.id, place.id)
    else:
        storage.save_at(tx, after, place.id)
