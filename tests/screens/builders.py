"""The real content, both languages, everybody who may read, and what people may type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.content import catalogue, load
from bot.core.course import EVERYTHING, How, Progress, Session, forms_of, own_pages
from bot.core.forms import OWN_TEXT_LIMIT, Field, Form, own_text_value
from bot.core.people import Person, Role, Seat
from bot.core.quiz import Attempt, Drawn, Item, Kind, answer, current
from bot.core.say import Say
from tests.core.builders import a_person

CONTENT = load()
PAGES = list(CONTENT.pages.values())
LANGUAGES = catalogue.languages()
INDONESIAN, ENGLISH = LANGUAGES["id"], LANGUAGES["en"]
WIB = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2024, 1, 26, 1, 15, tzinfo=UTC)  # 08.15 WIB, the day after the inauguration

EMOJI = "😀" * 300
NAMES = (
    "Siti Aminah",
    "<b>x</b>",
    "A" * 300,
    EMOJI,
    "عَلِيّ بْن أَبِي",
    "{0}",
    "&lt; {name} %s",
)
NASTY = Seat(9, Role.KPPS, 3, "<i>Batu</i>", "{desa} & عَلِيّ 😀", "<b>004</b>")
ENDLESS = Seat(8, Role.KPPS, 3, "Batu" * 75, EMOJI, "0" * 300)


def everybody() -> list[Person]:
    """Return one person of every kind the screens tell apart."""
    kpps = [a_person("KPPS", number) for number in range(1, 8)]
    above = (
        Seat(2, Role.PPS, 1, "Bumiaji", "Bulukerto"),
        Seat(3, Role.PPK, 2, "Bumiaji"),
        Seat(4, Role.SOSDIKLIH, 1),
    )
    return [*kpps, *(Person(1, "Siti Aminah", seat) for seat in above), a_person("tamu")]


def named(name: str, id_: int = 2) -> Person:
    """Return a member with this name, in a seat whose areas are just as strange."""
    return Person(id_, name, NASTY)


def session(number: int) -> Session:
    found = CONTENT.session(number)
    assert found is not None
    return found


def having_done(*numbers: int, how: How = "belajar", at: datetime = MORNING) -> Progress:
    """Return the progress of somebody who completed these sessions and read all their pages."""
    pages = [page.id for number in numbers if number for page in session(number).pages]
    return Progress(
        seen={page: at - timedelta(minutes=n) for n, page in enumerate(pages)},
        passed=[number for number in numbers if number and session(number).quiz],
        done=dict.fromkeys(numbers, at),
        how=dict.fromkeys(numbers, how),
    )


ALL_DONE = having_done(1, 2, 3, 4, EVERYTHING)


def longest(field: Field, text: str) -> str:
    """Return the longest answer a field takes: own words where it takes them."""
    if field.takes_text:
        return own_text_value((text * OWN_TEXT_LIMIT)[:OWN_TEXT_LIMIT])
    return max(field.options, key=lambda id_: len(field.options[id_]), default="5")


def answers(form: Form, text: str) -> dict[str, str]:
    return {field.id: longest(field, text) for field in form.fields}


def every_answer(person: Person, text: str) -> Mapping[str, Mapping[str, str]]:
    """Return all forms of a person, filled with `text` wherever one may type."""
    forms = [form for one in CONTENT.sessions for form in forms_of(one, person)]
    return {form.id: answers(form, text) for form in forms}


def with_forms(progress: Progress, person: Person, text: str) -> Progress:
    return replace(progress, values=every_answer(person, text))


def progresses(person: Person) -> list[Progress]:
    """Return how far this person may be: nowhere, begun, each session, all, by either way."""
    read = [PAGES[0], own_pages(CONTENT.sessions[2], person)[3]]
    begun = Progress(seen={page.id: MORNING for page in read})
    done = [having_done(n, how=how) for n in (1, 2, 3, 4) for how in ("belajar", "uji")]
    return [
        Progress(),
        begun,
        *done,
        with_forms(begun, person, "Teliti. "),
        with_forms(ALL_DONE, person, "😀"),
    ]


# --- quizzes --------------------------------------------------------------------------------


def drawn_from(items: Sequence[Item], seed: int = 1) -> tuple[Drawn, ...]:
    """Draw exactly these items, their options shuffled."""
    chance = Random(seed)  # noqa: S311 - a test repeats itself
    orders = [[option.id for option in item.options] for item in items]
    for order in orders:
        chance.shuffle(order)
    return tuple(
        Drawn(item.id, item.version, tuple(order), item.right, item.decisive)
        for item, order in zip(items, orders, strict=True)
    )


def an_attempt(items: Sequence[Item], session: int = 2, kind: Kind = "kuis") -> Attempt:
    return Attempt(2**53 - 1, session, kind, drawn_from(items))  # the longest id there is


def answered(attempt: Attempt, marks: str) -> Attempt:
    """Answer what is asked, in order: `+` right, `-` wrong (the longest of the wrong ones)."""
    for mark in marks:
        now = current(attempt)
        assert now is not None, f"{marks!r} is longer than the quiz"
        drawn, round_ = now
        option = drawn.right if mark == "+" else wrong_option(drawn)
        attempt = answer(attempt, drawn.item, round_, option)
    return attempt


def wrong_option(drawn: Drawn) -> str:
    item = CONTENT.items[drawn.item]
    wrong = [option for option in item.options if option.id != drawn.right]
    return max(wrong, key=lambda option: len(option.text)).id


def bank() -> Iterator[tuple[Session, list[Item]]]:
    """Yield every session with a quiz and the questions it may ask."""
    for one in CONTENT.sessions:
        if one.quiz:
            yield one, CONTENT.bank(one)


class Listening(Say):
    """A translator that remembers which sentences were said."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.language, say._catalogue)
        self.said: set[str] = set()

    def __call__(self, sentence: str) -> Markup:
        self.said.add(sentence)
        return super().__call__(sentence)
