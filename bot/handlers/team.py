"""`/tim`: the team at a TPS, and the numbers of its members."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Action, Chat, Role, Standing, may
from bot.core.team import KETUA, NUMBERS, Place, changes_ketua
from bot.handlers import recap, teams
from bot.handlers.authority import require
from bot.handlers.deps import Deps, Forbidden, Stale, number_in, person_of
from bot.screens import readiness
from bot.screens import team as screens
from bot.storage import audit, authority, people
from bot.storage import team as storage


async def on_team(event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    """Show one's own team, or the TPS named; a coordinator without one chooses from the recap."""
    named = event.arg(0) if isinstance(event, Tap) else ""
    page = number_in(event.arg(1)) if isinstance(event, Tap) else 0
    if named:
        return [await _team(number_in(named), chat, deps, page)]
    authorities = await authority.load(deps.tx, person_of(chat))
    own = [a.path[-1] for a in authorities if a.standing is Standing.KETUA]
    if own:
        return [await _team(own[0], chat, deps, page)]
    return await recap.on_recap(Tap("rekap"), chat, deps)


async def _team(area_id: int, chat: Chat, deps: Deps, page: int = 0) -> Reply:
    place = await authority.place(deps.tx, area_id)
    if place is None or place.level != "tps":
        raise Stale
    person = await require(Action.SEE_TEAM, place.path, chat, deps)
    authorities = await authority.load(deps.tx, person)
    view = screens.View(
        area_id,
        place.path[-2],
        place.name,
        place.names[-2],
        coordinates=may(authorities, Action.SEE_CONTACTS, place.path),
        page=page,
        standing=await _standing(area_id, deps),
    )
    return screens.team(deps.say, await storage.list_places(deps.tx, area_id), view)


async def _standing(area_id: int, deps: Deps) -> readiness.Standing | None:
    found = await teams.load(area_id, deps)
    return teams.standing(found[0], teams.rule_of(deps)) if found else None


async def on_number(tap: Tap, chat: Chat, deps: Deps) -> list[Reply]:
    """Ask for a member's number, or give it; whoever had it gets the member's old one."""
    await deps.tx.alone()
    seat_id = number_in(tap.arg(0))
    path = await authority.path_of_seat(deps.tx, seat_id)
    seat = await people.find_by_seat(deps.tx, seat_id)
    if seat is None or seat.seat.role != Role.KPPS:
        raise Stale
    person = await require(Action.NUMBER_TEAM, path, chat, deps)
    authorities = await authority.load(deps.tx, person)
    appoints = may(authorities, Action.REPLACE_HOLDER, path)  # not for a ketua to do
    team = {place.seat.id: place for place in await storage.list_places(deps.tx, path[-1])}
    place, number = team[seat_id], number_in(tap.arg(1))
    if not tap.arg(1):
        return [_choose(place, list(team.values()), path[-1], deps, appoints=appoints)]
    if number not in NUMBERS:
        raise Stale
    if changes_ketua(place.seat, number) and not appoints:
        raise Forbidden(Action.NUMBER_TEAM)
    if place.seat.number != number:
        other = next((p for p in team.values() if p.seat.number == number), None)
        storage.save_number(deps.tx, place, number, other)
        swapped = f" tukar:{other.seat.id}" if other else ""
        what = f"kursi:{seat_id} nomor:{number}{swapped}"
        await audit.save(deps.tx, person.id, "atur-nomor", what, deps.now)
    return [await _team(path[-1], chat, deps)]


def _choose(place: Place, team: list[Place], area: int, deps: Deps, *, appoints: bool) -> Reply:
    if place.seat.number == KETUA and not appoints:
        return screens.ketua_stays(deps.say, place.seat, area)
    held = {p.seat.number: p.person.name if p.person else "" for p in team if p.seat.number}
    return screens.choose_number(deps.say, place, held, with_ketua=appoints, area=area)
