"""Who on the roster is reached: facts, counts by area, and what coordinators noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.outreach import Facts, MarkKind, Member, Tally, still_valid, tally
from bot.core.people import Person
from bot.storage.below import BELOW_BY_TOP
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.readiness import essentials
from bot.storage.times import stamp

# Everyone counts once: at the seat they hold, or else at the last one they held.
_IS_THEIRS = (
    "(h.to_at IS NULL OR h.id = (SELECT x.id FROM holding x WHERE x.person_id = h.person_id"
    " ORDER BY CASE WHEN x.to_at IS NULL THEN 1 ELSE 0 END DESC, x.id DESC LIMIT 1))"
)
# Where somebody else is at the phone they share, what they did there last tells.
_SEEN_AT = (
    "COALESCE((SELECT MAX(c.seen_at) FROM chat c WHERE c.person_id = p.id),"
    " (SELECT MAX(v.last_at) FROM page_seen v WHERE v.person_id = p.id),"
    " (SELECT MAX(k.consented_at) FROM companion k WHERE k.person_id = p.id))"
)
# A quiz that was closed because its questions changed was not failed: "[" stands in `items`
# once, and twice for each question.
_WAS_FAILED = (
    "t.kind = 'kuis' AND t.passed = 0"
    " AND (LENGTH(t.items) - LENGTH(REPLACE(t.items, '[', '')) - 1) / 2"
    " <= (SELECT COUNT(*) FROM answer w WHERE w.attempt_id = t.id AND w.round = 1)"
)
_STUCK = (
    "COALESCE((SELECT MIN(q.sesi) FROM (SELECT t.sesi AS sesi FROM attempt t"
    " WHERE t.person_id = p.id AND t.finished_at IS NOT NULL GROUP BY t.sesi"
    " HAVING SUM(CASE WHEN t.passed = 1 THEN 1 ELSE 0 END) = 0"
    f" AND SUM(CASE WHEN {_WAS_FAILED} THEN 1 ELSE 0 END) >= 2) q), 0)"
)


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


_WRITABLE = (
    "EXISTS (SELECT 1 FROM companion k JOIN chat c ON c.id = k.chat_id"
    " WHERE k.person_id = p.id AND c.blocked_at IS NULL)"
)
# Whoever asks ($3) is here, though their turn is not written down yet.
_SILENT = _flag(f"{_SEEN_AT} <= $2 AND p.id <> $3")
_HAS_PHONE = _flag("p.phone <> ''")
_FACTS = (
    f"{_flag('p.erased_at IS NOT NULL')} AS erased, {_flag('h.to_at IS NULL')} AS holds,"
    f" {_flag('EXISTS (SELECT 1 FROM companion k WHERE k.person_id = p.id)')} AS has_chat,"
    f" {_flag(_WRITABLE)} AS writable, {_SILENT} AS silent,"
    f" {_STUCK} AS stuck, {_flag(essentials('p.id'))} AS essentials,"
    f" {_flag('d.person_id IS NOT NULL')} AS finished,"
    f" {_flag('t.person_id IS NOT NULL')} AS trained, {_HAS_PHONE} AS has_phone"
)
_PEOPLE = (
    " JOIN holding h ON h.seat_id = s.id JOIN person p ON p.id = h.person_id"
    " LEFT JOIN completion d ON d.person_id = p.id AND d.sesi = 0"
    " LEFT JOIN trained t ON t.person_id = p.id"
)
_COUNT = (
    f"{BELOW_BY_TOP} SELECT f.*, COUNT(*) AS people FROM (SELECT b.top AS top, {_FACTS}"
    f" FROM below b JOIN seat s ON s.area_id = b.id{_PEOPLE} WHERE {_IS_THEIRS}) f"
    " GROUP BY top, erased, holds, has_chat, writable, silent, stuck, essentials, finished,"
    " trained, has_phone"
)
_VACANT = (
    f"{BELOW_BY_TOP} SELECT b.top AS top, COUNT(*) AS seats FROM below b JOIN seat s"
    " ON s.area_id = b.id LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " WHERE h.id IS NULL GROUP BY b.top"
)
_MEMBERS = (
    f"SELECT p.id AS person_id, p.name AS name, p.phone AS phone, s.code AS code,"
    f" t.on_date AS trained_on, h.from_at AS from_at, {_SEEN_AT} AS seen_at,"
    " (SELECT MAX(c.blocked_at) FROM companion k JOIN chat c ON c.id = k.chat_id"
    " WHERE k.person_id = p.id) AS blocked_at,"
    " (SELECT m.at FROM contact_mark m WHERE m.person_id = p.id AND m.mark = 'dihubungi')"
    " AS contacted_at,"
    " (SELECT m.at FROM contact_mark m WHERE m.person_id = p.id AND m.mark = 'nomor_salah')"
    f" AS wrong_at, a3.id AS id3, a2.id AS id2, a1.id AS id1, a0.id AS id0,"
    f" {SEAT_COLUMNS}, {_FACTS}"
)
_ABOVE = f"{SEAT_AREAS} LEFT JOIN area a3 ON a3.id = a2.parent_id"


@dataclass(frozen=True, slots=True)
class Area:
    """An area directly below another one, for a list."""

    id: int
    level: str
    name: str


def _facts(row: Row) -> Facts:
    return Facts(
        is_erased=bool(row["erased"]),
        holds=bool(row["holds"]),
        has_chat=bool(row["has_chat"]),
        can_be_written=bool(row["writable"]),
        is_silent=bool(row["silent"]),
        stuck=row["stuck"],
        has_essentials=bool(row["essentials"]),
        has_finished=bool(row["finished"]),
        is_trained=bool(row["trained"]),
        has_phone=bool(row["has_phone"]),
    )


async def count(
    tx: Transaction, area_id: int, silent_before: datetime, asking: int = 0
) -> Mapping[int, Tally]:
    """Return the counts by area: `area_id` for those of its own seats, and each one below it.

    `asking` is the person in front of the chat, here and below.
    """
    return await read_count(tx.fetch, area_id, silent_before, asking)


async def read_count(
    fetch: Fetch, area_id: int, silent_before: datetime, asking: int = 0
) -> Mapping[int, Tally]:
    """Return the same, from whatever state is being read."""
    found: dict[int, Tally] = {}
    for row in await fetch(_COUNT, area_id, stamp(silent_before), asking):
        counted = tally(_facts(row), row["people"])
        found[row["top"]] = found.get(row["top"], Tally()) + counted
    for row in await fetch(_VACANT, area_id):
        found[row["top"]] = found.get(row["top"], Tally()) + Tally(vacant=row["seats"])
    return found


async def list_areas(tx: Transaction, area_id: int) -> list[Area]:
    """Return the areas directly below this one, by name."""
    rows = await tx.fetch(
        "SELECT id, level, name FROM area WHERE parent_id = $1 ORDER BY name, id", area_id
    )
    return [Area(row["id"], row["level"], row["name"]) for row in rows]


async def list_on_duty(
    tx: Transaction, area_id: int, silent_before: datetime, asking: int = 0
) -> list[Member]:
    """Return everyone who holds a seat in the area or below it."""
    return await read_on_duty(tx.fetch, area_id, silent_before, asking)


async def read_on_duty(
    fetch: Fetch, area_id: int, silent_before: datetime, asking: int = 0
) -> list[Member]:
    """Return the same, from whatever state is being read."""
    rows = await fetch(
        f"{BELOW_BY_TOP} {_MEMBERS} FROM below b JOIN seat s ON s.area_id = b.id{_PEOPLE}{_ABOVE}"
        " WHERE h.to_at IS NULL AND p.erased_at IS NULL",
        area_id,
        stamp(silent_before),
        asking,
    )
    return [_member(row) for row in rows]


async def load(
    tx: Transaction, person_id: int, silent_before: datetime, asking: int = 0
) -> Member | None:
    """Return one person who holds a seat now."""
    row = await tx.row(
        f"{_MEMBERS} FROM seat s{_PEOPLE}{_ABOVE}"
        " WHERE h.to_at IS NULL AND p.erased_at IS NULL AND p.id = $1",
        person_id,
        stamp(silent_before),
        asking,
    )
    return _member(row) if row else None


def _member(row: Row) -> Member:
    facts = _facts(row)
    seen_at = _moment(row["seen_at"])
    since = _moment(row["from_at"])
    if facts.has_chat:
        since = seen_at if facts.can_be_written else _moment(row["blocked_at"])
    noted = ((MarkKind.CONTACTED, row["contacted_at"]), (MarkKind.WRONG_NUMBER, row["wrong_at"]))
    marks = [(kind, at) for kind, text in noted if (at := _moment(text))]
    return Member(
        Person(row["person_id"], row["name"], seat_of(row)),
        facts,
        phone=row["phone"],
        seen_at=seen_at,
        since=since,
        marks=still_valid(marks, seen_at),
        trained_on=date.fromisoformat(row["trained_on"]) if row["trained_on"] else None,
        code=row["code"],
        path=tuple(row[f"id{n}"] for n in (3, 2, 1, 0) if row[f"id{n}"] is not None),
    )


def _moment(text: str | None) -> datetime | None:
    """Return what `times.stamp` wrote, twenty times as fast as `times.moment`: lists are long."""
    return datetime.fromisoformat(text) if text else None


# --- what coordinators note ------------------------------------------------------------------


def save_mark(tx: Transaction, person_id: int, kind: MarkKind, by: int, now: datetime) -> None:
    tx.write(
        "INSERT INTO contact_mark (person_id, mark, by_id, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (person_id, mark) DO UPDATE SET by_id = excluded.by_id, at = excluded.at",
        person_id,
        str(kind),
        by,
        stamp(now),
    )


def drop_mark(tx: Transaction, person_id: int, kind: MarkKind) -> None:
    tx.write("DELETE FROM contact_mark WHERE person_id = $1 AND mark = $2", person_id, str(kind))


def save_trained(tx: Transaction, person_id: int, on: date, by: int, now: datetime) -> None:
    """Record on which local day somebody was trained face to face; a later word corrects it."""
    tx.write(
        "INSERT INTO trained (person_id, on_date, by_id, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (person_id) DO UPDATE SET on_date = excluded.on_date,"
        " by_id = excluded.by_id, at = excluded.at",
        person_id,
        on.isoformat(),
        by,
        stamp(now),
    )


def drop_trained(tx: Transaction, person_id: int) -> None:
    tx.write("DELETE FROM trained WHERE person_id = $1", person_id)


def save_phone(tx: Transaction, person_id: int, phone: str) -> None:
    tx.write("UPDATE person SET phone = $2 WHERE id = $1", person_id, phone)
