"""Phone numbers as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phones import normalised


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        (" 0812 3456 7890 ", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),  # as Telegram gives a shared contact
        ("+62 (0) 812 3456 7890", "+6281234567890"),
        ("0341 512345", "+62341512345"),
        ("+1 650 253 0000", "+16502530000"),
        ("81234567890", "+6281234567890"),  # a spreadsheet ate the zero
        ("0062 812 3456 7890", "+6281234567890"),
        ("(0341) 512345", "+62341512345"),
        ("0812 3456 7890 a.n. Siti", "+6281234567890"),  # what follows a letter is a remark
    ],
)
def test_a_number_is_compared_in_its_international_form(typed, number):
    assert normalised(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "   ", "-", "+", "tidak ada", "belum punya HP", "0812", "123"]
)
def test_what_is_no_number_is_compared_as_empty(typed):
    assert normalised(typed) == ""


@given(
    st.text("0123456789", min_size=8, max_size=10),
    st.sampled_from(["0", "62", "+62", "+62 ", "+62-", "0 "]),
    st.sampled_from(["", " ", "-", "."]),
)
def test_a_mobile_number_is_the_same_however_it_is_written(rest, prefix, between):
    groups = ["8" + rest[:2], rest[2:6], rest[6:]]

    assert normalised(prefix + between.join(groups)) == f"+628{rest}"
    assert normalised(f"+628{rest}") == f"+628{rest}"
