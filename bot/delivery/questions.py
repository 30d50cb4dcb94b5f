"""What time brings to questions: the office above, a notice of several, answers that waited."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.core.dialog import Reply
from bot.core.people import Chat
from bot.core.questions import Kind, Question
from bot.core.say import Say
from bot.handlers import router
from bot.handlers.deps import Deps, House
from bot.handlers.questions_telling import Wait, bring_answer, go_up, tell, titled, waits
from bot.screens import questions_notices as notices
from bot.storage import broadcast_shown, questions_desk
from bot.storage import questions as storage
from bot.storage.engine import Database
from bot.storage.questions_desk import Waiting
from bot.storage.said import Spoken


class Questions:
    """Each step is a transaction of its own that looks again; a tick that was missed is made up.

    What is due follows from the rows alone, so that nothing is forgotten while the bot is down.
    """

    def __init__(self, db: Database, house: House, put: Callable[[Spoken], None]) -> None:
        self._db, self._house, self._put = db, house, put

    async def see_to_questions(self, now: datetime) -> None:
        """Problems first: they have waited for minutes, the rest for hours."""
        for kind in (Kind.PROBLEM, Kind.QUESTION):
            for one in await questions_desk.list_late(self._db.read, kind, now):
                await self._each(one, self._go_up, now)
        for waiting in await questions_desk.list_unnoticed(self._db.read):
            await self._notice(waiting, now)
        await self._take_back(now)
        for one in await questions_desk.list_untold(self._db.read):
            await self._each(one, self._bring, now)
        async with self._db.transaction() as tx:
            await questions_desk.purge_drafts(tx, now)

    async def _each(
        self, question_id: int, act: Callable[[Question, Deps], Awaitable[None]], now: datetime
    ) -> None:
        async with self._db.transaction() as tx:
            await tx.alone()
            deps = Deps(tx, now, self._house.say("id"), self._house)
            question = await storage.load(tx.fetch, question_id)
            if question is None:
                return
            await act(question, deps)
            told = await _told(deps, f"tanya:{question_id}")
        self._send(told)

    def _send(self, told: list[Spoken]) -> None:
        for one in told:
            self._put(one)

    async def _go_up(self, question: Question, deps: Deps) -> None:
        """Give it to the office above, unless it is night and the matter can wait."""
        late = await questions_desk.list_late(deps.tx.fetch, question.kind, deps.now)
        if question.id not in late:
            return
        if question.kind is Kind.QUESTION and await self._is_night(question, deps):
            return
        await go_up(question, deps, by_itself=True)

    async def _is_night(self, question: Question, deps: Deps) -> bool:
        wait = await waits(question, deps.tx.fetch, self._house, deps.now)
        return wait is Wait.QUIET

    async def _notice(self, waiting: Waiting, now: datetime) -> None:
        """Tell a desk of what came since it was told last: of one in full, of several how many."""
        oldest = await storage.load(self._db.read, waiting.ids[0])
        if oldest is None or await waits(oldest, self._db.read, self._house, now):
            return
        async with self._db.transaction() as tx:
            await tx.alone()
            deps = Deps(tx, now, self._house.say("id"), self._house)
            phones = await storage.find_phones(tx, waiting.desk)
            if not phones:
                return
            found = [await storage.load(tx.fetch, one) for one in waiting.ids]
            new = [one for one in found if one and one.is_open and one.desk.id == waiting.desk.id]
            for phone in phones:
                own = [one for one in new if not phone.person or one.person_id != phone.person.id]
                _tell_of(own, phone, deps)
            for one in new:
                questions_desk.save_noticed(tx, one.id, now)
            told = await _told(deps, f"tanyamasuk:{waiting.desk.id}")
        self._send(told)

    async def _bring(self, question: Question, deps: Deps) -> None:
        if question.told_at is None:
            await bring_answer(question, deps)

    async def _take_back(self, now: datetime) -> None:
        """Tell who answered that the answer did not arrive: the asker has blocked the bot."""
        async with self._db.transaction() as tx:
            deps = Deps(tx, now, self._house.say("id"), self._house)
            for question_id in await questions_desk.take_back_told(tx, now):
                question = await storage.load(tx.fetch, question_id)
                if question is None:
                    continue
                phones = (await broadcast_shown.list_chats(tx, question.answered_by))[:1]
                tell(phones, partial(_undelivered, question), deps)
            told = await _told(deps, "tanyabalik")
        self._send(told)


async def _told(deps: Deps, why: str) -> list[Spoken]:
    """Save what others are told in the transaction that decides it."""
    return await router.tell(deps, f"{why}:{deps.now.timestamp():.0f}")


def _undelivered(question: Question, say: Say) -> list[Reply]:
    return [notices.undelivered(say, question)]


def _tell_of(questions: list[Question], phone: Chat, deps: Deps) -> None:
    if len(questions) == 1:
        [one] = questions
        about = titled(one.about, deps)
        tell([phone], lambda say: notices.notice(say, one, about), deps)
    elif questions:
        oldest = min(question.asked_at for question in questions)
        tell(
            [phone],
            lambda say: [notices.of_many(say, len(questions), oldest, deps.now)],
            deps,
        )
