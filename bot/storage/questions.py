"""Questions and problems as their askers have them, and the phones of the offices asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Chat, Path
from bot.core.questions import DAY, SAME_WITHIN, Desk, Kind, Question, State
from bot.storage import chats
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

PHONES = 20  # told of one thing
LISTED = 50  # questions of one person that are shown

SELECT = (
    "SELECT q.id AS id, q.kind AS kind, q.person_id AS person_id, q.chat_id AS chat_id,"
    " q.category AS category, q.about AS about, q.text AS text, q.more AS more,"
    " q.state AS state, q.asked_at AS asked_at, q.moved_at AS moved_at, q.answer AS answer,"
    " q.answered_by AS answered_by, q.answered_at AS answered_at, q.told_at AS told_at,"
    " q.same_as AS same_as, b.name AS by_name, b.level AS by_level,"
    " d0.name AS desk_name, d0.id AS d0, d1.id AS d1, d2.id AS d2,"
    " p0.id AS p0, p1.id AS p1, p2.id AS p2, p3.id AS p3,"
    f" p0.name AS m0, p1.name AS m1, p2.name AS m2, p3.name AS m3,{SEAT_COLUMNS}"
)
FROM = (
    " FROM question q JOIN area d0 ON d0.id = q.desk_id"
    " LEFT JOIN area d1 ON d1.id = d0.parent_id LEFT JOIN area d2 ON d2.id = d1.parent_id"
    " LEFT JOIN area b ON b.id = q.answered_for"
    " LEFT JOIN area p0 ON p0.id = q.area_id LEFT JOIN area p1 ON p1.id = p0.parent_id"
    " LEFT JOIN area p2 ON p2.id = p1.parent_id LEFT JOIN area p3 ON p3.id = p2.parent_id"
)
_ASKER = (
    " LEFT JOIN holding h ON h.person_id = q.person_id AND h.to_at IS NULL"
    f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
)
QUESTIONS = SELECT + FROM + _ASKER


def question(row: Row) -> Question:
    """Return the question in a row of `QUESTIONS`."""
    path = tuple(row[f"p{n}"] for n in (3, 2, 1, 0) if row[f"p{n}"] is not None)
    at = tuple(row[f"d{n}"] for n in (2, 1, 0) if row[f"d{n}"] is not None)
    return Question(
        id=row["id"],
        kind=Kind(row["kind"]),
        person_id=row["person_id"],
        chat_id=row["chat_id"],
        path=path,
        names=tuple(row[f"m{n}"] for n in (3, 2, 1, 0) if row[f"m{n}"] is not None),
        desk=Desk(at, row["desk_name"]),
        seat=seat_of(row),
        category=row["category"],
        about=row["about"],
        text=row["text"],
        more=row["more"],
        state=State(row["state"]),
        asked_at=moment(row["asked_at"]),
        moved_at=moment(row["moved_at"]),
        answer=row["answer"],
        answered_by=row["answered_by"] or 0,
        by=_answering(row, path[:-1] or at),
        answered_at=moment(row["answered_at"]) if row["answered_at"] else None,
        told_at=moment(row["told_at"]) if row["told_at"] else None,
        same_as=row["same_as"] or 0,
    )


def _answering(row: Row, nearest: Path) -> Desk | None:
    """Return the office that answered: the nearest one asked, or one above it."""
    depth = {"kota": 1, "kecamatan": 2, "desa": 3}.get(row["by_level"] or "", 0)
    return Desk(nearest[:depth], row["by_name"]) if depth else None


async def load(fetch: Fetch, question_id: int) -> Question | None:
    rows = await fetch(f"{QUESTIONS} WHERE q.id = $1", question_id)
    return question(rows[0]) if rows else None


async def list_mine(fetch: Fetch, person_id: int) -> list[Question]:
    """Return what this person asked and reported, the latest first; drafts left out."""
    rows = await fetch(
        f"{QUESTIONS} WHERE q.person_id = $1 AND q.state <> 'draf'"
        f" ORDER BY q.asked_at DESC, q.id LIMIT {LISTED}",
        person_id,
    )
    return [question(row) for row in rows]


async def list_all(fetch: Fetch, person_id: int) -> list[Question]:
    """Return all that is kept of what this person asked, drafts too."""
    rows = await fetch(f"{QUESTIONS} WHERE q.person_id = $1 ORDER BY q.asked_at, q.id", person_id)
    return [question(row) for row in rows]


async def count_answers(fetch: Fetch, person_id: int) -> int:
    """Return how many questions of others this person answered."""
    [row] = await fetch("SELECT COUNT(*) AS n FROM question WHERE answered_by = $1", person_id)
    return int(row["n"])


async def count_recent(fetch: Fetch, kind: Kind, person_id: int, now: datetime) -> int:
    """Return how many of this kind a person sent in 24 hours."""
    [row] = await fetch(
        "SELECT COUNT(*) AS n FROM question"
        " WHERE person_id = $1 AND kind = $2 AND asked_at > $3 AND state <> 'draf'",
        person_id,
        kind,
        stamp(now - DAY),
    )
    return int(row["n"])


async def kota(fetch: Fetch) -> Path:
    """Return the path of the kota; () where the roster is still empty."""
    rows = await fetch("SELECT id FROM area WHERE level = 'kota' ORDER BY id LIMIT 1")
    return (rows[0]["id"],) if rows else ()


async def find_same(fetch: Fetch, area_id: int, category: str, now: datetime) -> Question | None:
    """Return the open problem of this category that this area reported just before."""
    rows = await fetch(
        f"{QUESTIONS} WHERE q.kind = 'masalah' AND q.state = 'terbuka' AND q.area_id = $1"
        " AND q.category = $2 AND q.asked_at > $3 AND q.same_as IS NULL"
        " ORDER BY q.asked_at LIMIT 1",
        area_id,
        category,
        stamp(now - SAME_WITHIN),
    )
    return question(rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class New:
    """A row to be made: a random id, who and where, the asker's area (0: none), and the desk.

    `same_as` is the problem that was reported just before, 0: none.
    """

    id: int
    person_id: int
    chat_id: int
    area_id: int
    desk_id: int
    text: str
    about: str = ""
    category: str = ""
    same_as: int = 0


# --- writing --------------------------------------------------------------------------------


def save_draft(tx: Transaction, new: New, now: datetime) -> None:
    """Keep what was typed, in place of the last draft of the same person."""
    tx.write("DELETE FROM question WHERE person_id = $1 AND state = 'draf'", new.person_id)
    _insert(tx, new, Kind.QUESTION, State.DRAFT, now)


def drop_draft(tx: Transaction, question_id: int) -> None:
    tx.write("DELETE FROM question WHERE id = $1 AND state = 'draf'", question_id)


def save_problem(tx: Transaction, new: New, now: datetime) -> None:
    _insert(tx, new, Kind.PROBLEM, State.OPEN, now)


def _insert(tx: Transaction, new: New, kind: Kind, state: State, now: datetime) -> None:
    tx.write(
        "INSERT INTO question (id, kind, state, person_id, chat_id, area_id, desk_id, text, about,"
        " category, same_as, asked_at, moved_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        new.id,
        kind,
        state,
        new.person_id,
        new.chat_id,
        new.area_id or None,
        new.desk_id,
        new.text,
        new.about,
        new.category,
        new.same_as or None,
        stamp(now),
    )


def save_sent(tx: Transaction, question_id: int, desk_id: int, now: datetime) -> None:
    tx.write(
        "UPDATE question SET state = 'terbuka', desk_id = $2, asked_at = $3, moved_at = $3"
        " WHERE id = $1 AND state = 'draf'",
        question_id,
        desk_id,
        stamp(now),
    )


def save_reopened(
    tx: Transaction, question_id: int, desk_id: int, more: str, now: datetime
) -> None:
    """Open a question anew: the answer was not clear."""
    tx.write(
        "UPDATE question SET state = 'terbuka', desk_id = $2, more = $3, moved_at = $4,"
        " noticed_at = NULL, told_at = NULL, same_as = NULL"
        " WHERE id = $1 AND state IN ('terjawab', 'ditutup')",
        question_id,
        desk_id,
        more,
        stamp(now),
    )


def save_closed(tx: Transaction, question_id: int, office_id: int, now: datetime) -> None:
    """Close a question for this office, and what was reported alike."""
    tx.write(
        "UPDATE question SET state = 'ditutup', answered_for = $2, moved_at = $3"
        " WHERE (id = $1 OR same_as = $1) AND state = 'terbuka'",
        question_id,
        office_id,
        stamp(now),
    )


# --- phones ---------------------------------------------------------------------------------


async def find_phones(tx: Transaction, desk: Desk, but: int = 0) -> list[Chat]:
    """Return the phones at which officers of this desk can be reached, the person `but` left out.

    By seat or by a grant that is awake; only where the officer is the one at the phone now.
    """
    rows = await tx.fetch(
        "SELECT c.id AS id FROM chat c WHERE c.blocked_at IS NULL AND c.person_id <> $3"
        " AND c.person_id IN (SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE h.to_at IS NULL AND s.role = $1 AND s.area_id = $2"
        ' UNION SELECT g.person_id FROM "grant" g JOIN holding x ON x.person_id = g.person_id'
        " AND x.to_at IS NULL WHERE g.role = $1 AND g.area_id = $2)"
        f" ORDER BY c.id LIMIT {PHONES}",
        desk.role,
        desk.id,
        but,
    )
    return [chat for row in rows if (chat := await chats.find(tx, row["id"]))]


async def reach(tx: Transaction, offices: Sequence[Path], but: int) -> tuple[Desk, list[Chat]]:
    """Return the first of `offices` that can be reached, with its phones; else the first, none."""
    found: list[Chat] = []
    chosen = offices[0]
    for office in offices:
        found = await find_phones(tx, Desk(office), but)
        if found:
            chosen = office
            break
    return await name_of(tx, chosen), found


async def name_of(tx: Transaction, office: Path) -> Desk:
    row = await tx.row("SELECT name FROM area WHERE id = $1", office[-1])
    return Desk(office, row["name"] if row else "")


async def find_asker(tx: Transaction, person_id: int, chat_id: int) -> Chat | None:
    """Return where the asker can be told: the phone they asked at, else the one used last.

    None while they blocked the bot, or somebody else is at their phone.
    """
    row = await tx.row(
        "SELECT id FROM chat WHERE person_id = $1 AND blocked_at IS NULL"
        " AND forgotten_at IS NULL"
        " ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END, seen_at DESC, id LIMIT 1",
        person_id,
        chat_id,
    )
    return await chats.find(tx, row["id"]) if row else None
