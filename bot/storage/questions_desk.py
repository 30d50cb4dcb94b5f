"""Questions and problems as the offices have them: lists, answers, and what waits too long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.people import Authority, Path, Standing
from bot.core.questions import JOINED, PROBLEM_UP_AFTER, UP_AFTER, Desk, Kind, Question
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.questions import FROM, QUESTIONS, question
from bot.storage.times import stamp

AT_ONCE = 50  # moved, told or noticed in one tick
LATELY = timedelta(minutes=15)  # a message that could not be delivered is known by then

# Which rows an office has been sent: its own, whatever happened later. Sosdiklih reads all.
_SENT_TO = {
    Standing.PPS: "(p0.level = 'tps' AND p1.id = {at})",
    Standing.PPK: "(d0.level <> 'desa' AND ((p0.level = 'tps' AND p2.id = {at})"
    " OR (p0.level = 'desa' AND p1.id = {at})))",
    Standing.SOSDIKLIH: "(d0.id = {at} OR d1.id = {at} OR d2.id = {at})",
}


def _theirs(authorities: Iterable[Authority], first: int) -> tuple[str, list[int]]:
    """Return SQL for "was sent to one of these offices", parameters from `first` on."""
    places = sorted({(a.standing, a.path[-1]) for a in authorities if a.standing in _SENT_TO})
    parts = [_SENT_TO[s].format(at=f"${first + n}") for n, (s, _) in enumerate(places)]
    return f"({' OR '.join(parts) or '1 = 0'})", [area for _, area in places]


_OPEN = "q.kind = $1 AND q.state = 'terbuka' AND q.same_as IS NULL AND q.person_id <> $2"


async def count_open(fetch: Fetch, kind: Kind, authorities: Iterable[Authority], but: int) -> int:
    """Return how many wait for somebody with these authorities, the person `but`."""
    theirs, areas = _theirs(authorities, 3)
    [row] = await fetch(
        f"SELECT COUNT(*) AS n{FROM} WHERE {_OPEN} AND {theirs}", kind, but, *areas
    )
    return int(row["n"])


async def list_open(
    fetch: Fetch, kind: Kind, authorities: Iterable[Authority], but: int, offset: int, limit: int
) -> list[Question]:
    """Return those that wait, the oldest first."""
    theirs, areas = _theirs(authorities, 5)
    rows = await fetch(
        f"{QUESTIONS} WHERE {_OPEN} AND {theirs} ORDER BY q.asked_at, q.id LIMIT $3 OFFSET $4",
        kind,
        but,
        limit,
        offset,
        *areas,
    )
    return [question(row) for row in rows]


_UNMADE = (
    "q.kind = 'tanya' AND q.state = 'terjawab' AND NOT EXISTS"
    " (SELECT 1 FROM faq f WHERE f.source_id = q.id)"
    f" AND {_SENT_TO[Standing.SOSDIKLIH].format(at='$1')}"
)


async def count_answered(fetch: Fetch, kota: int) -> int:
    """Return how many answered questions no entry of Tanya jawab was made of."""
    [row] = await fetch(f"SELECT COUNT(*) AS n{FROM} WHERE {_UNMADE}", kota)
    return int(row["n"])


async def list_answered(fetch: Fetch, kota: int, offset: int, limit: int) -> list[Question]:
    """Return these, the latest first."""
    rows = await fetch(
        f"{QUESTIONS} WHERE {_UNMADE} ORDER BY q.answered_at DESC, q.id DESC LIMIT $2 OFFSET $3",
        kota,
        limit,
        offset,
    )
    return [question(row) for row in rows]


async def list_joined(fetch: Fetch, question_id: int) -> list[Question]:
    """Return the first further reports of a problem that wait with it."""
    rows = await fetch(
        f"{QUESTIONS} WHERE q.same_as = $1 ORDER BY q.asked_at LIMIT {JOINED}", question_id
    )
    return [question(row) for row in rows]


async def list_answered_alike(fetch: Fetch, question_id: int) -> list[Question]:
    """Return the further reports that were answered with a problem and are to be told."""
    rows = await fetch(
        f"{QUESTIONS} WHERE q.same_as = $1 AND q.state = 'terjawab' AND q.told_at IS NULL"
        " ORDER BY q.asked_at",
        question_id,
    )
    return [question(row) for row in rows]


async def list_closed_alike(fetch: Fetch, question_id: int) -> list[Question]:
    """Return the further reports that were closed with a problem."""
    rows = await fetch(
        f"{QUESTIONS} WHERE q.same_as = $1 AND q.state = 'ditutup' ORDER BY q.asked_at",
        question_id,
    )
    return [question(row) for row in rows]


# --- acts -----------------------------------------------------------------------------------


def save_answer(
    tx: Transaction, question_id: int, by: tuple[int, int], text: str, now: datetime
) -> None:
    """Answer an open question, and what was reported alike; `by` is a person, and their office."""
    tx.write(
        "UPDATE question SET state = 'terjawab', answer = $2, answered_by = $3, answered_for = $4,"
        " answered_at = $5, told_at = NULL WHERE (id = $1 OR same_as = $1) AND state = 'terbuka'",
        question_id,
        text,
        *by,
        stamp(now),
    )


def save_told(tx: Transaction, question_id: int, chat_id: int, now: datetime) -> None:
    tx.write(
        "UPDATE question SET told_at = $3, chat_id = $2 WHERE id = $1",
        question_id,
        chat_id,
        stamp(now),
    )


def save_moved(tx: Transaction, question_id: int, desk_id: int, now: datetime) -> None:
    """Give an open question to another desk, which is still to be told."""
    tx.write(
        "UPDATE question SET desk_id = $2, moved_at = $3, noticed_at = NULL"
        " WHERE (id = $1 OR same_as = $1) AND state = 'terbuka'",
        question_id,
        desk_id,
        stamp(now),
    )


def save_noticed(tx: Transaction, question_id: int, now: datetime) -> None:
    tx.write("UPDATE question SET noticed_at = $2 WHERE id = $1", question_id, stamp(now))


async def was_noticed(fetch: Fetch, desk_id: int, since: datetime) -> bool:
    """Tell whether the desk was told since then of a question that is still open."""
    return bool(
        await fetch(
            "SELECT 1 FROM question WHERE desk_id = $1 AND kind = 'tanya' AND state = 'terbuka'"
            " AND noticed_at > $2 LIMIT 1",
            desk_id,
            stamp(since),
        )
    )


# --- for the tick ---------------------------------------------------------------------------


async def list_late(fetch: Fetch, kind: Kind, now: datetime) -> list[int]:
    """Return open questions that their desk has had for too long and that can go higher."""
    wait = UP_AFTER if kind is Kind.QUESTION else PROBLEM_UP_AFTER
    rows = await fetch(
        "SELECT q.id AS id FROM question q JOIN area d ON d.id = q.desk_id"
        " WHERE q.state = 'terbuka' AND q.kind = $1 AND q.same_as IS NULL AND q.moved_at <= $2"
        f" AND d.level <> 'kota' ORDER BY q.moved_at, q.id LIMIT {AT_ONCE}",
        kind,
        stamp(now - wait),
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Questions of which a desk was not told yet."""

    desk: Desk
    ids: Sequence[int]


