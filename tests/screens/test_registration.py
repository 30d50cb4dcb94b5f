"""From `/start` to a seat, in words."""

import pytest

from bot.core import codes
from bot.core.dialog import Reply, Tap, visible_length
from bot.core.people import Person, Role, Seat
from bot.handlers.routes import BEFORE_CONSENT
from bot.screens import registration
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN, named
from tests.screens.reading import pressed, read

SEAT = Seat(1, Role.KPPS, 3, "Batu", "Beji", "004")
LABEL = "KPPS 3, TPS 004, Desa Beji"
TYPE_OR_MENU = {"Ketik kode": "daftar", "Menu": "menu"}
YES_OR_NOT = ("Ya, itu saya", "Bukan saya")


def test_the_greeting_says_what_is_kept_who_sees_it_and_what_is_never_asked():
    text = read(registration.greeting(INDONESIAN))

    for said in (
        "pendamping belajar bagi KPPS, PPS, dan PPK sesudah bimtek",
        "Bukan pengganti bimtek, bukan pengumuman resmi KPU",
        "Yang disimpan",
        "jawaban kuis: hanya Anda",
        "nama, nomor, siap atau belum, perlu dihubungi atau tidak, dan nilai kelompok"
        " (sedikitnya 5 orang): PPS, PPK, dan Sosdiklih",
        "siap atau belum: ketua KPPS",
        "isian: pembacanya tertulis di situ",
        "60 hari sesudah hari pemungutan suara",
        "Cadangan, yang memuat hal yang sama, disimpan paling lama 14 hari",
        "Tidak setuju pun tidak berakibat apa-apa",
        "UU 27/2022",
        "/datasaya",
        "/hapus",
        "tidak pernah meminta NIK, kode OTP, atau uang",
    ):
        assert said in text
    assert text.endswith("?")


def test_whoever_agreed_to_an_older_text_is_asked_once_more_and_may_look_or_leave():
    reply = registration.renewal(INDONESIAN, "ABCD2345", 30)

    assert read(reply).startswith("Keterangan tentang data Anda diperbarui.")
    assert "30 hari sesudah hari pemungutan suara" in read(reply)
    assert {"setuju:ABCD2345:2", "nanti:ABCD2345", "datasaya", "hapus"} <= set(
        pressed(reply).values()
    )


def test_not_agreeing_to_the_new_text_has_no_consequence():
    reply = registration.postponed(INDONESIAN, "ABCD2345")

    assert "tidak berakibat apa pun bagi Anda" in read(reply)
    assert pressed(reply) == {
        "Baca lagi": "mulai:ABCD2345",
        "Data saya": "datasaya",
        "Hapus data saya": "hapus",
    }


def test_the_greeting_leaves_the_choice_free_and_offers_the_other_language():
    assert pressed(registration.greeting(INDONESIAN)) == {
        "Setuju": "setuju::2",
        "Nanti saja": "nanti:",
        "English": "bahasa:en:",
    }
    assert pressed(registration.greeting(ENGLISH)) == {
        "I agree": "setuju::2",
        "Not now": "nanti:",
        "Bahasa Indonesia": "bahasa:id:",
    }


def test_everything_the_greeting_offers_can_be_done_before_agreeing():
    reply = registration.greeting(INDONESIAN, "ABCD2345", (Person(1),))

    assert {Tap(action).name for action in pressed(reply).values()} <= BEFORE_CONSENT


def test_the_code_of_the_link_goes_along():
    assert pressed(registration.greeting(INDONESIAN, "ABCD2345")) == {
        "Setuju": "setuju:ABCD2345:2",
        "Nanti saja": "nanti:ABCD2345",
        "English": "bahasa:en:ABCD2345",
    }
    english = registration.greeting(ENGLISH, "ABCD2345")
    assert pressed(english)["Bahasa Indonesia"] == "bahasa:id:ABCD2345"
    declined = registration.declined(INDONESIAN, "ABCD2345")
    assert pressed(declined) == {"Baca lagi": "mulai:ABCD2345"}


def test_people_of_this_phone_are_offered_but_six_at_most():
    people = tuple(named(f"Orang {n}", n) for n in range(9))

    buttons = pressed(registration.greeting(INDONESIAN, "", people))

    assert buttons["Orang 0"] == "orang:0"
    assert len(buttons) == 9
    assert "Orang 6" not in buttons


def test_who_declines_is_not_pressed():
    reply = registration.declined(INDONESIAN)

    assert read(reply).startswith("Baik, data Anda tidak disimpan.")
    assert reply.replace


def test_the_code_is_asked_with_other_ways_in():
    reply = registration.ask_code(INDONESIAN)

    assert f"gabungan {codes.LENGTH} huruf dan angka" in read(reply)
    assert "ABCD-2345" in read(reply)
    assert pressed(reply) == {
        "Pakai nomor telepon": "telepon",
        "Masuk sebagai tamu": "menu",
        "Tidak ada di daftar": "minta",
    }
    assert not reply.replace
    assert registration.ask_code(INDONESIAN, replace=True).replace


