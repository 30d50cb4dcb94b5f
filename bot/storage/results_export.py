"""What goes into files one by one: people on duty, and answers without their owners."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, tzinfo

from bot.core.results import ETHICS, SMALLEST_GROUP, VOTING
from bot.core.results_export import AnswerLine, Passed, pseudonym
from bot.storage.below import BELOW
from bot.storage.engine import Fetch, Reader, Row
from bot.storage.results_items import DRAWN

PEOPLE = 100  # whose answers are read at a time
HOUR = 13  # characters of a stored time down to its hour: days begin with one in Indonesia
ROWS = 5000  # answers of the forgotten handed on at a time

_THEIRS = (
    f"{BELOW},"
    " theirs (person_id) AS (SELECT h.person_id FROM below b JOIN seat s ON s.area_id = b.id"
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL)"
)
_HAS_PASSED = "MAX(CASE WHEN t.sesi = {} AND t.passed = 1 THEN 1 ELSE 0 END)"
_ANSWERED = (
    f"SELECT t.person_id AS person, {_HAS_PASSED.format(ETHICS)} AS ethics,"
    f" {_HAS_PASSED.format(VOTING)} AS voting FROM attempt t"
    " WHERE EXISTS (SELECT 1 FROM answer w WHERE w.attempt_id = t.id){} GROUP BY t.person_id"
)
# What is first must be counted among all attempts of a person, those without an answer included.
_ANSWERS = (
    "WITH counted AS (SELECT t.id, t.person_id, t.sesi, t.kind,"
    " CASE WHEN t.finished_at IS NOT NULL AND (t.passed = 1 OR"
    f" {DRAWN} <= (SELECT COUNT(*) FROM answer r WHERE r.attempt_id = t.id AND r.round = 1))"
    " THEN 1 ELSE 0 END AS whole,"
    " ROW_NUMBER() OVER (PARTITION BY t.person_id, t.sesi, t.kind ORDER BY t.started_at, t.id)"
    " AS n FROM attempt t WHERE t.person_id IN ({}))"
    " SELECT c.person_id AS person, c.sesi AS sesi, c.kind AS kind, c.n AS n, c.whole AS whole,"
    " w.item_id AS item, w.version AS version, w.option_id AS option, w.is_right AS is_right,"
    " w.round AS round, w.at AS at FROM counted c JOIN answer w ON w.attempt_id = c.id"
    " ORDER BY c.person_id, c.sesi, c.kind, c.n, w.at, w.round, w.item_id"
)


async def list_sessions(fetch: Fetch, area_id: int) -> dict[int, frozenset[int]]:
    """Return which sessions those on duty in the area have finished, by person."""
    rows = await fetch(
        f"{_THEIRS} SELECT d.person_id AS person, d.sesi AS sesi FROM theirs m"
        " JOIN completion d ON d.person_id = m.person_id WHERE d.sesi > 0",
        area_id,
    )
    return _sets(rows)


async def list_passed(fetch: Fetch, area_id: int) -> dict[int, frozenset[int]]:
    """Return the sessions whose quiz those on duty in the area have passed, by person."""
    rows = await fetch(
        f"{_THEIRS} SELECT DISTINCT t.person_id AS person, t.sesi AS sesi FROM theirs m"
        " JOIN attempt t ON t.person_id = m.person_id WHERE t.passed = 1 AND t.sesi > 0",
        area_id,
    )
    return _sets(rows)


def _sets(rows: Sequence[Row]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["person"], set()).add(row["sesi"])
    return {person: frozenset(sessions) for person, sessions in found.items()}


# --- answers --------------------------------------------------------------------------------


async def list_answered(fetch: Fetch, area_id: int = 0) -> Mapping[int, Passed]:
    """Return whoever has answered anything, with the quizzes passed; of an area, those on duty."""
    if area_id:
        among = " AND t.person_id IN (SELECT person_id FROM theirs)"
        rows = await fetch(f"{_THEIRS} {_ANSWERED.format(among)}", area_id)
    else:
        rows = await fetch(_ANSWERED.format(""))
    return {row["person"]: (bool(row["ethics"]), bool(row["voting"])) for row in rows}


async def stream_answers(
    fetch: Fetch, people: Sequence[int], zone: tzinfo
) -> AsyncIterator[list[AnswerLine]]:
    """Yield the answers of `people` in their order, under pseudonyms; flat in memory."""
    days = _Days(zone)
    for first in range(0, len(people), PEOPLE):
        chunk = people[first : first + PEOPLE]
        places = ", ".join(f"${n}" for n in range(1, len(chunk) + 1))
        rows = await fetch(_ANSWERS.format(places), *chunk)
        yield _lines(rows, {p: n for n, p in enumerate(chunk, first + 1)}, days)


def _lines(rows: Sequence[Row], order: Mapping[int, int], days: "_Days") -> list[AnswerLine]:
    names = {person: pseudonym(number) for person, number in order.items()}
    by_person: dict[int, list[AnswerLine]] = {person: [] for person in order}
    for row in rows:
        person = row["person"]
        by_person[person].append(
            AnswerLine(
                names[person],
                row["sesi"],
                row["kind"],
                row["n"],
                row["whole"],
                row["item"],
                row["version"],
                row["option"],
                row["is_right"],
                row["round"],
                days[row["at"][:HOUR]],
            )
        )
    return [line for lines in by_person.values() for line in lines]


class _Days(dict[str, str]):
    """Local days by the hour of a stored time; a season has few hours and many answers."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, hour: str) -> str:
        at = datetime.fromisoformat(f"{hour}:00Z").astimezone(self._zone)
        day = self[hour] = at.date().isoformat()
        return day


async def are_many_forgotten(fetch: Fetch) -> bool:
    """Tell whether the answers of the forgotten are of five people or more, for all we know.

    A question is answered first by each of them once at most, so that they are as many at least.
    """
    rows = await fetch(
        "SELECT SUM(n) AS n FROM ownerless_answer WHERE is_first = 1 AND round = 1"
        " GROUP BY item_id, version, sesi, kind"
    )
    return max((int(row["n"]) for row in rows), default=0) >= SMALLEST_GROUP


async def stream_ownerless(reader: Reader) -> AsyncIterator[list[AnswerLine]]:
    """Yield the answers of those who are forgotten, one by one: nothing tells whose they are."""
    found: list[AnswerLine] = []
    async for row in reader.stream(
        "SELECT week, sesi, kind, is_first, item_id, version, option_id, is_right, round,"
        " SUM(n) AS n FROM ownerless_answer"
        " GROUP BY week, sesi, kind, is_first, item_id, version, option_id, is_right, round"
        " ORDER BY item_id, version, sesi, kind, is_first DESC, round, option_id, week"
    ):
        line = AnswerLine(
            "",
            row["sesi"],
            row["kind"],
            row["is_first"],
            0,
            row["item_id"],
            row["version"],
            row["option_id"],
            row["is_right"],
            row["round"],
            row["week"],
        )
        found += [line] * int(row["n"])
        if len(found) >= ROWS:
            yield found
            found = []
    if found:
        yield found
