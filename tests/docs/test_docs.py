"""Commands, settings and messages in the documents are those of the program."""

import re

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings
from bot.handlers.routes import COMMANDS, FOR_A_FEW
from tests.docs import pages
from tests.docs.pages import DOCUMENTS, ROOT

READMES = ("README.md", "README.id.md")
GUIDE = "docs/pasang.md"
ENGLISH = {"the", "and", "this", "message", "show", "exit", "usage", "options", "required"}

every_document = pytest.mark.parametrize("document", DOCUMENTS)
every_command = pytest.mark.parametrize("path", pages.commands(), ids=" ".join)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


# --- the two READMEs ------------------------------------------------------------------------


def test_both_readmes_hold_the_same_commands():
    english, indonesian = (pages.blocks(readme, "sh") for readme in READMES)

    assert english
    assert english == indonesian


def test_both_readmes_have_the_same_chapters_pictures_and_links():
    english, indonesian = READMES
    assert len(pages.headings(english)) == len(pages.headings(indonesian))

    one, other = (
        [target for _, _, target in pages.links(readme) if target not in READMES]
        for readme in READMES
    )
    assert one == other
    assert pages.spans(english) == pages.spans(indonesian)


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_runs_nothing_but_make_and_bimtek(readme):
    lines = [line for block in pages.blocks(readme, "sh") for line in block.splitlines()]

    assert all(re.match(r"make |\.venv/bin/bimtek ", line) for line in lines)


# --- commands -------------------------------------------------------------------------------


@every_document
def test_every_bimtek_command_in_a_document_exists(document):
    named = [words for piece in pages.code(document) for words in pages.named_in(piece)]

    assert [wrong for words in named if (wrong := pages.unknown_in(words))] == []


@every_document
def test_every_make_target_in_a_document_exists(document):
    targets = set(re.findall(r"^([\w./-]+):", pages.text_of("Makefile"), re.MULTILINE))

    named = {
        target
        for piece in pages.code(document)
        for target in re.findall(r"^make ([\w./-]+)$", piece, re.MULTILINE)
    }
    assert named <= targets


def test_a_command_that_does_not_exist_would_be_found():
    assert pages.unknown_in(["roster", "eksport"])
    assert pages.unknown_in(["serve", "--porta", "1"])
    assert pages.unknown_in(["roster", "import", "x.csv", "--json"]) == ""
    assert list(pages.named_in(".venv/bin/bimtek try --port 8123")) == [["try", "--port", "8123"]]


def test_every_command_has_a_chapter_and_no_other_has_one():
    expected = {f"bimtek {' '.join(path)}" for path in pages.commands()}

    assert set(pages.sections("docs/perintah.md")) == expected


@every_command
def test_the_chapter_of_a_command_names_its_options_and_arguments(path):
    chapter = pages.sections("docs/perintah.md")[f"bimtek {' '.join(path)}"]

    for param in pages.commands()[path].params:
        name = param.metavar if param.param_type_name == "argument" else param.opts[0]
        assert f"- `{name}" in chapter


@every_command
def test_a_command_has_help_in_indonesian(path):
    command = pages.commands()[path]

    texts = [command.help, *(param.help for param in command.params)]
    assert all(texts)
    assert words_of(" ".join(filter(None, texts))) & ENGLISH == set()


def test_groups_have_help_in_indonesian():
    for group in pages.groups().values():
        assert group.help
        assert words_of(group.help) & ENGLISH == set()


@every_command
def test_nothing_in_the_help_of_a_command_is_english(path):
    shown = CliRunner().invoke(app, [*path, "--help"], prog_name="bimtek")

    assert shown.exit_code == 0
    own_name = " ".join(("bimtek", *path))
    shown_words = words_of(shown.output.replace("[OPTIONS]", "").replace(own_name, ""))
    assert shown_words & ENGLISH == set()


def test_every_chat_command_is_in_the_members_guide():
    documented = {span for span in pages.spans("docs/panduan-anggota.md") if span[0] == "/"}

    expected = {f"/{name}" for name in COMMANDS.keys() - FOR_A_FEW if name != "help"} | {"/start"}
    assert {span.split()[0] for span in documented} == expected


