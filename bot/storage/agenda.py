"""The agenda; `agenda.toml` only seeds an empty database (design D15)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

from bot.core.agenda import Days, Happening
from bot.storage.engine import Fetch, Row, Transaction


async def load(tx: Transaction) -> list[Happening]:
    """Return every event as it usually is, whatever differs in some areas."""
    return [_happening(row) for row in await tx.fetch("SELECT * FROM agenda ORDER BY on_date, id")]


async def load_days(fetch: Fetch, event: str) -> Days:
    """Return one event with the areas where it differs; one that is not there has no days."""
    rows = await fetch("SELECT * FROM agenda WHERE id = $1", event)
    if not rows:
        return Days(None)
    usual = _happening(rows[0])
    others = await fetch("SELECT * FROM agenda_at WHERE agenda_id = $1 ORDER BY area_id", event)
    return Days(usual, {row["area_id"]: _elsewhere(usual, row) for row in others})


async def list_days(fetch: Fetch) -> dict[str, Days]:
    """Return every event by id, soonest first, each with the areas where it differs."""
    usual = [_happening(row) for row in await fetch("SELECT * FROM agenda ORDER BY on_date, id")]
    by_event: defaultdict[str, list[Row]] = defaultdict(list)
    for row in await fetch("SELECT * FROM agenda_at ORDER BY agenda_id, area_id"):
        by_event[row["agenda_id"]].append(row)
    return {
        one.id: Days(one, {row["area_id"]: _elsewhere(one, row) for row in by_event[one.id]})
        for one in usual
    }


async def seed(tx: Transaction, agenda: Iterable[Happening]) -> None:
    """Fill an empty agenda; one that holds anything stays as it is."""
    if await tx.row("SELECT id FROM agenda LIMIT 1"):
        return
    for happening in agenda:
        tx.write(
            "INSERT INTO agenda (id, title, on_date, until_date, from_time, to_time, place)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            happening.id,
            happening.title,
            *_when_and_where(happening),
        )


def save(tx: Transaction, happening: Happening) -> None:
    """Say when and where an event is wherever no area says otherwise."""
    tx.write(
        "UPDATE agenda SET on_date = $2, until_date = $3, from_time = $4, to_time = $5,"
        " place = $6 WHERE id = $1",
        happening.id,
        *_when_and_where(happening),
    )


def save_at(tx: Transaction, happening: Happening, area_id: int) -> None:
    """Say when and where an event is in one area and below it."""
    tx.write(
        "INSERT INTO agenda_at (agenda_id, area_id, on_date, until_date, from_time, to_time,"
        " place) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (agenda_id, area_id) DO UPDATE SET on_date = excluded.on_date,"
        " until_date = excluded.until_date,"
        " from_time = excluded.from_time, to_time = excluded.to_time, place = excluded.place",
        happening.id,
        area_id,
        *_when_and_where(happening),
    )


async def drop_at(tx: Transaction, event: str, area_id: int) -> int:
    """Let an area be as usual again; return how many said otherwise (0 or 1)."""
    return await tx.changed(
        "DELETE FROM agenda_at WHERE agenda_id = $1 AND area_id = $2", event, area_id
    )


def _when_and_where(happening: Happening) -> tuple[str | None, ...]:
    return (
        happening.on.isoformat(),
        happening.until.isoformat() if happening.until else None,
        happening.from_time.isoformat("minutes") if happening.from_time else None,
        happening.to_time.isoformat("minutes") if happening.to_time else None,
        happening.place or None,
    )


def _happening(row: Row) -> Happening:
    return _elsewhere(Happening(row["id"], row["title"], date.min), row)


def _elsewhere(usual: Happening, row: Row) -> Happening:
    """Return the event as a row of an area has it: the row is whole, nothing is inherited."""
    return replace(
        usual,
        on=date.fromisoformat(row["on_date"]),
        until=date.fromisoformat(row["until_date"]) if row["until_date"] else None,
        from_time=time.fromisoformat(row["from_time"]) if row["from_time"] else None,
        to_time=time.fromisoformat(row["to_time"]) if row["to_time"] else None,
        place=row["place"] or "",
    )
