"""Roles, seats and audiences."""

import pytest

from bot.core.dialog import Nothing
from bot.core.people import Chat, Role
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
