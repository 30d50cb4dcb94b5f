"""The failures a channel may report."""

import pytest

from bot.core.ports import Rejected, TooLarge, TryLater, Uncertain, Unreachable

FAILURES = (Unreachable, TryLater, Rejected, Uncertain, TooLarge)


def test_try_later_says_after_how_many_seconds():
    later = TryLater(2.5)

    assert later.seconds == 2.5
    assert str(later) == "try again in 2.5 s"


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_is_mistaken_for_another(failure):
    others = set(FAILURES) - {failure}

    assert not any(issubclass(failure, other) for other in others)
