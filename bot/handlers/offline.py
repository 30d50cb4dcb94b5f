"""What the page of a phone asks, to have it at hand when there is no network."""

import hashlib

from bot.core.agenda import VOTING
from bot.core.people import Person, Role
from bot.handlers.deps import House
from bot.screens import offline as screens
from bot.storage import agenda
from bot.storage import offline as storage
from bot.storage.engine import Fetch

MARK = 10  # hexadecimal digits that tell one person of a phone from another


async def find_mine(fetch: Fetch, house: House, channel: str, address: str) -> dict[str, object]:
    """Return what this phone may keep of the person at it now; empty where nobody is known.

    The number and the TPS, the day of voting there, and what the team has ticked by when: no
    names, and nothing of anybody else.
    """
    who = await storage.find_who(fetch, channel, address)
    if who is None or who.person.seat is None:
        return {}
    voting = (await agenda.load_days(fetch, VOTING)).of(who.path)
    ticks = {}
    if voting and who.person.role is Role.KPPS:
        ticks = dict(await storage.list_ticks(fetch, who.path[-1], voting.on))
    return {
        "siapa": _mark(who.person),
        "peran": screens.whom(who.person),
        "tempat": screens.place(house.say("id"), who.person),
        "hari": voting.on.isoformat() if voting else "",
        "tanda": {step: at.astimezone(house.zone).strftime("%H.%M") for step, at in ticks.items()},
    }


def _mark(person: Person) -> str:
    """Return what changes with the person at the phone, and says nothing about them."""
    return hashlib.sha256(f"luring {person.id}".encode()).hexdigest()[:MARK]
