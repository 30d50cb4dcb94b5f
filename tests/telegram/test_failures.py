"""Every way a reply can fail to arrive, and what its sender is told."""

import traceback

import aiohttp
import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.transport import NotWritten, Transport
from bot.core.dialog import Media
from bot.core.outbox import REASONS
from bot.core.ports import Rejected, TryLater, Uncertain, Unreachable
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, NOTES, PICTURE, newest, reply, send


async def test_nobody_there(bot: Telegram, server: FakeTelegram):
    with pytest.raises(Unreachable) as caught:
        await send(bot, reply(), address=5)
    assert caught.value.reason == "obrolan-tidak-ada"
    server.block(ANI)
    with pytest.raises(Unreachable) as caught:
        await send(bot, reply())
    assert caught.value.reason == "diblokir"
    server.unblock(ANI)
    server.deactivate(ANI)
    with pytest.raises(Unreachable) as caught:
        await send(bot, reply(media=PICTURE))
    assert caught.value.reason == "akun-nonaktif"


TABLE = [
    (403, "Forbidden: bot was blocked by the user", Unreachable("", "diblokir")),
    (403, "Forbidden: bot was kicked from the group chat", Unreachable("", "diblokir")),
    (403, "Forbidden: user is deactivated", Unreachable("", "akun-nonaktif")),
    (400, "Bad Request: user is deactivated", Unreachable("", "akun-nonaktif")),
    (
        403,
        "Forbidden: bot can't initiate conversation with a user",
        Unreachable("", "obrolan-tidak-ada"),
    ),
    (403, "Forbidden: bot can't send messages to bots", Unreachable("", "obrolan-tidak-ada")),
    (400, "Bad Request: chat not found", Unreachable("", "obrolan-tidak-ada")),
    (400, "Bad Request: user not found", Unreachable("", "obrolan-tidak-ada")),
    (400, "Bad Request: PEER_ID_INVALID", Unreachable("", "obrolan-tidak-ada")),
    (400, "Bad Request: chat_id is empty", Unreachable("", "obrolan-tidak-ada")),
    (403, "Forbidden: the moon is full", Rejected("", "tidak-dikenal")),
    (403, "", Rejected("", "tidak-dikenal")),
    (400, "Bad Request: the moon is full", Rejected("", "tidak-dikenal")),
    (400, "Bad Request: message is too long", Rejected("", "terlalu-panjang")),
    (400, "Bad Request: message caption is too long", Rejected("", "terlalu-panjang")),
    (400, "Bad Request: MEDIA_CAPTION_TOO_LONG", Rejected("", "terlalu-panjang")),
    (400, "Bad Request: text is too long", Rejected("", "terlalu-panjang")),
    (413, "Request Entity Too Large", Rejected("", "berkas")),
    (400, "Bad Request: file is too big", Rejected("", "berkas")),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", Rejected("", "berkas")),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Rejected("", "berkas")),
    (400, "Bad Request: IMAGE_PROCESS_FAILED", Rejected("", "berkas")),
    (400, "Bad Request: file must be non-empty", Rejected("", "berkas")),
    (429, "Too Many Requests: retry after 7", TryLater(7, "diminta-menunggu")),
    (429, "Too Many Requests", TryLater(1, "diminta-menunggu")),
    (500, "Internal Server Error", TryLater(2, "server")),
    (502, "Bad Gateway", TryLater(2, "server")),
    (401, "Unauthorized", TryLater(60, "server")),
    (404, "Not Found", TryLater(60, "server")),
]


@pytest.mark.parametrize("media", [None, PICTURE, NOTES])
@pytest.mark.parametrize(("code", "description", "expected"), TABLE)
async def test_each_error_has_its_meaning(
    bot: Telegram, server: FakeTelegram, code: int, description: str,
    expected: TryLater | Rejected | Unreachable, media: Media | None,
):  # fmt: skip
    asked = 7 if description.endswith("after 7") else 0
    server.refuse(code, description, chat=ANI, retry_after=asked)

    with pytest.raises(type(expected)) as caught:
        await send(bot, reply(media=media))

    assert isinstance(caught.value, TryLater | Rejected | Unreachable)
    assert caught.value.reason == expected.reason
    assert caught.value.reason in REASONS
    if isinstance(expected, TryLater):
        assert isinstance(caught.value, TryLater)
        assert caught.value.seconds == expected.seconds


