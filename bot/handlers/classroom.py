"""Classes of the PPS: the list, opening one, its word and QR, closing it, its results."""

import json
from datetime import date
from typing import Final

from bot.core import classroom, invite
from bot.core.classroom import Class
from bot.core.dialog import ClassDay, ClassWord, Event, Reply, Tap, Text
from bot.core.invite import Base
from bot.core.people import Action, Chat, areas_of
from bot.core.results import SMALLEST_GROUP
from bot.handlers.authority import own_area, place_of, require
from bot.handlers.deps import Deps, Stale, number_in, person_of
from bot.screens import classroom as screens
from bot.screens import classroom_held as held_screens
from bot.screens import classroom_quiz as quiz_screens
from bot.screens import classroom_roll as roll_screens
from bot.screens import jobs as job_screens
from bot.screens.recap import choose_area
from bot.storage import audit, authority, chats, jobs, outreach
from bot.storage import classroom as storage
from bot.storage import classroom_quiz as quizzes
from bot.storage import classroom_roll as rolls
from bot.storage.invite import load_base
from bot.storage.jobs import Job

JOB: Final = "kelas-lembar"
HOLD: Final = Action.HOLD_CLASS


async def on_classes(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show the classes of whoever may hold them; let everybody else come into theirs."""
    person = person_of(chat)
    paths = areas_of(await authority.load(deps.tx, person), HOLD)
    if not paths:
        return await _as_member(chat, deps)
    tops = [path[-1] for path in paths]
    held = await storage.list_held(deps.tx.fetch, tops, deps.house.zone)
    lines = [screens.Line(one.one, one.present, _share(one)) for one in held]
    page = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    return [screens.classes(deps.say, lines, page)]


def _share(held: storage.Held) -> float | None:
    return held.right / held.answered if held.answered >= SMALLEST_GROUP else None


async def _as_member(chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    one = await storage.find_attended(deps.tx.fetch, person.id, deps.house.zone)
    if one and one.closed is None:
        return [await state_for(one, person.id, deps)]
    chats.save_waiting(deps.tx, chat.id, ClassWord())
    return [roll_screens.ask_word(deps.say)]


async def state_for(one: Class, person_id: int, deps: Deps) -> Reply:
    """Return what a member of this class is to do now: the open question, to wait, or the end."""
    now = classroom.current(one.questions)
    own = await quizzes.load_own(deps.tx.fetch, one.id, person_id)
    if one.closed:
        return quiz_screens.own_result(deps.say, one, own)
    if now is None:
        return quiz_screens.pause(deps.say, one)
    item, given = deps.content.items.get(now.item), own.answers.get(now.n, ("", False))[0]
    if not now.is_open:
        return quiz_screens.pause(deps.say, one)
    if given:
        return quiz_screens.taken(deps.say, one, now, item, given, again=True)
    return quiz_screens.question(deps.say, one, now, item)


async def held_class(text: str, chat: Chat, deps: Deps) -> Class:
    """Return the class a button names, if whoever pressed it may hold it."""
    one = await storage.find(deps.tx.fetch, number_in(text), deps.house.zone)
    if one is None:
        raise Stale
    await require(HOLD, one.path, chat, deps)
    return one


async def again(class_id: int, deps: Deps) -> Reply:
    """Return how the class stands now, as whoever holds it sees it."""
    one = await storage.find(deps.tx.fetch, class_id, deps.house.zone)
    if one is None:
        raise Stale
    return held_screens.control(deps.say, await view_of(one, deps))


async def view_of(one: Class, deps: Deps) -> held_screens.View:
    places = await rolls.list_present(deps.tx.fetch, one)
    base = await load_base(deps.tx)
    return held_screens.View(
        one,
        await rolls.count_present(deps.tx.fetch, one.id),
        sum(place.total for place in places),
        f"{base.public_url}/kelas/{one.token}" if base.public_url else "",
        await quizzes.load_tallies(deps.tx.fetch, one.id),
        deps.content.items,
    )


async def on_class(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    one = await held_class(tap.arg(0), chat, deps)
    return [held_screens.control(deps.say, await view_of(one, deps))]


# --- opening --------------------------------------------------------------------------------


async def on_open(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for whom the class is: down to a desa or a TPS."""
    area, several = await own_area(tap, HOLD, chat, deps)
    if several:
        listed = (several, number_in(tap.arg(1)))
        return [choose_area(deps.say, screens.which_area(deps.say), "kelasbuka", listed)]
    place = await place_of(area, deps)
    await require(HOLD, place.path, chat, deps)
    if place.level == "tps":
        return [_ask_day(place, deps)]
    below = await outreach.list_areas(deps.tx, place.id)
    areas = screens.Areas(
        place.id, place.level, place.name, [(one.id, one.level, one.name) for one in below]
    )
    return [screens.choose_area(deps.say, areas, number_in(tap.arg(1)))]


def _ask_day(place: authority.Place, deps: Deps) -> Reply:
    return screens.ask_day(deps.say, (place.id, place.level, place.name), today(deps))


def today(deps: Deps) -> date:
    return deps.now.astimezone(deps.house.zone).date()


async def on_day(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for the day; with one, open the class."""
    place = await place_of(number_in(tap.arg(0)), deps)
    await require(HOLD, place.path, chat, deps)
    if place.level not in classroom.LEVELS:
        raise Stale
    match tap.arg(1):
        case "":
            return [_ask_day(place, deps)]
        case "lain":
            chats.save_waiting(deps.tx, chat.id, ClassDay(place.id))
            return [screens.ask_other_day(deps.say, place.id)]
    on = classroom.class_day(tap.arg(1), today(deps))
    if on is None:
        raise Stale
    return [await _begin(place, on, chat, deps)]


async def on_day_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    waiting = chat.waiting
    if not isinstance(waiting, ClassDay):
        raise Stale
    place = await place_of(waiting.area, deps)
    await require(HOLD, place.path, chat, deps)
    on = classroom.class_day(event.text, today(deps))
    if on is None:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.no_such_day(deps.say, place.id)]
    return [await _begin(place, on, chat, deps)]


async def _begin(place: authority.Place, on: date, chat: Chat, deps: Deps) -> Reply:
    """Open a class, once: the same one again is shown. Those long over give their words back."""
    person = person_of(chat)
    await deps.tx.alone()
    going = []
    for one in await storage.list_open(deps.tx.fetch, deps.house.zone):
        if classroom.is_over(one.on, one.made_on, today(deps)):
            storage.close(deps.tx, one.id, deps.now)
        else:
            going.append(one)
    same = next((one for one in going if (one.area, one.on) == (place.id, on)), None)
    if same:
        return await again(same.id, deps)
    word = classroom.new_word({one.word for one in going}, deps.house.chance)
    made = await storage.begin(deps.tx, (place.id, on), (person.id, chat.id), word, deps.now)
    what = f"kelas:{made} wilayah:{place.id}"
    await audit.save(deps.tx, person.id, "buka-kelas", what, deps.now)
    return await again(made, deps)


# --- closing --------------------------------------------------------------------------------


async def on_close(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask; with "ya", close the class, and tell each member their own result."""
    await deps.tx.alone()
    one = await held_class(tap.arg(0), chat, deps)
    if one.closed:
        return [held_screens.control(deps.say, await view_of(one, deps))]
    if tap.arg(1) != "ya":
        return [held_screens.ask_close(deps.say, one)]
    listeners = await rolls.list_listeners(deps.tx, one.id)
    everyones = await quizzes.load_everyones(deps.tx.fetch, one.id)
    storage.close(deps.tx, one.id, deps.now)
    person = person_of(chat)
    await audit.save(deps.tx, person.id, "tutup-kelas", f"kelas:{one.id}", deps.now)
    if classroom.current(one.questions):
        for other in listeners:
            own = everyones.get(other.person.id) if other.person else None
            say = deps.house.say(other.language)
            result = quiz_screens.own_result(say, one, own or classroom.Own())
            deps.others.append((other, result))
    return [await again(one.id, deps)]


async def on_results(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    one = await held_class(tap.arg(0), chat, deps)
    view = await view_of(one, deps)
    return [held_screens.results(deps.say, view, number_in(tap.arg(1)))]


# --- what is handed out ---------------------------------------------------------------------


def link_of(base: Base, one: Class) -> str:
    """Return where the QR leads: the Telegram bot if there is one, else the web chat."""
    return invite.link(base, classroom.payload(one.link)) if base.is_known else ""


async def on_qr(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Send the QR as a picture, for a class without a projector."""
    from bot.sheets.qr import png  # noqa: PLC0415 - heavy

    one = await held_class(tap.arg(0), chat, deps)
    link = link_of(await load_base(deps.tx), one)
    if one.closed:
        raise Stale
    if not link:
        return [held_screens.no_address(deps.say, one)]
    name = f"kelas-{one.word}.png"
    document = await jobs.save_document(deps.tx, chat.id, name, "image/png", png(link), deps.now)
    return [held_screens.qr(deps.say, one, (document.id, document.token), link)]


async def on_sheet(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Have the run sheet made, once; it comes when it is ready."""
    one = await held_class(tap.arg(0), chat, deps)
    person = person_of(chat)
    args = {"class": one.id, "by": person.id, "chat": chat.id}
    job = await jobs.find_open(deps.tx, JOB, args)
    if not job:
        job = await jobs.ask(deps.tx, JOB, args, (chat.id, person.id), deps.now)
    return [job_screens.running(deps.say, job)]


async def on_sheet_made(job: Job, chat: Chat, deps: Deps) -> list[Reply]:
    """Hand the run sheet over, if whoever asked may still hold the class."""
    one = await held_class(str(job.args["class"]), chat, deps)
    made = json.loads(job.note)
    document = await jobs.find_document(deps.tx, chat.id, int(made["document"]))
    if document is None:
        return [held_screens.sheet_gone(deps.say, one.id)]
    return [held_screens.run_sheet(deps.say, one, document, str(made["name"]))]
