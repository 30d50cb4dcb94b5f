"""How this program is begun once more beside itself: for long work, and for the dashboard."""

import os
import sys
from pathlib import Path
from typing import Final

import bot
from bot.config import Settings
from bot.delivery.jobs import Child
from bot.web.apart import Program

_WORDS: Final = (sys.executable, "-m", "bot")


def for_work(settings: Settings, folder: Path) -> Child:
    """Return how one piece of long work is begun, with its file in `folder`."""
    return Child((*_WORDS, "job"), _env(settings), folder)


def for_dashboard(settings: Settings) -> Program:
    return Program((*_WORDS, "dashboard"), _env(settings))


def _env(settings: Settings) -> dict[str, str]:
    """Return our environment, with what a command may have set beside it."""
    ours = str(Path(bot.__file__).parents[1])
    path = os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))
    return os.environ | {
        "PYTHONPATH": path,
        "BOT_DATABASE_URL": settings.database_url,
        "BOT_TIMEZONE": settings.timezone,
    }
