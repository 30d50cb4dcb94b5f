"""Words that must not stand in the material, and those for which a broadcast is looked at twice.

They are data (`kata-terlarang.toml`), so that they can be kept up to date.
"""

import re
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from bot.content.problem import Problem
from bot.content.tables import Strict, read
from bot.core.neutral import Rule

LIST = "kata-terlarang.toml"


class BanRow(Strict):
    """`kata` are whole words, in exactly these capitals if `persis`; `pola` are expressions."""

    nama: str
    saran: str
    untuk: Literal["materi", "siaran", "semua"] = "materi"
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


def bans(folder: Path, fallback: Path, problems: list[Problem]) -> list[BanRow]:
    """Return the rows of the folder's own list, else of the list in `fallback`."""
    own = folder / LIST
    return [
        row
        for row, _ in read(own if own.is_file() else fallback / LIST, "larangan", BanRow, problems)
    ]


def neutral(rows: list[BanRow]) -> tuple[Rule, ...]:
    """Return what the texts of coordinators are searched for."""
    return tuple(
        Rule(row.pattern(), frozenset(row.kecuali)) for row in rows if row.untuk != "materi"
    )
