"""Who sent a broadcast, as everyone who gets it reads."""

from bot.core.dialog import clip
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.broadcast import NAME_CLIP, sender_label
from bot.screens.broadcast_running import nobody


def sender(say: Say, by: int, person: Person | None, kota: str) -> str:
    """Return the person with their seat; the operator (`by` 0) is the office of the kota.

    Somebody who left their seat is still named; who was erased is not.
    """
    if not by:
        office = clip(kota, NAME_CLIP)
        return say("KPU {kota} (operator bot)").format(kota=office).unescape()
    if person is None:
        return nobody(say).unescape()
    if person.seat is None and person.name:
        return clip(person.name, NAME_CLIP)
    return sender_label(say, person)
