"""Broadcasts by coordinators: for whom, what they may say, and who has to agree."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from bot.core.outbox import Phase
from bot.core.people import Role

TEXT_LIMIT = 800  # UTF-16 units: with who sent it, and for whom, it fits beside a picture
ALIKE = 90  # per cent, rapidfuzz ratio: from here a text is very like another
ALIKE_WITHIN = timedelta(hours=24)
_FORECAST_STEP = timedelta(minutes=1)
_FORECAST_STEPS = 24 * 60
_HOLDS = 5  # one after another: the night, and the voting day after it


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


@dataclass(frozen=True, slots=True)
class Audience:
    """How many a group has, and how many of them the bot can write to."""

    total: int = 0
    reachable: int = 0
    unregistered: int = 0  # at no phone yet
    blocked: int = 0  # at every phone of theirs


# --- writing --------------------------------------------------------------------------------

_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_SHORTENERS = frozenset(
    {"bit.ly", "s.id", "tinyurl.com", "t.co", "goo.gl", "cutt.ly", "is.gd", "ow.ly", "rb.gy",
     "rebrand.ly", "shorturl.at", "tiny.cc", "t.ly", "lnk.bio", "adf.ly", "v.gd", "bl.ink",
     "linktr.ee", "gg.gg", "surl.li", "bitly.ws", "intip.in", "dub.sh"}
)  # fmt: skip
_HOST = re.compile(
    r"(?<![\w.@/-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=/|\b)", re.IGNORECASE
)


def tidy(text: str) -> str:
    """Return a text as it is kept: nothing invisible, no empty lines but single ones."""
    seen = (
        "".join(c for c in line if c.isprintable() or c.isspace()) for line in text.splitlines()
    )
    kept = "\n".join(" ".join(line.split()) for line in seen)
    return _BLANK_LINES.sub("\n\n", kept).strip()


def shortened(text: str) -> tuple[str, ...]:
    """Return the services in `text` whose links do not show where they lead."""
    hosts = (match[1].lower() for match in _HOST.finditer(text))
    return tuple(dict.fromkeys(host for host in hosts if host in _SHORTENERS))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A broadcast of the last hours: who sent it (a person, 0 the operator), and when."""

    by: int
    at: datetime


def like(text: str, earlier: Iterable[tuple[int, str, datetime]]) -> Earlier | None:
    """Return the newest of `earlier` (by, text, when) that says nearly the same."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - most turns never need it

    words = " ".join(text.casefold().split())
    found = [
        Earlier(by, at)
        for by, other, at in earlier
        if words and fuzz.ratio(words, " ".join(other.casefold().split())) >= ALIKE
    ]
    return max(found, key=lambda one: one.at, default=None)


# --- for whom -------------------------------------------------------------------------------

_ROLES_AT: Mapping[str, tuple[Role, ...]] = {
    "tps": (Role.KPPS,),
    "desa": (Role.KPPS, Role.PPS),
    "kecamatan": (Role.KPPS, Role.PPS, Role.PPK),
}
ROLES = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH)


def roles_at(level: str) -> tuple[Role, ...]:
    """Return whom an area of this level has, and those below it."""
    return _ROLES_AT.get(level, ROLES)


def toggled(group: Group, role: Role, offered: Collection[Role]) -> Group:
    """Add a role to a group or take it out; all that are offered, or none, is everybody."""
    roles = group.roles ^ {role}
    return replace(group, roles=frozenset() if roles >= set(offered) else roles)


# --- the list -------------------------------------------------------------------------------

_AHEAD = {Phase.DRAFT, Phase.WAITING, Phase.PAUSED}


def listed(found: Iterable[Broadcast], now: datetime) -> list[Broadcast]:
    """Return each broadcast once, those that still need somebody first, then the newest."""
    every = {one.id: one for one in found}.values()
    return sorted(every, key=lambda one: (not _is_ahead(one, now), -one.id))


def _is_ahead(one: Broadcast, now: datetime) -> bool:
    return one.phase in _AHEAD or (one.phase is Phase.READY and is_scheduled(one, now))


# --- when, and who has to agree -------------------------------------------------------------


def is_scheduled(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether it is to go out later, not at once."""
    return broadcast.due_at > now


def needs_approval(flagged: Iterable[str], recipients: int, approval_over: int) -> bool:
    """Tell whether somebody else must agree: to such words in every case, else to so many."""
    return any(flagged) or recipients > approval_over


def seal(broadcast: Broadcast, now: datetime) -> str:
    """Return what binds a confirmation to what was shown: another text makes it another one."""
    roles = " ".join(sorted(broadcast.group.roles))
    due = broadcast.due_at.isoformat() if is_scheduled(broadcast, now) else ""
    shown = (
        broadcast.text, broadcast.attachment, broadcast.group.area, roles,
        broadcast.group.status, broadcast.emergency, due,
    )  # fmt: skip
    return f"{crc32(repr(shown).encode()):08x}"


Hold = Callable[[datetime], tuple[datetime, str] | None]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How it will go, in local times: when it begins, where it pauses, and why (REASONS).

    `held` says why it begins later than asked for; `pauses_at` and `resumes_at` are None where
    it goes through.
    """

    begins_at: datetime
    seconds: int
    held: str = ""
    pauses_at: datetime | None = None
    resumes_at: datetime | None = None
    why: str = ""


def seconds_for(recipients: int, rate: int) -> int:
    """Return how long so many messages take at `rate` a second; 0: there is no limit."""
    return -(-recipients // rate) if rate else 0


def forecast(start: datetime, seconds: int, hold: Hold) -> Forecast:
    """Foresee a broadcast that begins at `start`; `hold` tells when nothing goes out."""
    begins, held = _released(start, hold)
    ends = begins + timedelta(seconds=seconds)
    for n in range(1, min(seconds // 60 + 1, _FORECAST_STEPS) + 1):
        at = min(begins + n * _FORECAST_STEP, ends)
        resumes, why = _released(at, hold)
        if why:
            pauses = at.replace(second=0, microsecond=0)
            return Forecast(begins, seconds, held, pauses, resumes, why)
    return Forecast(begins, seconds, held)


def _released(at: datetime, hold: Hold) -> tuple[datetime, str]:
    """Return when it goes on, and why it waits until then; empty if it does not."""
    first = ""
    for _ in range(_HOLDS):
        held = hold(at)
        if held is None:
            break
        at, first = held[0], first or held[1]
    return at, first
