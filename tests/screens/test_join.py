"""Asking to be put on the roster, and deciding, in words."""

from dataclasses import replace

import pytest

from bot.core.join import Request, State
from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.screens import decide, join
from tests.screens.builders import ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

ASKED = Request(
    9, 1, 1, (1, 2, 3), "Junrejo", "Beji", "004", Role.KPPS, "Siti", State.ASKED, "", MORNING
)
SEAT = Seat(5, Role.KPPS, 7, "Junrejo", "Beji", "004")


def test_the_asker_sees_what_became_of_the_request_and_may_withdraw_it():
    reply = join.state(INDONESIAN, ASKED, WIB)

    assert "Siti, KPPS, TPS 004, Desa Beji" in read(reply)
    assert "Masih menunggu keputusan" in read(reply)
    assert pressed(reply) == {"Tarik permohonan": "minta:tarik:9", "Menu": "menu"}


def test_a_ready_reason_is_read_in_ones_own_language_and_own_words_as_typed():
    ready = replace(ASKED, state=State.REJECTED, reason=join.reasons(Say())["sk"].unescape())
    typed = replace(ASKED, state=State.REJECTED, reason="<b>Belum</b> ada SK")

    assert "Your name is not in the decree" in read(join.state(ENGLISH, ready, WIB))
    assert "<b>Belum</b> ada SK" in read(join.state(ENGLISH, typed, WIB))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.APPROVED, "sudah disetujui oleh KPPS 7"),
        (State.REJECTED, "sudah ditolak oleh KPPS 7"),
        (State.WITHDRAWN, "sudah tidak berlaku"),
    ],
)
def test_the_second_to_decide_is_told_who_was_first(state: State, said: str):
    decided = replace(ASKED, state=state, decided_by=Person(1, "", SEAT))

    assert said in read(decide.decided_already(INDONESIAN, decided))


def test_vacant_seats_are_offered_and_a_new_one():
    unnumbered = Seat(6, Role.KPPS, None)
    reply = decide.request(INDONESIAN, ASKED, [SEAT, unnumbered], WIB)

    assert list(pressed(reply).items())[:4] == [
        ("KPPS 7", "putus:9:kursi:5"),
        ("Kursi kosong ke-2", "putus:9:kursi:6"),
        ("Kursi baru tanpa nomor", "putus:9:baru"),
        ("Tolak", "putus:9:tolak"),
    ]


def test_the_list_turns_its_pages():
    reply = decide.requests(INDONESIAN, [ASKED] * 6, 1, 13)

    assert "7. Siti" in read(reply)
    assert pressed(reply)["Sebelumnya"] == "permohonan:0"
    assert pressed(reply)["Berikutnya"] == "permohonan:2"
    assert "Berikutnya" not in pressed(decide.requests(INDONESIAN, [ASKED], 2, 13))
