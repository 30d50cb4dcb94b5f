"""Work that takes longer than a tap, and the documents it makes."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "pekerjaan panjang dan berkas yang dibuatnya"

TABLES = (
    # kind names the work, args is JSON; state: waiting, running, done, failed. note is for people.
    """CREATE TABLE job (
        id {key},
        kind TEXT NOT NULL,
        args TEXT NOT NULL,
        chat_id {big} REFERENCES chat (id) ON DELETE CASCADE,
        person_id {big} REFERENCES person (id) ON DELETE CASCADE,
        state TEXT NOT NULL DEFAULT 'waiting',
        tries INTEGER NOT NULL DEFAULT 0,
        done {big} NOT NULL DEFAULT 0,
        total {big} NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        made_at TEXT NOT NULL,
        ended_at TEXT,
        told INTEGER NOT NULL DEFAULT 0
    )""",
    # content is base64; token is what a browser shows to get it. Not kept in backups.
    """CREATE TABLE document (
        id {key},
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        token TEXT NOT NULL,
        name TEXT NOT NULL,
        mime TEXT NOT NULL,
        content TEXT NOT NULL,
        made_at TEXT NOT NULL
    )""",
)
INDEXES = (
    "CREATE INDEX job_waiting ON job (id) WHERE state IN ('waiting', 'running')",
    "CREATE INDEX job_chat ON job (chat_id)",
    "CREATE INDEX job_person ON job (person_id)",
    "CREATE INDEX document_chat ON document (chat_id)",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *INDEXES]
