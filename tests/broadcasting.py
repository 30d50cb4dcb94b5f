"""Broadcasts in the simulated town: the real sender and the real progress, when a test says so."""

from collections.abc import Collection

from bot.core.broadcast import Group
from bot.core.outbox import Kind, Phase, State
from bot.core.people import Role
from bot.delivery.broadcasts import Broadcasts
from bot.delivery.outbox import Outbox
from bot.delivery.progress import Progress
from bot.storage import broadcasts, outbox
from bot.storage.said import Spoken
from bot.storage.times import stamp
from tests.phone import Phone, Town


async def send_due(town: Town) -> None:
    """Send all broadcasts that are due, as the running bot does within a second."""
    decides = {Kind.BROADCAST: Broadcasts(town.router.house).decide}
    await Outbox(town.db, town.clock, decides, {}, {"web": put(town)}).drain()


async def show_progress(town: Town) -> None:
    """Let authors see what has changed, as the running bot does, after a restart."""
    progress = Progress(town.db, town.router.house, town.clock, put(town))
    await progress.look(town.clock.now())


def put(town: Town):
    def one(spoken: Spoken) -> None:
        town.deliver(spoken, "")

    return one


async def area(town: Town, level: str = "desa") -> int:
    return int((await town.rows("area", "level = $1", level))[0]["id"])


async def confirmed(
    town: Town,
    author: Phone | None,
    *,
    phase: Phase = Phase.READY,
    level: str = "desa",
    roles: Collection[Role] = (),
    text: str = "Rapat KPPS besok pukul 09.00 di balai desa.",
) -> int:
    """Return a broadcast that this phone's owner (None: the operator) has confirmed."""
    person = (await author.chat()).person if author else None
    by, now = person.id if person else 0, town.clock.now()
    group = Group(await area(town, level), frozenset(roles))
    async with town.db.transaction() as tx:
        made = await broadcasts.create(tx, by, group.area, now)
        broadcasts.save_text(tx, made, text)
        broadcasts.save_group(tx, made, group)
        await broadcasts.confirm(tx, made, phase, now)
    return made


async def turn(town: Town, mailing: int, state: State, n: int, reason: str = "") -> None:
    """Say of so many rows that wait what became of them."""
    async with town.db.transaction() as tx:
        await tx.changed(
            "UPDATE outbox SET state = $2, reason = $3, at = $5 WHERE id IN (SELECT id FROM outbox"
            " WHERE mailing_id = $1 AND state = 'pending' ORDER BY id LIMIT $4)",
            mailing,
            str(state),
            reason,
            n,
            stamp(town.clock.now()),
        )


async def counts(town: Town, mailing: int) -> dict[str, int]:
    found = await outbox.count(town.db.read, mailing)
    return {str(state): found.of(state) for state in State if found.of(state)}


async def phase_of(town: Town, mailing: int) -> Phase:
    found = await outbox.load(town.db.read, mailing)
    assert found is not None
    return found.phase
