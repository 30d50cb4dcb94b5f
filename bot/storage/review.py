"""Short reviews: when each is due, what people answered so far, and where they are unsure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.agenda import VOTING
from bot.core.review import Learned, Past, Review
from bot.storage.chats import SEAT_AREAS
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.reminder_facts import listed
from bot.storage.times import moment, stamp

CHUNK = 5000  # people whose reviews begin in one transaction


def _review(row: Row) -> Review:
    return Review(
        date.fromisoformat(row["next_on"]),
        row["gap"],
        row["rounds"],
        moment(row["stopped_at"]) if row["stopped_at"] else None,
    )


# --- one person -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What reviews rest on: the row if there is one, and when a quiz or test was finished first.

    `last` has the finished rounds, the newest first: attempt, and whether it had no mistake.
    `voting` is when the person's own area votes, None without a seat. `doubts` are counted.
    """

    review: Review | None = None
    first_at: datetime | None = None
    last: Sequence[tuple[int, bool]] = ()
    voting: date | None = None
    doubts: int = 0

    @property
    def rounds(self) -> int:
        return len(self.last)


# The nearest area that votes on another day counts, as in `bot.core.agenda.Days`.
_ON = "(SELECT x.on_date FROM agenda_at x WHERE x.agenda_id = g.id AND x.area_id = {}.id)"
_STANDING = (
    "SELECT 'row' AS what, r.next_on AS next_on, r.gap AS gap, r.rounds AS rounds,"
    " r.stopped_at AS stopped_at, '' AS at, 0 AS id, 0 AS passed"
    " FROM review r WHERE r.person_id = $1"
    " UNION ALL SELECT t.kind, '', 0, 0, NULL, t.finished_at, t.id, COALESCE(t.passed, 0)"
    " FROM attempt t WHERE t.person_id = $1 AND t.finished_at IS NOT NULL"
    " AND t.kind IN ('kuis', 'uji', 'ulang')"
    " UNION ALL SELECT 'ragu', '', 0, 0, NULL, '', COUNT(*), 0 FROM doubt d"
    " WHERE d.person_id = $1"
    f" UNION ALL SELECT 'suara', COALESCE({', '.join(_ON.format(f'a{n}') for n in range(4))},"
    " g.on_date), 0, 0, NULL, '', 0, 0 FROM holding h JOIN seat s ON s.id = h.seat_id"
    f"{SEAT_AREAS} LEFT JOIN area a3 ON a3.id = a2.parent_id"
    f" JOIN agenda g ON g.id = '{VOTING}' WHERE h.person_id = $1 AND h.to_at IS NULL"
)


async def load(tx: Transaction, person_id: int) -> Standing:
    """Return how a person's reviews stand."""
    rows = await tx.fetch(_STANDING, person_id)
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(row["what"], []).append(row)
    firsts = [row["at"] for row in (*by.get("kuis", ()), *by.get("uji", ()))]
    rounds = sorted(by.get("ulang", ()), key=lambda row: (row["at"], row["id"]), reverse=True)
    return Standing(
        _review(by["row"][0]) if "row" in by else None,
        moment(min(firsts)) if firsts else None,
        [(row["id"], bool(row["passed"])) for row in rounds],
        date.fromisoformat(by["suara"][0]["next_on"]) if "suara" in by else None,
        by["ragu"][0]["id"],
    )


def save(tx: Transaction, person_id: int, review: Review) -> None:
    tx.write(
        "INSERT INTO review (person_id, next_on, gap, rounds, stopped_at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id) DO UPDATE SET"
        " next_on = excluded.next_on, gap = excluded.gap, rounds = excluded.rounds,"
        " stopped_at = excluded.stopped_at",
        *_values(person_id, review),
    )


def _values(person_id: int, review: Review) -> tuple[object, ...]:
    stopped = stamp(review.stopped_at) if review.stopped_at else None
    return person_id, review.next_on.isoformat(), review.gap, review.rounds, stopped


async def load_learned(tx: Transaction, person_id: int, versions: Mapping[str, int]) -> Learned:
    """Return a person's answers to the `versions` that items have now, and their doubts."""
    rows = await tx.fetch(
        "SELECT w.item_id AS item, w.version AS version, w.is_right AS is_right, w.at AS at,"
        " t.id AS attempt, CASE WHEN t.kind = 'ulang' THEN t.finished_at END AS round"
        " FROM attempt t JOIN answer w ON w.attempt_id = t.id AND w.round = 1"
        " WHERE t.person_id = $1"
        " UNION ALL SELECT d.item_id, 0, 0, d.at, 0, NULL FROM doubt d WHERE d.person_id = $1"
        " ORDER BY at",
        person_id,
    )
    answers = [
        row for row in rows if row["version"] and row["version"] == versions.get(row["item"])
    ]
    rounds = [(row["round"], row["attempt"]) for row in rows if row["round"]]
    last = max(rounds)[1] if rounds else 0
    return Learned(
        [Past(row["item"], bool(row["is_right"]), moment(row["at"])) for row in answers],
        {row["item"] for row in rows if not row["version"]},
        {row["item"] for row in answers if row["attempt"] == last and row["is_right"]},
    )


