"""Registration codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import codes
from bot.core.codes import (
    ALPHABET,
    carried,
    check_character,
    could_be_code,
    guesses_allowed,
    is_code,
    looks_like_code,
    make,
    shown,
    tidy,
)
from tests.core.builders import LeavesAsIs, chance

bodies = st.text(ALPHABET, min_size=7, max_size=7)
made = bodies.map(lambda body: body + check_character(body))


def test_the_alphabet_is_a_prime_number_of_characters_without_look_alikes():
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01ILO") & set(ALPHABET)


def test_a_made_code_has_8_characters_and_passes_its_own_check():
    assert all(is_code(make(chance(seed))) for seed in range(200))


def test_made_codes_differ_with_chance_and_repeat_with_it():
    assert len({make(chance(seed)) for seed in range(200)}) == 200
    assert make(chance(5)) == make(chance(5))


def test_the_check_character_is_fixed_for_ever():
    # Codes are printed on paper: a change of this rule would make all of them wrong.
    assert make(LeavesAsIs()) == "22222222"
    assert [check_character(body) for body in ("K7MR2PQ", "ZZZZZZZ", "3222222")] == [
        "N",
        "6",
        "Y",
    ]


@given(made, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_a_code_with_one_wrong_character_never_passes(code, place, other):
    spoilt = code[:place] + other + code[place + 1 :]

    assert is_code(spoilt) == (spoilt == code)


@given(made, st.integers(0, 6))
def test_a_code_with_two_swapped_neighbours_never_passes(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_code(swapped) == (swapped == code)


@pytest.mark.parametrize(
    "text",
    ["", "2222222", "222222222", "2222-222", "2222222O", "aaaaaaaa", "22222223", "٢٢٢٢٢٢٢٢"],
)
def test_what_is_not_a_code_does_not_pass(text):
    assert not is_code(text)


@given(made)
def test_an_action_carries_a_code_tidied_and_nothing_that_is_none(code):
    assert carried(shown(code).lower()) == code
    assert carried(code[:-1]) == ""
    assert carried(f"{code}{code}") == ""


@given(st.text(max_size=12))
def test_nothing_but_a_code_of_the_alphabet_passes(text):
    if is_code(text):
        assert len(text) == codes.LENGTH
        assert set(text) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("k7mr-2pqn", "K7MR2PQN"),
        ("  K7MR 2PQN ", "K7MR2PQN"),
        ("k7 mr 2p qn", "K7MR2PQN"),
        ("Kode: K7MR–2PQN.", "KODEK7MR2PQN"),
        ("…", ""),
    ],
)
def test_tidying_makes_capitals_and_drops_spaces_and_dashes(typed, expected):
    assert tidy(typed) == expected


@given(made, st.booleans())
def test_a_code_copied_as_printed_is_read_back_in_either_case(code, small):
    printed = shown(code)
    typed = printed.lower() if small else printed

    assert len(printed) == 9
    assert printed[4] == "-"
    assert tidy(typed) == code
    assert is_code(tidy(typed))


@pytest.mark.parametrize(
    ("typed", "meant_as_code"),
    [
        ("k7mr-2pqn", True),
        ("K7MR 2PQN", True),
        ("K7MR2PQO", True),  # a wrong code still was meant as one
        ("2222 2222", True),
        ("terima kasih", False),
        ("selesai!", False),
        ("menyusul", False),  # eight letters, no digit
        ("K7MR2PQ", False),
        ("k7 mr2p qn", False),
        ("K7MR2PQNY", False),
        ("di tps 4 pak", False),
        ("jam 7 di balai", False),
        ("a b c 2345", False),
        ("", False),
    ],
)
def test_one_word_of_code_length_with_a_digit_is_taken_for_an_attempt_at_a_code(
    typed, meant_as_code
):
    assert looks_like_code(typed) is meant_as_code


@pytest.mark.parametrize(
    ("typed", "a_try"),
    [
        ("K7MR2PQN", True),
        ("k7mr 2pqn", True),
        ("k7 mr2p qn", True),
        ("ABCDEFGH", True),  # all letters: one code in eleven is
        ("MENYUSUL", False),  # a word: no code has an L
        ("K7MR2P", True),  # two too few, two too many: still a slip
        ("K7MR2PQN22", True),
        ("K7MR2", False),
        ("K7MR2PQN222", False),
        ("k7 mr 2p qn", False),
        ("belum dapat kodenya", False),
        ("", False),
    ],
)
def test_where_a_code_is_asked_for_one_word_near_its_length_is_a_try(typed, a_try):
    assert could_be_code(typed) is a_try


@given(made, st.integers(0, 7))
def test_a_code_as_printed_with_a_character_missing_or_doubled_is_a_try(code, place):
    printed = shown(code)

    assert could_be_code(printed)
    assert could_be_code(printed[:place] + printed[place + 1 :])
    assert could_be_code(printed[:place] + printed[place] + printed[place:])


@pytest.mark.parametrize(
    ("wrong_everywhere", "allowed"), [(0, 5), (99, 5), (100, 2), (1_000_000, 2)]
)
def test_many_wrong_codes_over_all_chats_slow_each_chat_down(wrong_everywhere, allowed):
    assert guesses_allowed(wrong_everywhere) == allowed


@given(st.integers(0, 10**9))
def test_nobody_is_ever_locked_out_by_what_others_typed(wrong_everywhere):
    assert 1 <= guesses_allowed(wrong_everywhere) <= codes.GUESSES_PER_CHAT


def test_wrong_codes_are_counted_over_15_minutes():
    assert codes.GUESS_WINDOW == 900
