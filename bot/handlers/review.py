"""`/ulangan`: short reviews, and the questions and pages that changed since they were learned."""

from collections.abc import Collection
from datetime import date

from bot.core import course, quiz, review
from bot.core.course import Session
from bot.core.dialog import Event, Reply, Tap
from bot.core.impact import Key
from bot.core.item_marks import drawable
from bot.core.people import Chat, Person, Role
from bot.core.quiz import Attempt, Item, Kind
from bot.core.review import Review
from bot.handlers.deps import Deps, Stale, person_of
from bot.screens import quiz as questions
from bot.screens import review as screens
from bot.storage import item_marks
from bot.storage import quiz as attempts
from bot.storage import review as storage
from bot.storage.impact import list_changes, list_owed
from bot.storage.review import Standing

REVIEWED = frozenset({Role.KPPS, Role.PPS, Role.PPK})  # whose seats bring reviews


async def on_review(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show how reviews stand, start a round or go on with it, stop them, or want them again."""
    person, what = person_of(chat), event.arg(0) if isinstance(event, Tap) else ""
    if what == "mulai":
        return [await _start(person, deps)]
    if what not in {"", "henti", "lanjut"}:
        raise Stale
    standing = await storage.load(deps.tx, person.id)
    if standing.first_at is None:
        return [screens.nothing_yet(deps.say)]
    now = _decided(standing, what, person, deps)
    return [screens.overview(deps.say, _view(standing, now, person))]


def _decided(standing: Standing, what: str, person: Person, deps: Deps) -> Review | None:
    """Return the reviews after what was asked for, and save them where that changed something."""
    before = standing.review or _begun(standing, person, deps)
    after = before
    if before and what == "henti" and before.stopped_at is None:
        after = review.stopped(before, deps.now)
    elif before and what == "lanjut" and before.stopped_at is not None:
        after = review.resumed(before, _today(deps))
    if after and after != standing.review:
        storage.save(deps.tx, person.id, after)
    return after


def _begun(standing: Standing, person: Person, deps: Deps) -> Review | None:
    """Return the reviews of somebody whose first quiz is over, if there is room for any."""
    if person.role not in REVIEWED or standing.voting is None or standing.first_at is None:
        return None
    first = standing.first_at.astimezone(deps.house.zone).date()
    return review.begin(first, standing.voting, _today(deps))


def _view(standing: Standing, now: Review | None, person: Person) -> screens.View:
    is_coming = now is not None and review.is_coming(now, standing.voting)
    return screens.View(
        now.next_on if now and is_coming else None,
        now.gap if now else 0,
        standing.rounds,
        standing.doubts,
        stopped=now is not None and now.stopped_at is not None,
        scheduled=person.role in REVIEWED,
        rarer=now is not None and now.gap > review.plain_gap(now),
    )


def _today(deps: Deps) -> date:
    return deps.now.astimezone(deps.house.zone).date()


# --- a round --------------------------------------------------------------------------------


async def _start(person: Person, deps: Deps) -> Reply:
    """Go on with the round that was begun, or choose three questions."""
    attempt = await _open(person, "ulang", deps)
    if attempt is None:
        learned = await storage.load_learned(deps.tx, person.id, deps.content.versions)
        if not learned.past:
            return screens.nothing_yet(deps.say)
        bank = drawable(deps.content.items.values(), await item_marks.list_retired(deps.tx.fetch))
        chosen = review.choose(bank, person, learned)
        attempt = _put(chosen, "ulang", person, deps)
    return _question(attempt, deps)


async def _open(person: Person, kind: Kind, deps: Deps) -> Attempt | None:
    """Return the attempt of this kind that was begun; one with old questions is closed."""
    attempt = await attempts.find_open(deps.tx, person.id, review.SESSION, kind)
    if attempt and not quiz.is_current(attempt, deps.content.versions):
        attempts.save_finished(deps.tx, attempt.id, deps.now, passed=False)
        return None
    return attempt


def _put(items: Collection[Item], kind: Kind, person: Person, deps: Deps) -> Attempt:
    drawn = quiz.put(items, deps.house.chance)
    attempt = Attempt(deps.new_id(), review.SESSION, kind, drawn)
    attempts.save_new(deps.tx, attempt, person.id, deps.now)
    return attempt


def _question(attempt: Attempt, deps: Deps) -> Reply:
    now = quiz.current(attempt)
    if now is None:
        raise Stale
    title = questions.title_of(deps.say, review.PLAN, attempt.kind)
    return questions.question(deps.say, title, attempt, deps.content.items[now[0].item])


async def ended(attempt: Attempt, person: Person, deps: Deps, *, is_new: bool) -> list[Reply]:
    """Return what is said after the last answer; `is_new`: it was given just now."""
    flawless = not quiz.missed(attempt)
    if is_new:
        attempts.save_finished(deps.tx, attempt.id, deps.now, passed=flawless)
    if attempt.kind == "ubah":
        return [screens.changed_result(deps.say, attempt), *await _changed_pages(person, deps)]
    standing = await storage.load(deps.tx, person.id)
    now = standing.review or _begun(standing, person, deps)
    if now and is_new:
        earlier = [was for id_, was in standing.last if id_ != attempt.id]
        is_streak = review.is_flawless(earlier, now=flawless)
        now = review.after_round(now, _today(deps), flawless=is_streak)
        storage.save(deps.tx, person.id, now)
    whole = review.everything(deps.content.pages.values())
    facts = quiz.facts_missed(attempt, deps.content.items)
    pages = course.pages_behind(whole, facts, person)
    return [screens.result(deps.say, attempt, pages, _view(standing, now, person))]


# --- what has changed -----------------------------------------------------------------------


async def on_changed(_tap: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask the questions whose answers changed since this person learned them; then the pages."""
    person = person_of(chat)
    attempt = await _open(person, "ubah", deps)
    if attempt:
        return [_question(attempt, deps)]
    owed = await _owed(person, deps)
    items = [item for item in deps.content.items.values() if ("soal", item.id) in owed]
    if items:
        return [_question(_put(items, "ubah", person, deps), deps)]
    pages = [page for page in deps.content.pages.values() if ("hal", page.id) in owed]
    if pages:
        return [screens.changed_pages(deps.say, pages)]
    return [screens.nothing_changed(deps.say)]


async def _owed(person: Person, deps: Deps) -> Collection[Key]:
    changes = await list_changes(deps.tx.fetch, deps.content)
    return (await list_owed(deps.tx.fetch, {person.id}, changes)).get(person.id, set())


async def _changed_pages(person: Person, deps: Deps) -> list[Reply]:
    owed = await _owed(person, deps)
    pages = [page for page in deps.content.pages.values() if ("hal", page.id) in owed]
    return [screens.changed_pages(deps.say, pages, replace=False)] if pages else []


def session_of(deps: Deps) -> Session:
    """Return all pages as one session: a review may be about anything."""
    return review.everything(deps.content.pages.values())
