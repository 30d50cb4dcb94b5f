import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests import world as worlds
from tests.web.board import BoardSite, open_board
from tests.web.echo import EchoBot
from tests.web.shelf import Shelf
from tests.web.site import Site, running

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running(EchoBot()) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if not shutil.which(CHROMIUM):
        reason = "tanpa Chromium: pasang dengan `apt-get install chromium`"
        if os.environ.get("BIMTEK_ALL") == "1":  # noqa: TID251 - set by whoever runs everything
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture(scope="session")
def world_file(settled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worlds.make_file(settled_file, tmp_path_factory.mktemp("world"))


@pytest.fixture
async def board(world_file: Path, tmp_path: Path) -> AsyncIterator[BoardSite]:
    async with open_board(world_file, tmp_path) as one:
        yield one
