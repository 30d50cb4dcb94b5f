"""Somebody who left the roster and comes back is the same person again."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.roster import Kind, Known, KnownSeat, Line, Options, Staged
from bot.core.roster_plan import plan
from tests.core.test_roster_plan import ANI, AREAS, BUDI, SITI, line, seat

LEFT = replace(seat(11, SITI, 3, phone="+62811"), holding_id=None, used=True)
EMPTY = seat(11, "", 3, used=True)


def rows(seats: Sequence[KnownSeat], gone: Sequence[KnownSeat], *lines: Line) -> list[Staged]:
    known = Known(AREAS, tuple(seats), 5, 50, 500, tuple(gone))
    return plan(lines, known, Options("Kota Batu"), random.Random(1)).rows  # noqa: S311


@pytest.mark.parametrize(
    ("said", "known", "is_back"),
    [
        (line(2, phone="+62811"), LEFT, True),
        (line(2, "Hj. SITI AMINAH, S.Pd.", phone="+62811"), LEFT, True),
        (line(2, number=None, tps="005", phone="+62811"), LEFT, True),
        (line(2), replace(LEFT, phone=""), True),
        (line(2), LEFT, True),
        (line(2, phone="+62811"), replace(LEFT, phone=""), True),
        (line(2, number=4), replace(LEFT, phone=""), False),
        (line(2, tps="005"), LEFT, False),
        (line(2, phone="+62812"), LEFT, False),
        (line(2, BUDI, phone="+62811"), LEFT, False),
    ],
)
def test_who_comes_back_is_known_by_name_and_number_or_by_name_and_seat(
    said: Line, known: KnownSeat, *, is_back: bool
):
    [row] = rows([EMPTY], [known], said)

    assert row.kind == Kind.NEW
    assert row.person_is_new is not is_back
    assert (row.person_id == 111) is is_back
    assert row.from_holding_id is None
    assert row.holding_id == 501


def test_who_comes_back_keeps_a_number_that_the_file_leaves_out():
    [row] = rows([EMPTY], [LEFT], line(2))

    assert (row.phone, row.old_name, row.old_phone) == ("+62811", SITI, "+62811")


def test_who_comes_back_to_a_seat_of_somebody_else_moves_there():
    [row] = rows([seat(12, BUDI, 3)], [LEFT], line(2, phone="+62811"))

    assert (row.kind, row.person_id, row.old_person_id) == (Kind.MOVED, 111, 112)
    assert row.old_reason == "diganti"


def test_one_person_comes_back_to_one_seat_alone():
    found = rows([EMPTY], [LEFT], line(2, phone="+62811"), line(3, number=4, phone="+62811"))

    assert [row.person_is_new for row in found] == [False, True]


def test_the_latest_of_several_comes_back():
    older = replace(LEFT, person_id=7)
    [row] = rows([EMPTY], [LEFT, older], line(2, phone="+62811"))

    assert row.person_id == 111


def test_who_sits_there_still_comes_before_who_left():
    [here, _] = rows(
        [seat(12, SITI, 3, phone="+62811"), seat(13, ANI, 4)],
        [LEFT],
        line(2, phone="+62811"),
        line(3, ANI, 4),
    )

    assert (here.kind, here.person_id) == (Kind.UNCHANGED, 112)
