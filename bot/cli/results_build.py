"""From the database to what is exported: a report, the people, and answers without names."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.cli.results_items import shown_quiz
from bot.content import Content
from bot.core.item_review import analyse_bank, needs_look
from bot.core.items import QuizStats, analyse_quiz
from bot.core.items import shown as shown_item
from bot.core.outreach import Member, Status, is_ready, reason, silent_before, status
from bot.core.people import Role
from bot.core.results import (
    ESSENTIAL,
    Cut,
    Funnel,
    Lack,
    Rule,
    Scores,
    Team,
    lacking,
    shown,
    state,
    tally,
)
from bot.core.results_export import (
    AnswerLine,
    AreaLine,
    ItemLine,
    PersonLine,
    Report,
    ScoreLine,
    Spot,
    TeamLine,
    nameless,
)
from bot.storage import authority, item_marks, outreach, results, results_export
from bot.storage.authority import Place
from bot.storage.engine import Fetch, Reader

ROLES = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH)
TOO_FEW = (
    "Di wilayah ini kurang dari 5 orang yang menjawab, atau jawabannya dapat dikenali dari"
    " siapa yang sudah lulus; jadi tidak ada yang ditampilkan."
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report is made with: the rule, the questions (answers need none), the moment."""

    rule: Rule
    content: Content | None
    now: datetime
    zone: tzinfo
    silent_days: int


def spot_of(place: Place) -> Spot:
    return Spot(place.id, place.level, place.names)


async def build(fetch: Fetch, place: Place, frame: Frame, *, results_too: bool = True) -> Report:
    """Count everything of an area; with `results_too` also scores and questions."""
    content = frame.content if results_too else None
    teams = await results.list_teams(fetch, place.id, frame.rule)
    places = await _places(fetch, place)
    return Report(
        spot_of(place),
        frame.now.astimezone(frame.zone),
        frame.rule,
        await _areas(fetch, places, teams, frame.rule),
        await _teams(fetch, teams, frame.rule),
        await _scores(fetch, place, places) if results_too else (),
        await _questions(fetch, content) if content else (),
        await _quizzes(fetch, content) if content else None,
    )


async def _places(fetch: Fetch, place: Place) -> list[Place]:
    """Return the area and those below it down to the desa, each after the one above it."""
    found = [place]
    for level in ("kecamatan", "desa"):
        found += [
            one
            for one in await authority.list_places(fetch, level)
            if one.path[: len(place.path)] == place.path and one.id != place.id
        ]
    return sorted(found, key=lambda one: (one.names, one.path))


async def _areas(
    fetch: Fetch, places: Sequence[Place], teams: Sequence[Team], rule: Rule
) -> list[AreaLine]:
    funnels: dict[int, Funnel] = {}
    for one in places:
        if one.id not in funnels or one.level != "desa":
            counted = await results.count_funnels(fetch, one.id)
            funnels |= {area: found for area, found in counted.items() if area != one.id}
            funnels[one.id] = sum(counted.values(), Funnel())
    return [
        AreaLine(spot_of(one), funnels[one.id], tally(_within(one, teams), rule)) for one in places
    ]


def _within(place: Place, teams: Sequence[Team]) -> list[Team]:
    if place.level == "kota":
        return list(teams)
    return [team for team in teams if place.id in {team.area, team.desa, team.kecamatan}]


async def _teams(fetch: Fetch, teams: Sequence[Team], rule: Rule) -> list[TeamLine]:
    above = {one.id: one for one in await authority.list_places(fetch, "desa")}
    return [
        TeamLine(
            Spot(team.area, "tps", (*above[team.desa].names, team.name)),
            team,
            state(team, rule),
            words(lacking(team, rule)),
        )
        for team in teams
    ]


def words(lack: Lack) -> str:
    """Return what a team lacks: "2 orang lagi; belum siap: ketua (KPPS 1), KPPS 4"."""
    people = [f"{lack.people} orang lagi"] if lack.people else []
    named = ["ketua (KPPS 1)" if n == 1 else f"KPPS {n}" for n in lack.numbers]
    return "; ".join([*people, *([f"belum siap: {', '.join(named)}"] if named else [])])


# --- scores ---------------------------------------------------------------------------------


async def _scores(fetch: Fetch, place: Place, places: Sequence[Place]) -> list[ScoreLine]:
    """Return the scores of KPPS members by area; of areas only those that may be shown."""
    by_id = {place.id: place for place in places}
    divided = [one.id for one in places if one.level in {"kota", "kecamatan"}]
    areas = list(dict.fromkeys([*place.path, *divided]))
    found: list[ScoreLine] = []
    for session in ESSENTIAL:
        for last in (False, True):
            scores = await _shown(fetch, areas, session, last=last)
            found += [
                ScoreLine(spot_of(one), session, last, scores.get(area))
                for area, one in by_id.items()
            ]
    return found


