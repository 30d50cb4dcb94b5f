"""What the pages of broadcasts and reminders say of the ledger, in words and numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from bot.core.dialog import clip
from bot.core.ledger import standing
from bot.core.outbox import Phase, State
from bot.core.reminders import Rule
from bot.core.say import Say
from bot.screens.figures import NONE
from bot.screens.ledger_words import SHOWN
from bot.screens.reminder_title import reminder_words
from bot.screens.seats import count, moment
from bot.storage.ledger import Book
from bot.web import ledger

QUOTED: Final = 90  # characters of a text in the list
Rules = Iterable[Rule]
_LOST: Final = (State.FAILED, State.BLOCKED, State.UNKNOWN)
_LEFT_OUT: Final = (State.SKIPPED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One mailing in the list."""

    id: int
    kind: str
    title: str
    quoted: str
    due: str
    standing: str
    audience: str
    accepted: str
    open: str
    lost: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Line:
    """A state of the ledger with its reasons: (words, number)."""

    state: str
    label: str
    n: str
    reasons: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where one mailing stands now."""

    standing: str
    audience: str
    total: int
    ended: int
    share: str
    identity: str
    lines: Sequence[Line]
    read: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """What may be done with a mailing now."""

    pause: bool = False
    resume: bool = False
    stop: bool = False


def entry(say: Say, book: Book, now: datetime, zone: tzinfo, rules: Rules) -> Entry:
    mailing, counts = book.mailing, book.counts
    return Entry(
        mailing.id,
        ledger.kind_label(mailing.kind),
        title(say, book, rules),
        clip(words(say, book, rules), QUOTED),
        moment(say, mailing.due_at, zone),
        standing(mailing.phase, mailing.due_at, counts, now),
        count(say, counts.audience),
        count(say, counts.of(State.ACCEPTED)),
        count(say, counts.open),
        count(say, sum(map(counts.of, _LOST))),
        count(say, sum(map(counts.of, _LEFT_OUT))),
    )


def title(say: Say, book: Book, rules: Rules) -> str:
    """Say where a broadcast goes, or whom a reminder is for and when."""
    return ledger.title(say, book, rules) or NONE


def words(say: Say, book: Book, rules: Rules) -> str:
    """Return what was written, or the sentence of a reminder."""
    if book.broadcast:
        return book.broadcast.text
    return reminder_words(say, ledger.rule_of(book, rules))


def numbers(say: Say, book: Book, now: datetime) -> Numbers:
    mailing, counts = book.mailing, book.counts
    lines = [Line(str(one), *ledger.row(say, counts, one)) for one in SHOWN if counts.of(one)]
    ended = counts.audience - counts.open
    told = " + ".join(line.n for line in lines) or "0"
    return Numbers(
        standing(mailing.phase, mailing.due_at, counts, now),
        count(say, counts.audience),
        counts.audience,
        ended,
        f"{ended * 100 // counts.audience} %" if counts.audience else "–",
        f"{count(say, counts.audience)} penerima = {told}",
        lines,
        count(say, counts.read) if counts.read else "",
        waits=bool(counts.open),
    )


def acts(book: Book) -> Acts:
    """Return what may be done; a reminder is only stopped together with everything."""
    phase, is_open = book.mailing.phase, bool(book.counts.open)
    if book.broadcast is None or not is_open:
        return Acts()
    return Acts(
        pause=phase is Phase.READY,
        resume=phase is Phase.PAUSED,
        stop=phase in {Phase.READY, Phase.PAUSED},
    )
