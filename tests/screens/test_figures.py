"""How shares and decimals are written."""

import pytest

from bot.core.say import Say
from bot.screens.figures import NONE, decimal, percent

SAY = Say()


@pytest.mark.parametrize(
    ("part", "whole", "digits", "expected"),
    [
        (86, 611, 0, "14\u00a0%"),
        (1, 3, 1, "33,3\u00a0%"),
        (0, 5, 0, "0\u00a0%"),
        (0.95, 1.0, 0, "95\u00a0%"),
        (1, 0, 0, NONE),
    ],
)
def test_a_share_is_written_in_percent(part: float, whole: float, digits: int, expected: str):
    assert percent(SAY, part, whole, digits) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (7.881, 2, "7,88"),
        (8.0, 1, "8,0"),
        (1234.5, 0, "1.234"),
        (-0.25, 2, "-0,25"),
        (None, 2, NONE),
    ],
)
def test_a_decimal_has_a_comma(value: float | None, digits: int, expected: str):
    assert decimal(SAY, value, digits) == expected


def test_english_has_a_point():
    assert decimal(Say("en"), 7.881) == "7.88"
    assert percent(Say("en"), 1, 3, 1) == "33.3\u00a0%"
