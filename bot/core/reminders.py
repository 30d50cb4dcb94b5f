"""Reminder rules: when each is due, for whom, and whether it still makes sense."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.core.people import Role


class Level(StrEnum):
    """How much somebody wants to be reminded (`/pengingat`)."""

    ALL = "semua"
    IMPORTANT = "penting"
    NONE = "berhenti"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of `content/pengingat.toml`, relative to an event of the agenda.

    It is due `day` days after the event's first day (negative: before), at `at` on the clock of
    the place. `event` may also be a plan that people wrote (`rencana:rtl-pps`); see PLANS.
    After `until_day`, `until` it makes no sense any more. `flexible`: the hour a person chose in
    session 1 counts instead of `at`. `urgent` ignores quiet hours; `important` also reaches those
    who turned reminders down. `text` has placeholders in braces; where one of them is empty, the
    first of `fallbacks` is taken that has none empty. `button` opens `action`.
    """

    id: str
    event: str
    day: int
    at: time
    until_day: int
    until: time
    roles: frozenset[Role]
    numbers: frozenset[int]
    condition: str
    text: str
    button: str
    action: str
    fallbacks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()  # further lines, each left out where a placeholder is empty
    flexible: bool = False
    urgent: bool = False
    important: bool = False
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One rule on the date of its event: `key` is unique with the rule ("2024-02-14")."""

    rule: Rule
    key: str
    on: date
