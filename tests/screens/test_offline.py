"""What a phone keeps without a network: everything of the content, as plain data."""

from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import visible
from bot.core.people import Person, Role, Seat
from bot.core.tree import Tree
from bot.core.voting_day import steps_for
from bot.screens import offline
from tests.core.builders import a_page, a_person
from tests.screens.builders import CONTENT, INDONESIAN
from tests.screens.reading import is_well_formed


def bundle(**changes: Any) -> dict[str, Any]:
    return offline.bundle(INDONESIAN, replace(CONTENT, **changes))


DATA = bundle()


def test_all_pages_are_there_and_the_pocket_card_is_known():
    assert len(DATA["halaman"]) == len(CONTENT.pages)
    pocket = [page["judul"] for page in DATA["halaman"] if page["saku"]]
    assert pocket == [page.title for page in CONTENT.pocket]


def test_each_number_has_its_own_steps_in_their_order():
    for person in offline.everybody():
        own = [step.id for step in steps_for(person, CONTENT.steps)]
        assert DATA["untuk"][offline.whom(person)] == own
    assert set(DATA["langkah"]) == {step.id for step in CONTENT.steps}


def test_a_warning_stands_before_the_step():
    step = next(step for step in CONTENT.steps if step.warning)

    text = visible(DATA["langkah"][step.id]["html"])
    assert text.startswith(step.warning)
    assert step.basis in text


def test_the_whole_tree_is_there_and_every_answer_leads_somewhere():
    tree = DATA["pohon"]
    assert set(tree["simpul"]) == set(CONTENT.tree.nodes)
    assert tree["mulai"] == CONTENT.tree.start
    for id_, node in CONTENT.tree.nodes.items():
        shown = tree["simpul"][id_]
        assert shown.get("pilihan", []) == [[one.label, one.next] for one in node.choices]
        text = visible(shown["html"])
        assert (node.verdict if node.is_leaf else node.question) in text
        if node.is_leaf:
            assert node.basis in text
            assert ("tanyakan kepada PPS" in text) >= node.ask_pps


def test_all_of_it_is_in_the_safe_subset():
    texts = [
        *(page["html"] for page in DATA["halaman"]),
        *(step["html"] for step in DATA["langkah"].values()),
        *(node["html"] for node in DATA["pohon"]["simpul"].values()),
    ]

    assert [text for text in texts if not is_well_formed(text)] == []


def test_a_picture_is_told_in_words():
    page: Page = replace(a_page("s3-x"), picture="gambar/x.png", alt="Lima <warna>.")
    [shown] = bundle(pages={"s3-x": page})["halaman"]

    assert "<blockquote>Gambar: Lima &lt;warna&gt;.</blockquote>" in shown["html"]


def test_what_has_no_steps_or_tree_has_none():
    bare = bundle(steps=(), tree=Tree())

    assert (bare["langkah"], bare["untuk"], bare["pohon"]) == ({}, {}, None)


def test_a_step_without_warning_or_basis_is_its_text_alone():
    step = replace(CONTENT.steps[0], warning="", basis="", text=Markup("Isi."), at=None)
    shown = bundle(steps=(step,))["langkah"][step.id]

    assert (shown["html"], shown["jam"]) == ("Isi.", "")


@pytest.mark.parametrize(
    ("seat", "whom", "place"),
    [
        (a_person("KPPS", 4).seat, "KPPS 4", "TPS 004, Desa Bulukerto"),
        (a_person("KPPS").seat, offline.UNKNOWN, "TPS 004, Desa Bulukerto"),
        (Seat(1, Role.PPS, 2, "Bumiaji", "Kelurahan Sisir"), "PPS", "Kelurahan Sisir"),
        (Seat(1, Role.PPK, 2, "Bumiaji"), "PPK", "Kecamatan Bumiaji"),
        (Seat(1, Role.SOSDIKLIH, 1), "Sosdiklih", ""),
        (None, "tamu", ""),
    ],
)
def test_whose_and_where_is_said_shortly(seat: Seat | None, whom: str, place: str):
    person = Person(1, "Siti Aminah", seat)

    assert offline.whom(person) == whom
    assert offline.place(INDONESIAN, person) == place
