"""Every screen is walked past in both languages, with all content, and looked at."""

from unicodedata import category

import pytest

from bot.core.say import Say
from bot.screens import about
from tests.screens.builders import LANGUAGES, Listening
from tests.screens.reading import Turn, faults
from tests.screens.sentences import FOLDER, sentences
from tests.screens.walk import WALKS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_screen_can_be_sent_read_and_left(walk, language: str):
    """That it fits the limits is proved by its being made: the constructors refuse the rest."""
    turns: list[Turn] = list(walk(LANGUAGES[language]))

    assert turns
    assert [fault for turn in turns for fault in faults(turn)] == []


def test_the_signs_are_few_and_quiet_ones():
    """Coloured emoji are drawn otherwise on each phone, and read aloud at length."""
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))

    signs = {sign for sign in text if category(sign) in {"So", "Mn"}}
    assert signs <= set("✓✗◐○★✎")


def test_no_sentence_is_left_out_of_the_walk():
    say = Listening(Say())

    for walk in WALKS:
        list(walk(say))
    about.description({"id": say})
    about.short_description({"id": say})
    about.commands({"id": say})

    assert {where for sentence, where in sentences().items() if sentence not in say.said} == set()
