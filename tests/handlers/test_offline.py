"""What the page of a phone is told to keep of its own person."""

import json
from datetime import date

import pytest

from bot.handlers.deps import House
from bot.handlers.offline import find_mine
from tests.phone import WIB, Phone, Town


async def mine(town: Town, address: str = "hp1") -> dict[str, object]:
    house = House(town.content, town.languages, WIB, town.chance)
    return await find_mine(town.db.read, house, "web", address)


async def tick(town: Town, tps: str, step: str, on: str = "2024-02-14") -> None:
    [area] = await town.db.read("SELECT id FROM area WHERE level = 'tps' AND name = $1", tps)
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO step_done (area_id, on_date, step_id, by_id, at)"
            " VALUES ($1, $2, $3, 1, '2024-02-14T00:02:00.000000Z')",
            area["id"],
            on,
            step,
        )


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 4)


async def test_a_member_gets_number_place_day_and_what_the_team_ticked(town: Town, kpps: Phone):
    await tick(town, "004", "buka-rapat")
    await tick(town, "005", "milik-tps-lain")
    await tick(town, "004", "milik-hari-lain", "2024-02-24")
    found = await mine(town)

    assert found["peran"] == "KPPS 4"
    assert found["tempat"] == "TPS 004, Desa Beji"
    assert found["hari"] == "2024-02-14"
    assert found["tanda"] == {"buka-rapat": "07.02"}


async def test_no_name_no_number_of_a_person_and_no_code_is_in_it(town: Town, kpps: Phone):
    chat = await kpps.chat()
    told = json.dumps(await mine(town))

    assert chat.person is not None
    assert chat.person.name.split()[0] not in told
    assert str(chat.person.id) not in told
    assert town.code("004", "KPPS", 4) not in told


async def test_the_day_is_that_of_ones_own_area(town: Town, kpps: Phone):
    [area] = await town.db.read("SELECT id FROM area WHERE level = 'tps' AND name = '004'")
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO agenda_at (agenda_id, area_id, on_date)"
            " VALUES ('pemungutan-suara', $1, '2024-02-24')",
            area["id"],
        )
    await tick(town, "004", "ulang", "2024-02-24")
    found = await mine(town)

    assert (found["hari"], found["tanda"]) == (date(2024, 2, 24).isoformat(), {"ulang": "07.02"})


async def test_an_officer_has_no_ticks_of_ones_own(town: Town):
    await town.registered("PPS", 1)
    await tick(town, "004", "buka-rapat")
    found = await mine(town)

    assert (found["peran"], found["tempat"], found["tanda"]) == ("PPS", "Desa Beji", {})


async def test_without_a_day_in_the_agenda_nothing_is_ticked(town: Town, kpps: Phone):
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM agenda WHERE id = 'pemungutan-suara'")
    found = await mine(town)

    assert (found["hari"], found["tanda"]) == ("", {})


async def test_guests_strangers_and_those_who_left_are_nobody(town: Town, kpps: Phone):
    await town.guest("hp2")
    town.phone("hp3")

    assert await mine(town, "hp2") == {}
    assert await mine(town, "hp3") == {}
    assert await mine(town) != {}
    await kpps.type("/hapus")
    await kpps.press(*[label for label in kpps.labels if label.startswith("Ya")][:1])
    assert await mine(town) == {}


async def test_the_mark_tells_two_people_at_one_phone_apart(town: Town, kpps: Phone):
    first = (await mine(town))["siapa"]
    code = town.code("004", "KPPS", 5)
    await kpps.start(code)
    await kpps.tap(f"kenal:{code}")
    await kpps.tap(f"setuju:{code}:2")

    assert (await mine(town))["peran"] == "KPPS 5"
    assert (await mine(town))["siapa"] != first
