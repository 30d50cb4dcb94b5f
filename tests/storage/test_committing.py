"""How turns' commits travel together, queue with others, and are cancelled."""

import asyncio

import pytest

from bot.storage.engine import Conflict
from tests.storage.builders import INSERT, put, values
from tests.storage.turns import held, tap, until, waiting

only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


# --- one hop --------------------------------------------------------------------------------


@only_sqlite
async def test_a_tap_takes_one_hop_to_the_thread_of_sqlite(db, hops):
    hops()
    await tap(db, "a", "b", "c")
    assert hops() == 1


@only_sqlite
async def test_turns_that_end_together_share_a_hop_and_each_is_its_own_transaction(db, hops):
    said: list[str] = []
    await db._writer.set_trace_callback(said.append)
    hops()

    await asyncio.gather(*(tap(db, f"a{number}", f"b{number}") for number in range(20)))

    assert hops() == 1
    assert said.count("BEGIN IMMEDIATE") == said.count("COMMIT") == 20
    assert [line[:6] for line in said[:8]] == ["BEGIN ", "INSERT", "INSERT", "COMMIT"] * 2
    assert len(await values(db)) == 40


@only_sqlite
async def test_whoever_comes_while_a_hop_is_under_way_shares_the_next(db, hops):
    hops()
    first = asyncio.create_task(tap(db, "a"))
    await until(lambda: db._committer._carrier and not db._committer._waiting)
    await asyncio.gather(first, *(tap(db, f"b{number}") for number in range(10)))

    assert hops() == 2
    assert len(await values(db)) == 11


async def test_a_conflict_is_raised_to_its_own_turn_and_touches_no_other(db):
    await put(db, "b")

    ended = await asyncio.gather(
        tap(db, "a"), tap(db, "lost", "b"), tap(db, "c"), return_exceptions=True
    )

    assert [type(error) for error in ended] == [type(None), Conflict, type(None)]
    assert set(await values(db)) == {"a", "b", "c"}


async def test_of_turns_with_the_same_key_one_is_first(db):
    ended = await asyncio.gather(*(tap(db, "same") for _ in range(10)), return_exceptions=True)

    assert [type(error) for error in ended].count(Conflict) == 9
    assert set(await values(db)) == {"same"}


async def test_a_turn_with_a_fault_fails_by_itself(db):
    async def faulty() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "lost", "")
            tx.write("UPDATE no_such SET x = 1")

    first, fault, last = await asyncio.gather(
        tap(db, "a"), faulty(), tap(db, "b"), return_exceptions=True
    )

    assert "no_such" in str(fault)
    assert (first, last) == (None, None)
    assert not isinstance(fault, Conflict)
    assert set(await values(db)) == {"a", "b"}


# --- queueing -------------------------------------------------------------------------------


@only_sqlite
async def test_turns_wait_for_an_open_transaction_and_then_go_together(db, hops):
    async with held(db):
        tasks = await waiting(db, "a", "b", "c")
        for _ in range(20):
            await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)
        hops()
    await asyncio.gather(*tasks)

    assert hops() == 2  # the COMMIT of the one, and all of theirs
    assert set(await values(db)) == {"held", "a", "b", "c"}


async def test_a_transaction_gets_its_chance_while_turns_keep_coming(db):
    over, count = asyncio.Event(), 0

    async def goes_on(who: int) -> None:
        nonlocal count
        while not over.is_set():
            count += 1
            await tap(db, f"{who}.{count}")

    crowd = [asyncio.create_task(goes_on(who)) for who in range(6)]
    await until(lambda: count > 20)
    async with asyncio.timeout(5):
        await put(db, "ours")
        await put(db, "ours too")
    over.set()
    await asyncio.gather(*crowd)

    assert {"ours", "ours too"} <= set(await values(db))
    assert len(await values(db)) == count + 2


@only_sqlite
async def test_a_transaction_waits_for_no_more_than_the_hop_under_way(db):
    tasks = await waiting(db, "first")
    await until(lambda: not db._committer._waiting)
    tasks.append(asyncio.create_task(put(db, "ours")))
    await asyncio.sleep(0)
    tasks += await waiting(db, "a later one")
    await asyncio.gather(*tasks)

    committed = await db.read("SELECT key FROM meta ORDER BY rowid")
    assert [row["key"] for row in committed] == ["first", "ours", "a later one"]


# --- cancellation ---------------------------------------------------------------------------


@only_sqlite
async def test_cancelled_before_its_writes_set_out_a_turn_writes_nothing(db):
    async with held(db):
        one, two, three = await waiting(db, "a", "b", "c")
        two.cancel()
        await asyncio.gather(two, return_exceptions=True)
        assert two.cancelled()
    await asyncio.gather(one, three)

    assert set(await values(db)) == {"held", "a", "c"}


@only_sqlite
async def test_cancelled_on_the_way_a_turn_breaks_no_other(db):
    one, two, three = await waiting(db, "a", "b", "c")
    await until(lambda: not db._committer._waiting)
    two.cancel()
    await asyncio.gather(one, three)

    assert two.cancelled()
    assert set(await values(db)) == {"a", "b", "c"}


async def test_cancelled_at_any_step_all_or_nothing_is_kept(db):
    async def blind(steps: int) -> None:
        await tap(db, f"a{steps}", f"b{steps}")

    async def answered(steps: int) -> None:
        async with db.turn() as tx:
            tx.write(INSERT, f"c{steps}", "")
            await tx.fetch("SELECT * FROM meta")
            tx.write(INSERT, f"d{steps}", "")

    async def other(steps: int) -> None:
        await tap(db, f"e{steps}")

    for steps in range(1, 25):
        doomed = [asyncio.create_task(blind(steps)), asyncio.create_task(answered(steps))]
        safe = asyncio.create_task(other(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        async with asyncio.timeout(5):
            await safe

    kept = set(await values(db))
    for steps in range(1, 25):
        assert f"e{steps}" in kept
        assert (f"a{steps}" in kept) == (f"b{steps}" in kept)
        assert (f"c{steps}" in kept) == (f"d{steps}" in kept)


@only_sqlite
async def test_timed_out_while_it_waits_to_be_alone_a_turn_is_lost(db):
    async def carries_on() -> None:
        async with db.turn() as tx:
            tx.write(INSERT, "a", "")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await tx.alone()

    async with held(db):
        with pytest.raises(RuntimeError, match="lost"):
            await carries_on()

    assert set(await values(db)) == {"held"}


@only_sqlite
@pytest.mark.parametrize("under_way", [False, True])
async def test_cancelled_with_its_event_loop_the_carrier_leaves_nobody_waiting(db, under_way):
    if under_way:
        tasks = await waiting(db, "a", "b")
        await until(lambda: not db._committer._waiting)
        tasks += await waiting(db, "c")
        db._committer._carrier.cancel()
        await asyncio.wait(tasks, timeout=5)
    else:
        async with held(db):
            tasks = await waiting(db, "a", "b")
            await asyncio.sleep(0)
            db._committer._carrier.cancel()
            await asyncio.wait(tasks, timeout=5)

    assert all(task.cancelled() for task in tasks)
    await tap(db, "next")
    assert ({"a", "b", "c"} & set(await values(db))) == ({"a", "b"} if under_way else set())
