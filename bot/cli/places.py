"""Areas by the names people type: matched generously, and never guessed."""

import re
from collections.abc import Sequence

from bot.storage import authority
from bot.storage.authority import Place
from bot.storage.engine import Fetch

NEAR = 60  # per cent, rapidfuzz ratio: what may have been meant
_PREFIX = re.compile(r"^(desa|kelurahan|kel|ds|kecamatan|kec|tps)\b\.?\s*", re.IGNORECASE)


def named(name: str, places: Sequence[Place], level: str) -> Place:
    """Return the one place called `name`; raises ValueError that names those that are near.

    "Kelurahan Sisir" is also found as "sisir"; two of one name by "Beji (Junrejo)".
    """
    found = [place for place in places if key(name) in {key(place.name), key(_full(place))}]
    if len(found) == 1:
        return found[0]
    if found:
        which = " atau ".join(f'"{_full(place)}"' for place in found)
        raise ValueError(f"Ada lebih dari satu {level} {name}. Tulis {which}.")
    close = near(name, places)
    hint = f" Mungkin maksudnya {' atau '.join(close)}?" if close else ""
    raise ValueError(f"{level} {name!r} tidak ada di daftar petugas.{hint}")


async def tps(fetch: Fetch, wanted: str, desa: Place) -> Place:
    """Return a TPS of a desa by its number, leading zeros or not; ValueError as `named`."""
    known = [
        place
        for place in await authority.list_places(fetch, "tps")
        if place.path[:-1] == desa.path
    ]
    number = wanted.strip().zfill(3) if wanted.strip().isdecimal() else wanted
    return named(number, known, f"Di Desa {desa.name}, TPS")


def key(name: str) -> str:
    return " ".join(_PREFIX.sub("", name.strip()).casefold().split())


def _full(place: Place) -> str:
    return f"{place.name} ({place.names[-2]})" if len(place.names) > 1 else place.name


def near(name: str, places: Sequence[Place], least: float = NEAR) -> list[str]:
    """Return up to three names of places that are at least so like `name`, likest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a name is wrong

    names = [place.name for place in places]
    found = process.extract(
        key(name).replace(" ", ""),
        [key(known).replace(" ", "") for known in names],
        scorer=fuzz.ratio,
        limit=3,
        score_cutoff=least,
    )
    return list(dict.fromkeys(names[n] for _, _, n in found))
