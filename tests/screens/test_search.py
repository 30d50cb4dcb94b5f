"""`/cari`."""

from bot.screens import search
from tests.core.builders import a_page
from tests.screens.builders import ENGLISH, INDONESIAN
from tests.screens.reading import pressed, read

PAGES = [a_page("s3-rusak"), a_page("s2-netral", session=2)]


def test_without_words_it_is_asked_what_to_look_for():
    reply = search.ask(INDONESIAN)

    assert read(reply).startswith("Apa yang ingin Anda cari?")
    assert pressed(reply) == {"Menu": "menu"}
    assert reply.replace


def test_pages_found_are_listed_with_their_session_and_open_in_one_press():
    reply = search.found(INDONESIAN, "rusak", PAGES)

    assert read(reply) == (
        "Hasil pencarian: rusak\n\n1. Halaman s3-rusak (sesi 3)\n2. Halaman s2-netral (sesi 2)"
    )
    assert pressed(reply) == {
        "Halaman s3-rusak": "hal:s3-rusak",
        "Halaman s2-netral": "hal:s2-netral",
        "Cari lagi": "cari",
        "Menu": "menu",
    }


def test_where_nothing_is_found_the_words_are_repeated_and_another_try_is_offered():
    reply = search.nothing_found(INDONESIAN, "  honor\n<b>KPPS</b> ")

    assert "Belum ada halaman tentang honor <b>KPPS</b>." in read(reply)
    assert "tanyakan kepada PPS Anda" in read(reply)
    assert pressed(reply) == {"Cari lagi": "cari", "Menu": "menu"}


def test_long_words_are_cut():
    for reply in (
        search.found(INDONESIAN, "a" * 500, PAGES),
        search.nothing_found(ENGLISH, "a" * 500),
    ):
        assert "a" * 59 + "…" in read(reply)
        assert "a" * 60 not in read(reply)
