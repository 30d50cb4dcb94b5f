"""Files that people send: fetched when work needs them, and no more of them than is taken."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.core.dialog import File
from bot.core.ports import Rejected, TooLarge, TryLater
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, MakeBot, Taken

LIMIT = 10 * 2**20
CSV = b"kecamatan,desa\nJunrejo,Beji\n"


@pytest.fixture
def ref(server: FakeTelegram) -> str:
    return ref_of(server, CSV)


def ref_of(server: FakeTelegram, content: bytes) -> str:
    server.send_file(ANI, "daftar.csv", content, "text/csv")
    return [*server.world.files][-1]


async def test_a_file_comes_as_it_was_sent(make_bot: MakeBot, server: FakeTelegram, taken: Taken):
    bot = await make_bot(polling=True)
    server.send_file(ANI, "daftar petugas.csv", CSV, "text/csv")
    await taken.until(lambda: taken.committed)

    [event] = [one.event for one in taken.committed]
    assert isinstance(event, File)
    assert (event.name, event.size) == ("daftar petugas.csv", len(CSV))
    assert await bot.fetch(event.ref, LIMIT) == CSV


@pytest.mark.parametrize(("size", "downloaded"), [(LIMIT, LIMIT), (LIMIT + 1, 0)])
async def test_a_file_of_exactly_the_limit_is_the_largest(
    bot: Telegram, server: FakeTelegram, size: int, downloaded: int
):
    ref = ref_of(server, b"x" * size)
    if downloaded:
        assert len(await bot.fetch(ref, LIMIT)) == LIMIT
    else:
        with pytest.raises(TooLarge):
            await bot.fetch(ref, LIMIT)

    assert server.downloaded == downloaded


async def test_a_file_larger_than_telegram_gives_out_is_too_large(
    bot: Telegram, server: FakeTelegram
):
    with pytest.raises(TooLarge):
        await bot.fetch(ref_of(server, bytes(20 * 2**20 + 1)), LIMIT)


async def test_a_file_that_grows_beyond_what_it_was_said_to_be_is_left(
    bot: Telegram, server: FakeTelegram, ref: str
):
    hold = server.hold(method="file")
    fetching = asyncio.ensure_future(bot.fetch(ref, LIMIT))
    await hold.met.wait()
    server.world.files[ref] = bytes(LIMIT + 1)
    hold.gate.set()

    with pytest.raises(TooLarge):
        await fetching


async def test_an_address_that_has_expired_is_asked_for_anew(
    bot: Telegram, server: FakeTelegram, ref: str
):
    hold = server.hold(method="file")
    fetching = asyncio.ensure_future(bot.fetch(ref, LIMIT))
    await hold.met.wait()
    server.forget_addresses()
    hold.gate.set()

    assert await fetching == CSV
    assert len(server.named("getFile")) == 2


async def test_a_file_that_is_gone_is_gone(bot: Telegram, server: FakeTelegram, ref: str):
    server.refuse(404, "Not Found", method="file", times=2)
    with pytest.raises(Rejected):
        await bot.fetch(ref, LIMIT)
    with pytest.raises(Rejected):
        await bot.fetch("tidak-ada", LIMIT)


@pytest.fixture(params=["flood", "error", "cut", "hung up", "away"])
def trouble(request: pytest.FixtureRequest, server: FakeTelegram) -> str:
    kind: str = request.param
    if kind == "flood":
        server.refuse(429, "Too Many Requests: retry after 7", method="getFile", retry_after=7)
    elif kind == "error":
        server.refuse(502, "Bad Gateway", method="file")
    elif kind == "cut":
        server.drop(handled=False, method="file")
    elif kind == "hung up":
        server.drop(handled=False, method="getFile")
    return kind


async def test_trouble_on_the_way_is_for_later_and_names_no_token(
    bot: Telegram, server: FakeTelegram, ref: str, trouble: str
):
    if trouble == "away":
        await server.stop()
    with capture_logs() as logged, pytest.raises(TryLater) as raised:
        await bot.fetch(ref, LIMIT)

    assert raised.value.seconds == (7 if trouble == "flood" else pytest.approx(1.5, abs=0.5))
    told = f"{raised.value!r} {raised.value.__cause__!r} {logged}"
    assert server.token not in told
    assert raised.value.__suppress_context__


async def test_a_closed_bot_fetches_nothing(bot: Telegram, ref: str):
    await bot.close()

    with pytest.raises(TryLater):
        await bot.fetch(ref, LIMIT)


async def test_what_is_no_file_is_not_fetched(bot: Telegram, server: FakeTelegram, ref: str):
    server.garble(b'{"ok": true, "result": {"file_id": "x"}}', method="getFile")

    with pytest.raises(Rejected):
        await bot.fetch(ref, LIMIT)


async def test_discarding_leaves_the_file_with_telegram(bot: Telegram, ref: str, tmp_path: Path):
    bot.discard(ref)

    assert await bot.fetch(ref, LIMIT) == CSV
