"""The roster in the database: areas, seats, and the people who hold them."""

from dataclasses import dataclass

from bot.core.people import Role
from bot.core.roster import Area, Erased, Known, KnownSeat, Place
from bot.storage import holdings
from bot.storage.engine import Database, Row

SeatKey = tuple[Place, str, int | str]  # place, role, and number; without one, whose it is


@dataclass(frozen=True, slots=True)
class Entry:
    """A seat and who holds it. `phone` in E.164 or empty."""

    place: Place
    role: Role
    number: int | None
    name: str
    phone: str
    code: str
    sample: bool


async def codes_in_use(db: Database) -> dict[SeatKey, str]:
    """Return the code of every seat, so that an import need not bring codes."""
    return {
        (e.place, str(e.role), e.name if e.number is None else e.number): e.code
        for e in await export(db)
    }


async def count_sample_codes(db: Database) -> int:
    rows = await db.read("SELECT COUNT(*) AS n FROM seat WHERE sample = 1")
    return int(rows[0]["n"])


async def is_empty(db: Database) -> bool:
    return not await db.read("SELECT id FROM seat LIMIT 1")


# --- what an import is compared with --------------------------------------------------------


async def load_known(db: Database) -> tuple[Known, int]:
    """Return the whole roster as it is at one moment, and its version then."""
    async with db.snapshot() as reader:
        rows = await reader.fetch("SELECT id, parent_id, level, name FROM area")
        areas = tuple(Area(r["id"], r["parent_id"], r["level"], r["name"]) for r in rows)
        seats = tuple([_known_seat(row) async for row in reader.stream(KNOWN_SEATS)])
        gone = tuple([_known_seat(row) async for row in reader.stream(GONE)])
        [last] = await reader.fetch(
            "SELECT (SELECT MAX(id) FROM area) AS area, (SELECT MAX(id) FROM seat) AS seat,"
            " (SELECT MAX(id) FROM holding) AS holding,"
            " (SELECT value FROM meta WHERE key = $1) AS version",
            holdings.VERSION,
        )
    lasts = (last["area"] or 0, last["seat"] or 0, last["holding"] or 0)
    known = Known(areas, seats, *lasts, gone)
    return known, int(last["version"] or 0)


KNOWN_SEATS = (
    "SELECT s.id, s.area_id, s.role, s.number, s.code, s.sample, s.erased_at, s.erased_choice,"
    " h.id AS holding_id, p.id AS person_id, p.name, p.phone,"
    " CASE WHEN h.id IS NULL AND EXISTS (SELECT 1 FROM holding x WHERE x.seat_id = s.id)"
    " THEN 1 ELSE 0 END AS used"
    " FROM seat s LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " LEFT JOIN person p ON p.id = h.person_id ORDER BY s.id"
)

# Who holds no seat any more, each with the seat that they held last.
GONE = (
    "SELECT s.id, s.area_id, s.role, s.number, s.code, s.sample, s.erased_at, s.erased_choice,"
    " NULL AS holding_id, p.id AS person_id, p.name, p.phone, 1 AS used FROM person p"
    " JOIN holding h ON h.id ="
    " (SELECT x.id FROM holding x WHERE x.person_id = p.id"
    " ORDER BY CASE WHEN x.to_at IS NULL THEN 0 ELSE 1 END, x.id DESC LIMIT 1)"
    " JOIN seat s ON s.id = h.seat_id"
    " WHERE h.to_at IS NOT NULL AND p.erased_at IS NULL AND p.name <> '' ORDER BY h.id DESC"
)


def _known_seat(row: Row) -> KnownSeat:
    erased = Erased.NO
    if row["erased_at"] is not None:
        erased = Erased(row["erased_choice"] or Erased.WAITING)
    return KnownSeat(
        row["id"],
        row["area_id"],
        Role(row["role"]),
        row["number"],
        row["code"],
        bool(row["sample"]),
        erased,
        bool(row["used"]),
        row["person_id"],
        row["holding_id"],
        row["name"] or "",
        row["phone"] or "",
    )


# --- out again ------------------------------------------------------------------------------

PLACE = "a0.name AS n0, a1.name AS n1, a2.name AS n2, a3.name AS n3"  # from the seat's area up
PLACE_JOINS = (
    "JOIN area a0 ON a0.id = s.area_id LEFT JOIN area a1 ON a1.id = a0.parent_id"
    " LEFT JOIN area a2 ON a2.id = a1.parent_id LEFT JOIN area a3 ON a3.id = a2.parent_id"
)


def place_of(row: Row) -> Place:
    return tuple(name for name in (row["n3"], row["n2"], row["n1"], row["n0"]) if name)


async def export(db: Database) -> list[Entry]:
    """Return every seat with its holder and code, in the order of places."""
    rows = await db.read(
        f"SELECT s.role, s.number, s.code, s.sample, p.name, p.phone, {PLACE} FROM seat s"
        f" {PLACE_JOINS} LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " LEFT JOIN person p ON p.id = h.person_id"
    )
    entries = [
        Entry(
            place_of(row),
            Role(row["role"]),
            row["number"],
            row["name"] or "",
            row["phone"] or "",
            row["code"],
            bool(row["sample"]),
        )
        for row in rows
    ]
    return sorted(entries, key=lambda e: (len(e.place) > 1, e.place, e.role, e.number or 99))
