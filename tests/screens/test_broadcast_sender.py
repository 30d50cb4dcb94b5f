"""Who sent a broadcast."""

from dataclasses import replace

from bot.core.say import Say
from bot.screens.broadcast_sender import sender
from tests.core.builders import a_person

SITI = a_person("PPS", 1)


def test_a_coordinator_is_named_with_the_seat():
    assert sender(Say(), 7, SITI, "Kota Batu") == "Siti Aminah, PPS 1, TPS 004, Desa Bulukerto"


def test_the_operator_is_the_office():
    assert sender(Say(), 0, None, "Kota Batu") == "KPU Kota Batu (operator bot)"


def test_who_left_the_seat_is_named_and_who_was_erased_is_not():
    assert sender(Say(), 7, replace(SITI, seat=None), "") == "Siti Aminah"
    assert sender(Say(), 7, None, "") == "petugas yang datanya sudah dihapus"
    assert sender(Say(), 7, replace(SITI, name="", seat=None), "") == "Tamu"
