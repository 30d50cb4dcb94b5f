"""Pictures and documents that go with broadcasts, kept as long as a broadcast has them."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from bot.core.attachment import Taken
from bot.core.dialog import Media
from bot.storage.engine import Database, Fetch, Transaction
from bot.storage.times import stamp

UNUSED_KEPT = timedelta(hours=48)

Kind = Literal["picture", "document"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One kept file. `token` lets a browser fetch it."""

    id: int
    token: str
    kind: Kind
    name: str
    mime: str
    content: bytes


async def save(tx: Transaction, by: int, what: Taken, content: bytes, now: datetime) -> int:
    """Keep a file that this person (0: the operator) sent; return its id."""
    row = await tx.row(
        "INSERT INTO attachment (by_id, token, kind, name, mime, content, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        by,
        secrets.token_urlsafe(16),
        what.kind,
        what.name,
        what.mime,
        base64.b64encode(content).decode(),
        stamp(now),
    )
    return int(row["id"]) if row else 0


async def load(db: Database, attachment_id: int) -> Attachment | None:
    rows = await db.read("SELECT * FROM attachment WHERE id = $1", attachment_id)
    if not rows:
        return None
    row = rows[0]
    return Attachment(
        row["id"],
        row["token"],
        cast("Kind", row["kind"]),
        row["name"],
        row["mime"],
        base64.b64decode(row["content"]),
    )


async def media(fetch: Fetch, attachment_id: int) -> Media | None:
    """Return how a reply names an attachment, without its content; its alt is its name."""
    rows = await fetch("SELECT id, token, kind, name FROM attachment WHERE id = $1", attachment_id)
    if not rows:
        return None
    row = rows[0]
    kind = cast("Kind", row["kind"])
    return Media(kind, row["name"], row["name"], ref=-row["id"], token=row["token"])


async def purge(tx: Transaction, now: datetime) -> int:
    """Forget what no broadcast has, after 48 h; return how many."""
    return await tx.changed(
        "DELETE FROM attachment WHERE made_at < $1 AND NOT EXISTS"
        " (SELECT 1 FROM broadcast b WHERE b.document_id = attachment.id)",
        stamp(now - UNUSED_KEPT),
    )
