"""The roster in the database: areas, seats, and the people who hold them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Role
from bot.storage.engine import Database, Transaction
from bot.storage.times import stamp

Place = tuple[str, ...]  # area names from the kota down: ("Kota Batu", "Junrejo", "Beji", "004")
SeatKey = tuple[Place, str, int | str]  # place, role, and number; without one, whose it is
LEVELS = ("kota", "kecamatan", "desa", "tps")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a roster: a seat and who holds it. `phone` in E.164 or empty."""

    place: Place
    role: Role
    number: int | None
    name: str
    phone: str
    code: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, counted in the database."""

    created: int
    updated: int
    unchanged: int
    seats: int
    people: int


@dataclass(slots=True)
class _Known:
    """A seat as the database has it."""

    id: int
    person: int | None
    name: str
    phone: str
    code: str


async def save(
    tx: Transaction, entries: Sequence[Entry], new_id: Callable[[], int], now: datetime
) -> Outcome:
    """Add seats and people that are new, correct names, phones and codes; remove nothing.

    A seat is recognised by place, role and number; one without a number by its code.
    """
    areas = await _save_areas(tx, [entry.place for entry in entries])
    before = await _seats(tx)
    fresh = [entry for entry in entries if _key(entry, areas) not in before]
    await tx.write_many(
        "INSERT INTO seat (area_id, role, number, code, sample, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        [
            (areas[e.place], str(e.role), e.number, e.code, int(e.sample), stamp(now))
            for e in fresh
        ],
    )
    known = await _seats(tx)
    changed = [e for e in entries if _differs(e, known[_key(e, areas)])]
    await _save_people(tx, [(e, known[_key(e, areas)]) for e in changed], new_id, now)
    updated = sum(_key(entry, areas) in before for entry in changed)
    return await _outcome(tx, len(entries), len(fresh), updated)


def _key(entry: Entry, areas: Mapping[Place, int]) -> tuple[object, ...]:
    if entry.number is None:
        return (areas[entry.place], str(entry.role), entry.code)
    return (areas[entry.place], str(entry.role), entry.number)


def _differs(entry: Entry, seat: _Known) -> bool:
    return (seat.name, seat.phone, seat.code) != (entry.name, entry.phone, entry.code)


async def _save_areas(tx: Transaction, places: Sequence[Place]) -> dict[Place, int]:
    """Return the id of every place, parents made first."""
    wanted = {place[: n + 1] for place in places for n in range(len(place))}
    ids: dict[Place, int] = {}
    for depth, level in enumerate(LEVELS, 1):
        ids |= await _areas(tx, level, ids)
        missing = sorted(place for place in wanted if len(place) == depth and place not in ids)
        await tx.write_many(
            "INSERT INTO area (parent_id, level, name) VALUES ($1, $2, $3)",
            [(ids.get(place[:-1]), level, place[-1]) for place in missing],
        )
        if missing:
            ids |= await _areas(tx, level, ids)
    return ids


async def _areas(tx: Transaction, level: str, above: Mapping[Place, int]) -> dict[Place, int]:
    """Return the areas of one level by place; `above` holds those of the levels over it."""
    parents = {id_: place for place, id_ in above.items()}
    rows = await tx.fetch("SELECT id, parent_id, name FROM area WHERE level = $1", level)
    return {(*parents.get(row["parent_id"], ()), row["name"]): row["id"] for row in rows}


async def _seats(tx: Transaction) -> dict[tuple[object, ...], _Known]:
    rows = await tx.fetch(
        "SELECT s.id, s.area_id, s.role, s.number, s.code, p.id AS person, p.name, p.phone"
        " FROM seat s LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " LEFT JOIN person p ON p.id = h.person_id"
    )
    return {
        (row["area_id"], row["role"], row["code"] if row["number"] is None else row["number"]): (
            _Known(row["id"], row["person"], row["name"] or "", row["phone"] or "", row["code"])
        )
        for row in rows
    }


async def _save_people(
    tx: Transaction,
    changes: Sequence[tuple[Entry, _Known]],
    new_id: Callable[[], int],
    now: datetime,
) -> None:
    new = [
        (e, seat, new_id()) for e, seat in changes if seat.person is None and (e.name or e.phone)
    ]
    await tx.write_many(
        "INSERT INTO person (id, name, phone, created_at) VALUES ($1, $2, $3, $4)",
        [(id_, e.name, e.phone, stamp(now)) for e, _, id_ in new],
    )
    await tx.write_many(
        "INSERT INTO holding (seat_id, person_id, from_at) VALUES ($1, $2, $3)",
        [(seat.id, id_, stamp(now)) for _, seat, id_ in new],
    )
    old = [(e, seat) for e, seat in changes if seat.person is not None]
    await tx.write_many(
        "UPDATE person SET name = $2, phone = $3 WHERE id = $1",
        [(seat.person, e.name, e.phone) for e, seat in old],
    )
    await tx.write_many(
        "UPDATE seat SET code = $2, sample = $3 WHERE id = $1",
        [(seat.id, e.code, int(e.sample)) for e, seat in changes if seat.code != e.code],
    )


async def _outcome(tx: Transaction, rows: int, created: int, updated: int) -> Outcome:
    counts = await tx.row(
        "SELECT (SELECT COUNT(*) FROM seat) AS seats,"
        " (SELECT COUNT(*) FROM holding WHERE to_at IS NULL) AS people"
    )
    seats, people = (counts["seats"], counts["people"]) if counts else (0, 0)
    return Outcome(created, updated, rows - created - updated, seats, people)


async def codes_in_use(db: Database) -> dict[SeatKey, str]:
    """Return the code of every seat, so that an import need not bring codes."""
    rows = await db.read(
        "SELECT s.role, s.number, s.code, p.name AS name, a0.name AS n0, a1.name AS n1,"
        " a2.name AS n2, a3.name AS n3 FROM seat s JOIN area a0 ON a0.id = s.area_id"
        " LEFT JOIN area a1 ON a1.id = a0.parent_id LEFT JOIN area a2 ON a2.id = a1.parent_id"
        " LEFT JOIN area a3 ON a3.id = a2.parent_id"
        " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " LEFT JOIN person p ON p.id = h.person_id"
    )
    return {
        (
            tuple(name for name in (r["n3"], r["n2"], r["n1"], r["n0"]) if name),
            r["role"],
            (r["name"] or "") if r["number"] is None else r["number"],
        ): r["code"]
        for r in rows
    }


async def count_sample_codes(db: Database) -> int:
    rows = await db.read("SELECT COUNT(*) AS n FROM seat WHERE sample = 1")
    return int(rows[0]["n"])


async def is_empty(db: Database) -> bool:
    return not await db.read("SELECT id FROM seat LIMIT 1")
