"""What is kept about one person, who is to be told that it ends, and how much there is."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.agenda import VOTING
from bot.core.outbox import Kind, State
from bot.core.policy import Policy
from bot.core.privacy import Consent, Noted, Retention, retention
from bot.storage import (
    agenda,
    certificate,
    classroom_quiz,
    questions,
    reminder_level,
    review,
    web_sessions,
    weekly,
)
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp


async def load_noted(tx: Transaction, person_id: int) -> Noted:
    trained = await tx.row("SELECT on_date FROM trained WHERE person_id = $1", person_id)
    marks = await tx.fetch(
        "SELECT mark, at FROM contact_mark WHERE person_id = $1 ORDER BY at", person_id
    )
    requests = await tx.fetch(
        "SELECT name, state, asked_at FROM request WHERE person_id = $1 ORDER BY id", person_id
    )
    grants = await tx.fetch(
        'SELECT g.role, a.name FROM "grant" g JOIN area a ON a.id = g.area_id'
        " WHERE g.person_id = $1 ORDER BY g.role, a.name",
        person_id,
    )
    jobs = await tx.fetch(
        "SELECT kind, state, made_at FROM job WHERE person_id = $1 ORDER BY id", person_id
    )
    consents = await tx.fetch(
        "SELECT c.channel, c.seen_at, k.consent_version, k.consented_at,"
        " k.renewed_at FROM companion k JOIN chat c ON c.id = k.chat_id"
        " WHERE k.person_id = $1 ORDER BY k.consented_at",
        person_id,
    )
    seats = await tx.fetch(
        "SELECT from_at, to_at, reason FROM holding WHERE person_id = $1 ORDER BY from_at, id",
        person_id,
    )
    return Noted(
        date.fromisoformat(trained["on_date"]) if trained else None,
        [(row["mark"], moment(row["at"])) for row in marks],
        [(row["name"], row["state"], moment(row["asked_at"])) for row in requests],
        [(row["role"], row["name"]) for row in grants],
        [(row["kind"], row["state"], moment(row["made_at"])) for row in jobs],
        [_consent(row) for row in consents],
        [(moment(row["from_at"]), _moment(row["to_at"]), row["reason"]) for row in seats],
        await reminder_level.load(tx, person_id),
        *await _deliveries(tx, person_id),
        await web_sessions.list_of(tx.fetch, person_id),
        await weekly.load_since(tx.fetch, person_id),
        questions=await questions.list_all(tx.fetch, person_id),
        replies=await questions.count_answers(tx.fetch, person_id),
        certificates=await certificate.list_own(tx, person_id),
        review=(await review.list_reviews(tx.fetch, {person_id})).get(person_id),
        doubts=await review.list_doubts(tx, person_id),
        visits=await classroom_quiz.list_visits(tx.fetch, person_id),
        classes=await classroom_quiz.count_held(tx.fetch, person_id),
    )


async def _deliveries(
    tx: Transaction, person_id: int
) -> tuple[list[tuple[Kind, State, int]], int, int]:
    """Return what was to be delivered to a person, and how much they wrote and complained of."""
    told = await tx.fetch(
        "SELECT m.kind AS kind, o.state AS state, COUNT(*) AS n FROM outbox o"
        " JOIN mailing m ON m.id = o.mailing_id WHERE o.person_id = $1"
        " GROUP BY m.kind, o.state ORDER BY m.kind DESC, o.state",
        person_id,
    )
    [own] = await tx.fetch(
        "SELECT (SELECT COUNT(*) FROM broadcast WHERE by_id = $1) AS broadcasts,"
        " (SELECT COUNT(*) FROM complaint WHERE person_id = $1) AS complaints",
        person_id,
    )
    counts = [(Kind(row["kind"]), State(row["state"]), row["n"]) for row in told]
    return counts, own["broadcasts"], own["complaints"]


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None


def _consent(row: Row) -> Consent:
    return Consent(
        row["channel"],
        row["consent_version"],
        moment(row["consented_at"]),
        _moment(row["renewed_at"]),
        moment(row["seen_at"]),
    )


# --- the end of the time for which people are kept ------------------------------------------


async def load_retention(tx: Transaction, policy: Policy) -> Retention | None:
    """Return when people are told and forgotten; None where the agenda has no voting day."""
    return retention(await agenda.load_days(tx.fetch, VOTING), policy)


async def list_to_warn(fetch: Fetch, limit: int) -> list[tuple[int, int]]:
    """Return (person, chat) of people who can be told and were not: the chat used last."""
    rows = await fetch(
        "SELECT p.id AS person_id, c.id AS chat_id FROM chat c JOIN person p ON p.id = c.person_id"
        " WHERE p.warned_at IS NULL AND p.erased_at IS NULL AND c.blocked_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM chat x WHERE x.person_id = p.id AND x.blocked_at IS NULL"
        " AND (x.seen_at > c.seen_at OR (x.seen_at = c.seen_at AND x.id > c.id)))"
        " ORDER BY p.id LIMIT $1",
        limit,
    )
    return [(row["person_id"], row["chat_id"]) for row in rows]


def save_warned(tx: Transaction, person_id: int, now: datetime) -> None:
    tx.write("UPDATE person SET warned_at = $2 WHERE id = $1", person_id, stamp(now))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people are kept, with a name or a phone, warned, and erased on request or not."""

    kept: int
    named: int
    warned: int
    erased: int
    expired: int
    waiting_seats: int
    ownerless: int


async def count(fetch: Fetch) -> Counts:
    [row] = await fetch(
        "SELECT COUNT(CASE WHEN erased_at IS NULL THEN 1 END) AS kept,"
        " COUNT(CASE WHEN name <> '' OR phone <> '' THEN 1 END) AS named,"
        " COUNT(warned_at) AS warned,"
        " (SELECT COUNT(*) FROM seat WHERE erased_at IS NOT NULL) AS waiting,"
        " (SELECT COALESCE(SUM(n), 0) FROM ownerless_answer) AS ownerless,"
        " COUNT(CASE WHEN erased_at IS NOT NULL AND EXISTS (SELECT 1 FROM holding h"
        "  WHERE h.person_id = person.id AND h.reason = 'retensi') THEN 1 END) AS expired,"
        " COUNT(erased_at) AS gone FROM person"
    )
    return Counts(
        row["kept"],
        row["named"],
        row["warned"],
        row["gone"] - row["expired"],
        row["expired"],
        row["waiting"],
        int(row["ownerless"]),
    )
