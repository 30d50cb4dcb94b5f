"""`/pengingat`: how much somebody wants to be reminded, and what comes next."""

from datetime import datetime

from bot.core.dialog import Event, Reply, Tap
from bot.core.forms import shown
from bot.core.people import Chat, Person
from bot.core.reminders import HOUR_FIELD, HOUR_FORM, HOURS, Level, planned, wanted
from bot.handlers.deps import Deps, Stale, person_of
from bot.screens import reminders as screens
from bot.storage import agenda, authority, forms
from bot.storage import reminder_level as storage

SHOWN = 2  # reminders to come that are told


async def on_reminders(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    chosen = event.arg(0) if isinstance(event, Tap) else ""
    if chosen:
        if chosen not in set(Level):
            raise Stale
        storage.save(deps.tx, person.id, Level(chosen), deps.now)
    level = Level(chosen) if chosen else await storage.load(deps.tx, person.id)
    value = (await forms.load(deps.tx, person.id, HOUR_FORM)).get(HOUR_FIELD, "")
    coming = await _coming(person, level, value, deps)
    hour = _label(value, deps)
    view = screens.View(level, hour, coming[:SHOWN], deps.house.zone, saved=bool(chosen))
    return [screens.settings(deps.say, view)]


def _label(value: str, deps: Deps) -> str:
    """Return the quiet ten minutes in words."""
    form = deps.content.forms.get(HOUR_FORM)
    field = form.field(HOUR_FIELD) if form else None
    return shown(field, value) if field else ""


async def _coming(
    person: Person, level: Level, hour: str, deps: Deps
) -> list[tuple[datetime, str]]:
    """Return when something is still to come, and the title of its event, the first one first.

    Whether each still makes sense is seen when it is due.
    """
    path = await authority.path_of_person(deps.tx, person.id)
    found = set()
    for event, days in (await agenda.list_days(deps.tx.fetch)).items():
        happening = days.of(path)
        for rule in deps.content.reminders:
            meant = rule.event == event and rule.audience.fits(person) and wanted(rule, level)
            if meant and happening:
                span = planned(rule, happening.on, deps.house.zone, HOURS.get(hour))
                found.add((span.due, happening.title))
    return sorted((due, title) for due, title in found if due > deps.now)
