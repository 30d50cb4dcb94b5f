"""The first schema: areas, seats, people, chats, learning.

Times are TEXT in UTC, fixed width ("2024-01-26T01:00:00.000000Z"), so that both engines
compare them alike; flags are 0 or 1.
"""

from bot.storage.engine import Dialect

DESCRIPTION = "wilayah, kursi, orang, obrolan, dan belajar"

TABLES = (
    # kota › kecamatan › desa › tps. Deferrable, so that a restore may load children first.
    """CREATE TABLE area (
        id {key},
        parent_id {big} REFERENCES area (id) DEFERRABLE,
        level TEXT NOT NULL,
        name TEXT NOT NULL,
        UNIQUE (parent_id, level, name)
    )""",
    # What the SK names. Sosdiklih has seats without a number.
    """CREATE TABLE seat (
        id {key},
        area_id {big} NOT NULL REFERENCES area (id),
        role TEXT NOT NULL,
        number INTEGER,
        code TEXT NOT NULL UNIQUE,
        sample INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    )""",
    # Who learns. The id is random and given; name and phone (E.164 or '') can be erased.
    """CREATE TABLE person (
        id {big} NOT NULL PRIMARY KEY,
        name TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        erased_at TEXT
    )""",
    """CREATE TABLE holding (
        id {key},
        seat_id {big} NOT NULL REFERENCES seat (id),
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        from_at TEXT NOT NULL,
        to_at TEXT,
        reason TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE chat (
        id {key},
        channel TEXT NOT NULL,
        address TEXT NOT NULL,
        person_id {big} REFERENCES person (id) ON DELETE SET NULL,
        waiting TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT 'id',
        seq {big} NOT NULL DEFAULT 0,
        blocked_at TEXT,
        created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        UNIQUE (channel, address)
    )""",
    # Everyone who uses this phone.
    """CREATE TABLE companion (
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        consented_at TEXT NOT NULL,
        consent_version INTEGER NOT NULL,
        PRIMARY KEY (chat_id, person_id)
    )""",
    """CREATE TABLE "grant" (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        area_id {big} NOT NULL REFERENCES area (id),
        granted_at TEXT NOT NULL,
        PRIMARY KEY (person_id, role, area_id)
    )""",
    """CREATE TABLE said (
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        seq {big} NOT NULL,
        event_key TEXT NOT NULL,
        replies TEXT NOT NULL,
        created_at TEXT NOT NULL,
        sent_at TEXT,
        PRIMARY KEY (chat_id, seq),
        UNIQUE (chat_id, event_key)
    )""",
    # Somebody without the code says that a seat is theirs; state is asked, yes or no.
    """CREATE TABLE claim (
        id {key},
        seat_id {big} NOT NULL REFERENCES seat (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        asked_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'asked'
    )""",
    """CREATE TABLE wrong_code (
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        at TEXT NOT NULL
    )""",
    """CREATE TABLE page_seen (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        page_id TEXT NOT NULL,
        first_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        PRIMARY KEY (person_id, page_id)
    )""",
    # kind is kuis or uji; items is JSON.
    """CREATE TABLE attempt (
        id {big} NOT NULL PRIMARY KEY,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        sesi INTEGER NOT NULL,
        kind TEXT NOT NULL,
        items TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        passed INTEGER
    )""",
    """CREATE TABLE answer (
        attempt_id {big} NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
        item_id TEXT NOT NULL,
        round INTEGER NOT NULL,
        version INTEGER NOT NULL,
        option_id TEXT NOT NULL,
        is_right INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (attempt_id, item_id, round)
    )""",
    """CREATE TABLE form_value (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        form_id TEXT NOT NULL,
        field_id TEXT NOT NULL,
        value TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (person_id, form_id, field_id)
    )""",
    # sesi 0 is everything.
    """CREATE TABLE completion (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        sesi INTEGER NOT NULL,
        at TEXT NOT NULL,
        how TEXT NOT NULL,
        PRIMARY KEY (person_id, sesi)
    )""",
    """CREATE TABLE agenda (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        on_date TEXT NOT NULL,
        until_date TEXT,
        from_time TEXT,
        to_time TEXT,
        place TEXT
    )""",
    """CREATE TABLE meta (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    )""",
)

# IF NOT EXISTS: the lease is taken before the first migration (bot.storage.lease).
LEASE = """CREATE TABLE IF NOT EXISTS lease (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    holder TEXT NOT NULL,
    since TEXT NOT NULL
)"""

INDEXES = (
    # A unique key lets NULL be repeated, and the kota has no parent.
    "CREATE UNIQUE INDEX area_top ON area (level, name) WHERE parent_id IS NULL",
    "CREATE INDEX seat_area ON seat (area_id)",
    "CREATE UNIQUE INDEX seat_number ON seat (area_id, role, number) WHERE number IS NOT NULL",
    "CREATE INDEX person_phone ON person (phone)",
    "CREATE INDEX holding_seat ON holding (seat_id)",
    "CREATE INDEX holding_person ON holding (person_id)",
    "CREATE UNIQUE INDEX holding_seat_open ON holding (seat_id) WHERE to_at IS NULL",
    "CREATE UNIQUE INDEX holding_person_open ON holding (person_id) WHERE to_at IS NULL",
    "CREATE INDEX chat_person ON chat (person_id)",
    "CREATE INDEX companion_person ON companion (person_id)",
    'CREATE INDEX grant_area ON "grant" (area_id)',
    "CREATE INDEX said_unsent ON said (chat_id, seq) WHERE sent_at IS NULL",
    "CREATE INDEX said_created ON said (created_at)",
    "CREATE INDEX claim_seat ON claim (seat_id, state)",
    "CREATE INDEX claim_chat ON claim (chat_id, state)",
    "CREATE INDEX wrong_code_chat ON wrong_code (chat_id, at)",
    "CREATE INDEX wrong_code_at ON wrong_code (at)",
    "CREATE INDEX attempt_person ON attempt (person_id, sesi)",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    if dialect == "sqlite":
        words = {"key": "INTEGER PRIMARY KEY", "big": "INTEGER"}
    else:
        identity = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
        words = {"key": identity, "big": "BIGINT"}
    made = [table.format(**words) + _end(dialect) for table in TABLES]
    return [*made, lease_table(dialect), *INDEXES]


def lease_table(dialect: Dialect) -> str:
    """Return the DDL of the one table that may exist before this migration."""
    return LEASE + _end(dialect)


def _end(dialect: Dialect) -> str:
    """STRICT refuses wrong types as PostgreSQL does."""
    return " STRICT" if dialect == "sqlite" else ""
