"""Whom a broadcast is for: an area and all below it, roles, and what they have done so far."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.core.broadcast import Audience, Group, Status
from bot.core.people import Person, Role
from bot.storage.below import BELOW
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Transaction
from bot.storage.outbox import AT_ONCE, padded
from bot.storage.readiness import ready
from bot.storage.times import stamp

ROLES = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH)  # those that seats have
PHONE = "SELECT 1 FROM companion k WHERE k.person_id = h.person_id"
REACHED = (
    "SELECT 1 FROM companion k JOIN chat c ON c.id = k.chat_id"
    " WHERE k.person_id = h.person_id AND c.blocked_at IS NULL"
)


def _done(session: int) -> str:
    return f"SELECT 1 FROM completion d WHERE d.person_id = h.person_id AND d.sesi = {session}"


_ETHICS = "SELECT 1 FROM attempt t WHERE t.person_id = h.person_id AND t.sesi = 2 AND t.passed = 1"
# What is true of the holding h of whoever is meant.
CONDITIONS: Mapping[Status, str] = {
    Status.ALL: "TRUE",
    Status.UNREGISTERED: f"NOT EXISTS ({PHONE})",
    Status.SESSION_1: f"NOT EXISTS ({_done(1)})",
    Status.SESSION_2: f"NOT EXISTS ({_done(2)})",
    Status.SESSION_3: f"NOT EXISTS ({_done(3)})",
    Status.SESSION_4: f"NOT EXISTS ({_done(4)})",
    Status.ETHICS: f"NOT EXISTS ({_ETHICS})",
    Status.UNREADY: f"NOT {ready('h.person_id')}",
    Status.READY: ready("h.person_id"),
}
# Nobody holds two seats at a time (holding_person_open): everyone is here once.
_MEANT = (
    " FROM below b JOIN seat s ON s.area_id = b.id"
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
    " WHERE s.role IN ($2, $3, $4, $5) AND "
)


def _args(group: Group) -> tuple[object, ...]:
    """Return $1 to $5: the area, and the roles, as often as there is room."""
    roles = [str(role) for role in ROLES if role in group.roles or not group.roles]
    return (group.area, *(roles + [roles[0] if roles else ""] * len(ROLES))[: len(ROLES)])


async def count_group(fetch: Fetch, group: Group) -> Audience:
    """Count whom a group has now, and whom of them the bot can write to."""
    rows = await fetch(
        f"{BELOW} SELECT COUNT(*) AS total,"
        f" COALESCE(SUM(CASE WHEN EXISTS ({REACHED}) THEN 1 ELSE 0 END), 0) AS reached,"
        f" COALESCE(SUM(CASE WHEN EXISTS ({PHONE}) THEN 0 ELSE 1 END), 0) AS without"
        f"{_MEANT}{CONDITIONS[group.status]}",
        *_args(group),
    )
    total, reached, without = (int(rows[0][name]) for name in ("total", "reached", "without"))
    return Audience(total, reached, without, total - reached - without)


async def sample_recipients(fetch: Fetch, group: Group, limit: int = 3) -> list[Person]:
    """Return some whom the bot can write to, of as many roles and places as there are."""
    rows = await fetch(
        f"{BELOW}, each AS (SELECT p.id AS person_id, p.name AS person_name, s.id AS seat,"
        " s.role AS kind, ROW_NUMBER() OVER (PARTITION BY s.role, s.area_id ORDER BY p.id) AS n"
        f"{_MEANT}{CONDITIONS[group.status]} AND EXISTS ({REACHED})),"
        " spread AS (SELECT each.*, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY n, person_id)"
        " AS turn FROM each)"
        f" SELECT f.person_id AS person_id, f.person_name AS person_name, {SEAT_COLUMNS}"
        f" FROM spread f JOIN seat s ON s.id = f.seat{SEAT_AREAS}"
        " ORDER BY f.turn, f.kind, f.person_id LIMIT $6",
        *_args(group),
        limit,
    )
    return [Person(row["person_id"], row["person_name"], seat_of(row)) for row in rows]


async def insert_rows(tx: Transaction, mailing_id: int, group: Group, now: datetime) -> int:
    """Freeze whom a mailing is for, in one statement; whoever has a row keeps it."""
    return await tx.changed(
        f"INSERT INTO outbox (mailing_id, person_id, due_at, at) {BELOW}"
        " SELECT m.id, h.person_id, m.due_at, $7"
        f"{_MEANT.replace(' FROM below b', ' FROM mailing m, below b', 1)}"
        f"m.id = $6 AND {CONDITIONS[group.status]}"
        " ORDER BY h.person_id ON CONFLICT (mailing_id, person_id) DO NOTHING",
        *_args(group),
        mailing_id,
        stamp(now),
    )


async def who_still_fits(fetch: Fetch, status: Status, people: Collection[int]) -> frozenset[int]:
    """Return those of `people` who hold a seat and of whom `status` is true now."""
    marks = ", ".join(f"${place}" for place in range(1, 1 + AT_ONCE))
    found: set[int] = set()
    ids: Sequence[int] = sorted(people)
    for chunk in padded(ids):
        rows = await fetch(
            "SELECT h.person_id AS id FROM holding h WHERE h.to_at IS NULL"
            f" AND h.person_id IN ({marks}) AND {CONDITIONS[status]}",
            *chunk,
        )
        found |= {row["id"] for row in rows}
    return frozenset(found)
