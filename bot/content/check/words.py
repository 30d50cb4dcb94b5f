"""Words that must not reach anyone: parties and candidates, "kamu", unfinished drafts."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.banned import LIST, BanRow, bans
from bot.content.load import FOLDER, Draft
from bot.content.problem import Problem

REMINDERS = "pengingat.toml"


def each(draft: Draft) -> Iterator[Problem]:
    problems: list[Problem] = []
    rows = bans(draft.folder, FOLDER, problems)
    banned = [(row, row.pattern()) for row in rows if row.untuk != "siaran"]
    yield from problems
    for path in sorted((*draft.folder.glob("*.md"), *draft.folder.glob("*.toml"))):
        if path.name != LIST:
            text = _read_by_people(path)
            for row, pattern in banned:
                yield from _found(path.name, text, row, pattern)


def _read_by_people(path: Path) -> str:
    """Return the text with comments and addresses blanked out, every line in its place."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".toml":
        text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    if path.name == REMINDERS:
        text = re.sub(r"\{\w+\}", "", text)  # placeholders, which check/reminders.py knows
    return re.sub(r"https?://[^\s\"']+", "", text)


def _found(file: str, text: str, row: BanRow, pattern: re.Pattern[str]) -> Iterator[Problem]:
    for match in pattern.finditer(text):
        word = " ".join(match[0].split())
        if word.casefold() not in row.kecuali:
            line = text.count("\n", 0, match.start()) + 1
            yield Problem(file, line, f'"{word}": {row.nama}', row.saran)
