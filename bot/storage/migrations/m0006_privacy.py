"""Forgetting people: answers without an owner, chats to be dropped, and who was warned."""

from bot.storage.engine import Dialect

DESCRIPTION = "penghapusan data: jawaban tanpa pemilik"

# What is left of quiz attempts whose people were forgotten: how many (n) gave this answer in the
# week that begins on this Monday. Counted, not listed: rows in the order in which they were
# written would still tie the answers of one person together.
TABLE = """CREATE TABLE ownerless_answer (
    week TEXT NOT NULL,
    kota TEXT NOT NULL,
    sesi INTEGER NOT NULL,
    kind TEXT NOT NULL,
    is_first INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    round INTEGER NOT NULL,
    option_id TEXT NOT NULL,
    is_right INTEGER NOT NULL,
    n {big} NOT NULL,
    PRIMARY KEY (item_id, version, week, kota, sesi, kind, is_first, round, option_id, is_right)
)"""
OTHERS = (
    # Forgotten, and dropped as soon as the last reply to it has left.
    "ALTER TABLE chat ADD COLUMN forgotten_at TEXT",
    "CREATE INDEX chat_forgotten ON chat (id) WHERE forgotten_at IS NOT NULL",
    # When the person was told that retention ends.
    "ALTER TABLE person ADD COLUMN warned_at TEXT",
    # When the person agreed to a later text; consented_at stays: it says which phone was first.
    "ALTER TABLE companion ADD COLUMN renewed_at TEXT",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    if dialect == "sqlite":
        return [TABLE.format(big="INTEGER") + " STRICT, WITHOUT ROWID", *OTHERS]
    return [TABLE.format(big="BIGINT"), *OTHERS]
