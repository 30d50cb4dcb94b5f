"""Whether two names are one person's, or one place's."""

import pytest

from bot.core.roster_names import (
    SAME,
    SAME_WITH_PHONE,
    likeness,
    name_key,
    nearest,
    place_key,
    same_person,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Aminah", "SITI  AMINAH"),
        ("Siti Aminah", "Siti Aminah, S.Pd."),
        ("Siti Aminah", "Hj. Siti Aminah S.Pd, M.Pd"),
        ("M. Ali", "Muhammad Ali"),
        ("M.Ali", "Mohamad Ali"),
        ("Moh Ali", "muhammad ali"),
        ("Drs. H. Budi", "budi"),
        ("O'Neil", "ONeil"),
    ],
)
def test_case_titles_and_signs_do_not_make_another_person(one: str, other: str):
    assert name_key(one) == name_key(other)
    assert likeness(one, other) == 1


def test_a_name_of_nothing_but_signs_or_titles_is_still_a_name():
    assert name_key("<>") == "<>"
    assert name_key("Haji") == "haji"
    assert name_key("H.") == "h"
    assert name_key("🙂") == "🙂"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti Aminah", "Sity Aminah"), ("Siti Aminah", "Aminah Siti"), ("Nurul", "Nurull"),
     ("Siti Aminah", "Siti Aminah Rahayu")],
)  # fmt: skip
def test_a_slip_of_the_pen_is_alike(one: str, other: str):
    assert likeness(one, other) >= SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti Aminah", "Budi Santoso"), ("Anggota KPPS 3", "Anggota KPPS 4"), ("Siti", "Sita")],
)
def test_other_people_are_not_alike(one: str, other: str):
    assert likeness(one, other) < SAME


def test_one_word_of_a_name_needs_the_same_number():
    assert SAME_WITH_PHONE <= likeness("Siti", "Siti Aminah") < SAME
    assert same_person("Siti Aminah", "+62811", "Siti", "+62811")
    assert not same_person("Siti Aminah", "", "Siti", "+62811")


def test_two_numbers_make_alike_names_two_people():
    assert same_person("Ahmad Fauzan", "", "Ahmad Fauzi", "+62811")
    assert not same_person("Ahmad Fauzan", "+62812", "Ahmad Fauzi", "+62811")
    assert same_person("Siti Aminahh", "+62812", "Siti Aminah", "+62811")


def test_a_holder_without_a_name_is_known_by_the_number_if_there_is_one():
    assert same_person("Siti", "+62811", "", "+62811")
    assert same_person("Siti", "+62811", "", "")
    assert not same_person("Siti", "+62811", "", "+62812")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kel. Sisir", "Kelurahan Sisir"), ("Desa Beji", " BEJI "), ("Ds.Beji", "beji"),
     ("Kec. Junrejo", "Kecamatan  Junrejo")],
)  # fmt: skip
def test_what_kind_of_place_it_is_does_not_matter(one: str, other: str):
    assert place_key(one) == place_key(other)


def test_a_place_whose_name_begins_like_that_keeps_it():
    assert place_key("Desa") == "desa"
    assert place_key("Kelapa") == "kelapa"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tulung rejo", ["tulungrejo"]),
        ("tulungredjo", ["tulungrejo"]),
        ("beji i", ["beji"]),
        ("bji", []),
        ("surabaya", []),
        ("sukorejo 2", ["sukorejo 2a"][1:]),
    ],
)
def test_a_misspelt_place_is_recognised_and_another_is_not(typed: str, meant: list[str]):
    assert nearest(typed, ["tulungrejo", "beji", "sukorejo 1"]) == meant


def test_two_places_equally_near_are_both_named():
    assert nearest("karanga", ["karangb", "karangc"]) == ["karangb", "karangc"]
