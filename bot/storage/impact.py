"""Since when versions of pages and questions are taught, and who knows only an earlier one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content import Content
from bot.core.course import Page
from bot.core.impact import FIRST, Change, Key, Kind, changes
from bot.core.item_marks import drawable
from bot.core.people import Person
from bot.core.quiz import Item
from bot.storage import item_marks
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Transaction
from bot.storage.reminder_facts import listed
from bot.storage.times import moment, stamp

PEOPLE = 500  # named in one statement


async def list_taught(fetch: Fetch) -> dict[tuple[Kind, str, int], datetime]:
    """Return since when this office's bot teaches each version: by kind, id and version."""
    rows = await fetch("SELECT kind, id, version, at FROM content_since")
    return {(row["kind"], row["id"], row["version"]): moment(row["at"]) for row in rows}


async def remember(tx: Transaction, content: Content, now: datetime) -> int:
    """Note the versions that are taught from now on; return how many were not noted yet.

    For every start: whoever learned an earlier version is told from then on.
    """
    known = await list_taught(tx.fetch)
    all_ = [("hal", page.id, page.version) for page in content.pages.values()]
    all_ += [("soal", item.id, item.version) for item in content.items.values()]
    fresh = [(*one, stamp(now)) for one in all_ if one not in known]
    await tx.write_many(
        "INSERT INTO content_since (kind, id, version, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (kind, id, version) DO NOTHING",
        fresh,
    )
    return len(fresh)


async def list_changes(fetch: Fetch, content: Content) -> list[Change]:
    """Return what differs from what people may have learned; retired questions left out."""
    pages, items = content.pages.values(), content.items.values()
    if not changes(pages, items, {}):
        return []
    kept = drawable(items, await item_marks.list_retired(fetch))
    return [one for one in changes(pages, kept, await list_taught(fetch)) if one.since]


# --- who knows only what was taught before --------------------------------------------------

# Passed on a version: answered it in a quiz or test that was passed, or answered it right in a
# round of its own kind (a review, or questions that changed).
_PASSED_ON = (
    "SELECT {columns} FROM attempt t JOIN answer w ON w.attempt_id = t.id AND w.item_id = '{id}'"
    " AND w.version < {version} WHERE {whose}((t.kind IN ('kuis', 'uji') AND t.passed = 1)"
    " OR (t.kind IN ('ulang', 'ubah') AND w.is_right = 1)) AND NOT EXISTS (SELECT 1 FROM answer n"
    " JOIN attempt x ON x.id = n.attempt_id WHERE x.person_id = t.person_id"
    " AND n.item_id = '{id}' AND n.version >= {version})"
)
_READ = (
    "SELECT {columns} FROM page_seen v WHERE {whose}v.page_id = '{id}' AND v.last_at < '{since}'"
)
_EVER = "9"  # later than any time: a version that is not taught yet


def _owing(change: Change, columns: str, whose: str) -> str:
    """Return a SELECT of those who passed on, or read, an earlier version and not this one."""
    pattern = _PASSED_ON if change.kind == "soal" else _READ
    return pattern.format(
        columns=columns,
        whose=whose,
        id=change.id.replace("'", "''"),
        version=int(change.version),
        since=stamp(change.since) if change.since else _EVER,
    )


def owing(some: Iterable[Change]) -> str:
    """Return, as a condition on `p`, that a person knows only what was before one of these."""
    parts = [
        f"EXISTS ({_owing(one, '1', f'{_owner(one)}.person_id = p.id AND ')})" for one in some
    ]
    return " OR ".join(parts) or "1 = 0"


async def list_owed(
    fetch: Fetch, people: Collection[int], some: Sequence[Change]
) -> dict[int, set[Key]]:
    """Return what each of these people learned before it changed, and not again since."""
    found: defaultdict[int, set[Key]] = defaultdict(set)
    parts = [
        _owing(one, f"DISTINCT {_owner(one)}.person_id AS person, {n} AS place", _of(one, people))
        for n, one in enumerate(some)
    ]
    for row in await fetch(" UNION ALL ".join(parts)) if parts and people else ():
        found[row["person"]].add(some[row["place"]].key)
    return found


def _owner(change: Change) -> str:
    return "t" if change.kind == "soal" else "v"


def _of(change: Change, people: Collection[int]) -> str:
    return f"{_owner(change)}.person_id IN ({listed(people)}) AND "


async def list_affected(fetch: Fetch, change: Change) -> list[int]:
    """Return everyone who passed on, or read, an earlier version and not this one."""
    columns = f"DISTINCT {_owner(change)}.person_id AS person"
    rows = await fetch(f"{_owing(change, columns, '')} ORDER BY 1")
    return [row["person"] for row in rows]


def about_to_change(kind: Kind, one: Page | Item) -> Change:
    """Return the change that would come next: whoever knows a version of today is affected."""
    return Change(kind, one.id, max(one.version, FIRST) + 1, "")


# --- who they are ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody, with the seat they hold; `area` is its id, 0 for a tamu."""

    person: Person
    area: int


async def list_people(fetch: Fetch, people: Sequence[int]) -> Mapping[int, Affected]:
    """Return who these people are, those who are forgotten left out."""
    found: dict[int, Affected] = {}
    for first in range(0, len(people), PEOPLE):
        chunk = people[first : first + PEOPLE]
        rows = await fetch(
            f"SELECT p.id AS person_id, p.name AS name, a0.id AS area, {SEAT_COLUMNS}"
            " FROM person p LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
            f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
            f" WHERE p.erased_at IS NULL AND p.id IN ({listed(chunk)})"
        )
        for row in rows:
            person = Person(row["person_id"], row["name"], seat_of(row))
            found[row["person_id"]] = Affected(person, row["area"] or 0)
    return found
