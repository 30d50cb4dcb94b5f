"""Sessions, pages, lists of pages, and completion."""

import pytest

from bot.core.course import EVERYTHING, Progress
from bot.core.people import Person
from bot.screens import course
from tests.core.builders import (
    DAWN,
    a_form,
    a_page,
    a_part,
    a_person,
    a_plan,
    a_session,
    filled,
    having_seen,
)
from tests.screens.builders import CONTENT, ENGLISH, INDONESIAN, WIB
from tests.screens.reading import pressed, read

ME = a_person("KPPS", 4)
DUTY, COMMON, OTHER = a_page("s3-tugas", "KPPS 4"), a_page("s3-semua"), a_page("s3-lain", "PPS")
PLAN = a_plan(a_part(2))
FORM = a_form("rencana")
SESSION = a_session(COMMON, DUTY, OTHER, forms=[FORM], quiz=PLAN)
WHEN = (DAWN, WIB)
AT = "Jumat, 26 Januari 2024 pukul 08.00 WIB"


def opened(progress: Progress, *, may_test: bool = False, behind: int = 0, session=SESSION):
    return course.session(INDONESIAN, ME, session, progress, may_test=may_test, behind=behind)


# --- sessions -------------------------------------------------------------------------------


def test_the_sessions_are_listed_with_how_far_one_is():
    reply = course.sessions(INDONESIAN, ME, [SESSION], having_seen("s3-semua"))

    assert "◐ 3. Sesi 3 (1/4)" in read(reply)
    assert pressed(reply) == {
        "Sesi 3": "sesi:3",
        "Gambar": "gambar",
        "Kartu tugas": "kartu",
        "Menu": "menu",
    }


def test_a_session_says_what_it_holds_and_what_else_is_to_do():
    assert read(opened(having_seen("s3-tugas"))) == (
        "Sesi 3. Sesi 3\nRingkas.\n\n"
        "Sekitar 10 menit. Sudah dibaca: 1 dari 2 halaman Anda.\n"
        "Selain membaca, selesaikan juga:\n• Isian rencana\n• Kuis"
    )


@pytest.mark.parametrize(
    ("progress", "left"),
    [
        (Progress(passed=[3]), "\n• Isian rencana"),
        (Progress(values=filled("rencana")), "\n• Kuis"),
        (Progress(passed=[3], values=filled("rencana")), " halaman Anda."),
    ],
)
def test_what_is_done_is_no_longer_named(progress: Progress, left: str):
    text = read(opened(progress))

    assert text.endswith(left)
    assert text.count("•") == left.count("•")


def test_a_completed_session_stays_open():
    reply = opened(Progress(done={3: DAWN}), may_test=True)

    assert read(reply).endswith("✓ Sesi ini sudah selesai; materinya tetap dapat dibuka.")
    assert "Uji dahulu" not in pressed(reply)


def test_after_testing_out_only_the_pages_behind_mistakes_are_left():
    reply = opened(Progress(done={3: DAWN}), behind=2)

    assert read(reply).endswith("Halaman yang membahas soal yang belum tepat: 2.")
    assert pressed(reply)["Halaman tersisa (2)"] == "sisa:3:0"


def test_a_session_offers_the_next_step_first():
    assert pressed(opened(Progress(), may_test=True)) == {
        "Mulai membaca": "hal:s3-tugas",
        "Tugas Anda": "hal:s3-tugas",
        "Kerjakan kuis": "kuis:3",
        "Uji dahulu": "uji:3",
        "Isian rencana": "isi:rencana",
        "Daftar halaman": "daftarhal:3:0",
        "Semua sesi": "materi",
        "Menu": "menu",
    }


def test_reading_goes_on_where_it_stopped():
    buttons = pressed(opened(having_seen("s3-tugas")))

    assert next(iter(buttons.items())) == ("Lanjut membaca", "hal:s3-semua")
    assert "Uji dahulu" not in buttons


