"""Reviews as they are read: how they stand, a round, doubts, and what has changed."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core import review as rules
from bot.core.quiz import Attempt, Taken
from bot.core.review import Review
from bot.screens import quiz, review, review_kept
from tests.core.builders import a_page, an_item, answered, at, drawn
from tests.screens.builders import INDONESIAN, WIB
from tests.screens.reading import pressed, read

ON = date(2024, 2, 5)
ITEMS = [an_item(name) for name in ("KE-01", "KE-02", "KE-03")]
ROUND = Attempt(7, rules.SESSION, "ulang", tuple(drawn(item.id) for item in ITEMS))
VIEW = review.View(ON, 4, 2, 1)


@pytest.mark.parametrize(
    ("view", "said", "buttons"),
    [
        (VIEW, "Berikutnya: Senin, 5 Februari 2024, lalu setiap 4 hari.",
         ["ulangan:mulai", "ulangan:henti"]),
        (replace(VIEW, gap=8, rarer=True), "tanpa keliru", ["ulangan:mulai", "ulangan:henti"]),
        (replace(VIEW, stopped=True), "sedang Anda hentikan", ["ulangan:mulai", "ulangan:lanjut"]),
        (replace(VIEW, next_on=None), "Tidak ada lagi ulangan", ["ulangan:mulai"]),
        (replace(VIEW, next_on=None, scheduled=False), "kapan saja", ["ulangan:mulai"]),
    ],
)  # fmt: skip
def test_the_overview_says_what_comes_and_offers_what_can_be_done(
    view: review.View, said: str, buttons: list[str]
):
    reply = review.overview(INDONESIAN, view)

    assert said in read(reply)
    assert "Ulangan yang sudah selesai: 2\nSoal yang ditandai masih ragu: 1" in read(reply)
    assert list(pressed(reply).values()) == [*buttons, "pengingat", "menu"]


def test_a_round_is_asked_under_its_own_name_and_left_for_the_overview():
    title = quiz.title_of(INDONESIAN, rules.PLAN, "ulang")
    reply = quiz.question(INDONESIAN, title, ROUND, ITEMS[0])

    assert read(reply).startswith("Ulangan singkat · 1/3\n\n")
    assert pressed(reply)["Berhenti dahulu"] == "ulangan"


def test_what_changed_stands_above_the_question():
    attempt = replace(ROUND, kind="ubah")
    title = quiz.title_of(INDONESIAN, rules.PLAN, "ubah")
    item = replace(ITEMS[0], version=2, change="Jam bergeser")

    reply = quiz.question(INDONESIAN, title, attempt, item)

    assert read(reply).startswith("Soal yang berubah · 1/3\nYang berubah: Jam bergeser\n\n")
    assert pressed(reply)["Berhenti dahulu"] == "menu"


@pytest.mark.parametrize(("kind", "action"), [("ulang", "ulangan:mulai"), ("ubah", "ubahan")])
def test_a_round_whose_questions_changed_begins_anew(kind, action: str):
    reply = quiz.renewed(INDONESIAN, replace(ROUND, kind=kind))

    assert pressed(reply)["Mulai lagi"] == action


def test_the_result_offers_pages_only_for_mistakes_and_lets_one_stop():
    pages = [a_page(f"s3-{n}") for n in range(6)]

    good = review.result(INDONESIAN, answered(ROUND, "+++"), pages, VIEW)
    bad = review.result(INDONESIAN, answered(ROUND, "+-+"), pages, VIEW)
    ended = review.result(INDONESIAN, answered(ROUND, "+-+"), (), replace(VIEW, next_on=None))

    assert read(good).startswith("Ulangan singkat: 3 dari 3 benar\n\n✓ Semua benar.")
    assert list(pressed(good)) == ["Hentikan ulangan", "Menu"]
    assert "2 dari 3 benar\n\nYang belum tepat akan ditanyakan lagi" in read(bad)
    assert list(pressed(bad).values())[:4] == [f"hal:s3-{n}" for n in range(4)]
    assert list(pressed(ended)) == ["Menu"]


def test_whoever_stopped_may_want_them_again():
    stopped = review.result(INDONESIAN, answered(ROUND, "+++"), (), replace(VIEW, stopped=True))

    assert list(pressed(stopped)) == ["Jalankan lagi", "Menu"]


def test_a_doubt_is_noted_and_can_be_taken_back():
    told = answered(ROUND, "+")
    title = quiz.title_of(INDONESIAN, rules.PLAN, "ulang")
    feedback = quiz.feedback(INDONESIAN, title, told, (told.drawn[0], 1), ITEMS[0])

    reply = review.doubted(INDONESIAN, feedback, told, ITEMS[0])

    assert read(reply).endswith("◐ Ditandai masih ragu: ulangan akan mendahulukannya.")
    assert list(pressed(reply).values()) == ["soal:7", "ragu:7:KE-01:0", "ulangan"]
    assert reply.replace


def test_changed_pages_are_listed_with_what_changed():
    pages = [replace(a_page("s3-a"), version=2, change="Jam bergeser")] * 8

    reply = review.changed_pages(INDONESIAN, pages)

    assert "1. Halaman s3-a\nYang berubah: Jam bergeser\n2. " in read(reply)
    assert "7." not in read(reply)
    assert set(pressed(reply).values()) == {"hal:s3-a", "menu"}


def test_the_document_of_ones_own_data_names_every_kind_of_attempt():
    def line(session: int, kind) -> str:
        return review_kept.taken_line(INDONESIAN, Taken(session, kind, 3, 2, at(0)), WIB)

    assert line(2, "kuis").startswith("- sesi 2, kuis: 2/3, Jumat, 26 Januari 2024")
    assert line(2, "uji").startswith("- sesi 2, uji dahulu: 2/3")
    assert line(0, "ulang").startswith("- ulangan singkat: 2/3")
    assert line(0, "ubah").startswith("- soal yang berubah: 2/3")


def test_and_when_the_next_review_is_due_and_what_is_in_doubt():
    items = {item.id: item for item in ITEMS}
    doubts = [("KE-01", at(0)), ("gone", at(0))]
    going = Review(ON, 4, 2)

    def lines(one: Review | None) -> list[str]:
        return list(review_kept.review_lines(INDONESIAN, one, doubts, items, WIB))

    first, *others = lines(going)
    assert first == (
        "Ulangan singkat: berikutnya Senin, 5 Februari 2024, setiap 4 hari, sudah 2 kali"
    )
    assert others[0].startswith("Masih ragu: Apa yang Anda lakukan?, Jumat, 26")
    assert others[1].startswith("Masih ragu: gone, ")
    assert lines(rules.stopped(going, at(0)))[0].startswith("Ulangan singkat: dihentikan sejak")
    assert len(lines(None)) == 2


def test_where_there_is_nothing_it_is_said_with_a_way_on():
    assert pressed(review.nothing_yet(INDONESIAN)) == {"Kuis": "kuis", "Menu": "menu"}
    assert pressed(review.nothing_changed(INDONESIAN)) == {"Materi": "materi", "Menu": "menu"}


def test_whoever_answered_what_changed_is_thanked():
    reply = review.changed_result(INDONESIAN, answered(replace(ROUND, kind="ubah"), "+-+"))

    assert read(reply).startswith("Soal yang berubah: 2 dari 3 benar\n\nTerima kasih")
    assert pressed(reply) == {"Ulangan singkat": "ulangan", "Menu": "menu"}
