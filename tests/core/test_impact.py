"""What changed since people learned it, and what rests on an article."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core import impact
from bot.core.impact import Change, Kind
from tests.core.builders import a_page, an_item, at

PAGE = replace(a_page("s3-dpk", facts=("F3.17",)), version=2, change="Jam DPK bergeser")
ITEM = an_item("PH-08", version=3, change="Jam DPK bergeser", facts=("F3.17",))


def test_later_versions_change_something_first_ones_do_not():
    taught: dict[tuple[Kind, str, int], datetime] = {
        ("soal", "PH-08", 3): at(5),
        ("hal", "s3-dpk", 1): at(1),
    }

    found = impact.changes([PAGE, a_page("s3-b")], [ITEM, an_item("PH-09")], taught)

    assert found == [
        Change("hal", "s3-dpk", 2, "Jam DPK bergeser"),
        Change("soal", "PH-08", 3, "Jam DPK bergeser", at(5)),
    ]
    assert [one.key for one in found] == [("hal", "s3-dpk"), ("soal", "PH-08")]


def test_what_is_only_worded_anew_changes_nothing():
    assert impact.changes([], [replace(ITEM, change=impact.EDITORIAL)], {}) == []


def test_changes_taught_together_go_together_and_what_is_not_taught_waits():
    first, second = Change("hal", "a", 2, "A", at(1)), Change("soal", "b", 2, "B", at(2))
    third = Change("soal", "c", 2, "C", at(1))

    found = impact.by_start([first, second, third, Change("hal", "d", 2, "D")])

    assert found == {at(1): [first, third], at(2): [second]}


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        (["Jam bergeser."], "Jam bergeser"),
        (["Jam bergeser", "Jam bergeser."], "Jam bergeser"),
        (["Jam bergeser", "Tinta dua jari"], "2 hal, di antaranya Jam bergeser"),
    ],
)
def test_in_one_line(lines: list[str], text: str):
    assert impact.in_short(lines) == text


@pytest.mark.parametrize(
    ("basis", "article", "is_cited"),
    [
        ("PKPU 25/2023 Pasal 5 ayat (1)", "PKPU 25/2023", True),
        ("PKPU 25/2023 Pasal 5 ayat (1)", "pkpu  25/2023 pasal 5", True),
        ("PKPU 25/2023 Pasal 5 ayat (1)", "Pasal 5 ayat (1)", True),
        ("PKPU 25/2023 Pasal 53", "Pasal 5", False),
        ("PKPU 125/2023", "25/2023", False),
        ("PKPU 25/2023", "PKPU 25", False),
        ("PKPU 25/2023", "", False),
        ("PKPU 25/2023", "  ", False),
    ],
)
def test_an_article_is_cited_in_whole_words(basis: str, article: str, *, is_cited: bool):
    assert impact.cites(basis, article) is is_cited


def test_what_rests_on_a_fact_cites_what_the_fact_cites():
    bases = {"F3.17": "PKPU 25/2023 Pasal 8", "F1.1": "UU 7/2017"}

    assert impact.rests_on(PAGE, ["Pasal 8"], [], bases)
    assert impact.rests_on(PAGE, [], ["F3.17"], {})
    assert impact.rests_on(ITEM, ["Peraturan DKPP 2/2017"], [], {})
    assert not impact.rests_on(PAGE, ["UU 7/2017"], ["F1.1"], bases)
