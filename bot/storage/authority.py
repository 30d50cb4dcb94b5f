"""What a person may act as, and where: by the seat, and by what was granted beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Authority, Path, Person, Role, Seat, Standing
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

_PATH = (
    " a0.id AS id0, a1.id AS id1, a2.id AS id2, a3.id AS id3"
    " FROM area a0 LEFT JOIN area a1 ON a1.id = a0.parent_id"
    " LEFT JOIN area a2 ON a2.id = a1.parent_id LEFT JOIN area a3 ON a3.id = a2.parent_id"
)
_PLACE = (
    "SELECT a0.level AS level, a0.name AS n0, a1.name AS n1, a2.name AS n2, a3.name AS n3," + _PATH
)
_OF_ROLE: Mapping[str, Standing] = {
    Role.PPS: Standing.PPS,
    Role.PPK: Standing.PPK,
    Role.SOSDIKLIH: Standing.SOSDIKLIH,
}


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its path of ids, its level, and the names of itself and those above it."""

    path: Path
    level: str
    names: tuple[str, ...]  # from the kota down, as `path`

    @property
    def id(self) -> int:
        return self.path[-1]

    @property
    def name(self) -> str:
        return self.names[-1]


def _path(row: Row) -> Path:
    return tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None)


async def load(tx: Transaction, person: Person) -> tuple[Authority, ...]:
    """Return all that this person may act as; nothing for someone who holds no seat.

    A grant belongs to an officer: it sleeps while its person is off the roster, so that whoever
    was replaced can do nothing any more, and wakes when an import is undone.
    """
    return await find(tx.fetch, person.id)


async def find(fetch: Fetch, person_id: int) -> tuple[Authority, ...]:
    """Return the same where nothing is written."""
    rows = await fetch(
        f"SELECT s.role AS role, s.number AS number,{_PATH}"
        " JOIN seat s ON s.area_id = a0.id"
        " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL WHERE h.person_id = $1"
        f" UNION ALL SELECT g.role, NULL,{_PATH}"
        ' JOIN "grant" g ON g.area_id = a0.id'
        " JOIN holding h ON h.person_id = g.person_id AND h.to_at IS NULL WHERE g.person_id = $1",
        person_id,
    )
    found = [(_standing(row), _path(row)) for row in rows]
    return tuple(Authority(standing, path) for standing, path in found if standing)


def _standing(row: Row) -> Standing | None:
    if row["role"] == Role.KPPS:
        return Standing.KETUA if row["number"] == 1 else None
    return _OF_ROLE.get(row["role"])


async def path_of(tx: Transaction, area_id: int) -> Path:
    """Return the ids from the kota down to this area; empty if there is none."""
    row = await tx.row(f"SELECT{_PATH} WHERE a0.id = $1", area_id)
    return _path(row) if row else ()


async def path_of_seat(tx: Transaction, seat_id: int) -> Path:
    row = await tx.row(f"SELECT{_PATH} JOIN seat s ON s.area_id = a0.id WHERE s.id = $1", seat_id)
    return _path(row) if row else ()


async def path_of_person(tx: Transaction, person_id: int) -> Path:
    """Return where this person's seat is; empty for someone without one."""
    row = await tx.row(
        f"SELECT{_PATH} JOIN seat s ON s.area_id = a0.id"
        " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL WHERE h.person_id = $1",
        person_id,
    )
    return _path(row) if row else ()


async def place(tx: Transaction, area_id: int) -> Place | None:
    """Return an area with the names above it."""
    return await find_place(tx.fetch, area_id)


async def find_place(fetch: Fetch, area_id: int) -> Place | None:
    rows = await fetch(f"{_PLACE} WHERE a0.id = $1", area_id)
    return _place(rows[0]) if rows else None


def _place(row: Row) -> Place:
    names = tuple(row[f"n{n}"] for n in (3, 2, 1, 0) if row[f"n{n}"] is not None)
    return Place(_path(row), row["level"], names)


# --- grants ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grant:
    """Authority beyond the seat. It counts only while its person holds a seat."""

    person_id: int
    role: Role
    place: Place
    since: datetime
    seat: Seat | None  # that the person holds now
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody the database knows, with the seat they hold now."""

    seat: Seat | None
    is_erased: bool


async def find_officer(tx: Transaction, person_id: int) -> Officer | None:
    row = await tx.row(
        f"SELECT p.erased_at AS erased_at,{SEAT_COLUMNS} FROM person p"
        " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS} WHERE p.id = $1",
        person_id,
    )
    return Officer(seat_of(row), bool(row["erased_at"])) if row else None


async def list_grants(fetch: Fetch) -> list[Grant]:
    rows = await fetch(
        "SELECT g.person_id AS person_id, g.role AS granted, g.granted_at AS granted_at,"
        f" p.erased_at AS erased_at, g.area_id AS area_id,{SEAT_COLUMNS}"
        ' FROM "grant" g JOIN person p ON p.id = g.person_id'
        " LEFT JOIN holding h ON h.person_id = g.person_id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " ORDER BY g.granted_at, g.person_id, g.role, g.area_id"
    )
    places = {found.id: found for found in await list_granted_places(fetch)}
    return [
        Grant(
            row["person_id"],
            Role(row["granted"]),
            places[row["area_id"]],
            moment(row["granted_at"]),
            seat_of(row),
            bool(row["erased_at"]),
        )
        for row in rows
    ]


async def list_granted_places(fetch: Fetch) -> list[Place]:
    rows = await fetch(f'{_PLACE} WHERE a0.id IN (SELECT area_id FROM "grant")')
    return [_place(row) for row in rows]


async def list_places(fetch: Fetch, level: str) -> list[Place]:
    """Return all areas of one level (kota, kecamatan, desa, tps) with the names above them."""
    rows = await fetch(f"{_PLACE} WHERE a0.level = $1 ORDER BY a0.id", level)
    return [_place(row) for row in rows]


async def list_paths(fetch: Fetch) -> dict[int, Path]:
    """Return the path (ids from the kota down) of every area, by its id."""
    parents = {
        row["id"]: row["parent_id"] for row in await fetch("SELECT id, parent_id FROM area")
    }

    def path(area: int) -> Path:
        above = parents[area]
        return (*path(above), area) if above else (area,)

    return {area: path(area) for area in parents}


async def count_seats(fetch: Fetch) -> list[tuple[str, int, int]]:
    """Return (role, seats, held) for each role that the roster has."""
    rows = await fetch(
        "SELECT s.role AS role, count(*) AS seats, count(h.id) AS held FROM seat s"
        " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL GROUP BY s.role"
    )
    counts = {row["role"]: (row["seats"], row["held"]) for row in rows}
    return [(role, *counts[role]) for role in Role if role in counts]


async def save_grant(
    tx: Transaction, person_id: int, role: str, area_id: int, now: datetime
) -> int:
    """Grant a role over an area; return how many were new (0 or 1)."""
    return await tx.changed(
        'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)'
        " ON CONFLICT (person_id, role, area_id) DO NOTHING",
        person_id,
        role,
        area_id,
        stamp(now),
    )


async def revoke(tx: Transaction, person_id: int, role: str, area_id: int) -> int:
    """Take a grant back; return how many there were (0 or 1)."""
    return await tx.changed(
        'DELETE FROM "grant" WHERE person_id = $1 AND role = $2 AND area_id = $3',
        person_id,
        role,
        area_id,
    )
