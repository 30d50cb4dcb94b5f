"""The links that let people in: one for each person, one for the group of each TPS."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from bot.core.people import Role, Seat

T = TypeVar("T")

GROUP = "g_"  # begins the payload of a group's link
_ORDER = (Role.SOSDIKLIH, Role.PPK, Role.PPS, Role.KPPS, Role.TAMU)


@dataclass(frozen=True, slots=True)
class Base:
    """Where links lead: the Telegram bot if there is one, else the web chat at `public_url`."""

    username: str = ""
    public_url: str = ""

    @property
    def is_telegram(self) -> bool:
        return bool(self.username)

    @property
    def is_known(self) -> bool:
        return bool(self.username or self.public_url)


@dataclass(frozen=True, slots=True)
class Member:
    """A seat as whoever invites sees it; `phone` in E.164 or empty.

    `held`: somebody holds it, known by name or not. `erased`: whoever held it asked to be
    forgotten, and is not to be invited again.
    """

    seat: Seat
    area: int
    name: str
    phone: str
    code: str
    held: bool
    registered: bool
    erased: bool = False

    @property
    def waits(self) -> bool:
        """Tell whether there is a person to be invited."""
        return self.held and not self.registered


@dataclass(frozen=True, slots=True)
class Area:
    """An area with how many of its people are not registered, of how many."""

    id: int
    level: str
    name: str
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class Spot:
    """An area as screens name it: the names of itself and those above it, from the kota down."""

    id: int
    level: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a longer list one is; from 0."""

    n: int
    of: int

    @property
    def following(self) -> int:
        """The next page; after the last one the first."""
        return (self.n + 1) % self.of


PAGE = 7  # entries on a screen: with three more buttons the ten that there may be


def page(items: Sequence[T], wanted: int) -> tuple[Sequence[T], Page]:
    """Return the entries on page `wanted`, and which page it is; one that is not is the first."""
    of = max(1, -(-len(items) // PAGE))
    n = wanted if 0 <= wanted < of else 0
    return items[n * PAGE : (n + 1) * PAGE], Page(n, of)


def link(base: Base, code: str) -> str:
    """Return the personal link of a seat: a key, meant for one person."""
    if base.is_telegram:
        return f"https://t.me/{base.username}?start={code}"
    return f"{base.public_url}/c/k/{code}"


def group_link(base: Base, code: str) -> str:
    """Return the link of a TPS for its WhatsApp group; it opens nothing by itself."""
    if base.is_telegram:
        return f"https://t.me/{base.username}?start={GROUP}{code}"
    return f"{base.public_url}/c/g/{code}"


def whatsapp(phone: str, text: str) -> str:
    """Return the link that opens WhatsApp with `text` to this number, or to whom one chooses."""
    digits = "".join(c for c in phone if c in "0123456789")
    return f"https://wa.me/{digits}?text={quote(text, safe='', errors='replace')}"


def in_order(members: Iterable[Member]) -> list[Member]:
    """Return members as they are listed: by place, then by number; those without one last."""
    return sorted(members, key=_place_in_order)


def _place_in_order(member: Member) -> tuple[str, str, str, int, int, str, str]:
    seat = member.seat
    role = _ORDER.index(seat.role)
    number = seat.number if seat.number is not None else 99
    return (seat.kecamatan, seat.desa, seat.tps, role, number, member.name, member.code)


def file_name(spot: Spot) -> str:
    """Return what the files of a kit are called, without an ending: `kit-beji-tps-004`."""
    name = slug(spot.names[-1]) or str(spot.id)
    if spot.level == "tps":
        return f"kit-{slug(spot.names[-2]) or 'desa'}-tps-{name}"
    return f"kit-{name}"


def slug(name: str) -> str:
    """Return a name as part of a file's name: `oro-oro-ombo`; may be empty."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
