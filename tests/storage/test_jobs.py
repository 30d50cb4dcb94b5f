"""The queue of long work, and the documents that it makes; on both databases."""

from datetime import timedelta

from bot.core.dialog import Reply
from bot.storage import jobs, said
from bot.storage.engine import Database
from bot.storage.jobs import Job
from tests.storage.folk import NOW, a_chat, later, reply, say


async def ask(db: Database, kind: str = "kit", **args: object) -> int:
    chat = await a_chat(db, f"hp-{kind}")
    async with db.transaction() as tx:
        return await jobs.ask(tx, kind, args, (chat.id, None), NOW)


async def job(db: Database, number: int) -> Job:
    async with db.transaction() as tx:
        found = await jobs.load(tx, number)
    assert found
    return found


async def begin(db: Database, number: int) -> None:
    async with db.transaction() as tx:
        jobs.save_begun(tx, number)


async def end(db: Database, number: int, failure: str = "") -> bool:
    async with db.transaction() as tx:
        return await jobs.save_ended(tx, number, later(minutes=1), failure)


async def test_work_waits_in_the_order_it_was_asked_for(db: Database):
    first, second = await ask(db, area=1), await ask(db, "roster-stage", ref="a", name="é😀")

    waiting = await jobs.next_waiting(db)
    assert waiting
    assert (waiting.id, waiting.kind, waiting.args, waiting.tries) == (
        first,
        "kit",
        {"area": 1},
        0,
    )
    await begin(db, first)
    waiting = await jobs.next_waiting(db)
    assert waiting
    assert (waiting.id, waiting.args) == (second, {"ref": "a", "name": "é😀"})
    await begin(db, second)
    assert await jobs.next_waiting(db) is None


async def test_ended_work_keeps_what_came_of_it_or_why_it_failed(db: Database):
    done, failed = await ask(db), await ask(db)
    for number in (done, failed):
        await begin(db, number)
        async with db.transaction() as tx:
            jobs.save_progress(tx, number, 3, 9)
            jobs.save_result(tx, number, {"run": 7})

    assert await end(db, done)
    assert await end(db, failed, "Berkas rusak.")

    one, other = await job(db, done), await job(db, failed)
    assert (one.state, one.note, one.done, one.total) == ("done", '{"run": 7}', 3, 9)
    assert (other.state, other.note) == ("failed", "Berkas rusak.")
    assert [untold.id for untold in await jobs.list_untold(db)] == [done, failed]
    async with db.transaction() as tx:
        jobs.save_told(tx, done)
    assert [untold.id for untold in await jobs.list_untold(db)] == [failed]


async def test_only_running_work_ends(db: Database):
    number = await ask(db)
    assert not await end(db, number)
    await begin(db, number)
    assert await end(db, number)

    assert not await end(db, number, "terlambat")

    assert (await job(db, number)).state == "done"


async def test_work_that_is_given_back_was_not_begun_and_a_crash_was(db: Database):
    given_back, crashed = await ask(db), await ask(db)
    for number in (given_back, crashed):
        await begin(db, number)
    async with db.transaction() as tx:
        await jobs.give_back(tx, given_back)
        assert await jobs.restart_running(tx) == 1
        await jobs.give_back(tx, crashed)  # not running any more: nothing happens

    states = [await job(db, number) for number in (given_back, crashed)]
    assert [(one.state, one.tries) for one in states] == [("waiting", 0), ("waiting", 1)]


async def test_files_are_needed_until_their_work_has_ended(db: Database):
    one = await ask(db, "roster-stage", ref="satu")
    await ask(db, "roster-stage", ref="dua")
    await begin(db, one)
    assert await jobs.list_refs(db) >= {"satu", "dua"}

    await end(db, one, "x")

    assert "satu" not in await jobs.list_refs(db)


async def test_a_document_is_read_until_it_is_forgotten(db: Database):
    chat = await a_chat(db)
    async with db.transaction() as tx:
        made = await jobs.save_document(
            tx, chat.id, "kit é.pdf", "application/pdf", b"\x00\xff", NOW
        )

    assert await jobs.read_document(db, made.id) == made
    assert await jobs.read_document(db, made.id + 1) is None
    async with db.transaction() as tx:
        await jobs.purge(tx, NOW + timedelta(hours=49))
    assert await jobs.read_document(db, made.id) is None


async def test_a_chat_that_was_asked_for_a_file_is_known(db: Database):
    asked, other = await a_chat(db, "hp1"), await a_chat(db, "hp2")
    await say(db, asked, "k1", Reply(reply().text, ask_file="Kirim berkas"))
    await say(db, asked, "k2", reply())
    await say(db, other, "k1", reply())

    assert await said.asks_for_file(db, "web", "hp1")
    assert not await said.asks_for_file(db, "web", "hp2")
    assert not await said.asks_for_file(db, "web", "hp3")
