"""Every column that says whose a row is, and what becomes of it: nothing new is overlooked."""

from bot.storage.engine import Database, quoted, tables

SHOWN = "in /datasaya"
OF_CHAT = "a chat's own, which goes with the chat; /datasaya names each chat by its consent"
WORK = "of no use once it is done; told as the work that somebody asked for, or not theirs"
BY_OTHERS = "who acted, by a random id, which says nothing once that person is forgotten"
# A new column here has to be considered: shown in /datasaya (screens/privacy.py) and forgotten
# (storage/erase.py), or why it need not be.
KEPT = {
    "person.id": SHOWN,
    "holding.person_id": SHOWN,
    "chat.person_id": SHOWN,
    "companion.chat_id": SHOWN,
    "companion.person_id": SHOWN,
    "grant.person_id": SHOWN,
    "said.chat_id": OF_CHAT,
    "claim.chat_id": OF_CHAT,
    "wrong_code.chat_id": OF_CHAT,
    "wrong_digits.chat_id": OF_CHAT,
    "page_seen.person_id": SHOWN,
    "attempt.person_id": SHOWN,
    "form_value.person_id": SHOWN,
    "completion.person_id": SHOWN,
    "job.chat_id": OF_CHAT,
    "job.person_id": SHOWN,
    "document.chat_id": OF_CHAT,
    "import_run.chat_id": WORK,
    "import_row.person_id": WORK,
    "import_row.old_person_id": WORK,
    "request.chat_id": OF_CHAT,
    "request.person_id": SHOWN,
    "request.decided_by": BY_OTHERS,
    "trained.person_id": SHOWN,
    "trained.by_id": BY_OTHERS,
    "contact_mark.person_id": SHOWN,
    "contact_mark.by_id": BY_OTHERS,
    "audit.actor": BY_OTHERS,
    "outbox.person_id": SHOWN,
    "complaint.person_id": WORK,
    "reminder_level.person_id": SHOWN,
    "broadcast.by_id": BY_OTHERS,
    "broadcast.approved_by": BY_OTHERS,
    "broadcast.chat_id": WORK,
    "attachment.by_id": BY_OTHERS,
    "item_mark.by_id": BY_OTHERS,
    "web_login.person_id": WORK,
    "web_login.chat_id": OF_CHAT,
    "web_session.person_id": SHOWN,
    "web_session.chat_id": OF_CHAT,
    "weekly_summary.person_id": SHOWN,
    "weekly_summary.chat_id": OF_CHAT,
    "step_done.by_id": BY_OTHERS,
    "review.person_id": SHOWN,
    "doubt.person_id": SHOWN,
    "class.by_id": BY_OTHERS,
    "class.chat_id": WORK,
    "class_member.person_id": SHOWN,
    "class_member.chat_id": WORK,
    "class_answer.person_id": SHOWN,
    "certificate.person_id": SHOWN,
    "question.person_id": SHOWN,
    "question.chat_id": OF_CHAT,
    "question.answered_by": BY_OTHERS,
    "faq.by_id": BY_OTHERS,
    "certificate.revoked_by": BY_OTHERS,
}
# What belongs to nobody, or to somebody by a column of another table.
OTHERS = {
    *("area", "seat", "answer", "agenda", "meta", "import_area", "ownerless_answer"),
    *("mailing", "agenda_at", "content_since", "class_question"),
    *("lease", "migration"),
}
WHOSE = ("person", "chat", "_by", "by_id", "actor", "holder_id", "user", "owner")


async def test_every_column_that_says_whose_a_row_is_was_considered(db: Database):
    found = set()
    for table in await tables(db, db.read):
        columns = await names(db, table)
        found |= {f"{table}.{name}" for name in columns if says_whose(table, name)}

    assert found == set(KEPT)


async def test_every_table_was_considered(db: Database):
    assert set(await tables(db, db.read)) == {key.partition(".")[0] for key in KEPT} | OTHERS


def says_whose(table: str, column: str) -> bool:
    """Tell whether a column holds somebody's id, a chat's, or is the person itself."""
    if (table, column) == ("person", "id"):
        return True
    return column.endswith(("_id", "_by", "actor")) and any(word in column for word in WHOSE)


async def names(db: Database, table: str) -> list[str]:
    if db.dialect == "sqlite":
        rows = await db.read(f"PRAGMA table_info({quoted(table)})")
        return [row["name"] for row in rows]
    rows = await db.read(
        "SELECT column_name AS name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = $1",
        table,
    )
    return [row["name"] for row in rows]
