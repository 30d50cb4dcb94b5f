"""Which place a line speaks of: known, misspelt, or new."""

from typing import Any

import pytest

from bot.core.people import Role
from bot.core.roster import Area, Line, Options, Place, Problem
from bot.core.roster_places import gazetteer, place_of

BATU = "Kota Batu"
AREAS = (
    Area(1, None, "kota", BATU),
    Area(2, 1, "kecamatan", "Junrejo"),
    Area(3, 1, "kecamatan", "Bumiaji"),
    Area(4, 2, "desa", "Beji"),
    Area(5, 3, "desa", "Tulungrejo"),
    Area(6, 3, "desa", "Sidomulyo"),
    Area(7, 2, "desa", "Sidomulyo"),
    Area(8, 4, "tps", "001"),
)


def line(kecamatan: str = "Junrejo", desa: str = "Beji", **rest: Any) -> Line:
    return Line(2, kecamatan, desa, **({"tps": "004", "role": Role.KPPS} | rest))


def where(one: Line, *others: Line, areas: tuple[Area, ...] = AREAS, **said: Any) -> Place | str:
    book = gazetteer(areas, [one, *others], Options("Kota Lain", **said))
    found = place_of(book, one)
    return f"{found.column}: {found.reason}" if isinstance(found, Problem) else found


BEJI = (BATU, "Junrejo", "Beji", "004")


@pytest.mark.parametrize(
    "one",
    [line(), line("KEC. JUNREJO", "Desa  beji"), line("", "Beji"), line("", "Kel. BEJI")],
)
def test_a_known_place_is_known_however_it_is_written(one: Line):
    assert where(one) == BEJI


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.SOSDIKLIH, (BATU,)),
        (Role.PPK, (BATU, "Junrejo")),
        (Role.PPS, (BATU, "Junrejo", "Beji")),
        (Role.KPPS, BEJI),
    ],
)
def test_a_seat_is_where_its_role_sits(role: Role, place: Place):
    assert where(line(role=role)) == place


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (line("Bumiaji", "Tulung Rejo"), "Desa: Desa 'Tulung Rejo' tidak dikenal."
         " Mungkin maksudnya Tulungrejo?"),
        (line("Junrejo", "Entah"), "Desa: Desa 'Entah' tidak dikenal."),
        (line("Bumiaji", "Beji"), "Desa: Desa 'Beji' ada di Kecamatan Junrejo, bukan di"
         " Kecamatan Bumiaji."),
        (line("Junrjo"), "Kecamatan: Kecamatan 'Junrjo' tidak dikenal."
         " Mungkin maksudnya Junrejo?"),
        (line("Entah"), "Kecamatan: Kecamatan 'Entah' tidak dikenal."),
        (line("", "Sidomulyo"), "Kecamatan: kecamatan kosong, dan ada beberapa Desa Sidomulyo."),
        (line("", "Entah"), "Kecamatan: kecamatan kosong, dan Desa 'Entah' tidak dikenal."),
        (line("", "Tulung Rejo"), "Desa: Desa 'Tulung Rejo' tidak dikenal."
         " Mungkin maksudnya Tulungrejo?"),
        (line("", ""), "Kecamatan: kecamatan kosong."),
        (line("", "Beji", role=Role.PPK), "Kecamatan: kecamatan kosong."),
        (line("Junrejo", ""), "Desa: desa/kelurahan kosong."),
        (line(tps=""), "TPS: nomor TPS kosong, padahal ini petugas KPPS."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_with_what_it_may_mean(one: Line, why: str):
    assert where(one) == why


@pytest.mark.parametrize(
    "one",
    [line("Junrjo"), line("Junrejo", "Bejji"), line("", "Bejji"), line("Junrjo", "Bejji")],
)
def test_a_suggestion_that_was_accepted_is_taken(one: Line):
    assert where(one, accept_suggestions=True) == BEJI


def test_a_suggestion_of_two_is_never_taken():
    areas = (*AREAS, Area(9, 2, "desa", "Karangb"), Area(10, 2, "desa", "Karangc"))
    found = where(line("", "Karanga"), areas=areas, accept_suggestions=True)

    assert found == "Desa: Desa 'Karanga' tidak dikenal. Mungkin maksudnya Karangb atau Karangc?"


def test_new_places_need_a_word():
    assert where(line("Batu", "Sisir"), new_areas=True) == (BATU, "Batu", "Sisir", "004")
    assert where(line("Junrejo", "Entah"), new_areas=True) == (BATU, "Junrejo", "Entah", "004")


def test_a_misspelt_place_stays_one_though_new_ones_are_allowed():
    assert "Mungkin maksudnya Beji?" in where(line("Junrejo", "Bejji"), new_areas=True)


def test_a_desa_without_kecamatan_that_the_file_puts_elsewhere_too_is_refused():
    found = where(line("", "Beji"), line("Bumiaji", "Beji"))

    assert found == "Kecamatan: kecamatan kosong, dan ada beberapa Desa Beji."


# --- an empty roster ------------------------------------------------------------------------


def test_the_first_file_brings_its_places_as_they_are_mostly_written():
    others = [line("JUNREJO", "Desa Beji"), line("Junrejo", "Beji")]

    assert where(line("JUNREJO", "BEJI"), *others, areas=()) == (
        "Kota Lain", "JUNREJO", "BEJI", "004",
    )  # fmt: skip
    assert where(line("JUNREJO", "BEJI"), *others, line(), areas=())[1:3] == ("JUNREJO", "Beji")


def test_a_rare_name_like_a_frequent_one_is_misspelt():
    often = [line("Bumiaji", "Tulungrejo") for _ in range(6)]

    assert "Mungkin maksudnya Tulungrejo?" in where(
        line("Bumiaji", "Tulung Rejo"), *often, areas=()
    )
    assert where(line("Bumiaji", "Tulung Rejo"), *often[:4], areas=())[2] == "Tulung Rejo"


def test_a_rare_kecamatan_like_a_frequent_one_is_misspelt():
    often = [line() for _ in range(6)]

    assert "Mungkin maksudnya Junrejo?" in where(line("Junrjo"), *often, areas=())
    taken = where(line("Junrjo"), *often, areas=(), accept_suggestions=True)
    assert taken == ("Kota Lain", "Junrejo", "Beji", "004")


def test_a_desa_without_kecamatan_is_found_in_the_file_itself():
    assert where(line("", "Beji"), line(), areas=()) == ("Kota Lain", "Junrejo", "Beji", "004")
