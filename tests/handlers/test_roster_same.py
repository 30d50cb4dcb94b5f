"""The chat and the command line make the same of a file."""

import json
from pathlib import Path

import pytest

from bot.cli.roster_import import Wishes, bring_in, read_sheet
from bot.config import Settings
from bot.core.dialog import File
from bot.core.roster import Kind
from bot.core.roster_preview import Said
from bot.storage import imports
from tests.phone import Phone, Town
from tests.sheets.damage import FILES_SENT
from tests.work import work

MESSY = (
    *("comma", "UTF-16 LE with BOM", "a quote that never ends", "totals and signatures"),
    *("coordinators", "roles in words", "people who left", "row numbers before names", "codes"),
    *("XLSX with merged cells", "XLSX of one sheet for each desa", "XLSX with several sheets"),
    *("XLSX with a sheet that does not tell its desa", "ODS with spans and formulas"),
)


@pytest.fixture
async def office(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1, "kantor")


@pytest.mark.parametrize("what", MESSY)
async def test_a_messy_file_comes_out_the_same_in_the_chat_and_on_the_command_line(
    what: str, town: Town, office: Phone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "daftar.dat"
    path.write_bytes(FILES_SENT[what])

    await office.send(File(path.name, 1000, "ref1"))
    await work(town, path)
    [run] = await town.db.read("SELECT id FROM import_run")
    chat = await imports.preview(town.db.read, run["id"])
    rejected = await imports.list_rows(town.db.read, run["id"], Kind.REJECTED, 0, 100)
    wishes = Wishes(Said(), yes=False, dry_run=True, as_json=True, result=None)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'town.db'}")
    await bring_in(settings, read_sheet(path, quiet=True), wishes)
    told = json.loads(capsys.readouterr().out)

    assert chat
    assert {Kind(k): n for k, n in told["counts"].items() if n} == chat.counts
    assert told["warnings"] == list(chat.notes)
    assert [(one["line"], one["sheet"], one["reason"]) for one in told["rejected"]] == [
        (row.line, row.sheet, row.reason) for row in rejected
    ]
