"""Classes: the word, who may come in and when, how far a quiz is, what is shown of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import classroom, codes
from bot.core.classroom import (
    Class,
    Link,
    Own,
    Phase,
    Question,
    Refusal,
    Tally,
)

TODAY = date(2024, 1, 26)
NOW = datetime(2024, 1, 26, 2, tzinfo=UTC)
DESA = (1, 2, 3)
SEAT = (1, 2, 3, 4)


def chance() -> Random:
    return Random(1)  # noqa: S311 - repeatable


def a_class(*questions: Question, **changes: object) -> Class:
    one = Class(
        7, DESA, ("Batu", "Junrejo", "Beji"), "desa", TODAY, TODAY, 99, "4821", "t",
        questions=questions,
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def a_question(n: int, *, opened: bool = False, closed: bool = False, round_: int = 1) -> Question:
    return Question(
        n, round_, f"KE-{n:02}", 1, ("b", "a"), "a", NOW if opened else None,
        NOW if closed else None,
    )  # fmt: skip


# --- the word and the link ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_word"),
    [("4821", True), ("0000", True), ("482", False), ("48211", False), ("48 21", False),
     ("4821 ", False), ("٤٨٢١", False), ("", False)],
)  # fmt: skip
def test_a_word_is_four_digits(text: str, *, is_word: bool):
    assert classroom.is_word(text) is is_word


def test_a_word_is_one_that_nobody_has():
    taken = {str(n) for n in range(1000, 9999)}

    assert classroom.new_word(taken, chance()) == "9999"
    with pytest.raises(ValueError, match="taken"):
        classroom.new_word(taken | {"9999"}, chance())


@given(st.integers(1000, 9999), st.integers(1, 10**12 - 1))
def test_a_link_is_read_as_it_was_written_and_is_never_a_code(word: int, class_id: int):
    link = Link(str(word), class_id)

    text = classroom.payload(link)
    assert classroom.link_in(text) == link
    assert len(text) <= 62
    assert codes.carried(text) == ""


@pytest.mark.parametrize("text", ["", "k_4821", "k_4821_1", "g_4821_000000000001", "KODE2345"])
def test_what_is_no_link_of_ours_is_none(text: str):
    assert classroom.link_in(text) is None


# --- how far it is --------------------------------------------------------------------------


def test_a_class_goes_through_its_phases():
    one, two = a_question(1), a_question(2)
    shown = (replace(one, opened=NOW, closed=NOW), two)

    assert classroom.phase(a_class()) is Phase.GATHERING
    assert classroom.phase(a_class(one, two)) is Phase.GATHERING
    assert classroom.phase(a_class(replace(one, opened=NOW), two)) is Phase.ASKING
    assert classroom.phase(a_class(*shown)) is Phase.SHOWING
    assert classroom.phase(a_class(shown[0])) is Phase.AFTER
    assert classroom.phase(a_class(*shown, closed=NOW)) is Phase.CLOSED


def test_the_next_question_comes_only_after_the_open_one_is_closed():
    one, two = a_question(1, opened=True), a_question(2)

    assert classroom.following([one, two]) is None
    assert classroom.following([replace(one, closed=NOW), two]) == two
    assert classroom.following([replace(one, closed=NOW)]) is None
    assert classroom.current([two]) is None


def test_a_question_counts_within_its_quiz():
    questions = [a_question(1), a_question(2), a_question(3, round_=2)]

    assert classroom.position(questions, questions[1]) == (2, 2)
    assert classroom.position(questions, questions[2]) == (1, 1)
    assert classroom.rounds(questions) == 2
    assert classroom.rounds([]) == 0
    assert questions[0].letter("a") == "B"


def test_a_class_knows_its_place():
    one = a_class()
    assert (one.area, one.name, one.link) == (3, "Beji", Link("4821", 7))


# --- when and who ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("hari ini", TODAY),
        ("besok", date(2024, 1, 27)),
        ("25 Januari", date(2024, 1, 25)),
        ("3 Februari", date(2024, 2, 3)),
        ("2024-02-25", date(2024, 2, 25)),
        ("2024-02-26", None),
        ("2023-11-27", date(2023, 11, 27)),
        ("2023-11-26", None),
        ("25-01-2023", None),
        ("30 Februari", None),
        ("kapan-kapan", None),
    ],
)
def test_the_day_of_a_class_is_near(text: str, on: date | None):
    assert classroom.class_day(text, TODAY) == on


def test_a_class_that_nobody_closed_is_over_two_days_later():
    assert not classroom.is_over(TODAY, TODAY, date(2024, 1, 27))
    assert classroom.is_over(TODAY, TODAY, date(2024, 1, 28))
    assert not classroom.is_over(date(2024, 1, 1), TODAY, date(2024, 1, 27))


@pytest.mark.parametrize(
    ("changes", "person", "seat", "today", "why"),
    [
        ({}, 1, SEAT, TODAY, None),
        ({}, 1, DESA, TODAY, None),
        ({}, 1, (), TODAY, Refusal.GUEST),
        ({}, 1, (1, 2, 9, 4), TODAY, Refusal.ELSEWHERE),
        ({}, 1, (1, 2), TODAY, Refusal.ELSEWHERE),
        ({"closed": NOW}, 1, SEAT, TODAY, Refusal.CLOSED),
        ({}, 99, DESA, TODAY, Refusal.HOLDER),
        ({"on": date(2024, 1, 27)}, 1, SEAT, TODAY, Refusal.EARLY),
        ({}, 1, SEAT, date(2024, 1, 27), Refusal.PAST),
        ({"on": date(2024, 1, 20)}, 1, SEAT, TODAY, None),
    ],
)
def test_who_comes_in(changes, person, seat, today, why):
    assert classroom.refusal(a_class(**changes), person, seat, today) is why


# --- results --------------------------------------------------------------------------------


def test_few_answers_are_not_shown():
    assert not Tally().is_shown
    assert not Tally({"a": 4}).is_shown
    assert Tally({"a": 4, "b": 1}).is_shown
    assert (Tally({"a": 4}).of("a"), Tally({"a": 4}).of("b")) == (4, 0)


def test_ones_own_score_counts_what_was_asked():
    questions = [a_question(1, opened=True), a_question(2, opened=True), a_question(3)]

    assert Own({1: ("a", True), 2: ("b", False)}).score(questions) == (1, 2)
    assert Own().score([]) == (0, 0)
