"""A draft of a broadcast as its author's taps and texts name it, and what is shown of it."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.core.broadcast import Broadcast, Group, roles_at
from bot.core.dialog import Media, Reply
from bot.core.outbox import Phase
from bot.core.people import Action, Chat, Path, Person, areas_of
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Forbidden, Stale, person_of
from bot.screens import broadcast as screens
from bot.screens import broadcast_audience as audience_screens
from bot.screens.recap import area_label
from bot.storage import attachments, authority, broadcasts
from bot.storage.authority import Place


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, the area it is for, and its author, who is at the phone and may broadcast there."""

    broadcast: Broadcast
    place: Place
    person: Person

    @property
    def id(self) -> int:
        return self.broadcast.id

    def label(self, deps: Deps) -> Markup:
        return area_label(deps.say, self.place.level, self.place.name)


async def find_draft(draft_id: int, chat: Chat, deps: Deps) -> Draft:
    """Return a draft for its author alone, as long as they may broadcast there; else raise."""
    person = person_of(chat)
    broadcast = await broadcasts.load(deps.tx.fetch, draft_id)
    if broadcast is None or broadcast.phase is not Phase.DRAFT or broadcast.by != person.id:
        raise Stale
    place = await place_of(broadcast.group.area, deps)
    await require(Action.BROADCAST, place.path, chat, deps)
    return Draft(broadcast, place, person)


async def own_areas(chat: Chat, deps: Deps) -> tuple[Path, ...]:
    """Return where whoever is at the phone may broadcast; raises Forbidden if nowhere."""
    held = await authority.load(deps.tx, person_of(chat))
    paths = areas_of(held, Action.BROADCAST)
    if not paths:
        raise Forbidden(Action.BROADCAST)
    return paths


async def begin(group: Group, text: str, chat: Chat, deps: Deps) -> int:
    """Make a draft; return its id."""
    draft_id = await broadcasts.create(deps.tx, person_of(chat).id, group.area, deps.now)
    broadcasts.save_group(deps.tx, draft_id, group)
    broadcasts.save_text(deps.tx, draft_id, text)
    return draft_id


async def media_of(broadcast: Broadcast, deps: Deps) -> Media | None:
    if not broadcast.attachment:
        return None
    return await attachments.media(deps.tx.fetch, broadcast.attachment)


async def as_delivered(draft: Draft, deps: Deps) -> Reply:
    """Return exactly what recipients get."""
    sender = screens.sender_label(deps.say, draft.person)
    return screens.delivered(
        deps.say, draft.broadcast, sender, await media_of(draft.broadcast, deps)
    )


async def shown(draft_id: int, chat: Chat, deps: Deps) -> list[Reply]:
    """Show a draft as it will be sent, and below it for whom."""
    draft = await find_draft(draft_id, chat, deps)
    return [await as_delivered(draft, deps), await audience_of(draft, deps)]


async def audience_of(draft: Draft, deps: Deps) -> Reply:
    found = await broadcasts.count_group(deps.tx.fetch, draft.broadcast.group)
    has_roles = len(roles_at(draft.place.level)) > 1
    return audience_screens.audience(
        deps.say, draft.broadcast, draft.label(deps), found, has_roles=has_roles
    )
