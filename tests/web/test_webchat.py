"""The line between a page and the bot, without a browser."""

import asyncio
import hashlib
import json
from collections.abc import Iterable
from typing import Literal

import aiohttp
import pytest
from markupsafe import Markup

from bot.channels import webchat
from bot.channels.frames import Frame, Malformed, address_of, event_of, message_of, replayed
from bot.core.dialog import Choice, Contact, Media, Reply, Start, Tap, Text
from tests.web.echo import EchoBot
from tests.web.site import Site, running


def words(frames: Iterable[Frame]) -> list[str]:
    return [frame["pesan"]["html"] for frame in frames if "pesan" in frame]


async def test_a_phone_is_known_by_the_hash_of_its_token_and_nothing_else(site: Site):
    token = await site.token()

    async with site.page(token) as page:
        await page.say({"mulai": "ABCD2345"})

    (incoming,) = site.bot.taken
    assert incoming.address == hashlib.sha256(token.encode()).hexdigest()[:32]
    assert (incoming.channel, incoming.key) == ("web", "wperistiwa-1")
    assert incoming.event == Start("ABCD2345")


async def test_each_new_page_gets_a_token_of_its_own(site: Site):
    tokens = {await site.token() for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {22}


async def test_an_event_is_acknowledged_when_it_is_committed_and_not_before(site: Site):
    site.bot.gate.clear()
    async with site.page() as page:
        await page.send({"id": "peristiwa-1", "teks": "halo"})
        await page.send({"hidup": 1})
        with pytest.raises(TimeoutError):
            await page.line.receive(timeout=0.05)

        site.bot.gate.set()

        frames = [await page.next() for _ in range(3)]
        assert words(frames) == ["Anda menulis: halo"]
        assert frames[1:] == [{"terima": "peristiwa-1"}, {"hidup": 1}]


async def test_an_event_sent_again_is_handled_once_and_acknowledged_again(site: Site):
    async with site.page() as page:
        first = await page.say({"teks": "halo"})
        second = await page.say({"teks": "halo"})

    assert first == second
    assert len(site.bot.taken) == 1


async def test_every_open_page_of_a_phone_shows_the_reply(site: Site):
    token = await site.token()
    async with site.page(token) as one, site.page(token) as other, site.page() as stranger:
        await one.say({"teks": "halo"})

        assert words([await other.next()]) == ["Anda menulis: halo"]
        await stranger.send({"hidup": 1})
        assert await stranger.next() == {"hidup": 1}


async def test_what_was_said_while_a_page_was_away_is_replayed_with_whose_event_it_answers(
    site: Site,
):
    token = await site.token()
    async with site.page(token) as page:
        await page.say({"teks": "satu"})
    await site.bot.remind(Reply(Markup("Besok pelantikan.")))

    async with site.page(token) as page:
        assert [frame.get("oleh") for frame in page.replayed] == ["wperistiwa-1", None, "o1", None]
        assert words(page.replayed) == ["Anda menulis: satu", "Besok pelantikan."]
    async with site.page(token, after=1) as page:
        assert words(page.replayed) == ["Besok pelantikan."]


async def test_what_is_said_during_a_replay_comes_behind_it(site: Site, monkeypatch):
    token, reading = await site.token(), asyncio.Event()
    async with site.page(token) as page:
        await page.say({"teks": "satu"})
    plain, go_on = site.bot.replay, asyncio.Event()

    async def slow(address, after):
        turns = await plain(address, after)
        reading.set()
        await go_on.wait()
        return turns

    monkeypatch.setattr(site.bot.chat, "_replay", slow)
    async with site.http.ws_connect(f"{site.url}/c/ws") as line:
        await line.send_json({"halo": token, "setelah": 0})
        await reading.wait()
        await site.bot.remind(Reply(Markup("Besok pelantikan.")))
        go_on.set()
        frames = [await line.receive_json() for _ in range(4)]

    assert words(frames) == ["Anda menulis: satu", "Besok pelantikan."]
    assert list(frames[2]) == ["siap"]


def test_a_replay_carries_an_edited_message_once_in_its_newest_version():
    turns = [
        (1, "wa", [(Reply(Markup("Soal 1")), ""), (Reply(Markup("Menu")), "")]),
        (2, "wb", [(Reply(Markup("Soal 2")), "1.0")]),
        (3, "wc", [(Reply(Markup("Selesai")), "2.0")]),
    ]

    frames = replayed(turns)

    assert words(frames) == ["Selesai", "Menu"]
    assert [frame["oleh"] for frame in frames if "oleh" in frame] == ["wa", "wb", "wc"]
    newest = frames[1]["pesan"]
    assert (newest["seq"], newest["n"], newest["juga"]) == (3, 0, ["1.0", "2.0"])
    assert newest["ganti"] is None


def test_a_replay_keeps_the_name_of_a_message_it_does_not_hold():
    turns = [(7, "wa", [(Reply(Markup("a")), "5.0")]), (8, "wb", [(Reply(Markup("b")), "7.0")])]

    (_, frame, _) = replayed(turns)

    assert (frame["pesan"]["html"], frame["pesan"]["ganti"]) == ("b", "5.0")


def test_a_message_tells_a_page_all_it_shows():
    reply = Reply(
        Markup("<b>Ini</b>"),
        (Choice("A", "jawab:A"), Choice("KPU", "https://www.kpu.go.id")),
        media=Media("picture", "warna.png", "Lima warna", "a b/warna.png"),
    )

    assert message_of("12.1", reply, "11.0") == {
        "seq": 12,
        "n": 1,
        "html": "<b>Ini</b>",
        "choices": [
            {"label": "A", "action": "jawab:A"},
            {"label": "KPU", "url": "https://www.kpu.go.id"},
        ],
        "ask_contact": "",
        "ask_file": "",
        "media": {
            "kind": "picture",
            "name": "warna.png",
            "alt": "Lima warna",
            "url": "/c/media/a%20b/warna.png",
        },
        "ganti": "11.0",
    }


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ({"teks": "halo"}, Text("halo")),
        ({"teks": " /start  ABCD2345 "}, Start("ABCD2345")),
        ({"teks": "/START"}, Start()),
        ({"teks": "a\0b\ud800"}, Text("ab�")),
        ({"teks": "x" * 5000}, Text("x" * 4096)),
        ({"mulai": ""}, Start()),
        ({"ketuk": "menu", "pada": "12.0"}, Tap("menu", "12.0")),
        ({"ketuk": "menu", "pada": ""}, Tap("menu")),
        ({"kontak": " 0812-3456 7890 "}, Contact("0812-3456 7890", own=False)),
    ],
)
def test_what_a_page_sends_becomes_an_event(frame, event):
    assert event_of(frame, own_contact=False) == event


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"teks": " \n"},
        {"teks": 7},
        {"mulai": "a b"},
        {"mulai": "x" * 65},
        {"ketuk": "x" * 65, "pada": "1.0"},
        {"ketuk": "", "pada": "1.0"},
        {"ketuk": "menu", "pada": "1.٣"},
        {"ketuk": "menu", "pada": "<b>"},
        {"kontak": "nomor saya"},
    ],
)
def test_what_no_page_sends_is_refused(frame):
    with pytest.raises(Malformed):
        event_of(frame, own_contact=False)


