"""How many people reached which score in a quiz, first or last, by area, role and the like.

Those of one role: KPPS members, whom the numbers are about, unless another is asked for. Few hold
any other role, so that beside them groups of KPPS members would have to be hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo

from bot.core.course import EXPERIENCE
from bot.core.people import Role
from bot.core.privacy import monday_of
from bot.core.results import Cut, Scores
from bot.storage.below import BELOW_BY_TOP
from bot.storage.engine import Fetch, Row
from bot.storage.results_items import DRAWN, FIRST

_GROUP: Mapping[Cut | None, str] = {
    None: "''",
    Cut.AREA: "CAST(b.top AS TEXT)",
    Cut.ROLE: "s.role",
    Cut.EXPERIENCE: (
        "COALESCE((SELECT f.value FROM form_value f WHERE f.person_id = h.person_id"
        f" AND f.form_id = '{EXPERIENCE}' AND f.field_id = '{EXPERIENCE}'), '')"
    ),
    Cut.WEEK: "substr(t.finished_at, 1, 13)",  # the hour: where weeks begin depends on the zone
}
_ANSWERS = "FROM answer w WHERE w.attempt_id = t.id AND w.round = 1"
# What people on duty finished, nothing left out (a quiz is also closed when questions change).
_WHOLE = (
    f"{BELOW_BY_TOP},"
    " whole AS MATERIALIZED (SELECT {group} AS grp, t.id AS id, t.person_id AS person,"
    f" t.finished_at AS finished_at, {DRAWN} AS drawn,"
    f" (SELECT SUM(w.is_right) {_ANSWERS}) AS score"
    " FROM below b JOIN seat s ON s.area_id = b.id AND ($3 = '' OR s.role = $3)"
    " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " JOIN attempt t ON t.person_id = h.person_id AND t.sesi = $2 AND t.kind = 'kuis'"
    f" WHERE t.finished_at IS NOT NULL AND (t.passed = 1"
    f" OR {DRAWN} <= (SELECT COUNT(*) {_ANSWERS}))"
    "{only})"
)
_COUNTED = "SELECT grp, drawn, score, COUNT(*) AS n FROM {of} GROUP BY grp, drawn, score"
_LAST = (
    ", ranked AS (SELECT w.*, COUNT(*) OVER (PARTITION BY w.person) AS times, ROW_NUMBER() OVER"
    " (PARTITION BY w.person ORDER BY w.finished_at DESC, w.id DESC) AS n FROM whole w),"
    " latest AS (SELECT * FROM ranked WHERE n = 1 AND times > 1) "
)


def _sql(cut: Cut | None, *, last: bool) -> str:
    group = _GROUP[cut]
    if last:
        return _WHOLE.format(group=group, only="") + _LAST + _COUNTED.format(of="latest")
    return _WHOLE.format(group=group, only=f" AND {FIRST}") + " " + _COUNTED.format(of="whole")


async def list_scores(
    fetch: Fetch,
    area_id: int,
    session: int,
    *,
    last: bool = False,
    cut: Cut | None = None,
    zone: tzinfo = UTC,
) -> Mapping[str, Scores]:
    """Return the scores of the first quiz of each KPPS member on duty, if they finished it.

    With `last`, of the last finished one of those who finished several. By `cut`: the id of the
    area directly below, the role (all of them then, each counted by itself), the answer to the
    form `pengalaman` ("" if none), or the Monday of the week in `zone` it was finished in;
    without, all under "". Only quizzes of as many questions as most have: others do not compare.
    """
    of = "" if cut is Cut.ROLE else str(Role.KPPS)
    rows = await fetch(_sql(cut, last=last), area_id, session, of)
    if cut is Cut.ROLE:
        by_role: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_role[row["grp"]].append(row)
        return {one: _grouped(by_role[one], str)[one] for one in sorted(by_role)}
    found = _grouped(rows, _Weeks(zone).__getitem__ if cut is Cut.WEEK else str)
    return found if cut or found else {"": Scores(0)}


async def list_scores_of(
    fetch: Fetch, role: str, area_id: int, session: int, *, last: bool = False
) -> Mapping[str, Scores]:
    """Return the scores of those of one role as `list_scores` does by area."""
    return _grouped(await fetch(_sql(Cut.AREA, last=last), area_id, session, role), str)


def _grouped(rows: Iterable[Row], name: Callable[[str], str]) -> dict[str, Scores]:
    lengths: Counter[int] = Counter()
    found: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for row in rows:
        lengths[row["drawn"]] += row["n"]
        found[name(row["grp"]), row["drawn"]][row["score"]] += row["n"]
    usual = max(lengths, key=lambda length: (lengths[length], length), default=0)
    groups = sorted(group for group, length in found if length == usual)
    return {one: Scores(usual, dict(sorted(found[one, usual].items()))) for one in groups}


class _Weeks(dict[str, str]):
    """The Monday before an hour of UTC ("2024-01-26T01"), where the people are."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, hour: str) -> str:
        at = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(self._zone)
        monday = self[hour] = monday_of(at.date()).isoformat()
        return monday
