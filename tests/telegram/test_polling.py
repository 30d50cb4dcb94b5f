"""No update is lost, none is confirmed too early, no chat waits for another."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import polling
from bot.core.dialog import Blocked, Start, Text, Unblocked
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, BUDI, MakeBot, Naps, Taken, running


async def test_what_people_do_arrives_in_order(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    await make_bot(polling=True)

    server.start(ANI, "BEJI-0417")
    server.say(ANI, "Halo")
    server.block(ANI)
    server.unblock(ANI)
    await server.quiet()

    assert [each.event for each in taken.committed] == [
        Start("BEJI-0417"), Text("Halo"), Blocked(), Unblocked(),
    ]  # fmt: skip
    assert {(each.channel, each.address) for each in taken.committed} == {("telegram", str(ANI))}


async def test_a_slow_chat_holds_up_itself_alone(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    gate = taken.gates[str(ANI)] = asyncio.Event()
    for text in ("1", "2"):
        server.say(ANI, text)
        server.say(BUDI, text)
    await make_bot(polling=True)

    await taken.until(lambda: len(taken.committed) == 2)

    assert [each.address for each in taken.committed] == [str(BUDI)] * 2
    assert [each.event for each in taken.begun if each.address == str(ANI)] == [Text("1")]
    gate.set()
    await taken.until(lambda: len(taken.committed) == 4)
    assert [each.event for each in taken.committed[2:]] == [Text("1"), Text("2")]


async def test_the_next_updates_are_asked_for_when_all_have_committed(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    gate = taken.gates[str(ANI)] = asyncio.Event()
    server.say(ANI, "1")
    await make_bot(polling=True)
    await taken.until(lambda: taken.begun)

    server.say(BUDI, "2")
    for _ in range(50):
        await asyncio.sleep(0)

    assert (server.polls, len(server.updates.waiting)) == (1, 2)
    gate.set()
    await server.until(lambda: not server.updates.waiting)
    assert len(taken.committed) == 2


async def test_a_crash_before_the_commit_brings_the_update_again(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(polling, "STOP_SECONDS", 0)
    gate = taken.gates[str(BUDI)] = asyncio.Event()
    server.say(ANI, "1")
    lost = server.say(BUDI, "2")
    server.say(ANI, "3")
    bot = await make_bot()
    async with running(bot.poll()):
        await taken.until(lambda: len(taken.committed) == 2)
    await bot.close()

    assert [update["update_id"] for update in server.updates.waiting] == [lost, lost + 1]
    gate.set()
    await make_bot(polling=True)
    await server.quiet()

    assert taken.keys[2:] == [f"u{lost}", f"u{lost + 1}"]


async def test_a_stop_lets_what_is_being_handled_commit_and_confirms_it(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    gate = taken.gates[str(ANI)] = asyncio.Event()
    server.say(ANI, "1")
    bot = await make_bot()
    async with running(bot.poll()) as poll:
        await taken.until(lambda: taken.begun)
        poll.cancel()
        await asyncio.sleep(0)
        gate.set()
    await bot.close()

    assert len(taken.committed) == 1
    assert server.updates.waiting == []


async def test_what_cannot_be_stored_is_tried_again_and_not_confirmed(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken, naps: Naps
):
    taken.failures = [OSError("disk full: Halo"), OSError("disk full: Halo")]
    number = server.say(ANI, "Halo")

    with capture_logs() as logs:
        await make_bot(polling=True)
        await server.quiet()

    assert taken.keys == [f"u{number}"]
    assert naps.seconds == [1.0, 2.0]
    assert [(log["update_id"], log["error"]) for log in logs] == [(number, "OSError")] * 2
    assert "Halo" not in str(logs)


async def test_a_malformed_update_is_skipped_confirmed_and_logged_by_its_number(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    server.updates.queue({"update_id": 600_000_000, "message": {"text": "rahasia"}})
    server.updates.last = 600_000_000
    server.say(ANI, "Halo")

    with capture_logs() as logs:
        await make_bot(polling=True)
        await server.quiet()

    assert [each.event for each in taken.committed] == [Text("Halo")]
    assert [log.get("update_id") for log in logs] == [600_000_000]
    assert "rahasia" not in str(logs)


async def test_updates_without_a_number_are_no_reason_to_ask_without_end(
    server: FakeTelegram, make_bot: MakeBot, naps: Naps
):
    server.garble(b'{"ok":true,"result":[{},5]}', method="getUpdates")

    await make_bot(polling=True)
    await server.until(lambda: server.polls)

    assert naps.seconds == [1.0]


async def test_bytes_that_are_no_utf8_are_replaced(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    server.say(ANI, "Halo XX")
    body = json.dumps({"ok": True, "result": server.updates.waiting}).encode()
    server.garble(body.replace(b"XX", b"\xff"), method="getUpdates")

    await make_bot(polling=True)
    await server.quiet()

    assert [each.event for each in taken.committed] == [Text("Halo \ufffd")]
