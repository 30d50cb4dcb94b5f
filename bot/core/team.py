"""The team at a TPS: its seven numbers, and who may move which."""

from dataclasses import dataclass

from bot.core.people import Person, Role, Seat

NUMBERS = range(1, 8)
KETUA = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of a team, who holds it (None: nobody), and how far they are."""

    seat: Seat
    person: Person | None = None
    is_ready: bool = False
    is_registered: bool = True


def changes_ketua(seat: Seat, number: int) -> bool:
    """Tell whether giving `number` to this seat makes or unmakes a ketua: that is for the PPS."""
    return seat.number != number and KETUA in {seat.number, number}


def is_ketua(person: Person) -> bool:
    """Tell whether the person leads a team at a TPS."""
    return person.role == Role.KPPS and person.number == KETUA
