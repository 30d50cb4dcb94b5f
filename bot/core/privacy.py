"""When people are forgotten, when they are told so, and whose consent is out of date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.core.agenda import Days
from bot.core.certificate import Issued
from bot.core.classroom import Visit
from bot.core.dashboard import Session
from bot.core.outbox import Kind, State
from bot.core.people import Chat
from bot.core.policy import Policy
from bot.core.questions import Question
from bot.core.reminders import Level
from bot.core.review import Review

MORNING, EVENING = time(7), time(20)  # nothing unasked-for is sent outside (design §6)


@dataclass(frozen=True, slots=True)
class Retention:
    """The days that count, local dates: voting, telling everyone, forgetting everyone."""

    voting: date
    warn: date
    forget: date

    def due(self, local: datetime) -> bool:
        """Tell whether everyone is to be forgotten by now."""
        return local.date() >= self.forget

    def telling(self, local: datetime) -> bool:
        """Tell whether now is a time to say that the end is near."""
        return self.warn <= local.date() < self.forget and MORNING <= local.time() < EVENING

    def begins(self, zone: tzinfo) -> datetime:
        """Return the moment of forgetting; who came later belongs to another election."""
        return datetime.combine(self.forget, time(), zone)


def retention(voting: Days, policy: Policy) -> Retention | None:
    """Return what follows from the last voting day anywhere; None where there is none."""
    last = voting.last
    if last is None:
        return None
    forget = last.last_day + timedelta(days=policy.retention_days)
    return Retention(last.last_day, forget - timedelta(days=policy.warn_days), forget)


def needs_consent(chat: Chat, version: int) -> bool:
    """Tell whether who is at this phone agreed to an older text than today's."""
    return chat.person is not None and chat.consent < version


def monday_of(day: date) -> date:
    """Return the first day of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


# --- what is kept beyond learning -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consent:
    """An agreement at one phone: to which text, since when, and when that phone last spoke."""

    channel: str
    version: int
    at: datetime
    renewed: datetime | None = None
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What others noted about a person, and what the person asked for, beyond what was learned."""

    trained_on: date | None = None
    marks: Sequence[tuple[str, datetime]] = ()  # dihubungi or nomor_salah, when
    requests: Sequence[tuple[str, str, datetime]] = ()  # the name typed, state, when
    grants: Sequence[tuple[str, str]] = ()  # role, area
    jobs: Sequence[tuple[str, str, datetime]] = ()  # kind, state, when
    consents: Sequence[Consent] = ()
    seats: Sequence[tuple[datetime, datetime | None, str]] = ()  # from, to, why it ended
    level: Level = Level.ALL
    told: Sequence[tuple[Kind, State, int]] = ()  # messages unasked for: how many in each state
    broadcasts: int = 0  # that the person wrote
    complaints: int = 0  # about broadcasts of others
    sessions: Sequence[Session] = ()  # browsers that are let into the dashboard
    weekly_since: datetime | None = None  # when the person asked for the weekly summary
    certificates: Sequence[Issued] = ()
    questions: Sequence[Question] = ()  # asked and reported, drafts too
    replies: int = 0  # questions of others that the person answered
    review: Review | None = None
    doubts: Sequence[tuple[str, datetime]] = ()  # items marked "masih ragu", and when
    visits: Sequence[Visit] = ()  # classes the person came to, with their own answers
    classes: int = 0  # that the person opened
