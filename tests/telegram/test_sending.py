"""Replies as they arrive on the phone, taps as they are acknowledged, and the introduction."""

import json
from pathlib import Path

import pytest
from markupsafe import Markup
from structlog.testing import capture_logs

from bot.channels.telegram import About, Telegram
from bot.core.dialog import Choice, Media, Reply, Tap
from bot.core.ports import Rejected, TryLater
from bot.core.results import Tally
from bot.sheets.pictures import Heat, Tile, heat
from bot.storage.jobs import Document
from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, NOTES, PICTURE, MakeBot, Taken, newest, reply, send

# --- new messages ---------------------------------------------------------------------------


async def test_a_text_arrives_with_its_formatting_and_without_previews(
    bot: Telegram, server: FakeTelegram
):
    await send(bot, reply("<b>Halo</b> &amp; selamat"))

    [message] = server.screen(ANI)
    assert message.text == "Halo & selamat"
    assert message.entities == [{"type": "bold", "offset": 0, "length": 4}]
    [request] = server.named("sendMessage")
    assert json.loads(request["link_preview_options"]) == {"is_disabled": True}


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ("A B C D", ["A B C D"]),
        ("A B C D E", ["A B C D", "E"]),
        ("A B C Lewati", ["A B C", "Lewati"]),
        ("Ya Tidak", ["Ya Tidak"]),
        ("Ya Tidak B", ["Ya Tidak", "B"]),
        ("Materi Kuis Progres", ["Materi Kuis", "Progres"]),
        ("Kembali Daftar_pemilih_khusus Menu", ["Kembali", "Daftar_pemilih_khusus", "Menu"]),
        ("12345678901234 1", ["12345678901234 1"]),
        ("123456789012345 1", ["123456789012345", "1"]),
    ],
)
async def test_short_labels_share_a_row(
    bot: Telegram, server: FakeTelegram, labels: str, rows: list[str]
):
    await send(bot, reply("Pilih", *labels.split()))

    assert [" ".join(row) for row in server.screen(ANI)[-1].labels] == rows


async def test_a_link_opens_and_is_no_tap(bot: Telegram, server: FakeTelegram):
    await send(bot, Reply(Markup("Buka"), (Choice("Dasbor", "https://contoh.id/dasbor"),)))

    assert server.screen(ANI)[-1].buttons == [
        [{"text": "Dasbor", "url": "https://contoh.id/dasbor"}]
    ]