def test_a_session_without_quiz_forms_and_duties_is_shorter():
    assert pressed(opened(Progress(), may_test=True, session=a_session(COMMON))) == {
        "Mulai membaca": "hal:s3-semua",
        "Daftar halaman": "daftarhal:3:0",
        "Semua sesi": "materi",
        "Menu": "menu",
    }


# --- pages ----------------------------------------------------------------------------------


def test_a_page_shows_title_body_basis_and_its_place_among_ones_own():
    reply = course.page(INDONESIAN, ME, SESSION, COMMON)

    assert read(reply) == "Halaman s3-semua\n\nIsi.\n\nDasar: PKPU 25/2023\n\nSesi 3 · 2/2"
    assert reply.replace
    assert reply.media is None


def test_ones_own_duty_is_named_as_such():
    assert read(course.page(INDONESIAN, ME, SESSION, DUTY)).endswith("Tugas Anda · Sesi 3 · 1/2")
    assert read(course.page(ENGLISH, ME, SESSION, DUTY)).endswith("Your duties · Session 3 · 1/2")


def test_a_page_for_others_says_so():
    assert read(course.page(INDONESIAN, ME, SESSION, OTHER)).endswith(
        "Sesi 3 · halaman untuk petugas lain"
    )


@pytest.mark.parametrize(
    ("page", "way"),
    [
        (DUTY, {"Kembali": "sesi:3", "Lanjut": "hal:s3-semua"}),
        (COMMON, {"Kembali": "hal:s3-tugas", "Selesai membaca": "sesi:3"}),
        (OTHER, {"Kembali": "hal:s3-semua", "Selesai membaca": "sesi:3"}),
    ],
)
def test_a_page_leads_back_and_on(page, way: dict[str, str]):
    assert pressed(course.page(INDONESIAN, ME, SESSION, page)) == {
        **way,
        "Tanya PPS": f"tanya:h:{page.id}",
        "Menu": "menu",
    }


def test_pages_for_others_lead_on_to_the_next_of_them():
    more = a_page("s3-lain-lagi", "PPK")
    session = a_session(COMMON, OTHER, more)

    assert pressed(course.page(INDONESIAN, ME, session, OTHER))["Lanjut"] == "hal:s3-lain-lagi"


def test_a_page_with_a_form_opens_it_for_those_it_is_for():
    page = CONTENT.pages["s1-pernah-bertugas"]
    first = CONTENT.sessions[0]

    assert pressed(course.page(INDONESIAN, ME, first, page))["Isi sekarang"] == "isi:pengalaman"
    plan, last = CONTENT.forms["rtl-pps"], CONTENT.sessions[3]
    (about_plan,) = [page for page in last.pages if page.form == plan.id]
    assert "Isi sekarang" not in pressed(course.page(INDONESIAN, ME, last, about_plan))
    assert "Isi sekarang" in pressed(course.page(INDONESIAN, a_person("PPS"), last, about_plan))


def test_a_page_with_a_picture_brings_it_with_its_words():
    page = CONTENT.pages["s3-tiga-jalur"]

    media = course.page(INDONESIAN, ME, CONTENT.sessions[2], page).media

    assert media is not None
    assert (media.kind, media.path) == ("picture", page.picture)
    assert media.alt == page.alt != ""


# --- lists of pages ---------------------------------------------------------------------------

MANY = [a_page(f"s3-{n}") for n in range(1, 18)]


def listed(start: int, pages=MANY):
    return course.session_pages(INDONESIAN, ME, a_session(*pages), start)


