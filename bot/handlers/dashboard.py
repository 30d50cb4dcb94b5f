"""`/dasbor`: a link that lets its reader into the dashboard once, and the browsers let in."""

from dataclasses import replace

from bot.core.dashboard import KIND
from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Action, Chat, areas_of
from bot.handlers.deps import Deps, Forbidden, number_in, person_of
from bot.screens import dashboard as screens
from bot.storage import authority, meta, web_sessions

SECRET_BITS = 256


async def on_dashboard(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Make a link; one that was made before and not used does not work any more."""
    person = person_of(chat)
    if not areas_of(await authority.load(deps.tx, person), Action.SEE_RESULTS):
        raise Forbidden(Action.SEE_RESULTS)
    address = await meta.load(deps.tx, "public_url")
    if deps.house.links is None or not address:
        return [screens.no_address(deps.say)]
    secret = f"{deps.house.chance.getrandbits(SECRET_BITS):064x}"
    web_sessions.save_login(deps.tx, secret, (person.id, chat.id), deps.now)
    token = deps.house.links.make(f"{KIND}:{secret}")
    return [screens.link(deps.say, f"{address}/dasbor/masuk/{token}")]


async def on_browsers(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """List the browsers that are let in; end one, or all, at once."""
    person = person_of(chat)
    if tap.arg(0) == "semua":
        web_sessions.end_all(deps.tx, person.id)
    elif tap.arg(0):
        web_sessions.end(deps.tx, number_in(tap.arg(0)), person.id)
    sessions = await web_sessions.list_of(deps.tx.fetch, person.id)
    return [replace(screens.browsers(deps.say, sessions, deps.house.zone), replace=True)]
