"""The dashboard in a process of its own: the same database, the same rules, no channel."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.app.clock import OffsetClock
from bot.app.house import make_house
from bot.channels.webchat import WebChat
from bot.config import Settings
from bot.core.dialog import Incoming
from bot.screens.course import page_text
from bot.storage.engine import open_database
from bot.storage.said import Spoken
from bot.web import server
from bot.web.apart import READY
from bot.web.parts import Board, Parts


async def serve(settings: Settings, path: Path, say: Callable[[str], None]) -> None:
    """Serve until cancelled; says READY, then "<chat> <seq>" of each reply for the bot to send."""
    clock = OffsetClock()
    db = await open_database(settings.database_url)  # up to date: the bot that began us saw to it
    try:
        house = make_house(settings, db, clock)
        words = house.languages["id"]
        parts = Parts(
            chat=WebChat(_nobody, _nothing),
            content_dir=house.content.folder,
            health=dict,
            pocket_card=lambda: [(p.title, page_text(words, p)) for p in house.content.pocket],
            public_url=settings.public_url,
            board=Board(db, house, clock, lambda spoken: say(_name(spoken))),
        )
        app = server.make_dashboard(parts, clock.follow)
        runner = await server.start_apart(app, path)
        try:
            say(READY)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
    finally:
        await db.close()


def _name(spoken: Spoken) -> str:
    return f"{spoken.chat_id} {spoken.seq}"


async def _nobody(_incoming: Incoming) -> None:
    """Take nothing: there is no chat here."""


async def _nothing(_address: str, _seq: int) -> list[Any]:
    return []
