"""Tanya PPS: ask one's office in one message, look at it once more, send, read the answer."""

from collections.abc import Awaitable, Callable, Mapping

from bot.core.dialog import Event, QuestionText, Reply, Tap, Text
from bot.core.people import Chat, Path, Person
from bot.core.questions import (
    PER_DAY,
    TEXT_LIMIT,
    Kind,
    Question,
    State,
    above,
    kept,
    length_of,
    nearest_of,
)
from bot.handlers import problems
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.handlers.questions_telling import Wait, is_known, tell_desk, tell_others, titled
from bot.screens import questions as screens
from bot.storage import authority, chats
from bot.storage import questions as storage
from bot.storage.questions import New

PLACES = ("h", "s", "p")  # a page, an item, an end of the tree
AGAIN = "q"  # of `about`: what is not clear in the answer to a question
SEND = "kirim"


async def on_ask(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Wait for a question, or take the step that the button names."""
    if isinstance(event, Tap) and event.arg(0) in _STEPS:
        return await _STEPS[event.arg(0)](event, chat, deps)
    about = ""
    if isinstance(event, Tap) and event.arg(0):
        about = f"{event.arg(0)}:{event.arg(1)}"
        if event.arg(0) not in PLACES or not is_known(about, deps):
            raise Stale
    nearest, refusal = await _office(chat, deps)
    if refusal:
        return [refusal]
    typed = event.text.partition(" ")[2] if isinstance(event, Text) else ""
    if typed.strip():
        return await _draft(typed, about, nearest, chat, deps)
    return [await _ask(about, nearest, chat, deps)]


async def _office(chat: Chat, deps: Deps) -> tuple[Path, Reply | None]:
    """Return the office that this person asks first, or what is said where there is none."""
    person = person_of(chat)
    path = await authority.path_of_person(deps.tx, person.id)
    nearest = nearest_of(person.role, path or await storage.kota(deps.tx.fetch))
    if nearest:
        return nearest, None
    if path:
        return (), screens.nobody_above(deps.say)
    return (), screens.no_roster(deps.say)


async def _ask(
    about: str, nearest: Path, chat: Chat, deps: Deps, *, is_wrong: bool = False
) -> Reply:
    chats.save_waiting(deps.tx, chat.id, QuestionText(Kind.QUESTION, about))
    desk, _ = await storage.reach(deps.tx, above(nearest), person_of(chat).id)
    return screens.ask(deps.say, desk, titled(about, deps), is_wrong=is_wrong)


async def on_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take what was typed: a question, what is not clear, or what is wrong at the TPS."""
    waiting = chat.waiting
    if not isinstance(waiting, QuestionText):
        raise Stale
    if waiting.kind == Kind.PROBLEM:
        return await problems.on_text(event, waiting.about, chat, deps)
    kind, _, name = waiting.about.partition(":")
    if kind == AGAIN:
        return await _more(event.text, waiting, number_in(name), chat, deps)
    nearest, refusal = await _office(chat, deps)
    if refusal:
        return [refusal]
    return await _draft(event.text, waiting.about, nearest, chat, deps)


def _too_long(text: str, waiting: QuestionText, chat: Chat, deps: Deps) -> list[Reply]:
    """Return what is said of a text that is too long, which is waited for again; or nothing."""
    length = length_of(text)
    if length <= TEXT_LIMIT:
        return []
    chats.save_waiting(deps.tx, chat.id, waiting)
    return [screens.too_long(deps.say, length)]


async def _draft(typed: str, about: str, nearest: Path, chat: Chat, deps: Deps) -> list[Reply]:
    """Keep what was typed as a draft, so that nothing is lost by a restart, and show it."""
    text, person = kept(typed), person_of(chat)
    if not text:
        return [await _ask(about, nearest, chat, deps, is_wrong=True)]
    if refusal := _too_long(text, QuestionText(Kind.QUESTION, about), chat, deps):
        return refusal
    await deps.tx.alone()
    area = (await authority.path_of_person(deps.tx, person.id) or (0,))[-1]
    desk, _ = await storage.reach(deps.tx, above(nearest), person.id)
    new = New(deps.new_id(), person.id, chat.id, area, desk.id, text, about)
    storage.save_draft(deps.tx, new, deps.now)
    draft = await storage.load(deps.tx.fetch, new.id)
    if draft is None:
        raise Stale
    return screens.check(deps.say, draft, desk, titled(about, deps))


# --- steps ----------------------------------------------------------------------------------


async def _send(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Send a draft; tapped again, it shows what was sent."""
    await deps.tx.alone()
    question, person = await _own(tap, chat, deps)
    if question.state is not State.DRAFT:
        return _shown(question, deps)
    if await storage.count_recent(deps.tx.fetch, Kind.QUESTION, person.id, deps.now) >= PER_DAY:
        return [screens.too_many(deps.say)]
    nearest, refusal = await _office(chat, deps)
    if refusal:
        return [refusal]
    desk, phones = await storage.reach(deps.tx, above(nearest), person.id)
    storage.save_sent(deps.tx, question.id, desk.id, deps.now)
    sent = await storage.load(deps.tx.fetch, question.id)
    if sent is None:
        raise Stale
    wait = await tell_desk(sent, phones, deps)
    morning = deps.house.policy.quiet_until if wait is Wait.QUIET else None
    return [
        screens.sent(
            deps.say, sent, reached=bool(phones), morning=morning, waits=wait is Wait.CROWDED
        )
    ]


async def _own(tap: Tap, chat: Chat, deps: Deps) -> tuple[Question, Person]:
    """Return the question a button names and who is at the phone, if they asked it."""
    person = person_of(chat)
    question = await storage.load(deps.tx.fetch, number_in(tap.arg(1)))
    if question is None or question.person_id != person.id:
        raise Stale
    return question, person


async def _rewrite(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    draft, _ = await _own(tap, chat, deps)
    if draft.state is not State.DRAFT:
        return _shown(draft, deps)
    nearest, refusal = await _office(chat, deps)
    return [refusal or await _ask(draft.about, nearest, chat, deps)]


async def _drop(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    draft, _ = await _own(tap, chat, deps)
    if draft.state is not State.DRAFT:
        return _shown(draft, deps)
    storage.drop_draft(deps.tx, draft.id)
    return [screens.dropped(deps.say)]


async def _mine(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    found = await storage.list_mine(deps.tx.fetch, person.id)
    return [screens.mine(deps.say, found, number_in(tap.arg(1)))]


async def _look(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    question, _ = await _own(tap, chat, deps)
    return _shown(question, deps)


def _shown(question: Question, deps: Deps) -> list[Reply]:
    if question.state is State.DRAFT:
        return screens.check(deps.say, question, question.desk, titled(question.about, deps))
    zone = deps.house.zone
    return screens.one_of_mine(deps.say, question, zone, titled(question.about, deps))


# --- the answer is not clear ----------------------------------------------------------------


async def _again(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask what is not clear, or open the question anew without words."""
    await deps.tx.alone()
    question, _ = await _own(tap, chat, deps)
    if question.is_open or question.state is State.DRAFT:
        return _shown(question, deps)
    if tap.arg(2) == SEND:
        return await _reopen(question, "", deps)
    chats.save_waiting(deps.tx, chat.id, QuestionText(Kind.QUESTION, f"{AGAIN}:{question.id}"))
    return [screens.ask_more(deps.say, question)]


async def _more(
    typed: str, waiting: QuestionText, question_id: int, chat: Chat, deps: Deps
) -> list[Reply]:
    await deps.tx.alone()
    question, _ = await _own(Tap(f"tanya:lagi:{question_id}"), chat, deps)
    if question.is_open or question.state is State.DRAFT:
        return _shown(question, deps)
    text = kept(typed)
    if not text:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.ask_more(deps.say, question)]
    if refusal := _too_long(text, waiting, chat, deps):
        return refusal
    return await _reopen(question, text, deps)


async def _reopen(question: Question, more: str, deps: Deps) -> list[Reply]:
    """Give it back to the desk that had it, or to the next one that can be reached."""
    offices = above(question.desk.path)
    desk, phones = await storage.reach(deps.tx, offices, question.person_id)
    storage.save_reopened(deps.tx, question.id, desk.id, more, deps.now)
    opened = await storage.load(deps.tx.fetch, question.id)
    if opened is None:
        raise Stale
    wait = await tell_desk(opened, phones, deps)
    if wait is None:
        await tell_others(opened, deps)
    morning = deps.house.policy.quiet_until if wait is Wait.QUIET else None
    return [
        screens.sent(
            deps.say, opened, reached=bool(phones), morning=morning, waits=wait is Wait.CROWDED
        )
    ]


_STEPS: Mapping[str, Callable[[Tap, Chat, Deps], Awaitable[list[Reply]]]] = {
    "kirim": _send,
    "ubah": _rewrite,
    "batal": _drop,
    "saya": _mine,
    "lihat": _look,
    "lagi": _again,
}
