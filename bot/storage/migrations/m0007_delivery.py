"""The ledger of everything unasked-for: mailings, who is to get them, and what became of it."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "siaran, pengingat, dan buku pengirimannya"

TABLES = (
    # One broadcast, or one occurrence of a reminder rule ("2024-02-14"). state: draft, waiting
    # (for a second approver), ready, paused, stopped, refused, cancelled; what is done follows
    # from the rows of the outbox. opened_at: when those nobody can reach were set aside.
    """CREATE TABLE mailing (
        id {key},
        kind TEXT NOT NULL,
        rule TEXT NOT NULL DEFAULT '',
        occurrence TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'ready',
        due_at TEXT NOT NULL,
        valid_until TEXT,
        urgent INTEGER NOT NULL DEFAULT 0,
        made_at TEXT NOT NULL,
        opened_at TEXT
    )""",
    # What a coordinator wrote, and for whom. by_id 0 is the operator. chat_id and message: where
    # its progress is shown. roles is "KPPS PPS", empty for all; status names a condition.
    """CREATE TABLE broadcast (
        mailing_id {big} NOT NULL PRIMARY KEY REFERENCES mailing (id) ON DELETE CASCADE,
        by_id {big} NOT NULL,
        chat_id {big} REFERENCES chat (id) ON DELETE SET NULL,
        message TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT '',
        document_id {big},
        area_id {big} NOT NULL REFERENCES area (id),
        roles TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT 'semua',
        emergency INTEGER NOT NULL DEFAULT 0,
        flagged TEXT NOT NULL DEFAULT '',
        approved_by {big},
        confirmed_at TEXT,
        stopped_at TEXT,
        shown TEXT NOT NULL DEFAULT '',
        reported_at TEXT
    )""",
    # Whoever gets something stands here once. ids, state, reason, times: no text, no address.
    # lead_id: the row whose message carries this one (a digest). at: when the state began. tries:
    # how often the server failed at it. resent: somebody had an unknown one sent again.
    """CREATE TABLE outbox (
        id {key},
        mailing_id {big} NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
        person_id {big} NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending',
        reason TEXT NOT NULL DEFAULT '',
        due_at TEXT NOT NULL,
        at TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        resent INTEGER NOT NULL DEFAULT 0,
        lead_id {big},
        read_at TEXT,
        UNIQUE (mailing_id, person_id)
    )""",
    # A picture or document that goes with a broadcast; content is base64, kept with it.
    """CREATE TABLE attachment (
        id {key},
        by_id {big} NOT NULL,
        token TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        mime TEXT NOT NULL,
        content TEXT NOT NULL,
        made_at TEXT NOT NULL
    )""",
    # Somebody pressed "Laporkan" under a broadcast.
    """CREATE TABLE complaint (
        mailing_id {big} NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
        person_id {big} NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (mailing_id, person_id)
    )""",
    # How much somebody wants to be reminded: semua, penting, berhenti.
    """CREATE TABLE reminder_level (
        person_id {big} NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        level TEXT NOT NULL,
        at TEXT NOT NULL
    )""",
    # Another date, time or place of an event in one area (and below), e.g. a pemungutan susulan.
    """CREATE TABLE agenda_at (
        agenda_id TEXT NOT NULL REFERENCES agenda (id) ON DELETE CASCADE,
        area_id {big} NOT NULL REFERENCES area (id) ON DELETE CASCADE,
        on_date TEXT NOT NULL,
        until_date TEXT,
        from_time TEXT,
        to_time TEXT,
        place TEXT,
        PRIMARY KEY (agenda_id, area_id)
    )""",
)
INDEXES = (
    "CREATE UNIQUE INDEX mailing_rule ON mailing (rule, occurrence) WHERE kind = 'pengingat'",
    "CREATE INDEX outbox_pending ON outbox (mailing_id, due_at, id) WHERE state = 'pending'",
    "CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending'",
    "CREATE INDEX outbox_person ON outbox (person_id, at)",
    # What a report counts, without going to the rows.
    "CREATE INDEX outbox_state ON outbox (mailing_id, state, reason)",
    "CREATE INDEX outbox_read ON outbox (mailing_id) WHERE read_at IS NOT NULL",
    "CREATE INDEX outbox_lead ON outbox (lead_id) WHERE lead_id IS NOT NULL",
    "CREATE INDEX broadcast_by ON broadcast (by_id)",
    "CREATE INDEX broadcast_area ON broadcast (area_id)",
    "CREATE INDEX broadcast_chat ON broadcast (chat_id)",
    "CREATE INDEX agenda_at_area ON agenda_at (area_id)",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *INDEXES]
