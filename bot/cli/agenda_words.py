"""Places and events of the agenda as the command line reads and writes them."""

from dataclasses import dataclass
from typing import Any

import typer

from bot.cli.places import named
from bot.core.agenda import Happening
from bot.core.say import Say
from bot.screens.seats import day
from bot.storage import authority
from bot.storage.authority import Place
from bot.storage.engine import Fetch


@dataclass(frozen=True, slots=True)
class Spot:
    """The part of the kota that was named; all empty: the whole of it."""

    kecamatan: str = ""
    desa: str = ""
    tps: str = ""

    def __bool__(self) -> bool:
        return bool(self.kecamatan or self.desa or self.tps)


def spot_of(kecamatan: str, desa: str, tps: str) -> Spot:
    if tps and not desa:
        raise typer.BadParameter("Sebut juga desanya: --desa NAMA --tps NOMOR.")
    return Spot(kecamatan, desa, tps)


async def find_place(fetch: Fetch, spot: Spot) -> Place | None:
    """Return the area that was named, None for the kota; raises ValueError with what is near."""
    if not spot:
        return None
    found: Place | None = None
    wanted = (("kecamatan", spot.kecamatan), ("desa", spot.desa), ("tps", spot.tps))
    for level, name in wanted:
        if name:
            places = await authority.list_places(fetch, level)
            inside = [p for p in places if not found or p.path[: len(found.path)] == found.path]
            found = named(_number(name) if level == "tps" else name, inside, level)
    return found


def _number(name: str) -> str:
    """Return the number of a TPS as the roster writes it: `3` and `TPS 3` are `003`."""
    digits = name.lower().removeprefix("tps").strip()
    return digits.zfill(3) if digits.isdecimal() else name


def event_json(happening: Happening) -> dict[str, Any]:
    return {
        "id": happening.id,
        "title": happening.title,
        "date": happening.on.isoformat(),
        "until": happening.until.isoformat() if happening.until else None,
        "from": f"{happening.from_time:%H:%M}" if happening.from_time else None,
        "to": f"{happening.to_time:%H:%M}" if happening.to_time else None,
        "place": happening.place,
    }


def line(happening: Happening) -> str:
    text = day(Say(), happening.on)
    if happening.until:
        text += f" sampai {day(Say(), happening.until)}"
    if happening.from_time:
        text += f", pukul {happening.from_time:%H.%M}"
    if happening.to_time:
        text += f"–{happening.to_time:%H.%M}"
    return f"{text}, {happening.place}" if happening.place else text


def place_name(place: Place) -> str:
    """Return e.g. `TPS 003, Desa Punten`."""
    _, *below = place.names
    labels = [f"Kecamatan {below[0]}", *(f"Desa {name}" for name in below[1:2])]
    return ", ".join([*(f"TPS {name}" for name in below[2:]), labels[-1]])
