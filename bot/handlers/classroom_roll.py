"""Who is at a class: by the word, by the QR, or ticked by whoever holds it."""

from collections.abc import Sequence

from bot.core import classroom
from bot.core.classroom import Class
from bot.core.dialog import ClassWord, Nothing, Reply, RosterCode, Tap, Text
from bot.core.people import Chat
from bot.handlers import guesses
from bot.handlers.classroom import held_class, state_for, today
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import classroom_roll as screens
from bot.storage import audit, authority, chats
from bot.storage import classroom as storage
from bot.storage import classroom_roll as rolls

# --- by the phones of those who come --------------------------------------------------------


async def on_word(text: str, chat: Chat, deps: Deps) -> list[Reply]:
    """Take four digits; nothing where something else was asked for, or no class is open."""
    if not isinstance(chat.waiting, Nothing | RosterCode):
        return []
    open_ = await storage.list_open(deps.tx.fetch, deps.house.zone)
    if not open_:
        return []
    person = person_of(chat)
    seat = await authority.path_of_person(deps.tx, person.id)
    own = any(classroom.covers(one.path, seat) for one in open_)
    return await _try_word(text, open_, chat, deps, meant=own)


async def on_word_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take the word that was asked for; what is wrong is said, and the next text is one again."""
    chats.save_waiting(deps.tx, chat.id, ClassWord())
    word = "".join(event.text.split())
    if not classroom.is_word(word):
        return [screens.ask_word(deps.say)]
    open_ = await storage.list_open(deps.tx.fetch, deps.house.zone)
    return await _try_word(word, open_, chat, deps, meant=True)


async def _try_word(
    word: str, open_: Sequence[Class], chat: Chat, deps: Deps, *, meant: bool
) -> list[Reply]:
    """Let somebody in by a word, within the limit of wrong ones.

    `meant`: it was probably meant as one, so that what is wrong with it is said.
    """
    if await guesses.are_too_many(chat, deps):
        return [screens.too_many_words(deps.say)] if meant else []
    one = next((one for one in open_ if one.word == word), None)
    if one is None:
        guesses.note_wrong(chat, deps)
        return [screens.wrong_word(deps.say)] if meant else []
    return await _come_in(one, rolls.BY_WORD, chat, deps)


async def on_link(payload: str, chat: Chat, deps: Deps) -> list[Reply]:
    """Let somebody in by the QR; whoever is not registered is told to do that first."""
    link = classroom.link_in(payload)
    if await guesses.are_too_many(chat, deps):
        return [screens.too_many_words(deps.say)]
    one = await storage.find(deps.tx.fetch, link.class_id, deps.house.zone) if link else None
    if one is None or link is None or one.word != link.word:
        guesses.note_wrong(chat, deps)
        return [screens.wrong_word(deps.say)]
    if chat.person is None:
        return [screens.register_first(deps.say, one)]
    return await _come_in(one, rolls.BY_QR, chat, deps)


async def _come_in(one: Class, how: str, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    seat = await authority.path_of_person(deps.tx, person.id)
    was_there = await rolls.is_member(deps.tx, one.id, person.id)
    why = classroom.refusal(one, person.id, seat, today(deps))
    if why is not None and not (was_there and one.closed is None):
        if why is classroom.Refusal.ELSEWHERE:
            guesses.note_wrong(chat, deps)
        return [screens.refused(deps.say, one, why)]
    chats.save_waiting(deps.tx, chat.id, Nothing())
    whole = await storage.find(deps.tx.fetch, one.id, deps.house.zone) or one
    replies = [screens.attending(deps.say, one, again=was_there)]
    now = classroom.current(whole.questions)
    if now and now.is_open:  # whoever comes late, or back, goes on with the others
        replies.append(await state_for(whole, person.id, deps))
    rolls.save_member(deps.tx, one, person.id, (how, chat.id), deps.now)
    return replies


async def on_mine(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show a member what there is to do now, or how it went."""
    person = person_of(chat)
    one = await storage.find(deps.tx.fetch, number_in(tap.arg(0)), deps.house.zone)
    if one is None or not await rolls.is_member(deps.tx, one.id, person.id):
        raise Stale
    reply = await state_for(one, person.id, deps)
    if one.closed is None:  # the questions go on at this phone
        rolls.save_member(deps.tx, one, person.id, (rolls.BY_WORD, chat.id), deps.now)
    return [reply]


# --- by whoever holds it --------------------------------------------------------------------


async def on_roll(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the areas of a class; with one, its people."""
    one = await held_class(tap.arg(0), chat, deps)
    places = [
        screens.Place(place.id, place.level, place.name, place.present, place.total)
        for place in await rolls.list_present(deps.tx.fetch, one)
    ]
    area, page = number_in(tap.arg(1)), number_in(tap.arg(2))
    if not area and len(places) == 1:
        area, page = places[0].id, 0
    if not area:
        return [screens.areas(deps.say, one, places, page)]
    return [await _people(one, area, page, places, deps)]


async def _people(
    one: Class, area: int, page: int, places: Sequence[screens.Place], deps: Deps
) -> Reply:
    place = next((place for place in places if place.id == area), None)
    if place is None:
        raise Stale
    entries = await rolls.list_roll(deps.tx.fetch, area, one)
    people = [(entry.person, entry.how) for entry in entries]
    up = "" if len(places) > 1 else f"kelas1:{one.id}"
    return screens.people(deps.say, one, screens.Roll(place, people, page, up))


async def on_tick(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Note that somebody is there, or take it back; a doubled tap changes nothing more."""
    one = await held_class(tap.arg(0), chat, deps)
    found = await rolls.find_entry(deps.tx, number_in(tap.arg(1)), one)
    if found is None or tap.arg(2) not in {"ya", "tidak"}:
        raise Stale
    entry, path = found
    if not classroom.covers(one.path, path) or entry.person.id == one.by:
        raise Stale
    if today(deps) < one.on:
        return [screens.not_yet(deps.say, one)]
    by, wanted = person_of(chat), tap.arg(2) == "ya"
    if wanted is not bool(entry.how):
        what = f"kelas:{one.id} orang:{entry.person.id}"
        verb = "catat-hadir" if wanted else "hapus-hadir"
        await audit.save(deps.tx, by.id, verb, what, deps.now)
        if wanted:
            how = (rolls.BY_HOLDER, None)
            rolls.save_member(deps.tx, one, entry.person.id, how, deps.now)
        else:
            rolls.drop_member(deps.tx, one, entry.person.id)
    return await on_roll(
        Tap(f"kelashadir:{one.id}:{path[-1]}:{number_in(tap.arg(3))}"), chat, deps
    )
