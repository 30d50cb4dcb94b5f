"""Every conversation goes as its file says, on both databases, with a restart at every turn."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.conversations.script import replay
from tests.phone import Town

FILES = sorted(Path(__file__).parent.glob("*.txt"))
UPDATING = os.environ.get("UPDATE") == "1"  # noqa: TID251 - `UPDATE=1 make test` rewrites


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def write(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return text


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
    return town


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(file: Path, house: Town):
    written = read(file)

    with capture_logs() as logged:
        happened = await replay(written, house)
    assert [entry for entry in logged if entry["event"] == "turn failed"] == []
    if UPDATING:
        written = write(file, happened)

    assert happened == written, f"{file.name} differs; UPDATE=1 rewrites it"
