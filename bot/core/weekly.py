"""The weekly summary: on which Monday morning it may go out, and what was done in a span."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.core.policy import Policy
from bot.core.quiet import hold

FROM, UNTIL = time(7), time(12)  # on Mondays; what was not sent by then waits a week
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Activity:
    """What people on duty did for the first time in a span; `quizzes` counts every one ended."""

    registered: int = 0
    ethics: int = 0  # passed the quiz of session 2
    voting: int = 0  # passed the quiz of session 3
    quizzes: int = 0


def due_week(local: datetime, policy: Policy, voting: date | None) -> date | None:
    """Return today where a summary may go out now, which is a Monday morning; else None.

    The evening before voting day, and until the votes are counted, people have other work.
    """
    today = local.date()
    if today.weekday() != 0 or not FROM <= local.time() < UNTIL:
        return None
    if voting is not None and today == voting - DAY:
        return None
    held = hold(local, policy, voting, urgent=False, emergency=False)
    return None if held else today


def begin(day: date, zone: tzinfo) -> datetime:
    """Return the moment a local day begins."""
    return datetime.combine(day, time(), zone)