@pytest.mark.parametrize("media", [None, PICTURE])
@pytest.mark.parametrize("handled", [True, False])
async def test_a_request_that_was_written_and_not_answered_may_have_arrived(
    bot: Telegram, server: FakeTelegram, media: Media | None, *, handled: bool
):
    server.drop(handled=handled, chat=ANI)

    with pytest.raises(Uncertain):
        await send(bot, reply(media=media))

    assert len(server.screen(ANI)) == handled


async def test_an_answer_that_is_none_of_telegrams_is_no_answer(
    bot: Telegram, server: FakeTelegram
):
    server.garble(method="sendMessage")

    with pytest.raises(Uncertain):
        await send(bot, reply())


async def test_a_server_that_cannot_be_reached_has_got_nothing(
    bot: Telegram, server: FakeTelegram
):
    await server.stop()

    for media in (None, PICTURE):
        with pytest.raises(TryLater) as caught:
            await send(bot, reply(media=media))
        assert caught.value.reason == "jaringan"


async def test_an_edit_that_was_not_answered_is_made_again(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Soal 1", "A"))
    server.drop(handled=True, method="editMessageText")

    await send(bot, reply("Soal 2", "B"), newest(server))

    assert server.texts(ANI) == ["Soal 2"]


async def test_an_edit_twice_unanswered_is_uncertain(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Soal 1", "A"))
    server.drop(handled=False, method="editMessageText", times=2)

    with pytest.raises(Uncertain):
        await send(bot, reply("Soal 2", "B"), newest(server))


async def test_no_failure_tells_the_token(monkeypatch: pytest.MonkeyPatch):
    def post(url: str, **_: object) -> object:
        raise aiohttp.ConnectionTimeoutError(f"Connection timeout to host {url}")

    transport = Transport("http://127.0.0.1:1/bot700000001:rahasia")
    await transport.initialize()
    monkeypatch.setattr(transport._session, "post", post)

    with pytest.raises(NotWritten) as caught:
        await transport.call("sendMessage", {})
    await transport.shutdown()

    assert "rahasia" not in "".join(traceback.format_exception(caught.value))


async def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure(
    bot: Telegram, server: FakeTelegram
):
    port = int(server.url.rpartition(":")[2])
    await send(bot, reply("Satu"))
    await server.stop()
    await server.listen(port)

    await send(bot, reply("Dua"))

    assert server.texts(ANI) == ["Satu", "Dua"]


async def test_a_connection_that_closed_before_the_last_byte_has_carried_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    def post(*_: object, **__: object) -> object:
        raise aiohttp.ClientOSError(None, "Can not write request body") from (
            aiohttp.ClientConnectionResetError("Cannot write to closing transport")
        )

    transport = Transport("http://127.0.0.1:1/bot")
    await transport.initialize()
    monkeypatch.setattr(transport._session, "post", post)

    with pytest.raises(NotWritten):
        await transport.call("sendMessage", {})

    await transport.shutdown()
    with pytest.raises(NotWritten):
        await transport.call("sendMessage", {})


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_what_a_gateway_in_trouble_passed_on_nobody_knows(
    bot: Telegram, server: FakeTelegram, status: int
):
    server.garble(b"<html>Bad Gateway</html>", status, method="sendMessage")

    with pytest.raises(Uncertain):
        await send(bot, reply())


async def test_what_a_gateway_refuses_has_not_come_further(bot: Telegram, server: FakeTelegram):
    server.garble(b"<html>Request Entity Too Large</html>", 413, method="sendMessage")

    with pytest.raises(Rejected):
        await send(bot, reply())


async def test_edits_and_known_pictures_fail_like_everything_else(
    bot: Telegram, server: FakeTelegram
):
    await send(bot, reply(media=PICTURE))
    await send(bot, reply("Soal 1", "A"))
    server.refuse(429, "Too Many Requests: retry after 4", times=2, retry_after=4)

    with pytest.raises(TryLater):
        await send(bot, reply("Soal 2"), newest(server))
    with pytest.raises(TryLater):
        await send(bot, reply(media=PICTURE))
