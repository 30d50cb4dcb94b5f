"""What a command says of itself, and of a wrong call: in Bahasa Indonesia, with status 2."""

import re

import pytest

from tests.cli.conftest import Bimtek

COMMANDS = [
    (),
    ("try",),
    ("serve",),
    ("backup",),
    ("restore",),
    ("roster",),
    ("roster", "sample"),
    ("roster", "import"),
    ("roster", "undo"),
    ("roster", "erased"),
    ("roster", "export"),
    ("roster", "kit"),
    ("roles",),
    ("roles", "list"),
    ("roles", "grant"),
    ("roles", "revoke"),
    ("broadcast",),
    ("broadcast", "send"),
    ("broadcast", "status"),
    ("broadcast", "list"),
    ("broadcast", "pause"),
    ("broadcast", "resume"),
    ("broadcast", "stop"),
    ("ledger",),
    ("audit",),
    ("audit", "show"),
    ("audit", "verify"),
    ("agenda",),
    ("agenda", "show"),
    ("agenda", "set"),
    ("agenda", "reset"),
    ("results",),
    ("results", "items"),
    ("results", "export"),
    ("privacy",),
    ("privacy", "status"),
    ("privacy", "run"),
    ("certificate",),
    ("certificate", "verify"),
    ("certificate", "list"),
    ("certificate", "revoke"),
    ("certificate", "key"),
    ("content",),
    ("content", "check"),
    ("content", "lock"),
    ("content", "impact"),
    ("content", "pictures"),
    ("content", "cards"),
]
ENGLISH = re.compile(
    r"\b(the|and|show|usage|options?|commands?|arguments?|help message|exit|error|missing|try '"
    r"|required|default|invalid|such)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "bimtek")
def test_every_command_explains_itself_in_indonesian(bimtek: Bimtek, command: tuple[str, ...]):
    result = bimtek(*command, "--help")

    assert result.exit_code == 0
    own_words = re.sub(r"--[a-z-]+", "", result.output).replace(" ".join(("bimtek", *command)), "")
    own_words = re.sub(r"(?m)^  (try|show)\b", "", own_words)
    assert not ENGLISH.search(own_words), ENGLISH.search(own_words)
    assert "Pemakaian:" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("tidak-ada",),
        ("serve", "--tidak-ada"),
        ("serve", "berlebih"),
        ("backup",),
        ("restore",),
        ("roster", "import"),
        ("roster", "sample"),
        ("roster", "sample", "a.csv", "b.csv"),
        ("try", "--port", "abc"),
        ("try", "--port", "0"),
        ("try", "--port", "70000"),
        ("try", "--port"),
        ("try", "--at", "kemarin"),
        ("content", "check", "tidak/ada"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_explained_in_indonesian(bimtek: Bimtek, words: tuple[str, ...]):
    result = bimtek(*words)

    assert result.exit_code == 2
    said = re.sub(r"'[^']*'|--\w+", "", result.output)
    assert said.strip()
    assert not ENGLISH.search(said.replace("bimtek try", "")), said


def test_a_bare_call_shows_the_commands(bimtek: Bimtek):
    result = bimtek()

    for command in ("try", "serve", "backup", "restore", "roster", "content"):
        assert command in result.output


def test_a_time_to_try_is_explained(bimtek: Bimtek):
    assert "2024-02-13T19:00" in bimtek("try", "--at", "kemarin").output