def test_every_command_of_coordinators_is_in_their_guide():
    spans = pages.spans("docs/panduan-koordinator.md")

    assert {f"/{name}" for name in FOR_A_FEW} == {span for span in spans if span[0] == "/"}


# --- settings -------------------------------------------------------------------------------


def test_every_setting_is_in_the_installation_guide_with_its_default():
    row = re.compile(r"^\| `BOT_(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
    documented = {name.lower(): default for name, default, _ in row.findall(pages.text_of(GUIDE))}

    fields = Settings.model_fields
    assert documented == {
        name: "kosong" if field.default == "" else f"`{field.default}`"
        for name, field in fields.items()
    }


@every_document
def test_a_document_names_no_setting_that_does_not_exist(document):
    named = set(re.findall(r"BOT_[A-Z_]+", pages.text_of(document)))

    assert named <= {f"BOT_{name.upper()}" for name in Settings.model_fields}


# --- what the program says ------------------------------------------------------------------

FROM_ELSEWHERE = {  # the operating system, and make
    "address already in use",
    "No such file or directory",
    "Python 3.11 atau lebih baru tidak ditemukan.",
}


def test_the_messages_explained_to_operators_are_those_of_the_program():
    table = pages.sections(GUIDE)["Bila ada galat"]
    explained = set(re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE))

    assert len(explained) > 15
    assert {text for text in explained - FROM_ELSEWHERE if text not in pages.said()} == set()


def test_buttons_and_messages_quoted_to_members_are_those_of_the_program():
    guide = pages.text_of("docs/panduan-anggota.md")
    page = pages.text_of("bot/web/templates/chat.html")
    buttons = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", guide)
    messages = re.findall(r'^- \*\*"(.+)"\*\*', guide, re.MULTILINE)

    assert len(buttons) > 10
    assert messages
    quoted = {text for text in (*buttons, *messages) if text not in pages.said()}
    assert {text for text in quoted if f">{text}<" not in page} == set()


# --- what must not be there -----------------------------------------------------------------


def test_the_changelog_tells_of_this_version_or_the_next():
    from bot import __version__

    titles = pages.headings("CHANGELOG.md")
    assert any(
        f"[{wanted}]" in title for wanted in ("Unreleased", __version__) for title in titles
    )


def test_hooks_are_local_and_work_offline():
    config = pages.text_of(".pre-commit-config.yaml")

    assert re.findall(r"repo: *(\S+)", config) == ["local"]
    assert set(re.findall(r"language: *(\S+)", config)) == {"system"}
    assert all((ROOT / tool).exists() for tool in re.findall(r"entry: (\S+)", config))


def test_the_whole_run_calls_make_test_and_skips_nothing():
    script = ROOT / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")
    assert "export BIMTEK_ALL=1" in script.read_text(encoding="utf-8")


WRITTEN = [
    path
    for pattern in ("*", ".ci/*", "bot/**/*", "tests/**/*", "docs/**/*", "bench/**/*", "data/*.md")
    for path in ROOT.glob(pattern)
    if path.is_file()
    and ".venv" not in path.parts
    and path.suffix in {"", ".md", ".py", ".toml", ".lock", ".txt", ".in", ".yaml", ".html", ".js"}
    and not path.name.startswith(".coverage")
]


def test_no_address_of_a_package_registry_is_written_anywhere():
    registry = re.compile(
        r"py[p]i\.org|python[h]osted|npm[j]s\.(?:org|com)|--(?:extra-)?index[-]url|proxy\.golang"
    )

    assert len(WRITTEN) > 100
    assert [
        str(path.relative_to(ROOT))
        for path in WRITTEN
        if registry.search(path.read_text(encoding="utf-8", errors="replace"))
    ] == []


@every_document
def test_a_document_holds_no_personal_data(document):
    text = pages.text_of(document)

    digits = re.sub(r"(?<=\d)[ .-](?=\d)", "", text)
    phones = re.findall(r"(?<!\d)(?:\+?62|0)8\d{7,11}(?!\d)", digits)
    assert [phone for phone in phones if not phone.startswith("0800")] == []
    assert re.findall(r"(?<!\d)\d{16}(?!\d)", digits) == []
    assert re.findall(r"[\w.]+@(?!server|127\.0\.0\.1|BotFather)[\w-]+\.\w+", text) == []
    assert re.findall(r"\b\d{8,10}:[\w-]{30,}", text) == []
