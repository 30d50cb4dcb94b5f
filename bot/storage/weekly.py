"""Who wants the weekly summary, and what was learned in a span of time."""

from datetime import date, datetime

from bot.core.results import ETHICS, VOTING
from bot.core.weekly import Activity
from bot.storage.below import BELOW
from bot.storage.engine import Fetch, Transaction
from bot.storage.times import moment, stamp

_ON_DUTY = (
    f"{BELOW},"
    " duty (id) AS (SELECT p.id FROM below b JOIN seat s ON s.area_id = b.id"
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL)"
)
_IN_SPAN = "WHERE f.at >= $2 AND f.at < $3"


async def count_activity(fetch: Fetch, area_id: int, since: datetime, until: datetime) -> Activity:
    """Count for those who hold a seat in the area now, from `since` to before `until`."""
    span = (stamp(since), stamp(until))
    first = await fetch(
        f"{_ON_DUTY} SELECT COUNT(*) AS people FROM (SELECT MIN(k.consented_at) AS at"
        f" FROM duty d JOIN companion k ON k.person_id = d.id GROUP BY d.id) f {_IN_SPAN}",
        area_id,
        *span,
    )
    passed = await fetch(
        f"{_ON_DUTY} SELECT f.sesi AS sesi, COUNT(*) AS people FROM (SELECT t.sesi AS sesi,"
        " MIN(t.finished_at) AS at FROM duty d JOIN attempt t ON t.person_id = d.id"
        " WHERE t.passed = 1 AND t.finished_at IS NOT NULL GROUP BY d.id, t.sesi) f"
        f" {_IN_SPAN} GROUP BY f.sesi",
        area_id,
        *span,
    )
    ended = await fetch(
        f"{_ON_DUTY} SELECT COUNT(*) AS quizzes FROM duty d JOIN attempt t ON t.person_id = d.id"
        " WHERE t.kind = 'kuis' AND t.finished_at >= $2 AND t.finished_at < $3",
        area_id,
        *span,
    )
    people = {row["sesi"]: row["people"] for row in passed}
    return Activity(
        first[0]["people"], people.get(ETHICS, 0), people.get(VOTING, 0), ended[0]["quizzes"]
    )


# --- who wants it ---------------------------------------------------------------------------


async def is_wanted(fetch: Fetch, person_id: int) -> bool:
    return bool(await fetch("SELECT 1 FROM weekly_summary WHERE person_id = $1", person_id))


async def load_since(fetch: Fetch, person_id: int) -> datetime | None:
    """Return when this person asked for it; None: not, or no longer."""
    rows = await fetch("SELECT at FROM weekly_summary WHERE person_id = $1", person_id)
    return moment(rows[0]["at"]) if rows else None


def save(tx: Transaction, person_id: int, chat_id: int, now: datetime) -> None:
    """Send it to this person in this chat from now on."""
    tx.write(
        "INSERT INTO weekly_summary (person_id, chat_id, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person_id) DO UPDATE SET chat_id = excluded.chat_id",
        person_id,
        chat_id,
        stamp(now),
    )


def drop(tx: Transaction, person_id: int) -> None:
    tx.write("DELETE FROM weekly_summary WHERE person_id = $1", person_id)


async def list_due(fetch: Fetch, week: date) -> list[tuple[int, int]]:
    """Return (person, chat) of those who were not sent the summary of this Monday.

    Only where the person themselves is at the phone, and has not blocked the bot.
    """
    rows = await fetch(
        "SELECT w.person_id AS person_id, w.chat_id AS chat_id FROM weekly_summary w"
        " JOIN chat c ON c.id = w.chat_id AND c.person_id = w.person_id"
        " WHERE w.sent_week <> $1 AND c.blocked_at IS NULL ORDER BY w.person_id",
        week.isoformat(),
    )
    return [(row["person_id"], row["chat_id"]) for row in rows]


def save_sent(tx: Transaction, person_id: int, week: date) -> None:
    tx.write(
        "UPDATE weekly_summary SET sent_week = $2 WHERE person_id = $1",
        person_id,
        week.isoformat(),
    )
