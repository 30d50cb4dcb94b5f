"""Broadcasts against a server with Telegram's limits: how fast, and what it costs those who tap.

`python -m bench.broadcast` sends to 600 people; `--full` to all 4,277 of the sample roster, and
`--large` shows what 100,000 do. Every figure stands beside the ideal of its rate.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import Crowd, percentile
from bench.limits import LimitedApi, busiest
from bench.memory import resident_mb
from bench.office import LARGE, OFFICE, Office, is_done, office, unbalanced
from bench.taps import PEER_PYTHON, PEERS

SHORT = 600  # recipients in `make bench`
USUAL, ALONE, LIMIT = 25, 29, 30  # messages a second
TAPS = 4.0  # messages a second of those who work through quizzes
QUIET_SECONDS = 20.0  # of taps without a broadcast, to compare with
WORDS = "Siaran uji"
TEXT = f"{WORDS}: besok pukul 07.00 di balai desa."


@dataclass(frozen=True, slots=True)
class Figure:
    """One broadcast: seconds from the first message to the last, and how long taps waited."""

    name: str
    recipients: int
    rate: int  # messages a second meant; 0 for no limit
    seconds: float
    floods: int
    busiest: int  # messages at most in any second, all together
    quiet: float = float("nan")  # p95 of the wait for an answer in seconds, before
    during: float = float("nan")
    lost: int = 0

    @property
    def ratio(self) -> float:
        """Return how many times as long as the rate allows it took."""
        return self.seconds * self.rate / self.recipients


def arrived(api: LimitedApi) -> int:
    """Return to how many chats the broadcast came."""
    return sum(WORDS in text for _, text in api.copies)


def figure(
    api: LimitedApi, name: str, people: int, rate: int, waits: Sequence[Sequence[float]] = ((), ())
) -> Figure:
    came = [at for at, text in zip(api.times, api.texts, strict=True) if WORDS in text]
    doubles = sum(times - 1 for (_, text), times in api.copies.items() if WORDS in text)
    assert not doubles, f"{doubles} messages came twice"
    return Figure(
        name,
        people,
        rate,
        came[-1] - came[0],
        api.floods,
        busiest(api.times),
        percentile(waits[0], 0.95),
        percentile(waits[1], 0.95),
        people - arrived(api),
    )


async def send(place: Office, people: int) -> int:
    """Send to everyone and wait until nothing is left to do; return the broadcast's number."""
    found = await place.broadcast(TEXT)
    number, patience = int(found["id"]), people / (place.bulk_rate or 100) * 2 + 60
    await place.api.until(lambda: arrived(place.api) >= people, patience)
    await asyncio.sleep(1)
    ledger = await place.ledger(number)
    assert is_done(ledger), ledger
    assert not unbalanced(ledger), ledger
    assert ledger["accepted"] == people, ledger
    return number


async def alone(folder: Path, people: int, rate: int, limit: int = LIMIT) -> Figure:
    """Broadcast while nobody taps."""
    api = LimitedApi(overall=limit, per_chat=1 if limit else 0)
    async with office(folder, api, rate, (OFFICE, people)) as place:
        await send(place, people)
        return figure(api, f"bimtek-bot, rate {rate or 'none'}, alone", people, rate)


async def with_taps(folder: Path, people: int, *, evenly: bool = True) -> Figure:
    """Broadcast while people work through quizzes."""
    api = LimitedApi(overall=LIMIT)
    async with office(folder, api, USUAL, (OFFICE, people)) as place:
        crowd = Crowd(api, TAPS, evenly=evenly)
        await crowd.enter()
        quiet = await _waits(crowd, asyncio.sleep(QUIET_SECONDS))
        api.forget()
        during = await _waits(crowd, send(place, people))
        how = "evenly" if evenly else "at random"
        name = f"bimtek-bot, rate {USUAL}, {TAPS:.0f} taps/s {how}"
        return figure(api, name, people, USUAL, (quiet, during))


async def _waits(crowd: Crowd, meanwhile: object) -> list[float]:
    crowd.begin()
    try:
        await asyncio.ensure_future(meanwhile)  # type: ignore[call-overload]
    finally:
        waits = await crowd.end()
    return waits


