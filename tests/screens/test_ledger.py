"""The ledger in words."""

from bot.core.outbox import REASONS, Counts, State
from bot.core.say import Say
from bot.screens.ledger_words import SHOWN, _reasons, identity, numbers, reason_label

say = Say()


def test_every_state_and_reason_has_words():
    assert set(SHOWN) == set(State)
    assert set(_reasons(say)) == set(REASONS)
    assert reason_label(say, "sesuatu-yang-baru") == "sesuatu-yang-baru"


def test_the_numbers_add_up_in_the_order_of_their_lines():
    counts = Counts({(State.PENDING, ""): 1277, (State.ACCEPTED, ""): 3000}, read=4)

    assert identity(say, counts) == "Penerima 4.277 = 3.000 + 1.277"
    assert numbers(say, counts) == [
        "✓ Diterima Telegram atau web chat: 3.000 (dibaca di web chat 4)",
        "○ Menunggu: 1.277",
    ]
