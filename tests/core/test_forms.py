"""Forms, answered one question at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.forms import (
    OWN_TEXT_LIMIT,
    SCALE,
    SKIPPED,
    accepts_choice,
    answered,
    asked,
    is_filled,
    next_field,
    own_text_value,
    shown,
    typed,
)
from tests.core.builders import a_field, a_form, ids

HOPE = a_field("harapan", own_text=True)
WORRY = a_field("kekhawatiran", own_text=True, required=False)
MAY_READ = a_field("izin-pps", only_if="kekhawatiran")
FORM = a_form("harapan", fields=[HOPE, WORRY, MAY_READ])

SCORE = a_field("jelas", "skala", low="Tidak", high="Ya")
COMMENT = a_field("komentar", "teks", required=False)


def test_a_field_is_found_by_its_id_or_not_at_all():
    assert FORM.field("kekhawatiran") == WORRY
    assert FORM.field("lain") is None


@pytest.mark.parametrize(
    ("field", "takes_text"),
    [(COMMENT, True), (HOPE, True), (a_field("pengalaman"), False), (SCORE, False)],
)
def test_free_text_is_taken_where_the_question_is_text_or_allows_own_words(field, takes_text):
    assert field.takes_text is takes_text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["harapan", "kekhawatiran"]),
        ({"harapan": "a"}, ["harapan", "kekhawatiran"]),
        ({"kekhawatiran": SKIPPED}, ["harapan", "kekhawatiran"]),
        ({"kekhawatiran": "b"}, ["harapan", "kekhawatiran", "izin-pps"]),
        ({"kekhawatiran": "=Hujan"}, ["harapan", "kekhawatiran", "izin-pps"]),
    ],
)
def test_a_dependent_question_is_asked_only_after_a_real_answer_to_the_first(values, expected):
    assert ids(asked(FORM, values)) == expected


@pytest.mark.parametrize(
    ("values", "after", "expected"),
    [
        ({}, "", "harapan"),
        ({"harapan": "a"}, "", "kekhawatiran"),
        ({"harapan": "a", "kekhawatiran": "a"}, "", "izin-pps"),
        ({"harapan": "a", "kekhawatiran": SKIPPED}, "", None),
        ({"harapan": "a", "kekhawatiran": "a", "izin-pps": "a"}, "", None),
        # changing answers: on to the next question, answered or not
        ({"harapan": "b", "kekhawatiran": "a", "izin-pps": "a"}, "harapan", "kekhawatiran"),
        ({"harapan": "b", "kekhawatiran": "a", "izin-pps": "a"}, "kekhawatiran", "izin-pps"),
        ({"harapan": "b", "kekhawatiran": SKIPPED}, "kekhawatiran", None),
        ({"harapan": "b", "kekhawatiran": "a", "izin-pps": "a"}, "izin-pps", None),
        # a question that is not asked (any more) leads to the first gap
        ({"harapan": "a"}, "izin-pps", "kekhawatiran"),
        ({}, "tidak-ada", "harapan"),
    ],
)
def test_the_next_question_follows_the_one_answered_or_is_the_first_gap(values, after, expected):
    following = next_field(FORM, values, after)

    assert (following and following.id) == expected


@pytest.mark.parametrize(
    ("values", "filled"),
    [
        ({}, False),
        ({"harapan": "a"}, False),
        ({"harapan": "a", "kekhawatiran": SKIPPED}, True),
        ({"harapan": "a", "kekhawatiran": "a"}, False),
        ({"harapan": "a", "kekhawatiran": "a", "izin-pps": "b"}, True),
        ({"kekhawatiran": "a", "izin-pps": "b"}, False),
        ({"harapan": "a", "kekhawatiran": SKIPPED, "kolom-lama": "x"}, True),
    ],
)
def test_a_form_is_filled_when_each_question_that_applies_was_answered_or_skipped(values, filled):
    assert is_filled(FORM, values) is filled


@given(
    st.lists(st.booleans(), max_size=6),
    st.dictionaries(st.integers(0, 5), st.sampled_from([SKIPPED, "a", "=Sendiri"])),
)
def test_asking_until_nothing_is_left_fills_the_form(dependent, given_before):
    fields = [a_field("f0")]
    for n, needs_previous in enumerate(dependent, 1):
        fields.append(a_field(f"f{n}", only_if=f"f{n - 1}" if needs_previous else ""))
    form = a_form("rtl", fields=fields)
    values = {f"f{n}": value for n, value in given_before.items()}

    for _ in fields:
        field = next_field(form, values)
        assert (field is None) == is_filled(form, values)
        if field:
            values[field.id] = "a"

    assert is_filled(form, values)


@pytest.mark.parametrize(
    ("field", "option", "accepted"),
    [
        (HOPE, "a", True),
        (HOPE, "z", False),
        (HOPE, "Label A", False),
        (HOPE, SKIPPED, False),
        (WORRY, SKIPPED, True),
        (SCORE, "1", True),
        (SCORE, "5", True),
        (SCORE, "0", False),
        (SCORE, "6", False),
        (SCORE, "a", False),
        (SCORE, SKIPPED, False),
        (COMMENT, SKIPPED, True),
        (COMMENT, "a", False),
    ],
)
def test_a_tap_answers_a_question_only_with_an_option_it_has(field, option, accepted):
    assert accepts_choice(field, option) is accepted


def test_a_scale_has_five_steps():
    assert SCALE == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (HOPE, "a", "Label A"),
        (HOPE, "=a", "a"),  # typed, though it looks like an option
        (HOPE, "==", "="),
        (HOPE, "dihapus", "dihapus"),  # an option that content dropped since
        (SCORE, "4", "4"),
        (WORRY, SKIPPED, ""),
        (COMMENT, "=Terima kasih", "Terima kasih"),
    ],
)
def test_an_answer_is_shown_as_its_label_or_as_it_was_typed(field, value, expected):
    assert shown(field, value) == expected


@given(st.text(max_size=600), st.sampled_from([HOPE, COMMENT]))
def test_own_words_come_back_as_typed_trimmed_to_the_limit(text, field):
    assert shown(field, own_text_value(text)) == text.strip()[:OWN_TEXT_LIMIT]


def test_own_words_are_cut_at_500_characters():
    assert own_text_value(" " + "x" * 600) == "=" + "x" * 500


# --- what hangs on an earlier answer --------------------------------------------------------

ASKED = a_form("f", fields=[a_field("takut"), a_field("izin", only_if="takut")])


def test_a_permission_given_for_one_worry_does_not_cover_another():
    before = {"takut": "=hujan", "izin": "ya"}

    assert answered(ASKED, before, "takut", "=banjir") == {"takut": "=banjir"}
    assert answered(ASKED, before, "takut", "=hujan") == before
    assert answered(ASKED, before, "izin", "tidak") == {"takut": "=hujan", "izin": "tidak"}


def test_an_answer_is_read_as_its_owner_reads_it_and_empty_where_there_is_none():
    values = {"harapan": "=Cermat", "kekhawatiran": ""}

    assert typed(FORM, values, "harapan") == "Cermat"
    assert typed(FORM, values, "kekhawatiran") == ""
    assert typed(FORM, {}, "harapan") == ""
    assert typed(FORM, values, "lain") == ""
