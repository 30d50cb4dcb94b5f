"""`/datasaya` and `/hapus`: all that is kept is shown, and erasing is asked first."""

from datetime import date

import pytest

from bot.core.course import EVERYTHING, Progress
from bot.core.dashboard import Session
from bot.core.outbox import Kind, State
from bot.core.people import Person
from bot.core.privacy import Consent, Noted
from bot.core.quiz import Given, Taken
from bot.core.reminders import Level
from bot.screens import privacy
from bot.screens.privacy import Kept
from tests.core.builders import a_person, at
from tests.screens.builders import CONTENT, ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

WHEN = "Jumat, 26 Januari 2024 pukul 08.15 WIB"
DAWN = "Jumat, 26 Januari 2024 pukul 08.00 WIB"
FORMS = {
    "harapan": {"harapan": "=Cermat & <b>teliti</b>", "kekhawatiran": ""},
    "komitmen": {"komitmen": "teliti"},
    "isian-lama": {"apa": "sudah tidak ditanyakan"},
}
PROGRESS = Progress(
    seen={"s1-selamat-datang": MORNING, "s9-halaman-lama": at(0)},
    values=FORMS,
    done={2: MORNING, EVERYTHING: MORNING},
)
ITEM = next(iter(CONTENT.items.values()))
OPTION = ITEM.options[0]
KEPT = Kept(
    a_person("KPPS", 3),
    "+6281234567890",
    PROGRESS,
    [Taken(2, "kuis", 10, 8, MORNING), Taken(3, "uji", 4, 3, MORNING)],
    [
        Given(ITEM.id, OPTION.id, right=True, at=at(5)),
        Given(ITEM.id, "z", right=False, at=MORNING),
        Given("XX-99", "b", right=False, at=MORNING),
    ],
    Noted(
        trained_on=date(2024, 1, 27),
        marks=[("dihubungi", MORNING), ("nomor_salah", MORNING)],
        requests=[("Siti <A>", "rejected", MORNING)],
        grants=[("PPS", "Beji")],
        jobs=[("kit", "done", MORNING), ("kit", "unknown", MORNING)],
        consents=[Consent("telegram", 1, at(0), MORNING, MORNING), Consent("web", 2, MORNING)],
        seats=[(at(0), MORNING, "pindah"), (MORNING, None, "")],
        level=Level.IMPORTANT,
        told=[
            (Kind.BROADCAST, State.ACCEPTED, 2),
            (Kind.BROADCAST, State.FAILED, 1),
            (Kind.REMINDER, State.ACCEPTED, 1200),
        ],
        broadcasts=3,
        complaints=1,
        sessions=[Session(4, 1, 1, "Edge di Windows", at(0), MORNING, MORNING)],
        weekly_since=MORNING,
    ),
)
NOTHING = Kept(Person(1), "", Progress(), ())


def document(kept: Kept, say=INDONESIAN) -> str:
    """Return the text of the file."""
    file, *_ = privacy.my_data(say, kept, CONTENT, WIB)
    assert file.media
    assert file.media.kind == "document"
    return file.media.text


def test_the_file_comes_first_and_the_overview_has_the_way_on():
    file, overview, _ = privacy.my_data(INDONESIAN, KEPT, CONTENT, WIB)

    assert file.media
    assert (file.media.name, file.media.alt) == ("data-saya.txt", "Berkas data Anda")
    assert not file.choices
    assert pressed(overview) == {"Hapus data saya": "hapus", "Menu": "menu"}


def test_the_overview_counts_what_is_kept():
    _, overview, _ = privacy.my_data(INDONESIAN, KEPT, CONTENT, WIB)

    assert read(overview).startswith(
        "Data Anda\n\n"
        "Nama: Siti Aminah\n"
        "Jabatan: KPPS 3, TPS 004, Desa Bulukerto\n"
        "Telepon di daftar petugas: +6281234567890\n"
        "Persetujuan: keterangan versi 1, 2\n"
        "Halaman yang pernah dibuka: 2\n"
        "Kuis yang pernah dimulai: 2\n"
        "Isian yang sudah dijawab: 3\n"
        "Pelatihan tatap muka: Sabtu, 27 Januari 2024\n"
        "Catatan koordinator: 2\n"
        "Permohonan masuk: 1\n"
        "Tugas tambahan: 1\n"
        "Ponsel atau obrolan: 2\n"
        "Pekerjaan yang diminta: 2\n"
    )


def test_browsers_that_are_let_in_come_last_with_a_button_to_end_each():
    *_, browsers = privacy.my_data(INDONESIAN, KEPT, CONTENT, WIB)

    assert "1. Edge di Windows" in read(browsers)
    assert pressed(browsers)["Keluarkan 1"] == "peramban:4"


def test_where_nothing_is_kept_a_dash_says_so():
    _, overview = privacy.my_data(INDONESIAN, NOTHING, CONTENT, WIB)

    assert "Nama: -\nJabatan: Tamu\nTelepon di daftar petugas: -\n" in read(overview)
    assert document(NOTHING).startswith("Nama: -\nJabatan: Tamu\nTelepon: -\n")


def test_the_file_is_plain_text_and_holds_answers_as_they_were_typed():
    text = document(KEPT)

    assert "  Cermat & <b>teliti</b>\n" in text
    assert "&amp;" not in text
    assert "- Apa satu komitmen Anda sampai hari pemungutan suara?\n  Bekerja teliti\n" in text


