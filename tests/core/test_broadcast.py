"""Broadcasts: what is written, for whom, when it goes, and who has to agree."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import quiet
from bot.core.broadcast import (
    ROLES,
    Broadcast,
    Group,
    Status,
    forecast,
    is_scheduled,
    like,
    listed,
    needs_approval,
    roles_at,
    seal,
    seconds_for,
    shortened,
    tidy,
    toggled,
)
from bot.core.outbox import Phase
from bot.core.people import Role
from bot.core.policy import Policy

NOW = datetime(2024, 1, 26, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
DRAFT = Broadcast(7, 1, Phase.DRAFT, "Rapat besok.", Group(3), NOW)
POLICY = Policy()


# --- writing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rapat   besok. \n\n\n\n Hadir! ", "Rapat besok.\n\nHadir!"),
        ("satu\r\ndua", "satu\ndua"),
        ("a\u200bb\x07c", "abc"),
        ("\u200b", ""),
        ("\n \n", ""),
    ],
)
def test_a_text_is_kept_tidy(typed: str, kept: str):
    assert tidy(typed) == kept


@given(st.text(max_size=100))
def test_tidying_twice_is_tidying_once(text: str):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://bit.ly/x", ("bit.ly",)),
        ("Buka BIT.LY/x atau www.s.id/y, atau bit.ly/z", ("bit.ly", "s.id")),
        ("https://kpu.go.id/s.id", ()),
        ("surat@s.id dan abit.ly dan s.idx", ()),
        ("Lihat tinyurl.com.", ("tinyurl.com",)),
        ("tanpa tautan", ()),
    ],
)
def test_links_that_hide_where_they_lead_are_seen(text: str, found: tuple[str, ...]):
    assert shortened(text) == found


def test_a_text_nearly_the_same_is_found_and_the_newest_one():
    hour = timedelta(hours=1)
    earlier = [
        (1, "RAPAT besok pukul 09.00 di balai desa", NOW - 3 * hour),
        (2, "Rapat besok pukul 09.00 di balai  desa!", NOW - hour),
        (3, "Bawa surat tugas.", NOW),
    ]

    found = like("Rapat besok pukul 09.00 di balai desa.", earlier)

    assert found
    assert (found.by, found.at) == (2, NOW - hour)
    assert like("Terima kasih atas kerja Anda.", earlier) is None
    assert like("", [(1, "", NOW)]) is None


# --- for whom -------------------------------------------------------------------------------


def test_an_area_has_the_roles_of_its_level_and_below():
    assert [len(roles_at(level)) for level in ("tps", "desa", "kecamatan", "kota")] == [1, 2, 3, 4]


def test_roles_are_added_and_taken_out_and_all_of_them_are_everybody():
    one = toggled(Group(3), Role.KPPS, ROLES)

    assert one.roles == {Role.KPPS}
    assert toggled(one, Role.KPPS, ROLES).roles == frozenset()
    assert toggled(one, Role.PPS, (Role.KPPS, Role.PPS)).roles == frozenset()


def test_the_list_has_each_once_and_what_needs_somebody_first():
    def made(id_: int, phase: Phase, due: datetime = NOW) -> Broadcast:
        return replace(DRAFT, id=id_, phase=phase, due_at=due)

    draft, old = made(1, Phase.DRAFT), made(3, Phase.STOPPED)
    later = made(2, Phase.READY, NOW + timedelta(hours=1))
    sent = made(9, Phase.READY)

    found = listed([sent, old, later, draft, sent, later], NOW)

    assert [one.id for one in found] == [2, 1, 9, 3]


# --- who agrees, and to what ----------------------------------------------------------------


def test_words_and_numbers_need_a_second_person():
    assert needs_approval(("nomor urut",), 1, 500)
    assert needs_approval((), 501, 500)
    assert not needs_approval((), 500, 500)


def test_a_yes_is_about_exactly_what_was_shown():
    other = [
        replace(DRAFT, text="Rapat lusa."),
        replace(DRAFT, attachment=1),
        replace(DRAFT, emergency=True),
        replace(DRAFT, due_at=NOW + timedelta(hours=1)),
        replace(DRAFT, group=Group(4)),
        replace(DRAFT, group=Group(3, frozenset({Role.PPS}))),
        replace(DRAFT, group=Group(3, status=Status.READY)),
    ]

    seals = {seal(one, NOW) for one in [DRAFT, *other]}

    assert len(seals) == 1 + len(other)
    assert seal(DRAFT, NOW + timedelta(hours=1)) == seal(DRAFT, NOW)
    later = replace(DRAFT, due_at=NOW + timedelta(hours=1))
    assert seal(later, NOW + timedelta(hours=2)) == seal(DRAFT, NOW), "its time has passed"
    assert is_scheduled(later, NOW)


# --- when -----------------------------------------------------------------------------------


def hold(at: datetime):
    return quiet.hold(at, POLICY, date(2024, 2, 14), urgent=False, emergency=False)


def test_how_long_it_takes_follows_from_the_rate():
    assert seconds_for(4277, 25) == 172
    assert seconds_for(1, 25) == 1
    assert seconds_for(0, 25) == 0
    assert seconds_for(4277, 0) == 0


def test_by_day_it_goes_through():
    found = forecast(NOW, 172, hold)

    assert (found.begins_at, found.held, found.pauses_at, found.why) == (NOW, "", None, "")


def test_at_night_it_waits_for_the_morning():
    found = forecast(NOW.replace(hour=22), 172, hold)

    assert found.begins_at == NOW.replace(day=27, hour=7)
    assert found.held == "jam-tenang"
    assert found.pauses_at is None


def test_in_the_evening_it_stops_and_goes_on_in_the_morning():
    found = forecast(NOW.replace(hour=19, minute=58), 172, hold)

    assert found.pauses_at == NOW.replace(hour=20)
    assert found.resumes_at == NOW.replace(day=27, hour=7)
    assert found.why == "jam-tenang"


def test_the_evening_before_voting_day_it_waits_until_votes_are_counted():
    found = forecast(NOW.replace(month=2, day=13, hour=21), 172, hold)

    assert found.begins_at == NOW.replace(month=2, day=15, hour=12)


def test_on_voting_day_it_waits_until_votes_are_counted():
    found = forecast(NOW.replace(month=2, day=14, hour=10), 172, hold)

    assert (found.begins_at, found.held) == (NOW.replace(month=2, day=15, hour=12), "hari-h")


def test_what_is_always_held_is_foreseen_in_the_end():
    def never(at: datetime) -> tuple[datetime, str]:
        return at + timedelta(hours=1), "jam-tenang"

    assert forecast(NOW, 60, never).held == "jam-tenang"
