"""Where a piece of content stands in its file, so that a problem can name the very line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.problem import Problem

_HEADER = re.compile(r"\s*\[+[\w.]+\]+\s*(#.*)?$")  # of a table: its keys end at the next one


@dataclass(frozen=True, slots=True)
class Source:
    """The file, the first line (from 1) and the lines of one page or entry, as written.

    `custom` is true for a page with `catatan="kebiasaan"`: it tells a custom, not a rule.
    """

    file: str
    line: int
    text: str
    custom: bool = False

    def at(self, *path: str | int) -> int:
        """Return the line of a TOML value, named as pydantic does: `("pilihan", 1, "teks")`."""
        lines, here = self.text.splitlines(), 0
        for step, following in zip(path, (*path[1:], ""), strict=False):
            if isinstance(step, str):
                place = following if isinstance(following, int) else None
                here = _find(lines, here, step, place)
        return self.line + here

    def line_with(self, snippet: str) -> int:
        """Return the line where `snippet` begins, or the first line."""
        before, found, _ = self.text.partition(snippet)
        return self.line + before.count("\n") if found else self.line

    def wrong(self, problem: str, remedy: str, *path: str | int) -> Problem:
        return Problem(self.file, self.at(*path), problem, remedy)


def _find(lines: Sequence[str], here: int, key: str, place: int | None) -> int:
    """Return the index of `key` from `here` on, or of the entry at `place` of that array."""
    header = re.compile(rf"\s*\[+[\w.]+\.{key}\]+")
    tables = [n for n in range(here, len(lines)) if header.match(lines[n])]
    if len(tables) > (place or 0):
        return tables[place or 0]
    end = next((n for n in range(here + 1, len(lines)) if _HEADER.match(lines[n])), len(lines))
    starts = [n for n in range(here, end) if re.match(rf"\s*{key}\s*=", lines[n])]
    if not starts:
        return here
    rows = [n for n in range(starts[0] + 1, end) if lines[n].lstrip().startswith("{")]
    is_open = lines[starts[0]].rstrip().endswith("[")  # one row a line, as in `pilihan = [`
    has_row = place is not None and is_open and place < len(rows)
    return rows[place or 0] if has_row else starts[0]


def read_text(path: Path, problems: list[Problem]) -> str:
    """Return the text of a file; what keeps it from being read becomes a problem."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(
            Problem(path.name, 1, "berkas tidak ada", "Buat atau kembalikan berkasnya.")
        )
    except UnicodeDecodeError:
        problems.append(
            Problem(path.name, 1, "berkas tidak dapat dibaca", "Simpan ulang sebagai teks UTF-8.")
        )
    return ""
