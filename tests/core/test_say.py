"""The translator of screens."""

from markupsafe import Markup

from bot.core.say import Say

ENGLISH = {"Halo, {name}.": "Hello, {name}.", "Materi": ""}


def test_without_a_catalogue_the_indonesian_sentence_is_said():
    say = Say()

    assert say.language == "id"
    assert say("Halo, {name}.") == "Halo, {name}."


def test_a_catalogue_translates_what_it_has():
    say = Say("en", ENGLISH)

    assert say.language == "en"
    assert say("Halo, {name}.").format(name="Siti") == "Hello, Siti."


def test_a_sentence_that_is_missing_or_empty_in_the_catalogue_stays_indonesian():
    say = Say("en", ENGLISH)

    assert [say("Materi"), say("Kuis")] == ["Materi", "Kuis"]


def test_what_people_typed_is_escaped_when_it_is_filled_in():
    greeting = Say()("<b>Halo</b>, {name}.").format(name="<i>Siti & Budi</i>")

    assert isinstance(greeting, Markup)
    assert greeting == "<b>Halo</b>, &lt;i&gt;Siti &amp; Budi&lt;/i&gt;."
