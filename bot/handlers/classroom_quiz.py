"""The quiz of a class in step: started, closed and gone on with by whoever holds it."""

from collections.abc import Callable

from bot.core import classroom, quiz
from bot.core import classroom_quiz as rules
from bot.core.classroom import Class, Phase, Question
from bot.core.classroom_quiz import Taking
from bot.core.dialog import Reply, Tap
from bot.core.people import Chat
from bot.core.say import Say
from bot.handlers.classroom import again, held_class
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import classroom_quiz as screens
from bot.storage import classroom as storage
from bot.storage import classroom_quiz as quizzes
from bot.storage import classroom_roll as rolls

Make = Callable[[Say, Chat], Reply]


async def on_quiz(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for the topic and how many questions; then put the first one to everybody there."""
    topic, count = tap.arg(1), number_in(tap.arg(2))
    if count:
        await deps.tx.alone()
    one = await held_class(tap.arg(0), chat, deps)
    if topic not in {"", *rules.TOPICS, rules.MIXED}:
        raise Stale
    if count not in {0, *rules.COUNTS}:
        raise Stale
    if classroom.phase(one) not in {Phase.GATHERING, Phase.AFTER}:
        return [await again(one.id, deps)]
    if not topic:
        return [screens.ask_topic(deps.say, one)]
    following = classroom.rounds(one.questions) + 1
    if not count:
        return [screens.ask_count(deps.say, one, topic, following)]
    if number_in(tap.arg(3)) != following:  # a doubled tap
        return [await again(one.id, deps)]
    return await _start(one, topic, count, deps)


async def _start(one: Class, topic: str, count: int, deps: Deps) -> list[Reply]:
    listeners = await rolls.list_listeners(deps.tx, one.id)
    if not listeners:
        return [screens.nobody(deps.say, one)]
    _draw(one, topic, count, deps)
    return await _open(one.id, len(one.questions) + 1, listeners, deps)


def _draw(one: Class, topic: str, count: int, deps: Deps) -> None:
    """Draw a quiz; the options stand in the same order on all phones and on the wall."""
    chance, used = deps.house.chance, {question.item for question in one.questions}
    items = rules.draw(deps.content.items.values(), topic, count, used, chance)
    start = (len(one.questions) + 1, classroom.rounds(one.questions) + 1)
    quizzes.save_round(deps.tx, one.id, start, quiz.put(items, chance))


async def _open(class_id: int, n: int, listeners: list[Chat], deps: Deps) -> list[Reply]:
    """Open question `n` and put it to everybody; return how the class stands."""
    quizzes.open_question(deps.tx, class_id, n, deps.now)
    one, question = await _asked(class_id, n, deps)
    item = deps.content.items.get(question.item)
    _tell(listeners, deps, lambda say, _chat: screens.question(say, one, question, item))
    return [await again(class_id, deps)]


async def _asked(class_id: int, n: int, deps: Deps) -> tuple[Class, Question]:
    one = await storage.find(deps.tx.fetch, class_id, deps.house.zone)
    question = next((q for q in one.questions if q.n == n), None) if one else None
    if one is None or question is None:
        raise Stale
    return one, question


def _tell(listeners: list[Chat], deps: Deps, make: Make) -> None:
    for other in listeners:
        deps.others.append((other, make(deps.house.say(other.language), other)))


async def on_step(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Close the open question, or go on after it; a tap that comes twice changes nothing."""
    await deps.tx.alone()
    one = await held_class(tap.arg(0), chat, deps)
    now = classroom.current(one.questions)
    if now is None or now.n != number_in(tap.arg(1)) or one.closed:
        return [await again(one.id, deps)]
    listeners = await rolls.list_listeners(deps.tx, one.id)
    if tap.arg(2) == "tutup" and now.is_open:
        return await _close(one, now, listeners, deps)
    if tap.arg(2) == "lanjut" and (following := classroom.following(one.questions)):
        return await _open(one.id, following.n, listeners, deps)
    return [await again(one.id, deps)]


async def _close(one: Class, question: Question, listeners: list[Chat], deps: Deps) -> list[Reply]:
    """Close a question, and tell each member what is right and what they had answered."""
    everyones = await quizzes.load_everyones(deps.tx.fetch, one.id)
    quizzes.close_question(deps.tx, one.id, question.n, deps.now)
    item = deps.content.items.get(question.item)

    def feedback(say: Say, other: Chat) -> Reply:
        own = everyones.get(other.person.id) if other.person else None
        given = own.answers.get(question.n, ("", False))[0] if own else ""
        return screens.feedback(say, one, question, item, given)

    _tell(listeners, deps, feedback)
    return [await again(one.id, deps)]


async def on_answer(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a member's answer to the open question, once."""
    person = person_of(chat)
    class_id, n, option = number_in(tap.arg(0)), number_in(tap.arg(1)), tap.arg(2)
    await deps.tx.alone()  # a question closes at one moment for everybody
    asked = await quizzes.load(deps.tx, class_id, n, person.id)
    if asked is None:
        raise Stale
    question = asked.question
    taking = rules.take(question, option, asked.given, attends=asked.attends)
    if taking is None:
        raise Stale
    if taking is Taking.ABSENT:
        return [screens.absent(deps.say)]
    one, question = await _asked(class_id, n, deps)
    item = deps.content.items.get(question.item)
    if not question.is_open:
        return [screens.late(deps.say, one, question, item, asked.given)]
    if taking is Taking.TAKEN:
        quizzes.save_answer(deps.tx, class_id, question, (person.id, option), deps.now)
    given = asked.given or option
    return [screens.taken(deps.say, one, question, item, given, again=bool(asked.given))]
