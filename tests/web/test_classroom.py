"""The projector's page of a class: what is on the wall, that it keeps up, and what it hides."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.storage.engine import Database
from bot.web.classroom import OF_CLASS, TOO_MANY, WALLS
from bot.web.parts import Stage
from tests.classes import Lesson, members, opened
from tests.phone import WIB, Town
from tests.web.echo import EchoBot
from tests.web.site import Site, get, running


@pytest.fixture
async def lesson(town: Town) -> Lesson:
    async with town.db.transaction() as tx:
        for key, value in (
            ("public_url", "https://bimtek.example"),
            ("telegram_username", "bimtek_contoh_bot"),
        ):
            tx.write("INSERT INTO meta (key, value) VALUES ($1, $2)", key, value)
    return await opened(town)


@pytest.fixture
async def site(town: Town) -> AsyncIterator[Site]:
    async with running(EchoBot(), stage=Stage(town.db, town.content, WIB)) as one:
        yield one


async def path_of(lesson: Lesson) -> str:
    [row] = await lesson.town.rows("class")
    return f"/kelas/{row['token']}"


# --- what is on it --------------------------------------------------------------------------


async def test_it_shows_both_ways_in(site: Site, lesson: Lesson):
    answer, text = await get(site, path := await path_of(lesson))

    assert answer.status == 200
    assert f'<p class="word">{lesson.word}</p>' in text
    assert "@bimtek_contoh_bot" in text
    assert "bimtek.example/c/" in text
    assert "<b>0</b> hadir" in text
    for way in ("telegram", "web"):
        assert f"{path}/qr-{way}.svg" in text
        picture, drawn = await get(site, f"{path}/qr-{way}.svg")
        assert picture.content_type == "image/svg+xml"
        assert drawn.startswith("<?xml")
        assert "style" not in drawn


async def test_where_there_is_no_telegram_there_is_one_way(site: Site, lesson: Lesson):
    async with lesson.town.db.transaction() as tx:
        tx.write("UPDATE meta SET value = '' WHERE key = 'telegram_username'")
    path = await path_of(lesson)
    _, text = await get(site, path)

    assert "qr-telegram" not in text
    assert (await get(site, f"{path}/qr-telegram.svg"))[0].status == 404


async def test_it_is_closed_to_others_and_indexed_by_nobody(site: Site, lesson: Lesson):
    answer, text = await get(site, path := await path_of(lesson))

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "unsafe" not in policy
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "style=" not in text
    assert "<script>" not in text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text
    for wrong in ("/kelas/x", f"/kelas/{'A' * 22}", f"{path}x", "/kelas/1", "/kelas/%00"):
        assert (await get(site, wrong))[0].status == 404


async def test_no_name_is_on_it_whatever_happens(site: Site, lesson: Lesson, town: Town):
    path = await path_of(lesson)
    seen = [(await get(site, path))[1]]
    phones = await members(town, lesson, 5)
    await lesson.begin()
    seen.append((await get(site, path))[1])
    for phone in phones:
        await lesson.answer(phone, 1)
    await lesson.close(1)
    seen.append((await get(site, path))[1])
    await lesson.holder.tap(f"kelastutup:{lesson.id}:ya")
    seen.append((await get(site, path))[1])

    names = [row["name"] for row in await town.rows("person", "name <> ''")]
    assert names
    assert not [name for name in names for text in seen if name in text]
    assert "Kelas selesai" in seen[-1]
    assert "100 % jawaban benar" in seen[-1]
    assert (await get(site, f"{path}/qr-web.svg"))[0].status == 404


async def test_what_is_right_and_who_chose_what_shows_only_after_closing(
    site: Site, lesson: Lesson, town: Town
):
    path = await path_of(lesson)
    phones = await members(town, lesson, 5)
    await lesson.begin()
    for n, phone in enumerate(phones):
        await lesson.answer(phone, 1, right=n > 0)
    _, open_ = await get(site, path)
    assert "<b>5</b> dari 5 sudah menjawab" in open_
    assert "✓ Benar" not in open_
    assert "<progress" not in open_

    await lesson.close(1)
    _, shut = await get(site, path)
    assert "✓ Benar" in shut
    assert '<span class="n">4</span>' in shut
    assert "Dasar: " in shut

    await lesson.go_on(1)
    await lesson.answer(phones[0], 2)
    await lesson.close(2)
    _, few = await get(site, path)
    assert "<progress" not in few
    assert "1 menjawab. Sebaran jawaban tampil bila sedikitnya 5 orang menjawab." in few


# --- keeping up -----------------------------------------------------------------------------


@asynccontextmanager
async def line(site: Site, path: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with site.http.ws_connect(f"{site.url}{path}/langsung") as socket:
        yield socket


async def test_an_open_page_is_told_of_every_step(site: Site, lesson: Lesson, town: Town):
    async with line(site, await path_of(lesson)) as socket:
        assert "<b>0</b> hadir" in (await socket.receive_json(timeout=5))["isi"]
        await members(town, lesson, 1)
        assert "<b>1</b> hadir" in (await socket.receive_json(timeout=5))["isi"]
        await lesson.begin()
        assert "Soal 1/5" in (await socket.receive_json(timeout=5))["isi"]
        async with town.db.transaction() as tx:
            tx.write("DELETE FROM class")
        assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE


async def test_forged_lines_are_refused(site: Site, lesson: Lesson):
    path = await path_of(lesson)
    for where, origin in (("/kelas/x", None), (path, "https://jahat.example")):
        headers = {"Origin": origin} if origin else {}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await site.http.ws_connect(f"{site.url}{where}/langsung", headers=headers)
    async with line(site, path) as socket:
        await socket.send_bytes(b"x" * 100)
        await socket.receive_json(timeout=5)


async def test_a_class_has_only_so_many_walls(site: Site, lesson: Lesson):
    path = await path_of(lesson)
    sockets = [
        await site.http.ws_connect(f"{site.url}{path}/langsung") for _ in range(OF_CLASS + 1)
    ]
    closed = await sockets[-1].receive(timeout=5)

    assert closed.data == TOO_MANY
    for socket in sockets:
        await socket.close()
    assert site.runner is not None
    assert site.runner.app is not None
    walls = site.runner.app[WALLS]
    async with asyncio.timeout(5):
        while walls._open:  # noqa: ASYNC110 - of the server
            await asyncio.sleep(0.01)


class Sick:
    """A database that stops answering."""

    def __init__(self, db: Database) -> None:
        self._db, self.reads = db, 0

    async def read(self, sql: str, *args: object) -> object:
        self.reads += 1
        if self.reads > 6:
            raise OSError("gone")
        return await self._db.read(sql, *args)


async def test_a_database_that_does_not_answer_closes_the_line(town: Town, lesson: Lesson):
    stage = Stage(Sick(town.db), town.content, WIB)  # type: ignore[arg-type]
    path = await path_of(lesson)
    with capture_logs() as logged:
        async with running(EchoBot(), stage=stage) as one, line(one, path) as socket:
            message = await socket.receive(timeout=5)
            while message.type is aiohttp.WSMsgType.TEXT:
                message = await socket.receive(timeout=5)
            assert message.data == aiohttp.WSCloseCode.INTERNAL_ERROR
    assert [entry["event"] for entry in logged] == ["live_failed"]
