"""Who may move which number of a team."""

import pytest

from bot.core.people import Person, Role, Seat
from bot.core.team import changes_ketua, is_ketua


@pytest.mark.parametrize(
    ("has", "gets", "expected"),
    [(3, 5, False), (None, 7, False), (3, 1, True), (1, 3, True), (1, 1, False), (None, 1, True)],
)
def test_only_number_one_makes_or_unmakes_a_ketua(has: int | None, gets: int, expected: bool):  # noqa: FBT001
    assert changes_ketua(Seat(1, Role.KPPS, has), gets) is expected


def test_a_ketua_is_kpps_number_one():
    assert is_ketua(Person(1, "", Seat(1, Role.KPPS, 1)))
    assert not is_ketua(Person(1, "", Seat(1, Role.KPPS, 2)))
    assert not is_ketua(Person(1, "", Seat(1, Role.PPS, 1)))
    assert not is_ketua(Person(1))
