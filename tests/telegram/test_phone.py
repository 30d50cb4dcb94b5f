"""Everything people can do on the fake's phones reaches the bot."""

import asyncio

import pytest

from bot.core.dialog import Contact, File, Tap
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, MakeBot, Taken, newest, reply, send


async def test_contacts_files_and_the_rest(server: FakeTelegram, make_bot: MakeBot, taken: Taken):
    await make_bot(polling=True)

    server.share_contact(ANI, "+6281234500001")
    server.share_contact(ANI, "+6281234500002", of=0)
    server.send_file(ANI, "roster.csv", b"desa,tps")
    server.send(ANI, "location", {"latitude": -7.87, "longitude": 112.52})
    server.say(-5, "Halo grup")
    await server.quiet()

    [roster] = server.world.files
    assert [each.event for each in taken.committed] == [
        Contact("+6281234500001", own=True),
        Contact("+6281234500002", own=False),
        File("roster.csv", 8, roster),
        File("", 0, ""),
    ]


async def test_a_label_finds_the_newest_button_that_has_it(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    server.start(ANI)
    bot = await make_bot(polling=True)
    await send(bot, reply("Lama", "A"))
    await send(bot, reply("Baru", "A"))
    await send(bot, reply("Tanpa tombol"))

    server.tap(ANI, "A")
    await server.quiet()

    assert taken.committed[-1].event == Tap("pilih:A", str(server.screen(ANI)[1].number))
    assert newest(server) == str(server.screen(ANI)[2].number)
    with pytest.raises(AssertionError, match=r"no button 'B' in chat 1001"):
        server.tap(ANI, "B")


async def test_a_held_request_goes_on_when_its_gate_opens(
    server: FakeTelegram, make_bot: MakeBot, taken: Taken
):
    held = server.hold(method="getMe")
    server.start(ANI)

    async def open_the_gate() -> None:
        await held.met.wait()
        held.gate.set()

    await asyncio.gather(make_bot(polling=True), open_the_gate())
    await server.quiet()

    assert len(taken.committed) == 1
