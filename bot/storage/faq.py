"""Tanya jawab: entries that everybody reads, and those that Sosdiklih still writes on."""

from datetime import datetime

from bot.core.faq import Entry, Part, State
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

_ENTRIES = (
    "SELECT f.id AS id, f.question AS question, f.answer AS answer, f.changed_at AS changed_at,"
    " f.published_at AS published_at, f.withdrawn_at AS withdrawn_at FROM faq f"
)
_SHOWN = "f.published_at IS NOT NULL AND f.withdrawn_at IS NULL"


def _entry(row: Row) -> Entry:
    state = State.SHOWN if row["published_at"] else State.DRAFT
    if row["withdrawn_at"]:
        state = State.WITHDRAWN
    return Entry(row["id"], row["question"], row["answer"], state, moment(row["changed_at"]))


async def load(fetch: Fetch, entry_id: int) -> Entry | None:
    rows = await fetch(f"{_ENTRIES} WHERE f.id = $1", entry_id)
    return _entry(rows[0]) if rows else None


async def find_made_of(fetch: Fetch, question_id: int) -> Entry | None:
    """Return the entry that was made of this question."""
    rows = await fetch(f"{_ENTRIES} WHERE f.source_id = $1", question_id)
    return _entry(rows[0]) if rows else None


async def list_shown(fetch: Fetch) -> list[Entry]:
    """Return what everybody reads, the latest first."""
    rows = await fetch(f"{_ENTRIES} WHERE {_SHOWN} ORDER BY f.published_at DESC, f.id DESC")
    return [_entry(row) for row in rows]


async def list_hidden(fetch: Fetch) -> list[Entry]:
    """Return drafts and what was withdrawn, the latest first."""
    rows = await fetch(f"{_ENTRIES} WHERE NOT ({_SHOWN}) ORDER BY f.changed_at DESC, f.id DESC")
    return [_entry(row) for row in rows]


async def list_names(fetch: Fetch) -> list[str]:
    """Return the names on the roster, none of which may stand in an entry."""
    rows = await fetch("SELECT DISTINCT name FROM person WHERE name <> ''")
    return [row["name"] for row in rows]


def create(tx: Transaction, entry: Entry, source: int, by: int) -> None:
    """Keep the draft of an entry that is made of a question."""
    tx.write(
        "INSERT INTO faq (id, source_id, question, answer, by_id, made_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6)",
        entry.id,
        source,
        entry.question,
        entry.answer,
        by,
        stamp(entry.changed_at),
    )


def save_words(tx: Transaction, entry_id: int, part: Part, text: str, now: datetime) -> None:
    column = "question" if part is Part.QUESTION else "answer"
    tx.write(
        f"UPDATE faq SET {column} = $2, changed_at = $3 WHERE id = $1",
        entry_id,
        text,
        stamp(now),
    )


def publish(tx: Transaction, entry_id: int, now: datetime) -> None:
    tx.write(
        "UPDATE faq SET published_at = $2, withdrawn_at = NULL WHERE id = $1", entry_id, stamp(now)
    )


def withdraw(tx: Transaction, entry_id: int, now: datetime) -> None:
    tx.write("UPDATE faq SET withdrawn_at = $2 WHERE id = $1", entry_id, stamp(now))


def drop(tx: Transaction, entry_id: int) -> None:
    """Forget an entry that was never published."""
    tx.write("DELETE FROM faq WHERE id = $1 AND published_at IS NULL", entry_id)
