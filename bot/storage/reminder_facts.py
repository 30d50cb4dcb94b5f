"""What reminders ask about people when they are about to be sent, many at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.course import How, Progress
from bot.core.reminders import Level
from bot.storage.engine import Fetch
from bot.storage.readiness import ready
from bot.storage.times import stamp

# Forms whose answers rules ask for, or show again.
FORMS = ("komitmen", "evaluasi", "berangkat", "rtl-kpps", "netral", "bingkisan")


def listed(ids: Iterable[int]) -> str:
    """Return numbers of ours for `IN (…)`; a list of none holds nobody."""
    return ", ".join(str(int(one)) for one in sorted(set(ids))) or "NULL"


async def list_levels(fetch: Fetch, people: Collection[int]) -> dict[int, Level]:
    """Return how much people want to be reminded, of those who ever said so."""
    rows = await fetch(
        f"SELECT person_id, level FROM reminder_level WHERE person_id IN ({listed(people)})"
    )
    return {row["person_id"]: Level(row["level"]) for row in rows}


async def list_progress(
    fetch: Fetch, people: Collection[int], forms: Collection[str] = FORMS, *, pages: bool = False
) -> dict[int, Progress]:
    """Return how far each has come; which pages they saw only where `pages` are asked for."""
    whom = f"person_id IN ({listed(people)})"
    names = ", ".join(f"'{name}'" for name in forms)
    sql = (
        "SELECT person_id, 'done' AS kind, CAST(sesi AS TEXT) AS key, how AS field, at AS value"
        f" FROM completion WHERE {whom}"
        " UNION ALL SELECT person_id, 'passed', CAST(sesi AS TEXT), '', '' FROM attempt"
        f" WHERE passed = 1 AND kind = 'kuis' AND {whom}"
        " UNION ALL SELECT person_id, 'form', form_id, field_id, value FROM form_value"
        f" WHERE form_id IN ({names}) AND {whom}"
    )
    if pages:
        sql += (
            " UNION ALL SELECT person_id, 'seen', page_id, '', last_at FROM page_seen"
            f" WHERE {whom}"
        )
    found = {person: _Some({}, defaultdict(dict), set(), {}, {}) for person in people}
    for row in await fetch(sql):
        found[row["person_id"]].take(row["kind"], row["key"], row["field"], row["value"])
    return {
        person: Progress(one.seen, dict(one.values), one.passed, one.done, one.how)
        for person, one in found.items()
    }


@dataclass(slots=True)
class _Some:
    seen: dict[str, datetime]
    values: defaultdict[str, dict[str, str]]
    passed: set[int]
    done: dict[int, datetime]
    how: dict[int, How]

    def take(self, kind: str, key: str, field: str, value: str) -> None:
        if kind == "form":
            self.values[key][field] = value
        elif kind == "passed":
            self.passed.add(int(key))
        elif kind == "seen":
            self.seen[key] = datetime.fromisoformat(value)
        else:
            self.done[int(key)] = datetime.fromisoformat(value)
            self.how[int(key)] = "uji" if field == "uji" else "belajar"


# --- about the area of a coordinator --------------------------------------------------------

_TEAMS = (
    "SELECT d.id AS desa, d.parent_id AS kecamatan, t.id AS tps,"
    " SUM(CASE WHEN s.id IS NOT NULL AND h.id IS NULL THEN 1 ELSE 0 END) AS vacant,"
    f" SUM(CASE WHEN s.id IS NOT NULL AND NOT {ready('h.person_id')}"
    "  THEN 1 ELSE 0 END) AS unready"
    " FROM area d JOIN area t ON t.parent_id = d.id AND t.level = 'tps'"
    " LEFT JOIN seat s ON s.area_id = t.id AND s.role = 'KPPS'"
    " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " WHERE d.level = 'desa' AND (d.id IN ({areas}) OR d.parent_id IN ({areas}))"
    " GROUP BY d.id, d.parent_id, t.id"
)


async def count_teams(fetch: Fetch, areas: Collection[int]) -> dict[int, dict[str, int]]:
    """Return what rules count (`bot.core.reminders.COUNTS`) in each desa or kecamatan.

    A team needs help while a seat is vacant or somebody is not ready.
    """
    rows = await fetch(_TEAMS.format(areas=listed(areas)))
    desa: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    within: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        desa[row["desa"]].append((row["vacant"], row["unready"]))
        within[row["kecamatan"]].add(row["desa"])
    found: dict[int, dict[str, int]] = {area: {} for area in areas}
    for area in areas:
        if area in desa:
            found[area] = {
                "kursi-kosong": sum(vacant for vacant, _ in desa[area]),
                "tps-perlu-bantuan": sum(1 for _, unready in desa[area] if unready),
                "semua": len(desa[area]),
            }
        elif area in within:
            teams = [desa[one] for one in within[area]]
            found[area] = {
                "desa-belum-lengkap": sum(1 for one in teams if any(v for v, _ in one)),
                "desa-perlu-bantuan": sum(1 for one in teams if any(u for _, u in one)),
                "semua": len(teams),
            }
    return found


async def list_pps(fetch: Fetch, desa: Collection[int]) -> dict[int, str]:
    """Return the name of the first PPS of each desa that has one with a name."""
    rows = await fetch(
        "SELECT s.area_id AS desa, p.name AS name FROM seat s"
        " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " JOIN person p ON p.id = h.person_id"
        f" WHERE s.role = 'PPS' AND p.name <> '' AND s.area_id IN ({listed(desa)})"
        " ORDER BY s.number DESC, s.id DESC"
    )
    return {row["desa"]: row["name"] for row in rows}


# --- what else goes to the same people ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due for somebody."""

    id: int
    person: int
    rule: str
    occurrence: str


async def list_due(fetch: Fetch, people: Collection[int], now: datetime) -> list[Due]:
    """Return every reminder that waits for these people and is due, the first one first."""
    rows = await fetch(
        "SELECT o.id AS id, o.person_id AS person, m.rule AS rule, m.occurrence AS occurrence"
        " FROM outbox o JOIN mailing m ON m.id = o.mailing_id"
        f" WHERE o.person_id IN ({listed(people)}) AND o.state = 'pending' AND o.due_at <= $1"
        " AND m.kind = 'pengingat' AND m.state = 'ready' AND m.due_at <= $1"
        " ORDER BY o.due_at, o.id",
        stamp(now),
    )
    return [Due(row["id"], row["person"], row["rule"], row["occurrence"]) for row in rows]


async def count_broadcasts(
    fetch: Fetch, people: Collection[int], before: datetime
) -> dict[int, int]:
    """Return how many broadcasts are still to go out to each before that time."""
    rows = await fetch(
        "SELECT o.person_id AS person, COUNT(*) AS n FROM outbox o"
        " JOIN mailing m ON m.id = o.mailing_id"
        f" WHERE o.person_id IN ({listed(people)}) AND o.state = 'pending' AND o.due_at < $1"
        " AND m.kind = 'siaran' AND m.state = 'ready' AND m.due_at < $1 GROUP BY o.person_id",
        stamp(before),
    )
    return {row["person"]: row["n"] for row in rows}
