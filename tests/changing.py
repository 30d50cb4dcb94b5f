"""Content in a later version, as after a start of the bot with it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.storage import impact
from tests.phone import Phone, Town


async def change(
    town: Town,
    items: Collection[str],
    pages: Collection[str] = (),
    version: int = 2,
    line: str = "",
) -> None:
    """Go on with these in another version, a minute later; what was before is remembered."""
    if version == 2:
        await _start(town)
    new = {"version": version, "change": line or f"Perubahan ke-{version}"}
    items_now = {**town.content.items}
    pages_now = {**town.content.pages}
    items_now |= {id_: replace(items_now[id_], **new) for id_ in items}  # type: ignore[arg-type]
    pages_now |= {id_: replace(pages_now[id_], **new) for id_ in pages}  # type: ignore[arg-type]
    town.with_content(
        items=items_now,
        pages=pages_now,
        sessions=tuple(
            replace(one, pages=tuple(pages_now[page.id] for page in one.pages))
            for one in town.content.sessions
        ),
        versions={id_: item.version for id_, item in items_now.items()},
    )
    town.clock.go_on(timedelta(minutes=1))
    await _start(town)


async def _start(town: Town) -> None:
    async with town.db.transaction() as tx:
        await impact.remember(tx, town.content, town.clock.now())


async def answered_by(phone: Phone) -> list[str]:
    """Return the items that the phone's owner has answered."""
    person = (await phone.chat()).person
    assert person
    rows = await phone.town.db.read(
        "SELECT DISTINCT w.item_id AS id FROM answer w JOIN attempt t ON t.id = w.attempt_id"
        " WHERE t.person_id = $1 ORDER BY 1",
        person.id,
    )
    return [row["id"] for row in rows]
