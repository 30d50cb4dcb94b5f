"""Forms: ask a field, take a tap or a text, go on to the next."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core import course, forms, plans
from bot.core.dialog import FormText, Reply, Tap, Text
from bot.core.forms import Field, Form
from bot.core.people import Chat, Person, Role
from bot.core.reminders import PLANS
from bot.handlers import unwell
from bot.handlers.course import complete, session_named
from bot.handlers.deps import Deps, Stale, person_of
from bot.screens import forms as screens
from bot.screens import plans as plan_screens
from bot.storage import chats
from bot.storage import course as progress_storage
from bot.storage import forms as storage

PLAN_FORMS = {plan.form: plan for plan in PLANS.values()}


async def on_form(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Open a form: the field named, else the first one not answered, else what is stored."""
    form, person = _form(tap.arg(0), person_of(chat), deps), person_of(chat)
    values = await storage.load(deps.tx, person.id, form.id)
    field = _field(form, tap.arg(1)) if tap.arg(1) else forms.next_field(form, values)
    if field is None:
        return [screens.summary(deps.say, form, values, _way_on(form, person, deps), replace=True)]
    return [_ask(form, field, values, chat, deps)]


def _ask(form: Form, field: Field, values: Mapping[str, str], chat: Chat, deps: Deps) -> Reply:
    if field.kind == "teks":
        chats.save_waiting(deps.tx, chat.id, FormText(form.id, field.id))
    return screens.question(deps.say, form, field, values)


async def on_own_words(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    form = _form(tap.arg(0), person_of(chat), deps)
    field = _field(form, tap.arg(1))
    if not field.takes_text:
        raise Stale
    chats.save_waiting(deps.tx, chat.id, FormText(form.id, field.id))
    return [screens.write_own(deps.say, form, field)]


async def on_choice(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a tapped answer; it names its field, so a late tap changes only that one."""
    form = _form(tap.arg(0), person_of(chat), deps)
    field = _field(form, tap.arg(1))
    if not forms.accepts_choice(field, tap.arg(2)):
        raise Stale
    return await _take(form, field, tap.arg(2), chat, deps)


async def on_form_text(event: Text, chat: Chat, deps: Deps) -> list[Reply]:
    """Take a typed answer to exactly the field this chat was asked for."""
    waiting = chat.waiting
    if not isinstance(waiting, FormText):
        raise Stale
    form = _form(waiting.form, person_of(chat), deps)
    field = _field(form, waiting.field)
    text = event.text.strip()
    if not text:
        values = await storage.load(deps.tx, person_of(chat).id, form.id)
        return [replace(_ask(form, field, values, chat, deps), replace=False)]
    if len(text) > forms.OWN_TEXT_LIMIT:
        chats.save_waiting(deps.tx, chat.id, waiting)
        return [screens.too_long(deps.say, form, field, len(text))]
    replies = await _take(form, field, forms.own_text_value(text), chat, deps)
    return [replace(reply, replace=False) for reply in replies]


async def _take(form: Form, field: Field, value: str, chat: Chat, deps: Deps) -> list[Reply]:
    """Save one answer; ask the next field not answered, or show what is stored."""
    person = person_of(chat)
    progress = await progress_storage.load(deps.tx, person.id)
    before = progress.values.get(form.id, {})
    values = forms.answered(form, before, field.id, value)
    storage.save(deps.tx, person.id, (form.id, field.id), value, deps.now)
    for gone in before.keys() - values.keys():
        storage.remove(deps.tx, person.id, (form.id, gone))
    following = forms.next_field(form, values)
    if following:
        return [_ask(form, following, values, chat, deps)]
    filled = replace(progress, values={**progress.values, form.id: values})
    way_on = _way_on(form, person, deps)
    said = [screens.summary(deps.say, form, values, way_on, replace=True)]
    if form.id in PLAN_FORMS:
        said.append(await _noted(form, values, person, deps))
    if unwell.is_news(form, before, values):
        said.append(await unwell.tell(person, chat, deps))
    return [*said, *complete(person, filled, deps)]


async def _noted(form: Form, values: Mapping[str, str], person: Person, deps: Deps) -> Reply:
    """Say what was understood of a plan; "besok" counts from when it was written."""
    named = PLAN_FORMS[form.id]
    written = await storage.answered_at(deps.tx, person.id, (form.id, named.day))
    zone = deps.house.zone
    day, tps = (forms.typed(form, values, name) for name in (named.day, named.tps))
    plan = plans.parse(day, tps, (written or deps.now).astimezone(zone).date())
    tells_tps = bool(named.tps) and person.role == Role.PPS
    today = deps.now.astimezone(zone).date()
    return plan_screens.noted(deps.say, named, plan, today, tells_tps=tells_tps)


def _way_on(form: Form, person: Person, deps: Deps) -> str:
    """Return where "Lanjut" leads: the page after the form's own, else its session.

    What only a reminder opens leads to the menu.
    """
    if form.offered == "pengingat":
        return "menu"
    session = session_named(str(form.session), deps)
    pages = course.own_pages(session, person)
    places = [n for n, page in enumerate(pages) if page.form == form.id]
    if places and places[0] + 1 < len(pages):
        return f"hal:{pages[places[0] + 1].id}"
    return f"sesi:{form.session}"


def _form(form_id: str, person: Person, deps: Deps) -> Form:
    form = deps.content.forms.get(form_id)
    if form is None or not form.audience.fits(person):
        raise Stale
    return form


def _field(form: Form, field_id: str) -> Field:
    field = form.field(field_id)
    if field is None:
        raise Stale
    return field
