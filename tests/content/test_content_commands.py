"""`bimtek content check` and `bimtek content lock`."""

import json
import re
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from bot.cli.content import app
from bot.content.check import check, length
from bot.content.load import FOLDER
from bot.content.pages import KNOWN
from bot.content.tables import FactRow, FieldRow, ItemRow
from bot.core.dialog import LABEL_LIMIT
from tests.content import sample


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_real_content_has_no_problems():
    assert check(FOLDER) == []


def test_fine_content_is_summed_up_in_one_line(tmp_path: Path):
    result = run("check", sample.write(tmp_path))

    assert result.exit_code == 0
    assert result.output == "Bahan baik: 5 halaman, 3 soal, 1 isian, 2 pengingat, 4 fakta.\n"


def test_the_folder_of_the_bot_is_checked_by_default():
    result = run("check")

    assert result.exit_code == 0
    assert result.output.startswith("Bahan baik: ")


def test_each_problem_is_one_line_and_the_exit_status_is_1(tmp_path: Path):
    sample.write(tmp_path, sample.replaced("isian.toml", "Mengapa?", ""))

    result = run("check", tmp_path)

    assert result.exit_code == 1
    assert result.output == "isian.toml:21: pertanyaan kosong → Lengkapi pertanyaan.\n"


def test_problems_as_json_are_a_list_of_objects(tmp_path: Path):
    sample.write(tmp_path, sample.replaced("isian.toml", "Mengapa?", ""))

    result = run("check", tmp_path, "--json")

    assert result.exit_code == 1
    assert json.loads(result.output) == [
        {
            "file": "isian.toml",
            "line": 21,
            "problem": "pertanyaan kosong",
            "remedy": "Lengkapi pertanyaan.",
        }
    ]


def test_fine_content_as_json_is_an_empty_list(tmp_path: Path):
    result = run("check", sample.write(tmp_path), "--json")

    assert (result.exit_code, json.loads(result.output)) == (0, [])


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path):
    for command in ("check", "lock"):
        result = run(command, tmp_path / "tidak-ada")

        assert result.exit_code == 2
        assert "tidak ada" in result.output


def test_locking_tells_what_was_recorded(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, "sesi-2.md", "Laporkan kepada Ketua", "Laporkan kepada PPS")

    result = run("lock", tmp_path)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "dicatat: halaman s2-pemberian",
        "ids.lock: 1 catatan baru atau berubah.",
    ]


def test_locking_refuses_to_forget(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, "sesi-2.md", "#s2-pemberian", "#s2-tolak")

    result = run("lock", tmp_path)

    assert result.exit_code == 1
    assert "halaman s2-pemberian hilang" in result.output
    assert result.output.endswith("ids.lock tidak diubah.\n")


def test_help_is_in_indonesian():
    for command in ("check", "lock"):
        result = run(command, "--help")

        assert result.exit_code == 0
        assert "bahan" in result.output


def test_the_guide_for_writers_names_every_attribute_key_and_limit():
    guide = (FOLDER.parents[1] / "docs" / "menulis-konten.md").read_text(encoding="utf-8")
    keys = [*KNOWN, *ItemRow.model_fields, *FieldRow.model_fields, *FactRow.model_fields]
    limits = [
        length.TITLE, length.PAGE, length.QUESTION, length.OPTION, length.EXPLANATION,
        length.FORM_QUESTION, length.ALT, length.IDENTIFIER, LABEL_LIMIT,
    ]  # fmt: skip

    assert [key for key in keys if not re.search(rf"\b{key}\b", guide)] == []
    assert [limit for limit in limits if f"{limit} huruf" not in guide] == []
