"""Voting day on phones: the clock of the place, areas, and ticks."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.say import Say
from bot.screens import menu
from tests.phone import WIB, Phone, Town
from tests.world import register

FORBIDDEN = menu.forbidden(Say()).text.unescape()
STALE = menu.stale(Say()).text.unescape()


def clock(town: Town, day: int, hour: str, zone: ZoneInfo = WIB) -> None:
    """Set the clock to an hour of February 2024, as it is there."""
    town.clock.set(datetime.combine(date(2024, 2, day), time.fromisoformat(hour), zone))


async def area(town: Town, name: str) -> int:
    (row,) = await town.rows("area", "name = $1", name)
    return int(row["id"])


async def in_tps_005(town: Town, number: int, address: str) -> Phone:
    return await register(town, address, town.code("005", "KPPS", number))


async def tick(phone: Phone, step: str, how: str = "1", on: str = "20240214") -> str:
    """Press the button of a step for TPS 004; return what is said."""
    await phone.tap(f"centang:{await area(phone.town, '004')}:{on}:{step}:{how}")
    return phone.text
