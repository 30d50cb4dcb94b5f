"""Somebody who is not on the roster asks to be: what is asked, and who may decide."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.people import Path, Person, Role, Seat

NAME_LIMIT = 100  # characters kept of a typed name
REASON_LIMIT = 200
REQUESTS_PER_DAY = 3  # of one person, withdrawn ones included
NOTICES_PER_DAY = 20  # about one desa; more wait in the list
DAY = timedelta(hours=24)
PAGE = 6  # requests or areas on one screen


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for which seat, and what became of it. `path` is that of the desa."""

    id: int
    person_id: int
    chat_id: int
    path: Path
    kecamatan: str
    desa: str
    tps: str
    role: Role
    name: str
    state: State
    reason: str
    asked_at: datetime
    decided_by: Person | None = None

    @property
    def deciding_path(self) -> Path:
        """Where the decision is taken: a PPS's seat is nothing for the PPS beside it."""
        return self.path[:-1] if self.role == Role.PPS else self.path


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before it is sent."""

    name: str
    role: Role
    kecamatan: str
    desa: str
    tps: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `desa_id` also for a KPPS, whose TPS is named by `tps`."""

    desa_id: int
    role: Role
    name: str
    tps: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that nobody holds; `held_before` tells that its code is known to somebody."""

    seat: Seat
    held_before: bool


def tidy_name(text: str) -> str:
    """Return a typed name on one line; empty where there is not one letter in it."""
    name = " ".join(text.split())[:NAME_LIMIT].rstrip()
    return name if any(c.isalpha() for c in name) else ""


def tps_named(text: str, known: list[str]) -> str:
    """Return which TPS of a desa is meant by "4", "TPS 004" or "tps.4"; empty if none."""
    typed = re.sub(r"(?i)^\s*tps|[\s.]+", "", text)
    exact = [name for name in known if name.casefold() == typed.casefold()]
    if exact:
        return exact[0]
    if not typed.isdecimal() or len(typed) > 9:
        return ""
    same = [name for name in known if name.isdecimal() and int(name) == int(typed)]
    return same[0] if same else ""