async def test_the_contact_button_goes_away_with_the_next_plain_message(
    bot: Telegram, server: FakeTelegram
):
    await send(bot, reply("Kirim nomor Anda", ask_contact="Kirim nomor saya"))
    keyboard = server.keyboard(ANI)
    await send(bot, reply("Terima kasih"))

    assert keyboard == {
        "keyboard": [[{"text": "Kirim nomor saya", "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert server.keyboard(ANI) is None


async def test_a_picture_is_uploaded_once(bot: Telegram, server: FakeTelegram):
    for _ in range(2):
        await send(bot, reply("Jalur pemilih", "Lanjut", media=PICTURE))

    first, second = (request["photo"] for request in server.named("sendPhoto"))
    assert first[0] == "jalur.png"
    assert second == server.screen(ANI)[0].file[-1]["file_id"]
    assert [message.labels for message in server.screen(ANI)] == [[["Lanjut"]]] * 2


async def test_a_picture_telegram_has_forgotten_is_uploaded_again(
    bot: Telegram, server: FakeTelegram
):
    await send(bot, reply(media=PICTURE))
    server.world.files.clear()

    await send(bot, reply(media=PICTURE))

    assert len(server.screen(ANI)) == 2


async def test_a_card_to_print_is_uploaded_once_as_a_document(
    bot: Telegram, server: FakeTelegram, tmp_path: Path
):
    (tmp_path / "kartu").mkdir()
    (tmp_path / "kartu/kpps-4.pdf").write_bytes(b"%PDF-1.4 kartu")
    card = Media("document", "kartu-kpps-4.pdf", "Kartu KPPS 4", path="kartu/kpps-4.pdf")
    for _ in range(2):
        await send(bot, reply("Kartu Anda", "Menu", media=card))

    first, second = (request["document"] for request in server.named("sendDocument"))
    assert first[0] == "kartu-kpps-4.pdf"
    file_id = server.screen(ANI)[0].file["file_id"]
    assert second == file_id
    assert server.world.files[file_id] == b"%PDF-1.4 kartu"


async def test_a_document_carries_its_name_text_and_buttons(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("<i>Kartu saku</i>", "Menu", media=NOTES))

    [message] = server.screen(ANI)
    assert (message.kind, message.text, message.labels) == ("document", "Kartu saku", [["Menu"]])
    assert message.file["file_name"] == "kartu-saku.txt"
    assert server.world.files[message.file["file_id"]] == b"Pukul 07.00: buka TPS"


MADE = Media("document", "kit <b>.pdf", "Kit desa", ref=7, token="rahasia")


async def test_a_made_document_is_read_when_it_is_sent(make_bot: MakeBot, server: FakeTelegram):
    async def load(ref: int) -> Document | None:
        return Document(ref, "rahasia", "kit <b>.pdf", "application/pdf", b"%PDF-1.7 ...")

    server.start(ANI)
    await send(await make_bot(load_document=load), reply("Kit sudah jadi.", "Menu", media=MADE))

    [message] = server.screen(ANI)
    assert (message.kind, message.text) == ("document", "Kit sudah jadi.")
    assert message.labels == [["Menu"]]
    assert message.file["file_name"] == "kit <b>.pdf"
    assert server.world.files[message.file["file_id"]] == b"%PDF-1.7 ..."


async def test_a_made_picture_is_shown(make_bot: MakeBot, server: FakeTelegram):
    drawn = heat(Heat("Peta", "Beji", "", [Tile("Beji", Tally(1))]))

    async def load(ref: int) -> Document | None:
        return Document(ref, "rahasia", "peta.png", "image/png", drawn)

    server.start(ANI)
    media = Media("picture", "peta.png", "Peta kesiapan", ref=7, token="rahasia")
    await send(await make_bot(load_document=load), reply("Peta", "Menu", media=media))

    [message] = server.screen(ANI)
    assert (message.kind, message.text, message.labels) == ("photo", "Peta", [["Menu"]])
    [sent] = server.named("sendPhoto")
    assert sent["photo"][0] == "peta.png"


async def test_a_made_document_that_is_gone_is_said_to_be(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Kit sudah jadi.", "Menu", media=MADE))

    [message] = server.screen(ANI)
    assert message.kind == "text"
    assert message.text == "Berkas kit <b>.pdf sudah tidak disimpan. Silakan minta dibuat lagi."
    assert message.labels == [["Menu"]]


async def test_a_picture_that_is_missing_here_is_rejected(bot: Telegram):
    lost = Media("picture", "x.png", "Hilang", path="tidak-ada.png")

    with pytest.raises(Rejected, match=r"tidak-ada\.png"):
        await send(bot, reply(media=lost))


# --- replacing ------------------------------------------------------------------------------


async def test_text_is_edited_in_place(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Soal 1", "A", "B"))
    await send(bot, reply("Soal 2", "C"), newest(server))
    await send(bot, reply("Selesai"), newest(server))

    [message] = server.screen(ANI)
    assert (message.text, message.labels, message.edited) == ("Selesai", [], 2)


async def test_an_edit_that_changes_nothing_has_succeeded(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Soal 1", "A"))

    await send(bot, reply("Soal 1", "A"), newest(server))

    assert server.texts(ANI) == ["Soal 1"]


@pytest.mark.parametrize(
    ("before", "after", "suffix"),
    [
        (reply("Lama", media=PICTURE), reply("Baru", "A"), "m"),
        (reply("Lama", media=PICTURE), reply("Baru", media=NOTES), "m"),
        (reply("Lama", "A"), reply("Baru", media=PICTURE), ""),
        (reply("Lama", "A"), reply("Baru", ask_contact="Kirim nomor"), ""),
        (reply("Lama", media=PICTURE), reply("Baru", "A"), ""),  # whatever the suffix says
        (reply("Lama", ask_contact="Kirim nomor"), reply("Baru", "A"), ""),
    ],
)
async def test_what_cannot_be_edited_is_replaced(
    bot: Telegram, server: FakeTelegram, before: Reply, after: Reply, suffix: str
):
    await send(bot, before)

    await send(bot, after, newest(server) + suffix)

    assert server.texts(ANI) == ["Baru"]
    if after.ask_contact:
        assert server.keyboard(ANI)


async def test_a_message_that_is_gone_is_sent_anew(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Baru", "A"), "987654")

    assert server.texts(ANI) == ["Baru"]


async def test_a_message_that_is_only_kept_up_to_date_is_not_sent_anew(
    bot: Telegram, server: FakeTelegram
):
    await send(bot, reply("Lama", "A"))

    await bot.send(str(ANI), "1.0", reply("Kini", "A"), newest(server))
    await bot.send(str(ANI), "2.0", reply("Nanti", "A"), "987654")

    assert server.texts(ANI) == ["Kini"]


async def test_the_old_message_stays_if_the_new_one_fails(bot: Telegram, server: FakeTelegram):
    await send(bot, reply("Lama", media=PICTURE))
    server.refuse(429, "Too Many Requests: retry after 3", method="sendMessage", retry_after=3)

    with pytest.raises(TryLater):
        await send(bot, reply("Baru"), newest(server) + "m")

    assert server.texts(ANI) == ["Lama"]


# --- taps -----------------------------------------------------------------------------------


async def test_a_tap_is_acknowledged(make_bot: MakeBot, server: FakeTelegram, taken: Taken):
    server.start(ANI)
    bot = await make_bot(polling=True)
    await send(bot, reply("Soal 1", "A", "B"))
    server.tap(ANI, "B")
    await server.quiet()

    tap = taken.committed[-1]
    await bot.acknowledge(tap.ticket)

    assert tap.event == Tap("pilih:B", newest(server))
    assert server.world.answers == [{"callback_query_id": tap.ticket}]


async def test_a_tap_that_cannot_be_acknowledged_is_no_failure(
    bot: Telegram, server: FakeTelegram
):
    with capture_logs() as logs:
        await bot.acknowledge("")
        await bot.acknowledge("12345")  # too old
        server.refuse(500, "Internal Server Error")
        await bot.acknowledge("12345")

    assert [log["error"] for log in logs] == ["Refused"]


# --- introducing ----------------------------------------------------------------------------

ABOUT = About(
    commands=[
        ("menu", {"id": "Menu utama", "en": "Main menu"}),
        ("kuis", {"id": "Kuis", "en": "Quiz"}),
    ],
    description={"id": "Bimtek lanjutan", "en": "Follow-up training"},
    short_description={"id": "Bimtek"},
)


async def test_the_bot_introduces_itself_in_two_languages(make_bot: MakeBot, server: FakeTelegram):
    bot = await make_bot(about=ABOUT)

    assert bot.username == "bimtek_contoh_bot"
    assert server.world.profile == {
        ("commands", ""): [
            {"command": "menu", "description": "Menu utama"},
            {"command": "kuis", "description": "Kuis"},
        ],
        ("commands", "en"): [
            {"command": "menu", "description": "Main menu"},
            {"command": "kuis", "description": "Quiz"},
        ],
        ("description", ""): "Bimtek lanjutan",
        ("description", "en"): "Follow-up training",
        ("short_description", ""): "Bimtek",
    }


async def test_a_refused_introduction_does_not_keep_the_bot_from_working(
    make_bot: MakeBot, server: FakeTelegram, taken: Taken
):
    server.refuse(429, "Too Many Requests", method="setMyCommands", times=2, retry_after=900)
    await make_bot(polling=True, about=ABOUT)
    server.start(ANI)
    await server.quiet()

    assert len(taken.committed) == 1
    assert len(server.named("getMe")) == 1
