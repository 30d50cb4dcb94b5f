"""The people of the simulated town: a corner of the sample roster, and its odd cases."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.cli.roster import save
from bot.content import Content
from bot.content.load import load
from bot.sheets.sample import RosterRow, sample
from bot.storage import agenda
from bot.storage.engine import Database
from tests.phone import StandingClock

SHARED_PHONE = "08111111111"  # two people of TPS 005 have the same number


@lru_cache(maxsize=1)
def content() -> Content:
    return load()


@lru_cache(maxsize=1)
def roster() -> Sequence[RosterRow]:
    """Return Desa Beji with its TPS 004 and 005, PPK Junrejo, and Sosdiklih.

    In TPS 005, KPPS 1 and 2 share a number, KPPS 3 has none, and nobody holds KPPS 7 yet.
    """
    return [_changed(row) for row in sample() if _is_ours(row)]


def _is_ours(row: RosterRow) -> bool:
    if row.peran == "Sosdiklih":
        return True
    if row.peran == "PPK":
        return row.kecamatan == "Junrejo"
    return row.desa == "Beji" and row.kecamatan == "Junrejo" and row.tps in {"", "004", "005"}


def _changed(row: RosterRow) -> RosterRow:
    if row.tps != "005":
        return row
    changes = {
        "1": {"telepon": SHARED_PHONE},
        "2": {"telepon": SHARED_PHONE},
        "3": {"telepon": ""},
        "7": {"nama": "", "telepon": ""},
    }
    return replace(row, **changes.get(row.nomor, {}))


@lru_cache(maxsize=1)
def codes() -> dict[tuple[str, str, int], str]:
    """Return registration codes by (tps, else desa, else kecamatan; role; number)."""
    return {
        (row.tps or row.desa or row.kecamatan, row.peran, int(row.nomor)): row.kode
        for row in roster()
    }


async def settle(db: Database) -> None:
    """Fill a migrated, empty database with the agenda and the people."""
    async with db.transaction() as tx:
        await agenda.seed(tx, content().agenda)
    await save(db, roster(), StandingClock())
