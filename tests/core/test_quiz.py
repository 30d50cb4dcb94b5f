"""Answering: what a tap does, what is asked again, when a quiz is passed."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import quiz
from bot.core.quiz import Answer, Attempt, answer
from tests.core.builders import a_plan, an_attempt, an_item, answered, drawn

PLAN = a_plan(pass_mark=0.8, test_mark=0.9)
D = {"decisive": True}
kinds = st.sampled_from(["kuis", "uji"])
attempts = st.builds(
    lambda decisive, kind: an_attempt(
        *(drawn(f"Q{n}", decisive=flag) for n, flag in enumerate(decisive)), kind=kind
    ),
    st.lists(st.booleans(), min_size=1, max_size=6),
    kinds,
)
taps = st.tuples(
    st.sampled_from([f"Q{n}" for n in range(7)]), st.integers(0, 3), st.sampled_from("abcz")
)


def asked(attempt: Attempt) -> list[tuple[str, int]]:
    return [(item.item, round_) for item, round_ in quiz.sequence(attempt)]


def after(attempt: Attempt, many: Iterable[tuple[str, int, str]]) -> Attempt:
    for tap in many:
        attempt = answer(attempt, *tap)
    return attempt


def finished(attempt: Attempt, marks: Iterator[bool]) -> Attempt:
    """Answer everything that is asked, right or wrong as `marks` say."""
    while not quiz.is_finished(attempt):
        attempt = answered(attempt, "+" if next(marks, True) else "-")
    return attempt


# --- one tap --------------------------------------------------------------------------------


def test_an_answer_is_kept_with_whether_it_was_right():
    fresh = an_attempt(drawn("Q0"), drawn("Q1"))

    first = answer(fresh, "Q0", 1, "a")
    second = answer(first, "Q1", 1, "b")

    assert second.answers == (
        Answer("Q0", 1, "a", right=True),
        Answer("Q1", 1, "b", right=False),
    )
    assert second.answer_to("Q1", 1) == second.answers[1]
    assert second.answer_to("Q1", 2) is None
    assert fresh.answers == ()


@pytest.mark.parametrize(
    "tap",
    [
        ("Q0", 1, "b"),  # doubled or late: answered already
        ("Q2", 1, "a"),  # too early
        ("Q1", 2, "a"),  # not asked again yet
        ("Q1", 0, "a"),
        ("Q9", 1, "a"),  # not in this quiz
        ("Q1", 1, "z"),  # no such option
        ("Q1", 1, ""),
    ],
)
def test_a_doubled_late_or_forged_tap_changes_nothing(tap):
    attempt = answered(an_attempt(drawn("Q0"), drawn("Q1"), drawn("Q2")), "+")

    assert answer(attempt, *tap) is attempt


def test_a_tap_after_the_end_changes_nothing():
    attempt = answered(an_attempt(drawn("Q0")), "-")

    assert answer(attempt, "Q0", 1, "a") is attempt


@given(attempts, st.lists(taps, max_size=30), taps)
def test_a_tap_counts_once_however_often_it_arrives(attempt, many, tap):
    once = answer(after(attempt, many), *tap)

    assert answer(once, *tap) == once


@given(attempts, st.lists(taps, max_size=40))
def test_no_order_of_taps_scores_above_the_total_or_answers_anything_twice(attempt, many):
    result = after(attempt, many)
    given_to = [(given.item, given.round) for given in result.answers]

    assert 0 <= quiz.score(result) <= len(result.drawn)
    assert len(set(given_to)) == len(given_to)
    assert quiz.score(result) + len(quiz.missed(result)) <= len(result.drawn)


@given(attempts, st.lists(taps, max_size=40))
def test_answers_given_are_never_changed_and_follow_the_order_of_the_questions(attempt, many):
    before = attempt
    for tap in many:
        attempt = answer(before, *tap)
        assert attempt.answers[: len(before.answers)] == before.answers
        assert len(attempt.answers) - len(before.answers) in {0, 1}
        before = attempt

    assert [(a.item, a.round) for a in attempt.answers] == asked(attempt)[: len(attempt.answers)]


# --- what is asked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "marks", "expected"),
    [
        ("kuis", "", [("Q0", 1), ("Q1", 1), ("Q2", 1)]),
        ("kuis", "--", [("Q0", 1), ("Q1", 1), ("Q2", 1)]),
        ("kuis", "+++", [("Q0", 1), ("Q1", 1), ("Q2", 1)]),
        ("kuis", "-++", [("Q0", 1), ("Q1", 1), ("Q2", 1)]),
        ("kuis", "+-+", [("Q0", 1), ("Q1", 1), ("Q2", 1), ("Q1", 2)]),
        ("kuis", "---", [("Q0", 1), ("Q1", 1), ("Q2", 1), ("Q1", 2), ("Q2", 2)]),
        ("kuis", "---+", [("Q0", 1), ("Q1", 1), ("Q2", 1), ("Q1", 2), ("Q2", 2)]),
        ("kuis", "-----", [("Q0", 1), ("Q1", 1), ("Q2", 1), ("Q1", 2), ("Q2", 2)]),
        ("uji", "---", [("Q0", 1), ("Q1", 1), ("Q2", 1)]),
    ],
)
def test_a_missed_decisive_item_is_asked_again_at_the_end_of_a_quiz_but_not_of_a_test(
    kind, marks, expected
):
    fresh = an_attempt(drawn("Q0"), drawn("Q1", **D), drawn("Q2", **D), kind=kind)
    attempt = answered(fresh, marks)

    assert asked(attempt) == expected
    assert quiz.is_finished(attempt) is (len(marks) == len(expected))


def test_the_current_question_is_the_first_unanswered_one_until_there_is_none():
    attempt = an_attempt(drawn("Q0", **D), drawn("Q1"))

    assert quiz.current(attempt) == (drawn("Q0", **D), 1)
    assert quiz.current(answered(attempt, "-")) == (drawn("Q1"), 1)
    assert quiz.current(answered(attempt, "-+")) == (drawn("Q0", **D), 2)
    assert quiz.current(answered(attempt, "-+-")) is None


def test_the_position_counts_from_1_and_the_total_grows_when_items_are_asked_again():
    attempt = an_attempt(drawn("Q0", **D), drawn("Q1"))

    assert quiz.position(attempt, "Q0", 1) == (1, 2)
    assert quiz.position(answered(attempt, "-"), "Q1", 1) == (2, 2)
    assert quiz.position(answered(attempt, "--"), "Q0", 2) == (3, 3)


@given(attempts, st.iterables(st.booleans()))
def test_a_quiz_always_ends_after_each_item_once_and_each_missed_decisive_item_twice(
    attempt, marks
):
    result = finished(attempt, iter(marks))
    again = [item for item in quiz.missed(result) if result.drawn[int(item[1:])].decisive]
    expected = [(d.item, 1) for d in attempt.drawn]
    if attempt.kind == "kuis":
        expected += [(item, 2) for item in again]

    assert [(a.item, a.round) for a in result.answers] == expected
    assert [quiz.position(result, *key)[0] for key in expected] == [
        n for n, _ in enumerate(expected, 1)
    ]


# --- results --------------------------------------------------------------------------------


def test_the_score_counts_only_the_first_asking():
    attempt = answered(an_attempt(drawn("Q0", **D), drawn("Q1", **D), drawn("Q2")), "-+-" + "+")

    assert quiz.score(attempt) == 1
    assert quiz.missed(attempt) == ["Q0", "Q2"]
    assert quiz.decisive_missed(attempt) == []


def test_a_decisive_item_missed_twice_stays_missed():
    attempt = answered(an_attempt(drawn("Q0", **D), drawn("Q1")), "-+-")

    assert quiz.decisive_missed(attempt) == ["Q0"]


@pytest.mark.parametrize(
    ("kind", "size", "right", "passed"),
    [
        ("kuis", 10, 8, True),
        ("kuis", 10, 7, False),
        ("kuis", 9, 8, True),  # 80 % of 9 is 7.2
        ("kuis", 9, 7, False),
        ("kuis", 8, 7, True),
        ("kuis", 8, 6, False),
        ("kuis", 5, 4, True),
        ("uji", 10, 9, True),
        ("uji", 10, 8, False),
        ("uji", 9, 9, True),
        ("uji", 9, 8, False),
        ("uji", 8, 7, False),
    ],
)
def test_a_quiz_needs_80_percent_and_a_test_90(kind, size, right, passed):
    attempt = an_attempt(*(drawn(f"Q{n}") for n in range(size)), kind=kind)

    assert quiz.is_passed(answered(attempt, "+" * right + "-" * (size - right)), PLAN) is passed


@pytest.mark.parametrize(
    ("kind", "marks", "passed"),
    [
        ("kuis", "++++++++++", True),
        ("kuis", "-++++++++++", True),  # right when asked again
        ("kuis", "-+++++++++-", False),
        ("kuis", "-+++++++++", False),  # not asked again yet
        ("kuis", "--++++++++++", True),
        ("kuis", "--++++++++-+", False),
        ("kuis", "--+++++++-++", False),  # 70 % at the first asking: asking again does not mend it
        ("uji", "++++++++++", True),
        ("uji", "+++++++++-", True),
        ("uji", "-+++++++++", False),
    ],
)
def test_every_decisive_item_must_be_right_as_well(kind, marks, passed):
    ten = [drawn("Q0", **D), drawn("Q1", **D), *(drawn(f"Q{n}") for n in range(2, 10))]

    assert quiz.is_passed(answered(an_attempt(*ten, kind=kind), marks), PLAN) is passed


def test_neither_an_unfinished_nor_an_empty_quiz_is_passed():
    five = an_attempt(*(drawn(f"Q{n}") for n in range(5)))

    assert not quiz.is_passed(answered(five, "++++"), PLAN)  # 80 %, one still open
    assert not quiz.is_passed(an_attempt(), PLAN)


@given(attempts, st.iterables(st.booleans()), st.integers(0, 100))
def test_the_mark_is_exact_whatever_the_share_and_the_number_of_items(attempt, marks, percent):
    result = finished(attempt, iter(marks))
    plan = a_plan(pass_mark=percent / 100, test_mark=percent / 100)
    reached = 100 * quiz.score(result) >= percent * len(result.drawn)

    assert quiz.is_passed(result, plan) == (reached and not quiz.decisive_missed(result))


# --- against the bank of today ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("versions", "is_current"),
    [
        ({"Q0": 1, "Q1": 1, "Q2": 4}, True),
        ({"Q0": 1, "Q1": 2}, False),
        ({"Q0": 1}, False),
        ({}, False),
    ],
)
def test_an_attempt_is_current_while_all_its_items_stand_in_the_version_drawn(
    versions, is_current
):
    assert quiz.is_current(an_attempt(drawn("Q0"), drawn("Q1")), versions) is is_current


def test_the_facts_missed_are_those_behind_the_items_wrong_at_the_first_asking():
    bank = {
        "Q0": an_item("Q0", facts=("F1", "F2")),
        "Q1": an_item("Q1", facts=("F3",)),
        "Q2": an_item("Q2", facts=("F2", "F4")),
    }
    items = [drawn("Q0", **D), drawn("Q1"), drawn("Q2"), drawn("Q9")]  # Q9 left the bank
    attempt = answered(an_attempt(*items), "-+--+")

    assert set(quiz.facts_missed(attempt, bank)) == {"F1", "F2", "F4"}
    assert not quiz.facts_missed(answered(an_attempt(*items), "++++"), bank)


def test_options_are_lettered_from_a_and_there_are_at_most_six():
    assert quiz.LETTERS == "ABCDEF"


def test_an_option_is_found_by_its_id():
    assert an_item("Q0").option("c").text == "Pilihan c"


def test_an_attempt_starts_without_answers():
    assert Attempt(1, 2, "uji", ()).answers == ()
