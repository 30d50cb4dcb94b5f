"""Commands run in a folder of their own, without settings of the machine."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app, running

Bimtek = Callable[..., Any]  # gives what CliRunner's `invoke` gives


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder; logs that a command has set up end with it."""
    for name in [name for name in os.environ if name.startswith("BOT_")]:  # noqa: TID251
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "stand_back", lambda _by=0: None)  # this process is the tests'
    yield tmp_path
    structlog.reset_defaults()
    logging.getLogger("aiosqlite").setLevel(logging.NOTSET)


@pytest.fixture
def bimtek() -> Bimtek:
    """Give a function that runs `bimtek …` in this process."""

    def run(*words: str | Path, **settings: str) -> Any:
        environment = {f"BOT_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(
            app, [str(word) for word in words], env=environment, prog_name="bimtek"
        )

    return run
