"""How the ledger is read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ledger import WORDS, changes_soon, numbers, reasons, standing
from bot.core.outbox import Counts, Phase, State

NOW = datetime(2024, 2, 9, 1, tzinfo=UTC)
OPEN = Counts({(State.PENDING, "jam-tenang"): 2, (State.ACCEPTED, ""): 3})
ENDED = Counts({(State.ACCEPTED, "terlambat"): 1, (State.ACCEPTED, ""): 3})


def test_every_state_has_a_word_of_its_own():
    assert set(WORDS) == set(State)
    assert len(set(WORDS.values())) == len(State)
    assert not any("baca" in word for word in WORDS.values())


@pytest.mark.parametrize(
    ("phase", "counts", "hours", "said"),
    [
        (Phase.DRAFT, Counts(), 0, "draf"),
        (Phase.WAITING, OPEN, 0, "menunggu persetujuan"),
        (Phase.PAUSED, OPEN, 0, "dijeda"),
        (Phase.REFUSED, ENDED, 0, "ditolak"),
        (Phase.CANCELLED, ENDED, 0, "dibatalkan"),
        (Phase.STOPPED, OPEN, 0, "sedang dihentikan"),
        (Phase.STOPPED, ENDED, 0, "dihentikan"),
        (Phase.READY, OPEN, 1, "terjadwal"),
        (Phase.READY, OPEN, 0, "berjalan"),
        (Phase.READY, ENDED, 0, "selesai"),
    ],
)
def test_where_a_mailing_stands(phase: Phase, counts: Counts, hours: int, said: str):
    assert standing(phase, NOW + timedelta(hours=hours), counts, NOW) == said


def test_one_looks_again_while_something_may_change():
    assert changes_soon(Phase.READY, OPEN)
    assert changes_soon(Phase.STOPPED, OPEN)
    assert not changes_soon(Phase.READY, ENDED)
    assert not changes_soon(Phase.REFUSED, OPEN)


def test_the_states_add_up_to_the_audience():
    found = numbers(OPEN)
    assert list(found) == ["audience", *map(str, State)]
    assert found["audience"] == sum(found[str(one)] for one in State) == 5
    assert found["blocked"] == 0


def test_reasons_are_those_that_are_known():
    assert reasons(ENDED) == {"accepted": {"terlambat": 1}}
    assert reasons(Counts()) == {}
