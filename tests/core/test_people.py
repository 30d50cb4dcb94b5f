"""Roles, seats, audiences, and who may do what."""

from pathlib import Path

import pytest

from bot.core.dialog import Nothing
from bot.core.people import (
    ABOVE,
    MAY,
    Action,
    Authority,
    Chat,
    Person,
    Role,
    Seat,
    Standing,
    areas_of,
    may,
    may_over,
)
from tests.core.builders import EVERYBODY, a_person, an_audience


def test_a_person_has_the_role_and_number_of_the_seat():
    member = a_person("KPPS", 4)

    assert (member.role, member.number) == (Role.KPPS, 4)


def test_a_person_without_a_seat_is_a_tamu_without_number():
    visitor = a_person("tamu")

    assert (visitor.role, visitor.number, visitor.name) == (Role.TAMU, None, "")


def test_roles_read_as_the_field_writes_them():
    assert [f"{role}" for role in Role] == ["KPPS", "PPS", "PPK", "Sosdiklih", "tamu"]


def test_a_new_chat_waits_for_nothing_and_speaks_indonesian():
    chat = Chat(1, "webchat", "x")

    assert (chat.waiting, chat.language, chat.person, chat.blocked_at) == (
        Nothing(),
        "id",
        None,
        None,
    )


@pytest.mark.parametrize("role", list(Role))
def test_what_is_for_everybody_fits_every_role(role):
    assert EVERYBODY.fits(a_person(role))


@pytest.mark.parametrize(
    ("whom", "role", "number", "fits"),
    [
        (("KPPS",), "KPPS", 1, True),
        (("KPPS",), "KPPS", 7, True),
        (("KPPS",), "KPPS", None, True),
        (("KPPS",), "PPS", None, False),
        (("KPPS",), "tamu", None, False),
        (("PPS", "PPK"), "PPK", 2, True),
        (("PPS", "PPK"), "KPPS", 2, False),
        (("KPPS 1",), "KPPS", 1, True),
        (("KPPS 1",), "KPPS", 2, False),
        (("KPPS 1",), "KPPS", None, False),
        (("KPPS 2", "KPPS 3"), "KPPS", 3, True),
        (("KPPS 2",), "PPS", 2, False),
        (("KPPS 2",), "tamu", None, False),
        (("PPS", "KPPS 4"), "KPPS", 4, True),
        (("PPS", "KPPS 4"), "KPPS", 5, False),
        (("PPS", "KPPS 4"), "PPS", 1, True),
        (("PPS", "KPPS 4"), "Sosdiklih", None, False),
    ],
)
def test_an_audience_fits_its_roles_and_its_kpps_numbers_only(whom, role, number, fits):
    assert an_audience(*whom).fits(a_person(role, number)) is fits


# --- who may do what ------------------------------------------------------------------------

