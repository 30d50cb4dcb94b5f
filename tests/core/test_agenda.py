"""What happens when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.agenda import Days, Happening, days_until, past, upcoming

INAUGURATION = Happening("pelantikan", "Pelantikan KPPS", date(2024, 1, 25))
QUIET = Happening("masa-tenang", "Masa tenang", date(2024, 2, 11), until=date(2024, 2, 13))
LETTERS = Happening("surat", "Batas surat pemberitahuan", date(2024, 2, 11))
VOTING = Happening("coblos", "Hari pemungutan suara", date(2024, 2, 14))
AGENDA = [VOTING, QUIET, INAUGURATION, LETTERS]

days = st.dates(date(2024, 1, 1), date(2024, 3, 31))


@st.composite
def agendas(draw):
    starts = draw(st.lists(st.tuples(days, st.none() | st.integers(0, 5)), max_size=8))
    return [
        Happening(f"h{n}", f"H {n}", on, None if length is None else on + timedelta(length))
        for n, (on, length) in enumerate(starts)
    ]


def test_the_last_day_is_the_day_itself_unless_it_lasts_longer():
    assert VOTING.last_day == date(2024, 2, 14)
    assert QUIET.last_day == date(2024, 2, 13)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 1, 24), [INAUGURATION, LETTERS, QUIET, VOTING]),
        (date(2024, 1, 25), [INAUGURATION, LETTERS, QUIET, VOTING]),
        (date(2024, 1, 26), [LETTERS, QUIET, VOTING]),
        (date(2024, 2, 13), [QUIET, VOTING]),
        (date(2024, 2, 14), [VOTING]),
        (date(2024, 2, 15), []),
    ],
)
def test_upcoming_gives_what_is_ahead_or_under_way_soonest_first(today, expected):
    assert upcoming(AGENDA, today) == expected


def test_past_gives_what_is_over_in_the_order_it_happened():
    assert past(AGENDA, date(2024, 2, 14)) == [INAUGURATION, LETTERS, QUIET]
    assert past(AGENDA, date(2024, 1, 25)) == []


@pytest.mark.parametrize(
    ("happening", "today", "days"),
    [
        (VOTING, date(2024, 1, 26), 19),
        (VOTING, date(2024, 2, 13), 1),
        (VOTING, date(2024, 2, 14), 0),
        (QUIET, date(2024, 2, 12), 0),
    ],
)
def test_days_are_counted_to_the_first_day_and_are_0_on_it_and_while_it_lasts(
    happening, today, days
):
    assert days_until(happening, today) == days


@given(agendas(), days)
def test_everything_is_either_past_or_upcoming_and_in_order(agenda, today):
    behind, ahead = past(agenda, today), upcoming(agenda, today)

    assert sorted(h.id for h in behind + ahead) == sorted(h.id for h in agenda)
    for part in (behind, ahead):
        assert [h.on for h in part] == sorted(h.on for h in part)


@given(agendas(), days)
def test_what_is_upcoming_today_was_upcoming_yesterday(agenda, today):
    yesterday = {h.id for h in upcoming(agenda, today - timedelta(1))}

    assert {h.id for h in upcoming(agenda, today)} <= yesterday


# --- other dates in some areas ---------------------------------------------------------------

LATER = Happening("coblos", "Hari pemungutan suara", date(2024, 2, 24))
LATEST = Happening("coblos", "Hari pemungutan suara", date(2024, 2, 25), date(2024, 2, 26))
KOTA, DESA, TPS = 1, 30, 300
SPLIT = Days(VOTING, {DESA: LATER, TPS: LATEST})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), VOTING),
        ((KOTA, 2, 31), VOTING),
        ((KOTA, 2, DESA), LATER),
        ((KOTA, 2, DESA, 301), LATER),
        ((KOTA, 2, DESA, TPS), LATEST),
    ],
)
def test_the_nearest_area_that_differs_counts(path, expected):
    assert SPLIT.of(path) == expected


def test_all_dates_are_known_and_which_of_them_is_last():
    assert SPLIT.dates() == {date(2024, 2, 14), date(2024, 2, 24), date(2024, 2, 25)}
    assert SPLIT.last == LATEST
    assert Days(VOTING).last == VOTING


def test_an_event_that_is_not_there_has_no_days():
    nowhere = Days(None)

    assert (nowhere.of((KOTA,)), nowhere.dates(), nowhere.last) == (None, set(), None)
