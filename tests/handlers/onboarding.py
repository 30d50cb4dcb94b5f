"""What tests of getting on board share: a request on its way, and where the seats are."""

import pytest

from bot.core.people import Role
from tests.phone import Phone, Town

NAME = "Pemohon <b>Contoh</b>"

both = pytest.mark.parametrize("town", ["town", "postgres_town"], indirect=True)


async def area(town: Town, level: str, name: str) -> int:
    [row] = await town.rows("area", "level = $1 AND name = $2", level, name)
    return int(row["id"])


async def vacant_seat(town: Town) -> int:
    """Return KPPS 7 of TPS 005, which nobody holds."""
    [row] = await town.rows("seat", "code = $1", town.code("005", "KPPS", 7))
    return int(row["id"])


async def role_of(phone: Phone) -> Role | None:
    person = (await phone.chat()).person
    return person.role if person else None


async def drafted(town: Town, address: str = "hp1", tps: str = "5", name: str = NAME) -> Phone:
    """Return a phone that has come to the summary."""
    phone = await town.guest(address)
    await phone.tap("minta")
    await phone.type(name)
    await phone.press("Junrejo", "Beji")
    await phone.type(tps)
    return phone


async def sent(town: Town, address: str = "hp1", tps: str = "5") -> Phone:
    phone = await drafted(town, address, tps)
    await phone.press("Kirim permohonan")
    return phone


async def request_id(town: Town, number: int = -1) -> int:
    rows = await town.db.read("SELECT id FROM request ORDER BY id")
    return int(rows[number]["id"])
