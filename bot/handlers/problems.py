"""Ada masalah: what is wrong at a TPS goes to the PPS at once, whatever the hour."""

from bot.core.agenda import VOTING
from bot.core.dialog import Event, QuestionText, Reply, Tap, Text
from bot.core.people import Chat, Path, Role
from bot.core.questions import (
    CATEGORIES,
    FRESH,
    PROBLEMS_PER_DAY,
    Kind,
    above,
    cut,
    kept,
    length_of,
    nearest_of,
)
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.handlers.questions_telling import tell, tell_desk
from bot.screens import problems as screens
from bot.screens import questions_notices as notices
from bot.storage import agenda, authority, chats
from bot.storage import questions as storage
from bot.storage.questions import New

SEND = "kirim"
MINUTE = 60  # seconds


async def on_problem(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask what it is about, then for words; or send it as it is."""
    category, step, minute = "", "", ""
    if isinstance(event, Tap):
        category, step, minute = event.arg(0), event.arg(1), event.arg(2)
    if category and category not in CATEGORIES:
        raise Stale
    path, refusal = await _where(chat, deps)
    if refusal:
        return [refusal]
    if step == SEND and _is_fresh(number_in(minute), deps):
        return await _report(category, "", path, chat, deps)
    person = person_of(chat)
    desk, _ = await storage.reach(deps.tx, above(nearest_of(person.role, path)), person.id)
    if category:
        chats.save_waiting(deps.tx, chat.id, QuestionText(Kind.PROBLEM, category))
        return [screens.describe(deps.say, category, desk, str(_minute(deps)))]
    happening = (await agenda.load_days(deps.tx.fetch, VOTING)).of(path)
    local = deps.now.astimezone(deps.house.zone)
    voting = happening.on if happening else None
    return [screens.choose(deps.say, person, desk, voting, local)]


async def _where(chat: Chat, deps: Deps) -> tuple[Path, Reply | None]:
    """Return the area that a report names, or what is said to whoever has none."""
    person = person_of(chat)
    if person.role is Role.SOSDIKLIH:
        return (), screens.nobody_above(deps.say)
    path = await authority.path_of_person(deps.tx, person.id)
    return path, None if path else screens.only_with_seat(deps.say)


def _minute(deps: Deps) -> int:
    return int(deps.now.timestamp()) // MINUTE


def _is_fresh(minute: int, deps: Deps) -> bool:
    """Tell whether the button is of now: an old one must not report what was wrong yesterday."""
    return 0 <= _minute(deps) - minute <= FRESH.total_seconds() // MINUTE


async def on_text(event: Text, category: str, chat: Chat, deps: Deps) -> list[Reply]:
    """Send a problem with its words; what has no words is sent without."""
    path, refusal = await _where(chat, deps)
    if refusal:
        return [refusal]
    return await _report(category, kept(event.text), path, chat, deps)


async def _report(category: str, text: str, path: Path, chat: Chat, deps: Deps) -> list[Reply]:
    await deps.tx.alone()
    person, short = person_of(chat), cut(text)
    first = await storage.find_same(deps.tx.fetch, path[-1], category, deps.now)
    if first and first.person_id == person.id and not short:
        return [screens.joined(deps.say, first, added=False)]
    sent = await storage.count_recent(deps.tx.fetch, Kind.PROBLEM, person.id, deps.now)
    if sent >= PROBLEMS_PER_DAY:
        return [screens.too_many(deps.say, short)]
    offices = first.offices[-1:] if first else above(nearest_of(person.role, path))
    desk, phones = await storage.reach(deps.tx, offices, person.id)
    whose = (deps.new_id(), person.id, chat.id)
    same_as = first.id if first else 0
    new = New(*whose, path[-1], desk.id, short, category=category, same_as=same_as)
    storage.save_problem(deps.tx, new, deps.now)
    problem = await storage.load(deps.tx.fetch, new.id)
    if problem is None:
        raise Stale
    if first:
        if short:
            tell(phones, lambda say: [notices.of_more(say, first, problem)], deps)
        return [screens.joined(deps.say, first, added=bool(short))]
    await tell_desk(problem, phones, deps)
    at = deps.now.astimezone(deps.house.zone).strftime("%H.%M")
    was_cut = length_of(text) > length_of(short)
    return [screens.sent(deps.say, problem, at, reached=bool(phones), was_cut=was_cut)]
