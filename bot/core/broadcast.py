"""Broadcasts by coordinators: for whom, what they may say, and who has to agree."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.outbox import Phase
from bot.core.people import Role


class Status(StrEnum):
    """Which of the people of an area and role are meant."""

    ALL = "semua"
    UNREGISTERED = "belum-daftar"
    SESSION_1 = "belum-sesi-1"
    SESSION_2 = "belum-sesi-2"
    SESSION_3 = "belum-sesi-3"
    SESSION_4 = "belum-sesi-4"
    ETHICS = "belum-etik"  # the quiz of session 2 is not passed
    UNREADY = "belum"  # not ready: what "Ingatkan yang belum" means
    READY = "siap"


@dataclass(frozen=True, slots=True)
class Group:
    """An audience: everyone on duty in `area` and below, of `roles` (empty: all), in `status`."""

    area: int
    roles: frozenset[Role] = frozenset()
    status: Status = Status.ALL


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. `by` is a person, 0 the operator; `attachment` is an id, or 0.

    `flagged` holds the words for which a second approver is needed. `due_at` is when it goes, or
    went, out; `confirmed_at` None is a draft that only its author sees.
    """

    id: int
    by: int
    phase: Phase
    text: str
    group: Group
    due_at: datetime
    attachment: int = 0
    emergency: bool = False
    flagged: tuple[str, ...] = ()
    approved_by: int = 0
    confirmed_at: datetime | None = None
    chat: int = 0  # where its progress is shown, in `message`
    message: str = ""
