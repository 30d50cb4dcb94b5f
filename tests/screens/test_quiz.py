"""Quizzes: the list, a question, feedback, and the result."""

from dataclasses import replace

import pytest

from bot.core.course import Progress, Session
from bot.core.dialog import visible
from bot.core.people import Person
from bot.core.quiz import Kind, Option
from bot.screens import course, quiz
from tests.core.builders import (
    a_page,
    a_part,
    a_plan,
    a_session,
    an_attempt,
    an_item,
    answered,
    drawn,
)
from tests.screens.builders import ENGLISH, INDONESIAN, bank, everybody, having_done
from tests.screens.reading import pressed, read

ITEM = an_item("KE-01", options=tuple(Option(id_, f"Pilihan {id_}") for id_ in "abc"))
PLAN = a_plan(a_part(2))
TITLE = quiz.title_of(INDONESIAN, PLAN, "kuis")
ONE, OTHER, DECISIVE = drawn("KE-01"), drawn("KE-02"), drawn("KE-01", decisive=True)
PAGE = a_page("s2-netral", session=2)
ASKED = "Kuis · {place}\n\nApa yang Anda lakukan?"


def told(attempt, mark: str, *, page=None, round_: int = 1, say=INDONESIAN):
    after = answered(attempt, mark)
    further = quiz.further(say, ITEM, page, Person(1))
    return quiz.feedback(say, TITLE, after, (after.drawn[0], round_), ITEM, further)


def test_the_quizzes_say_which_are_passed():
    sessions = [
        a_session(a_page("s1-a"), number=1),
        a_session(a_page("s2-a"), number=2, quiz=PLAN),
        a_session(a_page("s3-a"), number=3, quiz=PLAN),
    ]

    reply = quiz.quizzes(INDONESIAN, sessions, Progress(passed=[2]))

    assert "Sesi 2: Kuis (lulus)\nSesi 3: Kuis (belum lulus)\n" in read(reply)
    assert "Sesi 1" not in read(reply)
    assert pressed(reply) == {"Kuis sesi 2": "kuis:2", "Kuis sesi 3": "kuis:3", "Menu": "menu"}


def test_before_a_test_it_is_asked_whether_one_has_done_the_work_before():
    reply = quiz.ask_experience(INDONESIAN, 2, PLAN)

    assert "paling sedikit 90%" in read(reply)
    assert "sesi 2 langsung selesai" in read(reply)
    assert "soal penentu (soal yang akibatnya berat bila keliru)" in read(reply)
    assert read(reply).endswith("Pernahkah Anda bertugas sebelumnya?")
    assert pressed(reply) == {"Ya, mulai uji": "uji:2:ya", "Belum pernah": "sesi:2"}


def test_the_mark_of_the_test_is_that_of_its_plan():
    plan = a_plan(a_part(2), test_mark=0.95)

    assert "paling sedikit 95%" in read(quiz.ask_experience(INDONESIAN, 2, plan))
    assert "at least 95%" in read(quiz.ask_experience(ENGLISH, 2, plan))


def test_a_test_is_called_so_and_a_title_is_shown_as_it_is():
    plan = replace(PLAN, title="Etik & <b>sumpah</b>")
    attempt = an_attempt(ONE, OTHER, kind="uji")

    for say, title in (
        (INDONESIAN, "Uji dahulu: Etik & <b>sumpah</b>"),
        (ENGLISH, "Test first: Etik & <b>sumpah</b>"),
    ):
        asked = quiz.question(say, quiz.title_of(say, plan, "uji"), attempt, ITEM)
        over = quiz.result(say, plan, answered(attempt, "+-"), [])
        assert read(asked).startswith(f"{title} · 1/2\n")
        assert read(over).startswith(f"{title}: 1 ")
    assert visible(quiz.title_of(INDONESIAN, plan, "kuis")) == "Etik & <b>sumpah</b>"


# --- a question -------------------------------------------------------------------------------


