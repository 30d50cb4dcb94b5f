"""When somebody is ready, in SQL: the one definition that lists, counts and audiences share.

`bot.core.outreach.is_ready` says the same of facts already loaded.
"""

from bot.core.results import ESSENTIAL

_FINISHED = "EXISTS (SELECT 1 FROM completion e WHERE e.person_id = {person} AND e.sesi = {sesi})"
_PASSED = (
    "EXISTS (SELECT 1 FROM attempt e WHERE e.person_id = {person} AND e.sesi = {sesi}"
    " AND e.passed = 1)"
)
_TRAINED = "EXISTS (SELECT 1 FROM trained e WHERE e.person_id = {person})"


def essentials(person: str) -> str:
    """Return the condition that the person (an SQL expression) learned what a TPS cannot miss."""
    needed = (_FINISHED, _PASSED)
    return " AND ".join(one.format(person=person, sesi=n) for n in ESSENTIAL for one in needed)


def trained(person: str) -> str:
    """Return the condition that the person was trained face to face."""
    return _TRAINED.format(person=person)


def ready(person: str) -> str:
    """Return the condition that the person, who must hold a seat, is ready."""
    return f"(({essentials(person)}) OR {trained(person)})"


def is_true(condition: str) -> str:
    """Return 1 or 0, to be summed or fetched."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"
