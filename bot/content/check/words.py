"""Words that must not reach anyone: parties and candidates, "kamu", unfinished drafts."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.banned import LIST, BanRow, bans
from bot.content.load import FOLDER, Draft
from bot.content.problem import Problem
from bot.core.drawings import FOLDER as FOLDER_OF_DRAWINGS

REMINDERS = "pengingat.toml"


def each(draft: Draft) -> Iterator[Problem]:
    problems: list[Problem] = []
    rows = bans(draft.folder, FOLDER, problems)
    banned = [(row, row.pattern()) for row in rows if row.untuk != "siaran"]
    yield from problems
    kinds = ("*.md", "*.toml", f"{FOLDER_OF_DRAWINGS}/*.svg")
    for path in sorted(path for kind in kinds for path in draft.folder.glob(kind)):
        if path.name != LIST:
            text = _read_by_people(path)
            for row, pattern in banned:
                file = path.relative_to(draft.folder).as_posix()
                yield from _found(file, text, row, pattern)


def _read_by_people(path: Path) -> str:
    """Return the text with comments and addresses blanked out, every line in its place."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".svg":
        return re.sub(r"<[^>]*>", " ", text)
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
