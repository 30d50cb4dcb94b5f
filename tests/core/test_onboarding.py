"""Group links, claims, requests and who is responsible: the rules."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import claim, codes, group, join, overseers
from bot.core.claim import Claim, Known, Recent
from bot.core.group import Pick, Place, Tries
from bot.core.people import Person, Role, Seat

LINK = "FBVRH9YF"
PATH = (1, 2, 3, 4)


# --- group links ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"g_{LINK}", Pick(LINK)),
        (" G_fbvr-h9yf ", Pick(LINK)),
        (f"g_{LINK}_12", Pick(LINK, 12)),
        (LINK, None),
        ("g_", None),
        (f"g_{LINK}_x", None),
        (f"g_{LINK}_" + "9" * 19, None),
    ],
)
def test_what_a_payload_means(text: str, meant: Pick | None):
    assert group.pick_in(text) == meant


def test_a_button_carries_a_code_or_a_link_and_nothing_else():
    assert group.carried("fbvr-h9yf") == LINK
    assert group.carried(f"g_{LINK}_12") == f"g_{LINK}_12"
    assert group.carried("g_ABCD2345_12") == "", "the check character is wrong"
    assert group.carried("halo") == ""


@given(st.text(max_size=40))
def test_any_text_may_be_a_payload_or_digits(text: str):
    pick = group.pick_in(text)
    digits = group.typed_digits(text)

    assert pick is None or len(group.payload(pick.link, pick.seat)) < 40
    assert digits == "" or (len(digits) == 4 and digits.isascii())
    assert len(group.carried(text)) < 40


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("3316", "3316"),
        (" 33 16 ", "3316"),
        ("0800-000-3316", "3316"),
        ("+62 800 000 3316", "3316"),
        ("٣٣١٦", "3316"),
        ("331", ""),
        ("ABCD-2345", ""),
        ("nomor saya 3316", ""),
        ("", ""),
    ],
)
def test_digits_may_be_typed_as_people_type(typed: str, digits: str):
    assert group.typed_digits(typed) == digits


def test_digits_are_compared_with_the_end_of_the_number():
    assert group.fits("3316", "+628000003316")
    assert not group.fits("3317", "+628000003316")
    assert not group.fits("", "")


def test_a_masked_name_is_the_first_and_one_letter():
    assert group.masked("Siti Aminah binti Ali") == "Siti A."
    assert group.masked("Siti") == "Siti"
    assert group.masked("  ") == ""


def test_only_held_seats_are_shown_by_number_then_by_name():
    def place(id_: int, number: int | None, name: str | None) -> Place:
        person = Person(id_, name) if name is not None else None
        return Place(Seat(id_, Role.KPPS, number), person, taken=False)

    places = [place(1, None, "Budi"), place(2, 3, "X"), place(3, None, "Ani"), place(4, 1, None)]

    assert [one.seat.id for one in group.in_order(places)] == [2, 3, 1]


def test_tries_run_out_for_the_chat_and_for_the_seat():
    assert (Tries(0, 0).left, Tries(2, 2).left, Tries(5, 5).left) == (3, 1, 0)
    assert (Tries(0, 9).closed, Tries(0, 10).closed) == (False, True)


# --- claims ---------------------------------------------------------------------------------


def test_the_first_phone_is_asked_for_a_fresh_claim_and_three_times_a_day_at_most():
    assert claim.asks_first_phone(Claim(1, is_fresh=True), Recent(claims_here=3))
    assert not claim.asks_first_phone(Claim(1, is_fresh=True), Recent(claims_here=4))
    assert not claim.asks_first_phone(Claim(1, is_fresh=False), Recent(claims_here=1))


def test_those_responsible_hear_of_a_chat_once_and_of_a_seat_three_times_a_day():
    assert claim.alerts(Recent(alerts=2))
    assert not claim.alerts(Recent(alerts=3))
    assert not claim.alerts(Recent(alerts=1, alerts_here=1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Siti", "+1"), ("Budi", "+1"), True),
        (("Siti", "+1"), ("Siti", "+2"), False),
        (("Siti  Aminah", ""), ("siti aminah", "+2"), True),
        (("Siti", ""), ("Budi", ""), False),
        (("", ""), ("", ""), False),
    ],
)
def test_one_human_has_one_number_or_else_one_name(
    one: tuple[str, str],
    other: tuple[str, str],
    same: bool,  # noqa: FBT001 - a case
):
    assert claim.same_human(Known(*one), Known(*other)) == same


# --- who is responsible ----------------------------------------------------------------------


def test_the_office_above_a_seat_is_told_and_those_above_it_if_nobody_is_there():
    assert overseers.above(Role.KPPS, PATH) == (
        (Role.PPS, 3),
        (Role.PPK, 2),
        (Role.SOSDIKLIH, 1),
    )
    assert overseers.above(Role.PPS, PATH[:3]) == ((Role.PPK, 2), (Role.SOSDIKLIH, 1))
    assert overseers.above(Role.PPK, PATH[:2]) == ((Role.SOSDIKLIH, 1),)
    assert overseers.above(Role.SOSDIKLIH, PATH[:1]) == ((Role.SOSDIKLIH, 1),)
    assert overseers.above(Role.KPPS, ()) == ()


# --- requests -------------------------------------------------------------------------------


def test_a_pps_seat_is_decided_above_the_desa():
    def asked(role: Role) -> join.Request:
        at = datetime(2024, 1, 26, tzinfo=UTC)
        state = join.State.ASKED
        return join.Request(1, 1, 1, PATH[:3], "K", "D", "", role, "Siti", state, "", at)

    assert asked(Role.KPPS).deciding_path == PATH[:3]
    assert asked(Role.PPS).deciding_path == PATH[:2]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("  Siti \n Aminah ", "Siti Aminah"), ("x" * 300, "x" * 100), ("123", ""), ("😀", "")],
)
def test_a_typed_name_is_tidied(typed: str, name: str):
    assert join.tidy_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "tps"),
    [
        ("4", "004"),
        ("004", "004"),
        ("TPS 4", "004"),
        ("tps.004", "004"),
        ("12a", "12A"),
        ("5", ""),
        ("", ""),
        ("TPS", ""),
        ("1" * 300, ""),
        ("empat", ""),
    ],
)
def test_a_tps_may_be_typed_as_people_type(typed: str, tps: str):
    assert join.tps_named(typed, ["004", "12A"]) == tps


def test_a_link_is_a_code():
    assert codes.is_code(LINK)