KOTA, BATU, JUNREJO, BEJI, TEMAS, TPS_4, TPS_5 = 1, 10, 11, 110, 100, 1104, 1105
IN_BEJI = (KOTA, JUNREJO, BEJI)
KETUA = Authority(Standing.KETUA, (*IN_BEJI, TPS_4))
PPS = Authority(Standing.PPS, IN_BEJI)
PPK = Authority(Standing.PPK, (KOTA, JUNREJO))
SOSDIKLIH = Authority(Standing.SOSDIKLIH, (KOTA,))
PLACES = {
    "own TPS": (*IN_BEJI, TPS_4),
    "next TPS": (*IN_BEJI, TPS_5),
    "own desa": IN_BEJI,
    "own kecamatan": (KOTA, JUNREJO),
    "other desa": (KOTA, BATU, TEMAS),
    "kota": (KOTA,),
}
REACH = {
    KETUA: {"own TPS"},
    PPS: {"own TPS", "next TPS", "own desa"},
    PPK: {"own TPS", "next TPS", "own desa", "own kecamatan"},
    SOSDIKLIH: set(PLACES),
}
TEAM = {Action.SEE_TEAM, Action.NUMBER_TEAM}
OFFICE = {Action.IMPORT_ROSTER, Action.HALT_DELIVERY, Action.SEE_RESULTS}
OFFICE |= {Action.EDIT_FAQ, Action.REVOKE_CERTIFICATE}
ALLOWED = {
    Standing.KETUA: TEAM,
    Standing.PPS: set(Action) - OFFICE,
    Standing.PPK: set(Action) - OFFICE,
    Standing.SOSDIKLIH: set(Action),
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("authority", list(REACH), ids=lambda one: one.standing)
def test_a_standing_may_do_its_actions_in_its_area_and_nothing_else(authority, action):
    allowed = {name for name, path in PLACES.items() if may([authority], action, path)}

    assert allowed == (REACH[authority] if action in ALLOWED[authority.standing] else set())


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("path", PLACES.values(), ids=PLACES)
def test_without_authority_nothing_is_allowed(action, path):
    assert not may([], action, path)


def test_one_of_several_authorities_is_enough():
    both = [KETUA, Authority(Standing.PPS, (KOTA, BATU, TEMAS))]

    assert may(both, Action.FREE_SEAT, (KOTA, BATU, TEMAS, 1001))
    assert not may(both, Action.FREE_SEAT, PLACES["own TPS"]), "a ketua frees no seats"


def test_every_action_has_its_row():
    assert set(MAY) == set(Action)
    assert all(MAY.values())


def test_an_area_within_another_is_not_named_twice():
    held = [PPS, PPK, Authority(Standing.PPS, (KOTA, BATU, TEMAS)), KETUA]

    assert areas_of(held, Action.SEE_AREA) == ((KOTA, BATU, TEMAS), (KOTA, JUNREJO))
    assert areas_of([KETUA], Action.SEE_AREA) == ()
    assert areas_of([KETUA, KETUA], Action.SEE_TEAM) == (KETUA.path,)


def test_the_table_in_the_guide_is_that_of_the_program():
    guide = (Path(__file__).parents[2] / "docs/hak-akses.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.partition("## Tindakan")[2].partition("\n## ")[0].splitlines()
        if line.startswith("|") and "---" not in line
    ]

    assert rows[0] == ["Tindakan", "KPPS", *Standing]
    assert rows[1:] == [
        [action, "–", *("✓" if standing in MAY[action] else "–" for standing in Standing)]
        for action in Action
    ]
    for action in Action:
        assert f"- **{action}**: " in guide


# --- whose seat -----------------------------------------------------------------------------

DESA_PPS, OTHER_PPS = Seat(21, Role.PPS, 1), Seat(22, Role.PPS, 2)
SEATS = {
    "member": (Seat(31, Role.KPPS, 3), PLACES["own TPS"]),
    "ketua": (Seat(32, Role.KPPS, 1), PLACES["own TPS"]),
    "PPS": (OTHER_PPS, PLACES["own desa"]),
    "PPK": (Seat(23, Role.PPK, 2), PLACES["own kecamatan"]),
    "Sosdiklih": (Seat(24, Role.SOSDIKLIH, 2), PLACES["kota"]),
}
BELOW = {
    KETUA: set(),
    PPS: {"member", "ketua"},
    PPK: {"member", "ketua", "PPS"},
    SOSDIKLIH: set(SEATS),
}
ON_SEATS = [Action.FREE_SEAT, Action.REPLACE_HOLDER, Action.MARK_CONTACT]


@pytest.mark.parametrize("action", ON_SEATS)
@pytest.mark.parametrize("authority", list(BELOW), ids=lambda one: one.standing)
def test_a_seat_is_for_those_above_it_and_not_for_colleagues(authority, action):
    officer = Person(1, "", Seat(99, Role.KPPS, 1))
    found = {
        n for n, (seat, at) in SEATS.items() if may_over(officer, [authority], action, seat, at)
    }

    assert found == BELOW[authority]


@pytest.mark.parametrize("name", SEATS)
def test_nobody_does_it_to_their_own_seat_whatever_they_were_granted(name):
    seat, at = SEATS[name]

    assert may_over(Person(1), [SOSDIKLIH], Action.FREE_SEAT, seat, at)
    assert not may_over(Person(1, "", seat), [PPS, PPK, SOSDIKLIH], Action.FREE_SEAT, seat, at)


def test_being_above_reaches_no_further_than_the_area_and_the_table():
    elsewhere = Authority(Standing.PPK, (KOTA, BATU))

    assert not may_over(Person(1), [PPS, elsewhere], Action.FREE_SEAT, OTHER_PPS, IN_BEJI)
    assert not may_over(Person(1), [PPK], Action.IMPORT_ROSTER, OTHER_PPS, IN_BEJI)
    assert may_over(Person(1, "", DESA_PPS), [PPS, PPK], Action.FREE_SEAT, OTHER_PPS, IN_BEJI)


def test_the_table_of_seats_in_the_guide_is_that_of_the_program():
    guide = (Path(__file__).parents[2] / "docs/hak-akses.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.partition("## Kursi siapa")[2].partition("\n## ")[0].splitlines()
        if line.startswith("|") and "---" not in line
    ]
    offices = [standing for standing in Standing if standing is not Standing.KETUA]

    assert rows[0] == ["Kursi", *offices]
    assert rows[1:] == [
        [role, *("✓" if office in ABOVE[role] else "–" for office in offices)] for role in ABOVE
    ]
    assert set(ABOVE) == set(Role) - {Role.TAMU}
