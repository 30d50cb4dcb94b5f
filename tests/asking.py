"""What tests of questions share: asking, the tick, and the last row."""

from bot.delivery.questions import Questions
from bot.storage.engine import Row
from tests.phone import PAUSE, Phone, Town

TEXT = "Bolehkah KTP-el digital <b>dipakai</b>?"


async def ask(phone: Phone, text: str = TEXT) -> int:
    """Ask from the menu and send; return the question's id."""
    await phone.tap("tanya")
    await phone.type(text)
    await phone.press("Kirim pertanyaan")
    return int((await last(phone.town))["id"])


async def answer(phone: Phone, question: int, text: str = "Boleh.") -> None:
    await phone.tap(f"tanyabalas:{question}")
    await phone.type(text)


async def last(town: Town) -> Row:
    rows = await town.db.read("SELECT * FROM question ORDER BY asked_at DESC LIMIT 1")
    return rows[0]


async def tick(town: Town) -> None:
    """Let the bot look once at what time brings to questions, a little later."""
    town.clock.go_on(PAUSE)
    for phone in town.phones:
        phone.heard = []
    questions = Questions(town.db, town.router.house, lambda one: town.deliver(one, ""))
    await questions.see_to_questions(town.clock.now())
