"""When a chat writes too fast, and when it is heard again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.flood import MESSAGES, WINDOW, History, Verdict, admit, is_idle

START = datetime(2024, 1, 26, 1, tzinfo=UTC)
PASS, WARN, DROP = Verdict.PASS, Verdict.WARN, Verdict.DROP


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def judged(*seconds: float, history: History = ()) -> list[Verdict]:
    """Return what becomes of messages sent at these moments."""
    verdicts = []
    for n, at in enumerate(seconds):
        verdict, history = admit(history, f"k{n}", after(at))
        verdicts.append(verdict)
    return verdicts


def test_twenty_messages_at_once_are_all_heard():
    assert judged(*[0] * MESSAGES) == [PASS] * MESSAGES


def test_the_next_one_within_ten_seconds_is_answered_once_and_the_rest_dropped():
    assert judged(*[0] * MESSAGES, 9.9, 9.9, 9.95) == [PASS] * MESSAGES + [WARN, DROP, DROP]


def test_ten_seconds_later_all_is_well():
    assert judged(*[0] * MESSAGES, 10) == [PASS] * (MESSAGES + 1)


def test_two_a_second_may_go_on_for_ever():
    assert set(judged(*(n / 2 for n in range(200)))) == {PASS}


def test_a_flood_that_goes_on_is_answered_once_only():
    verdicts = judged(*(n / 10 for n in range(1000)))

    assert verdicts[:MESSAGES] == [PASS] * MESSAGES
    assert verdicts[MESSAGES] == WARN
    assert set(verdicts[MESSAGES + 1 :]) == {DROP}


def test_after_a_pause_the_next_flood_is_answered_again():
    verdicts = judged(*[0] * 50, *[60] * 50)

    assert [n for n, verdict in enumerate(verdicts) if verdict is WARN] == [20, 70]


def test_who_slows_down_is_heard_again():
    fast = [n / 10 for n in range(50)]
    verdicts = judged(*fast, *(5 + 3 * n for n in range(1, 9)))

    assert verdicts[49] is DROP
    assert verdicts[-1] is PASS


@pytest.mark.parametrize(("n", "fares"), [(0, PASS), (19, PASS), (20, DROP), (24, DROP)])
def test_the_same_message_again_is_not_counted_and_fares_as_before(n, fares):
    history: History = ()
    for k in range(25):
        _, history = admit(history, f"k{k}", START)
        if k == n:
            break

    verdict, again = admit(history, f"k{n}", after(1))

    assert verdict is fares
    assert again == history


def test_messages_brought_again_leave_room_for_new_ones():
    history: History = ()
    for _ in range(5):
        for k in range(15):
            verdict, history = admit(history, f"k{k}", START)
            assert verdict is PASS

    assert judged(*[0] * 5, history=tuple(history))[-1] is PASS


@given(st.lists(st.floats(0, 30), max_size=150))
def test_no_ten_seconds_ever_let_more_than_twenty_through(moments):
    times = sorted(moments)
    passed = [at for at, verdict in zip(times, judged(*times), strict=True) if verdict is PASS]

    for first, last in zip(passed, passed[MESSAGES:], strict=False):
        assert after(last) - after(first) >= WINDOW


@given(st.lists(st.floats(0, 30), max_size=150))
def test_between_two_warnings_something_was_heard_and_memory_stays_small(moments):
    history: History = ()
    warned = False
    for n, at in enumerate(sorted(moments)):
        verdict, history = admit(history, f"k{n}", after(at))
        assert len(history) <= MESSAGES
        assert not (warned and verdict is WARN)
        warned = verdict is WARN or (warned and verdict is DROP)


def test_a_chat_is_forgotten_when_its_last_message_is_ten_seconds_old():
    _, history = admit((), "k", START)

    assert is_idle((), START)
    assert not is_idle(history, after(9.9))
    assert is_idle(history, after(10))
