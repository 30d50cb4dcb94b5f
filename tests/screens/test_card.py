"""The card for the eve as messages."""

from datetime import time

import pytest

from bot.core.card import Card, CardText, Hour
from bot.core.dialog import Tap
from bot.core.people import Person, Role, Seat
from bot.screens import card, reminders
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN
from tests.screens.reading import pressed, read

CARD = Card(
    CardText("kpps-4", "KPPS 4", "Anda memeriksa jari.", ("Satu.", "Dua.", "Tiga."), "Tanya PPS."),
    (Hour("Rapat", time(7)), Hour("Periksa jari")),
)


def test_both_files_come_with_what_is_the_persons_own_beside_the_picture():
    picture, paper = card.card(INDONESIAN, a_person("KPPS", 4), CARD)

    assert read(picture).startswith("Kartu KPPS 4\nKPPS 4, TPS 004, Desa Bulukerto\n\n")
    assert "Bukan dokumen resmi KPU" in read(picture)
    assert picture.media is not None
    assert (picture.media.kind, picture.media.path) == ("picture", "kartu/kpps-4.png")
    assert paper.media is not None
    assert (paper.media.kind, paper.media.path) == ("document", "kartu/kpps-4.pdf")


def test_its_alternative_text_tells_all_that_the_picture_shows():
    made = card.media(ENGLISH, CARD, "png")

    assert made.alt == (
        "Kartu KPPS 4. Anda memeriksa jari. 07.00 Rapat. Periksa jari. Satu. Dua. Tiga. Tanya PPS."
    )


def test_a_guest_is_told_that_it_is_an_example():
    picture, _ = card.card(INDONESIAN, a_person("tamu"), CARD)

    assert "Contoh untuk anggota KPPS." in read(picture)


@pytest.mark.parametrize("shared", ["", "Siti Aminah"])
def test_no_button_under_a_card_takes_it_away(shared):
    told = reminders.reminder(INDONESIAN, "Kartu Anda.", (), "Kartu saku", "saku", shared)
    reply = card.along(INDONESIAN, told, CARD, "pdf")

    assert reply.media == card.media(INDONESIAN, CARD, "pdf")
    assert all(Tap(action).keeps for action in pressed(reply).values())
    assert {Tap(action).arg(0) for action in pressed(reply).values()} == {""}


def test_what_an_action_names_is_still_there():
    told = reminders.reminder(INDONESIAN, "Kartu Anda.", (), "Buka", "hal:s3-tinta")
    tap = Tap(pressed(card.along(INDONESIAN, told, CARD, "png"))["Buka"])

    assert (tap.name, tap.arg(0), tap.keeps) == ("hal", "s3-tinta", True)


def test_a_seat_without_a_tps_has_its_desa():
    pps = Person(1, "Siti", Seat(1, Role.PPS, 1, "Bumiaji", "Bulukerto"))

    assert "PPS 1, Desa Bulukerto" in read(card.card(INDONESIAN, pps, CARD)[0])
