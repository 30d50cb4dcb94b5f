"""Drawing: which items a person gets, and in which order."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Role
from bot.core.quiz import Drawn, draw
from tests.core.builders import LeavesAsIs, a_part, a_person, a_plan, an_audience, an_item, chance

MEMBER = a_person("KPPS", 3)
THEMES = ("netral", "hafalan", "pidana")
seeds = st.integers(0, 2**32)
counts = st.integers(1, 8)


def ids(quiz: Iterable[Drawn]) -> list[str]:
    return [drawn.item for drawn in quiz]


none_or_one = st.lists(st.sampled_from(THEMES), max_size=1)
some = st.sets(st.sampled_from(THEMES))


@st.composite
def banks(draw_from, themes=none_or_one):
    """Return (items, times answered by item id)."""
    kinds = draw_from(st.lists(st.tuples(themes, st.integers(0, 3)), max_size=16))
    items = [an_item(f"KE-{n:02}", *sorted(named)) for n, (named, _) in enumerate(kinds)]
    return items, {item.id: times for item, (_, times) in zip(items, kinds, strict=True)}


@st.composite
def limits(draw_from):
    """Return (count, at_least, at_most) that do not contradict each other."""
    least = {theme: draw_from(st.integers(0, 2)) for theme in THEMES}
    most = {theme: draw_from(st.integers(max(1, least[theme]), 4)) for theme in draw_from(some)}
    return draw_from(st.integers(max(1, sum(least.values())), 9)), least, most


# --- for whom, how many ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "number", "expected"),
    [
        ("KPPS", 3, ["semua", "kpps"]),
        ("KPPS", 1, ["semua", "kpps", "ketua"]),
        ("PPS", 1, ["semua", "pps"]),
        ("PPK", None, ["semua"]),
        ("tamu", None, ["semua", "kpps", "ketua", "pps"]),
    ],
)
def test_a_quiz_is_drawn_for_the_role_and_a_tamu_draws_from_the_whole_bank(role, number, expected):
    bank = [
        an_item("semua"),
        an_item("kpps", audience=an_audience("KPPS")),
        an_item("ketua", audience=an_audience("KPPS 1")),
        an_item("pps", audience=an_audience("PPS")),
    ]

    assert ids(draw(a_plan(a_part(9)), bank, a_person(role, number), {}, LeavesAsIs())) == expected


def test_each_part_draws_its_number_from_its_topic():
    bank = [an_item(f"KE-{n}") for n in range(20)]
    bank += [an_item(f"TK-{n}", topic="tata_kerja") for n in range(9)]
    bank += [an_item(f"PH-{n}", topic="pungut_hitung") for n in range(9)]

    quiz = draw(a_plan(a_part(8), a_part(2, "tata_kerja")), bank, MEMBER, {}, chance())

    assert sorted(id_[:2] for id_ in ids(quiz)) == ["KE"] * 8 + ["TK"] * 2


@given(banks(), counts, seeds, st.sampled_from([role.value for role in Role]))
def test_no_item_is_drawn_twice_and_a_short_bank_is_used_up(bank, count, seed, role):
    items, times = bank

    drawn = ids(draw(a_plan(a_part(count)), items, a_person(role), times, chance(seed)))

    assert len(set(drawn)) == len(drawn) == min(count, len(items))
    assert set(drawn) <= {item.id for item in items}


# --- unseen first, themes ---------------------------------------------------------------------


def test_unseen_items_come_before_seen_ones_and_those_seen_least_before_the_rest():
    bank = [an_item(id_) for id_ in ("dua", "satu", "belum", "tiga", "baru")]
    times = {"satu": 1, "dua": 2, "tiga": 3, "baru": 0}

    for seed in range(20):
        two = draw(a_plan(a_part(2)), bank, MEMBER, times, chance(seed))
        four = draw(a_plan(a_part(4)), bank, MEMBER, times, chance(seed))

        assert set(ids(two)) == {"belum", "baru"}
        assert set(ids(four)) == {"belum", "baru", "satu", "dua"}


@given(banks(), counts, seeds)
def test_without_limits_nothing_left_out_was_seen_less_often_than_what_was_drawn(
    bank, count, seed
):
    items, times = bank

    drawn = set(ids(draw(a_plan(a_part(count)), items, MEMBER, times, chance(seed))))

    assert max((times[id_] for id_ in drawn), default=0) <= min(
        (times[item.id] for item in items if item.id not in drawn), default=99
    )


def test_the_least_of_a_theme_is_met_even_by_items_seen_before():
    bank = [an_item("g1", "pemberian"), an_item("g2", "pemberian")]
    bank += [an_item(f"n{n}", "netral") for n in range(9)]
    plan = a_plan(a_part(8, at_least={"pemberian": 2}))

    quiz = draw(plan, bank, MEMBER, {"g1": 3, "g2": 1}, chance())

    assert {"g1", "g2"} <= set(ids(quiz))
    assert len(quiz) == 8


def test_one_item_may_serve_two_themes_at_once():
    bank = [an_item("both", "hasil", "disabilitas"), an_item("none")]
    bank += [an_item("seen", "disabilitas"), an_item("seen too", "hasil")]
    plan = a_plan(a_part(2, at_least={"hasil": 1, "disabilitas": 1}))

    drawn = draw(plan, bank, MEMBER, {"seen": 1, "seen too": 1}, LeavesAsIs())

    assert ids(drawn) == ["both", "none"]


def test_never_more_than_the_most_of_a_theme_even_when_all_else_was_seen():
    bank = [an_item(f"h{n}", "hafalan") for n in range(5)] + [an_item(f"n{n}") for n in range(9)]
    plan = a_plan(a_part(8, at_most={"hafalan": 1}))

    quiz = draw(plan, bank, MEMBER, {f"n{n}": 5 for n in range(9)}, chance())

    assert sum(id_.startswith("h") for id_ in ids(quiz)) == 1
    assert len(quiz) == 8


@given(banks(), limits(), seeds)
def test_the_least_and_most_of_each_theme_are_obeyed_as_far_as_the_bank_allows(bank, limit, seed):
    items, times = bank
    count, least, most = limit
    having = {theme: sum(theme in i.themes for i in items) for theme in THEMES}
    allowed = {theme: min(having[theme], most.get(theme, count)) for theme in THEMES}
    others = len(items) - sum(having.values())

    part = a_part(count, at_least=least, at_most=most)
    drawn = ids(draw(a_plan(part), items, MEMBER, times, chance(seed)))
    chosen = [item for item in items if item.id in drawn]

    for theme in THEMES:
        number = sum(theme in item.themes for item in chosen)
        assert min(least[theme], having[theme]) <= number <= allowed[theme]
    assert len(drawn) == len(chosen) == min(count, others + sum(allowed.values()))


@given(banks(), limits(), seeds)
def test_within_the_limits_unseen_items_still_come_first(bank, limit, seed):
    items, times = bank
    count, least, most = limit
    part = a_part(count, at_least=least, at_most=most)
    drawn = ids(draw(a_plan(part), items, MEMBER, times, chance(seed)))
    chosen = [item for item in items if item.id in drawn]
    number = {theme: sum(theme in i.themes for i in chosen) for theme in THEMES}

    for inside in chosen:
        for outside in (item for item in items if item.id not in drawn):
            swappable = inside.themes == outside.themes or (
                all(number[theme] > least[theme] for theme in inside.themes)
                and all(number[theme] < most.get(theme, count) for theme in outside.themes)
            )
            assert not swappable or times[inside.id] <= times[outside.id]


@given(banks(some), limits(), seeds)
def test_items_of_several_themes_still_meet_every_least(bank, limit, seed):
    items, times = bank
    count, least, _ = limit

    drawn = ids(draw(a_plan(a_part(count, at_least=least)), items, MEMBER, times, chance(seed)))

    assert len(drawn) == min(count, len(items))
    for theme in THEMES:
        themed = [item.id for item in items if theme in item.themes]
        assert len(set(themed) & set(drawn)) >= min(least[theme], len(themed))


@given(banks(some), limits(), seeds)
def test_items_of_several_themes_never_pass_any_most(bank, limit, seed):
    items, times = bank
    count, _, most = limit

    drawn = ids(draw(a_plan(a_part(count, at_most=most)), items, MEMBER, times, chance(seed)))

    for theme in most:
        themed = [item.id for item in items if theme in item.themes]
        assert len(set(themed) & set(drawn)) <= most[theme]


# --- shuffling ------------------------------------------------------------------------------


def test_a_drawn_item_keeps_its_version_its_right_option_and_whether_it_is_decisive():
    item = an_item("KE-03", version=4, right="c", decisive=True)

    (drawn,) = draw(a_plan(a_part(1)), [item], MEMBER, {}, chance())

    assert (drawn.item, drawn.version, drawn.right, drawn.decisive) == ("KE-03", 4, "c", True)


@given(banks(), seeds)
def test_the_options_are_those_of_the_item_in_some_order(bank, seed):
    items, times = bank

    for drawn in draw(a_plan(a_part(8)), items, MEMBER, times, chance(seed)):
        assert sorted(drawn.order) == ["a", "b", "c", "d"]


def test_options_items_and_choice_all_vary_with_chance():
    bank = [an_item(f"KE-{n:02}") for n in range(20)]
    quizzes = [draw(a_plan(a_part(8)), bank, MEMBER, {}, chance(seed)) for seed in range(40)]

    assert len({quiz[0].order for quiz in quizzes}) > 10  # of 24 orders
    assert {drawn.order.index("a") for quiz in quizzes for drawn in quiz} == {0, 1, 2, 3}
    assert len({quiz[0].item for quiz in quizzes}) > 10
    assert set().union(*(ids(quiz) for quiz in quizzes)) == {item.id for item in bank}


def test_the_parts_of_a_quiz_are_mixed():
    bank = [an_item(f"KE-{n}") for n in range(4)]
    bank += [an_item(f"TK-{n}", topic="tata_kerja") for n in range(4)]
    plan = a_plan(a_part(4), a_part(4, "tata_kerja"))

    firsts = {ids(draw(plan, bank, MEMBER, {}, chance(seed)))[0][:2] for seed in range(40)}

    assert firsts == {"KE", "TK"}


@given(banks(), seeds)
def test_the_same_chance_draws_the_same_quiz(bank, seed):
    items, times = bank
    plan = a_plan(a_part(5))

    assert draw(plan, items, MEMBER, times, chance(seed)) == draw(
        plan, items, MEMBER, times, chance(seed)
    )
