"""The seats content must serve: every KPPS number, PPS and PPK."""

from collections.abc import Iterable, Iterator

from bot.core.people import Audience, Person, Role, Seat


def _person(role: Role, number: int) -> Person:
    return Person(0, seat=Seat(0, role, number))


PEOPLE = {
    **{f"KPPS {n}": _person(Role.KPPS, n) for n in range(1, 8)},
    "PPS": _person(Role.PPS, 1),
    "PPK": _person(Role.PPK, 1),
}


def served(audience: Audience) -> set[str]:
    """Return the names of the seats an audience takes in."""
    return {name for name, person in PEOPLE.items() if audience.fits(person)}


def named(seats: Iterable[str]) -> str:
    """Return seats as people say them: `KPPS` for all seven numbers."""
    return ", ".join(_short(set(seats)))


def _short(seats: set[str]) -> Iterator[str]:
    numbers = [name for name in PEOPLE if name.startswith("KPPS")]
    if seats >= set(numbers):
        yield "KPPS"
        seats = seats - set(numbers)
    yield from (name for name in PEOPLE if name in seats)