# --- "masih ragu" ---------------------------------------------------------------------------


def save_doubt(tx: Transaction, person_id: int, item_id: str, now: datetime) -> None:
    tx.write(
        "INSERT INTO doubt (person_id, item_id, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person_id, item_id) DO NOTHING",
        person_id,
        item_id,
        stamp(now),
    )


def drop_doubts(tx: Transaction, person_id: int, item_ids: Collection[str]) -> None:
    for item_id in item_ids:
        tx.write("DELETE FROM doubt WHERE person_id = $1 AND item_id = $2", person_id, item_id)


async def list_doubts(tx: Transaction, person_id: int) -> list[tuple[str, datetime]]:
    rows = await tx.fetch(
        "SELECT item_id, at FROM doubt WHERE person_id = $1 ORDER BY at, item_id", person_id
    )
    return [(row["item_id"], moment(row["at"])) for row in rows]


# --- all people -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beginner:
    """Somebody on duty without reviews who finished a quiz or test, first at `first_at`."""

    person: int
    area: int
    first_at: datetime


async def list_beginners(fetch: Fetch) -> list[Beginner]:
    rows = await fetch(
        "SELECT h.person_id AS person, s.area_id AS area, MIN(t.finished_at) AS first_at"
        " FROM holding h JOIN seat s ON s.id = h.seat_id AND s.role IN ('KPPS', 'PPS', 'PPK')"
        " JOIN person p ON p.id = h.person_id AND p.erased_at IS NULL"
        " JOIN attempt t ON t.person_id = h.person_id AND t.kind IN ('kuis', 'uji')"
        " AND t.finished_at IS NOT NULL WHERE h.to_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM review r WHERE r.person_id = h.person_id)"
        " GROUP BY h.person_id, s.area_id ORDER BY h.person_id"
    )
    return [Beginner(row["person"], row["area"], moment(row["first_at"])) for row in rows]


async def save_begun(tx: Transaction, begun: Sequence[tuple[int, Review]]) -> None:
    """Let reviews begin; whoever began by themselves meanwhile keeps theirs."""
    await tx.write_many(
        "INSERT INTO review (person_id, next_on, gap, rounds, stopped_at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id) DO NOTHING",
        [_values(person, review) for person, review in begun],
    )


async def list_late(fetch: Fetch, before: date) -> list[Review]:
    """Return every kind of review (its day and gap) that was due before that day."""
    rows = await fetch(
        "SELECT next_on, gap FROM review WHERE stopped_at IS NULL AND next_on < $1"
        " GROUP BY next_on, gap ORDER BY next_on, gap",
        before.isoformat(),
    )
    return [Review(date.fromisoformat(row["next_on"]), row["gap"]) for row in rows]


def save_passed_over(tx: Transaction, late: Review, next_on: date) -> None:
    """Let all with the day and gap of `late` be due at another day."""
    tx.write(
        "UPDATE review SET next_on = $3 WHERE next_on = $1 AND gap = $2 AND stopped_at IS NULL",
        late.next_on.isoformat(),
        late.gap,
        next_on.isoformat(),
    )


async def list_dates(fetch: Fetch, first: date, last: date) -> list[date]:
    """Return the days from `first` to `last` on which somebody's review is due."""
    rows = await fetch(
        "SELECT DISTINCT next_on FROM review WHERE stopped_at IS NULL"
        " AND next_on >= $1 AND next_on <= $2 ORDER BY next_on",
        first.isoformat(),
        last.isoformat(),
    )
    return [date.fromisoformat(row["next_on"]) for row in rows]


def due_on(day: date) -> str:
    """Return, as a condition on `p`, that a review of this person is due that day."""
    return (
        "p.id IN (SELECT r.person_id FROM review r WHERE r.stopped_at IS NULL"
        f" AND r.next_on = '{day.isoformat()}')"
    )


async def list_reviews(fetch: Fetch, people: Collection[int]) -> dict[int, Review]:
    """Return the reviews of those of these people who have any."""
    rows = await fetch(
        "SELECT person_id, next_on, gap, rounds, stopped_at FROM review"
        f" WHERE person_id IN ({listed(people)})"
    )
    return {row["person_id"]: _review(row) for row in rows}
