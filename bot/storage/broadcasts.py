"""Broadcasts: drafts, whom they are frozen for, who agreed, and who complained."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.broadcast import Broadcast, Group, Status
from bot.core.outbox import Phase
from bot.core.people import Path, Role
from bot.storage.audiences import count_group, insert_rows, sample_recipients
from bot.storage.below import BELOW
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import stamp

__all__ = ["count_group", "sample_recipients"]

SHOWN = 50  # broadcasts in a list
_LOAD = (
    "SELECT b.*, m.state AS state, m.due_at AS due_at"
    " FROM broadcast b JOIN mailing m ON m.id = b.mailing_id"
)
# What is confirmed has been seen by whoever approved it, and may be on its way.
_DRAFT = " AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = mailing_id AND m.state = 'draft')"


def _broadcast(row: Row) -> Broadcast:
    roles = frozenset(Role(name) for name in row["roles"].split())
    return Broadcast(
        row["mailing_id"],
        row["by_id"],
        Phase(row["state"]),
        row["text"],
        Group(row["area_id"], roles, Status(row["status"])),
        datetime.fromisoformat(row["due_at"]),
        attachment=row["document_id"] or 0,
        emergency=bool(row["emergency"]),
        flagged=tuple(row["flagged"].splitlines()),
        approved_by=row["approved_by"] or 0,
        confirmed_at=datetime.fromisoformat(row["confirmed_at"]) if row["confirmed_at"] else None,
        chat=row["chat_id"] or 0,
        message=row["message"],
    )


async def create(tx: Transaction, by: int, area: int, now: datetime) -> int:
    """Begin a draft for everyone in `area`; return its id. `by` is a person, 0 the operator."""
    row = await tx.row(
        "INSERT INTO mailing (kind, state, due_at, made_at) VALUES ('siaran', 'draft', $1, $1)"
        " RETURNING id",
        stamp(now),
    )
    mailing_id = int(row["id"]) if row else 0
    tx.write(
        "INSERT INTO broadcast (mailing_id, by_id, area_id) VALUES ($1, $2, $3)",
        mailing_id,
        by,
        area,
    )
    return mailing_id


async def load(fetch: Fetch, mailing_id: int) -> Broadcast | None:
    rows = await fetch(f"{_LOAD} WHERE b.mailing_id = $1", mailing_id)
    return _broadcast(rows[0]) if rows else None


async def list_mine(fetch: Fetch, by: int) -> list[Broadcast]:
    """Return what this person wrote, drafts included, the newest first."""
    rows = await fetch(f"{_LOAD} WHERE b.by_id = $1 ORDER BY m.id DESC LIMIT {SHOWN}", by)
    return [_broadcast(row) for row in rows]


async def list_in(fetch: Fetch, paths: Iterable[Path]) -> list[Broadcast]:
    """Return what was confirmed for these areas or any below them, the newest first."""
    found: dict[int, Broadcast] = {}
    for path in paths:
        rows = await fetch(
            f"{BELOW} {_LOAD} JOIN below x ON x.id = b.area_id WHERE m.state <> 'draft'"
            f" ORDER BY m.id DESC LIMIT {SHOWN}",
            path[-1] if path else 0,
        )
        found |= {row["mailing_id"]: _broadcast(row) for row in rows}
    return [found[one] for one in sorted(found, reverse=True)][:SHOWN]


async def list_recent_texts(fetch: Fetch, since: datetime) -> list[tuple[int, str, datetime]]:
    """Return (by, text, when) of what was confirmed since then and not refused or taken back."""
    rows = await fetch(
        "SELECT b.by_id, b.text, b.confirmed_at FROM broadcast b"
        " JOIN mailing m ON m.id = b.mailing_id WHERE b.confirmed_at >= $1"
        " AND m.state NOT IN ('draft', 'refused', 'cancelled') ORDER BY b.confirmed_at DESC",
        stamp(since),
    )
    return [
        (row["by_id"], row["text"], datetime.fromisoformat(row["confirmed_at"])) for row in rows
    ]


# --- a draft: each of these changes nothing once it is confirmed -------------------------------


def save_text(tx: Transaction, mailing_id: int, text: str, attachment: int = 0) -> None:
    tx.write(
        f"UPDATE broadcast SET text = $2, document_id = $3 WHERE mailing_id = $1{_DRAFT}",
        mailing_id,
        text,
        attachment or None,
    )


def save_group(tx: Transaction, mailing_id: int, group: Group) -> None:
    tx.write(
        "UPDATE broadcast SET area_id = $2, roles = $3, status = $4"
        f" WHERE mailing_id = $1{_DRAFT}",
        mailing_id,
        group.area,
        " ".join(role for role in Role if role in group.roles),
        str(group.status),
    )


def save_due(tx: Transaction, mailing_id: int, due_at: datetime) -> None:
    tx.write(
        "UPDATE mailing SET due_at = $2 WHERE id = $1 AND state = 'draft'",
        mailing_id,
        stamp(due_at),
    )


def save_warned(
    tx: Transaction, mailing_id: int, flagged: Iterable[str], *, emergency: bool
) -> None:
    """Note the words that need a second approver, and whether it is an emergency."""
    tx.write(
        f"UPDATE broadcast SET flagged = $2, emergency = $3 WHERE mailing_id = $1{_DRAFT}",
        mailing_id,
        "\n".join(flagged),
        int(emergency),
    )
    tx.write(
        "UPDATE mailing SET urgent = $2 WHERE id = $1 AND state = 'draft'",
        mailing_id,
        int(emergency),
    )


async def drop_draft(tx: Transaction, mailing_id: int) -> bool:
    """Throw a draft away; False if it is none."""
    return bool(
        await tx.changed("DELETE FROM mailing WHERE id = $1 AND state = 'draft'", mailing_id)
    )


def save_place(tx: Transaction, mailing_id: int, chat_id: int, message: str) -> None:
    """Say where its progress is shown."""
    tx.write(
        "UPDATE broadcast SET chat_id = $2, message = $3, shown = '' WHERE mailing_id = $1",
        mailing_id,
        chat_id or None,
        message,
    )


# --- confirming, and having second thoughts ----------------------------------------------------


async def freeze(tx: Transaction, mailing_id: int, group: Group, now: datetime) -> int:
    """Write a row for everyone in the group; return how many there are."""
    return await insert_rows(tx, mailing_id, group, now)


async def confirm(tx: Transaction, mailing_id: int, phase: Phase, now: datetime) -> int:
    """Freeze the recipients of a draft and let it go (ready), or wait for approval (waiting).

    Returns how many they are. One that was confirmed before stays as it is, so that a second
    tap does nothing.
    """
    draft = await tx.changed(
        "UPDATE mailing SET state = $2, due_at = CASE WHEN due_at < $3 THEN $3 ELSE due_at END,"
        " opened_at = NULL WHERE id = $1 AND state = 'draft'",
        mailing_id,
        str(phase),
        stamp(now),
    )
    broadcast = await load(tx.fetch, mailing_id)
    if draft and broadcast:
        tx.write(
            "UPDATE broadcast SET confirmed_at = $2, approved_by = NULL, stopped_at = NULL,"
            " reported_at = NULL"
            " WHERE mailing_id = $1",
            mailing_id,
            stamp(now),
        )
        return await freeze(tx, mailing_id, broadcast.group, now)
    row = await tx.row("SELECT COUNT(*) AS n FROM outbox WHERE mailing_id = $1", mailing_id)
    return int(row["n"]) if row else 0


async def reopen(tx: Transaction, mailing_id: int, now: datetime) -> bool:
    """Make a scheduled one, or one that waits for approval, a draft again, to be changed.

    False if it has begun: once anything happened to a row, the ledger keeps them all.
    """
    changed = await tx.changed(
        "UPDATE mailing SET state = 'draft' WHERE id = $1 AND kind = 'siaran'"
        " AND (state = 'waiting' OR state IN ('ready', 'paused') AND due_at > $2)"
        " AND opened_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.mailing_id = $1 AND o.state <> 'pending')",
        mailing_id,
        stamp(now),
    )
    if changed:
        tx.write("UPDATE broadcast SET confirmed_at = NULL WHERE mailing_id = $1", mailing_id)
        tx.write("DELETE FROM outbox WHERE mailing_id = $1", mailing_id)
    return bool(changed)


async def save_approved(tx: Transaction, mailing_id: int, by: int, now: datetime) -> bool:
    """Let it go, at once if its time has come; False if somebody decided before."""
    return await _decide(tx, mailing_id, by, Phase.READY, now)


async def save_refused(tx: Transaction, mailing_id: int, by: int, now: datetime) -> bool:
    """Refuse it; False if somebody decided before. `approved_by` says who refused."""
    return await _decide(tx, mailing_id, by, Phase.REFUSED, now)


async def _decide(tx: Transaction, mailing_id: int, by: int, phase: Phase, now: datetime) -> bool:
    decided = await tx.changed(
        "UPDATE mailing SET state = $2, due_at = CASE WHEN due_at < $3 THEN $3 ELSE due_at END"
        " WHERE id = $1 AND state = 'waiting'",
        mailing_id,
        str(phase),
        stamp(now),
    )
    if decided:
        tx.write("UPDATE broadcast SET approved_by = $2 WHERE mailing_id = $1", mailing_id, by)
    return bool(decided)


# --- complaints -----------------------------------------------------------------------------


async def save_complaint(tx: Transaction, mailing_id: int, person: int, now: datetime) -> bool:
    """Note that somebody reported a broadcast they got; False if they did before, or got none."""
    added = await tx.changed(
        "INSERT INTO complaint (mailing_id, person_id, at)"
        " SELECT o.mailing_id, o.person_id, $3 FROM outbox o"
        " WHERE o.mailing_id = $1 AND o.person_id = $2"
        " ON CONFLICT (mailing_id, person_id) DO NOTHING",
        mailing_id,
        person,
        stamp(now),
    )
    return bool(added)


async def count_complaints(fetch: Fetch, mailing_id: int) -> int:
    rows = await fetch("SELECT COUNT(*) AS n FROM complaint WHERE mailing_id = $1", mailing_id)
    return int(rows[0]["n"])
