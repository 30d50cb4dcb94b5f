"""Attempts at quizzes and their answers."""

import json
from datetime import datetime

from bot.core.quiz import Answer, Attempt, Drawn, Given, Kind, Taken
from bot.storage.engine import Row, Transaction
from bot.storage.times import moment, stamp

_WITH_ANSWERS = (
    "SELECT t.id, t.sesi, t.kind, t.items, w.item_id, w.round, w.option_id, w.is_right"
    " FROM attempt t LEFT JOIN answer w ON w.attempt_id = t.id"
)


async def load(tx: Transaction, attempt_id: int, person_id: int) -> Attempt | None:
    """Return an attempt of this person with its answers, or None."""
    rows = await tx.fetch(
        f"{_WITH_ANSWERS} WHERE t.id = $1 AND t.person_id = $2 ORDER BY w.at, w.round",
        attempt_id,
        person_id,
    )
    return _attempt(rows)


async def find_open(tx: Transaction, person_id: int, session: int, kind: Kind) -> Attempt | None:
    """Return the newest attempt of this session and kind that is not finished."""
    rows = await tx.fetch(
        f"{_WITH_ANSWERS} WHERE t.id = (SELECT id FROM attempt WHERE person_id = $1 AND sesi = $2"
        " AND kind = $3 AND finished_at IS NULL ORDER BY started_at DESC, id LIMIT 1)"
        " ORDER BY w.at, w.round",
        person_id,
        session,
        kind,
    )
    return _attempt(rows)


async def find_last_test(tx: Transaction, person_id: int, session: int) -> Attempt | None:
    """Return the test that this person took out of a session with, if any."""
    rows = await tx.fetch(
        f"{_WITH_ANSWERS} WHERE t.id = (SELECT id FROM attempt WHERE person_id = $1 AND sesi = $2"
        " AND kind = 'uji' AND passed = 1 ORDER BY finished_at DESC, id LIMIT 1)"
        " ORDER BY w.at, w.round",
        person_id,
        session,
    )
    return _attempt(rows)


def _attempt(rows: list[Row]) -> Attempt | None:
    if not rows:
        return None
    first = rows[0]
    return Attempt(
        first["id"],
        first["sesi"],
        first["kind"],
        tuple(
            Drawn(item, version, tuple(order), right, bool(decisive))
            for item, version, order, right, decisive in json.loads(first["items"])
        ),
        tuple(
            Answer(row["item_id"], row["round"], row["option_id"], bool(row["is_right"]))
            for row in rows
            if row["item_id"] is not None
        ),
    )


async def times_answered(tx: Transaction, person_id: int) -> dict[str, int]:
    """Return how often this person has answered each item, repeats within a quiz left out."""
    rows = await tx.fetch(
        "SELECT w.item_id AS item, COUNT(*) AS times FROM answer w"
        " JOIN attempt t ON t.id = w.attempt_id"
        " WHERE t.person_id = $1 AND w.round = 1 GROUP BY w.item_id",
        person_id,
    )
    return {row["item"]: row["times"] for row in rows}


def save_new(tx: Transaction, attempt: Attempt, person_id: int, at: datetime) -> None:
    items = [[d.item, d.version, d.order, d.right, int(d.decisive)] for d in attempt.drawn]
    tx.write(
        "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        attempt.id,
        person_id,
        attempt.session,
        attempt.kind,
        json.dumps(items),
        stamp(at),
    )


def save_answer(tx: Transaction, before: Attempt, after: Attempt, at: datetime) -> None:
    """Save the answer by which `after` differs from `before`, if there is one.

    Where another phone of the same person was faster, this ends in Conflict and the turn is
    repeated: that answer counts, and both phones are shown it.
    """
    versions = {drawn.item: drawn.version for drawn in after.drawn}
    for given in after.answers[len(before.answers) :]:
        tx.write(
            "INSERT INTO answer (attempt_id, item_id, round, version, option_id, is_right, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            after.id,
            given.item,
            given.round,
            versions[given.item],
            given.option,
            int(given.right),
            stamp(at),
        )


def save_finished(tx: Transaction, attempt_id: int, at: datetime, *, passed: bool) -> None:
    tx.write(
        "UPDATE attempt SET finished_at = $2, passed = $3 WHERE id = $1 AND finished_at IS NULL",
        attempt_id,
        stamp(at),
        int(passed),
    )


async def list_taken(tx: Transaction, person_id: int) -> list[Taken]:
    """Return a person's attempts in short, oldest first."""
    rows = await tx.fetch(
        "SELECT t.sesi, t.kind, t.started_at, COUNT(w.item_id) AS answered,"
        " COALESCE(SUM(w.is_right), 0) AS good"
        " FROM attempt t LEFT JOIN answer w ON w.attempt_id = t.id AND w.round = 1"
        " WHERE t.person_id = $1 GROUP BY t.id, t.sesi, t.kind, t.started_at"
        " ORDER BY t.started_at",
        person_id,
    )
    return [
        Taken(row["sesi"], row["kind"], row["answered"], row["good"], moment(row["started_at"]))
        for row in rows
    ]


async def list_given(tx: Transaction, person_id: int) -> list[Given]:
    """Return every answer a person gave, oldest first."""
    rows = await tx.fetch(
        "SELECT w.item_id, w.option_id, w.is_right, w.at FROM answer w"
        " JOIN attempt t ON t.id = w.attempt_id WHERE t.person_id = $1 ORDER BY w.at, w.item_id",
        person_id,
    )
    return [
        Given(row["item_id"], row["option_id"], bool(row["is_right"]), moment(row["at"]))
        for row in rows
    ]
