"""The quiz of a class: what was put to it, and what its members answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.classroom import Own, Question, Tally, Visit
from bot.core.quiz import Drawn
from bot.storage.classroom import question_of
from bot.storage.engine import Fetch, Transaction
from bot.storage.times import moment, stamp


def save_round(
    tx: Transaction, class_id: int, start: tuple[int, int], drawn: Sequence[Drawn]
) -> None:
    """Save the questions of a quiz; `start` is (the number of the first one, the round)."""
    first, round_ = start
    for n, one in enumerate(drawn, first):
        tx.write(
            "INSERT INTO class_question"
            " (class_id, n, round, item_id, version, options, right_id)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            class_id,
            n,
            round_,
            one.item,
            one.version,
            json.dumps(one.order),
            one.right,
        )


def open_question(tx: Transaction, class_id: int, n: int, now: datetime) -> None:
    tx.write(
        "UPDATE class_question SET opened_at = $3 WHERE class_id = $1 AND n = $2"
        " AND opened_at IS NULL",
        class_id,
        n,
        stamp(now),
    )


def close_question(tx: Transaction, class_id: int, n: int, now: datetime) -> None:
    tx.write(
        "UPDATE class_question SET closed_at = $3 WHERE class_id = $1 AND n = $2"
        " AND closed_at IS NULL",
        class_id,
        n,
        stamp(now),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one person finds it; `given` is what they answered, or empty."""

    question: Question
    attends: bool
    given: str


async def load(tx: Transaction, class_id: int, n: int, person_id: int) -> Asked | None:
    row = await tx.row(
        "SELECT q.n AS n, q.round AS round, q.item_id AS item_id, q.version AS version,"
        " q.options AS options, q.right_id AS right_id, q.opened_at AS opened_at,"
        " q.closed_at AS q_closed_at, m.person_id AS member, w.option_id AS given"
        " FROM class_question q"
        " LEFT JOIN class_member m ON m.class_id = q.class_id AND m.person_id = $3"
        " LEFT JOIN class_answer w ON w.class_id = q.class_id AND w.n = q.n AND w.person_id = $3"
        " WHERE q.class_id = $1 AND q.n = $2",
        class_id,
        n,
        person_id,
    )
    if row is None:
        return None
    return Asked(question_of(row), row["member"] is not None, row["given"] or "")


def save_answer(
    tx: Transaction, class_id: int, question: Question, answer: tuple[int, str], now: datetime
) -> None:
    """Save the answer (person, option); a second one at the same moment ends in Conflict."""
    person_id, option = answer
    tx.write(
        "INSERT INTO class_answer (class_id, n, person_id, option_id, is_right, at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        class_id,
        question.n,
        person_id,
        option,
        int(option == question.right),
        stamp(now),
    )


async def load_tallies(fetch: Fetch, class_id: int) -> dict[int, Tally]:
    """Return what was answered, by question: options with how often they were chosen."""
    rows = await fetch(
        "SELECT n, option_id, COUNT(*) AS times FROM class_answer WHERE class_id = $1"
        " GROUP BY n, option_id ORDER BY n, option_id",
        class_id,
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["n"], {})[row["option_id"]] = row["times"]
    return {n: Tally(counts) for n, counts in found.items()}


async def load_own(fetch: Fetch, class_id: int, person_id: int) -> Own:
    rows = await fetch(
        "SELECT n, option_id, is_right FROM class_answer WHERE class_id = $1 AND person_id = $2",
        class_id,
        person_id,
    )
    return Own({row["n"]: (row["option_id"], bool(row["is_right"])) for row in rows})


async def load_everyones(fetch: Fetch, class_id: int) -> dict[int, Own]:
    """Return what each person answered, to be told to themselves."""
    rows = await fetch(
        "SELECT person_id, n, option_id, is_right FROM class_answer WHERE class_id = $1", class_id
    )
    found: dict[int, dict[int, tuple[str, bool]]] = {}
    for row in rows:
        answer = (row["option_id"], bool(row["is_right"]))
        found.setdefault(row["person_id"], {})[row["n"]] = answer
    return {person: Own(answers) for person, answers in found.items()}


async def list_visits(fetch: Fetch, person_id: int) -> list[Visit]:
    """Return the classes a person came to, oldest first, with what they answered."""
    rows = await fetch(
        "SELECT k.id AS id, k.on_date AS on_date, m.how AS how, m.at AS at, q.item_id AS item_id,"
        " w.option_id AS option_id, w.is_right AS is_right, w.at AS answered_at"
        " FROM class_member m JOIN class k ON k.id = m.class_id"
        " LEFT JOIN class_answer w ON w.class_id = m.class_id AND w.person_id = m.person_id"
        " LEFT JOIN class_question q ON q.class_id = w.class_id AND q.n = w.n"
        " WHERE m.person_id = $1 ORDER BY k.on_date, k.id, w.n",
        person_id,
    )
    found: dict[int, Visit] = {}
    answers: dict[int, list[tuple[str, str, bool, datetime]]] = {}
    for row in rows:
        own = answers.setdefault(row["id"], [])
        on = date.fromisoformat(row["on_date"])
        found[row["id"]] = Visit(on, row["how"], moment(row["at"]), own)
        if row["item_id"] is not None:
            answered = moment(row["answered_at"])
            own.append((row["item_id"], row["option_id"], bool(row["is_right"]), answered))
    return list(found.values())


async def count_held(fetch: Fetch, person_id: int) -> int:
    """Return how many classes a person opened."""
    [row] = await fetch("SELECT COUNT(*) AS n FROM class WHERE by_id = $1", person_id)
    return int(row["n"])
