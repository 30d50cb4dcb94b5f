"""`/agenda`: what is next, and how far away."""

from datetime import date, time

import pytest

from bot.core.agenda import Happening
from bot.screens.agenda import SHOWN, agenda, distance
from tests.screens.builders import CONTENT, ENGLISH, INDONESIAN
from tests.screens.reading import pressed, read

VOTING = Happening(
    "pemungutan-suara", "Hari pemungutan suara", date(2024, 2, 14), None, time(7), time(13), "TPS"
)
QUIET = Happening("masa-tenang", "Masa tenang", date(2024, 2, 11), date(2024, 2, 13))
OATH = Happening("pelantikan", "Pelantikan KPPS", date(2024, 1, 25), from_time=time(9))


@pytest.mark.parametrize(
    ("happening", "today", "indonesian", "english"),
    [
        (VOTING, date(2024, 1, 26), "dalam 19 hari", "in 19 days"),
        (VOTING, date(2024, 2, 12), "dalam 2 hari", "in 2 days"),
        (VOTING, date(2024, 2, 13), "besok", "tomorrow"),
        (VOTING, date(2024, 2, 14), "hari ini", "today"),
        (QUIET, date(2024, 2, 10), "besok", "tomorrow"),
        (QUIET, date(2024, 2, 11), "hari ini", "today"),
        (QUIET, date(2024, 2, 12), "sedang berlangsung", "under way"),
        (QUIET, date(2024, 2, 13), "sedang berlangsung", "under way"),
    ],
)
def test_the_distance_is_said_in_days(happening, today, indonesian, english):
    assert distance(INDONESIAN, happening, today) == indonesian
    assert distance(ENGLISH, happening, today) == english


def test_an_entry_shows_day_hours_and_place():
    text = read(agenda(INDONESIAN, [VOTING], date(2024, 1, 26)))

    assert text == (
        "Agenda · Jumat, 26 Januari 2024\n\n"
        "Hari pemungutan suara (dalam 19 hari)\n"
        "Rabu, 14 Februari 2024, pukul 07.00–13.00\n"
        "TPS"
    )


def test_an_entry_of_several_days_shows_the_first_and_the_last():
    text = read(agenda(INDONESIAN, [QUIET], date(2024, 2, 12)))

    assert "Masa tenang (sedang berlangsung)" in text
    assert "Minggu, 11 Februari 2024 sampai Selasa, 13 Februari 2024" in text


def test_an_entry_with_a_beginning_only_shows_no_end():
    text = read(agenda(INDONESIAN, [OATH], date(2024, 1, 24)))

    assert text.endswith("Pelantikan KPPS (besok)\nKamis, 25 Januari 2024, pukul 09.00")


def test_what_is_next_comes_first_and_what_has_passed_last():
    text = read(agenda(INDONESIAN, [VOTING, OATH, QUIET], date(2024, 1, 26)))

    assert text.index("Masa tenang") < text.index("Hari pemungutan suara")
    assert text.endswith("Sudah lewat:\n✓ Pelantikan KPPS, Kamis, 25 Januari 2024")


def test_only_the_two_latest_of_what_has_passed_are_named():
    days = [Happening(str(n), f"Acara {n}", date(2024, 1, n)) for n in (1, 2, 3)]

    text = read(agenda(INDONESIAN, days, date(2024, 1, 26)))

    assert "Semua acara sudah lewat." in text
    assert "Acara 1" not in text
    assert text.index("Acara 2") < text.index("Acara 3")


def test_a_long_agenda_is_cut_to_what_is_soonest():
    days = [Happening(str(n), f"Acara {n}", date(2024, 2, n)) for n in range(1, 10)]

    text = read(agenda(INDONESIAN, days, date(2024, 1, 26)))

    assert f"Acara {SHOWN} " in text
    assert f"Acara {SHOWN + 1} " not in text


def test_without_any_entry_the_way_back_is_still_there():
    reply = agenda(INDONESIAN, [], date(2024, 1, 26))

    assert "Semua acara sudah lewat." in read(reply)
    assert pressed(reply) == {"Menu": "menu"}


def test_the_english_agenda_writes_english_days():
    text = read(agenda(ENGLISH, CONTENT.agenda, date(2024, 1, 26)))

    assert "in 19 days" in text
    assert "Wednesday" in text
    assert "Rabu" not in text


def test_what_is_otherwise_here_is_said_to_be():
    text = read(agenda(INDONESIAN, [VOTING, QUIET], date(2024, 1, 26), {"pemungutan-suara"}))

    assert text.endswith("TPS\n✎ Khusus di tempat Anda")
    assert text.count("Khusus") == 1