@pytest.mark.parametrize(
    "line",
    [
        "Telepon: +6281234567890",
        f"- 2: {WHEN}",
        f"- semua: {WHEN}",
        f"- sesi 2, kuis: 8/10, {WHEN}",
        f"- sesi 3, uji dahulu: 3/4, {WHEN}",
        f"Persetujuan: telegram, versi 1, {WHEN}\nObrolan terakhir dipakai: {WHEN}\n"
        f"Persetujuan: web, versi 2, {WHEN}",
        f"Memegang kursi sejak: {DAWN} - {WHEN} (pindah)\nMemegang kursi sejak: {WHEN}",
        "Tugas tambahan: PPS, Beji",
        "Pelatihan tatap muka: Sabtu, 27 Januari 2024",
        f"Catatan koordinator: sudah dihubungi, {WHEN}",
        f"Catatan koordinator: nomor salah, {WHEN}",
        f"Permohonan masuk sebagai Siti <A>: ditolak, {WHEN}",
        f"Pekerjaan: kit, selesai, {WHEN}\nPekerjaan: kit, unknown, {WHEN}",
        f"Ringkasan mingguan sejak: {WHEN}\nPengingat: Yang penting saja\n"
        "Siaran untuk Anda: terkirim 2, gagal 1\n"
        "Pengingat untuk Anda: terkirim 1.200\nSiaran yang Anda tulis: 3\n"
        "Siaran yang Anda laporkan: 1\n"
        f"Peramban di dasbor: Edge di Windows: masuk {DAWN}, terakhir dipakai {WHEN}",
        f"- Selamat datang: {WHEN}",
        "- Apa satu hal yang paling Anda khawatirkan?\n  -",
    ],
)
def test_the_file_holds(line: str):
    assert f"{line}\n" in document(KEPT)


def test_pages_are_listed_in_the_order_they_were_opened_even_those_no_longer_there():
    text = document(KEPT)

    assert text.index("- s9-halaman-lama: ") < text.index("- Selamat datang: ")


def test_every_answer_of_a_quiz_is_listed_with_its_words_and_whether_it_was_right():
    """What is no longer in the bank is named by the ids that are kept."""
    assert (
        f"Jawaban kuis\n"
        f"- {ITEM.question}\n  {OPTION.text} (benar), Jumat, 26 Januari 2024 pukul 08.05 WIB\n"
        f"- {ITEM.question}\n  z (belum tepat), {WHEN}\n"
        f"- XX-99\n  b (belum tepat), {WHEN}\n"
    ) in document(KEPT)


def test_who_agreed_to_nothing_and_answered_nothing_has_no_line_about_it():
    text = document(NOTHING)

    assert "Persetujuan" not in text
    assert "Jawaban kuis\n\nHalaman yang pernah dibuka\n" in text


def test_a_form_no_longer_asked_does_not_break_the_file():
    assert "sudah tidak ditanyakan" not in document(KEPT)


def test_the_file_speaks_english_too():
    text = document(KEPT, ENGLISH)

    assert text.startswith("Name: Siti Aminah\nPosition: KPPS 3")
    assert "Sessions completed\n- all: Friday, 26 January 2024, 08:15 WIB" in text
    assert "\n- session 2, quiz: 8/10, Friday, 26 January 2024, 08:15 WIB\n" in text
    assert "\n- session 3, test first: 3/4, Friday" in text
    assert "Consent: telegram, version 1, Friday" in text
    assert "Note of a coordinator: contacted, Friday" in text
    assert f"Quiz answers\n- {ITEM.question}\n  {OPTION.text} (right), Friday" in text
    assert "\n  z (not quite right), Friday" in text


def test_erasing_is_asked_first_with_a_way_to_keep_a_copy_and_a_way_out():
    person = a_person("KPPS", 3)
    reply = privacy.confirm_erase(INDONESIAN, person)

    assert "Hapus data Anda?\nKPPS 3, TPS 004, Desa Bulukerto" in read(reply)
    assert "tidak dapat dikembalikan" in read(reply)
    assert pressed(reply) == {
        "Ya, hapus semuanya": f"hapus:ya:{person.id}",
        "Data saya": "datasaya",
        "Tidak jadi": "menu",
    }
    assert "Pilih Data saya." in read(reply)


def test_after_erasing_one_may_start_again():
    reply = privacy.erased(INDONESIAN)

    assert read(reply).startswith("Data Anda sudah dihapus.")
    assert "Alamat obrolan ini ikut dihapus" in read(reply)
    assert pressed(reply) == {"Mulai dari awal": "mulai:"}
    assert reply.forget


def test_where_others_use_the_chat_that_is_said():
    reply = privacy.erased(INDONESIAN, shared=True)

    assert "tetap ada untuk orang lain" in read(reply)
    assert "ikut dihapus" not in read(reply)


def test_before_erasing_it_is_said_what_stays_and_who_can_let_one_in_again():
    text = read(privacy.confirm_erase(INDONESIAN, a_person("KPPS", 3)))

    for told in ("hitungan tanpa pemilik", "14 hari", "dihapus atas permintaan", "PPS Anda"):
        assert told in text, told


def test_the_end_of_the_time_is_told_with_its_day_and_a_way_to_keep_a_copy():
    reply = privacy.retention_warning(INDONESIAN, date(2024, 4, 14))

    assert "pada Minggu, 14 April 2024." in read(reply)
    assert pressed(reply) == {"Data saya": "datasaya", "Menu": "menu"}
