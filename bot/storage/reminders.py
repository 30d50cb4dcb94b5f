"""Reminders become rows: one mailing for a rule's occurrence, one row for everyone it is for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.agenda import Days
from bot.core.outbox import Phase
from bot.core.people import Path, Role
from bot.core.reminders import HOUR_FIELD, HOUR_FORM, Rule
from bot.storage.engine import Fetch, Transaction
from bot.storage.reminder_facts import listed
from bot.storage.times import stamp

CHUNK = 10_000  # rows written or changed in one transaction


@dataclass(frozen=True, slots=True)
class Made:
    """One occurrence that is in the ledger; not yet `ready` while rows are still missing."""

    id: int
    rule: str
    occurrence: str
    phase: Phase
    valid_until: datetime


async def list_made(fetch: Fetch) -> list[Made]:
    rows = await fetch(
        "SELECT id, rule, occurrence, state, valid_until FROM mailing WHERE kind = 'pengingat'"
        " ORDER BY id"
    )
    return [
        Made(
            row["id"],
            row["rule"],
            row["occurrence"],
            Phase(row["state"]),
            datetime.fromisoformat(row["valid_until"]),
        )
        for row in rows
    ]


async def begin(
    tx: Transaction, rule: Rule, occurrence: str, span: tuple[datetime, datetime], now: datetime
) -> int:
    """Put an occurrence into the ledger, and return its id; it is not ready before `save_whole`.

    `span` is when it is due for the first of its people, and until when it makes sense.
    """
    [row] = await tx.fetch(
        "INSERT INTO mailing (kind, rule, occurrence, state, due_at, valid_until, urgent, made_at)"
        " VALUES ('pengingat', $1, $2, 'draft', $3, $4, $5, $6) RETURNING id",
        rule.id,
        occurrence,
        stamp(span[0]),
        stamp(span[1]),
        int(rule.urgent),
        stamp(now),
    )
    return int(row["id"])


def save_whole(tx: Transaction, mailing: int, now: datetime) -> None:
    """Let an occurrence be sent: everyone it is for has a row."""
    tx.write(
        "UPDATE mailing SET state = 'ready', opened_at = $2 WHERE id = $1 AND state = 'draft'",
        mailing,
        stamp(now),
    )


# --- whom -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is meant: conditions on `s` (seat) and `p` (person)."""

    fits: str  # who of those where it is
    where: str = "TRUE"  # where it is


# Everyone on duty.
_HOLDERS = (
    " FROM holding h JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
    " JOIN seat s ON s.id = h.seat_id AND h.to_at IS NULL"
)


def _fits(rule: Rule) -> str:
    """Return the rule's audience as SQL."""
    if not rule.roles and not rule.numbers:
        return "TRUE"
    names = ", ".join(f"'{Role(role)}'" for role in sorted(rule.roles)) or "NULL"
    return f"s.role IN ({names}) OR (s.role = 'KPPS' AND s.number IN ({listed(rule.numbers)}))"


def where_on(event: Days, paths: Mapping[int, Path]) -> dict[date, str]:
    """Return for each date of an event where it is on that day, as a condition on `s`.

    `paths` are those of all areas; they matter only where the event is elsewhere in some.
    """
    if not event.elsewhere:
        return dict.fromkeys(event.dates(), "TRUE")
    areas: defaultdict[date, list[int]] = defaultdict(list)
    for area, path in paths.items():
        if happening := event.of(path):
            areas[happening.on].append(area)
    found = {on: f"s.area_id IN ({listed(areas[on])})" for on in event.dates()}
    if event.usual:
        others = [area for on, some in areas.items() if on != event.usual.on for area in some]
        found[event.usual.on] = f"s.area_id NOT IN ({listed(others)})" if others else "TRUE"
    return found


def of_event(rule: Rule, where: str) -> Whom:
    """Return those a rule is for, where its event is on one day."""
    return Whom(_fits(rule), where)


