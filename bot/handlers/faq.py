"""Tanya jawab: read by everybody, made by Sosdiklih of questions that were answered."""

import asyncio

from markupsafe import Markup

from bot.core import faq
from bot.core.dialog import Event, FaqText, Reply, Tap, Text
from bot.core.faq import Doubts, Entry, Part, State
from bot.core.people import Action, Chat, Path, Person, areas_of
from bot.core.questions import PAGE, Kind, kept, length_of
from bot.core.questions import State as Asked
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import faq as screens
from bot.storage import audit, authority, chats, questions_desk
from bot.storage import faq as storage
from bot.storage import questions as asked

SURE = "ya"


# --- reading --------------------------------------------------------------------------------


async def on_entries(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    page = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    found = await storage.list_shown(deps.tx.fetch)
    edits = bool(await _areas(chat, deps))
    return [screens.entries(deps.say, found, page, edits=edits)]


async def on_entry(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show an entry; one that was withdrawn is gone for everybody."""
    entry = await storage.load(deps.tx.fetch, number_in(tap.arg(0)))
    if entry is None or entry.state is State.DRAFT:
        raise Stale
    if entry.state is State.WITHDRAWN:
        return [screens.gone(deps.say)]
    return screens.entry(deps.say, entry, edits=bool(await _areas(chat, deps)))


async def _areas(chat: Chat, deps: Deps) -> tuple[Path, ...]:
    return areas_of(await authority.load(deps.tx, person_of(chat)), Action.EDIT_FAQ)


# --- Sosdiklih ------------------------------------------------------------------------------


async def _editor(chat: Chat, deps: Deps) -> tuple[Person, int]:
    """Return who is at the phone and their kota, if they may change what everybody reads."""
    areas = await _areas(chat, deps)
    if not areas:
        raise Forbidden(Action.EDIT_FAQ)
    return person_of(chat), areas[0][-1]


async def on_manage(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """List what can be made into an entry: drafts and withdrawn ones first."""
    _, kota = await _editor(chat, deps)
    page = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    hidden = await storage.list_hidden(deps.tx.fetch)
    answered = await questions_desk.count_answered(deps.tx.fetch, kota)
    pages = max(1, -(-(len(hidden) + answered) // PAGE))
    first = min(page, pages - 1) * PAGE
    shown = hidden[first : first + PAGE]
    rest = max(0, first - len(hidden))
    found = await questions_desk.list_answered(deps.tx.fetch, kota, rest, PAGE - len(shown))
    return [screens.manage(deps.say, found, shown, first // PAGE, pages)]


async def on_make(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Make a draft of an answered question, once."""
    await deps.tx.alone()
    person, _ = await _editor(chat, deps)
    question = await asked.load(deps.tx.fetch, number_in(tap.arg(0)))
    if question is None or question.kind is not Kind.QUESTION:
        raise Stale
    entry = await storage.find_made_of(deps.tx.fetch, question.id)
    if entry is None:
        if question.state is not Asked.ANSWERED:
            raise Stale
        words = (question.more or question.text, question.answer)
        entry = Entry(deps.new_id(), *words, State.DRAFT, deps.now)
        storage.create(deps.tx, entry, question.id, person.id)
    return await _shown(entry, deps)


async def _shown(entry: Entry, deps: Deps, note: Markup | None = None) -> list[Reply]:
    return screens.edit(deps.say, entry, await _doubts(entry, deps), note)


async def _doubts(entry: Entry, deps: Deps) -> Doubts:
    """Look through an entry, in a thread: a kota has tens of thousands of names."""
    names = await storage.list_names(deps.counting)
    lengths = (length_of(entry.question), length_of(entry.answer))
    return await asyncio.to_thread(faq.doubts, entry, lengths, names, deps.content.neutral)


async def _named(tap: Tap, chat: Chat, deps: Deps) -> tuple[Entry, Person]:
    person, _ = await _editor(chat, deps)
    entry = await storage.load(deps.tx.fetch, number_in(tap.arg(0)))
    if entry is None:
        raise Stale
    return entry, person


async def on_edit(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show an entry to its editors, or wait for new words."""
    entry, _ = await _named(tap, chat, deps)
    if tap.arg(1) not in set(Part):
        return await _shown(entry, deps)
    part = Part(tap.arg(1))
    chats.save_waiting(deps.tx, chat.id, FaqText(part, entry.id))
    return [screens.ask_part(deps.say, entry, part)]


async def on_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take new words. What is published changes only to what may be published."""
    waiting = chat.waiting
    if not isinstance(waiting, FaqText) or waiting.part not in set(Part):
        raise Stale
    await deps.tx.alone()
    entry, person = await _named(Tap(f"faqubah:{waiting.faq}"), chat, deps)
    part, text = Part(waiting.part), kept(event.text)
    words = (text, entry.answer) if part is Part.QUESTION else (entry.question, text)
    after = Entry(entry.id, *words, entry.state, deps.now)
    doubts = await _doubts(after, deps)
    length = length_of(text)
    forbidden = entry.state is State.SHOWN and (doubts.forbids or bool(doubts.names))
    if not text or length > faq.limit_of(part) or forbidden:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.part_refused(deps.say, entry, part, length, doubts)]
    storage.save_words(deps.tx, entry.id, part, text, deps.now)
    if entry.state is not State.DRAFT:
        what = f"tanyajawab:{entry.id}"
        await audit.save(deps.tx, person.id, "ubah-tanya-jawab", what, deps.now)
    return screens.edit(deps.say, after, doubts, screens.note_changed(deps.say))


async def on_publish(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Publish the words that were seen, and no others."""
    await deps.tx.alone()
    entry, person = await _named(tap, chat, deps)
    doubts = await _doubts(entry, deps)
    if entry.state is State.SHOWN or doubts.forbids:
        return screens.edit(deps.say, entry, doubts)
    if number_in(tap.arg(1)) != entry.version:
        return screens.edit(deps.say, entry, doubts, screens.note_newer(deps.say))
    if doubts.names and tap.arg(2) != SURE:
        return [screens.confirm_names(deps.say, entry, doubts)]
    storage.publish(deps.tx, entry.id, deps.now)
    what = f"tanyajawab:{entry.id}"
    await audit.save(deps.tx, person.id, "buat-tanya-jawab", what, deps.now)
    shown = Entry(entry.id, entry.question, entry.answer, State.SHOWN, entry.changed_at)
    return screens.edit(deps.say, shown, doubts, screens.note_published(deps.say))


async def on_withdraw(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Withdraw an entry, or drop a draft; asked first."""
    await deps.tx.alone()
    entry, person = await _named(tap, chat, deps)
    if entry.state is State.WITHDRAWN:
        return await _shown(entry, deps)
    if tap.arg(1) != SURE:
        return [screens.confirm_withdraw(deps.say, entry)]
    if entry.state is State.DRAFT:
        storage.drop(deps.tx, entry.id)
        return [screens.dropped(deps.say)]
    storage.withdraw(deps.tx, entry.id, deps.now)
    what = f"tanyajawab:{entry.id}"
    await audit.save(deps.tx, person.id, "tarik-tanya-jawab", what, deps.now)
    gone = Entry(entry.id, entry.question, entry.answer, State.WITHDRAWN, entry.changed_at)
    return await _shown(gone, deps)