async def _shown(
    fetch: Fetch, areas: Sequence[int], session: int, *, last: bool
) -> Mapping[int, Scores]:
    """Return what may be shown of these areas and those directly below them, the kota first.

    Where an area is hidden, so are its parts: together they would tell its scores.
    """
    whole = await results.list_scores(fetch, areas[0], session, last=last)
    found = {areas[0]: whole[""]} if shown(whole) else {}
    for area in areas:
        if area in found:
            groups = await results.list_scores(fetch, area, session, last=last, cut=Cut.AREA)
            found |= {int(below): one for below, one in shown(groups).items()}
    return found


# --- questions ------------------------------------------------------------------------------


async def _questions(fetch: Fetch, content: Content) -> list[ItemLine]:
    """Return every question of the bank, and versions of before that were answered."""
    sessions = {
        part.topic: session.number
        for session in content.sessions
        if session.quiz
        for part in session.quiz.parts
    }
    found = analyse_bank(await results.list_alike(fetch), content.items)
    marks = await item_marks.list_marks(fetch)
    decided = {version: one.mark for version, one in marks.items()}
    lines = []
    for stats in found:
        item = content.items.get(stats.item)
        marked = marks.get((stats.item, stats.version))
        line = ItemLine(
            shown_item(stats),
            sessions.get(item.topic, 0) if item else 0,
            item.question if item and item.version == stats.version else "",
            str(marked.mark) if marked else "",
            marked.note if marked else "",
            needs_look(stats, content.items, decided),
        )
        lines.append(line)
    return lines


async def _quizzes(fetch: Fetch, content: Content) -> dict[int, QuizStats]:
    return {
        session.number: shown_quiz(
            analyse_quiz(await results.list_patterns(fetch, session.number))
        )
        for session in content.sessions
        if session.quiz
    }


# --- people ---------------------------------------------------------------------------------


async def list_people(fetch: Fetch, place: Place, frame: Frame) -> list[PersonLine]:
    """Return everyone on duty in the area, in the order of the roster."""
    since = silent_before(frame.now, frame.silent_days)
    members = await outreach.read_on_duty(fetch, place.id, since)
    sessions = await results_export.list_sessions(fetch, place.id)
    passed = await results_export.list_passed(fetch, place.id)
    none: frozenset[int] = frozenset()
    return [
        _person(one, sessions.get(one.person.id, none), passed.get(one.person.id, none))
        for one in sorted(members, key=_order)
    ]


def _order(member: Member) -> tuple[object, ...]:
    seat = member.person.seat
    if seat is None:
        return ("", "", "", 0, 0, 0)
    number = seat.number if seat.number is not None else 99
    return seat.kecamatan, seat.desa, seat.tps, ROLES.index(seat.role), number, seat.id


def _person(member: Member, sessions: frozenset[int], passed: frozenset[int]) -> PersonLine:
    seat = member.person.seat
    return PersonLine(
        seat.kecamatan if seat else "",
        seat.desa if seat else "",
        seat.tps if seat else "",
        str(member.person.role),
        member.person.number,
        member.person.name,
        member.facts.has_chat,
        sessions,
        passed,
        is_ready(member.facts),
        member.trained_on,
        _status(member),
    )


def _status(member: Member) -> str:
    now, why = status(member.facts), reason(member.facts)
    return f"{now}: {why}" if now is Status.UNREACHABLE and why else str(now)


# --- answers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answering:
    """Whose answers are shown, in the order of their pseudonyms, and of how many they are not."""

    people: Sequence[int]
    left_out: int

    @property
    def remark(self) -> str:
        """Say what is missing, if anything is."""
        if not self.people:
            return TOO_FEW
        if not self.left_out:
            return ""
        return (
            f"Jawaban {self.left_out} orang tidak ditampilkan, karena dapat dikenali dari siapa"
            " yang sudah lulus."
        )


async def answering(fetch: Fetch, place: Place, *, below_kota: bool = False) -> Answering:
    """Choose whose answers go into a file, in an order that nobody can foresee or repeat.

    Files of parts of the kota have answers for the operator alone (`below_kota`): whoever takes
    the files of the desa away from that of the kecamatan is left with those of few people.
    """
    answered = await results_export.list_answered(fetch, 0 if place.level == "kota" else place.id)
    has_answers = place.level == "kota" or (below_kota and place.level != "tps")
    chosen = nameless(answered) if has_answers else []
    random.SystemRandom().shuffle(chosen)
    return Answering(chosen, len(answered) - len(chosen))


async def answers(
    reader: Reader, place: Place, chosen: Answering, zone: tzinfo
) -> AsyncIterator[list[AnswerLine]]:
    """Yield answers part by part; those of the forgotten are known of the kota only."""
    async for lines in results_export.stream_answers(reader.fetch, chosen.people, zone):
        yield lines
    if place.level == "kota" and await results_export.are_many_forgotten(reader.fetch):
        async for lines in results_export.stream_ownerless(reader):
            yield lines
