"""Updates that are brought instead of fetched."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.core.dialog import Text
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, MakeBot, Naps, Taken


@pytest.fixture
async def bot(make_bot: MakeBot) -> Telegram:
    return await make_bot()


@pytest.fixture
async def address(bot: Telegram) -> AsyncIterator[str]:
    """The web server the bot will stand behind: 200 when committed, else 500."""

    async def on_update(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "rahasia-1":
            return web.Response(status=403)
        try:
            await bot.on_webhook(await request.read())
        except OSError:
            return web.Response(status=500)
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram", on_update)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/telegram"
    await runner.cleanup()


async def test_updates_are_brought_and_taken_in_order(
    bot: Telegram, server: FakeTelegram, address: str, taken: Taken
):
    server.say(ANI, "sebelum")
    await bot.set_webhook(address, "rahasia-1")
    server.say(ANI, "sesudah")
    await server.quiet()

    assert [each.event for each in taken.committed] == [Text("sebelum"), Text("sesudah")]
    assert bot.answering
    [request] = server.named("setWebhook")
    assert json.loads(request["allowed_updates"]) == [
        "message",
        "callback_query",
        "my_chat_member",
    ]


async def test_what_was_not_committed_is_brought_again(
    bot: Telegram, server: FakeTelegram, address: str, taken: Taken
):
    taken.failures = [OSError("disk full")]
    await bot.set_webhook(address, "rahasia-1")

    server.say(ANI, "Halo")
    await server.quiet()

    assert server.updates.failures == [500]
    assert len(taken.begun) == 2
    assert len(taken.committed) == 1


async def test_setting_the_webhook_is_tried_until_telegram_agrees(
    bot: Telegram, server: FakeTelegram, address: str, naps: Naps
):
    server.refuse(429, "Too Many Requests: retry after 1", method="setWebhook", retry_after=1)
    server.refuse(500, "Internal Server Error", method="setWebhook")

    await bot.set_webhook(address, "rahasia-1")

    assert naps.seconds == [1.0, 2.0]
    assert server.updates.webhook


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"\xff"', b'{"update_id":1,"message":5}'])
async def test_what_cannot_be_read_is_answered_200_and_forgotten(
    bot: Telegram, taken: Taken, body: bytes
):
    with capture_logs() as logs:
        await bot.on_webhook(body)

    assert taken.begun == []
    assert len(logs) == 1


async def test_an_update_may_come_parsed(bot: Telegram, server: FakeTelegram, taken: Taken):
    server.say(ANI, "Halo")

    await bot.on_webhook(server.updates.waiting[0])

    assert [each.event for each in taken.committed] == [Text("Halo")]
