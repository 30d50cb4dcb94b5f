"""The card for the eve: whose it is, what stands on it, and when it is to be made anew."""

from dataclasses import replace
from datetime import time

import pytest
from markupsafe import Markup

from bot.core import card as rules
from bot.core.card import EVERY, Card, CardText, Hour, card_id
from bot.core.voting_day import Step
from tests.core.builders import a_person, an_audience

TEXT = CardText("kpps-4", "KPPS 4", "Memeriksa jari.", ("Satu.", "Dua.", "Tiga."), "Tanya PPS.")


def a_step(id_: str, day: int, *whom: str, at: time | None = None) -> Step:
    return Step(id_, day, at, f"Langkah {id_}", Markup("Isi."), audience=an_audience(*whom))


STEPS = (
    a_step("gembok", -1, "KPPS"),
    a_step("buka", 0, "KPPS", at=time(7)),
    a_step("jari", 0, "KPPS 4"),
    a_step("kotak", 0, "KPPS 6"),
    a_step("batas", 1, "KPPS", at=time(12)),
)


@pytest.mark.parametrize(
    ("role", "number", "card"),
    [
        ("KPPS", 1, "kpps-1"),
        ("KPPS", 7, "kpps-7"),
        ("KPPS", None, "kpps"),
        ("PPS", 2, "pps"),
        ("PPK", 1, "kpps"),
        ("Sosdiklih", 1, "kpps"),
        ("tamu", None, "kpps"),
    ],
)
def test_everybody_gets_a_card_and_those_without_a_number_the_teams(role, number, card):
    assert card_id(a_person(role, number)) == card


def test_on_it_stand_the_steps_of_its_number_from_the_day_itself_on():
    card = rules.made_of(TEXT, STEPS)

    assert card.hours == (
        Hour("Langkah buka", time(7)),
        Hour("Langkah jari"),
        Hour("Langkah batas", time(12), later=True),
    )
    assert card.id == "kpps-4"


def test_a_step_of_the_day_after_says_so():
    assert Hour("Batas", time(12), later=True).words == "Besoknya: Batas"
    assert Hour("Batas", time(12)).words == "Batas"


def test_the_teams_card_has_no_steps_of_one_number():
    titles = [hour.title for hour in rules.made_of(replace(TEXT, id="kpps"), STEPS).hours]

    assert titles == ["Langkah buka", "Langkah batas"]


@pytest.mark.parametrize("id_", EVERY)
def test_the_holder_of_each_card_gets_that_card(id_):
    assert card_id(rules.holder(id_)) == id_


def test_its_digest_changes_with_all_that_is_drawn_and_with_nothing_else():
    card = Card(TEXT, (Hour("Rapat", time(7)), Hour("Jari")))
    changed = [
        replace(card, text=replace(TEXT, title="KPPS 5")),
        replace(card, text=replace(TEXT, duty="Lain.")),
        replace(card, text=replace(TEXT, never=("Satu.", "Dua.", "Empat."))),
        replace(card, text=replace(TEXT, ask="Tanya PPK.")),
        replace(card, hours=(Hour("Rapat", time(8)), Hour("Jari"))),
        replace(card, hours=(Hour("Rapat", time(7)), Hour("Jari", later=True))),
    ]

    assert len({rules.digest(one) for one in (card, *changed)}) == 7
    assert rules.digest(replace(card, text=replace(TEXT, facts=("F1",)))) == rules.digest(card)


def test_cards_that_are_missing_are_named():
    assert rules.missing(EVERY) == []
    assert rules.missing([one for one in EVERY if one != "kpps-3"]) == ["kpps-3"]


def test_made_files_stand_in_a_folder_of_their_own():
    assert rules.path_of("kpps-4", "png") == "kartu/kpps-4.png"
