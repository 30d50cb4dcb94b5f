"""Somebody who does not feel well after the count: their PPS is told."""

from collections.abc import Mapping

from bot.core import overseers
from bot.core.dialog import Reply
from bot.core.forms import Form
from bot.core.people import Chat, Person
from bot.handlers.deps import Deps
from bot.screens import unwell as screens
from bot.storage import authority
from bot.storage import overseers as phones

FORM, FIELD, UNWELL = "kabar", "kabar", "kurang"


def is_news(form: Form, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Tell whether somebody says it now, and had not said so already."""
    return form.id == FORM and now.get(FIELD) == UNWELL != before.get(FIELD)


async def tell(person: Person, chat: Chat, deps: Deps) -> Reply:
    """Tell those responsible for the person's seat; return what the person hears."""
    path = await authority.path_of_person(deps.tx, person.id)
    told = []
    if person.seat and path:
        told = await phones.find(deps.tx, overseers.above(person.seat.role, path))
    for officer in told:
        if officer.id != chat.id:
            say = deps.house.say(officer.language)
            deps.others.append((officer, screens.alert(say, person)))
    return screens.told(deps.say, reached=bool(told))
