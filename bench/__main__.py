"""`make bench`: every benchmark, as ratios measured in one run."""

import asyncio
import tempfile
from pathlib import Path

from bench import broadcast, forgetting, memory, results, roster, taps
from bot.content import load


def main() -> None:
    taps.report(asyncio.run(taps.compare()))
    with tempfile.TemporaryDirectory() as folder:
        memory.report(*asyncio.run(memory.everyone(Path(folder))))
    roster.main(roster.OFFICE)
    broadcast.main()
    results.main()
    forgetting.report(load())


main()
