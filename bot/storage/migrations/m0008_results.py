"""What the Sosdiklih division decides about questions, and who looks at the dashboard."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "tanda soal, masuk ke dasbor, dan ringkasan mingguan"

TABLES = (
    # Sosdiklih on one version of a question: pertahankan, perbaiki or pensiunkan.
    """CREATE TABLE item_mark (
        item_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        mark TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        by_id {big} NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (item_id, version)
    )""",
    # A link to the dashboard that works once. hash is SHA-256 of what the link holds.
    """CREATE TABLE web_login (
        id {key},
        hash TEXT NOT NULL UNIQUE,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        made_at TEXT NOT NULL,
        used_at TEXT
    )""",
    # A browser at the dashboard. hash is SHA-256 of its cookie; device is what it says it is.
    """CREATE TABLE web_session (
        id {key},
        hash TEXT NOT NULL UNIQUE,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        device TEXT NOT NULL DEFAULT '',
        begun_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        until_at TEXT NOT NULL
    )""",
    # Who wants the weekly summary, where, and for which week (its Monday) it was sent last.
    """CREATE TABLE weekly_summary (
        person_id {big} NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        sent_week TEXT NOT NULL DEFAULT ''
    )""",
)
INDEXES = (
    "CREATE INDEX web_login_person ON web_login (person_id)",
    "CREATE INDEX web_login_chat ON web_login (chat_id)",
    "CREATE INDEX web_session_person ON web_session (person_id)",
    "CREATE INDEX web_session_chat ON web_session (chat_id)",
    "CREATE INDEX weekly_summary_chat ON weekly_summary (chat_id)",
    # Which attempt was first and what came of it, without reading what was drawn.
    "CREATE INDEX attempt_taken ON attempt"
    " (person_id, sesi, kind, started_at, id, finished_at, passed)",
    "DROP INDEX attempt_person",
    # All that scores and item analysis count.
    "CREATE INDEX answer_counted ON answer"
    " (attempt_id, round, is_right, item_id, version, option_id)",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *INDEXES]