async def test_a_refused_event_is_named_with_the_reason(site: Site):
    async with site.page() as page:
        (frame,) = await page.say({"kontak": "nomor saya"})

    assert frame["tolak"] == "peristiwa-1"
    assert "hanya berisi angka" in frame["alasan"]
    assert site.bot.taken == []


@pytest.mark.parametrize("rubbish", ["", "[]", "{", '{"id": 7}', '{"id": "a b"}', "[" * 5000])
async def test_rubbish_is_passed_over(site: Site, rubbish):
    async with site.page() as page:
        await page.line.send_str(rubbish)

        assert words(await page.say({"teks": "halo"})) == ["Anda menulis: halo"]


async def test_whoever_sends_too_long_a_text_is_told_what_was_cut(site: Site):
    async with site.page() as page:
        frames = await page.say({"teks": "x" * 4097})

    assert "4.096 karakter" in frames[-2]["kabar"]


async def test_a_frame_over_8_kb_closes_the_line(site: Site):
    async with site.page() as page:
        await page.send({"id": "peristiwa-1", "teks": "x" * 9000})

        closing = await page.line.receive(timeout=5)

    assert closing.type is aiohttp.WSMsgType.CLOSE
    assert closing.data == 1009


@pytest.mark.parametrize("hello", ['{"halo": "pendek"}', '{"halo": 7, "setelah": []}', "x", "[]"])
async def test_a_page_without_a_token_of_ours_is_sent_for_a_new_one(site: Site, hello):
    async with site.http.ws_connect(f"{site.url}/c/ws") as line:
        await line.send_str(hello)
        closing = await line.receive(timeout=5)

    assert closing.data == webchat.BAD_TOKEN


