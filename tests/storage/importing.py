"""A small town's roster, files that change it, and the tables before and after."""

import random
from collections.abc import Sequence
from typing import Any

from bot.core.people import Role
from bot.core.roster import Kind, Line, Options
from bot.core.roster_plan import plan, role_names
from bot.core.roster_preview import Preview, Said
from bot.storage import imports, roster
from bot.storage.engine import Database
from bot.storage.imports_apply import apply
from bot.storage.imports_run import Found, begin, stage
from tests.storage.folk import NOW

KOTA = "Kota Batu"
ALL_SAID = Said(allow_vanish=True)
TABLES = ("area", "seat", "person", "holding")
QUIET = {Kind.UNCHANGED, Kind.WAITING, Kind.REJECTED}


def line(n: int, name: str = "Siti", number: int | None = 3, **changes: Any) -> Line:
    values = {"kecamatan": "Junrejo", "desa": "Beji", "tps": "004", "role": Role.KPPS}
    return Line(line=n, name=name, number=number, **(values | changes))


async def staged(db: Database, lines: Sequence[Line], said: Said = ALL_SAID) -> int:
    known, base = await roster.load_known(db)
    options = Options(KOTA, said.keep_missing, said.accept_suggestions, said.new_areas)
    made = plan(lines, known, options, random.SystemRandom())
    async with db.transaction() as tx:
        run_id = await begin(tx, "daftar.csv", base, None, NOW)
    await stage(db, run_id, made, (said, Found(roles=tuple(role_names(lines)))))
    return run_id


async def looked_at(db: Database, run_id: int) -> Preview:
    seen = await imports.preview(db.read, run_id)
    assert seen is not None
    return seen


async def brought_in(db: Database, lines: Sequence[Line], said: Said = ALL_SAID) -> Preview:
    return await apply(db, await staged(db, lines, said), said, NOW)


async def tables(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [
            tuple(dict(row).values())
            for row in await db.read(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        ]
        for table in TABLES
    }


async def sitting(db: Database) -> dict[str, str]:
    """Return who holds which seat: "TPS/role/number" → name."""
    rows = await db.read(
        "SELECT a.name AS place, s.role, s.number, p.name FROM seat s JOIN area a"
        " ON a.id = s.area_id LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
        " LEFT JOIN person p ON p.id = h.person_id ORDER BY s.id"
    )
    return {f"{r['place']}/{r['role']}/{r['number'] or '-'}": r["name"] or "" for r in rows}
