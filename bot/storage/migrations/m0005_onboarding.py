"""Getting everyone on board: group links, requests to join, and who was reached otherwise."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "tautan grup, permohonan masuk, tatap muka, dan yang belum terjangkau"

TABLES = (
    # Wrong last-four-digits of a phone number, by seat and by chat.
    """CREATE TABLE wrong_digits (
        seat_id {big} NOT NULL REFERENCES seat (id) ON DELETE CASCADE,
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        at TEXT NOT NULL
    )""",
    # Somebody who is not on the roster asks to be; state: asked, approved, rejected, withdrawn.
    # area_id is the desa; tps its TPS by name, empty for a PPS. decided_by is a person's id.
    """CREATE TABLE request (
        id {key},
        chat_id {big} NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        area_id {big} NOT NULL REFERENCES area (id),
        role TEXT NOT NULL,
        name TEXT NOT NULL,
        tps TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'asked',
        reason TEXT NOT NULL DEFAULT '',
        asked_at TEXT NOT NULL,
        decided_at TEXT,
        decided_by {big}
    )""",
    # Trained face to face: on which day (local date), recorded by which person.
    """CREATE TABLE trained (
        person_id {big} NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        on_date TEXT NOT NULL,
        by_id {big} NOT NULL,
        at TEXT NOT NULL
    )""",
    # What a coordinator noted about someone not reached: dihubungi or nomor_salah.
    """CREATE TABLE contact_mark (
        person_id {big} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        mark TEXT NOT NULL,
        by_id {big} NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (person_id, mark)
    )""",
)
OTHERS = (
    "CREATE INDEX wrong_digits_seat ON wrong_digits (seat_id, at)",
    "CREATE INDEX wrong_digits_chat ON wrong_digits (chat_id, at)",
    "CREATE INDEX wrong_digits_at ON wrong_digits (at)",
    "CREATE INDEX request_area ON request (area_id, state)",
    "CREATE INDEX request_chat ON request (chat_id)",
    "CREATE INDEX request_person ON request (person_id)",
    "CREATE UNIQUE INDEX request_open ON request (person_id) WHERE state = 'asked'",
    # When those responsible for the seat were told of a claim.
    "ALTER TABLE claim ADD COLUMN alerted_at TEXT",
    # The code in the one link of a TPS for its WhatsApp group.
    "ALTER TABLE area ADD COLUMN link TEXT",
    "CREATE UNIQUE INDEX area_link ON area (link) WHERE link IS NOT NULL",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *OTHERS]
