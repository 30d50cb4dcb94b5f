"""How many messages a chat may send: a person writes a few, a script or a stuck key many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

MESSAGES = 20  # from one chat within WINDOW
WINDOW = timedelta(seconds=10)


class Verdict(Enum):
    PASS = "pass"  # noqa: S105 - not a password
    WARN = "warn"  # the first one too many: say so calmly, once per spell
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Message:
    """One message by its event's key, and whether it was let through."""

    key: str
    at: datetime
    passed: bool


History = tuple[Message, ...]  # the last MESSAGES of one chat, the newest last


def admit(history: History, key: str, now: datetime) -> tuple[Verdict, History]:
    """Judge one message. What was dropped counts too: a flood ends when its rate does.

    The same message again is not counted, and fares as it did before.
    """
    known = next((message for message in history if message.key == key), None)
    if known:
        return (Verdict.PASS if known.passed else Verdict.DROP), history
    crowded = len(history) == MESSAGES and now - history[0].at < WINDOW
    verdict = Verdict.PASS
    if crowded:
        verdict = Verdict.WARN if history[-1].passed else Verdict.DROP
    message = Message(key, now, passed=not crowded)
    return verdict, (*history, message)[-MESSAGES:]


def is_idle(history: History, now: datetime) -> bool:
    """Tell whether nothing in this history can matter any more."""
    return not history or now - history[-1].at >= WINDOW
