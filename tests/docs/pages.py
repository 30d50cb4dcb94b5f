"""What the tests of the documents read: their code, their links, and what the program says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer

from bot.cli import app

ROOT = Path(__file__).parents[2]
OURS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "data" / "README.md"]
DOCUMENTS = sorted(str(path.relative_to(ROOT)) for path in OURS)

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_COMMAND = re.compile(r"(?:\.venv/bin/|^)bimtek((?: [^\s;|&>]+)+)", re.MULTILINE)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """Return the fenced blocks in one language."""
    return [code for kind, code in _BLOCK.findall(text_of(document)) if kind == language]


def prose(document: str) -> str:
    """Return the document without its fenced blocks."""
    return _BLOCK.sub("", text_of(document))


def spans(document: str) -> list[str]:
    """Return what stands between single backticks, outside of fenced blocks."""
    return _SPAN.findall(prose(document))


def code(document: str) -> list[str]:
    """Return every piece of code: fenced blocks and spans."""
    return [*(piece for _, piece in _BLOCK.findall(text_of(document))), *spans(document)]


def links(document: str) -> Iterator[tuple[bool, str, str]]:
    """Yield (is a picture, words, target) of every link."""
    for picture, words, target in _LINK.findall(_SPAN.sub("", prose(document))):
        yield bool(picture), words, target


def headings(document: str) -> list[str]:
    return _HEADING.findall(prose(document))


def anchor(heading: str) -> str:
    """Return the name that code hosts give a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


def sections(document: str) -> dict[str, str]:
    """Return the text under each level-2 heading."""
    _, *parts = re.split(r"^## +", text_of(document), flags=re.MULTILINE)
    return {part.partition("\n")[0].strip(): part.partition("\n")[2] for part in parts}


# --- the program ----------------------------------------------------------------------------


@cache
def commands() -> dict[tuple[str, ...], Any]:
    """Return every command that does something, by its words after `bimtek`."""
    return {path: one for path, one in _tree().items() if not hasattr(one, "commands")}


@cache
def groups() -> dict[tuple[str, ...], Any]:
    """Return every group of commands, by its words; `()` is `bimtek` itself."""
    return {path: one for path, one in _tree().items() if hasattr(one, "commands")}


def _tree() -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((), typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop(0)
        found[path] = command
        inner = getattr(command, "commands", {})
        waiting += [((*path, name), one) for name, one in inner.items() if not one.hidden]
    return found


def named_in(piece: str) -> Iterator[list[str]]:
    """Yield the words after `bimtek` of every command in a piece of code."""
    for match in _COMMAND.finditer(piece):
        yield match[1].split()


def unknown_in(words: list[str]) -> str:
    """Return what is wrong with the words after `bimtek`; empty if nothing is."""
    path = next(
        (known for known in commands() if tuple(words[: len(known)]) == known),
        None,
    )
    if path is None:
        known_group = tuple(words) in groups() or words == ["--help"]
        return "" if known_group else f"no command bimtek {' '.join(words)}"
    options = {option for param in commands()[path].params for option in param.opts}
    strange = [
        word
        for word in words[len(path) :]
        if word.startswith("--") and word.partition("=")[0] not in {*options, "--help"}
    ]
    return f"bimtek {' '.join(path)} has no {strange[0]}" if strange else ""


@cache
def said() -> str:
    """Return every string constant of the program, one a line, white space made single."""
    return "\n".join(
        " ".join(node.value.split())
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