async def test_a_page_that_never_says_who_it_is_is_closed(site: Site, monkeypatch):
    monkeypatch.setattr(webchat, "HELLO_SECONDS", 0.01)
    async with site.http.ws_connect(f"{site.url}/c/ws") as line:
        assert (await line.receive(timeout=5)).data == webchat.BAD_TOKEN


async def test_an_event_that_could_not_be_committed_is_not_acknowledged(site: Site):
    site.bot.failing = True
    token = await site.token()
    async with site.page(token) as page:
        await page.send({"id": "peristiwa-1", "teks": "halo"})
        assert (await page.line.receive(timeout=5)).data == 1011
    site.bot.failing = False

    async with site.page(token) as page:
        assert words(await page.say({"teks": "halo"})) == ["Anda menulis: halo"]


async def test_a_page_from_elsewhere_is_refused(site: Site):
    for origin, status in (("http://jahat.example", 403), ("null", 403), (site.url, 101)):
        headers = {"Origin": origin}
        try:
            async with site.http.ws_connect(f"{site.url}/c/ws", headers=headers):
                answered = 101
        except aiohttp.WSServerHandshakeError as refusal:
            answered = refusal.status
        assert answered == status, origin


async def test_the_public_address_is_an_origin_of_ours_behind_a_proxy():
    async with running(EchoBot(), public_url="https://bimtek.example/") as site:
        headers = {"Origin": "https://bimtek.example"}
        async with site.http.ws_connect(f"{site.url}/c/ws", headers=headers) as line:
            assert not line.closed


async def test_a_stopping_bot_sends_its_pages_away_and_takes_no_new_ones(site: Site):
    async with site.page() as page:
        await site.bot.chat.close()

        assert (await page.line.receive(timeout=5)).data == 1012
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await site.http.ws_connect(f"{site.url}/c/ws")
    assert refusal.value.status == 503


async def test_pages_are_forgotten_when_they_leave(site: Site):
    async with site.page() as page:
        assert site.bot.chat.connected == 1
        await page.line.close()
        async with site.page():
            assert site.bot.chat.connected == 1


async def test_sending_to_a_phone_that_is_away_is_accepted_and_acknowledging_needs_nothing():
    bot = EchoBot()

    await bot.chat.send("tidak ada", "1.0", Reply(Markup("halo")), "")
    await bot.chat.acknowledge("")

    assert bot.chat.connected == 0


@pytest.mark.parametrize("own", [True, False])
async def test_a_typed_number_is_vouched_for_only_where_one_tries_the_bot(own):
    async with running(EchoBot(own_contact=own)) as site, site.page() as page:
        await page.say({"kontak": "0812 3456 7890"})

    assert site.bot.taken[0].event == Contact("0812 3456 7890", own=own)


async def test_a_page_says_how_far_it_has_shown_and_only_forwards(site: Site):
    token = await site.token()
    async with site.page(token) as page:
        await page.say({"teks": "satu"})
        await page.say({"id": "peristiwa-2", "teks": "dua"})
        for seq in (1, 1, 2, 1, 2):
            await page.send({"baca": seq})
        await page.say({"teks": "satu"})
    assert site.bot.read == [1, 2]

    async with site.page(token, after=1) as page:  # it may not have arrived: told once more
        await page.send({"baca": 2})
        await page.say({"teks": "satu"})
    assert site.bot.read == [1, 2, 2]