def test_a_question_has_lettered_answers_in_the_order_drawn():
    reply = quiz.question(INDONESIAN, TITLE, an_attempt(ONE, OTHER), ITEM)

    assert read(reply) == (
        ASKED.format(place="1/2") + "\n\nA. Pilihan c\nB. Pilihan a\nC. Pilihan b"
    )
    assert pressed(reply) == {
        "A": "jawab:7:KE-01:1:c",
        "B": "jawab:7:KE-01:1:a",
        "C": "jawab:7:KE-01:1:b",
        "Berhenti dahulu": "sesi:2",
    }
    assert reply.replace


def test_a_decisive_question_asked_again_says_so_and_counts_on():
    attempt = answered(an_attempt(DECISIVE, OTHER), "-+")

    reply = quiz.question(INDONESIAN, TITLE, attempt, ITEM)

    assert read(reply).startswith("Kuis · 3/3\nSoal penentu ini ditanyakan sekali lagi.\n\n")
    assert pressed(reply)["A"] == "jawab:7:KE-01:2:c"


def test_a_finished_attempt_shows_its_first_question_rather_than_failing():
    reply = quiz.question(INDONESIAN, TITLE, answered(an_attempt(ONE), "+"), ITEM)

    assert read(reply).startswith(ASKED.format(place="1/1"))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (7, "7"), (35, "z"), (36, "10"), (2**53 - 1, "2gosa7pa2gv")]
)
def test_numbers_are_written_short_and_read_back(number: int, text: str):
    assert quiz.short(number) == text
    assert int(text, 36) == number


# --- feedback ---------------------------------------------------------------------------------


def test_a_right_answer_is_confirmed_with_why_and_on_what_basis():
    reply = told(an_attempt(ONE, OTHER), "+", page=PAGE)

    assert read(reply) == (
        ASKED.format(place="1/2")
        + "\n\n✓ Benar. B. Pilihan a\n\nBegini alasannya.\nDasar: Peraturan DKPP 2/2017"
    )
    assert pressed(reply) == {
        "Lanjut": "soal:7",
        "Baca halamannya": "hal:s2-netral",
        "Tanya Sosdiklih": "tanya:s:KE-01",
        "Masih ragu": "ragu:7:KE-01",
        "Berhenti dahulu": "sesi:2",
    }


def test_a_wrong_answer_is_told_without_blame_beside_the_right_one():
    reply = told(an_attempt(ONE, OTHER), "-")

    assert "✗ Belum tepat. Anda memilih C.\nYang benar: B. Pilihan a\n" in read(reply)
    assert list(pressed(reply)) == ["Lanjut", "Tanya Sosdiklih", "Masih ragu", "Berhenti dahulu"]
    assert "Not quite. You chose C." in read(told(an_attempt(ONE, OTHER), "-", say=ENGLISH))


def test_a_decisive_question_missed_in_a_quiz_will_be_asked_again():
    said = "Ini soal penentu; akan ditanyakan sekali lagi di akhir kuis."

    assert said in read(told(an_attempt(DECISIVE, OTHER), "-"))
    assert said not in read(told(an_attempt(ONE, OTHER), "-"))
    assert said not in read(told(an_attempt(DECISIVE, OTHER, kind="uji"), "-"))
    assert said not in read(told(an_attempt(DECISIVE), "--", round_=2))


def test_the_last_feedback_does_not_go_on_for_the_result_follows():
    reply = told(an_attempt(ONE), "+", page=PAGE)

    assert pressed(reply) == {
        "Baca halamannya": f"hal:{PAGE.id}",
        "Tanya Sosdiklih": "tanya:s:KE-01",
        "Masih ragu": "ragu:7:KE-01",
        "Menu": "menu",
    }
    assert reply.replace


def test_a_question_without_an_answer_shows_the_right_one():
    attempt = an_attempt(ONE, OTHER)

    reply = quiz.feedback(INDONESIAN, TITLE, attempt, (ONE, 1), ITEM)

    assert "✓ Benar. B. Pilihan a" in read(reply)


