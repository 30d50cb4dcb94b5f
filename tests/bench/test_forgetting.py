"""The simulation of forgetting: the curve as stated, learners that are the same, the picture."""

from itertools import pairwise
from math import isclose
from xml.etree import ElementTree

import pytest

from bench.forgetting import OPENING, outcome, plans
from bench.forgetting_learner import Assumed, Memory, a_learner, day_of, watched
from bench.forgetting_plot import WIDTH, Line, plot
from bench.forgetting_policies import EVE, POLICIES, followed, massed, none, ours
from bot.content import load

CONTENT = load()
ASSUMED = Assumed()


def learner(n: int = 0):
    return a_learner(CONTENT, n, 1, ASSUMED)


def test_half_is_left_after_a_half_life_and_nothing_of_what_was_never_learned():
    assert Memory(7.0).recall(7) == 0.5
    assert Memory(7.0, since=3).recall(17) == 0.25
    assert Memory(0.0).recall(1) == 0


def test_a_question_recalled_while_fresh_strengthens_nothing_and_a_late_one_does():
    one = learner()
    item = one.bank[0]
    one.memories[item.main_fact] = Memory(7.0)
    one.ask(item, 0)
    assert one.memories[item.main_fact].half_life == 7

    one.memories[item.main_fact] = Memory(1000.0)
    one.ask(item, 500)
    grown = one.memories[item.main_fact]
    assert grown.since == 500
    assert grown.half_life in {1000, 1000 * (1 + 2 * (1 - 2**-0.5))}, "forgotten, or grown"


def test_the_same_learner_is_made_for_every_policy():
    one, other = learner(5), learner(5)

    assert one.past == other.past
    assert [m.half_life for m in one.memories.values()] == [
        m.half_life for m in other.memories.values()
    ]
    assert learner(6).past != one.past


def test_what_is_known_only_fades_without_reviews():
    known = [of_all for of_all, _ in watched(learner(), none, (1, 5, OPENING), {"F3.17"})]

    assert known == sorted(known, reverse=True)
    assert 0 < known[-1] < known[0] < 1


def test_ours_follows_the_rules_of_the_bot_and_massed_asks_as_much_on_the_eve():
    days: list[tuple[float, int]] = []
    list(ours(learner(), days))
    crammed = learner()
    before = len(crammed.past)
    asked_on = list(massed(crammed, 7))

    assert all(count == 3 for _, count in days)
    assert all(later - day >= 3 for (day, _), (later, _) in pairwise(days))
    assert days[-1][0] < OPENING
    assert asked_on == [EVE]
    assert len(crammed.past) - before == 7
    assert isclose(day_of_past(crammed, before), EVE)


def day_of_past(one, n: int) -> float:
    at = one.past[n].at
    return day_of(at.date(), at.time())


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_is_at_least_as_good_as_nothing(policy: str):
    days = plans(CONTENT, 1, 14, ASSUMED)
    found = outcome(CONTENT, 1, followed(policy, days), (OPENING,), ASSUMED)
    nothing = outcome(CONTENT, 1, followed("none", days), (OPENING,), ASSUMED)

    assert found.decisive[0] >= nothing.decisive[0]
    if policy in {"random", "massed"}:
        assert found.questions == sum(n for own in days for _, n in own) / len(days)


def test_the_picture_is_an_svg_for_a_phone_that_says_its_numbers_in_words():
    shares = ((0.0, 0.9), (OPENING, 0.416), (28.0, 0.2))
    names = ("tanpa ulangan", "ulangan bot & lain")

    svg = plot([Line(name, shares) for name in names], OPENING, 27)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own

    assert root.get("viewBox", "").split()[2] == str(WIDTH) == "360"
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {*names, "42 %, lalu 42 %"} <= set(texts)
    sizes = [int(e.get("font-size", 0)) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert min(sizes) >= 11
    desc = root.find("{http://www.w3.org/2000/svg}desc")
    assert desc is not None
    assert "ulangan bot & lain: 42 % saat TPS dibuka" in (desc.text or "")
