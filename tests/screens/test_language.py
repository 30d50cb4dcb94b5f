"""`/bahasa`."""

from bot.screens import language
from tests.screens.builders import ENGLISH, INDONESIAN, LANGUAGES
from tests.screens.reading import pressed, read


def test_each_language_is_offered_under_its_own_name():
    for say in LANGUAGES.values():
        assert pressed(language.choose(say)) == {
            "Bahasa Indonesia": "bahasa:id",
            "English": "bahasa:en",
            "Menu": "menu",
        }


def test_every_language_there_is_can_be_chosen_and_no_other():
    assert set(language.NAMES) == set(LANGUAGES)


def test_it_is_said_that_the_material_stays_indonesian():
    assert "Materi dan soal tetap dalam bahasa Indonesia." in read(language.choose(INDONESIAN))
    assert "The material and the questions stay in Indonesian." in read(language.choose(ENGLISH))


def test_the_choice_is_confirmed_in_the_language_chosen():
    assert read(language.chosen(INDONESIAN)).endswith("sekarang dalam bahasa Indonesia.")
    assert read(language.chosen(ENGLISH)).endswith("now in English.")
    assert pressed(language.chosen(ENGLISH)) == {"Menu": "menu"}