async def peer(folder: Path, people: int) -> Figure:
    """Let PTB's own rate limiter do the same, in a plain loop."""
    api = LimitedApi(overall=LIMIT)
    await api.start()
    with (folder / "stderr").open("wb") as words:
        process = await asyncio.create_subprocess_exec(
            str(PEER_PYTHON),
            str(PEERS / "ptb_broadcast.py"),
            f"http://127.0.0.1:{api.port}",
            str(folder / "peer.db"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=words,
        )
    try:
        await asyncio.wait_for(api.polled.wait(), 60)
        crowd = Crowd(api, TAPS)
        await crowd.enter(ours=False)
        quiet = await _waits(crowd, asyncio.sleep(QUIET_SECONDS))
        api.forget()
        during = await _waits(crowd, _tell(api, crowd, people))
        return figure(api, "PTB 22.8, AIORateLimiter", people, LIMIT, (quiet, during))
    finally:
        process.terminate()
        await process.wait()
        await api.stop()


async def _tell(api: LimitedApi, crowd: Crowd, people: int) -> None:
    """Begin the peer's broadcast, and wait until nothing has come for a while."""
    first = 1_000_000
    text = f"/siaran {first} {first + people}"
    api.order(crowd.people[0], text)
    last = (0, time.monotonic())
    while arrived(api) < people and time.monotonic() - last[1] < 30:
        await asyncio.sleep(0.2)
        if arrived(api) != last[0]:
            last = (arrived(api), time.monotonic())


def line(one: Figure) -> str:
    if one.rate:
        pace = f"{one.ratio:.3f} of the ideal {one.recipients / one.rate:.1f} s"
    else:
        pace = f"{one.recipients / one.seconds:.0f} messages/s"
    text = (
        f"  {one.name:38} {one.recipients:,} in {one.seconds:.1f} s: {pace}"
        f"  {one.floods} × 429, {one.busiest} in the fullest second, {one.lost} lost"
    )
    if one.quiet == one.quiet:  # somebody tapped
        ratio = one.during / one.quiet
        text += f"  taps p95 {one.during * 1000:.1f} ms, {ratio:.2f} × without"
    return text


async def compare(people: int) -> None:
    """Print all figures, each from an office of its own; the peer comes in the same run."""
    plays: tuple[Callable[[Path], Awaitable[Figure]], ...] = (
        lambda folder: with_taps(folder, people),
        lambda folder: peer(folder, people),
        lambda folder: alone(folder, people, ALONE),
        lambda folder: alone(folder, OFFICE, 0, 0),
        lambda folder: with_taps(folder, people, evenly=False),
    )
    print("\nBroadcasts against a server that takes 30 messages a second, 1 a second per chat")
    for play in plays:
        with tempfile.TemporaryDirectory() as folder:
            print(line(await play(Path(folder))), flush=True)


# --- 100,000 ----------------------------------------------------------------------------------


async def large(people: int = LARGE) -> None:
    """Print what so many recipients cost: time and memory, and whether a stop is heard."""
    with tempfile.TemporaryDirectory() as name:
        api = LimitedApi(overall=0, per_chat=0)
        async with office(Path(name), api, 200, (people,)) as place:
            await _large(place, people)


async def _large(place: Office, people: int) -> None:
    before = resident_mb(place.pid)
    words = ("broadcast", "send", "--text", TEXT, "--audience", "peran=KPPS", "--yes", "--json")
    sent = await place.bimtek(*words)
    number = str(sent.found["id"])
    print(
        f"\n{people:,} recipients: enqueued in {sent.seconds:.1f} s, {sent.megabytes:.0f} MB;"
        f" the bot {before:.0f} → {resident_mb(place.pid):.0f} MB"
    )
    await place.api.until(lambda: arrived(place.api) > 400, 60)
    for word in ("status", "pause", "resume", "stop"):
        args = ("--json",) if word == "status" else ()
        ran = await place.bimtek("broadcast", word, number, *args)
        at_once, sent_then = arrived(place.api), time.monotonic()
        await asyncio.sleep(2)
        late = arrived(place.api) - at_once
        print(f"  {word:7} {ran.seconds:.2f} s (status {ran.status}); {late} came after it in"
              f" {time.monotonic() - sent_then:.0f} s")  # fmt: skip
    await place.api.until(lambda: _ended(place, number), 60)
    ledger = await place.ledger(int(number))
    print(f"  at the end {resident_mb(place.pid):.0f} MB, {unbalanced(ledger) or 'balanced'}")


async def _ended(place: Office, number: str) -> bool:
    return is_done(await place.ledger(int(number)))


def main(people: int = SHORT) -> None:
    asyncio.run(compare(people))


if __name__ == "__main__":
    if os.environ.get("BENCH_PEER"):  # the peer only
        with tempfile.TemporaryDirectory() as there:
            print(line(asyncio.run(peer(Path(there), SHORT))))
    elif "--large" in sys.argv:
        asyncio.run(large())
    else:
        main(OFFICE if "--full" in sys.argv else SHORT)
