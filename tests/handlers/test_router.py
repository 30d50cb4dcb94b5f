"""One event, one transaction, once; and what happens when something goes wrong."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import pytest

from bot.core.dialog import Blocked, Reply, Tap, Text
from bot.handlers import dispatch, menu, routes
from bot.storage import said
from bot.storage.said import Spoken
from tests.learner import answer, load_attempt, question
from tests.phone import Phone, Town, texts

Log = list[MutableMapping[str, Any]]


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


async def test_the_same_event_again_runs_no_rule_and_is_answered_alike(town: Town):
    phone = await town.guest()
    event = Tap("hal:s1-selamat-datang", "1.0")

    first = await phone.send(event, key="x1")
    seen = await town.rows("page_seen")
    again = await phone.send(event, key="x1")

    assert texts(again) == texts(first)
    assert [message.name for message in again] == [message.name for message in first]
    assert [row["last_at"] for row in await town.rows("page_seen")] == [
        row["last_at"] for row in seen
    ]


async def test_an_event_delivered_twice_at_once_runs_once(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    tap = kpps.incoming(Tap(asked.right), key="twice")

    await asyncio.gather(*(town.router.take(tap) for _ in range(5)))

    assert await town.count("answer") == 1
    assert len(await town.rows("said", "event_key = 'twice'")) == 1
    assert len(set(texts(kpps.heard[-5:]))) == 1


async def test_two_different_answers_tapped_at_once_are_one_answer(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    taps = [kpps.incoming(Tap(action)) for action in (asked.right, asked.wrong)]

    await asyncio.gather(*(town.router.take(tap) for tap in taps))

    [given] = await town.rows("answer")
    assert given["is_right"] == 1
    right, late = texts(kpps.heard[-2:])
    assert right == late, "the late tap is shown the answer that counts"


async def test_events_of_one_chat_are_taken_in_order(town: Town, kpps: Phone):
    pages = [page.id for page in town.content.sessions[0].pages]
    taps = [kpps.incoming(Tap(f"hal:{page}")) for page in pages]

    await asyncio.gather(*(town.router.take(tap) for tap in taps))

    rows = await town.rows("said", "event_key LIKE 'k%' ORDER BY seq")
    assert [row["event_key"] for row in rows[-len(taps) :]] == [tap.key for tap in taps]
    titles = [message.text.splitlines()[0] for message in kpps.heard[-len(pages) :]]
    assert titles == [page.title for page in town.content.sessions[0].pages]


async def test_chats_do_not_wait_for_one_another(town: Town, monkeypatch: pytest.MonkeyPatch):
    slow = asyncio.Event()

    async def on_other_text(event: Text, *_: object) -> list[Reply]:
        if event.text == "lambat":
            await slow.wait()
        return []

    first, second = await town.guest("hp1"), await town.guest("hp2")
    monkeypatch.setattr(menu, "on_other_text", on_other_text)
    waiting = asyncio.create_task(town.router.take(first.incoming(Text("lambat"))))

    await asyncio.wait_for(town.router.take(second.incoming(Text("cepat"))), timeout=5)

    assert not waiting.done()
    slow.set()
    await waiting


async def test_a_fault_of_ours_is_apologised_for_and_leaves_nothing_behind(
    town: Town, kpps: Phone, faults: Log, monkeypatch: pytest.MonkeyPatch
):
    async def on_menu(_tap: Tap, chat: Any, deps: Any) -> list[Reply]:
        deps.tx.write("UPDATE chat SET language = 'en' WHERE id = $1", chat.id)
        raise ZeroDivisionError

    monkeypatch.setattr(dispatch, "TAPS", {**routes.TAPS, "menu": on_menu})

    await kpps.tap("menu")

    [fault] = [entry for entry in faults if entry["event"] == "turn failed"]
    faults.remove(fault)
    assert fault["error_id"] in kpps.text
    assert fault["event_kind"] == "Tap"
    assert (await kpps.chat()).language == "id", "what the handler wrote is undone"
    monkeypatch.undo()
    assert "Menu" in (await kpps.tap("menu"))[0].text


async def test_a_fault_is_apologised_for_once_however_often_the_event_comes(
    town: Town, kpps: Phone, faults: Log, monkeypatch: pytest.MonkeyPatch
):
    async def on_menu(*_: object) -> list[Reply]:
        raise ZeroDivisionError

    monkeypatch.setattr(dispatch, "TAPS", {**routes.TAPS, "menu": on_menu})
    first = await kpps.send(Tap("menu"), key="x")
    monkeypatch.undo()

    again = await kpps.send(Tap("menu"), key="x")

    assert texts(again) == texts(first)
    faults.clear()


async def test_an_apology_that_was_committed_meanwhile_is_only_repeated(
    town: Town, kpps: Phone, faults: Log, monkeypatch: pytest.MonkeyPatch
):
    """The turn fails after another process has answered the same event."""
    first = await kpps.send(Tap("menu"), key="x")

    async def fail(*_: object) -> list[Spoken]:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.handlers.router.Router._answer", fail)
    again = await kpps.send(Tap("menu"), key="x")

    assert texts(again) == texts(first)
    faults.clear()


async def test_what_was_committed_and_not_sent_goes_out_at_the_next_start(town: Town, kpps: Phone):
    town.delivering = False
    await kpps.tap("menu")
    await kpps.tap("materi")
    await town.guest("hp2")
    town.delivering = True

    unsent = await said.list_unsent(town.db, town.clock.now())

    mine = [spoken for spoken in unsent if spoken.address == "hp1"]
    assert [spoken.seq for spoken in mine] == sorted(spoken.seq for spoken in mine)
    for spoken in mine[-2:]:
        kpps.receive(spoken)
    assert [text.splitlines()[0][:4] for text in texts(kpps.heard[-2:])] == ["Menu", "Mate"]


async def test_a_delivery_that_breaks_loses_nothing(town: Town, kpps: Phone):
    def broken(_spoken: Spoken, _ticket: str) -> None:
        raise RuntimeError("the process dies here")

    town.router.deliver = broken
    with pytest.raises(RuntimeError):
        await kpps.tap("hal:s1-selamat-datang")
    town.restart()

    assert await town.count("page_seen") == 1
    last = (await said.list_unsent(town.db, town.clock.now()))[-1]
    assert "Selamat datang" in last.replies[0][0].text
    await kpps.tap("menu")
    assert "1/11" in kpps.text


async def test_a_tap_replaces_the_message_it_hangs_on(kpps: Phone):
    await kpps.tap("menu")
    menu, count = kpps.screen, len(kpps.messages)

    await kpps.tap("materi", menu.name)

    assert len(kpps.messages) == count
    assert kpps.screen.name != menu.name
    await kpps.type("/materi")
    assert len(kpps.messages) == count + 1


async def test_only_the_answer_to_the_tap_carries_its_ticket(town: Town, kpps: Phone):
    second = town.phone("hp2")
    await second.start(town.code("004", "KPPS", 3))
    code = town.code("004", "KPPS", 3)
    await second.tap(f"kenal:{code}")
    town.tickets.clear()

    await town.router.take(replace(second.incoming(Tap(f"setuju:{code}:2")), ticket="t1"))

    assert town.tickets == ["t1", ""]


async def test_whoever_writes_again_is_no_longer_marked_as_blocking(kpps: Phone):
    await kpps.block()
    assert (await kpps.chat()).blocked_at is not None
    assert kpps.heard == []

    await kpps.type("/menu")

    assert (await kpps.chat()).blocked_at is None


async def test_letting_the_bot_back_in_unmarks_too_and_says_nothing(kpps: Phone):
    await kpps.block()
    await kpps.unblock()

    assert (await kpps.chat()).blocked_at is None
    assert kpps.heard == []


async def test_blocking_twice_keeps_the_chat_marked(kpps: Phone):
    await kpps.send(Blocked())
    await kpps.send(Blocked())

    assert (await kpps.chat()).blocked_at is not None


async def test_a_late_tap_on_an_old_question_changes_nothing(kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)
    await answer(kpps, right=False)
    feedback = kpps.text

    await kpps.tap(asked.right)

    assert kpps.text == feedback
    assert (await load_attempt(kpps, asked.attempt.id)).answers[0].right is False
