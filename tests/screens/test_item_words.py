"""The words about questions."""

from bot.core.item_marks import KINDS, Shortage
from bot.core.people import Role
from bot.screens.item_words import shortage_label, topic_label
from tests.screens.builders import INDONESIAN


def test_a_question_that_cannot_be_spared_says_where_it_lacks_and_for_whom():
    lacking = Shortage(2, "kode_etik", "pemberian-medsos", 1, 2, KINDS[:2])

    assert shortage_label(INDONESIAN, lacking) == (
        "Kuis sesi 2 memerlukan 2 soal Kode etik bertema pemberian medsos. Tanpa soal ini hanya"
        " tersisa 1 untuk tamu, KPPS tanpa nomor."
    )


def test_of_many_kinds_of_people_the_first_are_named():
    lacking = Shortage(3, "pungut_hitung", "", 9, 10, KINDS[2:])

    text = shortage_label(INDONESIAN, lacking)

    assert text.endswith("untuk KPPS 1, KPPS 2, KPPS 3, dan 6 lainnya.")


def test_whoever_has_no_number_is_named_by_the_role():
    lacking = Shortage(3, "pungut_hitung", "", 9, 10, ((Role.PPS, None),))

    assert shortage_label(INDONESIAN, lacking).endswith("untuk PPS.")


def test_a_topic_that_nobody_worded_is_shown_as_it_is():
    assert topic_label(INDONESIAN, "lain_<b>") == "lain &lt;b&gt;"
