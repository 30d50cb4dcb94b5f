"""The one door for whatever is more than one's own things."""

from bot.core.people import Action, Chat, Path, Person, may
from bot.handlers.deps import Deps, Forbidden, person_of
from bot.storage import authority


async def require(action: Action, at: Path, chat: Chat, deps: Deps) -> Person:
    """Return who is at the phone if they may do this in the area `at`; else raise Forbidden.

    To be asked before anything is written. An area that does not exist is nobody's.
    """
    person = person_of(chat)
    if not at or not may(await authority.load(deps.tx, person), action, at):
        raise Forbidden(action)
    return person
