"""What the minute tick does besides sending: forgetting what is old, each part on its own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from bot.core import codes
from bot.core.privacy import Retention
from bot.delivery.questions import Questions
from bot.delivery.weekly import Weekly
from bot.handlers.deps import House
from bot.handlers.router import spoken
from bot.screens import privacy as screens
from bot.storage import (
    attachments,
    chats,
    erase,
    group,
    imports,
    jobs,
    people,
    privacy,
    said,
    web_sessions,
)
from bot.storage.backup import purge_backups
from bot.storage.engine import Database, Transaction
from bot.storage.said import Spoken

WARNED_AT_ONCE: Final = 50  # people told in one tick that they will be forgotten

log = structlog.get_logger(__name__)

Part = Callable[[datetime], Awaitable[None]]
Put = Callable[[Spoken], None]


async def each(now: datetime, parts: Iterable[Part]) -> None:
    """Do every part, whatever becomes of the others."""
    for part in parts:
        try:
            await part(now)
        except Exception:
            log.exception("chore failed", chore=getattr(part, "__name__", ""))


class Chores:
    """Each part is short: what is much is done a little a minute, or in small transactions.

    `folder` is where the backups made before migrations are.
    """

    def __init__(self, db: Database, house: House, put: Put, folder: Path) -> None:
        self._db, self._house, self._put, self._folder = db, house, put, folder
        self._weekly = Weekly(db, house, put)
        self._questions = Questions(db, house, put)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return them in order: the log is emptied after all that is forgotten in this tick."""
        return (
            self.purge_said,
            self.purge_guesses,
            self.purge_jobs,
            self.purge_web_sessions,
            self.purge_attachments,
            self.purge_imports,
            self.purge_backups,
            self._weekly.send_summaries,
            self._questions.see_to_questions,
            self.warn,
            self.expire,
            self.forget,
        )

    async def purge_said(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await said.purge(tx, now)

    async def purge_guesses(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await people.purge_wrong_codes(tx, now, codes.GUESS_WINDOW)
            await group.purge_wrong_digits(tx, now)

    async def purge_jobs(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await jobs.purge(tx, now)

    async def purge_web_sessions(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            web_sessions.purge(tx, now)

    async def purge_attachments(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            await attachments.purge(tx, now)

    async def purge_imports(self, now: datetime) -> None:
        await imports.purge(self._db, now)

    async def purge_backups(self, now: datetime) -> None:
        days = self._house.policy.backup_days
        await asyncio.to_thread(purge_backups, self._folder, now, days)

    async def forget(self, now: datetime) -> None:
        """Finish what somebody's erasing began: their chat, and what a late turn wrote."""
        async with self._db.transaction() as tx:
            await erase.sweep(tx, now)
            erase.drop_forgotten(tx)
        await erase.empty_log(self._db)

    # --- the end of the time for which people are kept --------------------------------------

    async def warn(self, now: datetime) -> None:
        """Tell some of those who were not told yet when everything about them goes."""
        told: list[Spoken] = []
        async with self._db.transaction() as tx:
            last = await privacy.load_retention(tx, self._house.policy)
            if last is None or not last.telling(now.astimezone(self._house.zone)):
                return
            for person_id, chat_id in await privacy.list_to_warn(tx.fetch, WARNED_AT_ONCE):
                told += await self._warn(tx, (person_id, chat_id), last, now)
                privacy.save_warned(tx, person_id, now)
        for one in told:
            self._put(one)

    async def _warn(
        self, tx: Transaction, whom: tuple[int, int], last: Retention, now: datetime
    ) -> list[Spoken]:
        person_id, chat_id = whom
        chat = await chats.find(tx, chat_id)
        if chat is None:
            return []
        key = f"retensi:{last.forget}:{person_id}"
        reply = screens.retention_warning(self._house.say(chat.language), last.forget)
        kept = chats.save_said(tx, chat, key, [(reply, "")], now, seen=False)
        return [spoken(chat, kept.seq, key, kept.replies)]

    async def expire(self, now: datetime) -> None:
        """Forget everyone whose time is over."""
        zone = self._house.zone
        async with self._db.transaction() as tx:
            last = await privacy.load_retention(tx, self._house.policy)
        if last is None or not last.due(now.astimezone(zone)):
            return
        if gone := await erase.expire(self._db, last.begins(zone), now):
            log.info("Masa simpan berakhir; data petugas dihapus.", people=gone)