async def list_unnoticed(fetch: Fetch) -> list[Waiting]:
    """Return the desks that are still to be told of questions, with these, the oldest first."""
    rows = await fetch(
        "SELECT q.id AS id, d0.id AS d0, d1.id AS d1, d2.id AS d2 FROM question q"
        " JOIN area d0 ON d0.id = q.desk_id LEFT JOIN area d1 ON d1.id = d0.parent_id"
        " LEFT JOIN area d2 ON d2.id = d1.parent_id WHERE q.state = 'terbuka'"
        " AND q.kind = 'tanya' AND q.noticed_at IS NULL ORDER BY q.moved_at, q.id"
    )
    by_desk: dict[Path, list[int]] = {}
    for row in rows:
        by_desk.setdefault(_desk(row), []).append(row["id"])
    return [Waiting(Desk(path), ids) for path, ids in by_desk.items()]


def _desk(row: Row) -> Path:
    return tuple(row[f"d{n}"] for n in (2, 1, 0) if row[f"d{n}"] is not None)


async def list_untold(fetch: Fetch) -> list[int]:
    """Return answers whose askers were not told, and can be now."""
    rows = await fetch(
        "SELECT q.id AS id FROM question q WHERE q.state = 'terjawab' AND q.told_at IS NULL"
        " AND EXISTS (SELECT 1 FROM chat c WHERE c.person_id = q.person_id"
        " AND c.blocked_at IS NULL AND c.forgotten_at IS NULL)"
        f" ORDER BY q.answered_at LIMIT {AT_ONCE}"
    )
    return [row["id"] for row in rows]


async def take_back_told(tx: Transaction, now: datetime) -> list[int]:
    """Note that answers told lately did not arrive, as the chat turned out to be blocked."""
    rows = await tx.fetch(
        "UPDATE question SET told_at = NULL WHERE told_at > $1 AND state = 'terjawab' AND EXISTS"
        " (SELECT 1 FROM chat c WHERE c.id = question.chat_id"
        " AND c.blocked_at >= question.told_at) RETURNING id",
        stamp(now - LATELY),
    )
    return [row["id"] for row in rows]


async def purge_drafts(tx: Transaction, now: datetime) -> None:
    """Forget texts that were typed and not sent, a day later."""
    await tx.changed(
        "DELETE FROM question WHERE state = 'draf' AND asked_at < $1",
        stamp(now - timedelta(hours=24)),
    )
