"""Requests to be put on the roster, and the places they may name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.join import DAY, Area, Request, State, Vacant, Wanted
from bot.core.people import Path, Person, Role
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Row, Transaction
from bot.storage.times import moment, stamp

VACANT_LIMIT = 6  # vacant seats offered at once

_REQUESTS = (
    "SELECT r.id AS id, r.person_id AS person_id, r.chat_id AS chat_id, r.role AS role,"
    " r.name AS name, r.tps AS tps, r.state AS state, r.reason AS reason,"
    " r.asked_at AS asked_at, r.decided_by AS decided_by, d.id AS desa_id, d.name AS desa,"
    " c.id AS kecamatan_id, c.name AS kecamatan, c.parent_id AS kota_id"
    " FROM request r JOIN area d ON d.id = r.area_id JOIN area c ON c.id = d.parent_id"
)


def _request(row: Row, decided_by: Person | None = None) -> Request:
    return Request(
        id=row["id"],
        person_id=row["person_id"],
        chat_id=row["chat_id"],
        path=(row["kota_id"], row["kecamatan_id"], row["desa_id"]),
        kecamatan=row["kecamatan"],
        desa=row["desa"],
        tps=row["tps"],
        role=Role(row["role"]),
        name=row["name"],
        state=State(row["state"]),
        reason=row["reason"],
        asked_at=moment(row["asked_at"]),
        decided_by=decided_by,
    )


async def load(tx: Transaction, request_id: int) -> Request | None:
    """Return a request with who decided it, if anybody did."""
    row = await tx.row(f"{_REQUESTS} WHERE r.id = $1", request_id)
    if row is None:
        return None
    return _request(row, await _person(tx, row["decided_by"]) if row["decided_by"] else None)


async def _person(tx: Transaction, person_id: int) -> Person:
    row = await tx.row(
        f"SELECT{SEAT_COLUMNS} FROM holding h JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE h.person_id = $1 AND h.to_at IS NULL",
        person_id,
    )
    return Person(person_id, "", seat_of(row) if row else None)


async def find_last(tx: Transaction, person_id: int) -> Request | None:
    """Return this person's open request, else the last one."""
    row = await tx.row(
        f"{_REQUESTS} WHERE r.person_id = $1"
        " ORDER BY CASE WHEN r.state = 'asked' THEN 0 ELSE 1 END, r.id DESC LIMIT 1",
        person_id,
    )
    return _request(row) if row else None


async def count_recent(
    tx: Transaction, person_id: int, desa_id: int, now: datetime
) -> tuple[int, int]:
    """Return how many requests (of this person, about this desa) came in 24 hours."""
    row = await tx.row(
        "SELECT COUNT(CASE WHEN person_id = $1 THEN 1 END) AS mine,"
        " COUNT(CASE WHEN area_id = $2 THEN 1 END) AS there FROM request"
        " WHERE (person_id = $1 OR area_id = $2) AND asked_at > $3",
        person_id,
        desa_id,
        stamp(now - DAY),
    )
    return (row["mine"], row["there"]) if row else (0, 0)


async def save(tx: Transaction, asked_by: tuple[int, int], wanted: Wanted, now: datetime) -> int:
    """Record a request of (person id, chat id); return its id.

    Raises Conflict if this person has an open one.
    """
    row = await tx.row(
        "INSERT INTO request (person_id, chat_id, area_id, role, name, tps, asked_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        *asked_by,
        wanted.desa_id,
        wanted.role,
        wanted.name,
        wanted.tps,
        stamp(now),
    )
    return int(row["id"]) if row else 0


def save_withdrawn(tx: Transaction, request_id: int, now: datetime) -> None:
    tx.write(
        "UPDATE request SET state = 'withdrawn', decided_at = $2"
        " WHERE id = $1 AND state = 'asked'",
        request_id,
        stamp(now),
    )


def save_decision(
    tx: Transaction, request_id: int, state: State, by: int, now: datetime, *, reason: str = ""
) -> None:
    tx.write(
        "UPDATE request SET state = $2, reason = $3, decided_by = $4, decided_at = $5"
        " WHERE id = $1 AND state = 'asked'",
        request_id,
        state,
        reason,
        by,
        stamp(now),
    )


# --- the list of those who decide ------------------------------------------------------------


