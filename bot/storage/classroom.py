"""Classes of the PPS: opened, closed and found again."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.core.classroom import Class, Question
from bot.storage.below import BELOW
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

_COLUMNS = (
    " k.id AS id, k.on_date AS on_date, k.by_id AS by_id, k.word AS word, k.token AS token,"
    " k.made_at AS made_at, k.closed_at AS closed_at, a0.level AS level,"
    " a0.id AS id0, a1.id AS id1, a2.id AS id2, a3.id AS id3,"
    " a0.name AS n0, a1.name AS n1, a2.name AS n2, a3.name AS n3"
)
_AREAS = (
    " JOIN area a0 ON a0.id = k.area_id LEFT JOIN area a1 ON a1.id = a0.parent_id"
    " LEFT JOIN area a2 ON a2.id = a1.parent_id LEFT JOIN area a3 ON a3.id = a2.parent_id"
)
_WITH_QUESTIONS = (
    f"SELECT{_COLUMNS}, q.n AS n, q.round AS round, q.item_id AS item_id, q.version AS version,"
    " q.options AS options, q.right_id AS right_id, q.opened_at AS opened_at,"
    " q.closed_at AS q_closed_at"
    f" FROM class k{_AREAS} LEFT JOIN class_question q ON q.class_id = k.id"
)


def question_of(row: Row) -> Question:
    return Question(
        row["n"],
        row["round"],
        row["item_id"],
        row["version"],
        tuple(json.loads(row["options"])),
        row["right_id"],
        _moment(row["opened_at"]),
        _moment(row["q_closed_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None


def _class(row: Row, zone: tzinfo, questions: Sequence[Question] = ()) -> Class:
    levels = [n for n in (3, 2, 1, 0) if row[f"id{n}"] is not None]
    return Class(
        row["id"],
        tuple(row[f"id{n}"] for n in levels),
        tuple(row[f"n{n}"] for n in levels),
        row["level"],
        date.fromisoformat(row["on_date"]),
        moment(row["made_at"]).astimezone(zone).date(),
        row["by_id"],
        row["word"],
        row["token"],
        _moment(row["closed_at"]),
        tuple(questions),
    )


def _one(rows: Sequence[Row], zone: tzinfo) -> Class | None:
    if not rows:
        return None
    return _class(rows[0], zone, [question_of(row) for row in rows if row["n"] is not None])


async def find(fetch: Fetch, class_id: int, zone: tzinfo) -> Class | None:
    """Return a class with all its questions, in order; `zone` says which day it was opened."""
    rows = await fetch(f"{_WITH_QUESTIONS} WHERE k.id = $1 ORDER BY q.n", class_id)
    return _one(rows, zone)


async def find_by_token(fetch: Fetch, token: str, zone: tzinfo) -> Class | None:
    """Return the class whose projector page has this token."""
    rows = await fetch(f"{_WITH_QUESTIONS} WHERE k.token = $1 ORDER BY q.n", token)
    return _one(rows, zone)


async def list_open(fetch: Fetch, zone: tzinfo) -> list[Class]:
    """Return the classes that nobody closed yet, without their questions."""
    rows = await fetch(
        f"SELECT{_COLUMNS} FROM class k{_AREAS} WHERE k.closed_at IS NULL ORDER BY k.id"
    )
    return [_class(row, zone) for row in rows]


async def find_attended(fetch: Fetch, person_id: int, zone: tzinfo) -> Class | None:
    """Return the class this person came to last, with its questions."""
    rows = await fetch(
        f"{_WITH_QUESTIONS} WHERE k.id = (SELECT m.class_id FROM class_member m"
        " WHERE m.person_id = $1 ORDER BY m.at DESC, m.class_id DESC LIMIT 1) ORDER BY q.n",
        person_id,
    )
    return _one(rows, zone)


@dataclass(frozen=True, slots=True)
class Held:
    """A class in a list: how many were there, and how many answers were given, right or not."""

    one: Class
    present: int
    answered: int
    right: int


async def list_held(fetch: Fetch, area_ids: Sequence[int], zone: tzinfo) -> list[Held]:
    """Return the classes in these areas and below them, the newest first."""
    found: dict[int, Held] = {}
    for area_id in area_ids:
        rows = await fetch(
            f"{BELOW} SELECT{_COLUMNS},"
            " (SELECT COUNT(*) FROM class_member m WHERE m.class_id = k.id) AS present,"
            " (SELECT COUNT(*) FROM class_answer w WHERE w.class_id = k.id) AS answered,"
            " (SELECT COALESCE(SUM(w.is_right), 0) FROM class_answer w WHERE w.class_id = k.id)"
            f" AS correct FROM below b JOIN class k ON k.area_id = b.id{_AREAS}",
            area_id,
        )
        for row in rows:
            counts = (row["present"], row["answered"], int(row["correct"]))
            found[row["id"]] = Held(_class(row, zone), *counts)
    return sorted(found.values(), key=lambda held: (held.one.on, held.one.id), reverse=True)


# --- opening and closing --------------------------------------------------------------------


async def begin(
    tx: Transaction, place: tuple[int, date], who: tuple[int, int], word: str, now: datetime
) -> int:
    """Open a class in (area, on that day) by (person, at this chat); return its id."""
    row = await tx.row(
        "INSERT INTO class (area_id, on_date, by_id, chat_id, word, token, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        place[0],
        place[1].isoformat(),
        *who,
        word,
        secrets.token_urlsafe(16),
        stamp(now),
    )
    return int(row["id"]) if row else 0


def close(tx: Transaction, class_id: int, now: datetime) -> None:
    """Close a class, and the question that is still open."""
    for table, key in (("class_question", "class_id"), ("class", "id")):
        opened = " AND opened_at IS NOT NULL" if table == "class_question" else ""
        tx.write(
            f"UPDATE {table} SET closed_at = $2 WHERE {key} = $1 AND closed_at IS NULL{opened}",
            class_id,
            stamp(now),
        )
