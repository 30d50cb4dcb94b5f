"""Ganti orang."""

from bot.core.people import Person
from bot.screens.companions import choose
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN, named
from tests.screens.reading import pressed, read


def test_the_others_of_this_phone_can_be_chosen_and_somebody_new():
    me, friend = a_person("KPPS", 3), named("Budi", 5)

    reply = choose(INDONESIAN, [me, friend], me)

    assert "Sekarang: KPPS 3, TPS 004, Desa Bulukerto." in read(reply)
    assert pressed(reply) == {"Budi": "orang:5", "Orang baru": "orang:baru", "Menu": "menu"}
    assert reply.replace


def test_a_tamu_is_named_as_one():
    guest = Person(7)

    reply = choose(INDONESIAN, [a_person("PPS", 1), guest], a_person("PPS", 1))

    assert pressed(reply)["Tamu"] == "orang:7"
    assert "Sekarang: Tamu." in read(choose(INDONESIAN, [guest], guest))
    assert "Now: Guest." in read(choose(ENGLISH, [guest], guest))


def test_a_name_too_long_for_a_button_is_cut():
    long = named("Sri Wahyuningtyas Kusumaningrum", 5)

    labels = list(pressed(choose(INDONESIAN, [Person(1), long], Person(1))))

    assert labels[0] == "Sri Wahyuningtyas Kusum…"