# --- the result -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "kind", "marks", "verdict", "again"),
    [
        ([ONE, OTHER], "kuis", "++", "✓ Anda lulus. Terima kasih atas", ["Ulangi kuis"]),
        (
            [ONE, OTHER],
            "kuis",
            "+-",
            "Belum lulus. Syarat lulus: paling sedikit 80%",
            ["Coba lagi"],
        ),
        ([DECISIVE], "kuis", "--", "Belum lulus: masih ada soal penentu", ["Coba lagi"]),
        ([ONE, OTHER], "uji", "++", "✓ Anda lulus. Sesi ini selesai tanpa", []),
        ([ONE, OTHER], "uji", "+-", "Nilai Anda belum cukup untuk melewati", []),
    ],
)
def test_the_result_says_how_it_went_and_the_way_on(items, kind, marks, verdict, again):
    attempt = answered(an_attempt(*items, kind=kind), marks)

    reply = quiz.result(INDONESIAN, PLAN, attempt, [])

    assert verdict in read(reply)
    ways = {**dict.fromkeys(again, "kuis:2"), "Sesi 2": "sesi:2", "Menu": "menu"}
    assert list(pressed(reply).items()) == list(ways.items())


@pytest.mark.parametrize("one", [one for one, _ in bank()], ids=lambda one: f"sesi-{one.number}")
def test_who_fails_the_test_finds_the_pages_and_the_quiz_behind_the_session_button(one: Session):
    failed = replace(answered(an_attempt(ONE, OTHER, kind="uji"), "--"), session=one.number)

    reply = quiz.result(INDONESIAN, PLAN, failed, [])

    assert "Bacalah halamannya, lalu kerjakan kuis." in read(reply)
    assert pressed(reply)[f"Sesi {one.number}"] == f"sesi:{one.number}"
    for person in everybody():
        for done in (Progress(), having_done(1)):
            behind = course.session(INDONESIAN, person, one, done, may_test=True, behind=0)
            assert next(iter(pressed(behind))) == "Mulai membaca"
            assert pressed(behind)["Kerjakan kuis"] == f"kuis:{one.number}"


def test_the_score_counts_the_first_answers():
    attempt = answered(an_attempt(DECISIVE, OTHER), "-++")

    assert read(quiz.result(INDONESIAN, PLAN, attempt, [])).startswith("Kuis: 1 dari 2 benar\n\n")


def test_pages_to_read_again_are_offered_but_four_at_most():
    pages = [a_page(f"s2-{n}", session=2) for n in range(6)]
    attempt = answered(an_attempt(ONE, OTHER), "+-")

    reply = quiz.result(INDONESIAN, PLAN, attempt, pages, replace=True)

    assert read(reply).endswith("Bacalah kembali halaman yang membahas soal yang belum tepat:")
    assert list(pressed(reply)) == [
        *(page.title for page in pages[:4]), "Coba lagi", "Sesi 2", "Menu",
    ]  # fmt: skip
    assert [action for action in pressed(reply).values() if action.startswith("hal:")] == [
        f"hal:{page.id}" for page in pages[:4]
    ]
    assert reply.replace


def test_who_missed_nothing_is_not_sent_to_any_page():
    reply = quiz.result(INDONESIAN, PLAN, answered(an_attempt(ONE), "+"), [PAGE])

    assert "Bacalah kembali" not in read(reply)
    assert "hal:s2-netral" not in pressed(reply).values()


@pytest.mark.parametrize("kind", ["kuis", "uji"])
def test_what_had_its_questions_changed_is_begun_anew_as_what_it_was(kind: Kind):
    reply = quiz.renewed(INDONESIAN, an_attempt(ONE, kind=kind))

    assert "diperbarui" in read(reply)
    assert pressed(reply) == {"Mulai lagi": f"{kind}:2", "Menu": "menu"}
