"""Whatever is written can be read, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

from bot.web import chat

STATIC = Path(chat.__file__).parent / "static"
CHAT = [
    ("ink", "ground"), ("ink", "paper"), ("ink", "mine"), ("ink", "key"), ("soft", "ground"),
    ("soft", "paper"), ("soft", "mine"), ("accent", "ground"), ("accent", "paper"),
    ("accent", "key"), ("accent", "line"), ("on-accent", "accent"), ("on-bar", "bar"),
    ("on-bar-soft", "bar"), ("on-warn", "warn"),
]  # fmt: skip
DASHBOARD = [
    ("ink", "ground"), ("ink", "paper"), ("ink", "head"), ("soft", "ground"), ("soft", "paper"),
    ("soft", "head"), ("accent", "ground"), ("accent", "paper"), ("accent", "head"),
    ("on-accent", "accent"), ("on-bar", "bar"), ("on-bar-soft", "bar"), ("on-warn", "warn"),
    ("on-fine", "fine"),
]  # fmt: skip
CHARTS = [
    ("petak-huruf", "petak-a"), ("petak-huruf", "petak-b"), ("petak-huruf", "petak-c"),
    ("petak-terang", "petak-d"),
]  # fmt: skip


def schemes(sheet: str) -> list[dict[str, str]]:
    """Return the colours by day, and those by night on top of them."""
    roots = re.findall(r":root \{(.*?)\}", (STATIC / sheet).read_text("utf-8"), re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", root)) for root in roots]
    return [found[0], found[0] | found[1]]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("sheet", "pairs"), [("chat.css", CHAT), ("dasbor.css", DASHBOARD), ("bagan.css", CHARTS)]
)
def test_every_text_has_a_contrast_of_four_and_a_half_to_one(sheet, pairs):
    low = []
    for colours, (text, ground) in product(schemes(sheet), pairs):
        bright, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        if (bright + 0.05) / (dark + 0.05) < 4.5:
            low.append((text, ground, colours[text], colours[ground]))

    assert low == []
