"""When nothing unasked-for is sent: at night, and while votes are cast and counted."""

from datetime import date, datetime, time, timedelta

from bot.core.policy import Policy

SILENT_FROM = time(6)  # on voting day; F3.29: counting goes on until 12.00 of the next day
SILENT_UNTIL = time(12)


def hold(
    local: datetime, policy: Policy, voting: date | None, *, urgent: bool, emergency: bool
) -> tuple[datetime, str] | None:
    """Return when to look again, and why (a key of bot.core.outbox.REASONS); None: not held.

    `local` is the time, and `voting` the voting day, where the recipient is. What is urgent goes
    out at night; only an emergency goes out while votes are cast and counted.
    """
    if emergency:
        return None
    if voting is not None:
        begin = datetime.combine(voting, SILENT_FROM, local.tzinfo)
        end = datetime.combine(voting + timedelta(days=1), SILENT_UNTIL, local.tzinfo)
        if begin <= local < end:
            return end, "hari-h"
    if urgent or policy.quiet_until <= local.hour < policy.quiet_from:
        return None
    return morning(local, policy), "jam-tenang"


def morning(local: datetime, policy: Policy) -> datetime:
    """Return the next time at which quiet hours end: today's where it is still to come."""
    today = datetime.combine(local.date(), time(policy.quiet_until), local.tzinfo)
    return today if local < today else today + timedelta(days=1)
