"""How far single people have come, for the division: no scores, no answers, no phone numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.people import Path, Person, Role, Seat
from bot.core.results import ESSENTIAL, SESSIONS
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row
from bot.storage.outreach import Area
from bot.storage.readiness import is_true, ready

PAGE: int = 50  # people on one page of a search
MOST_WORDS = 6  # of a search; what follows is not looked at
_HAS_CHAT = "EXISTS (SELECT 1 FROM companion k WHERE k.person_id = p.id)"
_READY = ready("p.id")
_DONE = ", ".join(
    is_true(f"EXISTS (SELECT 1 FROM completion c WHERE c.person_id = p.id AND c.sesi = {n})")
    + f" AS done{n}"
    for n in SESSIONS
)
_PASSED = ", ".join(
    is_true(
        "EXISTS (SELECT 1 FROM attempt q WHERE q.person_id = p.id"
        f" AND q.sesi = {n} AND q.passed = 1)"
    )
    + f" AS passed{n}"
    for n in ESSENTIAL
)
_ABOVE = f"{SEAT_AREAS} LEFT JOIN area a3 ON a3.id = a2.parent_id"
_SELECT = (
    "SELECT p.id AS person_id, p.name AS name, t.on_date AS trained_on,"
    f" {is_true(_HAS_CHAT)} AS registered, {_DONE}, {_PASSED}, {is_true(_READY)} AS ready,"
    f" a3.id AS id3, a2.id AS id2, a1.id AS id1, a0.id AS id0,{SEAT_COLUMNS} FROM seat s"
)
_HELD_BY = (
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
)
_TRAINED = " LEFT JOIN trained t ON t.person_id = p.id"
_OPEN = (
    " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " LEFT JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody on duty: the sessions finished, the essential quizzes passed, and whether ready."""

    person: Person
    path: Path
    registered: bool
    sessions: frozenset[int]
    passed: frozenset[int]
    ready: bool
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of a TPS and who holds it, if anybody does."""

    seat: Seat
    holder: Learner | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: words that all must fit, a role, and how far people have come.

    `state` is siap, belum (not ready), luar (not registered), or empty.
    """

    words: tuple[str, ...] = ()
    role: str = ""
    state: str = ""


def _learner(row: Row) -> Learner:
    return Learner(
        Person(row["person_id"], row["name"], seat_of(row)),
        tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None),
        registered=bool(row["registered"]),
        sessions=frozenset(n for n in SESSIONS if row[f"done{n}"]),
        passed=frozenset(n for n in ESSENTIAL if row[f"passed{n}"]),
        ready=bool(row["ready"]),
        trained_on=date.fromisoformat(row["trained_on"]) if row["trained_on"] else None,
    )


async def list_seats(fetch: Fetch, tps_id: int) -> list[Place]:
    """Return the KPPS seats of a TPS by number, those without one last."""
    rows = await fetch(
        f"{_SELECT}{_OPEN}{_TRAINED}{_ABOVE} WHERE s.area_id = $1 AND s.role = $2"
        " ORDER BY CASE WHEN s.number IS NULL THEN 1 ELSE 0 END, s.number, s.id",
        tps_id,
        str(Role.KPPS),
    )
    return [
        Place(seat, _learner(row) if row["person_id"] is not None else None)
        for row in rows
        if (seat := seat_of(row))
    ]


async def find(fetch: Fetch, person_id: int) -> Learner | None:
    """Return one person who holds a seat now."""
    rows = await fetch(f"{_SELECT}{_HELD_BY}{_TRAINED}{_ABOVE} WHERE p.id = $1", person_id)
    return _learner(rows[0]) if rows else None


async def list_below(fetch: Fetch, area_id: int) -> list[Area]:
    """Return the areas directly below this one, by name."""
    rows = await fetch(
        "SELECT id, level, name FROM area WHERE parent_id = $1 ORDER BY name, id", area_id
    )
    return [Area(row["id"], row["level"], row["name"]) for row in rows]


# --- search ---------------------------------------------------------------------------------


async def search(
    fetch: Fetch, areas: Sequence[int], wanted: Search, page: int = 0
) -> tuple[list[Learner], int]:
    """Return a page of those on duty in the areas or below, by name, and how many there are."""
    if not areas:
        return [], 0
    ids, total = await _matches(fetch, areas, wanted, page)
    if not ids:
        return [], total
    marks = _marks(1, len(ids))
    rows = await fetch(f"{_SELECT}{_HELD_BY}{_TRAINED}{_ABOVE} WHERE p.id IN ({marks})", *ids)
    found = {row["person_id"]: _learner(row) for row in rows}
    return [found[one] for one in ids if one in found], total


async def _matches(
    fetch: Fetch, areas: Sequence[int], wanted: Search, page: int
) -> tuple[list[int], int]:
    args: list[object] = [*areas]
    conditions = "".join(_condition(word, args) for word in wanted.words[:MOST_WORDS])
    if wanted.role:
        args.append(wanted.role)
        conditions += f" AND s.role = ${len(args)}"
    conditions += _STATES.get(wanted.state, "")
    matching = (
        f"WITH RECURSIVE below (id) AS (SELECT id FROM area WHERE id IN ({_marks(1, len(areas))})"
        " UNION SELECT a.id FROM area a JOIN below b ON a.parent_id = b.id)"
        " SELECT p.id AS id, LOWER(p.name) AS folded, COUNT(*) OVER () AS total"
        f" FROM below b JOIN seat s ON s.area_id = b.id{_HELD_BY}{SEAT_AREAS}"
        f" WHERE 1 = 1{conditions}"
    )
    rows = await fetch(
        f"{matching} ORDER BY folded, p.id LIMIT {PAGE} OFFSET {PAGE * max(page, 0)}", *args
    )
    if rows or page <= 0:
        return [row["id"] for row in rows], rows[0]["total"] if rows else 0
    return await _matches(fetch, areas, wanted, 0)  # a page past the last one: the first


_STATES = {
    "siap": f" AND {_READY}",
    "belum": f" AND NOT {_READY}",
    "luar": f" AND NOT {_HAS_CHAT}",
}


def _condition(word: str, args: list[object]) -> str:
    """Return that a word fits the name, an area, the role or the number, or is the code."""
    plain = word.lower()
    args += [f"%{_literal(plain)}%", plain, word.upper().replace("-", "")]
    like, same, code = (f"${len(args) - n}" for n in (2, 1, 0))
    texts = ("p.name", "a0.name", "a1.name", "a2.name", "s.role")
    fits = [f"LOWER(COALESCE({text}, '')) LIKE {like} ESCAPE '\\'" for text in texts]
    fits.append(f"CAST(s.number AS TEXT) = {same}")
    fits.append(f"({same} = 'ketua' AND s.role = 'KPPS' AND s.number = 1)")
    fits.append(f"s.code = {code}")
    return f" AND ({' OR '.join(fits)})"


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _marks(first: int, count: int) -> str:
    return ", ".join(f"${n}" for n in range(first, first + count))
