"""How the fake Telegram lets updates go: long polling, and a webhook."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import web

from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, BUDI, running


class Poller:
    """Asks the fake for updates, by hand."""

    def __init__(self, session: aiohttp.ClientSession, server: FakeTelegram) -> None:
        self._session = session
        self._server = server

    async def get(self, **fields: Any) -> dict[str, Any]:
        return await self.call("getUpdates", **fields)

    async def call(self, method: str, **fields: Any) -> dict[str, Any]:
        url = f"{self._server.url}/bot{self._server.token}/{method}"
        async with self._session.post(url, data=fields) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def begin(self, **fields: Any) -> asyncio.Task[dict[str, Any]]:
        """Begin a long poll; return once the server is waiting."""
        polls = self._server.polls
        task = asyncio.create_task(self.get(timeout=50, **fields))
        updates = self._server.updates
        await self._server.until(lambda: self._server.polls > polls and updates.is_polled)
        return task


@pytest.fixture
async def poller(server: FakeTelegram) -> AsyncIterator[Poller]:
    async with aiohttp.ClientSession() as session:
        yield Poller(session, server)


async def test_a_long_poll_waits_for_the_next_update(server: FakeTelegram, poller: Poller):
    waiting = await poller.begin()
    assert not waiting.done()

    number = server.say(ANI, "Halo")

    [update] = (await waiting)["result"]
    assert (update["update_id"], update["message"]["text"]) == (number, "Halo")


async def test_an_update_comes_again_until_the_next_offset_confirms_it(
    server: FakeTelegram, poller: Poller
):
    first, second = server.say(ANI, "1"), server.say(ANI, "2")

    for offset, expected in ((0, [first, second]), (first, [first, second]), (second, [second])):
        answer = await poller.get(offset=offset)
        assert [update["update_id"] for update in answer["result"]] == expected
    assert (await poller.get(limit=1))["result"][0]["update_id"] == second


async def test_the_second_poller_ends_the_first_one(server: FakeTelegram, poller: Poller):
    first = await poller.begin()

    second = await poller.begin()

    assert (await first)["error_code"] == 409
    assert "terminated by other getUpdates request" in (await first)["description"]
    server.say(ANI, "Halo")
    assert len((await second)["result"]) == 1


async def test_polling_is_refused_while_a_webhook_is_set(server: FakeTelegram, poller: Poller):
    waiting = await poller.begin()
    await poller.call("setWebhook", url="https://bimtek.contoh.id/telegram")

    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    answer = await poller.get()
    await poller.call("deleteWebhook")

    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: can't use getUpdates method while webhook")
    assert (await poller.get())["ok"]


async def test_kinds_of_updates_stay_as_last_asked_for(server: FakeTelegram, poller: Poller):
    await poller.get(allowed_updates=json.dumps(["message"]))

    server.say(ANI, "Halo")
    server.block(ANI)

    [update] = (await poller.get())["result"]
    assert "message" in update
    assert (await poller.get(allowed_updates="["))["error_code"] == 400


async def test_bad_webhooks_are_refused(poller: Poller):
    http = await poller.call("setWebhook", url="http://bimtek.contoh.id/telegram")
    secret = await poller.call("setWebhook", url="https://contoh.id/", secret_token="rahasia!")

    assert (
        http["description"]
        == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )
    assert secret["description"] == "Bad Request: secret token contains unallowed characters"


async def test_a_webhook_gets_its_secret_and_each_update_until_it_answers_200(poller: Poller):
    naps: list[float] = []
    brought: list[tuple[str, str]] = []
    answers = [500, 503, 200, 200]

    async def on_update(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        brought.append((secret, (await request.json())["message"]["text"]))
        return web.Response(status=answers.pop(0))

    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    app = web.Application()
    app.router.add_post("/telegram", on_update)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]

    async with FakeTelegram(sleep=sleep) as server:
        poller._server = server
        await poller.call("setWebhook", url=f"http://{host}:{port}/telegram", secret_token="R-1")
        server.say(ANI, "satu")
        server.say(ANI, "dua")
        await server.quiet()

    await runner.cleanup()
    assert brought == [("R-1", "satu")] * 3 + [("R-1", "dua")]
    assert naps == [0.0, 1.0]
    assert server.updates.failures == [500, 503]


async def test_a_bot_we_did_not_write_works_on_it(server: FakeTelegram):
    """The proof that the fake is a Telegram: aiogram, whole, over HTTP."""
    dispatcher = Dispatcher()
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Mulai", callback_data="mulai")]]
    )

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        await message.answer(f"<b>{message.text}</b>", parse_mode="HTML", reply_markup=markup)

    @dispatcher.callback_query()
    async def on_tap(query: CallbackQuery) -> None:
        await query.answer("Baik")
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"Anda menekan {query.data}")

    api = TelegramAPIServer.from_base(server.url)
    bot = Bot(server.token, session=AiohttpSession(api=api))
    async with running(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    ):
        server.say(ANI, "Halo")
        server.say(BUDI, "Hai")
        await server.until(lambda: server.screen(ANI) and server.screen(BUDI))
        assert server.texts(ANI) == ["Halo"]
        server.tap(ANI, "Mulai")
        await server.until(lambda: server.texts(ANI) == ["Anda menekan mulai"])
        await dispatcher.stop_polling()
    await bot.session.close()

    assert [answer["text"] for answer in server.world.answers] == ["Baik"]
