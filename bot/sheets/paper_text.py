"""Text that stays within its place on paper: what the font can draw, in lines that fit."""

import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass

LONGEST = 400  # characters that are looked at; more never fit on a slip
MISSING = "\ufffd"  # stands for what the font has no glyph for: emoji, other scripts
ELLIPSIS = "…"

Measure = Callable[[str], float]  # the width of a text at size 1, additive over characters


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines, and the largest size at which they fit."""

    size: float
    lines: tuple[str, ...]


def printable(text: str, glyphs: Container[int]) -> str:
    """Return `text` on one line, in characters of the font.

    What is invisible (zero width, direction, variation) is left out; what cannot be drawn is
    shown as one sign for each run of it.
    """
    composed = unicodedata.normalize("NFC", " ".join(text[:LONGEST].split()))
    drawn: list[str] = []
    for c in composed:
        if ord(c) in glyphs and unicodedata.category(c) not in {"Cc", "Cf"}:
            drawn.append(c)
        elif _is_seen(c) and drawn[-1:] != [MISSING]:
            drawn.append(MISSING)
    return " ".join("".join(drawn).split())


def _is_seen(c: str) -> bool:
    return unicodedata.category(c) not in {"Cc", "Cf", "Mn", "Me"}


def fit(text: str, measure: Measure, width: float, sizes: tuple[float, ...], lines: int) -> Fitted:
    """Return `text` in at most `lines` lines of `width`, in the largest of `sizes` that holds it.

    Cut with an ellipsis where even the smallest does not.
    """
    for size in sizes:
        wrapped = wrap(text, measure, width / size)
        if len(wrapped) <= lines:
            return Fitted(size, tuple(wrapped))
    smallest = sizes[-1]
    wrapped = wrap(text, measure, width / smallest)
    return Fitted(
        smallest,
        (*wrapped[: lines - 1], _cut(wrapped[lines - 1], measure, width / smallest)),
    )


def wrap(text: str, measure: Measure, width: float) -> list[str]:
    """Return `text` in lines no wider than `width`; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, measure, width)
        lines += full
    return [*lines, line] if line else lines


def _broken(word: str, measure: Measure, width: float) -> list[str]:
    pieces = [""]
    for c in word:
        if pieces[-1] and measure(pieces[-1] + c) > width:
            pieces.append("")
        pieces[-1] += c
    return pieces


def _cut(line: str, measure: Measure, width: float) -> str:
    while line and measure(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
