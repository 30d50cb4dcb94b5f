"""What was said: replay, what was not sent yet, and forgetting after two days."""

from bot.storage import chats, outbox, people, said
from bot.storage.engine import Database
from tests.storage.folk import NOW, SITI, a_chat, later, reply, say


async def test_what_was_not_sent_is_listed_in_order(db: Database):
    first, second = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    for chat in (second, first):
        for n in (1, 2, 3):
            await say(db, chat, f"k{n}", reply(f"pesan {n}"))
    async with db.transaction() as tx:
        said.save_sent(tx, [(first.id, 1)], NOW)

    unsent = await said.list_unsent(db, NOW)

    expected = [("hp1", 2), ("hp1", 3), ("hp2", 1), ("hp2", 2), ("hp2", 3)]
    assert [(s.address, s.seq) for s in unsent] == expected
    assert unsent[0].replies == [(reply("pesan 2"), "")]
    assert (unsent[0].channel, unsent[0].event_key) == ("web", "k2")


async def test_who_has_blocked_the_bot_is_not_sent_old_answers(db: Database):
    chat = await a_chat(db)
    await say(db, chat, "k1", reply())
    async with db.transaction() as tx:
        chats.save_blocked(tx, chat.id, NOW)

    assert await said.list_unsent(db, NOW) == []


async def test_an_old_screen_is_not_put_over_a_newer_one(db: Database):
    chat = await a_chat(db)
    for n in (1, 2, 3):
        await say(db, chat, f"k{n}", reply(f"pesan {n}"))
    async with db.transaction() as tx:
        said.save_sent(tx, [(chat.id, 2)], NOW)

    assert [turn.seq for turn in await said.list_unsent(db, NOW)] == [3]


async def test_what_was_said_a_moment_ago_is_still_on_its_way(db: Database):
    chat = await a_chat(db)
    await say(db, chat, "k1", reply(), at=NOW)

    assert await said.list_unsent(db, later(seconds=-30)) == []


async def test_a_page_that_comes_back_is_told_what_it_missed(db: Database):
    chat, other = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    for n in (1, 2, 3):
        await say(db, chat, f"k{n}", reply(f"pesan {n}"))
    await say(db, other, "k1", reply("bukan untuk Anda"))

    missed = await said.list_since(db, "web", "hp1", 1)

    assert [turn.seq for turn in missed] == [2, 3]
    assert await said.list_since(db, "web", "hp1", 3) == []
    assert await said.list_since(db, "telegram", "hp1", 0) == []


async def test_what_was_said_is_forgotten_after_two_days(db: Database):
    chat = await a_chat(db, person=SITI)
    await say(db, chat, "old", reply(), at=NOW)
    await say(db, chat, "old and unsent", reply(), at=NOW)
    await say(db, chat, "new", reply(), at=later(hours=47))
    async with db.transaction() as tx:
        said.save_sent(tx, [(chat.id, 1), (chat.id, 3)], NOW)
        assert await said.purge(tx, later(hours=48, seconds=1)) == 2

    rows = await db.read("SELECT event_key FROM said ORDER BY seq")
    assert [row["event_key"] for row in rows] == ["new"]


async def test_a_chat_nobody_agreed_in_is_forgotten_too(db: Database):
    stranger = await a_chat(db, "hp1")
    await say(db, stranger, "k1", reply())
    kept = await a_chat(db, "hp2", SITI)
    await say(db, kept, "k1", reply())
    between = await a_chat(db, "hp3", SITI)  # agreed here, and nobody is at it now
    async with db.transaction() as tx:
        chats.save_person(tx, between.id, None)
        people.save_wrong_code(tx, stranger.id, NOW)
        await said.purge(tx, later(hours=49))

    rows = await db.read("SELECT address FROM chat ORDER BY address")
    assert [row["address"] for row in rows] == ["hp2", "hp3"]
    assert await db.read("SELECT * FROM wrong_code") == []


async def test_what_was_delivered_and_not_read_is_known_up_to_what_a_page_has_shown(db: Database):
    chat, other = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    async with db.transaction() as tx:
        tx.write("INSERT INTO mailing (id, kind, due_at, made_at) VALUES (1, 'siaran', '', '')")
        for number, state in ((1, "accepted"), (2, "accepted"), (3, "pending")):
            tx.write(
                "INSERT INTO outbox (id, mailing_id, person_id, state, due_at, at)"
                " VALUES ($1, 1, $1, $2, '', '')",
                number,
                state,
            )
    await say(db, chat, "k1", reply())
    await say(db, chat, "kirim:1", reply("Besok rapat."))
    await say(db, chat, "kirim:3", reply("Belum."))
    await say(db, other, "kirim:2", reply("Besok rapat."))

    async def unread(address: str, seq: int, channel: str = "web") -> int:
        return await said.find_unread(db, channel, address, seq)

    assert [await unread("hp1", seq) for seq in (1, 2, 9)] == [0, chat.id, chat.id]
    assert await unread("hp2", 1) == other.id
    assert [await unread("hp3", 9), await unread("hp1", 9, "telegram")] == [0, 0]
    async with db.transaction() as tx:
        await outbox.save_read(tx, chat.id, 2, NOW)
    assert [await unread("hp1", 9), await unread("hp2", 9)] == [0, other.id]


async def test_others_are_told_in_a_few_statements_each_with_its_own_number(db: Database):
    first, second = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    await say(db, first, "k1", reply("jawaban"))
    told = [(first.id, reply("A")), (second.id, reply("B")), (first.id, reply("C"))]
    async with db.transaction() as tx:
        assert await said.save_told(tx, [], "web:hp9:k9", NOW) == []
        found = await said.save_told(tx, [*told, (9999, reply("D"))], "web:hp9:k9", NOW)

    assert [(s.address, s.seq, s.event_key, s.replies[0][0]) for s in found] == [
        ("hp1", 2, "web:hp9:k9:1", reply("A")),
        ("hp2", 1, "web:hp9:k9:0", reply("B")),
        ("hp1", 3, "web:hp9:k9:2", reply("C")),
    ]
    assert not any(s.paced for s in found)
    async with db.transaction() as tx:
        chat = await chats.find(tx, first.id)
    assert chat is not None
    assert chat.seq == 3
    unsent = await said.list_unsent(db, NOW)
    assert [(s.seq, s.paced) for s in unsent if s.address == "hp1"] == [
        (1, False), (2, True), (3, True),
    ]  # fmt: skip


async def test_many_wait_their_turn(db: Database):
    many = [await a_chat(db, f"hp{n}") for n in range(said.FEW + 1)]
    async with db.transaction() as tx:
        told = [(chat.id, reply()) for chat in many]
        found = await said.save_told(tx, told, "web:hp9:k9", NOW)

    assert all(s.paced for s in found)
