"""Words that must not reach anyone: parties and candidates, "kamu", unfinished drafts.

The words themselves are data (`kata-terlarang.toml`), so that they can be kept up to date.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import field_validator

from bot.content.load import FOLDER, Draft
from bot.content.problem import Problem
from bot.content.tables import Strict, read

LIST = "kata-terlarang.toml"


class BanRow(Strict):
    """`kata` are whole words, in exactly these capitals if `persis`; `pola` are expressions."""

    nama: str
    saran: str
    persis: bool = False
    kata: tuple[str, ...] = ()
    pola: tuple[str, ...] = ()
    kecuali: tuple[str, ...] = ()

    @field_validator("pola")
    @classmethod
    def _is_expression(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"pola rusak: {error}") from error
        return patterns

    def pattern(self) -> re.Pattern[str]:
        words = (re.escape(word).replace(r"\ ", r"\s+") for word in self.kata)
        whole = (rf"(?<!\w){word}(?!\w)" for word in words)
        return re.compile(
            "|".join((*whole, *self.pola)) or "(?!)", 0 if self.persis else re.IGNORECASE
        )


def each(draft: Draft) -> Iterator[Problem]:
    own = draft.folder / LIST
    problems: list[Problem] = []
    bans = [
        (row, row.pattern())
        for row, _ in read(own if own.is_file() else FOLDER / LIST, "larangan", BanRow, problems)
    ]
    yield from problems
    for path in sorted((*draft.folder.glob("*.md"), *draft.folder.glob("*.toml"))):
        if path.name != LIST:
            text = _read_by_people(path)
            for row, pattern in bans:
                yield from _found(path.name, text, row, pattern)


def _read_by_people(path: Path) -> str:
    """Return the text with comments and addresses blanked out, every line in its place."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".toml":
        text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"https?://[^\s\"']+", "", text)


def _found(file: str, text: str, row: BanRow, pattern: re.Pattern[str]) -> Iterator[Problem]:
    for match in pattern.finditer(text):
        word = " ".join(match[0].split())
        if word.casefold() not in row.kecuali:
            line = text.count("\n", 0, match.start()) + 1
            yield Problem(file, line, f'"{word}": {row.nama}', row.saran)
