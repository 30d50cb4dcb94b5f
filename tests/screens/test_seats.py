"""How seats, people and times are written."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.core.people import Person, Role, Seat
from bot.screens.seats import (
    count,
    counted,
    day,
    desa_label,
    moment,
    person_button,
    person_label,
    seat_label,
    short_name,
)
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN

DAWN = datetime(2024, 1, 26, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seat", "indonesian", "english"),
    [
        (
            Seat(1, Role.KPPS, 1, "Batu", "Sisir", "004"),
            "Ketua KPPS, TPS 004, Desa Sisir",
            "KPPS chair, TPS 004, Desa Sisir",
        ),
        (
            Seat(1, Role.KPPS, 7, "Batu", "Kelurahan Sisir", "004"),
            "KPPS 7, TPS 004, Kelurahan Sisir",
            "KPPS 7, TPS 004, Kelurahan Sisir",
        ),
        (
            Seat(1, Role.KPPS, None, "Batu", "desa Beji", "004"),
            "KPPS, TPS 004, desa Beji",
            "KPPS, TPS 004, desa Beji",
        ),
        (Seat(1, Role.PPS, 2, "Batu", "Beji"), "PPS 2, Desa Beji", "PPS 2, Desa Beji"),
        (Seat(1, Role.PPK, 1, "Batu"), "PPK 1, Kecamatan Batu", "PPK 1, Kecamatan Batu"),
        (Seat(1, Role.SOSDIKLIH, 1), "Divisi Sosdiklih", "Sosdiklih division"),
    ],
)
def test_a_seat_is_written_as_the_field_says_it(seat: Seat, indonesian: str, english: str):
    assert seat_label(INDONESIAN, seat) == indonesian
    assert seat_label(ENGLISH, seat) == english


@pytest.mark.parametrize(
    ("seat", "label"),
    [
        (
            Seat(1, Role.KPPS, 3, "Batu", "B" * 61, "0" * 61),
            f"KPPS 3, TPS {'0' * 59}…, Desa {'B' * 59}…",
        ),
        (Seat(1, Role.PPS, 2, "Batu", "Kelurahan " + "S" * 51), f"PPS 2, Kelurahan {'S' * 49}…"),
        (Seat(1, Role.PPK, 1, "K" * 60), f"PPK 1, Kecamatan {'K' * 60}"),
        (Seat(1, Role.PPK, 1, "😀" * 31), f"PPK 1, Kecamatan {'😀' * 29}…"),
    ],
)
def test_an_endless_area_name_is_cut(seat: Seat, label: str):
    assert seat_label(INDONESIAN, seat) == label


def test_a_strange_area_name_is_escaped():
    assert desa_label(INDONESIAN, "<b>Beji</b>") == "Desa &lt;b&gt;Beji&lt;/b&gt;"
    assert desa_label(INDONESIAN, "Desa <i>") == "Desa &lt;i&gt;"


def test_a_person_without_a_seat_is_a_tamu():
    assert person_label(INDONESIAN, Person(1)) == "Tamu"
    assert person_label(INDONESIAN, a_person("PPS", 1)).startswith("PPS 1")


@pytest.mark.parametrize(
    ("person", "label"),
    [
        (Person(1, "Siti & <i>Budi</i>"), "Siti & <i>Budi</i>"),
        (Person(1, "", Seat(1, Role.PPS, 2, "Batu", "Ngaglik & Co")), "PPS 2, Desa Ngaglik & Co"),
        (Person(1), "Tamu"),
        (Person(1, "عَلِيّ"), "عَلِيّ"),
        (Person(1, "x" * 25), "x" * 23 + "…"),
    ],
)
def test_a_button_shows_the_name_as_it_is_or_else_the_seat(person: Person, label: str):
    assert person_button(INDONESIAN, person) == label


def test_days_are_written_in_the_language_of_the_reader():
    assert day(INDONESIAN, date(2024, 2, 14)) == "Rabu, 14 Februari 2024"
    assert day(ENGLISH, date(2024, 2, 14)) == "Wednesday, 14 February 2024"


@pytest.mark.parametrize(
    ("hours", "indonesian"),
    [
        (7, "Jumat, 26 Januari 2024 pukul 08.15 WIB"),
        (8, "Jumat, 26 Januari 2024 pukul 09.15 WITA"),
        (9, "Jumat, 26 Januari 2024 pukul 10.15 WIT"),
        (0, "Jumat, 26 Januari 2024 pukul 01.15 UTC"),
        (-3, "Kamis, 25 Januari 2024 pukul 22.15 GMT-3"),
    ],
)
def test_a_moment_is_written_with_its_zone(hours: int, indonesian: str):
    zone = timezone(timedelta(hours=hours))

    assert moment(INDONESIAN, DAWN, zone) == indonesian


def test_a_moment_is_written_the_english_way_too():
    zone = timezone(timedelta(hours=7))

    assert moment(ENGLISH, DAWN, zone) == "Friday, 26 January 2024, 08:15 WIB"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Anggota KPPS 3, TPS 004, Beji", "Anggota KPPS 3"),
        ("Siti Contoh, S.Pd.", "Siti Contoh"),
        ("Siti", "Siti"),
        (", S.H.", ", S.H."),
        ("", ""),
    ],
)
def test_a_short_name_ends_at_the_first_comma(name: str, short: str):
    assert short_name(name) == short


def test_thousands_are_grouped_as_the_reader_does():
    assert count(INDONESIAN, 4277) == "4.277"
    assert count(ENGLISH, 4277) == "4,277"
    assert count(INDONESIAN, 999) == "999"


@pytest.mark.parametrize(
    ("label", "n", "expected"),
    [
        ("Desa Beji", 7, "Desa Beji (7)"),
        ("Belum terjangkau", 100_000, "Belum terjang… (100.000)"),
        ("Kecamatan Bumiaji", 1285, "Kec. Bumiaji (1.285)"),
        ("Kelurahan Dadaprejo", 150, "Kel. Dadaprejo (150)"),
    ],
)
def test_the_count_on_a_button_is_never_cut(label: str, n: int, expected: str):
    assert counted(INDONESIAN, label, n) == expected
