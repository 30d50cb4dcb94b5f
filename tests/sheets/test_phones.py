"""Phone cells: the short way says what the library says."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.phones import normalised
from bot.sheets.phones import phone


@given(st.from_regex(r"(\+62|62|0)?8[1-9][0-9]{7,10}", fullmatch=True))
def test_plain_numbers_are_what_the_library_makes_of_them(text: str):
    assert phone(text).number == normalised(text) != ""


@given(st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True).map(int))
def test_numbers_that_a_spreadsheet_made_of_phones_are_the_same(number: int):
    if number % 1_000_000:
        assert phone(float(number)) == phone(number) == phone(f"0{number}")


@given(st.text() | st.floats() | st.integers())
def test_any_cell_is_a_number_or_refused_without_being_repeated(cell: str | float):
    found = phone(cell)

    assert found.number == "" or found.number[0] == "+"
    assert not (found.number and found.reason)
    digits = "".join(c for c in str(cell) if c.isdecimal())
    assert len(digits) < 5 or digits not in found.reason
