"""Pertanyaan masuk and Masalah masuk: an office reads, answers, passes on and closes."""

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from bot.core.dialog import AnswerText, Event, Reply, Tap, Text
from bot.core.people import Action, Authority, Chat, Person, areas_of
from bot.core.questions import (
    PAGE,
    TEXT_LIMIT,
    Desk,
    Kind,
    Question,
    State,
    above,
    kept,
    length_of,
    office_of,
    sees_asker,
)
from bot.core.say import Say
from bot.handlers.authority import require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.handlers.questions_telling import bring_answer, go_up, tell, tell_asker, titled
from bot.screens import questions as told
from bot.screens import questions_desk as screens
from bot.screens import questions_notices as notices
from bot.storage import audit, authority, broadcast_shown, chats, questions_desk
from bot.storage import questions as storage

Held = Sequence[Authority]
SURE = "ya"


async def on_inbox(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List the questions that wait for whoever asks."""
    return await _inbox(Kind.QUESTION, event, chat, deps)


async def on_problems(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List the problems that wait for whoever asks."""
    return await _inbox(Kind.PROBLEM, event, chat, deps)


async def _inbox(kind: Kind, event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person, fetch = person_of(chat), deps.tx.fetch
    held = await authority.load(deps.tx, person)
    if not areas_of(held, Action.ANSWER_QUESTION):
        raise Forbidden(Action.ANSWER_QUESTION)
    counts = {one: await questions_desk.count_open(fetch, one, held, person.id) for one in Kind}
    total = counts.pop(kind)
    page = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    page = min(page, max(0, (total - 1) // PAGE))
    found = await questions_desk.list_open(fetch, kind, held, person.id, page * PAGE, PAGE)
    view = screens.Inbox(
        kind,
        [screens.Row(one, sees_asker(held, one)) for one in found],
        page,
        total,
        sum(counts.values()),
        edits_faq=bool(areas_of(held, Action.EDIT_FAQ)),
    )
    return [screens.inbox(deps.say, view, deps.now)]


# --- one question ---------------------------------------------------------------------------


async def on_open(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    question, person, held = await _asked(number_in(tap.arg(0)), chat, deps)
    return _barred(question, person, held, deps) or await _card(question, held, deps)


async def _asked(question_id: int, chat: Chat, deps: Deps) -> tuple[Question, Person, Held]:
    """Return a question that was sent, and who is at the phone, if their office may have it."""
    person = person_of(chat)
    question = await storage.load(deps.tx.fetch, question_id)
    if question is None or question.state is State.DRAFT:
        raise Stale
    await require(Action.ANSWER_QUESTION, question.nearest, chat, deps)
    if question.same_as:  # the first report stands for all
        first = await storage.load(deps.tx.fetch, question.same_as)
        question = first or question
    return question, person, await authority.load(deps.tx, person)


def _barred(question: Question, person: Person, held: Held, deps: Deps) -> list[Reply]:
    """Return what is said instead to an office that was not asked, and to the asker."""
    if question.person_id == person.id:
        return [screens.own(deps.say, question)]
    if not office_of(held, question):
        return [screens.elsewhere(deps.say, question)]
    return []


async def _card(
    question: Question, held: Held, deps: Deps, note: Markup | None = None
) -> list[Reply]:
    view = await _view(question, held, deps)
    return screens.card(deps.say, view, deps.now, deps.house.zone, note)


async def _view(question: Question, held: Held, deps: Deps) -> screens.Card:
    fetch, up, answerer = deps.tx.fetch, None, None
    offices = above(question.desk.path)[1:]
    if question.is_open and offices and sees_asker(held, question):
        up = Desk(offices[0])
    if question.state is State.ANSWERED:
        answerer = await broadcast_shown.load_person(deps.tx, question.answered_by)
    makes_faq = (
        question.state is State.ANSWERED
        and question.kind is Kind.QUESTION
        and bool(areas_of(held, Action.EDIT_FAQ))
    )
    joined: Sequence[Question] = ()
    if question.kind is Kind.PROBLEM:
        joined = await questions_desk.list_joined(fetch, question.id)
    return screens.Card(
        question,
        sees_asker(held, question),
        titled(question.about, deps),
        up,
        joined,
        answerer,
        makes_faq,
    )


# --- acts -----------------------------------------------------------------------------------


async def on_answer(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Wait for the answer; where there is one already, show it."""
    question, person, held = await _asked(number_in(tap.arg(0)), chat, deps)
    if barred := _barred(question, person, held, deps):
        return barred
    if not question.is_open:
        return await _card(question, held, deps)
    return await _ask_answer(question, held, chat, deps)


async def _ask_answer(question: Question, held: Held, chat: Chat, deps: Deps) -> list[Reply]:
    chats.save_waiting(deps.tx, chat.id, AnswerText(question.id))
    desk = await storage.name_of(deps.tx, office_of(held, question))
    return screens.ask_answer(deps.say, await _view(question, held, deps), desk)


async def on_answer_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Answer; of two officers the first one does, and the second is told so."""
    waiting = chat.waiting
    if not isinstance(waiting, AnswerText):
        raise Stale
    await deps.tx.alone()
    question, person, held = await _asked(waiting.question, chat, deps)
    if barred := _barred(question, person, held, deps):
        return barred
    if not question.is_open:
        return await _card(question, held, deps, screens.note_too_late(deps.say))
    text = kept(event.text)
    length = length_of(text)
    if not text or length > TEXT_LIMIT:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.answer_refused(deps.say, question, length if text else 0)]
    return await _answered(question, text, (person, held), deps)


async def _answered(
    question: Question, text: str, who: tuple[Person, Held], deps: Deps
) -> list[Reply]:
    person, held = who
    office = office_of(held, question)
    questions_desk.save_answer(deps.tx, question.id, (person.id, office[-1]), text, deps.now)
    what = f"pertanyaan:{question.id}"
    await audit.save(deps.tx, person.id, "jawab-pertanyaan", what, deps.now)
    after = await storage.load(deps.tx.fetch, question.id)
    if after is None:
        raise Stale
    is_told = await bring_answer(after, deps)
    for one in await questions_desk.list_answered_alike(deps.tx.fetch, question.id):
        await bring_answer(one, deps)
    if question.kind is Kind.PROBLEM:
        for desk in question.offices:
            phones = await storage.find_phones(deps.tx, Desk(desk), person.id)
            others = [phone for phone in phones if not _is_asker(phone, question)]
            tell(others, lambda say: [notices.answered(say, after)], deps)
    shown = await storage.load(deps.tx.fetch, question.id)
    note = screens.note_answered(deps.say, told=is_told)
    return await _card(shown or after, held, deps, note)


def _is_asker(phone: Chat, question: Question) -> bool:
    return phone.person is not None and phone.person.id == question.person_id


async def on_forward(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Pass a question to the next office; the button names the desk that had it."""
    await deps.tx.alone()
    question, person, held = await _asked(number_in(tap.arg(0)), chat, deps)
    if barred := _barred(question, person, held, deps):
        return barred
    can = question.is_open and len(question.desk.path) > 1 and sees_asker(held, question)
    if not can or question.desk.id != number_in(tap.arg(1)):
        return await _card(question, held, deps)
    moved, phones = await go_up(question, deps, by_itself=False)
    what = f"pertanyaan:{question.id}"
    await audit.save(deps.tx, person.id, "teruskan-pertanyaan", what, deps.now)
    note = screens.note_moved(deps.say, moved, reached=bool(phones))
    return await _card(moved, held, deps, note)


def _closed(question: Question, say: Say) -> list[Reply]:
    return [told.closed(say, question)]


async def on_close(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Close a question without an answer, asked first; its asker is told."""
    await deps.tx.alone()
    question, person, held = await _asked(number_in(tap.arg(0)), chat, deps)
    if barred := _barred(question, person, held, deps):
        return barred
    if not question.is_open:
        return await _card(question, held, deps)
    if tap.arg(1) != SURE:
        return [screens.confirm_close(deps.say, question)]
    storage.save_closed(deps.tx, question.id, office_of(held, question)[-1], deps.now)
    what = f"pertanyaan:{question.id}"
    await audit.save(deps.tx, person.id, "tutup-pertanyaan", what, deps.now)
    after = await storage.load(deps.tx.fetch, question.id) or question
    for one in (after, *await questions_desk.list_closed_alike(deps.tx.fetch, question.id)):
        await tell_asker(one, partial(_closed, one), deps)
    return await _card(after, held, deps, screens.note_closed(deps.say))
