"""What a page has shown is read, and nothing else is."""

from bot.delivery.reading import Reading
from bot.storage import outbox
from tests.phone import MORNING, StandingClock, Town
from tests.storage.folk import a_chat, reply, say


async def test_what_a_page_has_shown_is_read_once_and_at_that_time(town: Town):
    chat = await a_chat(town.db, "hp-baca")
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO mailing (id, kind, due_at, made_at) VALUES (9, 'siaran', '', '')")
        for number in (91, 92):
            tx.write(
                "INSERT INTO outbox (id, mailing_id, person_id, state, due_at, at)"
                " VALUES ($1, 9, $1, 'accepted', '', '')",
                number,
            )
    await say(town.db, chat, "kirim:91", reply("Besok rapat."))
    await say(town.db, chat, "kirim:92", reply("Lusa juga."))
    reading = Reading(town.db, StandingClock(MORNING), "web")

    for seq in (0, 1, 1):
        await reading("hp-baca", seq)
    await reading("hp-lain", 2)

    rows = await town.db.read("SELECT id FROM outbox WHERE read_at IS NOT NULL")
    assert [row["id"] for row in rows] == [91]
    assert (await outbox.count(town.db.read, 9)).read == 1
