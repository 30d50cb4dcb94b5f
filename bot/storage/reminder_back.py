"""Reminders for newcomers, and for those who could not be reached for a while."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.reminders import HOUR_FIELD, HOUR_FORM, JOINED_AGO
from bot.storage.engine import Fetch, Transaction
from bot.storage.times import moment, stamp

SLACK = timedelta(minutes=2)  # a turn may commit a while after the time that it writes down


@dataclass(frozen=True, slots=True)
class Back:
    """A row of somebody who can be written to again: since when, and the hour they chose."""

    mailing: int
    person: int
    joined: datetime
    hour: str


_UNREACHED = (
    "((o.state = 'pending' AND o.reason = 'belum-daftar')"
    " OR (o.state = 'blocked' AND o.reason = 'diblokir'))"
)


async def list_back(fetch: Fetch, since: datetime, now: datetime) -> list[Back]:
    """Return what still matters to those who did something after `since`, and did not get it."""
    rows = await fetch(
        "SELECT o.mailing_id AS mailing, o.person_id AS person,"
        " (SELECT MIN(k.consented_at) FROM companion k WHERE k.person_id = o.person_id) AS joined,"
        " (SELECT v.value FROM form_value v WHERE v.person_id = o.person_id"
        f" AND v.form_id = '{HOUR_FORM}' AND v.field_id = '{HOUR_FIELD}') AS hour"
        " FROM (SELECT DISTINCT x.person_id AS person FROM chat y JOIN companion x"
        " ON x.chat_id = y.id WHERE y.blocked_at IS NULL AND y.seen_at > $1) back"
        " JOIN outbox o ON o.person_id = back.person JOIN mailing m ON m.id = o.mailing_id"
        f" WHERE {_UNREACHED} AND m.kind = 'pengingat' AND m.state = 'ready'"
        " AND m.valid_until > $2",
        stamp(since - SLACK),
        stamp(now),
    )
    return [
        Back(row["mailing"], row["person"], moment(row["joined"]), row["hour"] or "")
        for row in rows
    ]


async def wake(
    tx: Transaction, found: Collection[tuple[int, int, datetime]], now: datetime
) -> None:
    """Let rows (mailing, person) of people who could not be reached go out at those times."""
    await tx.write_many(
        "UPDATE outbox AS o SET state = 'pending', reason = '', due_at = $3, at = $4"
        f" WHERE mailing_id = $1 AND person_id = $2 AND {_UNREACHED}",
        [(mailing, person, stamp(due), stamp(now)) for mailing, person, due in found],
    )


async def list_newcomers(fetch: Fetch, now: datetime) -> list[tuple[int, datetime]]:
    """Return who joined within the last half hour, and when."""
    rows = await fetch(
        "SELECT person_id, MIN(consented_at) AS joined FROM companion GROUP BY person_id"
        " HAVING MIN(consented_at) > $1",
        stamp(now - JOINED_AGO),
    )
    return [(row["person_id"], moment(row["joined"])) for row in rows]


async def put_off(tx: Transaction, found: Collection[tuple[int, datetime]]) -> None:
    """Let what waits for people go out at those times, unless it matters only before."""
    await tx.write_many(
        "UPDATE outbox SET due_at = $2 WHERE person_id = $1 AND state = 'pending'"
        " AND due_at < $2 AND reason = '' AND mailing_id IN (SELECT id FROM mailing"
        " WHERE kind = 'pengingat' AND valid_until > $2)",
        [(person, stamp(until)) for person, until in found],
    )
