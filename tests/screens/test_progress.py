"""`/progres`."""

from bot.core.course import EVERYTHING, Progress
from bot.screens.progress import progress
from tests.core.builders import DAWN, a_form, a_page, a_person, a_session, filled, having_seen
from tests.screens.builders import ENGLISH, INDONESIAN, WIB
from tests.screens.reading import pressed, read

FORM, FOR_PPS = a_form("harapan", session=1), a_form("rencana", "PPS", session=2)
SESSIONS = [
    a_session(a_page("s1-a", session=1), number=1, forms=[FORM]),
    a_session(a_page("s2-a", session=2), number=2, forms=[FOR_PPS]),
]
ME = a_person("KPPS", 3)


def test_each_session_says_how_far_or_when_it_was_completed():
    now = having_seen("s2-a", done={1: DAWN})

    assert read(progress(INDONESIAN, ME, SESSIONS, now, WIB)) == (
        "Progres · KPPS 3, TPS 004, Desa Bulukerto\n"
        "✓ Sesi 1: selesai pada Jumat, 26 Januari 2024 pukul 08.00 WIB\n"
        "○ Sesi 2: 1 dari 1 langkah"
    )


def test_who_completed_everything_is_told_when():
    now = Progress(done={1: DAWN, 2: DAWN, EVERYTHING: DAWN})

    assert read(progress(ENGLISH, ME, SESSIONS, now, WIB)).endswith(
        "All four sessions completed on Friday, 26 January 2024, 08:00 WIB"
    )


def test_forms_given_can_be_opened_again():
    now = Progress(values=filled("harapan"))

    reply = progress(INDONESIAN, ME, SESSIONS, now, WIB)

    assert read(reply).endswith("Isian Anda dapat dibaca dan diubah dengan tombol di bawah.")
    assert pressed(reply) == {"Isian harapan": "isi:harapan", "Menu": "menu"}


def test_forms_for_others_and_forms_not_given_are_not_shown():
    now = Progress(values=filled("rencana"))

    reply = progress(INDONESIAN, ME, SESSIONS, now, WIB)

    assert pressed(reply) == {"Menu": "menu"}
    assert "Isian Anda" not in read(reply)


def test_more_forms_than_buttons_are_cut_to_eight():
    forms = [a_form(f"f{n}", session=1) for n in range(12)]
    sessions = [a_session(a_page("s1-a", session=1), number=1, forms=forms)]
    now = Progress(values=filled(*(form.id for form in forms)))

    assert len(pressed(progress(INDONESIAN, ME, sessions, now, WIB))) == 9
