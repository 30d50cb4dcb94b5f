"""What every play shares: an office, a broadcast, and the ledger held against what arrived."""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.limits import LimitedApi
from bench.office import OFFICE, Office, is_done, office, unbalanced

WORDS = "Siaran uji"
MAY_BE_THERE = ("accepted", "unknown", "sending")
RATE = 200  # messages a second, so that a broadcast of 4,277 outlasts some kills


class Wrong(AssertionError):
    """What the bot says and what happened do not agree."""


def check(ok: object, what: str) -> None:
    if not ok:
        raise Wrong(what)


@asynccontextmanager
async def ready(
    rate: int, people: int = OFFICE, registered: int | None = None
) -> AsyncIterator[Office]:
    """Yield an office whose server has no limits."""
    api = LimitedApi(overall=0, per_chat=0)
    with tempfile.TemporaryDirectory() as name:
        async with office(Path(name), api, rate, (people, registered or people)) as place:
            yield place


async def send(place: Office, name: str = "") -> int:
    found = await place.broadcast(f"{WORDS} {name}: besok pukul 07.00 di balai desa.")
    return int(found["id"])


async def done(place: Office, number: int, seconds: float = 120) -> dict[str, Any]:
    """Wait until nothing is left to do; return the ledger."""
    open_rows = "SELECT 1 FROM outbox WHERE mailing_id = ? AND state IN ('pending', 'sending')"
    await place.api.until(lambda: not place.query(f"{open_rows} LIMIT 1", number), seconds)
    ledger = await look(place, number)
    check(is_done(ledger), f"not done: {ledger}")
    return ledger


async def look(place: Office, number: int) -> dict[str, Any]:
    """Return the ledger as the command shows it; it is balanced."""
    ledger = await place.ledger(number)
    check(not unbalanced(ledger), unbalanced(ledger))
    return ledger


def states(place: Office, number: int) -> dict[int, str]:
    """Return the state of each chat's row."""
    rows = place.query(
        "SELECT CAST(c.address AS INTEGER), o.state FROM outbox o"
        " JOIN chat c ON c.person_id = o.person_id WHERE o.mailing_id = ?",
        number,
    )
    return dict(rows)


def compare(place: Office, number: int, name: str = "") -> Counter[str]:
    """Compare the ledger's rows with what arrived, person by person; return rows by state.

    Where the bot has just been killed, what was being sent may have arrived.
    """
    got = place.api.got(f"{WORDS} {name}")
    found = states(place, number)
    twice = [chat for chat, times in got.items() if times > 1]
    check(not twice, f"twice: {twice[:10]} ({[found.get(chat) for chat in twice[:10]]})")
    for chat, state in found.items():
        check(state != "accepted" or chat in got, f"{chat} accepted and never arrived")
        check(chat not in got or state in MAY_BE_THERE, f"{chat} arrived, {state}")
    strangers = set(got) - set(found)
    check(not strangers, f"arrived and not in the ledger: {sorted(strangers)[:10]}")
    return Counter(found.values())
