"""What a handler is handed for one turn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from bot.content import Content
from bot.core.dialog import Reply
from bot.core.people import Chat, Person
from bot.core.policy import Policy
from bot.core.ports import Chance
from bot.core.say import Say
from bot.core.signing import Signer
from bot.handlers.links import Links
from bot.handlers.recent import Recent
from bot.storage.engine import Fetch, Transaction

NUMBER_LENGTH = 18  # digits that surely fit a database's integer


class Stale(Exception):
    """The button stands for nothing any more: a forged, very old, or erased thing."""


class Forbidden(Exception):
    """Whoever asked may not do this here; `what` says it for the log, without names."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same from turn to turn."""

    content: Content
    languages: Mapping[str, Say]
    zone: tzinfo
    chance: Chance
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    bulk_rate: int = 25  # unasked-for messages a second; 0: no limit
    links: Links | None = None
    read: Fetch | None = None  # committed rows, beside the turn: for counts of a whole kota
    recent: Recent = field(default_factory=Recent)
    signer: Signer | None = None  # of certificates

    def say(self, language: str) -> Say:
        return self.languages.get(language) or self.languages["id"]


@dataclass(frozen=True, slots=True)
class Deps:
    """One turn: the open transaction, the time, the reader's language.

    `others` collects replies to other chats, committed and sent with this turn.
    """

    tx: Transaction
    now: datetime
    say: Say
    house: House
    others: list[tuple[Chat, Reply]] = field(default_factory=list)

    @property
    def content(self) -> Content:
        return self.house.content

    def speaking(self, say: Say) -> "Deps":
        """Return the same turn in another language."""
        return replace(self, say=say)

    @property
    def counting(self) -> Fetch:
        """Return how much is counted: where no turn waits for it, and none is waited for."""
        return self.house.read or self.tx.fetch

    def new_id(self) -> int:
        """Return a random id of 53 bits, for people and attempts."""
        return self.house.chance.getrandbits(53)


Handler = Callable[[Any, Chat, Deps], Awaitable[list[Reply]]]


def person_of(chat: Chat) -> Person:
    """Return who is at the phone; the router lets only registered chats reach the rest."""
    if chat.person is None:
        raise Stale
    return chat.person


def number_in(text: str) -> int:
    """Return the number a button carries, 0 for what no button of ours carries."""
    return int(text) if text.isdecimal() and len(text) <= NUMBER_LENGTH else 0
