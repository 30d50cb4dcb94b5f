"""Plans in people's own words: what is understood, and what is not guessed."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plans import MONTHS, WEEKDAYS, Plan, in_short, parse

TODAY = date(2024, 1, 26)  # a Friday
SUNDAY = date(2024, 2, 4)
NAMES = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
         "oktober", "november", "desember"]  # fmt: skip
DAYS = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("Minggu, 4 Februari, pukul 15.00.", SUNDAY, time(15)),
        ("4-2-2024 jam 3 sore", SUNDAY, time(15)),
        ("4/2/24", SUNDAY, None),
        ("4.2.2024 09.30 WIB", SUNDAY, time(9, 30)),
        ("2024-02-04 pkl. 7 pagi", SUNDAY, time(7)),
        ("4/2 15:00", SUNDAY, time(15)),
        ("4 Feb 2024 (Ahad) jam 9", SUNDAY, time(9)),
        ("4-5 Februari pukul 13.00", SUNDAY, time(13)),
        ("4 dan 5 Februari", SUNDAY, None),
        ("4 Januari 2025", date(2025, 1, 4), None),
        ("3 Januari", date(2024, 1, 3), None),
        ("besok", date(2024, 1, 27), None),
        ("Besok malam, jam 7 malam", date(2024, 1, 27), time(19)),
        ("lusa, jam setengah 4 sore", date(2024, 1, 28), time(15, 30)),
        ("hari ini pukul 16.00", TODAY, time(16)),
        ("Jumat sore", TODAY, None),
        ("Kamis pukul 19.00", date(2024, 2, 1), time(19)),
        ("pukul 12 siang, 4 Februari", SUNDAY, time(12)),
        ("4 Februari jam 1 siang", SUNDAY, time(13)),
        ("4 Februari jam 12 malam", SUNDAY, time(0)),
    ],
)
def test_a_day_and_an_hour_are_understood(text: str, day: date, at: time | None):
    plan = parse(text, "", TODAY)

    assert (plan.day, plan.at) == (day, at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nanti",
        "31 Februari",
        "0/0/2024",
        "99/99",
        "Senin, 4 Februari",  # it is a Sunday
        "Minggu depan",
        "2 minggu lagi",
        "Senin atau Selasa",
        "4 Februari atau 11 Februari",
        "besok, Minggu",  # tomorrow is Saturday
    ],
)
def test_a_day_that_is_unclear_or_does_not_exist_is_not_guessed(text: str):
    assert parse(text, "", TODAY).day is None


@pytest.mark.parametrize(
    "text",
    ["jam 3", "jam 25", "pukul 10.75", "sore", "jam 15 pagi", "jam 12 sore", "jam 30.00"],
)
def test_an_hour_that_is_unclear_is_not_guessed(text: str):
    assert parse(f"4 Februari {text}", "", TODAY).at is None


def test_a_date_long_past_is_one_of_next_year():
    assert parse("3 Januari", "", date(2024, 12, 20)).day == date(2025, 1, 3)


@pytest.mark.parametrize(
    ("text", "tps"),
    [
        ("TPS 001 sampai 005.", "001 002 003 004 005"),
        ("1, 3 dan 5", "001 003 005"),
        ("TPS 1-3, 7", "001 002 003 007"),
        ("TPS 001 s.d. TPS 003", "001 002 003"),
        ("TPS 1 s/d 2", "001 002"),
        ("3 hingga 4", "003 004"),
        ("tps 2 tps 2", "002"),
        ("TPS 0", ""),
        ("5 TPS di RW 3", ""),
        ("TPS 4 (35 orang), RT 03", "004"),
        ("TPS 5 sampai 1", ""),
        ("TPS 1 sampai 999", ""),
        ("yang terdekat", ""),
        ("semua kecuali TPS 3", ""),
    ],
)
def test_tps_are_understood(text: str, tps: str):
    plan = parse("besok", text, TODAY)

    assert plan.tps == tuple(tps.split())
    assert not plan.all_tps


@pytest.mark.parametrize("text", ["semua TPS", "Seluruh TPS Desa Beji", "setiap TPS"])
def test_all_tps_are_understood(text: str):
    assert parse("besok", text, TODAY) == Plan(date(2024, 1, 27), None, (), all_tps=True)


@given(
    st.dates(date(2024, 1, 26), date(2024, 6, 30)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
    st.sets(st.integers(1, 999), min_size=1, max_size=20),
)
def test_what_is_written_as_the_form_shows_it_is_understood(day: date, at: time, tps: set[int]):
    month, weekday = NAMES[day.month - 1], DAYS[day.weekday()]
    text = f"{weekday.title()}, {day.day} {month.title()}, pukul {at:%H.%M}."
    names = tuple(f"{n:03d}" for n in sorted(tps))

    for written in (", ".join(names), " dan ".join(names), f"TPS {in_short(names)}"):
        assert parse(text, written, TODAY) == Plan(day, at, names)


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                [*MONTHS, *WEEKDAYS, "pukul", "jam", "4", "31", "2024", "-", "/", ".", "sore",
                 "TPS", "sampai", "semua", "besok", "setengah"]
            ),
            max_size=10,
        ).map(" ".join),
    ),
    st.dates(date(2000, 1, 1), date(9000, 1, 1)),
)  # fmt: skip
def test_whatever_is_written_nothing_breaks(text: str, today: date):
    plan = parse(text, text, today)

    assert all(len(name) == 3 and 0 < int(name) <= 999 for name in plan.tps)
    assert list(plan.tps) == sorted(set(plan.tps))
    assert not (plan.all_tps and plan.tps)


@given(st.integers(0, 6), st.dates(date(2024, 1, 1), date(2024, 12, 1)))
def test_a_weekday_is_the_next_one(weekday: int, today: date):
    day = parse(DAYS[weekday], "", today).day

    assert day is not None
    assert day.weekday() == weekday
    assert timedelta() <= day - today < timedelta(days=7)


@pytest.mark.parametrize(
    ("tps", "short"),
    [
        ((), ""),
        (("001",), "001"),
        (("001", "002"), "001, 002"),
        (("001", "002", "003", "007"), "001–003, 007"),
    ],
)
def test_runs_of_tps_are_shortened(tps: tuple[str, ...], short: str):
    assert in_short(tps) == short
