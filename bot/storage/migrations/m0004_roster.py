"""Roster imports: staged rows, what each changed, and seats whose holder asked to be forgotten."""

from bot.storage.engine import Dialect
from bot.storage.migrations import tables

DESCRIPTION = "impor daftar petugas dengan pratinjau"

TABLES = (
    # state: staging, previewed, applied, cancelled, undone, failed. base is the roster version
    # that the preview was made against. options and columns (what was found in the file) are
    # JSON; chat_id is who asked, if in a chat.
    """CREATE TABLE import_run (
        id {key},
        file_name TEXT NOT NULL,
        state TEXT NOT NULL,
        base {big} NOT NULL DEFAULT 0,
        options TEXT NOT NULL DEFAULT '',
        columns TEXT NOT NULL DEFAULT '',
        chat_id {big} REFERENCES chat (id) ON DELETE SET NULL,
        made_at TEXT NOT NULL,
        applied_at TEXT,
        undone_at TEXT
    )""",
    # One row of the file, or (line 0) one person who is not in it, with the ids that it will
    # have. Names and phones here are forgotten with the person, and when the run can no longer
    # be undone. sheet is empty where but one was read. given: which of them the file says itself
    # (bot.core.roster.Staged). left_out says why an undo could not put the row back.
    """CREATE TABLE import_row (
        run_id {big} NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
        n {big} NOT NULL,
        line {big} NOT NULL,
        kind TEXT NOT NULL,
        kota TEXT NOT NULL DEFAULT '',
        kecamatan TEXT NOT NULL DEFAULT '',
        desa TEXT NOT NULL DEFAULT '',
        tps TEXT NOT NULL DEFAULT '',
        role TEXT NOT NULL DEFAULT '',
        number INTEGER,
        code TEXT NOT NULL DEFAULT '',
        sample INTEGER NOT NULL DEFAULT 0,
        name TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        area_id {big},
        seat_id {big},
        seat_is_new INTEGER NOT NULL DEFAULT 0,
        person_id {big},
        person_is_new INTEGER NOT NULL DEFAULT 0,
        holding_id {big},
        old_person_id {big},
        old_holding_id {big},
        old_reason TEXT NOT NULL DEFAULT '',
        from_seat_id {big},
        from_holding_id {big},
        old_name TEXT NOT NULL DEFAULT '',
        old_phone TEXT NOT NULL DEFAULT '',
        old_number INTEGER,
        old_code TEXT NOT NULL DEFAULT '',
        old_sample INTEGER NOT NULL DEFAULT 0,
        field TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        given INTEGER NOT NULL DEFAULT 0,
        sheet TEXT NOT NULL DEFAULT '',
        left_out TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (run_id, n)
    )""",
    # The areas that a run makes, parents first.
    """CREATE TABLE import_area (
        run_id {big} NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
        area_id {big} NOT NULL,
        parent_id {big},
        level TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (run_id, area_id)
    )""",
)
OTHERS = (
    "CREATE INDEX import_run_chat ON import_run (chat_id)",
    "CREATE INDEX import_row_kind ON import_row (run_id, kind, n)",
    "CREATE INDEX import_row_person ON import_row (person_id)",
    "CREATE INDEX import_row_old_person ON import_row (old_person_id)",
    # The holder of this seat asked to be forgotten: '' waits for the office, 'tetap' was said.
    "ALTER TABLE seat ADD COLUMN erased_at TEXT",
    "ALTER TABLE seat ADD COLUMN erased_choice TEXT NOT NULL DEFAULT ''",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    return [*tables(dialect, TABLES), *OTHERS]
