"""Past questions to the office, problems on the day, and Tanya jawab, whatever people type."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

from markupsafe import Markup

from bot.core.faq import ANSWER_LIMIT, QUESTION_LIMIT, Doubts, Entry, Part
from bot.core.faq import State as Shown
from bot.core.people import Person, Role, Seat
from bot.core.questions import CATEGORIES, TEXT_LIMIT, Desk, Kind, Question, State
from bot.core.say import Say
from bot.screens import faq, problems, questions, questions_desk, questions_notices, search
from bot.screens.questions_words import ask_choices, asker_label
from tests.screens.builders import MORNING, NAMES, PAGES, WIB, everybody, named
from tests.screens.reading import Turn

TYPED = "<b>&amp; {name} \U0001f5f3 \u202etxt"
SEAT = Seat(3, Role.KPPS, 3, desa="Beji", tps="004")
DESKS = (
    Desk((1, 2, 3), "Beji"),
    Desk((1, 2, 3), "Kelurahan Sisir"),
    Desk((1, 2), "Junrejo"),
    Desk((1,), "Kota Batu"),
    Desk((1, 2, 3), TYPED),
)
COLLEAGUES = (None, Person(4, "Ani", Seat(9, Role.PPS, 2, desa="Beji")), Person(4))
STATES = (State.OPEN, State.ANSWERED, State.CLOSED)
TEXTS = ("", "Ya?", TYPED, "Apa? " * 40, "&<" * (TEXT_LIMIT // 2))
NOW = MORNING + timedelta(hours=5)


def some() -> Iterator[Question]:
    for n, (desk, kind, state) in enumerate(product(DESKS, Kind, STATES)):
        for text in TEXTS:
            seat = None if n % 3 == 1 else SEAT
            one = Question(
                id=12,
                kind=kind,
                person_id=1,
                chat_id=1,
                path=(1, 2, 3, 4) if seat else (),
                names=("Kota Batu", "Junrejo", "Beji", "004") if seat else (),
                desk=desk,
                text=text,
                state=state,
                asked_at=MORNING,
                moved_at=MORNING,
                seat=seat,
                category=CATEGORIES[0] if kind is Kind.PROBLEM else "",
                answer="Ya. " * 3 if state is State.ANSWERED else "",
                answered_at=NOW if state is State.ANSWERED else None,
            )
            yield one
            yield replace(one, answer="Ya.")
            yield replace(one, more=text, answer=text, told_at=NOW, by=desk)


def of_asking(say: Say) -> Iterator[Turn]:
    for desk, about, wrong in product(DESKS, ("", TYPED, "Judul " * 30), (True, False)):
        yield Turn("ask", [questions.ask(say, desk, about, is_wrong=wrong)])
    for one in some():
        for about in ("", TYPED, "Judul " * 30):
            yield Turn("check", questions.check(say, one, one.desk, about))
            yield Turn("mine", questions.one_of_mine(say, one, WIB, about))
        for reached, morning, waits in product((True, False), (None, 7), (True, False)):
            sent = questions.sent(say, one, reached=reached, morning=morning, waits=waits)
            yield Turn("sent", [sent])
        yield Turn("more", [questions.ask_more(say, one)])
        yield Turn("answered", questions.answered(say, one))
        yield Turn("closed", [questions.closed(say, one)])
        for by_itself in (True, False):
            yield Turn("moved", [questions.moved(say, one, by_itself=by_itself)])
    for n, page in product((0, 1, 6, 7, 30), (0, 1, 9)):
        yield Turn(f"{n} of mine", [questions.mine(say, list(some())[:n], page)])
    for reply in (questions.too_many, questions.nobody_above, questions.no_roster):
        yield Turn(reply.__name__, [reply(say)])
    yield Turn("dropped", [questions.dropped(say)])
    yield Turn("long", [questions.too_long(say, 4321)])


def of_offices(say: Say) -> Iterator[Turn]:
    for one in some():
        for about in ("", TYPED):
            yield Turn("notice", questions_notices.notice(say, one, about))
        for notice in (questions_notices.answered, questions_notices.undelivered):
            yield Turn("notice", [notice(say, one)])
        yield Turn("reminder", [questions_notices.reminder(say, one, NOW)])
        yield Turn("more", [questions_notices.of_more(say, one, one)])
        yield Turn("elsewhere", [questions_desk.elsewhere(say, one)])
        yield Turn("own", [questions_desk.own(say, one)])
        yield Turn("close", [questions_desk.confirm_close(say, one)])
        for length in (0, 4321):
            yield Turn("refused", [questions_desk.answer_refused(say, one, length)])
        for whole, up, about in ((True, DESKS[2], TYPED), (True, DESKS[3], ""), (False, None, "")):
            view = questions_desk.Card(one, whole, about, up, (one,) * 6, COLLEAGUES[1], whole)
            yield Turn("card", questions_desk.card(say, view, NOW, WIB, _note(say, one)))
            yield Turn("answer", questions_desk.ask_answer(say, view, one.desk))


def of_colleagues(say: Say) -> Iterator[Turn]:
    for colleague in COLLEAGUES:
        view = questions_desk.Card(next(some()), whole=True, answerer=colleague)
        yield Turn("card", questions_desk.card(say, view, NOW, WIB))
        answered = replace(view.question, state=State.ANSWERED, answered_at=NOW, answer="Ya.")
        view = replace(view, question=answered)
        yield Turn("card", questions_desk.card(say, view, NOW, WIB))
    for path in ((1,), (1, 2), (1, 2, 3)):
        names = ("Kota Batu", "Junrejo", "Beji")[: len(path)]
        assert asker_label(say, replace(next(some()), path=path, names=names), whole=False)
    for hours in (0, 1, 30, 300):
        later = MORNING + timedelta(hours=hours)
        yield Turn("many", [questions_notices.of_many(say, 3, MORNING, later)])


def _note(say: Say, one: Question) -> Markup:
    """Say what can be said above a card, each in its turn."""
    notes = [
        questions_desk.note_answered(say, told=True),
        questions_desk.note_answered(say, told=False),
        questions_desk.note_too_late(say),
        questions_desk.note_moved(say, one, reached=True),
        questions_desk.note_moved(say, one, reached=False),
        questions_desk.note_closed(say),
    ]
    return max(notes, key=len)


def of_lists(say: Say) -> Iterator[Turn]:
    found = [questions_desk.Row(one, whole=n % 2 == 0) for n, one in enumerate(some())]
    for kind, n, page, edits in product(Kind, (0, 1, 3, 6), (0, 1, 4), (True, False)):
        view = questions_desk.Inbox(kind, found[n : n + n], page, 30 if n else 0, 1234, edits)
        yield Turn("inbox", [questions_desk.inbox(say, view, NOW)])


def of_problems(say: Say) -> Iterator[Turn]:
    days: tuple[date | None, ...] = (None, date(2024, 1, 26), date(2024, 1, 27), date(2024, 2, 14))
    local = datetime(2024, 1, 26, 8, tzinfo=WIB)
    for person, desk, voting in product((*everybody(), named(TYPED)), DESKS, days):
        yield Turn("problem", [problems.choose(say, person, desk, voting, local)])
    for category, desk in product((*CATEGORIES, "lainnya"), DESKS):
        yield Turn("describe", [problems.describe(say, category, desk, "28437120")])
    for one, cut in product(some(), (True, False)):
        for category in ("aman", "kurang"):
            problem = replace(one, category=category)
            for reached in (True, False):
                sent = problems.sent(say, problem, "07.12", reached=reached, was_cut=cut)
                yield Turn("problem sent", [sent])
            yield Turn("joined", [problems.joined(say, problem, added=cut)])
    for text in TEXTS:
        yield Turn("too many", [problems.too_many(say, text)])
    yield Turn("tamu", [problems.only_with_seat(say)])
    yield Turn("office", [problems.nobody_above(say)])


def entries() -> list[Entry]:
    long = ("Apa? " * 100)[:QUESTION_LIMIT], ("Ya. " * 300)[:ANSWER_LIMIT]
    words = [("Apa?", "Ya."), long, ("<" * QUESTION_LIMIT, "&" * ANSWER_LIMIT), (TYPED, TYPED)]
    words.append(("Apa " * 250, "Ya. " * 250))
    return [
        Entry(n, *one, state, MORNING) for n, (one, state) in enumerate(product(words, Shown), 1)
    ]


def of_faq(say: Say) -> Iterator[Turn]:
    every = entries()
    for n, page, edits in product((0, 1, 6, 7, len(every)), (0, 1, 9), (True, False)):
        yield Turn("entries", [faq.entries(say, every[:n], page, edits=edits)])
    doubts = (
        Doubts(),
        Doubts(("0800 1234 567",) * 5, ("nomor urut",) * 6, NAMES[:5], is_long=True),
    )
    for one, doubt in product(every, doubts):
        for edits in (True, False):
            yield Turn("entry", faq.entry(say, one, edits=edits))
        for note in (None, faq.note_published(say), faq.note_changed(say), faq.note_newer(say)):
            yield Turn("edit", faq.edit(say, one, doubt, note))
        for part, length in product(Part, (0, 200, 4000)):
            yield Turn("part", [faq.ask_part(say, one, part)])
            yield Turn("refused", [faq.part_refused(say, one, part, length, doubt)])
        yield Turn("names", [faq.confirm_names(say, one, doubt)])
        yield Turn("withdraw", [faq.confirm_withdraw(say, one)])


def of_faq_around(say: Say) -> Iterator[Turn]:
    every = entries()
    asked = list(some())
    for n, pages in product((0, 2, 6), (1, 3)):
        yield Turn("manage", [faq.manage(say, asked[: 6 - n], every[:n], 0, pages)])
    yield Turn("manage", [faq.manage(say, [], [], 0, 1)])
    yield Turn("gone", [faq.gone(say)])
    yield Turn("dropped", [faq.dropped(say)])
    for n in (0, 6):
        yield Turn("found", [search.found(say, TYPED, PAGES[:n], every[:2])])
    for person in everybody():
        yield Turn("nothing found", [search.nothing_found(say, TYPED, person)])
        assert len(ask_choices(say, person)) <= 1


QUESTIONS = (of_asking, of_offices, of_colleagues, of_lists, of_problems, of_faq, of_faq_around)
