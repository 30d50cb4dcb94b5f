"""Quizzes: start or go on, answer, result."""

from dataclasses import replace

from bot.core import course, quiz
from bot.core.course import Progress, Session
from bot.core.dialog import Event, Reply, Tap
from bot.core.item_marks import drawable
from bot.core.people import Chat, Person
from bot.core.quiz import Attempt, Kind, Plan
from bot.core.review import SESSION, alike
from bot.handlers import review
from bot.handlers.course import complete, session_named, session_screen
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import quiz as screens
from bot.screens.review import doubted
from bot.storage import course as progress_storage
from bot.storage import item_marks
from bot.storage import quiz as storage
from bot.storage import review as doubts


async def on_quizzes(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    progress = await progress_storage.load(deps.tx, person_of(chat).id)
    return [screens.quizzes(deps.say, deps.content.sessions, progress)]


async def on_quiz(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Start a session's quiz, or go on where it was left; without a session, list them."""
    if not tap.arg(0):
        return await on_quizzes(tap, chat, deps)
    session = session_named(tap.arg(0), deps)
    return [await _start(session, "kuis", person_of(chat), deps)]


async def on_test(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Start the test before reading, for those who have done the work before."""
    session, person = session_named(tap.arg(0), deps), person_of(chat)
    progress = await progress_storage.load(deps.tx, person.id)
    if session.number in progress.done or course.is_beginner(progress):
        return [await session_screen(session, person, deps)]
    if tap.arg(1) != "ya" and not course.is_experienced(progress):
        return [screens.ask_experience(deps.say, session.number, _plan(session))]
    return [await _start(session, "uji", person, deps)]


async def _start(session: Session, kind: Kind, person: Person, deps: Deps) -> Reply:
    plan = _plan(session)
    attempt = await storage.find_open(deps.tx, person.id, session.number, kind)
    if attempt and not quiz.is_current(attempt, deps.content.versions):
        storage.save_finished(deps.tx, attempt.id, deps.now, passed=False)
        attempt = None
    if attempt is None:
        times = await storage.times_answered(deps.tx, person.id)
        retired = await item_marks.list_retired(deps.tx.fetch)
        bank = drawable(deps.content.bank(session), retired)
        drawn = quiz.draw(plan, bank, person, times, deps.house.chance)
        attempt = Attempt(deps.new_id(), session.number, kind, drawn)
        storage.save_new(deps.tx, attempt, person.id, deps.now)
    return _question(plan, attempt, deps)


async def on_next(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the question to answer now, or the result when all are answered."""
    session, attempt = await _load(tap, chat, deps)
    if quiz.is_finished(attempt) and attempt.session == SESSION:
        return await review.ended(attempt, person_of(chat), deps, is_new=False)
    if quiz.is_finished(attempt):
        return [_result(session, attempt, person_of(chat), deps, in_place=True)]
    if not quiz.is_current(attempt, deps.content.versions):
        return [_renewed(attempt, deps)]
    return [_question(_plan(session), attempt, deps)]


def _renewed(attempt: Attempt, deps: Deps) -> Reply:
    """Close an attempt whose questions have changed since, and say so."""
    storage.save_finished(deps.tx, attempt.id, deps.now, passed=False)
    return screens.renewed(deps.say, attempt)


async def on_answer(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take an answer. A doubled or late tap changes nothing and is answered alike."""
    session, before = await _load(tap, chat, deps)
    if not quiz.is_current(before, deps.content.versions):
        return [_renewed(before, deps)]
    item_id, round_ = tap.arg(1), number_in(tap.arg(2))
    after = quiz.answer(before, item_id, round_, tap.arg(3))
    storage.save_answer(deps.tx, before, after, deps.now)
    replies = [_feedback(session, after, (item_id, round_), chat, deps)]
    if after is not before:
        _settle_doubt(after, person_of(chat), deps)
    if quiz.is_finished(after) and after.session == SESSION:
        is_new = after is not before
        return replies + await review.ended(after, person_of(chat), deps, is_new=is_new)
    if quiz.is_finished(after):
        replies.append(_result(session, after, person_of(chat), deps))
    if quiz.is_finished(after) and after is not before:
        replies += await _finish(session, after, person_of(chat), deps)
    return replies


def _settle_doubt(attempt: Attempt, person: Person, deps: Deps) -> None:
    """Forget a doubt about what was answered right, not about what was read a minute ago."""
    given = attempt.answers[-1]
    if given.right and given.round == 1:
        doubts.drop_doubts(deps.tx, person.id, alike(deps.content.items, given.item))


async def on_doubt(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Note under an answer that its owner is not sure yet, or is again; twice is as once."""
    session, attempt = await _load(tap, chat, deps)
    if not quiz.is_current(attempt, deps.content.versions):
        raise Stale
    person, item_id = person_of(chat), tap.arg(1)
    round_ = max((a.round for a in attempt.answers if a.item == item_id), default=0)
    shown = _feedback(session, attempt, (item_id, round_), chat, deps)
    if tap.arg(2) == "0":
        doubts.drop_doubts(deps.tx, person.id, [item_id])
        return [shown]
    doubts.save_doubt(deps.tx, person.id, item_id, deps.now)
    return [doubted(deps.say, shown, attempt, deps.content.items[item_id])]


def _feedback(
    session: Session, attempt: Attempt, answered: tuple[str, int], chat: Chat, deps: Deps
) -> Reply:
    item_id, round_ = answered
    drawn = next((d for d in attempt.drawn if d.item == item_id), None)
    item = deps.content.items.get(item_id)
    if drawn is None or item is None or attempt.answer_to(item_id, round_) is None:
        raise Stale
    behind = course.pages_behind(session, item.facts, person_of(chat))
    page = behind[0] if behind else None
    title = screens.title_of(deps.say, _plan(session), attempt.kind)
    further = screens.further(deps.say, item, page, person_of(chat))
    return screens.feedback(deps.say, title, attempt, (drawn, round_), item, further)


async def _finish(session: Session, attempt: Attempt, person: Person, deps: Deps) -> list[Reply]:
    """Record the outcome; return what is said if it completed something."""
    passed = quiz.is_passed(attempt, _plan(session))
    storage.save_finished(deps.tx, attempt.id, deps.now, passed=passed)
    if not passed:
        return []
    progress: Progress = await progress_storage.load(deps.tx, person.id)
    if attempt.kind == "uji":
        return complete(person, progress, deps, tested_out=session.number)
    passed_now = replace(progress, passed={*progress.passed, session.number})
    return complete(person, passed_now, deps)


def _result(
    session: Session, attempt: Attempt, person: Person, deps: Deps, *, in_place: bool = False
) -> Reply:
    facts = quiz.facts_missed(attempt, deps.content.items)
    pages = course.pages_behind(session, facts, person)
    return screens.result(deps.say, _plan(session), attempt, pages, replace=in_place)


def _question(plan: Plan, attempt: Attempt, deps: Deps) -> Reply:
    now = quiz.current(attempt)
    if now is None:
        raise Stale
    title = screens.title_of(deps.say, plan, attempt.kind)
    return screens.question(deps.say, title, attempt, deps.content.items[now[0].item])


async def _load(tap: Tap, chat: Chat, deps: Deps) -> tuple[Session, Attempt]:
    """Return the attempt an action names, if it is this person's own."""
    try:
        attempt_id = int(tap.arg(0), 36)
    except ValueError:
        raise Stale from None
    if not 0 <= attempt_id < 2**63:
        raise Stale
    attempt = await storage.load(deps.tx, attempt_id, person_of(chat).id)
    if attempt is None:
        raise Stale
    if attempt.session == SESSION:
        return review.session_of(deps), attempt
    return session_named(str(attempt.session), deps), attempt


def _plan(session: Session) -> Plan:
    if session.quiz is None:
        raise Stale
    return session.quiz
