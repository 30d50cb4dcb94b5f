"""A seat that has a phone already, in words."""

from bot.core.claim import OpenClaim
from bot.core.people import Person, Role, Seat
from bot.screens import claim
from tests.core.builders import a_person
from tests.screens.builders import INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

SEAT = Seat(1, Role.KPPS, 3, "Batu", "Beji", "004")
LABEL = "KPPS 3, TPS 004, Desa Beji"
YES_OR_NOT = ("Ya, itu saya", "Bukan saya")


def test_a_second_phone_waits_for_the_first():
    reply = claim.waiting_for_first_phone(INDONESIAN, SEAT)

    assert read(reply).startswith(f"{LABEL} sudah terdaftar di ponsel atau obrolan lain.")
    assert pressed(reply) == {"Menu": "menu"}


def test_the_first_phone_is_asked_about_the_second():
    reply = claim.second_phone_asks(INDONESIAN, SEAT, 17)

    assert read(reply).startswith(f"Ada yang meminta masuk sebagai {LABEL}")
    assert pressed(reply) == dict(zip(YES_OR_NOT, ("klaim:ya:17", "klaim:bukan:17"), strict=True))
    assert "pilih Bukan saya" in read(reply)


def test_the_first_phone_hears_what_its_answer_did():
    yes = claim.second_phone_answered(INDONESIAN, yes=True)
    no = claim.second_phone_answered(INDONESIAN, yes=False)

    assert "sekarang dapat dipakai" in read(yes)
    assert "permintaan itu ditolak" in read(no)
    assert pressed(yes) == pressed(no) == {"Menu": "menu"}


def test_a_refused_phone_is_told_whom_to_ask():
    assert read(claim.second_phone_refused(INDONESIAN)).endswith("hubungi PPS Anda.")


def test_the_pps_is_told_who_asks_for_which_seat_and_no_number():
    reply = claim.alert(INDONESIAN, SEAT, "telegram", None)
    other = claim.alert(INDONESIAN, SEAT, "web", a_person("KPPS", 4))

    assert LABEL in read(reply)
    assert "seseorang yang belum terdaftar, lewat Telegram" in read(reply)
    assert "KPPS 4, TPS 004, Desa Bulukerto, lewat web chat" in read(other)
    assert pressed(reply) == {"Bebaskan kursi": "bebas:1", "Biarkan": "bebas:1:tidak"}


def test_before_a_seat_is_freed_those_who_ask_are_told_apart():
    waiting = [OpenClaim(7, 1, "telegram", MORNING), OpenClaim(8, 2, "web", MORNING)]
    reply = claim.confirm_free(INDONESIAN, Person(5, "Siti", SEAT), [40, 41], waiting, WIB)

    assert f"{LABEL}: Siti. Terdaftar di 2 ponsel" in read(reply)
    assert "1. Jumat, 26 Januari 2024 pukul 08.15 WIB, lewat Telegram" in read(reply)
    assert pressed(reply) == {
        "Beri kepada nomor 1": "bebas:1:beri:7",
        "Beri kepada nomor 2": "bebas:1:beri:8",
        "Kosongkan saja": "bebas:1:kosong:40",
        "Biarkan": "bebas:1:tidak",
    }


def test_a_former_holder_is_told_whom_to_ask():
    named = claim.held_by_another(INDONESIAN, SEAT, ["Bu Satu", "Pak Dua"])
    unnamed = claim.held_by_another(INDONESIAN, SEAT, [])

    assert "Hubungi Bu Satu, Pak Dua." in read(named)
    assert "Hubungi PPS atau PPK Anda." in read(unnamed)
