"""Somebody who learns quickly: reads sessions to the end, fills in forms, knows the answers."""

from dataclasses import dataclass

from bot.core import course
from bot.core.dialog import FormText
from bot.core.quiz import Attempt, Drawn
from bot.storage import quiz as attempts
from tests.phone import Phone


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on a phone's screen, and the actions that answer it."""

    attempt: Attempt
    drawn: Drawn
    round: int
    prefix: str

    @property
    def right(self) -> str:
        return f"{self.prefix}:{self.drawn.right}"

    @property
    def wrong(self) -> str:
        return f"{self.prefix}:{next(o for o in self.drawn.order if o != self.drawn.right)}"


async def question(phone: Phone) -> Question:
    """Return the question that is on the screen."""
    prefix = phone.find("A")[1].action.rpartition(":")[0]
    _, attempt_id, item, round_ = prefix.split(":")
    attempt = await load_attempt(phone, int(attempt_id, 36))
    drawn = next(drawn for drawn in attempt.drawn if drawn.item == item)
    return Question(attempt, drawn, int(round_), prefix)


async def load_attempt(phone: Phone, attempt_id: int) -> Attempt:
    person = (await phone.chat()).person
    assert person is not None
    async with phone.town.db.transaction() as tx:
        attempt = await attempts.load(tx, attempt_id, person.id)
    assert attempt is not None
    return attempt


async def answer(phone: Phone, *, right: bool = True) -> None:
    asked = await question(phone)
    await phone.tap(asked.right if right else asked.wrong)


async def go_on(phone: Phone) -> None:
    """Press the button that brings the next question."""
    await phone.tap(next(a for a in phone.screen.actions if a.startswith("soal:")))


async def take_quiz(phone: Phone, start: str, *, wrong: int = 0) -> None:
    """Start a quiz by its action and answer all of it, the first `wrong` questions wrongly.

    A decisive question missed is answered rightly when it is asked again.
    """
    await phone.tap(start)
    for _ in range(30):
        await answer(phone, right=wrong <= 0)
        wrong -= 1
        if not any(a.startswith("soal:") for a in phone.screen.actions):
            return
        await go_on(phone)
    raise AssertionError("the quiz does not end")


async def read(phone: Phone, number: int) -> None:
    """Open every own page of a session."""
    session = phone.town.content.session(number)
    person = (await phone.chat()).person
    assert session is not None
    assert person is not None
    for page in course.own_pages(session, person):
        await phone.tap(f"hal:{page.id}")


async def fill_in(phone: Phone, form_id: str) -> None:
    """Answer every field of a form: the first choice, or a few words."""
    await phone.tap(f"isi:{form_id}")
    for _ in range(10):
        if isinstance((await phone.chat()).waiting, FormText):
            await phone.type("Bersama tim, Minggu sore.")
            continue
        choices = [a for a in phone.screen.actions if a.startswith("pilih:")]
        if not choices:
            return
        await phone.tap(choices[0])
    raise AssertionError("the form does not end")


async def complete_session(phone: Phone, number: int) -> None:
    """Do all that a session asks for."""
    session = phone.town.content.session(number)
    person = (await phone.chat()).person
    assert session is not None
    assert person is not None
    await read(phone, number)
    for form in course.forms_of(session, person):
        await fill_in(phone, form.id)
    if session.quiz:
        await take_quiz(phone, f"kuis:{number}")
