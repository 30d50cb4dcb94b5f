"""Pause, resume and stop: the steps that the chat and the dashboard take alike."""

from dataclasses import dataclass

from bot.core.broadcast import Broadcast
from bot.core.outbox import Counts, Phase
from bot.core.people import Action, Chat, Person, areas_of
from bot.handlers.authority import place_of, require
from bot.handlers.deps import Deps, Forbidden, Stale, person_of
from bot.screens import broadcast_running as screens
from bot.screens.seats import person_label
from bot.storage import audit, authority, broadcast_shown, broadcasts, outbox
from bot.storage.authority import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A broadcast that somebody named, where it goes, and who is there and may."""

    broadcast: Broadcast
    place: Place
    person: Person

    @property
    def id(self) -> int:
        return self.broadcast.id


async def find(mailing_id: int, chat: Chat, deps: Deps, *, drafts: bool = False) -> Asked:
    """Return a broadcast for whoever may broadcast in all of its area; else raise.

    A draft is its author's affair alone, and shown elsewhere.
    """
    broadcast = await broadcasts.load(deps.tx.fetch, mailing_id)
    if broadcast is None or (broadcast.phase is Phase.DRAFT and not drafts):
        person_of(chat)
        raise Stale
    place = await place_of(broadcast.group.area, deps)
    return Asked(broadcast, place, await require(Action.BROADCAST, place.path, chat, deps))


def is_planned(broadcast: Broadcast) -> bool:
    return broadcast.phase in {Phase.READY, Phase.PAUSED}


async def pause(found: Asked, deps: Deps) -> None:
    await _turn(found, (Phase.READY, Phase.PAUSED), "jeda-siaran", deps)


async def resume(found: Asked, deps: Deps) -> None:
    await _turn(found, (Phase.PAUSED, Phase.READY), "lanjutkan-siaran", deps)


async def _turn(found: Asked, phases: tuple[Phase, Phase], verb: str, deps: Deps) -> None:
    """Change what was decided, once; the sender obeys before its next message."""
    before, after = phases
    if found.broadcast.phase is before and (await _count(found, deps)).open:
        await _decide(found, after, verb, deps)


async def left_to_stop(found: Asked, deps: Deps) -> Counts | None:
    """Return the counts of what can still be stopped, None where there is nothing to stop."""
    counts = await _count(found, deps)
    return counts if is_planned(found.broadcast) and counts.open else None


async def stop(found: Asked, deps: Deps) -> None:
    """Stop it for good; `left_to_stop` says whether there is anything to stop."""
    broadcast_shown.save_stopped(deps.tx, found.id, deps.now)
    await _decide(found, Phase.STOPPED, "hentikan-siaran", deps)


async def _count(found: Asked, deps: Deps) -> Counts:
    return await outbox.count(deps.tx.fetch, found.id)


async def _decide(found: Asked, phase: Phase, verb: str, deps: Deps) -> None:
    outbox.save_phase(deps.tx, found.id, phase)
    await audit.save(deps.tx, found.person.id, verb, f"siaran:{found.id}", deps.now)
    await _tell_author(found, phase, deps)


async def _tell_author(found: Asked, phase: Phase, deps: Deps) -> None:
    """Tell the author what somebody else did with their broadcast."""
    if found.broadcast.by in {0, found.person.id}:
        return
    for chat in (await broadcast_shown.list_chats(deps.tx, found.broadcast.by))[:1]:
        say = deps.house.say(chat.language)
        who = person_label(say, found.person)
        deps.others.append((chat, screens.by_another(say, found.broadcast, phase, who)))


# --- all of it ------------------------------------------------------------------------------


async def require_halt(chat: Chat, deps: Deps) -> Person:
    """Return who is there if they may stop and start all deliveries; else raise Forbidden.

    All of them means the whole kota: a grant for less is not enough.
    """
    person = person_of(chat)
    areas = areas_of(await authority.load(deps.tx, person), Action.HALT_DELIVERY)
    if not any(len(path) == 1 for path in areas):
        raise Forbidden(Action.HALT_DELIVERY)
    return person


async def halt(person: Person, deps: Deps, *, wanted: bool) -> None:
    """Stop all that is unasked-for, or let it go on; once, whoever else did it before."""
    if wanted is await outbox.is_halted(deps.tx.fetch):
        return
    if wanted:
        outbox.halt(deps.tx, deps.now)
    else:
        outbox.unhalt(deps.tx)
    verb = "hentikan-semua" if wanted else "lanjutkan-semua"
    await audit.save(deps.tx, person.id, verb, "", deps.now)
