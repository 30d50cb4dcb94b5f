"""Plans that people wrote into forms, and the TPS that a desa has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Role
from bot.core.reminders import PLANS
from bot.storage.engine import Fetch
from bot.storage.reminder_facts import listed


@dataclass(frozen=True, slots=True)
class Written:
    """The answers to one form about a plan, by field, and when the day was last answered."""

    owner: int
    form: str
    values: Mapping[str, str]
    at: datetime
    role: Role
    area: int


async def list_plans(fetch: Fetch, owners: Collection[int] = ()) -> list[Written]:
    """Return what everyone on duty planned, or these people."""
    mine = f" AND v.person_id IN ({listed(owners)})" if owners else ""
    forms = {plan.form: plan for plan in PLANS.values()}
    names = ", ".join(f"'{name}'" for name in sorted(forms))
    rows = await fetch(
        "SELECT v.person_id AS person, v.form_id AS form, v.field_id AS field, v.value AS value,"
        " v.at AS at, s.role AS role, s.area_id AS area FROM form_value v"
        " JOIN holding h ON h.person_id = v.person_id AND h.to_at IS NULL"
        f" JOIN seat s ON s.id = h.seat_id WHERE v.form_id IN ({names}){mine}"
        " ORDER BY v.person_id, v.form_id"
    )
    found: dict[tuple[int, str], Written] = {}
    for row in rows:
        key = (row["person"], row["form"])
        one = found.get(key)
        values = {**(one.values if one else {}), row["field"]: row["value"]}
        is_day = row["field"] == forms[row["form"]].day
        at = datetime.fromisoformat(row["at"]) if is_day or one is None else one.at
        found[key] = Written(*key, values, at, Role(row["role"]), row["area"])
    return list(found.values())


async def list_tps(fetch: Fetch) -> dict[int, dict[str, int]]:
    """Return the TPS of every desa: names and ids."""
    found: dict[int, dict[str, int]] = {}
    for row in await fetch("SELECT id, parent_id, name FROM area WHERE level = 'tps'"):
        found.setdefault(row["parent_id"], {})[row["name"]] = row["id"]
    return found
