"""Work that takes longer than a tap (an import, a kit): a queue in the database (design D5)."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.storage.engine import Database, Fetch, Row, Transaction
from bot.storage.times import stamp

DOCUMENTS_KEPT = timedelta(hours=48)
JOBS_KEPT = timedelta(days=14)


class JobFailed(Exception):
    """The work cannot be done; the message is for whoever asked, in Bahasa Indonesia."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `done` of `total` (rows, slips) as far as it has come; 0 if unknown.

    state: waiting, running, done, failed; `note` says why it failed, for people, or holds what
    came of it, as JSON. `tries` counts how often it was begun.
    """

    id: int
    kind: str
    args: Mapping[str, Any]
    chat_id: int | None
    person_id: int | None
    state: str
    done: int
    total: int
    note: str
    tries: int = 0
    made_at: str = ""


def _job(row: Row) -> Job:
    return Job(
        row["id"],
        row["kind"],
        json.loads(row["args"]),
        row["chat_id"],
        row["person_id"],
        row["state"],
        row["done"],
        row["total"],
        row["note"],
        row["tries"],
        row["made_at"],
    )


async def ask(
    tx: Transaction,
    kind: str,
    args: Mapping[str, Any],
    asked_by: tuple[int | None, int | None],
    now: datetime,
) -> int:
    """Queue work for (chat id, person id); return the job's id. It starts within a second."""
    row = await tx.row(
        "INSERT INTO job (kind, args, chat_id, person_id, made_at) VALUES ($1, $2, $3, $4, $5)"
        " RETURNING id",
        kind,
        json.dumps(args, ensure_ascii=False),
        *asked_by,
        stamp(now),
    )
    return int(row["id"]) if row else 0


async def load(tx: Transaction, job_id: int) -> Job | None:
    return await find(tx.fetch, job_id)


async def find(fetch: Fetch, job_id: int) -> Job | None:
    """Return the same where only reading is meant, which waits for no writer."""
    rows = await fetch("SELECT * FROM job WHERE id = $1", job_id)
    return _job(rows[0]) if rows else None


async def find_open(tx: Transaction, kind: str, args: Mapping[str, Any]) -> int:
    """Return the id of the same work asked for and not ended yet, 0 if there is none."""
    row = await tx.row(
        "SELECT id FROM job WHERE kind = $1 AND args = $2 AND state IN ('waiting', 'running')",
        kind,
        json.dumps(args, ensure_ascii=False),
    )
    return int(row["id"]) if row else 0


async def next_waiting(db: Database) -> Job | None:
    rows = await db.read("SELECT * FROM job WHERE state = 'waiting' ORDER BY id LIMIT 1")
    return _job(rows[0]) if rows else None


async def list_untold(db: Database) -> list[Job]:
    """Return the work that has ended and whose chat was not told yet."""
    rows = await db.read(
        "SELECT * FROM job WHERE state IN ('done', 'failed') AND told = 0"
        " AND chat_id IS NOT NULL ORDER BY id"
    )
    return [_job(row) for row in rows]


async def list_of(fetch: Fetch, kind: str, person_id: int, limit: int = 10) -> list[Job]:
    """Return what this person asked for last, the newest first."""
    rows = await fetch(
        "SELECT * FROM job WHERE kind = $1 AND person_id = $2 ORDER BY id DESC LIMIT $3",
        kind,
        person_id,
        limit,
    )
    return [_job(row) for row in rows]


def save_told(tx: Transaction, job_id: int) -> None:
    tx.write("UPDATE job SET told = 1 WHERE id = $1", job_id)


def save_state(tx: Transaction, job_id: int, state: str, now: datetime, *, note: str = "") -> None:
    """Say that a job is waiting, running, done or failed."""
    ended = stamp(now) if state in {"done", "failed"} else None
    tx.write(
        "UPDATE job SET state = $2, note = $3, ended_at = $4 WHERE id = $1",
        job_id,
        state,
        note,
        ended,
    )


def save_begun(tx: Transaction, job_id: int) -> None:
    tx.write("UPDATE job SET state = 'running', tries = tries + 1 WHERE id = $1", job_id)


async def save_ended(tx: Transaction, job_id: int, now: datetime, failure: str = "") -> bool:
    """End a running job: done, with what is in its note, or failed; tell if it was running."""
    return bool(
        await tx.changed(
            "UPDATE job SET state = $2, note = CASE WHEN $2 = 'failed' THEN $3 ELSE note END,"
            " ended_at = $4 WHERE id = $1 AND state = 'running'",
            job_id,
            "failed" if failure else "done",
            failure,
            stamp(now),
        )
    )


async def give_back(tx: Transaction, job_id: int) -> None:
    """Let a running job wait again, as if it had not been begun."""
    await tx.changed(
        "UPDATE job SET state = 'waiting', tries = tries - 1 WHERE id = $1 AND state = 'running'",
        job_id,
    )


async def list_refs(db: Database) -> set[str]:
    """Return the files that work still needs, by what their channel calls them."""
    rows = await db.read("SELECT args FROM job WHERE state IN ('waiting', 'running')")
    return {str(json.loads(row["args"]).get("ref", "")) for row in rows}


def save_progress(tx: Transaction, job_id: int, done: int, total: int) -> None:
    tx.write("UPDATE job SET done = $2, total = $3 WHERE id = $1", job_id, done, total)


def save_result(tx: Transaction, job_id: int, result: Mapping[str, Any]) -> None:
    """Keep what came of the work (`{"run": 12}`), as JSON in its note."""
    tx.write("UPDATE job SET note = $2 WHERE id = $1", job_id, json.dumps(result))


async def restart_running(tx: Transaction) -> int:
    """Queue again what was running when the bot was stopped; return how many."""
    return await tx.changed("UPDATE job SET state = 'waiting' WHERE state = 'running'")


# --- documents ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A made file, for one chat. `token` lets a browser fetch it."""

    id: int
    token: str
    name: str
    mime: str
    content: bytes


async def save_document(
    tx: Transaction, chat_id: int, name: str, mime: str, content: bytes, now: datetime
) -> Document:
    token = secrets.token_urlsafe(16)
    row = await tx.row(
        "INSERT INTO document (chat_id, token, name, mime, content, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        chat_id,
        token,
        name,
        mime,
        base64.b64encode(content).decode(),
        stamp(now),
    )
    return Document(int(row["id"]) if row else 0, token, name, mime, content)


async def find_document(tx: Transaction, chat_id: int, document_id: int) -> tuple[int, str] | None:
    """Return the id and token of a document made for this chat; None if it is gone."""
    row = await tx.row(
        "SELECT id, token FROM document WHERE id = $1 AND chat_id = $2", document_id, chat_id
    )
    return (row["id"], row["token"]) if row else None


async def read_document(db: Database, document_id: int) -> Document | None:
    rows = await db.read("SELECT * FROM document WHERE id = $1", document_id)
    if not rows:
        return None
    row = rows[0]
    content = base64.b64decode(row["content"])
    return Document(row["id"], row["token"], row["name"], row["mime"], content)


async def purge(tx: Transaction, now: datetime) -> None:
    """Forget documents after 48 h, and what was asked two weeks ago."""
    await tx.changed("DELETE FROM document WHERE made_at < $1", stamp(now - DOCUMENTS_KEPT))
    await tx.changed(
        "DELETE FROM job WHERE made_at < $1 AND state IN ('done', 'failed')",
        stamp(now - JOBS_KEPT),
    )
