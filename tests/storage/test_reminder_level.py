"""How much somebody wants to be reminded, on both databases, and what /datasaya says of it."""

from bot.core.outbox import Kind, State
from bot.core.reminders import Level
from bot.storage import privacy, reminder_level
from bot.storage.engine import Database
from bot.storage.times import stamp
from tests.storage.folk import NOW, bring_in, entry


async def person(db: Database) -> int:
    await bring_in(db, entry(3, "Siti"))
    return int((await db.read("SELECT id FROM person"))[0]["id"])


async def test_everything_is_wanted_until_somebody_says_otherwise(db: Database):
    siti = await person(db)
    async with db.transaction() as tx:
        assert await reminder_level.load(tx, siti) is Level.ALL

    for level in (Level.NONE, Level.IMPORTANT):
        async with db.transaction() as tx:
            reminder_level.save(tx, siti, level, NOW)
        async with db.transaction() as tx:
            assert await reminder_level.load(tx, siti) is level


async def test_what_was_sent_unasked_for_is_counted_for_its_owner(db: Database):
    siti = await person(db)
    async with db.transaction() as tx:
        reminder_level.save(tx, siti, Level.IMPORTANT, NOW)
        for n, (kind, state) in enumerate(
            [("siaran", "accepted"), ("siaran", "accepted"), ("pengingat", "skipped")], 1
        ):
            tx.write(
                "INSERT INTO mailing (id, kind, occurrence, due_at, made_at)"
                " VALUES ($1, $2, $3, $4, $4)",
                n,
                kind,
                str(n),
                stamp(NOW),
            )
            tx.write(
                "INSERT INTO outbox (mailing_id, person_id, state, due_at, at)"
                " VALUES ($1, $2, $3, $4, $4)",
                n,
                siti,
                state,
                stamp(NOW),
            )
        tx.write("INSERT INTO complaint (mailing_id, person_id, at) VALUES (1, $1, '')", siti)
        tx.write(
            "INSERT INTO broadcast (mailing_id, by_id, area_id)"
            " SELECT 2, $1, id FROM area WHERE parent_id IS NULL",
            siti,
        )
    async with db.transaction() as tx:
        noted = await privacy.load_noted(tx, siti)

    assert noted.level is Level.IMPORTANT
    assert noted.told == [
        (Kind.BROADCAST, State.ACCEPTED, 2),
        (Kind.REMINDER, State.SKIPPED, 1),
    ]
    assert (noted.broadcasts, noted.complaints) == (1, 1)
