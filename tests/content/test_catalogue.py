"""The English catalogue: every sentence of the screens, and nothing else, said the same way."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po

from bot.content import catalogue
from bot.content.check import catalogues
from bot.content.load import FOLDER, Draft
from bot.core.say import Say
from tests.screens import sentences as screens
from tests.screens.sentences import sentences

EN = catalogue.FOLDER / "en.po"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
SIGN = re.compile(r"[✓✗◐○•·★]")
COMMAND = re.compile(r"(?<![a-z])/[a-z]+")


@pytest.fixture(scope="module")
def english() -> Mapping[str, str]:
    return catalogue.read(EN)


@pytest.fixture(scope="module")
def file() -> Catalog:
    with EN.open("rb") as opened:
        return read_po(opened, abort_invalid=True)


def test_every_sentence_of_the_screens_is_translated(english: Mapping[str, str]):
    missing = [f"{where}: {text!r}" for text, where in sentences().items() if text not in english]

    assert missing == []


def test_nothing_is_left_over_from_sentences_that_are_gone(english: Mapping[str, str]):
    assert set(english) - set(sentences()) == set()


@pytest.mark.parametrize("mark", [PLACEHOLDER, TAG, SIGN, COMMAND], ids=["{…}", "<…>", "✓", "/…"])
def test_placeholders_tags_signs_and_commands_are_the_same(mark, english: Mapping[str, str]):
    different = [
        (text, translated)
        for text, translated in english.items()
        if Counter(mark.findall(text)) != Counter(mark.findall(translated))
    ]

    assert different == []


def test_a_translation_begins_and_ends_with_the_same_line_breaks(english: Mapping[str, str]):
    """Sentences that begin on a new line are joined to others."""
    different = [
        text
        for text, translated in english.items()
        if re.findall(r"^\s*|\s*$", text) != re.findall(r"^\s*|\s*$", translated)
    ]

    assert different == []


def test_content_check_finds_nothing_in_the_catalogue():
    assert list(catalogues.each(Draft(FOLDER))) == []


def test_no_entry_waits_to_be_looked_at(file: Catalog):
    assert [message.id for message in file if message.fuzzy] == []
    assert list(file.obsolete) == []


def test_the_header_names_the_language_and_nobody(file: Catalog):
    head = EN.read_text(encoding="utf-8").partition("\n\n")[0]

    assert str(file.locale) == "en"
    assert file.plural_expr == "(n != 1)"
    assert not re.search(r"@|https?:|Last-Translator|Language-Team", head)


def test_every_file_an_entry_names_exists():
    named = set(re.findall(r"bot/[\w/]+\.py", EN.read_text(encoding="utf-8")))

    assert [name for name in sorted(named) if not (FOLDER.parents[1] / name).is_file()] == []


def test_babel_finds_no_sentence_that_we_do_not():
    """Babel's extractor is what a translator's tools use; it may miss some, never the reverse."""
    found = set()
    for path in screens.FOLDER.glob("*.py"):
        source = io.BytesIO(path.read_bytes())
        found |= {text for _, _, text, _ in extract_python(source, {"say": None}, [], {})}

    assert found - set(sentences()) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('say("Halo")', {"Halo"}),
        ('deps.say("Halo").format(n=1)', {"Halo"}),
        ('Say()("Halo")', {"Halo"}),
        ("""f"{say('Halo').unescape()}: {1}\"""", {"Halo"}),
        ('say("Halo, "\n    "apa kabar?")', {"Halo, apa kabar?"}),
        ('print("Halo")', set()),
        ('Reply()("Halo")', set()),
        ("[say][0]('Halo')", set()),
    ],
)
def test_sentences_are_found_wherever_they_are_said(
    source: str, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "contoh.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(screens, "FOLDER", tmp_path)

    assert set(sentences()) == found


@pytest.mark.parametrize("source", ["say(text)", "say(f'Halo {n}')", "say(1)"])
def test_what_is_said_must_be_a_plain_sentence(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "contoh.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(screens, "FOLDER", tmp_path)

    with pytest.raises(AssertionError, match=r"contoh\.py:1"):
        sentences()


def test_a_plural_entry_is_never_said(tmp_path: Path):
    (tmp_path / "en.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "{n} soal"\nmsgid_plural "{n} soal"\n'
        'msgstr[0] "{n} question"\nmsgstr[1] "{n} questions"\n\n'
        'msgid "Halo"\nmsgstr "Hello"\n',
        encoding="utf-8",
    )

    assert catalogue.read(tmp_path / "en.po") == {"Halo": "Hello"}


def test_without_any_catalogue_indonesian_is_spoken(tmp_path: Path):
    spoken = catalogue.languages(tmp_path / "tidak-ada")

    assert list(spoken) == ["id"]
    assert isinstance(spoken["id"], Say)
