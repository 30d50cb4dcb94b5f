"""When a question is flagged, and what of it may be shown."""

import pytest

from bot.core.items import Flag, analyse, shown
from tests.core.test_items import like


def flags(*rows: tuple[str, int | None, int]) -> tuple[Flag, ...]:
    """Return the flags of an item from (option, rest, people); the key is `a`."""
    return analyse([like(*row) for row in rows], {})[0].flags


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", None, 96), ("b", None, 4)], (Flag.EASY,)),
        ([("a", None, 95), ("b", None, 5)], ()),
        ([("a", None, 29)], ()),
        ([("a", None, 30)], (Flag.EASY,)),
        ([("a", None, 29), ("b", None, 71)], (Flag.HARD,)),
        ([("a", None, 30), ("b", None, 70)], ()),
        ([("b", None, 29)], ()),
    ],
)
def test_facility_is_judged_from_30_answers(rows, expected):
    assert flags(*rows) == expected


def test_an_item_is_flat_where_even_the_upper_limit_is_low():
    even = [(o, rest, 50) for o in "ab" for rest in (3, 6)]
    assert flags(*even) == (Flag.FLAT,)
    assert flags(*[(o, rest, 12) for o, rest, _ in even]) == ()  # 48 people
    assert flags(*[(o, rest, 13) for o, rest, _ in even]) == ()  # the interval is wide
    good = [("a", 6, 90), ("a", 3, 10), ("b", 6, 10), ("b", 3, 90)]
    assert flags(*good) == ()


def test_an_item_that_tells_the_wrong_way_round_is_flat():
    assert Flag.FLAT in flags(("a", 3, 40), ("b", 6, 20))  # a coefficient of -1, no interval
    assert Flag.FLAT not in flags(("a", 6, 40), ("b", 3, 20))


def test_a_distractor_misleads_where_its_takers_are_better_than_those_of_the_key():
    good = ("b", 1, 20)
    assert Flag.MISLEADING in flags(("a", 5, 75), ("c", 6, 5), good)
    assert Flag.MISLEADING not in flags(("a", 6, 75), ("c", 6, 5), good)
    assert Flag.MISLEADING not in flags(("a", 5, 76), ("c", 6, 4), good)  # fewer than 5 people
    assert Flag.MISLEADING not in flags(("a", 5, 76), ("c", 6, 5), good)  # under 5 %
    assert Flag.MISLEADING not in flags(("a", 5, 25), ("c", 6, 5), ("b", 1, 19))  # 49 people


def test_a_key_may_be_wrong_where_the_better_take_another_option_more_often():
    assert flags(("a", 4, 20), ("b", 6, 21), ("b", 3, 2), ("c", 1, 20))[-2:] == (
        Flag.MISLEADING,
        Flag.WRONG_KEY,
    )
    assert Flag.WRONG_KEY not in flags(("a", 4, 23), ("b", 6, 23), ("c", 1, 20))
    assert Flag.WRONG_KEY not in flags(("a", 6, 20), ("b", 4, 23), ("c", 1, 20))
    # One distractor is taken more often, another is taken by the better: neither is both.
    assert Flag.WRONG_KEY not in flags(("a", 4, 20), ("b", 3, 30), ("c", 6, 10))


def test_a_key_that_nobody_took_may_be_wrong():
    assert flags(("b", 4, 30), ("c", 5, 20)) == (Flag.HARD, Flag.WRONG_KEY)


# --- what is shown --------------------------------------------------------------------------


def test_of_fewer_than_five_people_nothing_is_shown_but_how_many():
    [found] = analyse([like("a", 2, 4)], {("s", 1): ("a", "b")})

    told = shown(found)

    assert (told.n, told.guess, told.right, told.facility, told.options) == (4, 0.5, 0, None, ())


def test_a_mean_rest_score_of_fewer_than_five_people_is_not_shown():
    rows = [like("a", 2, 5), like("b", 1, 4)]
    [found] = analyse(rows, {})

    told = shown(found)

    assert [(one.n, one.mean_rest) for one in told.options] == [(5, 2.0), (4, None)]
    assert told.discrimination == found.discrimination
    assert shown(told) == told


def test_no_coefficient_of_fewer_than_five_rest_scores_is_shown():
    rows = [
        like("a", 2, 3),
        like("b", 1, 1),
        like("b", None, 9),
    ]
    [found] = analyse(rows, {})

    told = shown(found)

    assert found.discrimination == 1.0
    assert (told.facility, told.discrimination, told.efficiency) == (found.facility, None, None)
