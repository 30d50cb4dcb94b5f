"""What pages of the web chat have shown: there, and only there, "dibaca" is real (design D8)."""

from bot.core.ports import Clock
from bot.storage import outbox, said
from bot.storage.engine import Database


class Reading:
    """Hears from one channel up to where each of its phones has shown what it was told."""

    def __init__(self, db: Database, clock: Clock, channel: str) -> None:
        self._db, self._clock, self._channel = db, clock, channel

    async def __call__(self, address: str, seq: int) -> None:
        """Note as read what was delivered up to `seq`; most often nothing was."""
        chat_id = await said.find_unread(self._db, self._channel, address, seq)
        if chat_id:
            async with self._db.transaction() as tx:
                await outbox.save_read(tx, chat_id, seq, self._clock.now())
