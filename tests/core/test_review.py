"""Short reviews: when the next one is due, and which three questions it asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import review
from bot.core.quiz import Item
from bot.core.review import Learned, Past, Review, alike, begin, choose
from tests.core.builders import a_page, a_person, an_audience, an_item, at

VOTING = date(2024, 2, 14)
FIRST = date(2024, 1, 25)
NOW = datetime(2024, 2, 1, 3, tzinfo=UTC)


def days(n: int) -> timedelta:
    return timedelta(days=n)


# --- the gap ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "gap"),
    [
        (-1, None), (0, None), (1, None), (3, None),  # no room before voting day
        (4, 3), (5, 3), (6, 3), (7, 4), (8, 4), (9, 3), (10, 5), (11, 3), (12, 3), (15, 3),
        (16, 4), (20, 4), (21, 3), (25, 5),
    ],
)  # fmt: skip
def test_the_gap_divides_the_days_left_as_equally_as_it_can(left: int, gap: int | None):
    assert review.gap_for(left) == gap


@given(st.integers(4, 400))
def test_rounds_end_on_the_eve_at_the_latest_and_no_gap_is_better(left: int):
    gap = review.gap_for(left)
    assert gap in review.GAPS

    def last_days(one: int) -> int:
        rounds = range(one, left, one)
        return left - rounds[-1] if rounds else 10**6

    differences = {one: one - last_days(one) for one in review.GAPS if one < left}
    assert 1 <= last_days(gap) <= gap
    assert differences[gap] == min(differences.values())


# --- from round to round ----------------------------------------------------------------------


def test_reviews_begin_a_gap_after_the_first_quiz():
    assert begin(FIRST, VOTING, FIRST) == Review(FIRST + days(4), 4)


def test_where_there_is_no_room_they_do_not_begin():
    assert begin(VOTING - days(3), VOTING, VOTING - days(3)) is None
    assert begin(VOTING + days(1), VOTING, VOTING + days(1)) is None


def test_what_was_due_long_ago_is_not_made_up_for():
    """The quiz was finished under a version of the bot that had no reviews."""
    assert begin(FIRST, VOTING, FIRST + days(9)) == Review(FIRST + days(8), 4)
    assert begin(FIRST, VOTING, FIRST + days(10)) == Review(FIRST + days(12), 4)


@pytest.mark.parametrize(("late", "moved"), [(-3, 0), (0, 0), (1, 0), (2, 4), (5, 4), (6, 8)])
def test_a_round_that_nobody_did_is_passed_over_two_days_later(late: int, moved: int):
    before = Review(FIRST, 4, 2)

    after = review.passed_over(before, FIRST + days(late))

    assert after == Review(FIRST + days(moved), 4, 2)


@given(st.integers(3, 10), st.integers(-20, 60))
def test_there_is_never_more_than_one_round(gap: int, late: int):
    after = review.passed_over(Review(FIRST, gap), FIRST + days(late))

    assert (after.next_on - FIRST).days % gap == 0
    assert after.next_on > FIRST + days(late - review.GRACE)
    assert late < 0 or after.next_on <= FIRST + days(late - review.GRACE + gap)


def test_the_next_round_comes_a_gap_after_the_last_whenever_that_was():
    before = Review(FIRST + days(4), 4)
    for done in (1, 4, 5):
        after = review.after_round(before, FIRST + days(done), flawless=False)
        assert after == Review(FIRST + days(done + 4), 4, 1)


def test_three_rounds_without_a_mistake_double_the_gap_and_one_mistake_ends_that():
    before = Review(FIRST, 5)

    rarer = review.after_round(before, FIRST, flawless=True)
    still = review.after_round(rarer, FIRST, flawless=True)
    again = review.after_round(still, FIRST, flawless=False)

    assert [one.gap for one in (rarer, still, again)] == [10, 10, 5]
    assert rarer.next_on == FIRST + days(10)
    assert again.next_on == FIRST + days(5)
    assert again.rounds == 3


@pytest.mark.parametrize(
    ("earlier", "now", "flawless"),
    [
        ([], True, False), ([True], True, False), ([True, True], True, True),
        ([True, True, False], True, True), ([True, False], True, False),
        ([False, True], True, False), ([True, True], False, False),
    ],
)  # fmt: skip
def test_without_a_mistake_means_this_one_and_the_two_before(
    earlier: list[bool], *, now: bool, flawless: bool
):
    assert review.is_flawless(earlier, now=now) is flawless


def test_stopping_and_wanting_them_again():
    stopped = review.stopped(Review(FIRST, 4, 2), NOW)
    assert stopped.stopped_at == NOW
    assert not review.is_coming(stopped, VOTING)

    again = review.resumed(stopped, FIRST)
    assert again == Review(FIRST + days(4), 4, 2)
    assert review.resumed(stopped, FIRST - days(1)) == Review(FIRST, 4, 2)


def test_nothing_comes_on_voting_day_or_where_there_is_none():
    assert review.is_coming(Review(VOTING - days(1), 3), VOTING)
    assert not review.is_coming(Review(VOTING, 3), VOTING)
    assert not review.is_coming(Review(FIRST, 3), None)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [("2024-02-13 17:59", True), ("2024-02-13 18:00", False), ("2024-02-14 09:00", False)],
)
def test_nobody_is_asked_from_six_on_the_eve(local: str, *, is_open: bool):
    assert review.is_open(datetime.fromisoformat(local).replace(tzinfo=UTC), VOTING) is is_open
    assert not review.is_open(datetime.fromisoformat(local), None)


# --- what is asked ----------------------------------------------------------------------------

KPPS = a_person("KPPS", 3)


def item(id_: str, marks: str = "", fact: str = "", **changes: object) -> Item:
    """Return an item: `!` decisive, `k` a case; its main fact is its own unless given."""
    found = {"decisive": "!" in marks, "case": "k" in marks, "facts": (fact or f"F-{id_}",)}
    return an_item(id_, **(found | changes))


def past(*marks: str) -> list[Past]:
    """Return answers a minute apart: `a+` right, `b-` wrong."""
    return [Past(one[:-1], one[-1] == "+", at(n)) for n, one in enumerate(marks)]


def chosen(bank: list[Item], learned: Learned = Learned(), person=KPPS) -> str:  # noqa: B008
    return " ".join(one.id for one in choose(bank, person, learned))


def test_missed_ones_come_first_and_doubted_ones_first_among_them():
    bank = [item(name) for name in "abcdef"]
    learned = Learned(past("a+", "b-", "c-", "d+", "e+", "f+"), {"c", "e"})

    assert chosen(bank, learned) == "c b e"


def test_then_decisive_ones_then_cases_then_what_was_asked_longest_ago():
    bank = [item("a"), item("b", "k"), item("c", "k"), item("d", "!"), item("e", "!k")]

    assert chosen(bank) == "e d b"
    assert chosen(bank, Learned(past("e+", "d+"))) == "e d b"
    assert chosen(bank[:3], Learned(past("b+", "c+"))) == "b c a"
    assert chosen(bank[:3], Learned(past("c+", "b+"))) == "c b a"
    assert chosen(bank[:3], Learned(past("b+"))) == "c b a"


def test_an_answer_right_later_makes_up_for_a_mistake():
    bank = [item(name) for name in "abcd"]

    assert chosen(bank, Learned(past("d-", "a+", "b+", "c+")))[0] == "d"
    assert chosen(bank, Learned(past("d-", "a+", "b+", "c+", "d+"))) == "a b c"
    assert chosen(bank, Learned(past("d+", "a+", "b+", "c+", "d-")))[0] == "d"


def test_the_same_knowledge_comes_in_another_dress():
    bank = [item("a", fact="F1"), item("b", fact="F1"), item("c"), item("d"), item("e", fact="F1")]

    assert chosen(bank, Learned(past("a-"))) == "b c d"
    assert chosen(bank, Learned(past("b+", "a-"))) == "e c d"
    assert chosen(bank, Learned(past("e+", "b+", "a-")))[0] == "e"
    assert chosen(bank, Learned((), {"a"})) == "b c d"
    assert chosen(bank, Learned(past("a-", "b+", "c+", "d+"))).split()[0] != "b", "it is known now"


def test_a_decisive_one_is_only_replaced_by_a_decisive_one():
    bank = [item("a", "!", fact="F1"), item("b", fact="F1"), item("c"), item("d")]

    assert chosen(bank, Learned(past("a-")))[0] == "a"
    assert chosen([*bank, item("e", "!", fact="F1")], Learned(past("a-")))[0] == "e"


def test_no_round_asks_twice_for_the_same():
    bank = [item("a", fact="F1"), item("b", fact="F1"), item("c", fact="F1"), item("d")]

    assert chosen(bank) == "a d"
    assert chosen(bank, Learned(past("a-", "b-"))) == "c d"


def test_each_round_has_a_decisive_one_until_it_was_right_in_the_last():
    bank = [item(name) for name in "abc"] + [item("d", "!"), item("e", "!")]
    mistakes = past("d+", "e+", "a-", "b-", "c-")

    assert chosen(bank, Learned(mistakes)) == "a b d"
    assert chosen(bank, Learned(mistakes, (), {"d"})) == "a b e"
    assert chosen(bank, Learned(mistakes, (), {"d", "e"})) == "a b c"


def test_the_decisive_one_does_not_ask_for_what_the_others_ask():
    bank = [item("a", fact="F1"), item("b"), item("c"), item("d", "!", fact="F1")]
    mistakes = past("d+", "b-", "c-", "a-")

    assert chosen(bank, Learned(mistakes)) == "b c d"
    assert chosen(bank, Learned(past("d+", "a-", "b-", "c-"))) == "d b c"
    crowded = [item("a"), item("b", fact="F1"), item("c", "k"), item("d", "!", fact="F1")]
    assert chosen(crowded, Learned(past("d+", "c-", "b-", "a-"))) == "c d a"


def test_only_what_is_for_ones_role_is_asked_and_a_tamu_is_asked_everything():
    bank = [item("a", audience=an_audience("PPS")), item("b", audience=an_audience("KPPS 3"))]

    assert chosen(bank) == "b"
    assert chosen(bank, person=a_person("tamu")) == "a b"
    assert chosen([]) == ""


def test_answers_to_what_is_no_longer_in_the_bank_do_not_matter():
    assert chosen([item("a")], Learned(past("x-", "y+"), {"z"})) == "a"


@given(st.data())
def test_a_round_is_three_of_different_facts_or_fewer(data: st.DataObject):
    facts = st.sampled_from(["F1", "F2", "F3", "F4", "F5"])
    bank = [
        item(f"i{n}", data.draw(st.sampled_from(["", "!", "k", "!k"])), data.draw(facts))
        for n in range(data.draw(st.integers(0, 9)))
    ]
    names = st.sampled_from([one.id for one in bank] or ["x"])
    marks = st.lists(st.tuples(names, st.sampled_from("+-")).map("".join), max_size=12)
    learned = Learned(
        past(*data.draw(marks)), data.draw(st.sets(names)), data.draw(st.sets(names))
    )

    found = choose(bank, KPPS, learned)

    known = {one.main_fact for one in bank}
    assert len(found) == min(3, len(known))
    assert len({one.main_fact for one in found}) == len(found)
    if not any(one.decisive for one in found):
        taken = {one.main_fact for one in found[:2]}
        left = [one for one in bank if one.decisive and one.main_fact not in taken]
        assert all(one.id in learned.last_right for one in left)


def test_alike_are_those_with_the_same_main_fact():
    bank = {one.id: one for one in (item("a", fact="F1"), item("b", fact="F1"), item("c"))}

    assert alike(bank, "a") == ["a", "b"]
    assert alike(bank, "c") == ["c"]
    assert alike(bank, "gone") == ["gone"]
    assert an_item("x", facts=()).main_fact == "x"


def test_everything_is_one_session_of_all_pages():
    session = review.everything([a_page("s1-a", session=1), a_page("s3-b")])

    assert (session.number, [page.id for page in session.pages]) == (0, ["s1-a", "s3-b"])
    assert session.quiz == review.PLAN
