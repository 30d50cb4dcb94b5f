"""Two coordinators at once, on both databases: one act counts, and each of them is traced."""

import asyncio

import pytest

from bot.core.dialog import Tap
from tests.handlers.test_outreach import holder, verbs
from tests.handlers.test_replacing import seat
from tests.handlers.test_team import numbers
from tests.phone import Phone, Town


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
    return town


@pytest.fixture
async def both(house: Town) -> list[Phone]:
    return [await house.registered("PPS", n, f"hp{n}") for n in (1, 2)]


async def together(phones: list[Phone], *actions: str) -> None:
    for phone in phones:
        phone.heard = []
    taps = [phone.incoming(Tap(act)) for phone, act in zip(phones, actions, strict=True)]
    await asyncio.gather(*(phones[0].town.router.take(tap) for tap in taps))


async def test_a_seat_gets_one_new_holder(house: Town, both: list[Phone]):
    three = await seat(house)
    acts = []
    for phone, name in zip(both, ("Pertama", "Kedua"), strict=True):
        await phone.tap(f"ganti:{three}")
        await phone.type(name)
        acts.append(phone.find("Ya, simpan")[1].action)
    await together(both, *acts)

    assert await verbs(house) == ["ganti-anggota"]
    assert await house.count("holding", "seat_id = $1 AND to_at IS NULL", three) == 1
    shown = {name for name in ("Pertama", "Kedua") if name in both[0].text}
    assert len(shown) == 1
    assert shown == {name for name in ("Pertama", "Kedua") if name in both[1].text}


async def test_no_two_members_get_one_number(house: Town, both: list[Phone]):
    three, four = await seat(house, 3), await seat(house, 4)
    await together(both, f"nomor:{three}:7", f"nomor:{four}:7")

    assert sorted(n or 0 for n in (await numbers(house)).values()) == [1, 2, 3, 4, 5, 6, 7]
    assert await verbs(house) == ["atur-nomor", "atur-nomor"]


async def test_marks_and_trainings_at_once_are_both_traced(house: Town, both: list[Phone]):
    siti = await holder(house)
    await together(both, f"tanda:{siti}:dihubungi", f"tatap:{siti}:2024-01-25")

    assert sorted(await verbs(house)) == ["catat-tatap-muka", "tandai-dihubungi"]
    assert await house.count("contact_mark") == 1
    assert await house.count("trained") == 1
