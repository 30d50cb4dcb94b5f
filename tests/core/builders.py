"""Values for tests, said shortly: every builder gives something plain that a test may change."""

from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from markupsafe import Markup

from bot.core.course import Page, Progress, Session
from bot.core.forms import Field, Form
from bot.core.forms import Kind as FieldKind
from bot.core.people import Audience, Person, Role, Seat
from bot.core.quiz import Attempt, Drawn, Item, Kind, Option, Part, Plan, answer, current

T = TypeVar("T")

EVERYBODY = Audience()
DAWN = datetime(2024, 1, 26, 1, tzinfo=UTC)  # 08.00 WIB, the day after the inauguration


def a_person(role: str = "KPPS", number: int | None = None) -> Person:
    """Return somebody in a seat of `role`; a tamu has none."""
    if role == Role.TAMU:
        return Person(1)
    return Person(1, "Siti Aminah", Seat(1, Role(role), number, "Bumiaji", "Bulukerto", "004"))


def an_audience(*whom: str) -> Audience:
    """Return an audience as content names it: `an_audience("PPS", "KPPS 4")`."""
    roles = frozenset(Role(name) for name in whom if " " not in name)
    numbers = frozenset(int(name.split()[1]) for name in whom if " " in name)
    return Audience(roles, numbers)


def a_page(id_: str, *whom: str, session: int = 3, facts: Sequence[str] = ()) -> Page:
    return Page(
        id=id_,
        session=session,
        part="Pemungutan suara",
        title=f"Halaman {id_}",
        body=Markup("Isi."),
        basis="PKPU 25/2023",
        audience=an_audience(*whom),
        facts=tuple(facts),
    )


def a_session(
    *pages: Page, number: int = 3, forms: Sequence[Form] = (), quiz: Plan | None = None
) -> Session:
    return Session(number, f"Sesi {number}", "Ringkas.", 10, pages, tuple(forms), quiz)


def a_field(id_: str, kind: FieldKind = "pilihan", **changes: Any) -> Field:
    options = {"a": "Label A", "b": "Label B"} if kind == "pilihan" else {}
    return Field(**({"id": id_, "kind": kind, "question": "Apa?", "options": options} | changes))


def a_form(id_: str, *whom: str, fields: Sequence[Field] | None = None, session: int = 3) -> Form:
    """Return a form; without `fields` it has one required choice, `isi`."""
    asked = (a_field("isi"),) if fields is None else tuple(fields)
    return Form(id_, session, f"Isian {id_}", an_audience(*whom), asked)


def filled(*forms: str) -> dict[str, dict[str, str]]:
    """Return the answers of somebody who gave these forms (of one field, `isi`)."""
    return {form: {"isi": "a"} for form in forms}


def at(minute: int) -> datetime:
    return DAWN + timedelta(minutes=minute)


def html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - written by the test itself


def having_seen(*pages: str, **more: Any) -> Progress:
    """Return the progress of somebody who read `pages` in this order, a minute each."""
    return Progress(seen={page: at(n) for n, page in enumerate(pages)}, **more)


def an_item(id_: str, *themes: str, **changes: Any) -> Item:
    values: dict[str, Any] = {
        "id": id_,
        "version": 1,
        "topic": "kode_etik",
        "audience": EVERYBODY,
        "decisive": False,
        "themes": frozenset(themes),
        "question": "Apa yang Anda lakukan?",
        "options": tuple(Option(letter, f"Pilihan {letter}") for letter in "abcd"),
        "right": "a",
        "explanation": "Begini alasannya.",
        "basis": "Peraturan DKPP 2/2017",
    }
    return Item(**(values | changes))


def a_plan(*parts: Part, pass_mark: float = 0.8, test_mark: float = 0.9) -> Plan:
    return Plan("Kuis", pass_mark, test_mark, parts)


def a_part(count: int, topic: str = "kode_etik", **limits: Mapping[str, int]) -> Part:
    return Part(topic, count, **limits)


def drawn(id_: str, *, decisive: bool = False) -> Drawn:
    """Return a drawn item whose right option is `a`."""
    return Drawn(id_, 1, ("c", "a", "b"), "a", decisive)


def an_attempt(*items: Drawn, kind: Kind = "kuis") -> Attempt:
    return Attempt(7, 2, kind, items)


def answered(attempt: Attempt, marks: str) -> Attempt:
    """Answer what is asked, in order: `+` right, `-` wrong."""
    for mark in marks:
        now = current(attempt)
        assert now is not None, f"{marks!r} is longer than the quiz"
        item, round_ = now
        attempt = answer(attempt, item.item, round_, item.right if mark == "+" else "b")
    return attempt


def ids(things: Iterable[Page | Form | Field]) -> list[str]:
    return [thing.id for thing in things]


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - a test repeats itself; nothing here is secret


class LeavesAsIs:
    """A chance that changes nothing: shuffles keep the order, a choice is the first."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        pass

    def getrandbits(self, k: int, /) -> int:
        return 0

    def choice(self, seq: Sequence[T], /) -> T:
        return seq[0]
