"""Cards for the eve: written for everybody, resting on facts, and made from what is written."""

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.content import app
from bot.content import Problem
from bot.content.check import cards as rules
from bot.content.check import check, write_lock
from bot.content.load import FOLDER, cards, load, read
from bot.core.card import EVERY
from tests.content import sample

FILE = "kartu.toml"
ENTRY = """\
[[kartu]]
id = "{id}"
judul = "Kartu {id}"
tugas = "Anda bertugas."
jangan = [
  "Jangan satu.",
  "Jangan dua.",
  "Jangan tiga.",
]
tanya = "Tanyakan kepada PPS."
fakta = ["F2.1"]

"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose cards are written and made, once."""
    folder = tmp_path_factory.mktemp("kartu")
    sample.write(folder)
    text = "".join(ENTRY.format(id=one) for one in EVERY)
    (folder / FILE).write_text(text, encoding="utf-8")
    assert run("cards", folder).exit_code == 0
    assert check(folder) == []
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "isi")


def edit(folder: Path, old: str, new: str) -> str:
    """Change one thing, as if the cards had been made from it."""
    text = (folder / FILE).read_text(encoding="utf-8").replace(old, new, 1)
    (folder / FILE).write_text(text, encoding="utf-8")
    rules.record(folder, list(cards(read(folder)).values()))
    return text


def only(folder: Path) -> Problem:
    [problem] = check(folder)
    assert problem.remedy.endswith(".")
    return problem


@pytest.mark.parametrize(
    ("old", "new", "at", "word"),
    [
        ('id = "kpps-4"', 'id = "kpps-9"', 'id = "kpps-9"', "kartu kpps-9 tidak dikenal"),
        ('"Kartu kpps-1"', '""', 'judul = ""', "judul kosong"),
        ('"Jangan dua."', '""', "jangan = [", "jangan kosong"),
        ('"Anda bertugas."', f'"{"x" * 120}"', 'tugas = "xx', "tugas 120 huruf"),
        ('  "Jangan dua.",\n', "", "jangan", "jangan berisi 2 kalimat"),
        ('fakta = ["F2.1"]', 'fakta = ["F9.9"]', 'fakta = ["F9.9"]', "fakta F9.9 tidak ada"),
        ('fakta = ["F2.1"]', 'fakta = ["F2.3"]', 'fakta = ["F2.3"]', "hanya kebiasaan (C)"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_wrong_is_named_with_its_line(folder: Path, old, new, at, word):
    text = edit(folder, old, new)

    found = [one for one in check(folder) if "belum ditulis" not in one.problem]
    assert [one.file for one in found] == [FILE]
    assert word in found[0].problem
    assert found[0].line == sample.line_of(text, at)
    assert found[0].remedy.endswith(".")


def test_a_card_that_nobody_has_written_is_named(folder: Path):
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace(ENTRY.format(id="pps"), ""), encoding="utf-8")

    assert only(folder).problem == "kartu pps belum ditulis"


def test_a_card_written_twice_is_named(folder: Path):
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(ENTRY.format(id="pps"))

    assert "kartu pps ditulis dua kali" in only(folder).problem


def test_a_change_that_was_not_made_is_seen(folder: Path):
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace("Jangan dua.", "Jangan itu.", 1), encoding="utf-8")

    assert only(folder).problem == "kartu kpps belum dibuat ulang dari isinya"
    assert run("cards", folder).exit_code == 0
    assert check(folder) == []


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("kpps-4.png", None, "kartu/kpps-4.png belum dibuat"),
        ("kpps-4.pdf", b"bukan PDF", "kartu/kpps-4.pdf belum dibuat"),
        ("pps.png", b"\x89PNG" + b"0" * 150_000, "kartu/pps.png 150 kB, paling banyak 150 kB"),
    ],
)
def test_a_made_file_that_is_missing_strange_or_too_large_is_named(folder, name, content, word):
    path = folder / "kartu" / name
    path.unlink()
    if content:
        path.write_bytes(content)

    assert only(folder).problem == word


def test_without_a_lock_every_card_is_to_be_made(folder: Path):
    (folder / "kartu" / rules.LOCK).unlink()

    assert len(check(folder)) == len(EVERY)


def test_an_office_may_do_without_cards_but_not_send_them(tmp_path: Path):
    sample.write(tmp_path)
    assert check(tmp_path) == []
    text = (tmp_path / "pengingat.toml").read_text(encoding="utf-8")
    (tmp_path / "pengingat.toml").write_text(f'{text}\nkartu = "pdf"\n', encoding="utf-8")
    write_lock(tmp_path)

    assert "belum ada kartu" in only(tmp_path).problem


def test_another_kind_of_card_is_refused(tmp_path: Path):
    sample.write(tmp_path)
    text = (tmp_path / "pengingat.toml").read_text(encoding="utf-8")
    (tmp_path / "pengingat.toml").write_text(f'{text}\nkartu = "video"\n', encoding="utf-8")

    assert "kartu: isinya tidak dikenal" in only(tmp_path).problem


# --- `bimtek content cards`


def test_it_names_what_it_made_and_makes_the_same_twice(folder: Path):
    made = {path.name: path.read_bytes() for path in (folder / "kartu").iterdir()}
    result = run("cards", folder)

    assert "kartu/kpps-4.png: " in result.output
    assert result.output.splitlines()[-1].startswith("9 kartu dibuat: 9 gambar dan 9 PDF, ")
    assert {path.name: path.read_bytes() for path in (folder / "kartu").iterdir()} == made


def test_broken_content_makes_nothing(folder: Path):
    (folder / FILE).write_text("[[kartu]]\nid = 3\n", encoding="utf-8")
    result = run("cards", folder)

    assert result.exit_code == 1
    assert "kartu.toml:2" in result.output


def test_a_folder_that_is_not_there_is_a_mistake_of_use(tmp_path: Path):
    assert run("cards", tmp_path / "tidak-ada").exit_code == 2


def test_a_card_that_does_not_fit_its_page_is_refused(folder: Path, monkeypatch):
    monkeypatch.setattr("bot.sheets.card_paper.FLOOR", 20.0)
    result = run("cards", folder)

    assert result.exit_code == 1
    assert "tidak muat di satu halaman A5" in result.output


def test_the_cards_of_the_bot_are_up_to_what_is_written():
    assert [one for one in check(FOLDER) if one.file == FILE] == []
    assert set(load().cards) == set(EVERY)
