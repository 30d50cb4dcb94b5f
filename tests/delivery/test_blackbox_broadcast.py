"""A whole bot against a server that goes wrong: what the ledger says is what happened."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.faults import EVERY, FAULTS
from bench.limits import Fault, LimitedApi
from bench.office import FIRST_CHAT, Office
from bench.play import RATE, compare, done, look, send, states

PEOPLE = 240
QUICK = {kind: fault for kind, fault in FAULTS.items() if kind not in {"silent", "flood once"}}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an office with the sample roster, to be copied."""
    folder = tmp_path_factory.mktemp("office")
    asyncio.run(Office(folder).settle(registered=PEOPLE))
    return folder


@pytest.fixture
async def place(settled: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Give an office to start a bot in, and a server without limits."""
    shutil.copytree(settled, tmp_path / "office")
    api = LimitedApi(overall=0, per_chat=0)
    await api.start()
    office = Office(tmp_path / "office", api, bulk_rate=RATE)
    try:
        yield office
    finally:
        await office.end()
        await api.stop()


async def test_one_persons_fault_harms_nobody_else(place: Office):
    faulty = dict(zip(range(FIRST_CHAT, FIRST_CHAT + PEOPLE, EVERY // 4), QUICK, strict=False))
    for chat, kind in faulty.items():
        place.api.faults[chat] = FAULTS[kind][0]()

    await place.start()
    number = await send(place)
    ledger = await done(place, number)

    found = states(place, number)
    wanted = {chat: FAULTS[kind][1] for chat, kind in faulty.items()}
    assert {chat: found[chat] for chat in faulty} == wanted
    assert ledger["accepted"] == PEOPLE - sum(state != "accepted" for state in wanted.values())
    compare(place, number)


async def test_killed_in_the_middle_nobody_gets_it_twice(place: Office):
    await place.start()
    number = await send(place)
    for wanted in (40, 120):
        await place.api.until_came(wanted)
        await place.end(signal.SIGKILL)
        await look(place, number)
        await place.start()

    ledger = await done(place, number)

    assert ledger["accepted"] + ledger["unknown"] == PEOPLE
    compare(place, number)


async def test_ended_in_order_nothing_is_unknown_and_the_rest_goes_out_later(place: Office):
    place.api.everyone = Fault("slow", seconds=0.2)
    await place.start()
    number = await send(place)
    await place.api.until_came(40)

    assert await place.end() == 0
    stopped = await look(place, number)
    await place.start()
    ledger = await done(place, number)

    assert (stopped["sending"], stopped["unknown"]) == (0, 0)
    assert ledger["accepted"] == PEOPLE
    compare(place, number)


async def test_a_stop_by_command_is_obeyed(place: Office):
    place.bulk_rate = 20
    await place.start()
    number = await send(place)
    await place.api.until_came(20)

    assert (await place.bimtek("broadcast", "stop", str(number))).status == 0
    ledger = await done(place, number)

    assert ledger["cancelled"] > 0
    assert ledger["accepted"] + ledger["cancelled"] == PEOPLE
    compare(place, number)
