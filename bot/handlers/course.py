"""Material: sessions, pages, lists of pages, and what completing one brings."""

from bot.core import course, quiz
from bot.core.course import How, Page, Progress, Session
from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat, Person
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import course as screens
from bot.storage import course as storage
from bot.storage import quiz as attempts


async def on_sessions(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    progress = await storage.load(deps.tx, person.id)
    return [screens.sessions(deps.say, person, deps.content.sessions, progress)]


async def on_session(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    session = session_named(tap.arg(0), deps)
    return [await session_screen(session, person_of(chat), deps)]


async def session_screen(session: Session, person: Person, deps: Deps) -> Reply:
    progress = await storage.load(deps.tx, person.id)
    behind = await _pages_behind(session, person, progress, deps)
    may_test = session.quiz is not None and not course.is_beginner(progress)
    return screens.session(
        deps.say, person, session, progress, may_test=may_test, behind=len(behind)
    )


async def on_page(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show a page; it counts as read, and may complete its session."""
    person, page = person_of(chat), page_named(tap.arg(0), deps)
    session = session_named(str(page.session), deps)
    completed = await see(page, person, deps)
    return [screens.page(deps.say, person, session, page), *completed]


async def see(page: Page, person: Person, deps: Deps) -> list[Reply]:
    """Record that a page was shown; return what is said if that completed something."""
    progress = await storage.load(deps.tx, person.id)
    storage.save_seen(deps.tx, person.id, page.id, deps.now)
    seen = Progress(
        {**progress.seen, page.id: deps.now},
        progress.values,
        progress.passed,
        progress.done,
        progress.how,
    )
    return complete(person, seen, deps)


def complete(
    person: Person, progress: Progress, deps: Deps, tested_out: int | None = None
) -> list[Reply]:
    """Record every session that `progress` completes, once, and say so.

    `tested_out` is a session completed by its test, whatever is unread.
    """
    done = {**progress.done, **({tested_out: deps.now} if tested_out else {})}
    with_test = Progress(progress.seen, progress.values, progress.passed, done, progress.how)
    numbers = course.newly_done(deps.content.sessions, person, with_test)
    if tested_out and tested_out not in progress.done:
        numbers = [tested_out, *numbers]
    for number in numbers:
        how: How = "uji" if number == tested_out else "belajar"
        storage.save_done(deps.tx, person.id, number, how, deps.now)
    when = (deps.now, deps.house.zone)
    return screens.completions(
        deps.say, numbers, deps.content.sessions, list(progress.done), when, person
    )


async def on_page_list(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    session = session_named(tap.arg(0), deps)
    return [screens.session_pages(deps.say, person_of(chat), session, number_in(tap.arg(1)))]


async def on_remaining(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    person, session = person_of(chat), session_named(tap.arg(0), deps)
    progress = await storage.load(deps.tx, person.id)
    pages = await _pages_behind(session, person, progress, deps)
    return [screens.remaining_pages(deps.say, session, pages, number_in(tap.arg(1)))]


async def _pages_behind(
    session: Session, person: Person, progress: Progress, deps: Deps
) -> list[Page]:
    """Return the unread pages behind the items missed in the test that completed a session."""
    if progress.how.get(session.number) != "uji":
        return []
    attempt = await attempts.find_last_test(deps.tx, person.id, session.number)
    if attempt is None:
        return []
    facts = quiz.facts_missed(attempt, deps.content.items)
    behind = course.pages_behind(session, facts, person)
    return [page for page in behind if page.id not in progress.seen]


def session_named(text: str, deps: Deps) -> Session:
    session = deps.content.session(number_in(text))
    if session is None:
        raise Stale
    return session


def page_named(page_id: str, deps: Deps) -> Page:
    page = deps.content.pages.get(page_id)
    if page is None:
        raise Stale
    return page
