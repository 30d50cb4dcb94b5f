"""A question is retired only where every quiz can still be filled for everybody."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.content import load
from bot.core.item_marks import (
    KINDS,
    Mark,
    Shortage,
    Version,
    drawable,
    shortages,
    why_not_retire,
)
from bot.core.people import Person, Role, Seat
from bot.core.quiz import Item, Part, Plan, draw
from tests.core.builders import a_part, a_plan, an_audience, an_item, chance

THEMES = ("netral", "hafalan", "pidana", "hasil")


def bank(*themes: str, **changes: Any) -> list[Item]:
    """Return one item for each word: its themes joined by `+`, `-` for none."""
    return [
        an_item(f"s{n}", *(one.split("+") if one != "-" else ()), **changes)
        for n, one in enumerate(themes)
    ]


def why(part: Part, items: list[Item], item: str = "s0", retired: tuple[Version, ...] = ()) -> Any:
    """Return what keeps `item` from being retired: (theme, left, needed)."""
    found = why_not_retire({2: a_plan(part)}, items, retired, (item, 1))
    return found and (found.theme, found.left, found.needed)


def persons() -> list[Person]:
    return [
        Person(1, seat=None if role is Role.TAMU else Seat(1, role, number))
        for role, number in KINDS
    ]


# --- marks ----------------------------------------------------------------------------------


def test_marks_are_words_of_the_field():
    assert list(map(str, Mark)) == ["pertahankan", "perbaiki", "pensiunkan"]


def test_only_the_retired_version_is_not_drawn():
    items = [an_item("a"), an_item("b", version=2), an_item("c")]

    assert [one.id for one in drawable(items, {("a", 1), ("b", 1)})] == ["b", "c"]


# --- counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "themes", "expected"),
    [
        (a_part(2), ("-", "-", "-"), None),
        (a_part(2), ("-", "-"), ("", 1, 2)),
        (a_part(2), (), None),
        (a_part(3, at_most={"hafalan": 1}), ("-", "-", "-", "hafalan"), None),
        (a_part(3, at_most={"hafalan": 1}), ("-", "-", "hafalan", "hafalan"), ("", 2, 3)),
        (a_part(3, at_most={"hafalan": 1}), ("hafalan", "-", "-", "hafalan"), None),
        (a_part(2, at_least={"netral": 1}), ("netral", "-", "netral"), None),
        (a_part(2, at_least={"netral": 1}), ("netral", "-", "-"), ("netral", 0, 1)),
        (a_part(2, at_least={"netral": 1}), ("-", "-", "-"), None),
    ],
)
def test_a_part_needs_its_count_and_its_themes_within_the_limits(part, themes, expected):
    assert why(part, bank(*themes)) == expected


def test_what_was_drawn_for_an_earlier_theme_may_have_filled_a_limit():
    """With `hafalan` full of another theme, only items without it are left for the second."""
    part = a_part(4, at_least={"netral": 1, "hasil": 1}, at_most={"hafalan": 1})
    rest = ("netral+hafalan", "hasil+hafalan", "-", "-", "-")

    assert why(part, bank("hasil", *rest)) == ("hasil", 0, 1)
    assert why(part, bank("hasil", "hasil", *rest)) is None


def test_an_item_of_two_limits_may_fill_both():
    part = a_part(2, at_most={"hafalan": 1, "pidana": 1})

    assert why(part, bank("-", "hafalan", "pidana", "-", "hafalan+pidana")) == ("", 1, 2)
    assert why(part, bank("-", "hafalan", "pidana", "-")) is None


# --- whose ----------------------------------------------------------------------------------


def test_it_is_told_whose_quiz_would_lack_what():
    items = [
        an_item("a", audience=an_audience("KPPS 4")),
        an_item("b"),
        an_item("c", audience=an_audience("KPPS 1", "PPS", "PPK")),
    ]
    plans = {2: a_plan(a_part(2)), 3: a_plan(a_part(1, topic="lain"))}

    assert why_not_retire(plans, items, (), ("a", 1)) == Shortage(
        2, "kode_etik", "", 1, 2, ((Role.KPPS, 4),)
    )
    found = why_not_retire(plans, items, (), ("c", 1))
    assert found is not None
    assert found.whom == ((Role.KPPS, 1), (Role.PPS, None), (Role.PPK, None))


def test_what_is_lacking_already_is_no_reason_unless_it_gets_worse():
    items = [
        an_item("a", audience=an_audience("KPPS 4")),
        an_item("b", audience=an_audience("PPS")),
        *bank("-", "-", "-"),
    ]
    plans = {2: a_plan(a_part(4))}

    assert why_not_retire(plans, items, (), ("tidak-ada", 1)) is None
    found = why_not_retire(plans, items, (), ("a", 1))
    assert found is not None
    assert found.whom == ((Role.KPPS, 4),)
    assert (found.left, found.needed) == (3, 4)
    assert [(one.left, len(one.whom)) for one in shortages(plans, items)] == [(3, 8)]


def test_those_retired_before_do_not_count():
    assert why(a_part(2), bank("-", "-", "-"), retired=(("s1", 1),)) == ("", 1, 2)
    assert why(a_part(2), bank("-", "-", "-"), "s1", retired=(("s1", 1),)) is None


def test_an_older_version_can_always_be_retired():
    items = [an_item("s0", version=2), an_item("s1")]

    assert why_not_retire({2: a_plan(a_part(2))}, items, (), ("s0", 1)) is None
    assert why_not_retire({2: a_plan(a_part(2))}, items, (), ("s0", 2)) is not None


# --- the same, by drawing -------------------------------------------------------------------


def fills(plan: Plan, items: list[Item], person: Person, seed: int) -> bool:
    """Tell whether one draw gives every part its count and its themes."""
    by_id = {item.id: item for item in items}
    times = {item.id: chance(seed).getrandbits(1) for item in items}
    drawn = [by_id[one.item] for one in draw(plan, items, person, times, chance(seed))]
    return all(
        sum(item.topic == part.topic for item in drawn) == part.count
        and all(
            sum(item.topic == part.topic and theme in item.themes for item in drawn) >= least
            for theme, least in part.at_least.items()
        )
        for part in plan.parts
    )


themes = st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(
    lambda found: "+".join(found) or "-"
)
parts = st.builds(
    lambda count, least, most: a_part(count, at_least=least, at_most=most),
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(THEMES), st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from(THEMES), st.integers(1, 3), max_size=2),
)


@given(parts, st.lists(themes, max_size=12), st.integers(0, 2**32))
def test_where_nothing_is_lacking_every_draw_is_full(part: Part, kinds: list[str], seed: int):
    assume(sum(part.at_least.values()) <= part.count)
    items, plan = bank(*kinds), a_plan(part)
    assume(not shortages({2: plan}, items))

    assert all(fills(plan, items, person, seed) for person in persons())


@given(st.integers(1, 6), st.integers(1, 3), st.lists(st.sampled_from(["-", "hafalan"])))
def test_where_items_are_lacking_no_draw_is_full(count: int, most: int, kinds: list[str]):
    """Where no item is of two limited themes, the count is exact."""
    items, plan = bank(*kinds), a_plan(a_part(count, at_most={"hafalan": most}))
    found = shortages({2: plan}, items)

    drawn = draw(plan, items, Person(1), {}, chance())

    assert len(drawn) == (found[0].left if found else count)


def test_of_our_own_bank_some_can_be_retired_and_what_is_left_fills_every_quiz():
    """Retire one after the other, where it is not refused; quizzes are full for everybody."""
    content = load()
    plans = {one.number: one.quiz for one in content.sessions if one.quiz}
    items = list(content.items.values())
    assert shortages(plans, items) == []
    retired: set[Version] = set()
    for item in items:
        if why_not_retire(plans, items, retired, (item.id, item.version)) is None:
            retired.add((item.id, item.version))

    left = drawable(items, retired)
    assert 0 < len(left) < len(items)
    for plan in plans.values():
        for seed in range(20):
            assert all(fills(plan, left, person, seed) for person in persons())
