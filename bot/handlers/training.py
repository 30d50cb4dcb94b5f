"""Trained face to face: a coordinator records on which day, corrects it, takes it back."""

from datetime import date

from bot.core.dialog import Reply, Tap, Text, TrainedOn
from bot.core.outreach import Member, day_typed, may_have_been
from bot.core.people import Action, Chat, Person
from bot.handlers.deps import Deps, Stale
from bot.handlers.outreach import again, found
from bot.screens import training as screens
from bot.storage import audit, chats
from bot.storage import outreach as storage


async def on_trained(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    member, by = await found(tap.arg(0), Action.RECORD_TRAINED, chat, deps)
    today = _today(deps)
    match tap.arg(1):
        case "":
            return [screens.ask_day(deps.say, member, today)]
        case "lain":
            chats.save_waiting(deps.tx, chat.id, TrainedOn(member.person.id))
            return [screens.ask_other_day(deps.say, member)]
        case "batal":
            if member.trained_on:
                storage.drop_trained(deps.tx, member.person.id)
                await _note("hapus-tatap-muka", member, by, deps)
            return await again(member, chat, deps)
    on = day_typed(tap.arg(1), today)
    if on is None or not may_have_been(on, today):
        raise Stale
    return await _save(member, on, by, chat, deps)


async def on_day_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    waiting = chat.waiting
    if not isinstance(waiting, TrainedOn):
        raise Stale
    member, by = await found(waiting.person, Action.RECORD_TRAINED, chat, deps)
    today = _today(deps)
    on = day_typed(event.text, today)
    if on is None or not may_have_been(on, today):
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.no_such_day(deps.say, member)]
    return await _save(member, on, by, chat, deps)


def _today(deps: Deps) -> date:
    return deps.now.astimezone(deps.house.zone).date()


async def _save(member: Member, on: date, by: Person, chat: Chat, deps: Deps) -> list[Reply]:
    if on != member.trained_on:
        storage.save_trained(deps.tx, member.person.id, on, by.id, deps.now)
        await _note("catat-tatap-muka", member, by, deps)
    return await again(member, chat, deps)


async def _note(verb: str, member: Member, by: Person, deps: Deps) -> None:
    await audit.save(deps.tx, by.id, verb, f"orang:{member.person.id}", deps.now)
