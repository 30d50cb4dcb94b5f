"""Who is not on board yet, and the codes of the group links."""

import re
from collections.abc import Mapping
from random import SystemRandom

from bot.core import codes
from bot.core.invite import Area, Base, Member, in_order
from bot.storage import meta
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction

USERNAME = "telegram_username"  # in meta, as the bot found them at its start
PUBLIC_URL = "public_url"

_CHANCE = SystemRandom()  # a group link is a key, too
_TREE = (
    "WITH RECURSIVE tree (top, id) AS (SELECT a.id, a.id FROM area a WHERE {top}"
    " UNION ALL SELECT t.top, a.id FROM area a JOIN tree t ON a.parent_id = t.id)"
)
_UNDER = _TREE.format(top="a.id = $1")
_HOLDER = (
    " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " LEFT JOIN person p ON p.id = h.person_id"
)
_REGISTERED = "EXISTS (SELECT 1 FROM companion k WHERE k.person_id = p.id)"
_WAITS = f"p.id IS NOT NULL AND NOT {_REGISTERED}"


async def load_base(tx: Transaction) -> Base:
    """Return where links lead, as the bot that serves this database found it."""
    return _base(await meta.load(tx, USERNAME), await meta.load(tx, PUBLIC_URL))


async def read_base(fetch: Fetch) -> Base:
    """Return the same where only reading is meant."""
    rows = await fetch("SELECT key, value FROM meta WHERE key IN ($1, $2)", USERNAME, PUBLIC_URL)
    found = {row["key"]: row["value"] for row in rows}
    return _base(found.get(USERNAME, ""), found.get(PUBLIC_URL, ""))


def _base(username: str, address: str) -> Base:
    known = re.fullmatch(r"\w{3,40}", username, re.ASCII)
    return Base(username if known else "", address.rstrip("/"))


async def list_below(tx: Transaction, area_id: int) -> list[Area]:
    """Return the areas right below this one, each with all that is under it counted."""
    rows = await tx.fetch(
        f"{_TREE.format(top='a.parent_id = $1')} SELECT a.id AS id, a.level AS level,"
        " a.name AS name, COUNT(p.id) AS total,"
        f" COUNT(CASE WHEN {_WAITS} THEN 1 END) AS waiting"
        " FROM tree t JOIN area a ON a.id = t.top LEFT JOIN seat s ON s.area_id = t.id"
        f"{_HOLDER} GROUP BY a.id, a.level, a.name ORDER BY a.name, a.id",
        area_id,
    )
    return [
        Area(row["id"], row["level"], row["name"], row["waiting"], row["total"]) for row in rows
    ]


async def list_members(fetch: Fetch, area_id: int, *, below: bool) -> list[Member]:
    """Return the seats of this area, and with `below` of all under it, in order."""
    within = "s.area_id IN (SELECT id FROM tree)" if below else "s.area_id = $1"
    rows = await fetch(
        f"{_UNDER if below else ''} SELECT {SEAT_COLUMNS}, s.area_id AS area_id, s.code AS code,"
        " s.erased_at AS erased_at, p.id AS person_id, p.name AS person_name, p.phone AS phone,"
        f" CASE WHEN {_REGISTERED} THEN 1 ELSE 0 END AS registered"
        f" FROM seat s{_HOLDER}{SEAT_AREAS} WHERE {within}",
        area_id,
    )
    return in_order(member for row in rows if (member := _member(row)))


def _member(row: Row) -> Member | None:
    seat = seat_of(row)
    if seat is None:
        return None
    held = row["person_id"] is not None
    return Member(
        seat=seat,
        area=row["area_id"],
        name=row["person_name"] or "",
        phone=row["phone"] or "",
        code=row["code"],
        held=held,
        registered=bool(row["registered"]),
        erased=not held and bool(row["erased_at"]),
    )


async def count_slips(tx: Transaction, area_id: int) -> tuple[int, int]:
    """Return how many people under this area are to be invited, and in how many TPS."""
    row = await tx.row(
        f"{_UNDER} SELECT COUNT(*) AS slips,"
        " COUNT(DISTINCT CASE WHEN a.level = 'tps' THEN a.id END) AS tps"
        " FROM tree t JOIN area a ON a.id = t.id JOIN seat s ON s.area_id = a.id"
        f"{_HOLDER} WHERE {_WAITS}",
        area_id,
    )
    return (row["slips"], row["tps"]) if row else (0, 0)


# --- group links ----------------------------------------------------------------------------


async def links(tx: Transaction, area_id: int) -> tuple[Mapping[int, str], int]:
    """Return the code of the group link of every TPS at or under this area, and how many are new.

    Codes are made where they are missing, and never change.
    """
    before = await _links(tx, area_id)
    missing = [tps for tps, code in before.items() if not code]
    if not missing:
        return before, 0
    made = [(tps, await _new_code(tx)) for tps in missing]
    await tx.write_many("UPDATE area SET link = $2 WHERE id = $1 AND link IS NULL", made)
    return await _links(tx, area_id), len(missing)


async def _links(tx: Transaction, area_id: int) -> dict[int, str]:
    rows = await tx.fetch(
        f"{_UNDER} SELECT a.id AS id, a.link AS link FROM tree t JOIN area a ON a.id = t.id"
        " WHERE a.level = 'tps' ORDER BY a.id",
        area_id,
    )
    return {row["id"]: row["link"] or "" for row in rows}


async def _new_code(tx: Transaction) -> str:
    """Return a code that neither a seat nor a group link has."""
    while True:
        code = codes.make(_CHANCE)
        if not await tx.row(
            "SELECT id FROM seat WHERE code = $1 UNION ALL SELECT id FROM area WHERE link = $1",
            code,
        ):
            return code