def of_plan(rule: Rule, owner: int) -> Whom:
    """Return whoever wrote the plan, if the rule is for them."""
    return Whom(_fits(rule), f"p.id = {int(owner)}")


def of_tps(rule: Rule, areas: Collection[int]) -> Whom:
    """Return those of some TPS (ids of areas)."""
    return Whom(_fits(rule), f"s.area_id IN ({listed(areas)})")


# --- rows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """An occurrence and whom it is for.

    `dues` says when it is due by the hour a person chose, '' where they chose none. Rows planned
    in the span `restored` may have gone out before the database was put back. `aside`, if given,
    is why nobody gets it.
    """

    mailing: int
    whom: Whom
    dues: Mapping[str, datetime]
    until: datetime
    restored: tuple[str, str] = ("9", "9")  # no time lies between
    aside: str = ""
    now: datetime = field(kw_only=True)

    @property
    def is_past(self) -> bool:
        return self.until <= self.now

    def _due(self) -> str:
        hours = " ".join(
            f"WHEN '{hour}' THEN '{stamp(due)}'" for hour, due in self.dues.items() if hour
        )
        usual = f"'{stamp(self.dues[''])}'"
        return f"CASE v.value {hours} ELSE {usual} END" if hours else usual

    @property
    def rows(self) -> str:
        """Return the SELECT of person, due, and whether they are known, and can be written to."""
        chosen = ""
        if len(self.dues) > 1:
            chosen = (
                " LEFT JOIN form_value v ON v.person_id = p.id"
                f" AND v.form_id = '{HOUR_FORM}' AND v.field_id = '{HOUR_FIELD}'"
            )
        return (
            f"SELECT p.id AS person, {self._due()} AS due,"
            " (SELECT MIN(CASE WHEN c.blocked_at IS NULL THEN 0 ELSE 1 END)"
            " FROM companion k JOIN chat c ON c.id = k.chat_id WHERE k.person_id = p.id)"
            f" AS blocked{_HOLDERS}{chosen}"
            f" WHERE {self.whom.where} AND ({self.whom.fits})"
        )


# Whoever was left out because the date moved, or they left, is taken in again when that is undone.
_LEFT_OUT = (
    "((o.state = 'cancelled' AND o.reason = 'jadwal-diubah')"
    " OR (o.state = 'skipped' AND o.reason = 'tidak-bertugas'))"
)
_FILL = (
    "INSERT INTO outbox AS o (mailing_id, person_id, state, reason, due_at, at)"
    " SELECT {mailing}, f.person,"
    " CASE WHEN f.due > $1 AND f.due <= $2 THEN 'unknown'"
    " WHEN $3 <> '' THEN 'skipped' WHEN f.blocked = 1 THEN 'blocked' ELSE 'pending' END,"
    " CASE WHEN f.due > $1 AND f.due <= $2 THEN 'dipulihkan' WHEN $3 <> '' THEN $3"
    " WHEN f.blocked IS NULL THEN 'belum-daftar' WHEN f.blocked = 1 THEN 'diblokir' ELSE '' END,"
    " CASE WHEN f.blocked = 0 OR $3 <> '' THEN f.due ELSE $4 END,"
    " CASE WHEN f.due > $1 AND f.due <= $2 THEN f.due ELSE $5 END"
    " FROM ({rows} AND h.id > $6 AND h.id <= $7) f WHERE TRUE"
    " ON CONFLICT (mailing_id, person_id) DO UPDATE SET state = excluded.state,"
    " reason = excluded.reason, due_at = excluded.due_at, at = excluded.at, lead_id = NULL"
    f" WHERE {_LEFT_OUT}"
)


async def fill(tx: Transaction, aim: Aim, span: tuple[int, int]) -> int:
    """Write rows for those who have none, whose holdings are in `span` (after, up to)."""
    return await tx.changed(
        _FILL.format(mailing=aim.mailing, rows=aim.rows),
        *aim.restored,
        aim.aside or ("sudah-lewat" if aim.is_past else ""),
        stamp(aim.until),
        stamp(aim.now),
        *span,
    )


async def has_missing(fetch: Fetch, aim: Aim) -> bool:
    """Tell whether somebody it is for has no row, or had one that moved away."""
    rows = await fetch(
        f"SELECT f.person FROM ({aim.rows}) f WHERE NOT EXISTS"
        f" (SELECT 1 FROM outbox o WHERE o.mailing_id = {aim.mailing} AND o.person_id = f.person"
        f" AND NOT {_LEFT_OUT}) LIMIT 1"
    )
    return bool(rows)


async def last_holding(fetch: Fetch) -> int:
    [row] = await fetch("SELECT COALESCE(MAX(id), 0) AS last FROM holding")
    return int(row["last"])


_GONE = "o.person_id NOT IN (SELECT h.person_id FROM holding h WHERE h.to_at IS NULL)"
_IS_ERASED = (
    "NOT EXISTS (SELECT 1 FROM person p WHERE p.id = outbox.person_id AND p.erased_at IS NULL)"
)


async def leave_out(tx: Transaction, mailing: int, whom: Whom | None, now: datetime) -> int:
    """Settle what waits for those who left, and for those not meant any more (None: nobody is).

    Returns how many that was; while it is `CHUNK`, there may be more.
    """
    gone = await _settle(
        tx,
        mailing,
        f"'skipped', reason = CASE WHEN {_IS_ERASED} THEN 'dihapus' ELSE 'tidak-bertugas' END",
        (_GONE, now),
    )
    others = f"o.person_id NOT IN (SELECT p.id{_HOLDERS} WHERE {whom.where})" if whom else "TRUE"
    moved = await _settle(tx, mailing, "'cancelled', reason = 'jadwal-diubah'", (others, now))
    return max(gone, moved)


async def _settle(tx: Transaction, mailing: int, state: str, which: tuple[str, datetime]) -> int:
    """Give some of the rows that wait a state and reason; `which` is a condition, and now."""
    condition, now = which
    return await tx.changed(
        f"UPDATE outbox SET state = {state}, at = $2 WHERE state = 'pending' AND id IN"
        " (SELECT o.id FROM outbox o WHERE o.mailing_id = $1 AND o.state = 'pending'"
        f" AND {condition} LIMIT {CHUNK})",
        mailing,
        stamp(now),
    )


async def list_over(fetch: Fetch, now: datetime) -> list[int]:
    """Return the occurrences that make no sense any more, and for which somebody still waits."""
    rows = await fetch(
        "SELECT id FROM mailing m WHERE kind = 'pengingat' AND valid_until <= $1"
        " AND EXISTS (SELECT 1 FROM outbox o WHERE o.mailing_id = m.id AND o.state = 'pending')",
        stamp(now),
    )
    return [row["id"] for row in rows]


async def expire(tx: Transaction, mailing: int, now: datetime) -> int:
    """Skip some of those for whom it is too late now; return how many.

    Whoever never registered is said to have not.
    """
    reason = "CASE reason WHEN 'belum-daftar' THEN reason ELSE 'sudah-lewat' END"
    return await _settle(tx, mailing, f"'skipped', reason = {reason}", ("TRUE", now))


def save_due(tx: Transaction, rows: Collection[int], now: datetime) -> None:
    """Let rows that were told to wait a moment be due now."""
    tx.write(
        f"UPDATE outbox SET due_at = $1 WHERE id IN ({listed(rows)}) AND state = 'pending'",
        stamp(now),
    )


async def load_notes(fetch: Fetch, names: Collection[str]) -> dict[str, str]:
    """Return what `meta` has under these names."""
    listed_names = ", ".join(f"'{name}'" for name in names)
    rows = await fetch(f"SELECT key, value FROM meta WHERE key IN ({listed_names})")
    return {row["key"]: row["value"] for row in rows}
