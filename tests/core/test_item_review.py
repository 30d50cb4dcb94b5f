"""Which questions somebody should look at."""

from bot.core.item_marks import Mark
from bot.core.item_review import analyse_bank, needs_look, to_look_at
from bot.core.items import Flag, ItemStats, Like
from bot.core.people import Audience
from bot.core.quiz import Item, Option


def an_item(id_: str, version: int = 1) -> Item:
    options = (Option("a", "Ya"), Option("b", "Tidak"))
    return Item(
        id_,
        version,
        topic="t",
        audience=Audience(),
        decisive=False,
        themes=frozenset(),
        question="?",
        options=options,
        right="a",
        explanation="",
        basis="",
    )


ITEMS = {"X-1": an_item("X-1"), "X-2": an_item("X-2", 2), "X-3": an_item("X-3")}


def likes(item: str, version: int, n: int) -> list[Like]:
    return [Like(item, version, "a", right=True, rest=None, n=n)]


def found() -> dict[tuple[str, int], ItemStats]:
    alike = [*likes("X-1", 1, 40), *likes("X-2", 1, 40), *likes("X-2", 2, 50)]
    return {(one.item, one.version): one for one in analyse_bank(alike, ITEMS)}


def test_the_bank_comes_first_answered_or_not_then_older_versions():
    assert list(found()) == [("X-1", 1), ("X-2", 2), ("X-3", 1), ("X-2", 1)]
    assert found()["X-3", 1].n == 0
    assert [one.is_key for one in found()["X-3", 1].options] == [True, False]


def test_a_flagged_question_needs_a_look_until_it_is_settled():
    flagged = found()["X-1", 1]

    assert flagged.flags == (Flag.EASY,)
    assert needs_look(flagged, ITEMS, {})
    assert needs_look(flagged, ITEMS, {("X-1", 1): Mark.IMPROVE})
    assert not needs_look(flagged, ITEMS, {("X-1", 1): Mark.KEEP})
    assert not needs_look(flagged, ITEMS, {("X-1", 1): Mark.RETIRE})


def test_what_is_not_asked_any_more_or_not_flagged_needs_none():
    assert not needs_look(found()["X-2", 1], ITEMS, {})
    assert not needs_look(found()["X-3", 1], ITEMS, {})
    assert not needs_look(found()["X-1", 1], {}, {})


def test_the_one_with_most_answers_comes_first():
    shown = to_look_at(found().values(), ITEMS, {})

    assert [one.item for one in shown] == ["X-2", "X-1"]
