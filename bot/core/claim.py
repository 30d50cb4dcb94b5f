"""A seat that has a phone already: how often its first phone and its PPS are asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(hours=24)
ASK_AGAIN = timedelta(hours=1)  # the same chat's open question is put again after this
QUESTIONS_PER_CHAT = 3  # to the first phone, in a day
ALERTS_PER_SEAT = 3  # to those responsible, in a day
OFFER = timedelta(minutes=15)  # how long a shared number proves which seats may be chosen


@dataclass(frozen=True, slots=True)
class Claim:
    """A chat asks for a seat. `is_fresh`: just now, or for the first time in an hour."""

    id: int
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """The last 24 hours at one seat: this chat's claims and alerts, and everyone's alerts."""

    claims_here: int = 0
    alerts_here: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that waits for an answer."""

    id: int
    chat_id: int
    channel: str
    asked_at: datetime


def asks_first_phone(claim: Claim, recent: Recent) -> bool:
    return claim.is_fresh and recent.claims_here <= QUESTIONS_PER_CHAT


def alerts(recent: Recent) -> bool:
    """Tell whether those responsible are told: once a day of a chat, three times of a seat."""
    return not recent.alerts_here and recent.alerts < ALERTS_PER_SEAT


@dataclass(frozen=True, slots=True)
class Known:
    """How the roster knows somebody; the phone in E.164 or empty."""

    name: str
    phone: str


def same_human(one: Known, other: Known) -> bool:
    """Tell whether two entries of the roster are about one human: by phone, else by name."""
    if one.phone and other.phone:
        return one.phone == other.phone
    names = [" ".join(known.name.casefold().split()) for known in (one, other)]
    return bool(names[0]) and names[0] == names[1]
