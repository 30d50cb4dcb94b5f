"""When Telegram itself is in trouble, or someone else has our token."""

from structlog.testing import capture_logs

from bot.core.dialog import Text
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, Call, MakeBot, Naps, Taken


async def test_trouble_is_waited_out_longer_and_longer_and_logged_once(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken, naps: Naps
):
    server.refuse(502, "Bad Gateway", method="getUpdates", times=7)

    with capture_logs() as logs:
        await make_bot(polling=True)
        server.say(ANI, "Halo")
        await server.quiet()

    assert naps.seconds == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert [log["event"] for log in logs] == [
        "Telegram belum dapat dihubungi; dicoba terus.",
        "Telegram menjawab lagi.",
    ]
    assert len(taken.committed) == 1


async def test_a_dropped_poll_loses_nothing(server: FakeTelegram, make_bot: MakeBot, taken: Taken):
    server.say(ANI, "1")
    server.drop(handled=True, method="getUpdates")
    server.drop(handled=False, method="getUpdates")
    server.garble(method="getUpdates")

    await make_bot(polling=True)
    await server.quiet()

    assert [each.event for each in taken.committed] == [Text("1")]


async def test_a_refused_token_is_named_and_tried_every_minute(
    server: FakeTelegram, make_bot: MakeBot, naps: Naps
):
    with capture_logs() as logs:
        bot = await make_bot(polling=True, token="700000001:salah")
        await naps.until(lambda: len(naps.seconds) >= 2)

    assert set(naps.seconds) == {60.0}
    assert [log["event"] for log in logs] == [
        "Telegram menolak token bot. Periksa BOT_TOKEN; dicoba lagi setiap menit."
    ]
    assert "salah" not in str(logs)
    assert not bot.answering


async def test_telegram_says_how_long_to_wait(server: FakeTelegram, make_bot: MakeBot, naps: Naps):
    server.refuse(429, "Too Many Requests: retry after 17", method="getUpdates", retry_after=17)

    await make_bot(polling=True)
    await server.until(lambda: server.polls == 1)

    assert naps.seconds == [17.0]


async def test_nonsense_from_the_server_does_not_end_the_polling(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken, naps: Naps
):
    for nonsense in (b"{}", b'{"ok":true,"result":{}}', b'{"ok":true,"result":true}'):
        server.garble(nonsense, method="getMe")

    bot = await make_bot(polling=True)
    server.say(ANI, "Halo")
    await server.quiet()

    assert len(taken.committed) == 1
    assert bot.username == "bimtek_contoh_bot"


async def test_a_second_program_with_our_token_is_reported(
    server: FakeTelegram, make_bot: MakeBot
):
    server.refuse(409, "Conflict: terminated by other getUpdates request", method="getUpdates")

    with capture_logs() as logs:
        await make_bot(polling=True)
        await server.until(lambda: server.polls == 1)

    assert logs[0]["event"].startswith("Program lain memakai token bot ini")


async def test_a_webhook_left_from_before_is_taken_down(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    bot = await make_bot()
    await bot.set_webhook(f"{server.url}/tidak-ada", "rahasia")
    await bot.close()
    server.say(ANI, "Halo")

    bot = await make_bot(polling=True)
    await server.quiet()

    assert len(taken.committed) == 1
    assert bot.answering


async def test_a_webhook_set_by_someone_else_meanwhile_is_taken_down_too(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken, call: Call
):
    await make_bot(polling=True)
    await server.until(lambda: server.updates.is_polled)

    await call("setWebhook", url=f"{server.url}/tidak-ada")
    await server.until(lambda: server.updates.is_polled and not server.updates.webhook)
    server.say(ANI, "Halo")
    await server.quiet()

    assert len(taken.committed) == 1


async def test_the_next_trouble_is_logged_again_and_waited_for_as_shortly(
    server: FakeTelegram, make_bot: MakeBot, naps: Naps
):
    with capture_logs() as logs:
        server.refuse(502, "Bad Gateway", method="getUpdates")
        bot = await make_bot(polling=True)
        await server.until(lambda: server.updates.is_polled)
        assert bot.answering
        server.refuse(502, "Bad Gateway", method="getUpdates")
        server.say(ANI, "Halo")
        await server.until(lambda: len(naps.seconds) == 2 and server.updates.is_polled)

    assert naps.seconds == [1.0, 1.0]
    assert [log["log_level"] for log in logs] == ["warning", "info"] * 2


async def test_the_bot_starts_without_telegram_and_goes_on_when_it_is_back(
    make_bot: MakeBot, server: FakeTelegram, taken: Taken, naps: Naps
):
    port = int(server.url.rpartition(":")[2])
    await server.stop()
    bot = await make_bot(polling=True)
    await naps.until(lambda: naps.seconds)
    assert (bot.username, bot.answering) == ("", False)

    await server.listen(port)
    server.say(ANI, "Halo")
    await server.quiet()

    assert len(taken.committed) == 1
    assert (bot.username, bot.answering) == ("bimtek_contoh_bot", True)
