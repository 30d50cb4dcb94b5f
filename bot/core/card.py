"""The card for the eve: what one person does on the day, what never, and whom to ask."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time

from bot.core.people import Person, Role, Seat
from bot.core.voting_day import Step, steps_for

LAYOUT = 1  # counts up when the drawing changes: all cards are then to be made anew
FOLDER = "kartu"  # of the made files, within the content folder
TEAM = "kpps"  # the card of those whose number is not known


@dataclass(frozen=True, slots=True)
class CardText:
    """What is written for one number (`kpps-4`), for the team (`kpps`), or for `pps`."""

    id: str
    title: str
    duty: str
    never: tuple[str, ...]
    ask: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hour:
    """A step as it stands on the card; `at` is None where it has no hour of its own."""

    title: str
    at: time | None = None
    later: bool = False  # on the day after

    @property
    def words(self) -> str:
        """The step as it is read, in Bahasa Indonesia like all of the card."""
        return f"Besoknya: {self.title}" if self.later else self.title


@dataclass(frozen=True, slots=True)
class Card:
    text: CardText
    hours: tuple[Hour, ...]

    @property
    def id(self) -> str:
        return self.text.id


def card_id(person: Person) -> str:
    """Return whose card this person gets: that of the team where no number is known."""
    if person.role is Role.PPS:
        return "pps"
    if person.role is Role.KPPS and person.number:
        return f"{TEAM}-{person.number}"
    return TEAM


def made_of(text: CardText, steps: Sequence[Step]) -> Card:
    """Return the card with the steps of the day itself and after it, as for its number."""
    those = steps_for(holder(text.id), steps)
    hours = tuple(Hour(step.title, step.at, step.day > 0) for step in those if step.day >= 0)
    return Card(text, hours)


def holder(card: str) -> Person:
    """Return nobody in particular who gets this card."""
    role, _, number = card.partition("-")
    seat = Seat(0, Role(role.upper()), int(number) if number else None)
    return Person(0, seat=seat)


def digest(card: Card) -> str:
    """Return what changes when the made files have to."""
    told = [
        LAYOUT,
        *(card.text.id, card.text.title, card.text.duty, card.text.never, card.text.ask),
        [(hour.title, hour.at.isoformat() if hour.at else "", hour.later) for hour in card.hours],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def path_of(card: str, kind: str) -> str:
    """Return where the made file stands in the content folder; `kind` is png or pdf."""
    return f"{FOLDER}/{card}.{kind}"


def missing(known: Collection[str]) -> list[str]:
    """Return the cards that somebody would get and that nobody has written."""
    return [one for one in EVERY if one not in known]


EVERY = (TEAM, *(f"{TEAM}-{number}" for number in range(1, 8)), "pps")
