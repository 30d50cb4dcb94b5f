"""Item analysis equals the same worked out naively over whole matrices, and published figures."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import atanh, isclose, sqrt, tanh
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.items import (
    ItemStats,
    Like,
    Response,
    alike,
    analyse,
    wilson,
)

# Section 6 of the Law School Admission Test: 1,000 people, 5 items, patterns of right answers.
# R. D. Bock and M. Lieberman, "Fitting a response model for n dichotomously scored items",
# Psychometrika 35 (1970), 179-197.
LSAT6 = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3,
    "00111": 4, "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15,
    "10111": 80, "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61,
    "11110": 28, "11111": 298,
}  # fmt: skip
KEY = "a"


def matrix_of(rows: Mapping[str, Mapping[str, str]]) -> list[Response]:
    """Return answers, option by item by person, as cells; the key is `a`."""
    return [
        Response(person, item, option, option == KEY)
        for person, given_ in rows.items()
        for item, option in given_.items()
    ]


def like(option: str, rest: int | None, n: int = 1, *, item: str = "s", version: int = 1) -> Like:
    """Return so many alike answers; the key is `a`."""
    return Like(item, version, option, option == KEY, rest, n)


def lsat() -> list[Response]:
    patterns = [pattern for pattern, people in LSAT6.items() for _ in range(people)]
    return [
        Response(f"P{n}", f"{place + 1}", "a" if mark == "1" else "b", mark == "1")
        for n, pattern in enumerate(patterns)
        for place, mark in enumerate(pattern)
    ]


# --- the same, worked out another way -------------------------------------------------------


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the correlation by its definition; None where either does not vary."""
    if len(xs) < 2 or len(set(xs)) == 1 or len(set(ys)) == 1:
        return None
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    both = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return both / sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))


def naive(cells: Sequence[Response], item: str) -> dict[str, Any]:
    own = [cell for cell in cells if cell.item == item]
    x = [float(cell.right) for cell in own]
    rest = [
        float(sum(c.right for c in cells if c.person == cell.person and c.item != item))
        for cell in own
    ]
    r = pearson(x, rest)
    most = covariance(sorted(x), sorted(rest))
    n, p, z = len(x), sum(x) / len(x), 1.959963984540054
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    limits = None
    if r is not None and n >= 4 and abs(r) < 1 - 1e-12:
        limits = tanh(atanh(r) - z / sqrt(n - 3)), tanh(atanh(r) + z / sqrt(n - 3))
    by_option = {
        option: [r for cell, r in zip(own, rest, strict=True) if cell.option == option]
        for option in {cell.option for cell in own}
    }
    return {
        "n": n,
        "right": sum(x),
        "facility": p,
        "facility_low": (p + z * z / (2 * n) - half) / (1 + z * z / n),
        "facility_high": (p + z * z / (2 * n) + half) / (1 + z * z / n),
        "deviation": statistics.stdev(x) if n > 1 else None,
        "discrimination": r,
        "limits": limits,
        "efficiency": covariance(x, rest) / most if most > 1e-12 else None,
        "options": {
            option: (len(rests), statistics.fmean(rests)) for option, rests in by_option.items()
        },
    }


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))


def near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def assert_equal(found: ItemStats, expected: Mapping[str, Any]) -> None:
    assert (found.n, found.right, found.whole) == (expected["n"], expected["right"], found.n)
    for name in ("facility", "deviation", "discrimination", "efficiency"):
        assert near(getattr(found, name), expected[name]), name
    assert found.facility_interval is not None
    assert near(found.facility_interval.low, expected["facility_low"])
    assert near(found.facility_interval.high, expected["facility_high"])
    limits, interval = expected["limits"], found.discrimination_interval
    assert (limits is None) == (interval is None)
    if limits and interval:
        assert near(interval.low, limits[0])
        assert near(interval.high, limits[1])
    assert {one.option: one.n for one in found.options} == {
        option: n for option, (n, _) in expected["options"].items()
    }
    for option in found.options:
        n, mean = expected["options"][option.option]
        assert near(option.share, n / expected["n"])
        assert near(option.mean_rest, mean)
        assert option.is_key == (option.option == KEY)
    assert near(found.guess, 1 / len(expected["options"]))


people = st.dictionaries(
    st.integers(0, 30).map(lambda n: f"P{n}"),
    st.dictionaries(
        st.sampled_from(["s1", "s2", "s3", "s4"]), st.sampled_from("aaabc"), min_size=1
    ),
    min_size=1,
    max_size=30,
)


