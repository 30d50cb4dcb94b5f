"""What coordinators and the operator did: append-only, each row hashed with the one before."""

from bot.storage.engine import Dialect

DESCRIPTION = "jejak tindakan"

# actor is a person's id, or 0 for the operator; object is ids only ("kursi:12 orang:77").
# before is the hash of the row before: it tells a row sealed anew from the one that follows it.
TABLE = """CREATE TABLE audit (
    id {big} NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor {big} NOT NULL,
    verb TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL
)"""

SQLITE_GUARDS = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON audit"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_guard_all BEFORE TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def statements(dialect: Dialect) -> list[str]:
    """Return the DDL of this migration."""
    if dialect == "sqlite":
        return [TABLE.format(big="INTEGER") + " STRICT", *SQLITE_GUARDS]
    return [TABLE.format(big="BIGINT"), *POSTGRES_GUARDS]
