"""Who hears of a question, and when: its desk, its asker, and what it was asked at."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from functools import partial

from bot.core.agenda import VOTING
from bot.core.dialog import Reply, clip
from bot.core.people import Chat
from bot.core.questions import Desk, Kind, Question, above, gather_for, is_quiet
from bot.core.say import Say
from bot.handlers.deps import Deps, House
from bot.screens import questions as screens
from bot.screens import questions_notices as notices
from bot.storage import agenda, questions_desk
from bot.storage import questions as storage
from bot.storage.engine import Fetch

Told = Callable[[Say], Sequence[Reply]]  # what somebody is told, in their language

ABOUT_CLIP = 90


class Wait(Enum):
    """Why a desk is not told at once."""

    QUIET = "jam tenang"
    CROWDED = "ramai"


# --- the desk -------------------------------------------------------------------------------


async def tell_desk(question: Question, phones: Sequence[Chat], deps: Deps) -> Wait | None:
    """Tell the officers at these phones; return why they are told later, None: they are told.

    A problem never waits. Questions wait for the morning, and after one that is still open they
    are counted and told together: the tick does both.
    """
    if question.kind is Kind.QUESTION and (
        wait := await waits(question, deps.tx.fetch, deps.house, deps.now)
    ):
        return wait
    if phones:
        about = titled(question.about, deps)
        tell(phones, partial(_noticed, question, about), deps)
        questions_desk.save_noticed(deps.tx, question.id, deps.now)
    return None


async def tell_others(question: Question, deps: Deps) -> None:
    """Tell the other offices that have a problem, or the one whose answer was not clear."""
    for office in question.offices:
        answered = question.by is not None and question.by.path == office
        if office == question.desk.path or not (question.kind is Kind.PROBLEM or answered):
            continue
        phones = await storage.find_phones(deps.tx, Desk(office), question.person_id)
        about = titled(question.about, deps)
        tell(phones, partial(_noticed, question, about), deps)


def _noticed(question: Question, about: str, say: Say) -> list[Reply]:
    return notices.notice(say, question, about)


async def waits(question: Question, fetch: Fetch, house: House, now: datetime) -> Wait | None:
    """Return why the desk of a question is not told of it now."""
    local = now.astimezone(house.zone)
    happening = (await agenda.load_days(fetch, VOTING)).of(question.path or question.desk.path)
    voting = happening.on if happening else None
    if is_quiet(local, house.policy, voting):
        return Wait.QUIET
    since = now - gather_for(local, voting)
    crowded = await questions_desk.was_noticed(fetch, question.desk.id, since)
    return Wait.CROWDED if crowded else None


def tell(phones: Sequence[Chat], words: Told, deps: Deps) -> None:
    for phone in phones:
        deps.others.extend((phone, reply) for reply in words(deps.house.say(phone.language)))


async def go_up(
    question: Question, deps: Deps, *, by_itself: bool
) -> tuple[Question, Sequence[Chat]]:
    """Give an open question to the next office that can be reached, and tell its asker.

    A problem that nobody answered stays with those who have it: they are reminded.
    """
    if by_itself and question.kind is Kind.PROBLEM:
        for office in question.offices:
            below = await storage.find_phones(deps.tx, Desk(office), question.person_id)
            tell(below, lambda say: [notices.reminder(say, question, deps.now)], deps)
    offices = above(question.desk.path[:-1])
    desk, phones = await storage.reach(deps.tx, offices, question.person_id)
    questions_desk.save_moved(deps.tx, question.id, desk.id, deps.now)
    moved = await storage.load(deps.tx.fetch, question.id)
    if moved is None:
        return question, ()
    await tell_desk(moved, phones, deps)
    await tell_asker(moved, lambda say: [screens.moved(say, moved, by_itself=by_itself)], deps)
    return moved, phones


# --- the asker ------------------------------------------------------------------------------


async def tell_asker(question: Question, words: Told, deps: Deps) -> int:
    """Tell who asked, where they are themselves at the phone; return the chat, 0: nowhere."""
    chat = await storage.find_asker(deps.tx, question.person_id, question.chat_id)
    if chat is None:
        return 0
    tell([chat], words, deps)
    return chat.id


async def bring_answer(question: Question, deps: Deps) -> bool:
    """Bring the asker their answer, and note that it was; False while they cannot be reached."""
    chat_id = await tell_asker(question, lambda say: screens.answered(say, question), deps)
    if chat_id:
        questions_desk.save_told(deps.tx, question.id, chat_id, deps.now)
    return bool(chat_id)


# --- what it was asked at -------------------------------------------------------------------


def is_known(about: str, deps: Deps) -> bool:
    """Tell whether a page, an item or an end of the tree is named; nothing is all right, too."""
    return not about or bool(titled(about, deps))


def titled(about: str, deps: Deps) -> str:
    """Return the words of what a question was asked at, empty where there is nothing any more."""
    kind, _, name = about.partition(":")
    content = deps.content
    if kind == "h" and name in content.pages:
        return clip(content.pages[name].title, ABOUT_CLIP)
    if kind == "s" and name in content.items:
        return clip(content.items[name].question, ABOUT_CLIP)
    if kind == "p" and name in content.tree.nodes:
        return clip(content.tree.nodes[name].verdict, ABOUT_CLIP)
    return ""
