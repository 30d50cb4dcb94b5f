"""What is put to a class: what is drawn, what becomes of a tap, the cases on paper."""

from dataclasses import replace
from random import Random

import pytest

from bot.content import load
from bot.core import classroom_quiz
from bot.core.classroom_quiz import CASES, COUNTS, MIXED, TOPICS, Taking
from bot.core.people import Audience, Role
from tests.core.test_classroom import a_question

ITEMS = list(load().items.values())


def chance() -> Random:
    return Random(3)  # noqa: S311 - repeatable


@pytest.mark.parametrize("topic", [*TOPICS, MIXED])
@pytest.mark.parametrize("count", COUNTS)
def test_a_quiz_is_of_its_topic_for_everybody_and_about_different_things(topic: str, count: int):
    drawn = classroom_quiz.draw(ITEMS, topic, count, (), chance())

    assert len(drawn) == count
    assert len({item.main_fact for item in drawn}) == count
    assert {item.topic for item in drawn} == (set(TOPICS) if topic == MIXED else {topic})
    assert all(classroom_quiz.for_all(item) for item in drawn)


def test_what_was_asked_before_comes_last_and_cases_first():
    before = classroom_quiz.draw(ITEMS, "kode_etik", 10, (), chance())
    after = classroom_quiz.draw(ITEMS, "kode_etik", 10, {item.id for item in before}, chance())

    assert not {item.id for item in before} & {item.id for item in after}
    assert all(item.case for item in before)


def test_an_item_for_a_few_is_not_for_a_class():
    item = ITEMS[0]
    for audience, fits in (
        (Audience(), True),
        (Audience(frozenset({Role.KPPS})), True),
        (Audience(frozenset({Role.PPS})), False),
        (Audience(numbers=frozenset({4})), False),
    ):
        assert classroom_quiz.for_all(replace(item, audience=audience)) is fits


@pytest.mark.parametrize(
    ("question", "option", "given", "attends", "taking"),
    [
        (a_question(1, opened=True), "a", "", True, Taking.TAKEN),
        (a_question(1, opened=True), "a", "b", True, Taking.ALREADY),
        (a_question(1, opened=True, closed=True), "a", "", True, Taking.LATE),
        (a_question(1, opened=True), "a", "", False, Taking.ABSENT),
        (a_question(1, opened=True), "z", "", True, None),
        (a_question(1), "a", "", True, None),
    ],
)
def test_what_becomes_of_a_tap(question, option, given, attends, taking):
    assert classroom_quiz.take(question, option, given, attends=attends) is taking


def test_the_sheet_has_two_decisive_cases_of_each_topic_and_others_for_another_class():
    found = classroom_quiz.sheet_cases(ITEMS, 1)

    assert len(found) == CASES
    assert all(item.case for item in found)
    assert [found.count(item) for item in found] == [1] * CASES
    assert [sum(item.topic == topic for item in found) for topic in TOPICS] == [2, 2, 2]
    assert found != classroom_quiz.sheet_cases(ITEMS, 2)
    assert classroom_quiz.sheet_cases([], 1) == []
