"""Past reviews: how they stand, a round, "masih ragu", and what has changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

from markupsafe import Markup, escape

from bot.core import review as rules
from bot.core.dialog import Choice, Reply
from bot.core.impact import CHANGE_LIMIT
from bot.core.people import Person
from bot.core.quiz import Item, Kind, Taken
from bot.core.review import Review
from bot.core.say import Say
from bot.screens import quiz, review, review_kept
from tests.screens.builders import CONTENT, MORNING, PAGES, WIB, an_attempt, answered
from tests.screens.reading import Turn

CHANGE = "Batas waktu " + "x" * (CHANGE_LIMIT - 12)


def views() -> Iterator[review.View]:
    for on, stopped, scheduled, rarer in product(
        (None, date(2024, 2, 9)), (False, True), (False, True), (False, True)
    ):
        yield review.View(on, 8, 12, 40, stopped=stopped, scheduled=scheduled, rarer=rarer)


def of_reviews(say: Say) -> Iterator[Turn]:
    yield Turn("nothing to review", [review.nothing_yet(say)])
    three = list(CONTENT.items.values())[:3]
    for view in views():
        yield Turn(f"reviews {view}", [review.overview(say, view)])
        for marks in ("+++", "---", "+-+"):
            over = answered(an_attempt(three, rules.SESSION, "ulang"), marks)
            for pages in ((), PAGES):
                yield Turn(f"review {marks}", [review.result(say, over, pages, view)])


def of_review_questions(say: Say) -> Iterator[Turn]:
    """Yield every question as a review asks it, and as one that changed, and doubts about it."""
    kinds: tuple[Kind, ...] = ("ulang", "ubah")
    for item, kind in product(CONTENT.items.values(), kinds):
        yield from _of_item(say, replace(item, change=CHANGE) if kind == "ubah" else item, kind)


def _of_item(say: Say, item: Item, kind: Kind) -> Iterator[Turn]:
    attempt = an_attempt([item, item], rules.SESSION, kind)
    title = quiz.title_of(say, rules.PLAN, kind)
    try:
        yield Turn(f"{kind} {item.id}", [quiz.question(say, title, attempt, item)])
    except ValueError:
        assert kind == "ubah", "only a line of the greatest length is too much, and checked"
    yield Turn(f"renewed {kind}", [quiz.renewed(say, attempt)])
    for mark, page in product("+-", (None, PAGES[0])):
        told = answered(attempt, mark)
        further = quiz.further(say, item, page, Person(1))
        shown = quiz.feedback(say, title, told, (attempt.drawn[0], 1), item, further)
        yield Turn(f"doubted {item.id}", [review.doubted(say, shown, told, item)])


def of_changes(say: Say) -> Iterator[Turn]:
    yield Turn("nothing changed", [review.nothing_changed(say)])
    pages = [replace(page, version=2, change=CHANGE) for page in PAGES]
    for n in (1, 2, 6, len(pages)):
        yield Turn(f"{n} changed pages", [review.changed_pages(say, pages[-n:])])
    over = answered(an_attempt(list(CONTENT.items.values())[:2], rules.SESSION, "ubah"), "+-")
    told = [review.changed_result(say, over), review.changed_pages(say, pages, replace=False)]
    yield Turn("changed result", told)


def of_kept_reviews(say: Say) -> Iterator[Turn]:
    menu = Choice(say("Menu"), "menu")
    kinds: tuple[Kind, ...] = ("kuis", "uji", "ulang", "ubah")
    lines = [review_kept.taken_line(say, Taken(2, kind, 9, 8, MORNING), WIB) for kind in kinds]
    going = Review(date(2024, 2, 5), 4, 1)
    doubts = [("KE-01", MORNING), ("gone", MORNING)]
    for one in (None, going, rules.stopped(going, MORNING)):
        lines += review_kept.review_lines(say, one, doubts, CONTENT.items, WIB)
    for line in lines:
        yield Turn(line, [Reply(Markup("{}").format(escape(line)), (menu,))])


REVIEWS = (of_reviews, of_review_questions, of_changes, of_kept_reviews)