@pytest.mark.parametrize("seq", [3, 2**70, 0, -1, True, "1", 1.0, None, [1]])
async def test_nobody_has_shown_what_was_never_said(site: Site, seq: object):
    async with site.page() as page:
        await page.say({"teks": "satu"})
        await page.send({"baca": seq})

        assert words(await page.say({"id": "peristiwa-2", "teks": "dua"}))
    assert site.bot.read == []


async def test_a_channel_that_nobody_asks_keeps_nothing_of_what_was_shown(site: Site):
    site.bot.chat = webchat.WebChat(site.bot.take, site.bot.replay)
    object.__setattr__(site.parts, "chat", site.bot.chat)
    async with site.page() as page:
        await page.say({"teks": "satu"})
        await page.send({"baca": 1})

        assert words(await page.say({"id": "peristiwa-2", "teks": "dua"}))


@pytest.mark.parametrize("kind", ["picture", "document"])
def test_an_attachment_is_fetched_by_its_id_and_token(kind: Literal["picture", "document"]):
    media = Media(kind, "foto é.jpg", "Gambar siaran", ref=-7, token="a_b")

    shown = message_of("1.0", Reply(Markup("Rapat"), media=media), "")["media"]

    assert shown == {
        "kind": kind, "name": "foto é.jpg", "alt": "Gambar siaran", "url": "/c/lampiran/7/a_b",
    }  # fmt: skip


def test_a_picture_that_was_made_is_fetched_by_its_id_and_token():
    media = Media("picture", "peta.png", "Peta", ref=7, token="a_b")

    shown = message_of("1.0", Reply(Markup("Peta"), media=media), "")["media"]

    assert shown == {
        "kind": "picture", "name": "peta.png", "alt": "Peta", "url": "/c/berkas/7/a_b",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), [("picture", "kpps-4.png"), ("document", "kpps-4.pdf")])
def test_a_file_of_the_material_is_fetched_by_its_path(
    kind: Literal["picture", "document"], name: str
):
    media = Media(kind, f"kartu-{name}", "Kartu KPPS 4", path=f"kartu/{name}")

    shown = message_of("1.0", Reply(Markup("Kartu"), media=media), "")["media"]

    assert shown["url"] == f"/c/media/kartu/{name}"


class StuckSocket:
    """A phone whose signal is gone: whatever is sent stays on the way."""

    def __init__(self) -> None:
        self.code = 0
        self.greeted, self.stuck, self.closed = (asyncio.Event() for _ in range(3))

    async def receive(self, **_: object) -> aiohttp.WSMessage:
        return aiohttp.WSMessage(
            aiohttp.WSMsgType.TEXT, json.dumps({"halo": "A" * 22, "setelah": 0}), None
        )

    def __aiter__(self) -> "StuckSocket":
        return self

    async def __anext__(self) -> aiohttp.WSMessage:
        self.greeted.set()
        await self.closed.wait()
        raise StopAsyncIteration

    async def send_str(self, text: str) -> None:
        await self.stuck.wait()

    async def close(self, *, code: int) -> None:
        self.code = code
        self.closed.set()


async def test_a_phone_without_signal_holds_nobody_back_and_is_let_go_when_it_lags(monkeypatch):
    monkeypatch.setattr(webchat, "BACKLOG_LIMIT", 3)
    chat, socket = EchoBot().chat, StuckSocket()
    talk = asyncio.create_task(chat.converse(socket))  # type: ignore[arg-type]
    await socket.greeted.wait()

    for n in range(10):
        reply = Reply(Markup("halo"))
        await asyncio.wait_for(chat.send(address_of("A" * 22), f"{n}.0", reply, ""), 1)
    socket.stuck.set()
    await asyncio.wait_for(talk, 5)

    assert socket.code == 1013
    assert chat.connected == 0
