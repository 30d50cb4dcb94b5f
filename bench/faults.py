"""What goes wrong between the bot and the Bot API: each message ends as it should."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from bench.limits import BLOCKED, BROKEN, DEACTIVATED, FLOOD, NOT_FOUND, ODD, TOO_LONG, Fault
from bench.office import FIRST_CHAT, OFFICE
from bench.play import RATE, check, compare, done, look, ready, send, states

FAULTS: dict[str, tuple[Callable[[], Fault], str]] = {  # what happens, and the state it ends in
    "blocked": (lambda: Fault("refuse", BLOCKED), "blocked"),
    "deactivated": (lambda: Fault("refuse", DEACTIVATED), "failed"),
    "not found": (lambda: Fault("refuse", NOT_FOUND), "failed"),
    "unfamiliar": (lambda: Fault("refuse", ODD), "failed"),
    "too long": (lambda: Fault("refuse", TOO_LONG), "failed"),
    "flood once": (lambda: Fault("refuse", FLOOD, times=1), "accepted"),
    "500 once": (lambda: Fault("refuse", BROKEN, times=1), "accepted"),
    "502 of a box": (lambda: Fault("html", times=1), "unknown"),
    "dropped before": (lambda: Fault("drop before", times=1), "unknown"),
    "dropped after": (lambda: Fault("drop after", times=1), "unknown"),
    "slow": (lambda: Fault("slow", seconds=2.0), "accepted"),
    "silent": (lambda: Fault("slow", seconds=40.0), "unknown"),
}
EVERY = 40  # one in so many people meets a fault


async def faults(rate: int = RATE, people: int = OFFICE) -> str:
    """Give one in forty people some fault: each ends as the table says, all others get theirs."""
    kinds, planned = list(FAULTS), {}
    async with ready(rate, OFFICE, people) as place:
        for n, chat in enumerate(range(FIRST_CHAT, FIRST_CHAT + people, EVERY)):
            planned[chat] = kinds[n % len(kinds)]
            place.api.faults[chat] = FAULTS[planned[chat]][0]()
        number = await send(place)
        await done(place, number)
        compare(place, number)
        ended: dict[str, Counter[str]] = {}
        for chat, state in states(place, number).items():
            kind = planned.get(chat, "none")
            ended.setdefault(kind, Counter())[state] += 1
        for kind, found in ended.items():
            wanted = FAULTS[kind][1] if kind in FAULTS else "accepted"
            check(set(found) == {wanted}, f"{kind}: {dict(found)}, meant {wanted}")
    return f"{len(planned)} faults among {people}: { ({k: dict(v) for k, v in ended.items()}) }"


async def away(rate: int = RATE, seconds: float = 60.0) -> str:
    """Take the network away in the middle for a minute: all but what was on the wire arrives."""
    async with ready(rate) as place:
        number = await send(place)
        await place.api.until_came(500)
        place.api.go_away()
        await asyncio.sleep(seconds)
        before = await look(place, number)
        await place.api.start()
        back = time.monotonic()
        await done(place, number)
        found = compare(place, number)
        check(found["accepted"] + found["unknown"] == OFFICE, f"{found}")
        check(found["unknown"] <= max(rate, 64), f"{found}")
    return (
        f"{seconds:.0f} s without network: {dict(found)}; {before['pending']:,} waited, done"
        f" {time.monotonic() - back:.0f} s after it came back"
    )


async def boxed(seconds: float = 10.0, rate: int = 25, people: int = 600) -> str:
    """Let a box between answer 502 to everyone, then hang up on everyone, for some seconds.

    Nobody can know whether those messages went on, so the bot had better send few of them.
    """
    async with ready(rate, OFFICE, people) as place:
        number = await send(place)
        unknown = []
        for n, wrong in enumerate(("502", "hang up"), 1):
            await place.api.until_came(n * 100)
            place.api.everyone = Fault("html") if wrong == "502" else None
            place.api.hanging_up = wrong == "hang up"
            place.api.cut()
            await asyncio.sleep(seconds)
            place.api.everyone, place.api.hanging_up = None, False
            unknown.append((await look(place, number))["unknown"])
        ledger = await done(place, number)
        compare(place, number)
        check(ledger["accepted"] + ledger["unknown"] == people, f"{ledger}")
        check(ledger["unknown"] <= 2 * (rate + 64), f"{unknown} unknown in two spells")
    return f"{seconds:.0f} s of 502, then of hanging up: {unknown} unknown of {people}"


async def slow(rate: int = 25, people: int = 300) -> str:
    """Take two seconds for every answer: the rate holds."""
    async with ready(rate, OFFICE, people) as place:
        place.api.delay = 2.0
        number = await send(place)
        await done(place, number)
        found = compare(place, number)
        took = place.api.times[-1] - place.api.times[0]
        check(found["accepted"] == people, f"{found}")
        check(took < people / rate * 1.25, f"{took:.0f} s for {people} at {rate}/s")
    return f"2 s an answer: {people} in {took:.1f} s (ideal {people / rate:.1f})"