def _within(areas: Iterable[Path], first: int) -> tuple[str, list[int]]:
    """Return SQL for "may be decided by whoever is responsible for one of `areas`"."""
    ids = sorted({path[-1] for path in areas if path})
    if not ids:
        return "1 = 0", []
    among = ", ".join(f"${n}" for n in range(first, first + len(ids)))
    own = f"r.role <> 'PPS' AND d.id IN ({among})"  # a PPS's seat is for those above
    return f"(({own}) OR c.id IN ({among}) OR c.parent_id IN ({among}))", ids


async def count_open(tx: Transaction, areas: Iterable[Path]) -> int:
    """Return how many requests wait for whoever may decide in `areas` (paths of ids)."""
    within, ids = _within(areas, 1)
    row = await tx.row(
        "SELECT COUNT(*) AS n FROM request r JOIN area d ON d.id = r.area_id"
        f" JOIN area c ON c.id = d.parent_id WHERE r.state = 'asked' AND {within}",
        *ids,
    )
    return int(row["n"]) if row else 0


async def list_open(
    tx: Transaction, areas: Iterable[Path], offset: int, limit: int
) -> list[Request]:
    """Return waiting requests in `areas`, the oldest first."""
    within, ids = _within(areas, 3)
    rows = await tx.fetch(
        f"{_REQUESTS} WHERE r.state = 'asked' AND {within} ORDER BY r.id LIMIT $1 OFFSET $2",
        limit,
        offset,
        *ids,
    )
    return [_request(row) for row in rows]


# --- places and seats -------------------------------------------------------------------------


async def list_kecamatan(tx: Transaction) -> list[Area]:
    return await _areas(tx, "level = 'kecamatan'")


async def list_desa(tx: Transaction, kecamatan_id: int) -> list[Area]:
    return await _areas(tx, "level = 'desa' AND parent_id = $1", kecamatan_id)


async def list_tps(tx: Transaction, desa_id: int) -> list[Area]:
    return await _areas(tx, "level = 'tps' AND parent_id = $1", desa_id)


async def _areas(tx: Transaction, where: str, *args: object) -> list[Area]:
    rows = await tx.fetch(f"SELECT id, name FROM area WHERE {where} ORDER BY name, id", *args)
    return [Area(row["id"], row["name"]) for row in rows]


async def seat_area(tx: Transaction, request: Request) -> int:
    """Return where the seat asked for would be; 0 if that TPS is no more."""
    desa_id = request.path[-1]
    if request.role == Role.PPS:
        return desa_id
    row = await tx.row(
        "SELECT id FROM area WHERE level = 'tps' AND parent_id = $1 AND name = $2",
        desa_id,
        request.tps,
    )
    return int(row["id"]) if row else 0


async def list_vacant(tx: Transaction, area_id: int, role: Role) -> Sequence[Vacant]:
    """Return vacant seats, also those whose holder asked to be forgotten."""
    return await _vacant(tx, "s.area_id = $1 AND s.role = $2", area_id, role)


async def find_vacant(tx: Transaction, seat_id: int, area_id: int, role: Role) -> Vacant | None:
    found = await _vacant(
        tx, "s.area_id = $1 AND s.role = $2 AND s.id = $3", area_id, role, seat_id
    )
    return found[0] if found else None


async def _vacant(tx: Transaction, where: str, *args: object) -> list[Vacant]:
    rows = await tx.fetch(
        f"SELECT{SEAT_COLUMNS},"
        " (SELECT COUNT(*) FROM holding x WHERE x.seat_id = s.id) AS holdings"
        f" FROM seat s{SEAT_AREAS} WHERE {where} AND NOT EXISTS (SELECT 1 FROM holding h"
        " WHERE h.seat_id = s.id AND h.to_at IS NULL)"
        f" ORDER BY s.number, s.id LIMIT {VACANT_LIMIT}",
        *args,
    )
    return [Vacant(seat, row["holdings"] > 0) for row in rows if (seat := seat_of(row))]


async def save_new_seat(
    tx: Transaction, area_id: int, role: Role, code: str, now: datetime
) -> int:
    """Make a seat without a number; return its id."""
    row = await tx.row(
        "INSERT INTO seat (area_id, role, number, code, created_at)"
        " VALUES ($1, $2, NULL, $3, $4) RETURNING id",
        area_id,
        role,
        code,
        stamp(now),
    )
    return int(row["id"]) if row else 0


def save_name(tx: Transaction, person_id: int, name: str) -> None:
    tx.write("UPDATE person SET name = $2 WHERE id = $1", person_id, name)