@pytest.mark.parametrize(
    ("start", "first", "turns"),
    [
        (0, 1, {"Berikutnya": "daftarhal:3:7"}),
        (7, 8, {"Sebelumnya": "daftarhal:3:0", "Berikutnya": "daftarhal:3:14"}),
        (14, 15, {"Sebelumnya": "daftarhal:3:7"}),
        (10, 8, {"Sebelumnya": "daftarhal:3:0", "Berikutnya": "daftarhal:3:14"}),
        (999, 15, {"Sebelumnya": "daftarhal:3:7"}),
        (-5, 1, {"Berikutnya": "daftarhal:3:7"}),
    ],
)
def test_a_list_of_pages_is_turned_seven_at_a_time(start: int, first: int, turns: dict[str, str]):
    reply = listed(start)

    buttons = pressed(reply)
    assert f"\n\n{first}. Halaman s3-{first}" in read(reply)
    assert {name: to for name, to in buttons.items() if to.startswith("daftarhal")} == turns
    assert list(buttons.items())[-1] == ("Kembali", "sesi:3")


def test_a_list_that_fits_is_not_turned():
    assert list(pressed(listed(0, MANY[:7]))) == [
        *(f"Halaman s3-{n}" for n in range(1, 8)),
        "Kembali",
    ]


def test_a_long_title_is_cut_on_its_button_only():
    page = CONTENT.pages["s3-surat-kembali"]

    reply = course.remaining_pages(INDONESIAN, CONTENT.sessions[2], [page], 0)

    assert f"1. {page.title}" in read(reply)
    assert next(iter(pressed(reply))).endswith("…")


def test_pages_left_after_a_test_are_listed_the_same_way():
    reply = course.remaining_pages(INDONESIAN, SESSION, MANY, 7)

    assert read(reply).startswith("Halaman tersisa\n")
    assert pressed(reply)["Sebelumnya"] == "sisa:3:0"
    assert pressed(reply)["Halaman s3-8"] == "hal:s3-8"


def test_an_empty_list_says_so_and_leads_back():
    reply = course.remaining_pages(INDONESIAN, SESSION, [], 0)

    assert read(reply).endswith("Belum ada halaman di sini.")
    assert pressed(reply) == {"Kembali": "sesi:3"}


# --- completion -------------------------------------------------------------------------------

ALL = [a_session(a_page(f"s{n}-a", session=n), number=n) for n in (1, 2, 3, 4)]


def test_a_session_just_completed_leads_to_the_first_one_left():
    (reply,) = course.completions(INDONESIAN, [1], ALL, [2], WHEN, Person(1))

    assert read(reply) == f"✓ Sesi 1 selesai pada {AT}.\nSesi 1"
    assert pressed(reply) == {"Lanjut: Sesi 3": "sesi:3", "Menu": "menu"}


def test_the_last_session_brings_the_end_as_well():
    last, everything = course.completions(
        INDONESIAN, [4, EVERYTHING], ALL, [1, 2, 3], WHEN, Person(1)
    )

    assert pressed(last) == {"Menu": "menu"}
    assert f"Anda menyelesaikan keempat sesi pada {AT}." in read(everything)
    assert "bukan dokumen resmi KPU" in read(everything)
    on = {"Tanda selesai": "tandaselesai", "Kartu saku": "saku", "Menu": "menu"}
    assert pressed(everything) == on


def test_nothing_is_said_where_nothing_was_completed():
    assert course.completions(INDONESIAN, [], ALL, [1], WHEN, Person(1)) == []


def test_offered_forms_come_with_the_end_of_their_session_and_not_before_its_quiz():
    session = CONTENT.session(2)
    assert session

    (reply,) = course.completions(INDONESIAN, [2], CONTENT.sessions, [], WHEN, Person(1))

    assert read(reply).endswith("Ada pertanyaan singkat untuk Anda sendiri; boleh dilewati.")
    assert list(pressed(reply).values()) == ["sesi:1", "isi:netral", "isi:bingkisan", "menu"]
    for done, offered in ((Progress(), False), (Progress(done={2: WHEN[0]}), True)):
        shown = course.session(INDONESIAN, Person(1), session, done, may_test=False, behind=0)
        assert ("isi:netral" in pressed(shown).values()) is offered
