"""Material, and how far a person has come: sessions, pages, audiences, completion."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from bot.core.forms import Form, is_filled
from bot.core.people import Audience, Person, Role, reads_everything
from bot.core.quiz import Plan

EVERYTHING = 0  # the session number under which "all sessions done" is recorded

EXPERIENCE = "pengalaman"  # the form of session 1, and its field, that asks about earlier work
FIRST_TIME = "pertama"

How = Literal["belajar", "uji"]


@dataclass(frozen=True, slots=True)
class Page:
    """One phone screen of material; `body` is the safe subset of HTML.

    `version` is raised when what the page teaches changes; `change` says in one line what did.
    """

    id: str
    session: int
    part: str
    title: str
    body: Markup
    basis: str
    audience: Audience
    facts: tuple[str, ...] = ()
    pocket: bool = False
    form: str = ""
    picture: str = ""
    alt: str = ""
    version: int = 1
    change: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    number: int
    title: str
    summary: str
    minutes: int
    pages: tuple[Page, ...]
    forms: tuple[Form, ...] = ()
    quiz: Plan | None = None
    offers: tuple[Form, ...] = ()  # forms that count for nothing


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person has done.

    `seen` maps page ids to when they were last shown; `values` form ids to the answers given,
    by field; `passed` names the sessions whose quiz was passed; `done` maps sessions to when
    they were completed, `how` to whether by learning or by testing out.
    """

    seen: Mapping[str, datetime] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    passed: Collection[int] = ()
    done: Mapping[int, datetime] = field(default_factory=dict)
    how: Mapping[int, How] = field(default_factory=dict)


def is_experienced(progress: Progress) -> bool:
    """Tell whether the person said in session 1 that they have done the work before."""
    said = progress.values.get(EXPERIENCE, {}).get(EXPERIENCE)
    return said is not None and said != FIRST_TIME


def is_beginner(progress: Progress) -> bool:
    """Tell whether the person said that this is their first time."""
    return progress.values.get(EXPERIENCE, {}).get(EXPERIENCE) == FIRST_TIME


def is_own_duty(page: Page, person: Person) -> bool:
    """Tell whether `page` is about the very number this person holds ("Tugas Anda")."""
    return person.role == Role.KPPS and person.number in page.audience.numbers


def own_pages(session: Session, person: Person) -> list[Page]:
    """Return the pages that count for this person, those of the own number first."""
    if reads_everything(person):
        return list(session.pages)
    fitting = [page for page in session.pages if page.audience.fits(person)]
    return sorted(fitting, key=lambda page: not is_own_duty(page, person))


def other_pages(session: Session, person: Person) -> list[Page]:
    """Return the pages for other roles and numbers: open to read, not required."""
    own = {page.id for page in own_pages(session, person)}
    return [page for page in session.pages if page.id not in own]


def reading_order(session: Session, person: Person) -> list[Page]:
    return own_pages(session, person) + other_pages(session, person)


def resume_at(session: Session, person: Person, progress: Progress) -> Page:
    """Return where to go on.

    The first own page not yet shown after the last one read; else the first one not shown at
    all; else the last one read; else the first.
    """
    own = own_pages(session, person)
    read = [page for page in own if page.id in progress.seen]
    if not read:
        return own[0]
    last = max(read, key=lambda page: progress.seen[page.id])
    after = own[own.index(last) + 1 :]
    unread = [page for page in [*after, *own] if page.id not in progress.seen]
    return unread[0] if unread else last


def forms_of(session: Session, person: Person) -> list[Form]:
    return [form for form in session.forms if form.audience.fits(person)]


def offers_of(session: Session, person: Person) -> list[Form]:
    """Return the forms that are offered at the end of a session, and count for nothing."""
    return [form for form in session.offers if form.audience.fits(person)]


def pages_left(session: Session, person: Person, progress: Progress) -> list[Page]:
    return [page for page in own_pages(session, person) if page.id not in progress.seen]


def forms_left(session: Session, person: Person, progress: Progress) -> list[Form]:
    return [
        form
        for form in forms_of(session, person)
        if not is_filled(form, progress.values.get(form.id, {}))
    ]


def quiz_left(session: Session, progress: Progress) -> bool:
    return session.quiz is not None and session.number not in progress.passed


def is_complete(session: Session, person: Person, progress: Progress) -> bool:
    """Tell whether each own page was shown and the quiz passed or the forms given.

    What is complete stays complete, whatever pages are added later (design D12).
    """
    return session.number in progress.done or not (
        pages_left(session, person, progress)
        or forms_left(session, person, progress)
        or quiz_left(session, progress)
    )


def newly_done(sessions: Collection[Session], person: Person, progress: Progress) -> list[int]:
    """Return the sessions that became complete and are not recorded yet, `EVERYTHING` last."""
    complete = [s.number for s in sessions if is_complete(s, person, progress)]
    fresh = [number for number in complete if number not in progress.done]
    if len(complete) == len(sessions) and EVERYTHING not in progress.done:
        fresh.append(EVERYTHING)
    return fresh


def share_done(session: Session, person: Person, progress: Progress) -> tuple[int, int]:
    """Return (steps done, steps in all) of a session: pages, forms and the quiz, one step each."""
    pages, forms = own_pages(session, person), forms_of(session, person)
    total = len(pages) + len(forms) + (session.quiz is not None)
    if session.number in progress.done:
        return total, total
    left = (
        len(pages_left(session, person, progress))
        + len(forms_left(session, person, progress))
        + quiz_left(session, progress)
    )
    return total - left, total


def pages_behind(session: Session, facts: Collection[str], person: Person) -> list[Page]:
    """Return the pages that rest on any of `facts`: own ones, or others' where there are none."""
    wanted = set(facts)
    own = [page for page in own_pages(session, person) if wanted & set(page.facts)]
    return own or [page for page in other_pages(session, person) if wanted & set(page.facts)]
