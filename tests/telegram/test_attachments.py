"""Attachments of broadcasts: uploaded once however many get them, and named by id after that."""

import asyncio

import pytest

from bot.channels.telegram import Telegram
from bot.core.dialog import Media
from bot.core.ports import Rejected, TryLater, Unreachable
from bot.storage.attachments import Attachment
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, BUDI, PICTURE, PNG, MakeBot, reply, send

FOTO = Media("picture", "foto.png", "Gambar siaran", ref=-7, token="t")
SURAT = Media("document", "undangan.pdf", "Undangan", ref=-8, token="t")
KEPT = {
    7: Attachment(7, "t", "picture", "foto.png", "image/png", PNG),
    8: Attachment(8, "t", "document", "undangan.pdf", "application/pdf", b"%PDF-1.7"),
}
PEOPLE = range(2001, 2031)


class Shelf:
    """What was read of the database, and how slowly."""

    def __init__(self) -> None:
        self.read: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, number: int) -> Attachment | None:
        self.read.append(number)
        await self.gate.wait()
        return KEPT.get(number)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def bot(make_bot: MakeBot, server: FakeTelegram, shelf: Shelf) -> Telegram:
    for chat in (ANI, BUDI, *PEOPLE):
        server.start(chat)
    return await make_bot(load_attachment=shelf.load)


@pytest.mark.parametrize(
    ("media", "asked", "content"),
    [
        (FOTO, ("sendPhoto", "photo"), PNG),
        (SURAT, ("sendDocument", "document"), b"%PDF-1.7"),
    ],
)
async def test_an_attachment_is_uploaded_once_and_named_afterwards(
    bot: Telegram, server: FakeTelegram, shelf: Shelf, media: Media, asked: tuple[str, str],
    content: bytes,
):  # fmt: skip
    method, field = asked
    for chat in (ANI, BUDI):
        await send(bot, reply("<b>Rapat</b> besok", "Laporkan", media=media), address=chat)

    first, second = (request[field] for request in server.named(method))
    assert first[0] == media.name
    assert server.world.files[second] == content
    assert len(shelf.read) == 1
    for chat in (ANI, BUDI):
        [message] = server.screen(chat)
        assert (message.text, message.labels) == ("Rapat besok", [["Laporkan"]])
        assert message.kind == ("photo" if field == "photo" else "document")


async def test_while_the_first_upload_is_on_its_way_the_others_are_put_off(
    bot: Telegram, server: FakeTelegram, shelf: Shelf
):
    shelf.gate.clear()
    first = asyncio.create_task(send(bot, reply(media=SURAT), address=ANI))
    await asyncio.sleep(0)
    for chat in PEOPLE:
        with pytest.raises(TryLater) as later:
            await send(bot, reply(media=SURAT), address=chat)
        assert (later.value.seconds, later.value.reason) == (2.0, "unggahan")
    shelf.gate.set()
    await first
    await asyncio.gather(*(send(bot, reply(media=SURAT), address=chat) for chat in PEOPLE))

    uploads = [one for one in server.named("sendDocument") if not isinstance(one["document"], str)]
    assert (len(uploads), len(server.named("sendDocument"))) == (1, 1 + len(PEOPLE))
    assert shelf.read == [8]


async def test_a_picture_of_the_material_is_waited_for_and_uploaded_once(
    bot: Telegram, server: FakeTelegram
):
    server.block(ANI)
    going = [send(bot, reply(media=PICTURE), address=one) for one in (ANI, *PEOPLE)]
    results = await asyncio.gather(*going, return_exceptions=True)

    assert [type(one) for one in results] == [Unreachable] + [type(None)] * len(PEOPLE)
    uploads = [one for one in server.named("sendPhoto") if not isinstance(one["photo"], str)]
    assert len(uploads) == 2  # nobody could tell from the first what Telegram calls it


async def test_where_the_first_cannot_get_it_the_next_uploads_it(
    bot: Telegram, server: FakeTelegram, shelf: Shelf
):
    server.block(ANI)
    with pytest.raises(Unreachable):
        await send(bot, reply(media=SURAT), address=ANI)

    for chat in (BUDI, *PEOPLE):
        await send(bot, reply(media=SURAT), address=chat)

    assert shelf.read == [8, 8]


async def test_an_upload_that_has_to_wait_keeps_nobody_else_from_it(
    bot: Telegram, server: FakeTelegram
):
    server.refuse(429, "Too Many Requests: retry after 3", method="sendDocument", retry_after=3)
    with pytest.raises(TryLater):
        await send(bot, reply(media=SURAT))

    await send(bot, reply(media=SURAT))

    assert len(server.screen(ANI)) == 1


async def test_what_telegram_has_forgotten_is_uploaded_again_and_only_once(
    bot: Telegram, server: FakeTelegram, shelf: Shelf
):
    await send(bot, reply(media=SURAT))
    server.world.files.clear()

    going = [send(bot, reply(media=SURAT), address=one) for one in PEOPLE]
    results = await asyncio.gather(*going, return_exceptions=True)

    put_off = sum(isinstance(one, TryLater) for one in results)
    assert sum(len(server.screen(one)) for one in PEOPLE) == len(PEOPLE) - put_off > 0
    assert shelf.read == [8, 8]


@pytest.mark.parametrize("lost", [SURAT, FOTO])
async def test_an_attachment_that_is_gone_fails_with_its_reason(make_bot: MakeBot, lost: Media):
    with pytest.raises(Rejected) as refusal:
        await send(await make_bot(), reply(media=lost))

    assert refusal.value.reason == "berkas"
