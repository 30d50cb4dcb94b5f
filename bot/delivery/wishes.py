"""The last look before a message leaves; those that leave in the same moment look together."""

import asyncio

from bot.storage import outbox_claim as due
from bot.storage.engine import Database
from bot.storage.outbox_claim import Wish

Answer = tuple[Wish, str]


class Wishes:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[int, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, row_id: int) -> Answer:
        """Return what is wanted of a claimed row, by what was committed after this was asked."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((row_id, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        asked: list[tuple[int, asyncio.Future[Answer]]] = []
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, []
                await self._answer(asked)
        finally:
            for _, answer in (*asked, *self._waiting):
                answer.cancel()  # nobody waits for ever; of no effect where it was answered
            self._waiting, self._asking = [], None

    async def _answer(self, asked: list[tuple[int, asyncio.Future[Answer]]]) -> None:
        try:
            wishes = await due.load_wishes(self._db.read, [row_id for row_id, _ in asked])
        except Exception as error:  # noqa: BLE001 - told to each who asked
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(error)
            return
        for row_id, answer in asked:
            if not answer.done():
                answer.set_result(wishes.get(row_id, (Wish.GONE, "")))
