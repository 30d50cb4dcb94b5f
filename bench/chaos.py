"""A broadcast while the bot is killed, stopped, paused and cut off; what the ledger says of it.

`python -m bench.chaos` kills it 30 times; `python -m bench.chaos stop pause faults away` plays
those, and `all` plays all. It ends with status 1 where anything does not add up.
"""

import asyncio
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bench.faults import away, boxed, faults, slow
from bench.limits import LimitedApi
from bench.office import OFFICE, Office, is_done
from bench.play import RATE, WORDS, Wrong, check, compare, done, look, ready, send, states

KILLS = 30


# --- killed -----------------------------------------------------------------------------------


async def kills(rate: int = RATE, times: int = KILLS) -> str:
    """Kill the bot at random moments of broadcasts, as many as it takes."""
    chance, killed, unknown, sent = random.Random(8), 0, 0, 0
    async with ready(rate) as place:
        await place.end()
        while killed < times:
            sent += 1
            name = f"ke-{sent}."
            number = await send(place, name)
            while killed < times and not is_done(await look(place, number)):
                await place.start()
                await _some_time(place, chance)
                await place.end(signal.SIGKILL)
                killed += 1
                compare(place, number, name)
            await place.start()
            await done(place, number)
            found = compare(place, number, name)
            check(sum(found.values()) == OFFICE, f"{found}")
            unknown += found["unknown"]
            if found["unknown"]:
                await _resend(place, number, name)
            await place.end(signal.SIGKILL)
    return f"{killed} kills in {sent} broadcasts at {rate}/s: {unknown} unknown, nobody twice"


async def _some_time(place: Office, chance: random.Random) -> None:
    """Wait: a moment, until some messages more have come, or not even until the bot is up."""
    way = chance.choice(("moment", "messages", "messages", "starting"))
    if way == "moment":
        await asyncio.sleep(chance.uniform(0, 0.5))
    elif way == "messages":
        with suppress(TimeoutError):  # there are no more so many
            await place.api.until_came(len(place.api.times) + chance.randint(1, 600), 5)
        await asyncio.sleep(chance.uniform(0, 0.1))
    else:
        await place.end(signal.SIGKILL)
        await place.launch()
        await asyncio.sleep(chance.uniform(0, 2.0))


async def _resend(place: Office, number: int, name: str) -> None:
    """Send what is unknown again, as an operator would: everyone has it then."""
    before = states(place, number)
    args = ("--id", str(number), "--resend-unknown", "--yes")
    ran = await place.bimtek("ledger", *args)
    check(not ran.status, f"resend: {ran.err}")
    ledger = await done(place, number)
    check(ledger["accepted"] == OFFICE, f"after resending: {ledger}")
    for chat, times in place.api.got(f"{WORDS} {name}").items():
        check(times == 1 or before[chat] == "unknown", f"{chat} came twice, {before[chat]}")


async def terms(rate: int = RATE, times: int = 10) -> str:
    """Stop the bot in order, again and again: then nothing is unknown."""
    chance, slowest = random.Random(9), 0.0
    async with ready(rate) as place:
        number = await send(place)
        for _ in range(times):
            await asyncio.sleep(chance.uniform(0, 1.0))
            started = time.monotonic()
            status = await place.end()
            slowest = max(slowest, time.monotonic() - started)
            check(status == 0, f"status {status} after SIGTERM: {place.last_words()}")
            ledger = await look(place, number)
            check(not ledger["unknown"] and not ledger["sending"], f"after SIGTERM: {ledger}")
            compare(place, number)
            await place.start()
        ledger = await done(place, number)
        check(ledger["accepted"] == OFFICE, f"{ledger}")
        compare(place, number)
    return f"{times} times SIGTERM: nothing unknown, {slowest:.1f} s at most"


# --- paused and stopped -----------------------------------------------------------------------


async def pauses(rate: int = 0) -> str:
    """Pause, resume and stop at full speed; count what comes after the command has returned."""
    after = {}
    async with ready(rate) as place:
        place.api.delay = 0.1  # so that many are on the wire
        number = await send(place)
        for word in ("pause", "resume", "stop"):
            if word != "resume":
                await place.api.until_came(len(place.api.times) + 300)
            ran = await place.bimtek("broadcast", word, str(number))
            check(not ran.status, f"{word}: {ran.err}")
            after[word] = await _late(place.api)
            if word != "resume":
                check(after[word][1] == 0, f"{word}: {after[word][1]} came a second after it")
            if word == "pause":
                ledger = await look(place, number)
                check(ledger["pending"] and not ledger["sending"], f"paused: {ledger}")
        ledger = await done(place, number)
        check(ledger["accepted"] + ledger["cancelled"] == OFFICE, f"{ledger}")
        compare(place, number)
    return f"came within a second of the command, and later (rate {rate or 'none'}): {after}"


async def _late(api: LimitedApi) -> tuple[int, int]:
    """Return how many came in the second from now, and in the two after it."""
    before = len(api.times)
    await asyncio.sleep(1)
    within = len(api.times)
    await asyncio.sleep(2)
    return within - before, len(api.times) - within


PLAYS: dict[str, Callable[[], Awaitable[str]]] = {
    "kill": kills,
    "kill-fast": lambda: kills(0),
    "term": terms,
    "term-fast": lambda: terms(0, 3),
    "pause": pauses,
    "pause-200": lambda: pauses(RATE),
    "faults": faults,
    "away": away,
    "boxed": boxed,
    "slow": slow,
}


async def play(names: list[str]) -> int:
    wrong = 0
    for name in names or ["kill"]:
        try:
            print(f"{name}: {await PLAYS[name]()}", flush=True)
        except (Wrong, AssertionError, TimeoutError, RuntimeError) as error:
            wrong += 1
            notes = "\n".join(getattr(error, "__notes__", []))
            print(f"{name}: WRONG: {error!r}\n{notes}", flush=True)
    return wrong


if __name__ == "__main__":
    chosen = list(PLAYS) if "all" in sys.argv[1:] else sys.argv[1:]
    sys.exit(asyncio.run(play(chosen)) > 0)
