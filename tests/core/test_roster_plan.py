"""What each line of a file turns out to be, against a roster of one TPS and its neighbours."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from bot.core.people import Role
from bot.core.roster import (
    Area,
    Erased,
    Kind,
    Known,
    KnownSeat,
    Line,
    Options,
    Plan,
    Problem,
    Staged,
    count_changes,
    seat_words,
    vanish_too_many,
)
from bot.core.roster_plan import KNOWS_CODE, NO_NAME, plan, role_names

AREAS = (
    Area(4, 3, "tps", "004"),
    Area(5, 3, "tps", "005"),
    Area(1, None, "kota", "Kota Batu"),
    Area(2, 1, "kecamatan", "Junrejo"),
    Area(3, 2, "desa", "Beji"),
)
SITI, BUDI, ANI = "Siti Aminah", "Budi Santoso", "Ani Lestari"


def line(n: int, name: str = SITI, number: int | None = 3, **rest: Any) -> Line:
    values = {"kecamatan": "Junrejo", "desa": "Beji", "tps": "004", "role": Role.KPPS}
    return Line(n, name=name, number=number, **(values | rest))


def seat(id_: int, name: str = SITI, number: int | None = 3, **rest: Any) -> KnownSeat:
    held: dict[str, Any] = {"person_id": 100 + id_, "holding_id": 200 + id_} if name else {}
    values: dict[str, Any] = {"area_id": 4, "role": Role.KPPS, "code": f"KODE{id_}", "phone": ""}
    return KnownSeat(id_, number=number, name=name, **(values | held | rest))


def planned(seats: Sequence[KnownSeat], *lines: Line, **said: Any) -> Plan:
    known = Known(AREAS, tuple(seats), 5, 50, 500) if seats else Known()
    return plan(lines, known, Options("Kota Batu", **said), random.Random(1))  # noqa: S311


def rows(seats: Sequence[KnownSeat], *lines: Line, **said: Any) -> list[Staged]:
    return planned(seats, *lines, **said).rows


def kinds(seats: Sequence[KnownSeat], *lines: Line, **said: Any) -> list[str]:
    return [row.kind.name for row in rows(seats, *lines, **said)]


def reasons(seats: Sequence[KnownSeat], *lines: Line, **said: Any) -> list[str]:
    return [
        f"{row.column}: {row.reason}"
        for row in rows(seats, *lines, **said)
        if row.kind == Kind.REJECTED
    ]


# --- the seat of a line with a number -------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "UNCHANGED"),
        ({"name": "SITI AMINAH, S.Pd."}, "RENAMED"),
        ({"name": "Sity Aminah"}, "RENAMED"),
        ({"phone": "+62812"}, "PHONE"),
        ({"phone": ""}, "UNCHANGED"),
        ({"code": "BARU"}, "CODE"),
        ({"code": "KODE1"}, "UNCHANGED"),
        ({"name": ANI}, "REPLACED"),
        ({"name": "Siti", "phone": "+62811"}, "RENAMED"),
        ({"name": ANI, "phone": "+62811"}, "REPLACED"),
        ({"number": 4, "name": ANI}, "NEW"),
    ],
)
def test_a_line_is_one_kind_of_change(changes: dict[str, Any], kind: str):
    known = seat(1, phone="+62811")
    found = kinds([known], line(2, **({"phone": "+62811"} | changes)), keep_missing=True)

    assert found == [kind]


def test_a_new_seat_gets_its_place_a_code_and_a_person():
    made = planned([], line(2), line(3, BUDI, 1, phone="+62811"))
    first, second = made.rows

    assert [area.name for area in made.areas] == ["Kota Batu", "Junrejo", "Beji", "004"]
    assert [area.parent_id for area in made.areas] == [None, 1, 2, 3]
    assert (first.kind, first.seat_id, second.seat_id) == (Kind.NEW, 2, 1)
    assert (first.area_id, first.seat_is_new, first.person_is_new) == (4, True, True)
    assert len(first.code) == 8
    assert first.code != second.code
    assert second.person_id is not None
    assert first.person_id is not None
    assert second.person_id < first.person_id, "ids rise with seats, for the indexes' sake"
    assert (second.holding_id, first.holding_id) == (1, 2)


def test_a_corrected_row_carries_what_was_before():
    [row] = rows([seat(1, phone="+62811")], line(2, "Sity Aminah", phone="+62812", code="BARU"))

    assert (row.old_name, row.old_phone, row.old_code) == (SITI, "+62811", "KODE1")
    assert (row.name, row.phone, row.code) == ("Sity Aminah", "+62812", "BARU")
    assert (row.person_id, row.holding_id) == (101, None)


def test_a_replaced_holder_leaves_and_the_seat_gets_a_new_code():
    [row] = rows([seat(1)], line(2, ANI))

    assert (row.old_person_id, row.old_holding_id, row.old_reason) == (101, 201, "diganti")
    assert row.person_is_new
    assert row.code != "KODE1"
    assert row.reason == ""


def test_an_old_code_that_the_file_states_is_kept_with_a_warning():
    [row] = rows([seat(1)], line(2, ANI, code="KODE1"))

    assert (row.kind, row.code, row.reason) == (Kind.REPLACED, "KODE1", KNOWS_CODE)


def test_a_vacant_seat_is_filled_with_a_new_code_if_somebody_knows_the_old_one():
    fresh, used = seat(1, "", 1), seat(2, "", 2, used=True)
    first, second = rows([fresh, used], line(2, SITI, 1), line(3, BUDI, 2))

    assert (first.kind, first.code) == (Kind.NEW, "KODE1")
    assert second.kind == Kind.NEW
    assert second.code != "KODE2"


def test_a_code_of_the_sample_does_not_stay():
    known = seat(1, sample=True)
    [gone] = rows([known], line(2))
    [kept] = rows([known], line(2, code="KODE1"), public=frozenset({"KODE1"}))

    assert (gone.kind, gone.sample) == (Kind.CODE, False)
    assert (kept.kind, kept.sample) == (Kind.UNCHANGED, True)


def test_a_seat_without_a_holder_is_made_and_kept():
    [made] = rows([], line(2, "", 3, phone="+62811"))
    [kept] = rows([seat(1, "")], line(2, ""))
    [coded] = rows([seat(1, "")], line(2, "", code="BARU"))

    assert (made.kind, made.person_id, made.phone, made.reason) == (Kind.NEW, None, "", NO_NAME)
    assert kept.kind == Kind.UNCHANGED
    assert coded.kind == Kind.CODE


def test_an_empty_name_does_not_empty_a_seat():
    assert reasons([seat(1)], line(2, "")) == ["Nama: nama kosong, padahal kursi ini dipegang."]


# --- lines without a number -----------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "KODE2", "name": "Siti"},
        {"name": "siti aminah"},
        {"name": "Anita", "phone": "+62811"},
        {"name": "Sity Aminah"},
    ],
)
def test_a_line_without_a_number_is_known_by_code_name_or_phone(changes: dict[str, Any]):
    known = [seat(1, BUDI, 1), seat(2, phone="+62811"), seat(3, ANI, None)]
    found = rows(known, line(2, number=None, **changes), keep_missing=True)

    assert [row.seat_id for row in found] == [2]
    assert found[0].number == 3, "a number that was assigned stays"


def test_of_two_with_one_name_the_phone_tells():
    known = [seat(1, number=None, phone="+62811"), seat(2, number=None, phone="+62812")]
    found = rows(known, line(2, number=None, phone="+62812"), line(3, number=None))

    assert [(row.kind, row.seat_id) for row in found] == [
        (Kind.UNCHANGED, 2),
        (Kind.UNCHANGED, 1),
    ]


@pytest.mark.parametrize(
    "changes", [{}, {"name": "Siti A", "code": "KODE1"}, {"name": "sity aminah"}]
)
def test_a_seat_without_a_number_gets_its_number(changes: dict[str, Any]):
    [row] = rows([seat(1, number=None)], line(2, number=5, **changes))

    assert (row.seat_id, row.number, row.old_number) == (1, 5, None)


def test_only_the_number_is_a_number_assigned():
    assert kinds([seat(1, number=None)], line(2, number=5)) == ["NUMBERED"]
    assert kinds([seat(1, "", None)], line(2, "", 5, code="KODE1")) == ["NUMBERED"]


def test_somebody_new_gets_the_seat_of_who_is_missing():
    known = [seat(1, SITI, 1), seat(2, BUDI, 2), seat(3, "", 3)]
    found = rows(known, line(2, SITI, None), line(3, ANI, None))

    assert [(row.kind, row.seat_id) for row in found] == [(Kind.UNCHANGED, 1), (Kind.REPLACED, 2)]


def test_the_seat_of_the_ketua_is_given_last():
    known = [seat(1, SITI, 1), seat(2, BUDI, 2)]

    assert [row.seat_id for row in rows(known, line(2, ANI, None))] == [2, 1]


def test_nobody_makes_room_where_those_missing_are_kept():
    known = [seat(1, SITI, 1), seat(2, "", 2)]
    found = rows(known, line(2, ANI, None), line(3, BUDI, None), keep_missing=True)

    assert [(row.kind, row.seat_id) for row in found] == [(Kind.NEW, 2), (Kind.NEW, 51)]


def test_a_line_without_a_name_takes_no_held_seat():
    found = rows([seat(1, SITI, None)], line(2, "", None, code="BARU"), keep_missing=True)

    assert [(row.kind, row.seat_id, row.code) for row in found] == [(Kind.NEW, 51, "BARU")]


def test_the_seat_of_a_rejected_line_is_not_given_away():
    bad = line(2, SITI, 3, problems=(Problem("No. HP", "bukan nomor telepon."),))
    found = rows([seat(1, BUDI, 3)], bad, line(3, ANI, None))

    assert [(row.kind.name, row.seat_id) for row in found] == [("REJECTED", None), ("NEW", 51)]


# --- moving ---------------------------------------------------------------------------------


def test_two_who_swap_seats_both_move():
    known = [seat(1, SITI, 1, phone="+62811"), seat(2, BUDI, 2, phone="+62812")]
    first, second = rows(known, line(2, BUDI, 1, phone="+62812"), line(3, SITI, 2, phone="+62811"))

    assert (first.kind, second.kind) == (Kind.MOVED, Kind.MOVED)
    assert (first.person_id, first.from_seat_id, first.from_holding_id) == (102, 2, 202)
    assert (first.old_person_id, first.old_holding_id, first.old_reason) == (101, 201, "pindah")
    assert first.code not in {"KODE1", "KODE2"}


def test_two_who_are_alike_swap_seats_too():
    known = [seat(1, "Ahmad Fauzi", 1), seat(2, "Ahmad Fauzan", 2)]

    assert kinds(known, line(2, "Ahmad Fauzan", 1), line(3, "Ahmad Fauzi", 2)) == [
        "MOVED",
        "MOVED",
    ]


def test_somebody_known_by_phone_moves_to_another_tps():
    known = [seat(1, SITI, 3, phone="+62811"), seat(2, "", 3, area_id=5)]
    found = rows(known, line(2, "Siti", 3, tps="005", phone="+62811"))

    assert [(row.kind, row.person_id, row.old_name) for row in found] == [(Kind.MOVED, 101, SITI)]


def test_a_namesake_elsewhere_without_a_phone_is_somebody_else():
    found = rows([seat(1, SITI, 3)], line(2, SITI, 3, tps="005"))

    assert [row.kind for row in found] == [Kind.NEW, Kind.VANISHED]


def test_one_name_and_phone_on_two_seats_are_both_kept():
    known = [seat(1, SITI, 1, phone="+62811")]
    found = rows(known, line(2, SITI, 1, phone="+62811"), line(3, SITI, 2, phone="+62811"))

    assert [row.kind for row in found] == [Kind.UNCHANGED, Kind.NEW]
    assert found[1].person_is_new


def test_only_one_of_two_lines_takes_somebody_along():
    known = [seat(1, SITI, 1, phone="+62811")]
    lines = [line(n, SITI, number, phone="+62811") for n, number in ((2, 2), (3, 3))]

    assert kinds(known, *lines) == ["MOVED", "NEW"]


def test_whom_a_rejected_line_names_on_the_seat_they_have_does_not_move():
    known = [seat(1, SITI, 1, phone="+62811")]
    bad = line(2, SITI, 1, problems=(Problem("Peran", "?"),))

    assert kinds(known, bad, line(3, SITI, 2, phone="+62811")) == ["REJECTED", "NEW"]


def test_a_seat_that_its_holder_left_may_stand_without_a_name():
    known = [seat(1, SITI, 1, phone="+62811")]
    found = rows(known, line(2, "", 1), line(3, SITI, 2, phone="+62811"))

    assert [row.kind for row in found] == [Kind.UNCHANGED, Kind.MOVED]


def test_who_moves_leaves_the_seat_to_another():
    known = [seat(1, SITI, 1, phone="+62811")]
    found = rows(known, line(2, BUDI, 1), line(3, SITI, 2, phone="+62811"))

    assert [row.kind for row in found] == [Kind.REPLACED, Kind.MOVED]
    assert found[0].old_reason == "pindah"


# --- missing --------------------------------------------------------------------------------


def test_who_is_not_in_the_file_vanishes():
    known = [seat(1, SITI, 1), seat(2, BUDI, 2, phone="+62812")]
    [_, gone] = rows(known, line(2, SITI, 1))

    assert (gone.line, gone.kind, gone.name, gone.phone) == (0, Kind.VANISHED, BUDI, "+62812")
    assert (gone.old_person_id, gone.old_holding_id, gone.old_reason) == (102, 202, "keluar")
    assert gone.place == ("Kota Batu", "Junrejo", "Beji", "004")


def test_nobody_vanishes_if_that_was_said():
    assert kinds([seat(1), seat(2, BUDI, 2)], line(2), keep_missing=True) == ["UNCHANGED"]


def test_roles_that_are_not_in_the_file_are_left_alone():
    assert kinds([seat(1), seat(2, BUDI, 1, role=Role.PPS, area_id=3)], line(2)) == ["UNCHANGED"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"name": BUDI, "number": None},
        {"name": "?", "number": None, "phone": "+62812"},
        {"name": "?", "number": None, "code": "KODE2"},
    ],
)
def test_whom_a_rejected_line_may_mean_does_not_vanish(changes: dict[str, Any]):
    known = [seat(1, SITI, 1), seat(2, BUDI, 2, phone="+62812")]
    bad = line(3, problems=(Problem("Nama", "berisi rumus."),), **({"name": "?"} | changes))

    assert kinds(known, line(2, SITI, 1), bad) == ["UNCHANGED", "REJECTED"]


# --- seats of the forgotten -----------------------------------------------------------------


def forgotten(id_: int = 1, number: int | None = 3, kind: Erased = Erased.WAITING) -> KnownSeat:
    return seat(id_, "", number, erased=kind, used=True)


def test_a_line_for_a_seat_of_somebody_forgotten_waits_for_the_office():
    [row] = rows([forgotten()], line(2, code="BARU"))

    assert (row.kind, row.seat_id, row.person_id, row.holding_id) == (Kind.WAITING, 1, None, None)
    assert "meminta datanya dihapus" in row.reason


def test_a_seat_that_stays_empty_stays_so():
    [row] = rows([forgotten(kind=Erased.KEPT)], line(2))

    assert (row.kind, row.person_id, row.reason) == (Kind.UNCHANGED, None, "")


def test_a_line_without_a_number_may_mean_the_forgotten():
    known = [forgotten(), seat(2, BUDI, 2)]

    assert kinds(known, line(2, BUDI, None), line(3, SITI, None)) == ["UNCHANGED", "WAITING"]


def test_a_line_with_a_number_may_mean_a_forgotten_seat_without_one():
    known = [forgotten(number=None), seat(2, BUDI, 2)]

    assert kinds(known, line(2, BUDI, 2), line(3, SITI, 5)) == ["UNCHANGED", "WAITING"]
    assert kinds([forgotten(number=4)], line(3, SITI, 5)) == ["NEW"]


def test_where_it_is_not_clear_who_was_forgotten_the_number_is_asked():
    known = [forgotten(kind=Erased.KEPT)]

    assert kinds(known, line(2, SITI, None)) == ["UNCHANGED"]
    assert kinds(known, line(2, SITI, None), line(3, ANI, None)) == ["REJECTED", "REJECTED"]


def test_a_forgotten_seat_that_was_given_again_is_like_any_other():
    held = seat(1, SITI, 3, erased=Erased.WAITING)

    assert kinds([held], line(2)) == ["UNCHANGED"]
    assert kinds([held], line(2, ANI, None)) == ["NEW", "VANISHED"]


# --- rejected -------------------------------------------------------------------------------


def test_a_line_that_was_not_understood_says_why():
    bad = line(2, problems=(Problem("No. HP", "kacau."), Problem("Kode", "salah.")))
    nobody = Line(3, "Junrejo", "Beji", "004", name=ANI)

    assert reasons([], bad, nobody) == [
        "No. HP: kacau. Kolom Kode: salah.",
        "Peran: peran kosong.",
    ]


def test_a_line_whose_place_is_unknown_keeps_what_was_typed():
    [row] = rows([seat(1)], line(2, desa="Bejji"), keep_missing=True)

    assert (row.kind, row.place) == (Kind.REJECTED, ("Kota Batu", "Junrejo", "Bejji", "004"))


def test_the_same_seat_twice_is_rejected():
    same = reasons([], line(2), line(3, "SITI  aminah"), line(4))
    other = reasons([], line(2), line(3, ANI), line(4, BUDI, 4))

    assert same == [": sama dengan baris 2."] * 2
    assert other == [
        "Nomor: kursi ini juga ada pada baris 3 dengan isi lain.",
        "Nomor: kursi ini juga ada pada baris 2 dengan isi lain.",
    ]


def test_lines_without_a_number_are_the_same_only_if_all_is():
    lines = [line(2, number=None), line(3, number=None), line(4, number=None, phone="+62811")]

    assert kinds([], *lines) == ["NEW", "REJECTED", "NEW"]


def test_a_line_that_names_nothing_is_rejected():
    [why] = reasons([], line(2, "", None))

    assert why.startswith("Nama: nomor, nama, dan kode kosong")


def test_a_code_twice_is_rejected_both_times():
    lines = [line(2, SITI, 1, code="X"), line(3, BUDI, 2, code="X"), line(4, SITI, 1, code="X")]

    assert reasons([], *lines) == [
        "Kode: kode ini juga ada pada baris 3.",
        "Kode: kode ini juga ada pada baris 2.",
        ": sama dengan baris 2.",
    ]


def test_a_code_twice_beside_a_seat_twice():
    lines = [line(2, SITI, 1, code="X"), line(3, BUDI, 1), line(4, ANI, 2, code="X")]

    assert reasons([], *lines) == [
        "Nomor: kursi ini juga ada pada baris 3 dengan isi lain.",
        "Nomor: kursi ini juga ada pada baris 2 dengan isi lain.",
        "Kode: kode ini juga ada pada baris 2.",
    ]


@pytest.mark.parametrize(
    "wrong",
    [line(3, ANI, 2, code="KODE1"), line(3, ANI, 4, code="KODE1"),
     line(3, ANI, 2, tps="005", code="KODE1"), line(3, ANI, None, code="KODE1")],
)  # fmt: skip
def test_a_code_of_another_seat_is_rejected_and_named(wrong: Line):
    known = [seat(1, SITI, 1), seat(2, ANI, 2)]

    assert reasons(known, line(2, SITI, 1), wrong, keep_missing=True) == [
        "Kode: kode KODE-1 sudah dipakai kursi lain: KPPS 1, TPS 004, Beji, Junrejo."
    ]


def test_a_line_that_changes_a_code_which_another_line_claims_is_rejected_too():
    known = [seat(1, SITI, 1)]
    claim = line(3, ANI, 2, code="KODE1")

    assert kinds(known, line(2, BUDI, 1), claim) == ["REJECTED", "REJECTED"]
    assert kinds(known, line(2, SITI, 1), claim) == ["UNCHANGED", "REJECTED"]


def test_codes_that_are_made_are_new_ones():
    class Repeating(random.Random):
        """Make the same code as before the first time it is asked."""

        def choice(self, seq: Any) -> Any:
            self.asked = getattr(self, "asked", 0) + 1
            return seq[0] if self.asked <= 14 else super().choice(seq)

    lines = [line(2, SITI, 1), line(3, BUDI, 2)]
    made = plan(lines, Known(), Options(), Repeating(1)).rows

    assert made[0].code == "2" * 8
    assert made[1].code != made[0].code


# --- counting -------------------------------------------------------------------------------


def test_words_and_counts():
    assert seat_words("KPPS", 3, ("Kota", "Junrejo", "Beji", "004")) == (
        "KPPS 3, TPS 004, Beji, Junrejo"
    )
    assert seat_words("Sosdiklih", None, ("Kota",)) == "Sosdiklih"
    assert count_changes({Kind.NEW: 2, Kind.UNCHANGED: 3, Kind.VANISHED: 1}) == 3
    assert vanish_too_many(11, 100)
    assert not vanish_too_many(10, 100)
    assert role_names([line(2), line(3, role=Role.PPS), Line(4)]) == ["KPPS", "PPS"]
