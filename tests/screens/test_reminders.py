"""Reminders as they arrive, `/pengingat`, what a plan was understood as, and bad news."""

from datetime import date, time

import pytest

from bot.core.dialog import Reply
from bot.core.plans import Plan
from bot.core.reminders import PLANS, Level
from bot.screens import plans, reminders, unwell
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

TODAY = date(2024, 1, 26)
SUNDAY = date(2024, 2, 4)
CARD = ("Selamat bertugas.", "saku", "Kartu saku")
OWN = ("Anda berencana berangkat pukul 05.30.", "Janji Anda: bekerja <teliti>.")


def test_a_reminder_is_its_sentence_one_step_and_a_way_to_turn_it_down():
    reply = reminders.reminder(INDONESIAN, "Selamat bertugas.", OWN, "Kartu saku", "saku")

    assert read(reply) == "\n".join(("Selamat bertugas.", *OWN))
    assert pressed(reply) == {"Kartu saku": "saku", "Atur pengingat": "pengingat"}
    assert not reply.replace, "it stands for itself"


def test_where_somebody_else_is_at_the_phone_own_plans_stay_unread():
    reply = reminders.reminder(INDONESIAN, "Selamat.", OWN, "Kartu saku", "saku", "Siti Aminah")

    assert read(reply) == "Untuk Siti Aminah:\nSelamat."
    assert pressed(reply) == {"Ganti orang": "orang", "Menu": "menu"}


def test_a_digest_says_how_many_things_there_are_and_offers_each_step_once():
    items = [CARD, ("Baca sumpah.", "hal:s2-sumpah-janji", "Baca sumpah"), CARD]

    reply = reminders.digest(INDONESIAN, items)

    assert read(reply) == (
        "Ada 3 hal untuk Anda:\n• Selamat bertugas.\n• Baca sumpah.\n• Selamat bertugas."
    )
    assert pressed(reply) == {
        "Kartu saku": "saku",
        "Baca sumpah": "hal:s2-sumpah-janji",
        "Atur pengingat": "pengingat",
    }


def test_a_digest_has_four_steps_at_most_and_no_label_twice():
    items = [(f"Hal {n}.", f"sesi:{n}", f"Sesi {n % 6}") for n in range(9)]

    reply = reminders.digest(INDONESIAN, items)

    assert pressed(reply) == {
        **{f"Sesi {n}": f"sesi:{n}" for n in range(4)},
        "Atur pengingat": "pengingat",
    }
    assert all(f"Hal {n}." in read(reply) for n in range(9))


def test_a_digest_for_another_person_names_them():
    reply = reminders.digest(ENGLISH, [CARD, CARD], "Siti Aminah")

    assert read(reply).startswith("For Siti Aminah:\nThings for you: 2\n")
    assert list(pressed(reply).values()) == ["orang", "menu"]


# --- /pengingat -----------------------------------------------------------------------------


def settings(level: Level = Level.ALL, *, hour: str = "", saved: bool = False) -> Reply:
    coming = [(MORNING, "Pelantikan KPPS")] if hour else []
    view = reminders.View(level, hour, coming, WIB, saved=saved)
    return reminders.settings(INDONESIAN, view)


def test_the_level_the_hour_and_what_comes_are_told():
    text = read(settings(hour="Malam, pukul 19.00"))

    assert "Pilihan Anda sekarang: Semua pengingat" in text
    assert "Waktu tenang Anda: Malam, pukul 19.00" in text
    assert text.endswith("• Jumat, 26 Januari 2024 pukul 08.15 WIB, tentang: Pelantikan KPPS")
    assert pressed(settings(hour="Malam, pukul 19.00")) == {
        "Yang penting saja": "pengingat:penting",
        "Berhenti diingatkan": "pengingat:berhenti",
        "Ubah waktu": "isi:komitmen:waktu",
        "Menu": "menu",
    }


