"""The one link of a TPS for its WhatsApp group: what it carries, how digits are checked."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core import codes
from bot.core.people import Person, Seat

PREFIX = "g_"
DIGITS = 4
TRIES_PER_CHAT = 3
CHAT_WINDOW = timedelta(minutes=15)
TRIES_PER_SEAT = 10  # over all chats; then this way is closed, and the code still works
SEAT_WINDOW = timedelta(hours=24)

_PAYLOAD = re.compile(r"[gG]_([0-9A-Za-z-]{8,9})(?:_([0-9]{1,18}))?")
_NUMBER = re.compile(r"[\d\s.()+-]+")


@dataclass(frozen=True, slots=True)
class Pick:
    """A TPS's link, and the seat picked there (0: none yet)."""

    link: str
    seat: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One seat behind a link: who holds it, if anybody, and whether on some phone already."""

    seat: Seat
    person: Person | None
    taken: bool


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong digits so far: of this chat in 15 minutes, at this seat in 24 hours."""

    here: int
    seat: int

    @property
    def left(self) -> int:
        return max(0, TRIES_PER_CHAT - self.here)

    @property
    def closed(self) -> bool:
        return self.seat >= TRIES_PER_SEAT


def payload(link: str, seat: int = 0) -> str:
    """Return what a link's start carries, or a button that must outlive the consent."""
    return f"{PREFIX}{link}_{seat}" if seat else f"{PREFIX}{link}"


def pick_in(text: str) -> Pick | None:
    """Return what a payload means; None if it is no group link's at all.

    The link itself may still be wrong.
    """
    match = _PAYLOAD.fullmatch(text.strip())
    return Pick(codes.tidy(match[1]), int(match[2] or 0)) if match else None


def carried(text: str) -> str:
    """Return `text` if it is a code or a group link's payload that an action may carry."""
    pick = pick_in(text)
    if pick is None:
        return codes.carried(text)
    return payload(pick.link, pick.seat) if codes.is_code(pick.link) else ""


def typed_digits(text: str) -> str:
    """Return the last four digits of what was typed; empty if it is no guess at them.

    People type the whole number, too.
    """
    if not _NUMBER.fullmatch(text):
        return ""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


def fits(digits: str, phone: str) -> bool:
    """Compare in constant time with the end of a phone number in E.164."""
    return hmac.compare_digest(digits.encode(), phone[-DIGITS:].encode()) and bool(phone)


def masked(name: str) -> str:
    """Return `Siti A.` for "Siti Aminah": enough to find oneself, not to find others."""
    words = name.split()
    initials = [f"{word[0]}." for word in words[1:2]]
    return " ".join([*words[:1], *initials])


def in_order(places: Sequence[Place]) -> list[Place]:
    """Return held seats by number; those without one after them, by name."""
    held = [place for place in places if place.person is not None]
    return sorted(held, key=_rank)


def _rank(place: Place) -> tuple[bool, int, str, int]:
    number, person = place.seat.number, place.person
    return (number is None, number or 0, person.name if person else "", place.seat.id)
