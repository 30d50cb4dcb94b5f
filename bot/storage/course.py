"""How far a person has come: pages shown, forms, quizzes passed, sessions completed."""

from collections import defaultdict
from datetime import datetime

from bot.core.course import How, Progress
from bot.storage.engine import Transaction
from bot.storage.times import moment, stamp

_LOAD = (
    "SELECT 'seen' AS kind, page_id AS key, '' AS field, last_at AS value"
    " FROM page_seen WHERE person_id = $1"
    " UNION ALL SELECT 'form', form_id, field_id, value FROM form_value WHERE person_id = $1"
    " UNION ALL SELECT 'passed', CAST(sesi AS TEXT), '', '' FROM attempt"
    " WHERE person_id = $1 AND passed = 1 AND kind = 'kuis'"
    " UNION ALL SELECT 'done', CAST(sesi AS TEXT), how, at FROM completion WHERE person_id = $1"
)


async def load(tx: Transaction, person_id: int) -> Progress:
    seen: dict[str, datetime] = {}
    values: dict[str, dict[str, str]] = defaultdict(dict)
    passed: set[int] = set()
    done: dict[int, datetime] = {}
    how: dict[int, How] = {}
    for row in await tx.fetch(_LOAD, person_id):
        kind, key, value = row["kind"], row["key"], row["value"]
        if kind == "seen":
            seen[key] = moment(value)
        elif kind == "form":
            values[key][row["field"]] = value
        elif kind == "passed":
            passed.add(int(key))
        else:
            done[int(key)] = moment(value)
            how[int(key)] = row["field"]
    return Progress(seen, dict(values), passed, done, how)


def save_seen(tx: Transaction, person_id: int, page_id: str, at: datetime) -> None:
    tx.write(
        "INSERT INTO page_seen (person_id, page_id, first_at, last_at) VALUES ($1, $2, $3, $3)"
        " ON CONFLICT (person_id, page_id) DO UPDATE SET last_at = excluded.last_at",
        person_id,
        page_id,
        stamp(at),
    )


def save_done(tx: Transaction, person_id: int, session: int, how: str, at: datetime) -> None:
    """Record a completion; if another phone did just now, this ends in Conflict."""
    tx.write(
        "INSERT INTO completion (person_id, sesi, at, how) VALUES ($1, $2, $3, $4)",
        person_id,
        session,
        stamp(at),
        how,
    )