def test_the_phone_number_is_asked_with_a_button_that_shares_it():
    reply = registration.ask_phone(INDONESIAN)

    assert reply.ask_contact == "Bagikan nomor saya"
    assert reply.choices == ()
    assert "/menu" in read(reply)


@pytest.mark.parametrize(
    ("screen", "said"),
    [
        (registration.phone_unknown, "tidak tercatat di daftar petugas"),
        (registration.phone_not_own, "tidak dapat dipastikan bahwa nomor itu milik Anda"),
    ],
)
def test_a_number_that_leads_nowhere_leads_to_the_code(screen, said: str):
    reply = screen(INDONESIAN)

    assert said in read(reply)
    assert "kode pendaftaran" in read(reply)
    assert pressed(reply).items() >= TYPE_OR_MENU.items()


@pytest.mark.parametrize(
    "reply",
    [
        registration.ask_code(INDONESIAN),
        registration.phone_unknown(INDONESIAN),
        registration.wrong_code(INDONESIAN, mistyped=False),
    ],
)
def test_who_is_not_on_the_roster_may_ask_to_be(reply: Reply):
    assert pressed(reply)["Tidak ada di daftar"] == "minta"


def test_a_number_on_several_seats_asks_which_is_theirs():
    reply = registration.phone_on_several_seats(INDONESIAN, [(7, SEAT), (8, SEAT)])

    assert f"1. {LABEL}\n2. {LABEL}" in read(reply)
    assert list(pressed(reply).items())[:2] == [
        ("1. KPPS 3, TPS 004", "kursiku:7"),
        ("2. KPPS 3, TPS 004", "kursiku:8"),
    ]
    assert pressed(reply).items() >= TYPE_OR_MENU.items()


@pytest.mark.parametrize(("agreed", "yes"), [(True, "ya:K2"), (False, "kenal:K2")])
def test_who_opens_a_link_is_asked_for_the_seat_and_never_shown_a_name(agreed: bool, yes: str):  # noqa: FBT001
    reply = registration.is_this_you(INDONESIAN, SEAT, "K2", agreed=agreed)

    assert read(reply) == f"Benarkah ini Anda?\n\n{LABEL}"
    assert pressed(reply) == dict(zip(YES_OR_NOT, (yes, "bukan"), strict=True))


def test_who_is_somebody_else_is_told_how_to_get_a_code():
    reply = registration.not_you(INDONESIAN)

    assert "kode itu tidak dipakai" in read(reply)
    assert pressed(reply) == {"Mulai dari awal": "mulai:"}


@pytest.mark.parametrize(
    ("mistyped", "said"),
    [
        (True, "Kode itu belum tepat; mungkin ada huruf yang tertukar atau kurang."),
        (False, "Kode itu tidak ada di daftar petugas."),
    ],
)
def test_a_wrong_code_is_answered_without_blame(mistyped: bool, said: str):  # noqa: FBT001
    reply = registration.wrong_code(INDONESIAN, mistyped=mistyped)

    assert read(reply).startswith(said)
    assert f"gabungan {codes.LENGTH} huruf dan angka" in read(reply)
    assert pressed(reply).items() >= TYPE_OR_MENU.items()


def test_too_many_wrong_codes_name_the_time_to_wait():
    reply = registration.too_many_codes(INDONESIAN)

    assert f"tunggulah {codes.GUESS_WINDOW // 60} menit" in read(reply)
    assert f"wait {codes.GUESS_WINDOW // 60} minutes" in read(registration.too_many_codes(ENGLISH))
    assert pressed(reply) == {"Menu": "menu"}


def test_a_seat_without_a_name_sends_to_the_pps():
    reply = registration.seat_without_holder(INDONESIAN, SEAT)

    assert read(reply).startswith(f"Di daftar petugas belum ada nama untuk {LABEL}.")
    assert "Hubungi PPS Anda" in read(reply)


@pytest.mark.parametrize(
    ("person", "who"),
    [(a_person("PPS", 2), "PPS 2, TPS 004, Desa Bulukerto"), (Person(1), "Tamu")],
)
def test_the_welcome_names_the_seat_and_not_the_person(person: Person, who: str):
    reply = registration.welcome(INDONESIAN, person)

    assert f"Anda terdaftar sebagai {who}." in read(reply)
    assert "Siti" not in read(reply)


def test_the_greeting_leaves_room_within_one_message():
    """It is the longest of the fixed texts; a translation may be a third longer."""
    for say in (INDONESIAN, ENGLISH):
        assert visible_length(registration.greeting(say).text) < 1024
