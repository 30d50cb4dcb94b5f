"""Every way a reply can fail to arrive, and what its sender is told."""

import traceback

import aiohttp
import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.transport import NotWritten, Transport
from bot.core.dialog import Media
from bot.core.ports import Rejected, TryLater, Uncertain, Unreachable
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, NOTES, PICTURE, newest, reply, send


async def test_nobody_there(bot: Telegram, server: FakeTelegram):
    with pytest.raises(Unreachable):
        await send(bot, reply(), address=5)
    server.block(ANI)
    with pytest.raises(Unreachable):
        await send(bot, reply())
    server.unblock(ANI)
    server.deactivate(ANI)
    with pytest.raises(Unreachable):
        await send(bot, reply(media=PICTURE))


@pytest.mark.parametrize("media", [None, PICTURE, NOTES])
@pytest.mark.parametrize(
    ("code", "description", "expected"),
    [
        (400, "Bad Request: message is too long", Rejected),
        (413, "Request Entity Too Large", Rejected),
        (403, "Forbidden: bot was kicked from the chat", Unreachable),
        (400, "Bad Request: PEER_ID_INVALID", Unreachable),
        (429, "Too Many Requests: retry after 7", TryLater(7)),
        (500, "Internal Server Error", TryLater(2)),
        (502, "Bad Gateway", TryLater(2)),
        (401, "Unauthorized", TryLater(60)),
    ],
)
async def test_each_error_has_its_meaning(
    bot: Telegram, server: FakeTelegram, code: int, description: str,
    expected: TryLater | type[Exception], media: Media | None,
):  # fmt: skip
    server.refuse(code, description, chat=ANI, retry_after=7 if code == 429 else 0)
    kind = TryLater if isinstance(expected, TryLater) else expected

    with pytest.raises(kind) as caught:
        await send(bot, reply(media=media))

    if isinstance(expected, TryLater) and isinstance(caught.value, TryLater):
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
        with pytest.raises(TryLater):
            await send(bot, reply(media=media))


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


async def test_a_gateway_in_trouble_is_tried_later(bot: Telegram, server: FakeTelegram):
    server.garble(b"<html>502 Bad Gateway</html>", 502, method="sendMessage")

    with pytest.raises(TryLater):
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
