"""The raw numbers behind readiness, progress and scores, counted by the database."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from bot.core.course import EVERYTHING
from bot.core.results import ETHICS, SESSIONS, VOTING, Funnel, Rule, Team
from bot.core.results_history import Held
from bot.storage.below import BELOW, BELOW_BY_TOP
from bot.storage.engine import Fetch, Row
from bot.storage.readiness import essentials, is_true, trained
from bot.storage.results_items import list_alike, list_patterns
from bot.storage.results_scores import list_scores, list_scores_of
from bot.storage.slices import each

__all__ = [
    "count_funnels",
    "list_alike",
    "list_held",
    "list_patterns",
    "list_scores",
    "list_scores_of",
    "list_teams",
]

_LEARNED = (
    f"{is_true(essentials('h.person_id'))} AS learned,"
    f" {is_true(trained('h.person_id'))} AS trained"
)
_REGISTERED = "EXISTS (SELECT 1 FROM companion k WHERE k.person_id = h.person_id)"

# --- teams ----------------------------------------------------------------------------------

# One row a seat, or one for a TPS without any; counted below, where each condition is used twice.
_SEATS = (
    ", seats AS MATERIALIZED (SELECT b.id AS area, s.id AS seat, s.number AS number,"
    f" h.person_id AS person, {is_true(_REGISTERED)} AS registered,"
    f" {_LEARNED}"
    " FROM below b JOIN area t ON t.id = b.id AND t.level = 'tps'"
    " LEFT JOIN seat s ON s.area_id = b.id AND s.role = 'KPPS'"
    " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL)"
)
# The numbers of those not ready are bits of one sum: no two seats of a TPS share a number.
_TEAMS = (
    f"{BELOW}{_SEATS}, counted AS (SELECT area, COUNT(seat) AS seats, COUNT(person) AS held,"
    " SUM(registered) AS registered,"
    f" SUM({is_true('learned + trained > 0')}) AS ready,"
    f" SUM({is_true('learned < trained')}) AS trained,"
    " SUM(CASE WHEN number BETWEEN 1 AND 7 AND learned + trained = 0 THEN 1 << number ELSE 0 END)"
    " AS lacking FROM seats GROUP BY area)"
    " SELECT c.*, t.name AS name, d.id AS desa, d.parent_id AS kecamatan FROM counted c"
    " JOIN area t ON t.id = c.area JOIN area d ON d.id = t.parent_id"
    " LEFT JOIN area k ON k.id = d.parent_id ORDER BY k.name, k.id, d.name, d.id, t.name, t.id"
)


async def list_teams(fetch: Fetch, area_id: int, rule: Rule) -> list[Team]:
    """Return every TPS in the area (or the TPS itself), by kecamatan, desa and name."""
    numbers = tuple(sorted(set(rule.numbers)))
    return await each(await fetch(_TEAMS, area_id), partial(_team, numbers))


def _team(numbers: tuple[int, ...], row: Row) -> Team:
    return Team(
        row["area"],
        row["name"],
        row["desa"],
        row["kecamatan"],
        row["seats"],
        row["held"],
        row["registered"],
        row["ready"],
        row["trained"],
        tuple(number for number in numbers if row["lacking"] >> number & 1),
    )


# --- how far people have come ---------------------------------------------------------------


def _passed(session: int) -> str:
    return (
        "EXISTS (SELECT 1 FROM attempt t WHERE t.person_id = h.person_id"
        f" AND t.sesi = {session} AND t.passed = 1)"
    )


_STARTED = (
    "(EXISTS (SELECT 1 FROM page_seen v WHERE v.person_id = h.person_id)"
    " OR EXISTS (SELECT 1 FROM attempt t WHERE t.person_id = h.person_id))"
)
# Completions are bits of one sum: one look at the index instead of five.
_PEOPLE = (
    ", people AS MATERIALIZED (SELECT b.top AS top,"
    f" {is_true(_REGISTERED)} AS registered, {is_true(_STARTED)} AS started,"
    " COALESCE((SELECT SUM(1 << d.sesi) FROM completion d WHERE d.person_id = h.person_id), 0)"
    f" AS done, {is_true(_passed(ETHICS))} AS ethics, {is_true(_passed(VOTING))} AS voting,"
    f" {_LEARNED}"
    " FROM below b JOIN seat s ON s.area_id = b.id AND ($2 = '' OR s.role = $2)"
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL)"
)
_FUNNELS = (
    f"{BELOW_BY_TOP}{_PEOPLE} SELECT top, COUNT(*) AS on_duty, SUM(registered) AS registered,"
    " SUM(started) AS started, "
    + ", ".join(
        f"SUM(CAST(done AS INTEGER) >> {n} & 1) AS done{n}" for n in (EVERYTHING, *SESSIONS)
    )
    + ", SUM(ethics) AS ethics, SUM(voting) AS voting, SUM(trained) AS trained,"
    f" SUM({is_true('learned + trained > 0')}) AS ready FROM people GROUP BY top"
)


async def count_funnels(fetch: Fetch, area_id: int, role: str = "") -> Mapping[int, Funnel]:
    """Return how far people (of `role`, if given) have come, by area.

    The areas are `area_id`, for those of its own seats, and each one directly below it.
    """
    areas = await fetch("SELECT id FROM area WHERE id = $1 OR parent_id = $1", area_id)
    found = {row["id"]: Funnel() for row in areas}
    for row in await fetch(_FUNNELS, area_id, role):
        found[row["top"]] = _funnel(row)
    return found


def _funnel(row: Row) -> Funnel:
    return Funnel(
        row["on_duty"],
        row["registered"],
        row["started"],
        (row["done1"], row["done2"], row["done3"], row["done4"]),
        row["ethics"],
        row["voting"],
        row[f"done{EVERYTHING}"],
        row["ready"],
        row["trained"],
    )


# --- history --------------------------------------------------------------------------------


def _passed_at(session: int) -> str:
    return (
        "(SELECT MIN(t.finished_at) FROM attempt t WHERE t.person_id = h.person_id"
        f" AND t.sesi = {session} AND t.passed = 1)"
    )


def _done_at(session: int) -> str:
    return (
        f"(SELECT d.at FROM completion d WHERE d.person_id = h.person_id AND d.sesi = {session})"
    )


# A training has a day, not an hour: in Indonesia, midnight in UTC is the morning of that day.
_TRAINED_AT = (
    "(SELECT x.on_date || 'T00:00:00.000000Z' FROM trained x WHERE x.person_id = h.person_id)"
)
_HELD = (
    f"{BELOW} SELECT b.id AS area, s.number AS number, h.from_at AS since, h.to_at AS until,"
    f" {_done_at(ETHICS)} AS done2, {_done_at(VOTING)} AS done3,"
    f" {_passed_at(ETHICS)} AS passed2, {_passed_at(VOTING)} AS passed3, {_TRAINED_AT} AS trained"
    " FROM below b JOIN area t ON t.id = b.id AND t.level = 'tps'"
    " LEFT JOIN seat s ON s.area_id = b.id AND s.role = 'KPPS'"
    " LEFT JOIN holding h ON h.seat_id = s.id ORDER BY b.id, s.number, s.id, h.from_at, h.id"
)


async def list_held(fetch: Fetch, area_id: int) -> list[Held]:
    """Return who held the KPPS seats of the area when, for the history of its teams.

    A seat that nobody ever held, and a TPS without seats, are there once, with `since` None.
    """
    return await each(await fetch(_HELD, area_id), _held)


def _held(row: Row) -> Held:
    learned = [row[name] for name in ("done2", "done3", "passed2", "passed3")]
    times = [row["trained"]] if row["trained"] else []
    if all(learned):
        times.append(max(learned))
    return Held(
        row["area"],
        row["number"],
        _moment(row["since"]),
        _moment(row["until"]),
        _moment(min(times, default=None)),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
