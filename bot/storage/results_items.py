"""First answers to the questions, those alike counted together."""

from bot.core.items import Like
from bot.storage.engine import Fetch, Row
from bot.storage.slices import each

# The earliest quiz of each person and session; `drawn` is how many questions it has: "[" stands
# in `items` once, and once more for each.
FIRST = (
    "t.kind = 'kuis' AND NOT EXISTS (SELECT 1 FROM attempt e WHERE e.person_id = t.person_id"
    " AND e.sesi = t.sesi AND e.kind = t.kind AND (e.started_at < t.started_at"
    " OR (e.started_at = t.started_at AND e.id < t.id)))"
)
DRAWN = "((LENGTH(t.items) - LENGTH(REPLACE(t.items, '[', '')) - 1) / 2)"
# Their right answers, where none was left out (a quiz is also closed when questions change).
_TOTALS = (
    "WITH earliest AS MATERIALIZED (SELECT t.id AS id, t.passed AS passed FROM attempt t"
    f" WHERE ($1 = 0 OR t.sesi = $1) AND {FIRST}),"
    " first AS MATERIALIZED (SELECT q.id AS id, CASE WHEN q.passed = 1 OR (q.passed = 0 AND"
    f" (SELECT {DRAWN} FROM attempt t WHERE t.id = q.id) <="
    " (SELECT COUNT(*) FROM answer w WHERE w.attempt_id = q.id AND w.round = 1))"
    " THEN (SELECT SUM(w.is_right) FROM answer w WHERE w.attempt_id = q.id AND w.round = 1)"
    " END AS total FROM earliest q)"
)
_ALIKE = (
    f"{_TOTALS} SELECT w.item_id AS item, w.version AS version, w.option_id AS option,"
    " w.is_right AS is_right, f.total - w.is_right AS rest, COUNT(*) AS n"
    " FROM first f JOIN answer w ON w.attempt_id = f.id AND w.round = 1"
    " GROUP BY w.item_id, w.version, w.option_id, w.is_right, f.total - w.is_right"
)
_OWNERLESS = (
    "SELECT item_id AS item, version, option_id AS option, is_right, NULL AS rest, SUM(n) AS n"
    " FROM ownerless_answer WHERE is_first = 1 AND kind = 'kuis' AND round = 1"
    " AND ($1 = 0 OR sesi = $1) GROUP BY item_id, version, option_id, is_right"
)


async def list_alike(fetch: Fetch, session: int = 0) -> list[Like]:
    """Return the first answers to all items (of one session), those alike counted together."""
    known = await fetch(_ALIKE, session)
    return await each([*known, *await fetch(_OWNERLESS, session)], _like)


def _like(row: Row) -> Like:
    right, n = bool(row["is_right"]), int(row["n"])
    return Like(row["item"], row["version"], row["option"], right, row["rest"], n)


# Each whole attempt as bits, the first answer the lowest: few patterns for many people.
_PATTERNS = (
    f"{_TOTALS}, placed AS (SELECT f.id AS id, w.is_right AS is_right, ROW_NUMBER()"
    " OVER (PARTITION BY f.id ORDER BY w.at, w.item_id) - 1 AS place FROM first f"
    " JOIN answer w ON w.attempt_id = f.id AND w.round = 1 WHERE f.total IS NOT NULL),"
    " whole AS (SELECT COUNT(*) AS length, SUM(CAST(is_right AS BIGINT) << CAST(place AS INTEGER))"
    " AS bits FROM placed GROUP BY id)"
    " SELECT length, bits, COUNT(*) AS n FROM whole GROUP BY length, bits ORDER BY length, bits"
)


async def list_patterns(fetch: Fetch, session: int) -> list[tuple[bool, ...]]:
    """Return right and wrong by place of each finished first quiz, as `analyse_quiz` takes it."""
    found: list[tuple[bool, ...]] = []
    for row in await fetch(_PATTERNS, session):
        bits = int(row["bits"])
        pattern = tuple(bool(bits >> place & 1) for place in range(row["length"]))
        found += [pattern] * row["n"]
    return found
