"""Past the screens of classes: opening, the roll, the quiz on every phone, results."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

from markupsafe import Markup, escape

from bot.core.classroom import (
    Class,
    Own,
    Question,
    Refusal,
    Tally,
    Visit,
)
from bot.core.classroom_quiz import MIXED, TOPICS
from bot.core.dialog import Choice, Reply
from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.screens import (
    classroom,
    classroom_held,
    classroom_kept,
    classroom_quiz,
    classroom_roll,
)
from tests.screens.builders import CONTENT, MORNING, NAMES, WIB
from tests.screens.reading import Turn

LONGEST = 2**53 - 1
MANY = 99_999
TODAY = date(2024, 1, 26)
LEVELS = ("kota", "kecamatan", "desa", "tps")
TOKEN = "A" * 22
ITEMS = [*CONTENT.items.values()]


def questions(opened: int, closed: int, of: int = 3) -> tuple[Question, ...]:
    """Return the first questions of the bank, so many of them opened and closed."""
    return tuple(
        Question(
            n,
            1,
            item.id,
            item.version,
            tuple(option.id for option in item.options),
            item.right,
            MORNING if n <= opened else None,
            MORNING if n <= closed else None,
        )
        for n, item in enumerate(ITEMS[:of], 1)
    )


def a_class(name: str, level: str = "tps", asked: tuple[Question, ...] = ()) -> Class:
    deep = LEVELS.index(level) + 1
    path = tuple(LONGEST - n for n in range(deep))
    return Class(
        LONGEST, path, (name,) * deep, level, TODAY, TODAY, 0, "4821", TOKEN, questions=asked
    )


STAGES = ((0, 0), (1, 0), (1, 1), (3, 3))


def of_classes(say: Say) -> Iterator[Turn]:
    yield Turn("no class", [classroom.classes(say, [], 0)])
    for name in NAMES:
        one = a_class(name)
        lines = [
            classroom.Line(replace(one, id=LONGEST - n), MANY, None if n % 2 else 0.5)
            for n in range(14)
        ]
        lines[0] = replace(lines[0], one=replace(one, closed=MORNING))
        for page in (0, 1, 9):
            yield Turn("classes", [classroom.classes(say, lines, page)])
        for level in LEVELS[:3]:
            below = [
                (LONGEST - n, LEVELS[LEVELS.index(level) + 1], f"{n} {name}") for n in range(12)
            ]
            areas = classroom.Areas(LONGEST, level, name, below)
            for page in (0, 1):
                yield Turn("choose area", [classroom.choose_area(say, areas, page)])
        yield Turn("ask day", [classroom.ask_day(say, (LONGEST, "tps", name), TODAY)])
    menu = Choice(say("Menu"), "menu")
    yield Turn("which area", [Reply(classroom.which_area(say), (menu,))])
    yield Turn("other day", [classroom.ask_other_day(say, LONGEST)])
    yield Turn("no such day", [classroom.no_such_day(say, LONGEST)])


def of_a_class(say: Say) -> Iterator[Turn]:
    for (name, level), (opened, closed) in product(product(NAMES, ("desa", "tps")), STAGES):
        one = a_class(name, level, questions(opened, closed))
        tallies = {n: Tally({"a": MANY, "b": 3}) for n in (1, 3)}
        view = classroom_held.View(
            one, MANY, MANY, f"https://bimtek.example/kelas/{TOKEN}", tallies, CONTENT.items
        )
        for shown in (view, replace(view, page="http://127.0.0.1:1/kelas/x", items={})):
            yield Turn("control", [classroom_held.control(say, shown)])
        over = replace(view, one=replace(one, closed=MORNING))
        yield Turn("control, closed", [classroom_held.control(say, over)])
        yield Turn("close?", [classroom_held.ask_close(say, one)])
        yield Turn("qr", [classroom_held.qr(say, one, (LONGEST, "t"), "https://x.example")])
        yield Turn("qr, no address", [classroom_held.no_address(say, one)])
        yield Turn("sheet", [classroom_held.run_sheet(say, one, (1, "t"), "lembar.pdf")])
        yield Turn("results", [classroom_held.results(say, over, 0)])
    yield Turn("sheet gone", [classroom_held.sheet_gone(say, LONGEST)])
    all_ = questions(30, 30, 30)
    many = (*all_[:20], *(replace(question, round=2) for question in all_[20:]))
    view = classroom_held.View(a_class("Beji", "desa", many), 1, 2, items=CONTENT.items)
    view = replace(view, tallies={n: Tally({"a": n}) for n in range(1, 31)})
    for page in (0, 1, 2, 9):
        yield Turn("results, many", [classroom_held.results(say, view, page)])


def of_rolls(say: Say) -> Iterator[Turn]:
    seat = Seat(LONGEST, Role.KPPS, 3, "Junrejo", "Beji", "004")
    for name in NAMES:
        one = a_class(name, "desa")
        places = [
            classroom_roll.Place(LONGEST - n, "tps", f"{n} {name}", MANY, MANY) for n in range(14)
        ]
        for page in (0, 1, 9):
            yield Turn("roll", [classroom_roll.areas(say, one, places, page)])
        people = [
            (Person(LONGEST - n, name if n else "", seat if n % 2 else None), how)
            for n, how in enumerate(("", "kode", "qr", "dicatat") * 3)
        ]
        for page in (0, 1, 9):
            roll = classroom_roll.Roll(places[0], people, page)
            yield Turn("people", [classroom_roll.people(say, one, roll)])
        yield Turn("not yet", [classroom_roll.not_yet(say, one)])
        for again in (False, True):
            yield Turn("attending", [classroom_roll.attending(say, one, again=again)])
        for why in Refusal:
            yield Turn(f"refused {why}", [classroom_roll.refused(say, one, why)])
        greeting = classroom_roll.ask_word(say)
        yield Turn("register", [classroom_roll.register_first(say, one), greeting])
    yield Turn("empty roll", [classroom_roll.areas(say, a_class("Beji"), [], 0)])
    yield Turn("word", [classroom_roll.ask_word(say)])
    yield Turn("wrong word", [classroom_roll.wrong_word(say)])
    yield Turn("too many", [classroom_roll.too_many_words(say)])


def of_class_quizzes(say: Say) -> Iterator[Turn]:
    one = a_class("Beji", "desa", questions(1, 0))
    yield Turn("topic", [classroom_quiz.ask_topic(say, one)])
    for topic in (*TOPICS, MIXED):
        yield Turn("how many", [classroom_quiz.ask_count(say, one, topic, 1)])
    yield Turn("nobody", [classroom_quiz.nobody(say, one)])
    yield Turn("absent", [classroom_quiz.absent(say)])
    for name, (opened, closed) in product(NAMES, STAGES):
        stage = a_class(name, "tps", questions(opened, closed))
        yield Turn("pause", [classroom_quiz.pause(say, stage)])
        for own in (Own(), Own({1: ("a", True), 2: ("b", False)})):
            yield Turn("own result", [classroom_quiz.own_result(say, stage, own)])


def of_class_questions(say: Say) -> Iterator[Turn]:
    """Every item of the bank fits on a phone, asked and explained."""
    asked = questions(len(ITEMS), 0, len(ITEMS))
    one = a_class("Beji", "desa", asked)
    for question, item in zip(asked, ITEMS, strict=True):
        wrong = next(option for option in question.options if option != question.right)
        yield Turn(item.id, [classroom_quiz.question(say, one, question, item)])
        for again in (False, True):
            kept = classroom_quiz.taken(say, one, question, item, wrong, again=again)
            yield Turn(item.id, [kept])
        for given in ("", wrong, question.right):
            yield Turn(item.id, [classroom_quiz.feedback(say, one, question, item, given)])
            yield Turn(item.id, [classroom_quiz.late(say, one, question, item, given)])
    gone = asked[0]
    yield Turn("gone", [classroom_quiz.question(say, one, gone, None)])
    yield Turn("gone", [classroom_quiz.feedback(say, one, gone, None, "")])


def of_kept_classes(say: Say) -> Iterator[Turn]:
    """Lines of the document of `/datasaya`, each as if it were a message."""
    answers = [("KE-01", "a", True, MORNING), ("gone", "b", False, MORNING)]
    visits = [Visit(TODAY, how, MORNING, answers) for how in ("kode", "qr", "dicatat")]
    lines = list(classroom_kept.visit_lines(say, visits, CONTENT.items, WIB))
    menu = Choice(say("Menu"), "menu")
    for line in (*lines, classroom_kept.held_line(say, MANY)):
        yield Turn(line, [Reply(Markup("{}").format(escape(line)), (menu,))])


CLASSROOM = (
    of_classes,
    of_a_class,
    of_rolls,
    of_class_quizzes,
    of_class_questions,
    of_kept_classes,
)
