"""Seats, the people who hold them, and the phones they use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.claim import Known
from bot.core.people import Person, Role, Seat
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Row, Transaction
from bot.storage.holdings import REMOVED, REPLACED
from bot.storage.times import stamp

_SEATS = (
    f"SELECT {SEAT_COLUMNS}, s.code AS code, p.id AS person_id, p.name AS person_name,"
    " (SELECT x.reason FROM holding x WHERE x.seat_id = s.id AND x.to_at IS NOT NULL"
    " ORDER BY x.to_at DESC LIMIT 1) AS last_reason"
    " FROM seat s LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    f" LEFT JOIN person p ON p.id = h.person_id{SEAT_AREAS}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A seat, who holds it, and, where nobody does, why the last holding ended."""

    seat: Seat
    person: Person | None
    code: str
    last_reason: str = ""


def _found(row: Row) -> Found | None:
    seat = seat_of(row)
    if seat is None:
        return None
    person = None
    if row["person_id"] is not None:
        person = Person(row["person_id"], row["person_name"], seat)
    return Found(seat, person, row["code"], row["last_reason"] or "")


async def find_by_code(tx: Transaction, code: str) -> Found | None:
    row = await tx.row(f"{_SEATS} WHERE s.code = $1", code)
    return _found(row) if row else None


async def find_by_seat(tx: Transaction, seat_id: int) -> Found | None:
    row = await tx.row(f"{_SEATS} WHERE s.id = $1", seat_id)
    return _found(row) if row else None


async def find_by_phone(tx: Transaction, phone: str) -> list[Found]:
    """Return the seats whose holder has this number (E.164): one, unless the roster errs."""
    rows = await tx.fetch(f"{_SEATS} WHERE p.phone = $1 ORDER BY s.id LIMIT 10", phone)
    return [found for row in rows if (found := _found(row))]


async def list_coordinators(tx: Transaction, seat: Seat) -> list[str]:
    """Return the names of whom to ask: a member's PPS, or a PPS's PPK, by number."""
    if not seat.desa:
        return []
    role, level, area = ("PPK", "kecamatan", seat.kecamatan)
    if seat.role == Role.KPPS:
        role, level, area = ("PPS", "desa", seat.desa)
    rows = await tx.fetch(
        "SELECT p.name AS name FROM seat s JOIN area a ON a.id = s.area_id"
        " JOIN area above ON above.id = a.parent_id"
        " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " JOIN person p ON p.id = h.person_id"
        " WHERE s.role = $1 AND a.level = $2 AND a.name = $3"
        " AND (above.level <> 'kecamatan' OR above.name = $4) AND p.name <> ''"
        " ORDER BY s.number, s.id",
        role,
        level,
        area,
        seat.kecamatan,
    )
    return [row["name"] for row in rows]


async def phone_of(tx: Transaction, person_id: int) -> str:
    row = await tx.row("SELECT phone FROM person WHERE id = $1", person_id)
    return row["phone"] if row else ""


async def is_former(tx: Transaction, person_id: int, seat_id: int) -> bool:
    """Tell whether this person held the seat once and was replaced or taken off the roster."""
    row = await tx.row(
        "SELECT id FROM holding WHERE person_id = $1 AND seat_id = $2 AND to_at IS NOT NULL"
        " AND reason IN ($3, $4)",
        person_id,
        seat_id,
        REPLACED,
        REMOVED,
    )
    return row is not None


async def ever_held(tx: Transaction, person_id: int) -> bool:
    """Tell whether this person ever held a seat: if not, they are a tamu."""
    row = await tx.row("SELECT id FROM holding WHERE person_id = $1", person_id)
    return row is not None


async def known(tx: Transaction, person_id: int) -> Known:
    """Return how the roster knows this person; empty texts for a tamu."""
    row = await tx.row("SELECT name, phone FROM person WHERE id = $1", person_id)
    return Known(row["name"], row["phone"]) if row else Known("", "")


# --- wrong codes ----------------------------------------------------------------------------


async def count_wrong_codes(
    tx: Transaction, chat_id: int, now: datetime, window: int
) -> tuple[int, int]:
    """Return how many wrong codes (this chat, all chats) sent within `window` seconds."""
    row = await tx.row(
        "SELECT COUNT(*) AS everywhere, COUNT(CASE WHEN chat_id = $1 THEN 1 END) AS here"
        " FROM wrong_code WHERE at > $2",
        chat_id,
        stamp(now - timedelta(seconds=window)),
    )
    return (row["here"], row["everywhere"]) if row else (0, 0)


def save_wrong_code(tx: Transaction, chat_id: int, now: datetime) -> None:
    tx.write("INSERT INTO wrong_code (chat_id, at) VALUES ($1, $2)", chat_id, stamp(now))


async def purge_wrong_codes(tx: Transaction, now: datetime, window: int) -> None:
    before = stamp(now - timedelta(seconds=window))
    await tx.changed("DELETE FROM wrong_code WHERE at <= $1", before)


# --- phones and consent ---------------------------------------------------------------------


async def list_companions(tx: Transaction, chat_id: int) -> list[Person]:
    """Return everyone who uses this phone, in the order they agreed."""
    rows = await tx.fetch(
        f"SELECT p.id AS person_id, p.name AS person_name, {SEAT_COLUMNS}"
        " FROM companion k JOIN person p ON p.id = k.person_id"
        " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE k.chat_id = $1 ORDER BY k.consented_at, p.id LIMIT 8",
        chat_id,
    )
    return [Person(row["person_id"], row["person_name"], seat_of(row)) for row in rows]


async def chats_of(tx: Transaction, person_id: int) -> list[int]:
    """Return the ids of the chats where this person has agreed, the first one first."""
    rows = await tx.fetch(
        "SELECT chat_id FROM companion WHERE person_id = $1 ORDER BY consented_at, chat_id",
        person_id,
    )
    return [row["chat_id"] for row in rows]


def save_consent(
    tx: Transaction, chat_id: int, person_id: int, version: int, now: datetime
) -> None:
    tx.write(
        "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
        " VALUES ($1, $2, $3, $4) ON CONFLICT (chat_id, person_id) DO UPDATE"
        " SET consent_version = excluded.consent_version, renewed_at = excluded.consented_at"
        " WHERE companion.consent_version < excluded.consent_version",
        chat_id,
        person_id,
        stamp(now),
        version,
    )


def save_new_person(tx: Transaction, person_id: int, name: str, phone: str, now: datetime) -> None:
    tx.write(
        "INSERT INTO person (id, name, phone, created_at) VALUES ($1, $2, $3, $4)",
        person_id,
        name,
        phone,
        stamp(now),
    )


# --- joining --------------------------------------------------------------------------------


async def move_learning(tx: Transaction, guest_id: int, person_id: int) -> None:
    """Give what was learned as a tamu to the person, and forget the tamu.

    Where both have something (a page seen, a form answered), the person's own stays.
    """
    for table, key in (
        ("page_seen", "page_id"),
        ("completion", "sesi"),
        ("form_value", "form_id || '/' || field_id"),
        ("doubt", "item_id"),
        ("certificate", "round"),  # of somebody who held a seat before
    ):
        await tx.changed(
            f"UPDATE {table} SET person_id = $2 WHERE person_id = $1 AND {key} NOT IN"
            f" (SELECT {key} FROM {table} WHERE person_id = $2)",
            guest_id,
            person_id,
        )
    tx.write("UPDATE attempt SET person_id = $2 WHERE person_id = $1", guest_id, person_id)
    tx.write("DELETE FROM person WHERE id = $1", guest_id)