def test_where_nothing_comes_it_says_so():
    reply = settings(Level.IMPORTANT, saved=True)

    assert "✓ Tersimpan: Yang penting saja" in read(reply)
    assert "sore pukul 16.00" in read(reply)
    assert read(reply).endswith("Tidak ada lagi pengingat yang direncanakan untuk Anda.")
    assert "Pilih waktu" in pressed(reply)


def test_whoever_stopped_is_told_of_nothing_to_come():
    reply = settings(Level.NONE)

    assert "Pilihan Anda sekarang: Berhenti diingatkan" in read(reply)
    assert "direncanakan" not in read(reply)
    assert pressed(reply)["Semua pengingat"] == "pengingat:semua"


# --- plans ----------------------------------------------------------------------------------


def noted(event: str, plan: Plan, *, tells_tps: bool = False) -> Reply:
    return plans.noted(INDONESIAN, PLANS[event], plan, TODAY, tells_tps=tells_tps)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(SUNDAY, time(15), ("001", "002", "003")), "Sehari sebelumnya: KPPS di TPS 001–003."),
        (Plan(SUNDAY, all_tps=True), "Sehari sebelumnya: KPPS di semua TPS desa/kelurahan Anda."),
        (Plan(SUNDAY), "TPS-nya belum terbaca, jadi KPPS-nya tidak diingatkan."),
    ],
)
def test_a_pps_is_told_who_will_be_reminded_of_the_plan(plan: Plan, words: str):
    reply = noted("rencana:rtl-pps", plan, tells_tps=True)

    assert read(reply).startswith(
        f"Pengingat untuk Anda: Minggu, 4 Februari 2024, pada pagi harinya.\n{words}"
    )
    assert ("Ubah TPS" in pressed(reply)) is (plan == Plan(SUNDAY))
    assert pressed(reply)["Ubah hari"] == "isi:rtl-pps:hari"


@pytest.mark.parametrize(
    ("event", "plan", "words"),
    [
        ("rencana:rtl-pps", Plan(SUNDAY), "4 Februari 2024, pada pagi harinya."),
        ("rencana:ketua", Plan(SUNDAY), "dua hari sebelum Minggu, 4 Februari 2024."),
        ("rencana:ppk", Plan(SUNDAY), "sehari sebelum Minggu, 4 Februari 2024."),
        ("rencana:ppk", Plan(), "Harinya belum terbaca, jadi belum ada pengingat."),
        ("rencana:ppk", Plan(TODAY), "Tertulis hari ini juga; tidak ada pengingat lagi."),
        ("rencana:ketua", Plan(date(2024, 1, 25)), "hari itu sudah lewat; tidak ada pengingat."),
    ],
)
def test_what_was_understood_of_a_plan_is_told(event: str, plan: Plan, words: str):
    reply = noted(event, plan)

    assert words in read(reply)
    assert "TPS" not in read(reply)


@pytest.mark.parametrize("plan", [Plan(), Plan(TODAY), Plan(date(2024, 1, 1))])
def test_without_a_day_to_come_no_tps_is_promised_anything(plan: Plan):
    assert "TPS" not in read(noted("rencana:rtl-pps", plan, tells_tps=True))


# --- kabar ----------------------------------------------------------------------------------


def test_a_pps_hears_of_a_seat_and_sees_the_name_behind_the_button():
    reply = unwell.alert(INDONESIAN, a_person("KPPS", 3))

    assert "KPPS 3, TPS 004, Desa Bulukerto" in read(reply)
    assert "Siti" not in read(reply), "a lock screen is read by others"
    assert pressed(reply) == {"Lihat kontak": "jangkau1:1", "Menu": "menu"}


@pytest.mark.parametrize(
    ("reached", "words"), [(True, "sudah diberi tahu"), (False, "teleponlah langsung")]
)
def test_whoever_does_not_feel_well_is_told_whether_the_pps_knows(*, reached: bool, words: str):
    assert words in read(unwell.told(INDONESIAN, reached=reached))
