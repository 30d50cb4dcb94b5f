"""Alpha and the standard error of a whole quiz equal the same worked out another way."""

import statistics
from collections.abc import Sequence
from math import sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.items import QuizStats, analyse_patterns, analyse_quiz, attempts
from tests.core.test_items import LSAT6, covariance, lsat, matrix_of, near


def naive_alpha(rows: Sequence[Sequence[int]]) -> float | None:
    """Return alpha from the mean covariance between places, another form of the same."""
    k, totals = len(rows[0]), [sum(row) for row in rows]
    if k < 2 or len(set(totals)) == 1:
        return None
    n = len(rows)
    columns = list(zip(*rows, strict=True))
    between = sum(
        covariance(a, b) for i, a in enumerate(columns) for j, b in enumerate(columns) if i != j
    ) / (n - 1)
    return k / (k - 1) * between / statistics.variance(totals)


@given(
    st.integers(1, 6).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=1)
    )
)
@example([[1, 0]])
@example([[1], [0]])
@example([[1, 0], [0, 1]])
@example([[0, 0], [1, 1]])
def test_alpha_and_error_of_any_quiz_equal_the_naive_way(rows: list[list[int]]):
    found = analyse_quiz([[bool(mark) for mark in row] for row in rows])

    totals = [sum(row) for row in rows]
    assert (found.n, found.length, found.skipped) == (len(rows), len(rows[0]), 0)
    assert near(found.mean, statistics.fmean(totals))
    assert near(found.deviation, statistics.stdev(totals) if len(rows) > 1 else None)
    alpha = naive_alpha(rows)
    assert near(found.alpha, alpha)
    if alpha is None:
        assert found.error is None
    else:
        assert near(found.error, statistics.stdev(totals) * sqrt(max(0.0, 1 - alpha))) or near(
            found.error, 0.0
        )


def test_a_published_test_has_its_published_alpha():
    """LSAT 6; see `tests.core.test_items`."""
    quiz = analyse_quiz(attempts(lsat()))

    assert (quiz.n, quiz.length, quiz.skipped) == (1000, 5, 0)
    assert quiz.mean == pytest.approx(3.819, abs=1e-12)
    assert quiz.alpha == pytest.approx(0.295, abs=5e-4)
    rows = [[int(mark) for mark in pattern] for pattern, n in LSAT6.items() for _ in range(n)]
    assert near(quiz.alpha, naive_alpha(rows))


def test_a_quiz_nobody_finished_has_no_figures():
    assert analyse_quiz([]) == QuizStats(0, 0, None, None, None, None)
    assert attempts([]) == []


def test_of_several_lengths_the_most_frequent_counts_and_of_two_the_longer():
    assert analyse_quiz([[True], [True, False], [False, False]]).skipped == 1
    found = analyse_patterns([((True,), 2), ((True, False), 1), ((False, False), 1)])
    assert (found.n, found.length, found.mean, found.skipped) == (2, 2, 0.5, 2)


def test_a_negative_alpha_still_has_an_error():
    found = analyse_quiz([[True, False], [False, True], [True, False], [True, True]])

    assert found.alpha is not None
    assert found.alpha < 0
    assert found.deviation is not None
    assert found.error == pytest.approx(found.deviation * sqrt(1 - found.alpha))


def test_in_a_matrix_a_place_is_an_item_where_all_answered_the_same():
    cells = matrix_of(
        {"P1": {"s2": "a", "s1": "b"}, "P2": {"s1": "a", "s2": "b"}, "P3": {"s9": "a"}}
    )

    assert attempts(cells) == [[False, True], [True, False], [True]]


def test_in_a_matrix_of_different_items_a_place_is_where_the_answer_stood():
    cells = matrix_of({"P1": {"s2": "a", "s1": "b"}, "P2": {"s1": "a", "s3": "b"}})

    assert attempts(cells) == [[True, False], [True, False]]
