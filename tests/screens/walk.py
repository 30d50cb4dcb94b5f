"""A walk past every screen, with all real content and whatever people may type."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from bot.core.course import EVERYTHING, Progress, newly_done, pages_behind
from bot.core.forms import OWN_TEXT_LIMIT, Field, Form
from bot.core.outbox import Kind, State
from bot.core.people import Action, Person, Role, Seat
from bot.core.privacy import Consent, Noted
from bot.core.quiz import Attempt, Given, Item, Plan, Taken, is_finished, missed
from bot.core.reminders import Level
from bot.core.say import Say
from bot.screens import (
    agenda,
    companions,
    course,
    forms,
    help,  # noqa: A004 - the capability is called help in every layer
    language,
    menu,
    pocket,
    privacy,
    progress,
    quiz,
    registration,
    search,
)
from tests.screens.builders import (
    ALL_DONE,
    CONTENT,
    ENDLESS,
    MORNING,
    NAMES,
    NASTY,
    PAGES,
    WIB,
    an_attempt,
    answered,
    answers,
    bank,
    everybody,
    having_done,
    named,
    progresses,
)
from tests.screens.reading import Turn
from tests.screens.walk_broadcast import BROADCASTS
from tests.screens.walk_broadcast_running import BROADCAST_RUNNING
from tests.screens.walk_broadcast_sender import of_senders
from tests.screens.walk_card import of_card
from tests.screens.walk_certificate import CERTIFICATES, ISSUED
from tests.screens.walk_classroom import CLASSROOM
from tests.screens.walk_dashboard import BROWSERS, DASHBOARD
from tests.screens.walk_drawings import of_drawings
from tests.screens.walk_invite import of_invite
from tests.screens.walk_items import of_items
from tests.screens.walk_onboarding import ONBOARDING
from tests.screens.walk_outreach import OUTREACH
from tests.screens.walk_questions import QUESTIONS, some
from tests.screens.walk_reminders import REMINDERS
from tests.screens.walk_results import RESULTS
from tests.screens.walk_results_files import RESULTS_FILES
from tests.screens.walk_review import REVIEWS
from tests.screens.walk_roster import ROSTER
from tests.screens.walk_tree import of_tree
from tests.screens.walk_voting_day import VOTING_DAY

WHEN = (MORNING, WIB)
SEATS = [person.seat for person in everybody() if person.seat] + [
    NASTY,
    ENDLESS,
    Seat(2, Role.PPK, 1, "Batu" * 75),
    Seat(3, Role.KPPS, None, "Batu", "Kelurahan Sisir", "001"),
    Seat(4, Role.PPS, 1, "Batu", "desa Oro-Oro Ombo"),
]


def of_registration(say: Say) -> Iterator[Turn]:
    crowd = tuple(named(name, n) for n, name in enumerate(NAMES, 2))
    for code in ("", "ABCD2345"):
        for here in ((), (Person(1), named("")), crowd, crowd[::-1]):
            yield Turn(f"greeting {code}", [registration.greeting(say, code, here)])
        yield Turn(f"declined {code}", [registration.declined(say, code)])
        yield Turn(f"renewal {code}", [registration.renewal(say, code, 366)])
        yield Turn(f"postponed {code}", [registration.postponed(say, code)])
    for screen in (
        registration.ask_code,
        registration.ask_phone,
        registration.phone_unknown,
        registration.phone_not_own,
        registration.not_you,
        registration.too_many_codes,
    ):
        yield Turn(screen.__name__, [screen(say)])
    for yes in (True, False):
        yield Turn(f"wrong code {yes}", [registration.wrong_code(say, mistyped=yes)])
    for seat in SEATS:
        yield from _of_seat(say, seat)


def _of_seat(say: Say, seat: Seat) -> Iterator[Turn]:
    for agreed in (True, False):
        asked = registration.is_this_you(say, seat, "ABCD2345", agreed=agreed)
        yield Turn(f"is this you {seat}", [asked])
    yield Turn(f"no holder {seat}", [registration.seat_without_holder(say, seat)])


def of_menu(say: Say) -> Iterator[Turn]:
    for person in [*everybody(), named("{0}"), Person(1, "Siti Aminah", ENDLESS)]:
        yield Turn(f"more {person}", [menu.more(say, person)])
        every = menu.more(say, person, coordinates=True, leads=True)
        yield Turn(f"more of an officer {person}", [every])
        for done in progresses(person):
            day = menu.menu(say, person, CONTENT.sessions, done, replace=True, is_day=True)
            yield Turn(f"whole menu {person}", [day])
            shown = menu.menu(say, person, CONTENT.sessions, done, replace=True)
            yield Turn(f"menu {person}", [shown])
            yield Turn(f"welcome {person}", [registration.welcome(say, person), shown])
    for pages in ((), PAGES[:1], PAGES):
        yield Turn(f"not understood, {len(pages)} pages", [menu.not_understood(say, pages)])
    for sees_results in (True, False):
        yield Turn("area", [menu.area(say, sees_results=sees_results)])
    yield Turn("account", [menu.account(say)])
    yield Turn("stale", [menu.stale(say)])
    yield Turn("forbidden", [menu.forbidden(say)])
    yield Turn("file", [menu.file_not_expected(say)])
    yield Turn("too fast", [menu.too_fast(say)])
    yield Turn("failure", [menu.failure(say, "1f2e3d4c")])
    yield Turn("languages", [language.choose(say)])
    yield Turn("language", [language.chosen(say)])


def of_companions(say: Say) -> Iterator[Turn]:
    crowd = [named(name, n) for n, name in enumerate(NAMES, 2)]
    for people in ([Person(1)], [Person(1), *crowd], everybody()[-2:]):
        yield Turn(f"{len(people)} people", [companions.choose(say, people, people[0])])


def of_sessions(say: Say) -> Iterator[Turn]:
    for person in everybody():
        for done in progresses(person):
            yield Turn(
                f"sessions {person}", [course.sessions(say, person, CONTENT.sessions, done)]
            )
            for one in CONTENT.sessions:
                for may_test, behind in ((True, 0), (False, 0), (True, 12)):
                    shown = course.session(
                        say, person, one, done, may_test=may_test, behind=behind
                    )
                    yield Turn(f"session {one.number} {person}", [shown])


def of_pages(say: Say) -> Iterator[Turn]:
    for person in everybody():
        for one in CONTENT.sessions:
            for page in one.pages:
                shown = course.page(say, person, one, page)
                yield Turn(f"page {page.id} {person}", [shown])
            for start in range(-7, len(one.pages) + 14, 7):
                listed = course.session_pages(say, person, one, start)
                yield Turn(f"pages of {one.number} from {start} {person}", [listed])


def of_remaining_pages(say: Say) -> Iterator[Turn]:
    for one in CONTENT.sessions:
        for pages in ((), one.pages[:1], one.pages[:8], one.pages):
            for start in range(0, len(pages) + 1, 7):
                shown = course.remaining_pages(say, one, pages, start)
                yield Turn(f"{len(pages)} pages left of {one.number} from {start}", [shown])


def of_completions(say: Say) -> Iterator[Turn]:
    """Yield what is said when each session, or everything, was just completed."""
    for person in everybody():
        for done in progresses(person):
            numbers = newly_done(CONTENT.sessions, person, done)
            for fresh in [*([n] for n in (1, 2, 3, 4)), numbers, [4, EVERYTHING]]:
                said = course.completions(
                    say, fresh, CONTENT.sessions, list(done.done), WHEN, person
                )
                if said:
                    yield Turn(f"completed {fresh} {person}", said)


def of_pocket(say: Say) -> Iterator[Turn]:
    for page in CONTENT.pocket:
        yield Turn(f"pocket page {page.id}", [pocket.page(say, CONTENT.pocket, page)])
    for start in range(0, len(CONTENT.pocket) + 7, 7):
        yield Turn(f"pocket card from {start}", [pocket.card(say, CONTENT.pocket, start)])


def of_forms(say: Say) -> Iterator[Turn]:
    for form in CONTENT.forms.values():
        for field in form.fields:
            yield from _of_field(say, form, field)
        skipped = {field.id: "" for field in form.fields}
        for values in ({}, skipped, *(answers(form, text) for text in NAMES)):
            shown = forms.summary(say, form, values, f"sesi:{form.session}", replace=True)
            yield Turn(f"summary of {form.id}", [shown])


def _of_field(say: Say, form: Form, field: Field) -> Iterator[Turn]:
    place = f"{form.id}:{field.id}"
    given = [answers(form, text) for text in NAMES]
    for values in ({}, {field.id: ""}, *({field.id: v[field.id]} for v in given), *given):
        yield Turn(f"{place} {values!r:.40}", [forms.question(say, form, field, values)])
    if field.takes_text:
        yield Turn(f"own words {place}", [forms.write_own(say, form, field)])
    yield Turn(f"too long {place}", [forms.too_long(say, form, field, 10 * OWN_TEXT_LIMIT)])


def of_quizzes(say: Say) -> Iterator[Turn]:
    """Yield every question, the feedback right and wrong, once more at the end, and results."""
    for done in (Progress(), having_done(2), ALL_DONE):
        yield Turn("quizzes", [quiz.quizzes(say, CONTENT.sessions, done)])
    for one, items in bank():
        assert one.quiz
        yield Turn(
            f"ask experience {one.number}", [quiz.ask_experience(say, one.number, one.quiz)]
        )
        plain = an_attempt([item for item in items if not item.decisive][:10], one.number)
        failed = answered(plain, "-" * len(plain.drawn))
        yield Turn(f"failed {one.number}", [quiz.result(say, one.quiz, failed, one.pages)])
        for item in items:
            others = [other for other in items if other is not item]
            for kind in ("kuis", "uji"):
                attempt = an_attempt([item, *others[:9]], one.number, kind)
                yield Turn(f"renewed {item.id} {kind}", [quiz.renewed(say, attempt)])
                yield from _of_item(say, one.quiz, attempt, item)


def _of_item(say: Say, plan: Plan, attempt: Attempt, item: Item) -> Iterator[Turn]:
    """Yield the first question of `attempt` and the ones after it that are about `item`."""
    place, title = f"{item.id} {attempt.kind}", quiz.title_of(say, plan, attempt.kind)
    yield Turn(f"question {place}", [quiz.question(say, title, attempt, item)])
    for mark in "+-":
        told = answered(attempt, mark)
        for page in (None, PAGES[0]):
            further = quiz.further(say, item, page, Person(1))
            shown = quiz.feedback(say, title, told, (attempt.drawn[0], 1), item, further)
            yield Turn(f"feedback {mark} {place}", [shown])
    rest = answered(attempt, "-" + "+" * (len(attempt.drawn) - 1))
    if not is_finished(rest):
        yield Turn(f"again {place}", [quiz.question(say, title, rest, item)])
        for mark in "+-":
            yield from _of_end(say, plan, answered(rest, mark), item, 2)
    else:
        for marks in ("+" * len(attempt.drawn), "-" * len(attempt.drawn)):
            over = answered(attempt, marks)
            if is_finished(over):
                yield from _of_end(say, plan, over, item, 1)


def _of_end(say: Say, plan: Plan, attempt: Attempt, item: Item, round_: int) -> Iterator[Turn]:
    """Yield the last feedback together with the result that follows it."""
    facts = {f for id_ in missed(attempt) for f in CONTENT.items[id_].facts}
    one = CONTENT.session(attempt.session)
    assert one
    title = quiz.title_of(say, plan, attempt.kind)
    told = quiz.feedback(say, title, attempt, (attempt.drawn[0], round_), item)
    for pages in ((), pages_behind(one, facts, Person(1))):
        shown = quiz.result(say, plan, attempt, pages)
        yield Turn(f"result {attempt.kind} {item.id}", [told, shown])


def of_progress(say: Say) -> Iterator[Turn]:
    for person in [*everybody(), named("{0}")]:
        for done in progresses(person):
            shown = progress.progress(say, person, CONTENT.sessions, done, WIB)
            yield Turn(f"progress {person}", [shown])


def of_privacy(say: Say) -> Iterator[Turn]:
    taken: Sequence[Taken] = [Taken(2, "kuis", 10, 8, MORNING), Taken(3, "uji", 0, 0, MORNING)]
    given = [Given(id_, "a", id_ < "M", MORNING) for id_ in (*list(CONTENT.items)[::50], "XX-99")]
    noted = Noted(
        date(2024, 1, 27),
        [("dihubungi", MORNING), ("baru", MORNING)],
        [(name, "asked", MORNING) for name in NAMES],
        [("PPS", name) for name in NAMES],
        [("kit", "done", MORNING)],
        [Consent("telegram", 2, MORNING, MORNING, MORNING), Consent("web", 1, MORNING)],
        [(MORNING, MORNING, "pindah"), (MORNING, None, "")],
        Level.IMPORTANT,
        [(kind, state, 1234) for kind in Kind for state in State],
        3,
        2,
        BROWSERS,
        MORNING,
        certificates=ISSUED,
        questions=[*some()][:40],
        replies=1234,
    )
    everyone = [*everybody(), *map(named, NAMES), Person(1, "Siti Aminah", ENDLESS)]
    for person in everyone:
        for done in progresses(person):
            empty = privacy.Kept(person, "", done, ())
            full = privacy.Kept(person, "+6281234567890", done, taken, given, noted)
            for kept in (empty, full):
                yield Turn(f"my data {person}", privacy.my_data(say, kept, CONTENT, WIB))
    for person in everyone:
        yield Turn(f"erase {person}", [privacy.confirm_erase(say, person)])
    for shared in (True, False):
        yield Turn("erased", [privacy.erased(say, shared=shared)])
    yield Turn("warning", [privacy.retention_warning(say, date(2024, 4, 14))])


def of_help(say: Say) -> Iterator[Turn]:
    for role in Role:
        for names in ((), ("Siti Aminah",), NAMES, ["😀" * 300] * 9):
            for allowed in ((), tuple(Action)):
                yield Turn(f"help {role}", [help.overview(say, role, names, allowed)])
    yield Turn("duties", [help.duties(say, tuple(Action))])


def of_search(say: Say) -> Iterator[Turn]:
    yield Turn("search", [search.ask(say)])
    for words in NAMES:
        for n in range(0, len(PAGES), 6):
            yield Turn(f"found {words!r:.20}", [search.found(say, words, PAGES[n : n + 6])])
        yield Turn(f"nothing found {words!r:.20}", [search.nothing_found(say, words)])


def of_agenda(say: Say) -> Iterator[Turn]:
    for n in range(60):
        today = date(2024, 1, 15) + timedelta(days=n)
        yield Turn(f"agenda on {today}", [agenda.agenda(say, CONTENT.agenda, today)])
    yield Turn("no agenda", [agenda.agenda(say, (), date(2024, 1, 15))])
    special = {CONTENT.agenda[-1].id}
    yield Turn("agenda here", [agenda.agenda(say, CONTENT.agenda, date(2024, 2, 20), special)])


WALKS: tuple[Callable[[Say], Iterator[Turn]], ...] = (
    of_agenda,
    of_companions,
    of_drawings,
    of_completions,
    of_forms,
    of_help,
    of_invite,
    of_items,
    of_menu,
    of_pages,
    of_pocket,
    of_privacy,
    of_progress,
    of_quizzes,
    of_registration,
    of_remaining_pages,
    of_search,
    of_sessions,
    of_tree,
    of_card,
    *ONBOARDING,
    *CLASSROOM,
    *BROADCASTS,
    of_senders,
    *BROADCAST_RUNNING,
    *DASHBOARD,
    *CERTIFICATES,
    *OUTREACH,
    *REVIEWS,
    *QUESTIONS,
    *REMINDERS,
    *RESULTS,
    *RESULTS_FILES,
    *ROSTER,
    *VOTING_DAY,
)
