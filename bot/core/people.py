"""Who people are: roles, seats, and the person in front of a chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.dialog import Nothing, Waiting


class Role(StrEnum):
    """What a seat is for. `TAMU` is a person without a seat."""

    KPPS = "KPPS"
    PPS = "PPS"
    PPK = "PPK"
    SOSDIKLIH = "Sosdiklih"
    TAMU = "tamu"


@dataclass(frozen=True, slots=True)
class Seat:
    """What the SK names: a place (area names from kota down), a role, and a number."""

    id: int
    role: Role
    number: int | None
    kecamatan: str = ""
    desa: str = ""
    tps: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who learns. `name` is empty for a tamu."""

    id: int
    name: str = ""
    seat: Seat | None = None

    @property
    def role(self) -> Role:
        return self.seat.role if self.seat else Role.TAMU

    @property
    def number(self) -> int | None:
        return self.seat.number if self.seat else None


def reads_everything(person: Person) -> bool:
    """Tell whether everything is theirs: a tamu and Sosdiklih have no duties at a TPS."""
    return person.role in {Role.TAMU, Role.SOSDIKLIH}


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a person is reached, as the database has it at the start of a turn."""

    id: int
    channel: str
    address: str
    person: Person | None = None
    waiting: Waiting = Nothing()  # noqa: RUF009 - frozen
    language: str = "id"
    seq: int = 0
    blocked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a page, form or question is for.

    `roles` empty means everybody; `numbers` narrows KPPS to members with these numbers (1 is
    the ketua).
    """

    roles: frozenset[Role] = frozenset()
    numbers: frozenset[int] = frozenset()

    def fits(self, person: Person) -> bool:
        if not self.roles and not self.numbers:
            return True
        if person.role in self.roles:
            return True
        return person.role == Role.KPPS and person.number in self.numbers
