"""Forms: one question at a time, and what was answered."""

from collections.abc import Mapping

import pytest

from bot.core.dialog import CAPTION_LIMIT, visible_length
from bot.core.forms import OWN_TEXT_LIMIT
from bot.screens import forms
from tests.core.builders import a_field, a_form
from tests.screens.builders import CONTENT, EMOJI, ENGLISH, INDONESIAN, LANGUAGES, answers
from tests.screens.reading import pressed, read

READERS = "Dibaca oleh: Anda sendiri."
CHOICE = a_field("harapan", own_text=True, required=False, readers=READERS)
SCALE = a_field("siap", "skala", low="Belum siap", high="Sangat siap")
TEXT = a_field("rencana", "teks", readers=READERS)
ONLY_IF = a_field("izin", only_if="harapan")
GIVEN = {"harapan": "a"}
FORM = a_form("f", fields=[CHOICE, SCALE, TEXT, ONLY_IF], session=1)


def asked(field, values: Mapping[str, str] | None = None, say=INDONESIAN):
    return forms.question(say, FORM, field, values or {})


def test_a_question_shows_its_place_its_choices_and_who_reads_the_answer():
    reply = asked(CHOICE)

    assert read(reply) == f"Isian f · 1/3\n\nApa?\n\n{READERS}"
    assert pressed(reply) == {
        "Label A": "pilih:f:harapan:a",
        "Label B": "pilih:f:harapan:b",
        "Tulis sendiri": "tulis:f:harapan",
        "Lewati": "pilih:f:harapan:",
        "Nanti saja": "sesi:1",
    }


@pytest.mark.parametrize(
    ("field", "values", "place"),
    [
        (CHOICE, {}, "1/3"),
        (TEXT, {}, "3/3"),
        (TEXT, {"harapan": ""}, "3/3"),
        (CHOICE, GIVEN, "1/4"),
        (TEXT, GIVEN, "3/4"),
        (ONLY_IF, GIVEN, "4/4"),
        (ONLY_IF, {}, "3/3"),  # a late tap on a question that no longer applies
    ],
)
def test_the_place_is_counted_among_the_questions_that_apply(field, values, place: str):
    assert read(asked(field, values)).startswith(f"Isian f · {place}\n\n")


def test_a_required_question_cannot_be_skipped():
    assert list(pressed(asked(ONLY_IF, GIVEN))) == ["Label A", "Label B", "Nanti saja"]


def test_a_scale_says_what_its_ends_mean():
    reply = asked(SCALE)

    assert read(reply).endswith("1 = belum siap, 5 = sangat siap")
    assert pressed(reply) == {
        **{step: f"pilih:f:siap:{step}" for step in "12345"},
        "Nanti saja": "sesi:1",
    }


def test_a_question_for_free_words_asks_to_type():
    reply = asked(TEXT)

    assert "Silakan ketik jawaban Anda di bawah." in read(reply)
    assert pressed(reply) == {"Nanti saja": "sesi:1"}
    assert "Please type your answer below." in read(asked(TEXT, say=ENGLISH))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a", "Label A"), ("=<b>teliti</b>", "<b>teliti</b>"), ("=" + "x" * 200, "x" * 99 + "…")],
)
def test_the_answer_so_far_is_shown(value: str, shown: str):
    assert f"Jawaban Anda sekarang: {shown}\n" in read(asked(CHOICE, {"harapan": value}))


@pytest.mark.parametrize("values", [{}, {"harapan": ""}, {"siap": "4"}])
def test_a_question_not_answered_or_skipped_shows_no_answer(values: Mapping[str, str]):
    assert "sekarang" not in read(asked(CHOICE, values))


def test_writing_ones_own_answer_shows_who_reads_it_and_the_way_back():
    reply = forms.write_own(INDONESIAN, FORM, CHOICE)

    assert read(reply).endswith(f"Silakan ketik jawaban Anda di bawah.\n\n{READERS}")
    assert pressed(reply) == {"Kembali": "isi:f:harapan"}


def test_too_long_an_answer_is_told_its_length_and_the_limit():
    reply = forms.too_long(INDONESIAN, FORM, TEXT, 712)

    assert f"712 huruf; batasnya {OWN_TEXT_LIMIT}." in read(reply)
    assert pressed(reply) == {"Kembali": "isi:f:rencana", "Menu": "menu"}


def test_the_summary_shows_each_answer_and_lets_it_be_changed():
    values = {"harapan": "b", "siap": "4", "rencana": "=Gladi & <i>tidur</i>", "izin": "a"}

    reply = forms.summary(INDONESIAN, FORM, values, "hal:s1-x", replace=True)

    assert read(reply) == (
        "✓ Tersimpan: Isian f\n\n"
        "1. Apa?\nLabel B\n"
        "2. Apa?\n4\n"
        "3. Apa?\nGladi & <i>tidur</i>\n"
        "4. Apa?\nLabel A"
    )
    assert pressed(reply) == {
        "Lanjut": "hal:s1-x",
        "Ubah nomor 1": "isi:f:harapan",
        "Ubah nomor 2": "isi:f:siap",
        "Ubah nomor 3": "isi:f:rencana",
        "Ubah nomor 4": "isi:f:izin",
        "Menu": "menu",
    }
    assert reply.replace


def test_the_summary_names_what_was_skipped_and_leaves_out_what_does_not_apply():
    values = {"harapan": "", "siap": "4", "rencana": "=Gladi"}

    reply = forms.summary(INDONESIAN, FORM, values, "sesi:1", replace=False)

    assert "1. Apa?\n(dilewati)\n" in read(reply)
    assert "Ubah nomor 4" not in pressed(reply)
    assert not reply.replace


@pytest.mark.parametrize("form", CONTENT.forms.values(), ids=lambda form: form.id)
@pytest.mark.parametrize("text", ["x", EMOJI], ids=["letters", "emoji"])
def test_a_summary_of_the_longest_answers_fits_and_shows_the_beginning_of_each(form, text: str):
    for say in LANGUAGES.values():
        reply = forms.summary(say, form, answers(form, text), "sesi:4", replace=True)

        typed = [field for field in form.fields if field.takes_text]
        assert read(reply).count(f"\n{text[0] * 49}") == len(typed)
        assert read(reply).count("…") == len(typed)
        assert visible_length(reply.text) <= CAPTION_LIMIT