@given(people)
@example({"P1": {"s1": "a"}})
@example({"P1": {"s1": "b"}})
@example({f"P{n}": {"s1": "a", "s2": "a"} for n in range(9)})
@example({f"P{n}": {"s1": "b", "s2": "b"} for n in range(9)})
@example({f"P{n}": {"s1": "ab"[n % 2], "s2": "ab"[n % 2]} for n in range(9)})
@example({f"P{n}": {"s1": "ab"[n % 2], "s2": "ba"[n % 2]} for n in range(9)})
def test_every_item_of_any_matrix_equals_the_naive_way(rows: dict[str, dict[str, str]]):
    cells = matrix_of(rows)

    found = analyse(alike(cells), {})

    assert {one.item for one in found} == {cell.item for cell in cells}
    for one in found:
        assert_equal(one, naive(cells, one.item))


# --- published data -------------------------------------------------------------------------


def test_a_published_test_has_its_published_figures():
    cells = lsat()

    found = analyse(alike(cells), {})

    assert [one.item for one in found] == ["1", "2", "3", "4", "5"]
    assert [one.facility for one in found] == [0.924, 0.709, 0.553, 0.763, 0.87]
    for one in found:
        assert_equal(one, naive(cells, one.item))


def test_many_alike_answers_are_as_exact_as_few():
    """A million times the people changes no share, and nothing is lost to cancellation."""
    few = [
        like("a", 9, 3),
        like("b", 8, 2),
        like("a", 8),
    ]
    many = [replace(one, n=one.n * 10**12) for one in few]

    [one], [other] = analyse(few, {}), analyse(many, {})

    assert (one.facility, one.efficiency) == (other.facility, other.efficiency)
    assert near(one.discrimination, other.discrimination)


# --- edges ----------------------------------------------------------------------------------


def test_an_offered_item_that_nobody_answered_is_told_with_its_key():
    [found] = analyse([], {("KE-01", 2): ("a", "b", "c", "d")}, {("KE-01", 2): "c"})

    assert (found.item, found.version, found.n, found.guess) == ("KE-01", 2, 0, 0.25)
    assert [one.option for one in found.options if one.is_key] == ["c"]
    assert {one.share for one in found.options} == {0.0}
    assert (found.facility, found.facility_interval, found.deviation) == (None, None, None)
    assert (found.discrimination, found.efficiency) == (None, None)
    assert found.flags == ()
    assert found.is_few
    assert found.is_few_whole


def test_a_key_that_nobody_took_and_nobody_offered_counts_as_an_option():
    [found] = analyse([like("b", 0, 9)], {}, {("s", 1): "a"})

    assert [(one.option, one.n, one.is_key) for one in found.options] == [
        ("b", 9, False),
        ("a", 0, True),
    ]
    assert found.guess == 0.5


def test_versions_are_apart_and_stand_in_the_order_offered():
    rows = [
        like("a", 1, 2),
        like("a", 1, 3, version=2),
        like("a", 1, item="z"),
    ]

    found = analyse(rows, {("s", 2): ("b", "a"), ("s", 1): ("a", "b")})

    assert [(one.item, one.version, one.n) for one in found] == [
        ("s", 2, 3),
        ("s", 1, 2),
        ("z", 1, 1),
    ]
    assert [one.option for one in found[0].options] == ["b", "a"]


def test_answers_without_a_rest_score_count_for_facility_only():
    rows = [
        like("a", 2, 3),
        like("b", 0, 3),
        like("b", None, 4),
    ]

    [found] = analyse(rows, {})

    assert (found.n, found.right, found.whole, found.facility) == (10, 3, 6, 0.3)
    assert found.discrimination == 1.0
    assert found.discrimination_interval is None
    assert [(one.n, one.whole, one.mean_rest) for one in found.options] == [
        (3, 3, 2.0),
        (7, 3, 0.0),
    ]


def test_an_answer_without_its_option_is_no_option():
    [found] = analyse(alike([Response("P1", "s", "", right=False)]), {})

    assert (found.n, found.options, found.guess) == (1, (), None)


def test_three_people_give_a_coefficient_and_no_interval():
    rows = [like("a", 2), like("a", 1), like("b", 1)]

    [found] = analyse(rows, {})

    assert found.discrimination == pytest.approx(0.5)
    assert found.discrimination_interval is None


def test_nobody_has_no_interval():
    assert wilson(0, 0) is None
    none, all_ = wilson(0, 10), wilson(10, 10)
    assert none is not None
    assert all_ is not None
    assert (none.low, round(none.high, 9)) == (0.0, 0.277532800)
    assert (round(all_.low, 9), all_.high) == (0.722467200, 1.0)
