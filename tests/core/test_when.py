"""Times as people type them: what is meant, and why something is no time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.when import FARTHEST, Problem, parse

NOW = datetime(2024, 1, 26, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Friday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("besok 07.30", "2024-01-27 07:30"),
        ("Besok, pukul 07.30 WIB", "2024-01-27 07:30"),
        ("07.30 besok", "2024-01-27 07:30"),
        ("besok pagi jam 7", "2024-01-27 07:00"),
        ("besok jam 7 pagi", "2024-01-27 07:00"),
        ("lusa pukul 8 pagi", "2024-01-28 08:00"),
        ("tomorrow 07:30", "2024-01-27 07:30"),
        ("16.00", "2024-01-26 16:00"),
        ("jam 16", "2024-01-26 16:00"),
        ("hari ini 15.00", "2024-01-26 15:00"),
        ("jam 4 sore", "2024-01-26 16:00"),
        ("16.00 sore", "2024-01-26 16:00"),
        ("1 siang", "2024-01-26 13:00"),
        ("jam 12 siang", "2024-01-26 12:00"),
        ("11 siang", "2024-01-26 11:00"),
        ("10 malam", "2024-01-26 22:00"),
        ("nanti malam 19.00", "2024-01-26 19:00"),
        ("besok 5.00 dini hari", "2024-01-27 05:00"),
        ("jam setengah 4 sore", "2024-01-26 15:30"),
        ("besok setengah 8 pagi", "2024-01-27 07:30"),
        ("besok jam 07", "2024-01-27 07:00"),
        ("9 Februari jam 16.00", "2024-02-09 16:00"),
        ("tanggal 9 Feb 16.00", "2024-02-09 16:00"),
        ("Jumat, 9 Februari 2024 pukul 16.00", "2024-02-09 16:00"),
        ("9/2 16.00", "2024-02-09 16:00"),
        ("09-02-2024 16:00", "2024-02-09 16:00"),
        ("9.2.24 16.00", "2024-02-09 16:00"),
        ("2024-02-09T07:30", "2024-02-09 07:30"),
        ("2024-02-09 07.30", "2024-02-09 07:30"),
        ("Senin 08.00", "2024-01-29 08:00"),
        ("jum'at 09.00", "2024-01-26 09:00"),
        ("Jumat 07.00", "2024-02-02 07:00"),
        ("besok sabtu 07.00", "2024-01-27 07:00"),
        ("2 jam lagi", "2024-01-26 10:00"),
        ("in 2 hours", "2024-01-26 10:00"),
        ("dalam 30 menit", "2024-01-26 08:30"),
        ("3 hari lagi", "2024-01-29 08:00"),
    ],
)
def test_what_is_meant_is_understood(text: str, expected: str):
    found = parse(text, NOW)

    assert isinstance(found, datetime), found
    assert f"{found:%Y-%m-%d %H:%M}" == expected
    assert found.tzinfo is NOW.tzinfo


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.UNREADABLE),
        ("nanti saja", Problem.UNREADABLE),
        ("kemarin 07.00", Problem.UNREADABLE),
        ("minggu depan 07.00", Problem.UNREADABLE),
        ("9 blabla 16.00", Problem.UNREADABLE),
        ("31 Februari 16.00", Problem.UNREADABLE),
        ("9/13 16.00", Problem.UNREADABLE),
        ("16", Problem.UNREADABLE),
        ("25.00", Problem.UNREADABLE),
        ("16.75", Problem.UNREADABLE),
        ("jam 27", Problem.UNREADABLE),
        ("besok 16.00 WITA", Problem.UNREADABLE),
        ("besok", Problem.NO_TIME),
        ("besok sore", Problem.NO_TIME),
        ("Senin", Problem.NO_TIME),
        ("9 Februari", Problem.NO_TIME),
        ("jam 4", Problem.HALF_DAY),
        ("besok setengah 8", Problem.HALF_DAY),
        ("besok jam 12 malam", Problem.HALF_DAY),
        ("jam 11 sore", Problem.HALF_DAY),
        ("setengah 1 siang", Problem.HALF_DAY),
        ("Senin, 9 Februari 16.00", Problem.WRONG_DAY),
        ("besok 9 Februari 16.00", Problem.WRONG_DAY),
        ("07.00", Problem.PAST),
        ("08.00", Problem.PAST),
        ("2 Januari 16.00", Problem.PAST),
        ("0 menit lagi", Problem.PAST),
        ("120 hari lagi", Problem.TOO_FAR),
        ("9 Agustus 16.00", Problem.TOO_FAR),
    ],
)
def test_why_something_is_no_time_is_told(text: str, problem: Problem):
    assert parse(text, NOW) is problem


def test_a_day_without_a_year_may_be_one_of_next_year():
    december = NOW.replace(year=2024, month=12, day=30)

    assert parse("2 Januari 07.00", december) == datetime(2025, 1, 2, 7, tzinfo=NOW.tzinfo)


def test_a_zone_is_the_one_of_the_place():
    east = NOW.astimezone(ZoneInfo("Asia/Jayapura"))

    assert isinstance(parse("besok 07.30 WIT", east), datetime)
    assert parse("besok 07.30 WIB", east) is Problem.UNREADABLE
    assert isinstance(parse("besok 07.30", NOW.replace(tzinfo=ZoneInfo("UTC"))), datetime)


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-z :./-]{1,30}", fullmatch=True))
def test_whatever_is_typed_has_an_answer_in_reach(text: str):
    found = parse(text, NOW)

    if isinstance(found, datetime):
        assert timedelta() < found - NOW <= FARTHEST
