"""What goes into files: keys, sums, and whose answers can be told apart."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.core.results import SMALLEST_GROUP, Funnel, Rule, Tally
from bot.core.results_export import (
    AreaLine,
    Passed,
    Report,
    Spot,
    nameless,
    numbers,
    pseudonym,
)

SPOT = Spot(4, "tps", ("Kota Batu", "Junrejo", "Beji", "004"))
FUNNEL = Funnel(9, 8, 7, (6, 5, 4, 3), 2, 1, 2, 5, 3)
GROUPS: tuple[Passed, ...] = ((False, False), (True, False), (False, True), (True, True))


def test_every_count_has_its_key():
    line = AreaLine(SPOT, FUNNEL, Tally(1, 2, 3))

    assert numbers(line) == {
        "bertugas": 9, "terdaftar": 8, "mulai": 7, "sesi1": 6, "sesi2": 5, "sesi3": 4, "sesi4": 3,
        "etik": 2, "pungut": 1, "selesai": 2, "siap": 5, "tatap-muka": 3,
        "tps": 6, "tps-siap": 1, "tps-kurang": 2, "tps-belum": 3,
    }  # fmt: skip


def test_areas_are_counted_together():
    assert sum([FUNNEL, FUNNEL], Funnel()) == Funnel(18, 16, 14, (12, 10, 8, 6), 4, 2, 4, 10, 6)
    assert sum([], Funnel()) == Funnel()


def test_an_area_knows_those_above_it():
    assert (SPOT.name, SPOT.at(1), SPOT.at(2), SPOT.at(3)) == ("004", "Junrejo", "Beji", "004")
    assert Spot(1, "kota", ("Kota Batu",)).at(1) == ""
    line = AreaLine(SPOT, FUNNEL, Tally())
    assert Report(SPOT, datetime(2024, 2, 12, tzinfo=UTC), Rule(), [line], []).whole is line


def a_crowd(*sizes: int) -> dict[int, Passed]:
    return dict(enumerate(g for size, g in zip(sizes, GROUPS, strict=False) for _ in range(size)))


def test_answers_of_few_who_passed_the_same_are_left_out():
    assert len(nameless(a_crowd(10, 10, 10, 10))) == 40
    assert len(nameless(a_crowd(10, 10, 5))) == 25
    assert len(nameless(a_crowd(20, 10, 6, 4))) == 30, "with four alone the six go, too"
    assert len(nameless(a_crowd(20, 3, 4))) == 20
    assert nameless(a_crowd(4)) == []
    assert nameless({}) == []


@given(st.dictionaries(st.integers(), st.sampled_from(GROUPS)))
def test_whoever_is_shown_or_left_out_is_one_of_many(people: dict[int, Passed]):
    shown = nameless(people)
    groups = Counter(people[person] for person in shown)
    left_out = len(people) - len(shown)

    assert len(set(shown)) == len(shown)
    assert all(n >= SMALLEST_GROUP for n in groups.values())
    assert all(n == Counter(people.values())[group] for group, n in groups.items())
    assert not 0 < left_out < SMALLEST_GROUP or not shown


def test_pseudonyms_sort_as_their_numbers_do():
    names = [pseudonym(n) for n in (1, 9, 10, 99_999)]

    assert names == sorted(names)
