"""Voting day: when it is for whom, what was ticked at a TPS, and how far many of them are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.agenda import VOTING
from bot.core.people import Path, Person
from bot.core.voting_day import Tick, Ticks, Voting
from bot.storage.below import BELOW_BY_TOP
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

_LEVELS = range(3, -1, -1)  # of a path: from the kota down


def _path_columns(alias: str) -> str:
    return ", ".join(f"{alias}{n}.id AS {alias}id{n}" for n in range(4))


def _path_above(alias: str) -> str:
    """Return the joins from an area, `<alias>0`, to those above it."""
    return "".join(
        f" LEFT JOIN area {alias}{n} ON {alias}{n}.id = {alias}{n - 1}.parent_id"
        for n in range(1, 4)
    )


def _path(row: Row, alias: str) -> Path:
    return tuple(row[f"{alias}id{n}"] for n in _LEVELS if row[f"{alias}id{n}"] is not None)


_DAYS = (
    f"SELECT g.on_date AS usual, x.on_date AS other, {_path_columns('e')}{{more}}"
    " FROM agenda g LEFT JOIN agenda_at x ON x.agenda_id = g.id"
    f" LEFT JOIN area e0 ON e0.id = x.area_id{_path_above('e')}{{joins}} WHERE g.id = $1"
)
_KETUA = (
    "(SELECT COUNT(*) FROM seat k JOIN holding hk ON hk.seat_id = k.id AND hk.to_at IS NULL"
    " JOIN companion c ON c.person_id = hk.person_id"
    " WHERE k.area_id = a0.id AND k.role = 'KPPS' AND k.number = 1)"
)


async def load(tx: Transaction, person: Person) -> Voting:
    """Return when votes are cast for this person, and whether a ketua of theirs uses the bot."""
    sql = _DAYS.format(
        more=f", {_path_columns('a')}, {_KETUA} AS ketua",
        joins=" LEFT JOIN holding h ON h.person_id = $2 AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id"
        f" LEFT JOIN area a0 ON a0.id = s.area_id{_path_above('a')}",
    )
    rows = await tx.fetch(sql, VOTING, person.id)
    if not rows:
        return Voting()
    return _voting(rows, _path(rows[0], "a"), has_ketua=bool(rows[0]["ketua"]))


async def load_at(tx: Transaction, path: Path) -> Voting:
    """Return when votes are cast in an area."""
    rows = await tx.fetch(_DAYS.format(more="", joins=""), VOTING)
    return _voting(rows, path, has_ketua=False) if rows else Voting(path)


def _voting(rows: Sequence[Row], path: Path, *, has_ketua: bool) -> Voting:
    usual = date.fromisoformat(rows[0]["usual"])
    other = {_path(row, "e"): date.fromisoformat(row["other"]) for row in rows if row["other"]}
    return Voting(path, usual, other, has_ketua)


async def list_ticks(tx: Transaction, area_id: int, on: date) -> dict[str, Tick]:
    """Return what is ticked for a TPS, by step; whoever was erased has no name."""
    rows = await tx.fetch(
        "SELECT d.step_id AS step_id, d.at AS at, d.by_id AS by_id, p.name AS name,"
        f"{SEAT_COLUMNS} FROM step_done d LEFT JOIN person p ON p.id = d.by_id"
        " LEFT JOIN holding h ON h.person_id = d.by_id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE d.area_id = $1 AND d.on_date = $2",
        area_id,
        on.isoformat(),
    )
    return {
        row["step_id"]: Tick(moment(row["at"]), row["by_id"], row["name"] or "", seat_of(row))
        for row in rows
    }


def save_tick(tx: Transaction, area_id: int, on: date, step: str, by: int, now: datetime) -> None:
    """Tick a step; one that is ticked keeps who did it first, and when."""
    tx.write(
        "INSERT INTO step_done (area_id, on_date, step_id, by_id, at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (area_id, on_date, step_id) DO NOTHING",
        area_id,
        on.isoformat(),
        step,
        by,
        stamp(now),
    )


def drop_tick(tx: Transaction, area_id: int, on: date, step: str) -> None:
    tx.write(
        "DELETE FROM step_done WHERE area_id = $1 AND on_date = $2 AND step_id = $3",
        area_id,
        on.isoformat(),
        step,
    )


# --- many TPS -------------------------------------------------------------------------------

# The TPS at or below $1 that vote on $2: what the nearest area says counts.
_VOTING = (
    f"{BELOW_BY_TOP}, voting AS (SELECT a0.id AS id, a0.name AS name, b.top AS top"
    f" FROM below b JOIN area a0 ON a0.id = b.id AND a0.level = 'tps'{_path_above('a')}"
    " JOIN agenda g ON g.id = $3"
    + "".join(
        f" LEFT JOIN agenda_at x{n} ON x{n}.agenda_id = g.id AND x{n}.area_id = a{n}.id"
        for n in range(4)
    )
    + " WHERE COALESCE(x0.on_date, x1.on_date, x2.on_date, x3.on_date, g.on_date) = $2)"
)


@dataclass(frozen=True, slots=True)
class Tps:
    """A TPS that votes that day, and what is ticked there."""

    area: int
    name: str
    ticks: Ticks


@dataclass(frozen=True, slots=True)
class Part:
    """An area directly below: how many of its TPS have this step as their furthest one.

    `step` is empty for those that have ticked nothing.
    """

    area: int
    level: str
    name: str
    step: str
    n: int


async def list_tps(fetch: Fetch, area_id: int, on: date) -> list[Tps]:
    """Return the TPS of a desa that vote on that day, by name."""
    rows = await fetch(
        f"{_VOTING} SELECT v.id AS id, v.name AS name, d.step_id AS step_id, d.at AS at"
        " FROM voting v LEFT JOIN step_done d ON d.area_id = v.id AND d.on_date = $2"
        " ORDER BY v.name, v.id",
        area_id,
        on.isoformat(),
        VOTING,
    )
    found: dict[int, tuple[str, dict[str, Tick]]] = {}
    for row in rows:
        _, ticks = found.setdefault(row["id"], (row["name"], {}))
        if row["step_id"]:
            ticks[row["step_id"]] = Tick(moment(row["at"]))
    return [Tps(area, name, ticks) for area, (name, ticks) in found.items()]


async def count_furthest(fetch: Fetch, area_id: int, on: date, steps: Sequence[str]) -> list[Part]:
    """Count the TPS below by the furthest of `steps` (in their order) that is ticked there."""
    ranks = " ".join(f"WHEN ${n + 3} THEN {n}" for n in range(1, len(steps) + 1))
    rows = await fetch(
        f"{_VOTING}, furthest AS (SELECT v.top AS top, v.id AS id,"
        f" MAX(CASE d.step_id {ranks} ELSE 0 END) AS rank FROM voting v"
        " LEFT JOIN step_done d ON d.area_id = v.id AND d.on_date = $2 GROUP BY v.top, v.id)"
        " SELECT a.id AS id, a.level AS level, a.name AS name, f.rank AS rank, COUNT(*) AS n"
        " FROM furthest f JOIN area a ON a.id = f.top"
        " GROUP BY a.id, a.level, a.name, f.rank ORDER BY a.name, a.id, f.rank",
        area_id,
        on.isoformat(),
        VOTING,
        *steps,
    )
    return [
        Part(
            row["id"],
            row["level"],
            row["name"],
            steps[row["rank"] - 1] if row["rank"] else "",
            row["n"],
        )
        for row in rows
    ]
